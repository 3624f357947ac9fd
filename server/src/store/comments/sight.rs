//! What an asker sees of an article beside what everyone finds there.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use crate::asker::Asker;

/// The asker's own held comments, or all held ones for the blog's owner, and the held or
/// withdrawn comments that are there only because those answer them. None of them
/// is shown to everyone. Each by its sequence, with the root of its thread.
#[derive(Debug, Default)]
pub(super) struct Sight(BTreeMap<i64, Option<i64>>);

/// The held comments that the condition picks, and what they answer.
macro_rules! select_held {
    ($condition:literal) => {
        concat!(
            "WITH RECURSIVE
             held (sequence, root, parent) AS (
                 SELECT sequence, root, parent FROM comment
                 WHERE article = ? AND state = 1 AND shown = 0 AND ",
            $condition,
            "),
             answered (sequence, root, parent) AS (
                 SELECT comment.sequence, comment.root, comment.parent
                 FROM held CROSS JOIN comment ON comment.id = held.parent
                 WHERE comment.state <> 0 AND comment.shown = 0
                 UNION
                 SELECT comment.sequence, comment.root, comment.parent
                 FROM answered CROSS JOIN comment ON comment.id = answered.parent
                 WHERE comment.state <> 0 AND comment.shown = 0
             )
             SELECT sequence, root FROM held
             UNION SELECT sequence, root FROM answered
             UNION SELECT sequence, root FROM comment
             WHERE sequence IN (SELECT root FROM held) AND state <> 0 AND shown = 0"
        )
    };
}

pub(super) const OWN_HELD: &str = select_held!("author = ?");
pub(super) const ALL_HELD: &str = select_held!("TRUE");

impl Sight {
    /// What the asker sees of the article.
    pub(super) async fn of(
        connection: &mut SqliteConnection,
        article: i64,
        asker: &Asker,
    ) -> Result<Self, sqlx::Error> {
        let statement = match asker {
            Asker::Anyone => return Ok(Self::default()),
            Asker::Author(author) => sqlx::query_as(OWN_HELD)
                .bind(article)
                .bind(author.hash().to_vec()),
            Asker::Admin => sqlx::query_as(ALL_HELD).bind(article),
        };
        let rows: Vec<(i64, Option<i64>)> = statement.fetch_all(connection).await?;
        Ok(Self(rows.into_iter().collect()))
    }

    /// Whether the comment of this sequence is among them.
    pub(super) fn includes(&self, sequence: i64) -> bool {
        self.0.contains_key(&sequence)
    }

    /// All of them, in the order in which they were taken.
    pub(super) fn sequences(&self) -> impl Iterator<Item = i64> {
        self.0.keys().copied()
    }

    /// Those that answer nothing, in the order in which they were taken.
    pub(super) fn roots(&self) -> impl Iterator<Item = i64> {
        self.0
            .iter()
            .filter(|(_, root)| root.is_none())
            .map(|(sequence, _)| *sequence)
    }

    /// Those in the thread of each root, in the order in which they were taken.
    pub(super) fn replies(&self) -> BTreeMap<i64, Vec<i64>> {
        let mut replies: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (sequence, root) in &self.0 {
            if let Some(root) = root {
                replies.entry(*root).or_default().push(*sequence);
            }
        }
        replies
    }
}
