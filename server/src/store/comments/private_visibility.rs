//! Comments that one identity sees beside those that are visible to everyone.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::SqliteConnection;

use crate::identity::Identity;

/// The asker's own held comments, or all held ones for the blog's owner, and the held or
/// withdrawn comments that are there only because those answer them. None of them
/// is shown to everyone, who find no more than the place of those that were answered.
#[derive(Debug, Default)]
pub(super) struct PrivateVisibility {
    /// Those of which nobody else finds so much as the place: each by its sequence, with
    /// the root of its thread.
    hidden: BTreeMap<i64, Option<i64>>,
    /// The sequences of the held comments that the asker may read.
    own: BTreeSet<i64>,
}

/// The held comments that the condition picks, and what they answer. Of each: whether the
/// condition picks it, and whether everyone finds its place.
macro_rules! select_held {
    ($condition:literal) => {
        concat!(
            "WITH RECURSIVE
             own (sequence, root, parent, shown) AS (
                 SELECT sequence, root, parent, shown FROM comment
                 WHERE article = ? AND state = 1 AND ",
            $condition,
            "),
             held (sequence, root, parent) AS (
                 SELECT sequence, root, parent FROM own WHERE shown = 0
             ),
             answered (sequence, root, parent) AS (
                 SELECT comment.sequence, comment.root, comment.parent
                 FROM held CROSS JOIN comment ON comment.id = held.parent
                 WHERE comment.state <> 0 AND comment.shown = 0
                 UNION
                 SELECT comment.sequence, comment.root, comment.parent
                 FROM answered CROSS JOIN comment ON comment.id = answered.parent
                 WHERE comment.state <> 0 AND comment.shown = 0
             )
             SELECT sequence, root, TRUE, shown FROM own
             UNION ALL SELECT sequence, root, FALSE, FALSE FROM answered
             UNION ALL SELECT sequence, root, FALSE, FALSE FROM comment
             WHERE sequence IN (SELECT root FROM held) AND state <> 0 AND shown = 0"
        )
    };
}

const OWN_HELD: &str = select_held!("author = ?");
const ALL_HELD: &str = select_held!("TRUE");

impl PrivateVisibility {
    /// The private visibility of an article's comments for an identity.
    pub(super) async fn of(
        connection: &mut SqliteConnection,
        article: i64,
        identity: &Identity,
    ) -> Result<Self, sqlx::Error> {
        let statement = match identity {
            Identity::Anyone => return Ok(Self::default()),
            Identity::Author(author) => sqlx::query_as(OWN_HELD)
                .bind(article)
                .bind(author.hash().to_vec()),
            Identity::Admin => sqlx::query_as(ALL_HELD).bind(article),
        };
        let rows: Vec<(i64, Option<i64>, bool, bool)> = statement.fetch_all(connection).await?;
        let mut sight = Self::default();
        for (sequence, root, is_own, is_shown) in rows {
            if is_own {
                sight.own.insert(sequence);
            }
            if !is_shown {
                sight.hidden.insert(sequence, root);
            }
        }
        Ok(sight)
    }

    /// True if the comment of this sequence is visible to this identity and not to everyone.
    pub(super) fn includes(&self, sequence: i64) -> bool {
        self.hidden.contains_key(&sequence)
    }

    /// True if this identity may read the held comment of this sequence.
    pub(super) fn reads(&self, sequence: i64) -> bool {
        self.own.contains(&sequence)
    }

    /// The held comments that the asker alone finds, in the order in which they were
    /// taken.
    pub(super) fn held(&self) -> impl DoubleEndedIterator<Item = i64> {
        self.own.iter().copied().filter(|own| self.includes(*own))
    }

    /// Those that answer nothing, in the order in which they were taken.
    pub(super) fn roots(&self) -> impl Iterator<Item = i64> {
        self.hidden
            .iter()
            .filter(|(_, root)| root.is_none())
            .map(|(sequence, _)| *sequence)
    }

    /// Those in the thread of each root, in the order in which they were taken.
    pub(super) fn replies(&self) -> BTreeMap<i64, Vec<i64>> {
        let mut replies: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (sequence, root) in &self.hidden {
            if let Some(root) = root {
                replies.entry(*root).or_default().push(*sequence);
            }
        }
        replies
    }
}
