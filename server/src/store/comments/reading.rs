//! Reading comments: page by page, thread by thread, and what is new.
//!
//! What everyone finds is read by indexes that hold nothing else; what the asker
//! alone sees is little, and mixed in here.

use std::collections::{BTreeMap, BTreeSet};

use article_widgets_model::{ArticleKey, Comment, Identifier, Order};
use sqlx::SqliteConnection;

use super::row::{CommentRow, View, select_comment};
use super::sight::Sight;
use super::{Place, Position};
use crate::store::{Store, StoreError, find_article};

/// How many replies stand under each comment of a page of threads.
const FIRST_REPLIES: usize = 10;
/// How many of the comments that a comment answers are given with it, beside the one
/// that begins the thread.
const ANCESTORS: i64 = 50;
/// How many new comments are told at a time.
const NEWS: usize = 100;

/// Some of an article's comments.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The comments.
    pub(crate) comments: Vec<Comment>,
    /// How many published comments the article has, on this page or not.
    pub(crate) count: u64,
    /// The last thread of this page, unless it is the article's last.
    pub(crate) next: Option<Position>,
    /// The last reply of this page, unless it is the thread's last.
    pub(crate) next_reply: Option<Identifier>,
    /// The place of the newest comment that the asker knows of now.
    pub(crate) latest: Place,
}

/// An article as a transaction sees it.
struct Article {
    number: i64,
    count: u64,
    latest: Place,
}

impl Article {
    fn page(&self, comments: Vec<Comment>) -> Page {
        Page {
            comments,
            count: self.count,
            latest: self.latest,
            ..Page::default()
        }
    }
}

impl Store {
    /// At most `limit` threads of the article in the given order, from the one after
    /// `after` on, each with its first replies.
    pub(crate) async fn threads(
        &self,
        article: &ArticleKey,
        order: Order,
        after: Option<Position>,
        limit: usize,
        view: &View,
    ) -> Result<Page, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article).await? else {
            return Ok(Page::default());
        };
        let sight = Sight::of(&mut snapshot, article.number, &view.asker).await?;
        let mut roots = roots(&mut snapshot, &article, order, after, limit + 1, &sight).await?;
        let has_more = roots.len() > limit;
        roots.truncate(limit);
        let next = roots.last().filter(|_| has_more);
        let next = next.map(|root| Position(root.sequence));
        let replies = first_replies(&mut snapshot, &roots, &sight).await?;
        let comments = threaded(roots, replies, &sight, view);
        Ok(Page {
            next,
            ..article.page(comments)
        })
    }

    /// At most `limit` replies in the thread that begins with `root`, from the one
    /// after `after` on; none if the asker does not find that comment.
    pub(crate) async fn replies(
        &self,
        article: &ArticleKey,
        root: Identifier,
        after: Option<Identifier>,
        limit: usize,
        view: &View,
    ) -> Result<Option<Page>, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article).await? else {
            return Ok(None);
        };
        let sight = Sight::of(&mut snapshot, article.number, &view.asker).await?;
        let root = found(&mut snapshot, &article, root, &sight).await?;
        let Some(root) = root.filter(|root| root.root.is_none()) else {
            return Ok(None);
        };
        let after = match after {
            None => 0,
            Some(after) => match CommentRow::find(&mut snapshot, after).await? {
                Some(row) if row.root == Some(root.sequence) => row.sequence,
                _ => return Ok(None),
            },
        };
        let shown: Vec<i64> = sqlx::query_scalar(
            "SELECT sequence FROM comment
             WHERE root = ? AND shown = 1 AND sequence > ? ORDER BY sequence LIMIT ?",
        )
        .bind(root.sequence)
        .bind(after)
        .bind(limit as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let own = sight.replies().remove(&root.sequence).unwrap_or_default();
        let own = own.into_iter().filter(|sequence| *sequence > after);
        let all: BTreeSet<i64> = shown.into_iter().chain(own).collect();
        let has_more = all.len() > limit;
        let all: Vec<i64> = all.into_iter().take(limit).collect();
        let rows = rows(&mut snapshot, &all).await?;
        let replies: Vec<Comment> = all
            .iter()
            .filter_map(|sequence| rows.get(sequence))
            .map(|row| row.clone().into_comment(view, 0))
            .collect();
        Ok(Some(Page {
            next_reply: replies.last().filter(|_| has_more).map(|last| last.id),
            ..article.page(replies)
        }))
    }

    /// The comment, after the one that begins its thread and those that it answers;
    /// none if the asker does not find it.
    pub(crate) async fn thread_of(
        &self,
        article: &ArticleKey,
        id: Identifier,
        view: &View,
    ) -> Result<Option<Page>, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article).await? else {
            return Ok(None);
        };
        let sight = Sight::of(&mut snapshot, article.number, &view.asker).await?;
        let Some(comment) = found(&mut snapshot, &article, id, &sight).await? else {
            return Ok(None);
        };
        let mut path: BTreeSet<i64> = ancestors(&mut snapshot, &comment).await?;
        path.extend(comment.root);
        let path: Vec<i64> = path.into_iter().collect();
        let hidden = sight.replies();
        let rows = rows(&mut snapshot, &path).await?;
        let comments = path
            .iter()
            .filter_map(|sequence| rows.get(sequence))
            .map(|row| {
                let hidden = hidden.get(&row.sequence).map_or(0, Vec::len);
                row.clone().into_comment(view, hidden)
            })
            .collect();
        Ok(Some(article.page(comments)))
    }

    /// The comments that came to be seen after the place, at most [`NEWS`].
    pub(crate) async fn news(
        &self,
        article: &ArticleKey,
        since: Place,
        view: &View,
    ) -> Result<Page, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article).await? else {
            return Ok(Page::default());
        };
        let sight = Sight::of(&mut snapshot, article.number, &view.asker).await?;
        let published: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT place, sequence FROM comment
             WHERE article = ? AND state = 0 AND place > ? ORDER BY place LIMIT ?",
        )
        .bind(article.number)
        .bind(since.0)
        .bind(NEWS as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let own: Vec<i64> = sight.sequences().collect();
        let own = rows(&mut snapshot, &own).await?;
        let own = own
            .values()
            .filter(|row| row.is_held() && row.place > since.0);
        let mut news: Vec<(i64, i64)> = published;
        news.extend(own.map(|row| (row.place, row.sequence)));
        news.sort_unstable();
        let has_more = news.len() > NEWS;
        news.truncate(NEWS);
        let sequences: Vec<i64> = news.iter().map(|(_, sequence)| *sequence).collect();
        let rows = rows(&mut snapshot, &sequences).await?;
        let comments = sequences
            .iter()
            .filter_map(|sequence| rows.get(sequence))
            .map(|row| row.clone().into_comment(view, 0))
            .collect();
        let last = news.last().filter(|_| has_more);
        Ok(Page {
            latest: last.map_or(article.latest, |(place, _)| Place(*place)),
            ..article.page(comments)
        })
    }
}

async fn read_article(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
) -> Result<Option<Article>, sqlx::Error> {
    let Some(number) = find_article(connection, article).await? else {
        return Ok(None);
    };
    let (count, latest): (i64, i64) =
        sqlx::query_as("SELECT comments, places FROM article WHERE id = ?")
            .bind(number)
            .fetch_one(connection)
            .await?;
    Ok(Some(Article {
        number,
        count: count.unsigned_abs(),
        latest: Place(latest),
    }))
}

/// The comment, if the asker finds it.
async fn found(
    connection: &mut SqliteConnection,
    article: &Article,
    id: Identifier,
    sight: &Sight,
) -> Result<Option<CommentRow>, sqlx::Error> {
    let row = CommentRow::find(connection, id).await?;
    Ok(row
        .filter(|row| row.article == article.number && (row.shown || sight.includes(row.sequence))))
}

/// The comments of these sequences.
async fn rows(
    connection: &mut SqliteConnection,
    sequences: &[i64],
) -> Result<BTreeMap<i64, CommentRow>, sqlx::Error> {
    if sequences.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<CommentRow> = sqlx::query_as(select_comment!(
        "WHERE comment.sequence IN (SELECT value FROM json_each(?))"
    ))
    .bind(listed(sequences))
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sequence, row)).collect())
}

/// A list as SQLite's `json_each` reads it.
fn listed(sequences: &[i64]) -> String {
    serde_json::Value::from(sequences).to_string()
}

const OLDEST_ROOTS: &str = select_comment!(
    "WHERE comment.article = ? AND comment.root IS NULL AND comment.shown = 1
     AND comment.sequence > ? ORDER BY comment.sequence LIMIT ?"
);
const NEWEST_ROOTS: &str = select_comment!(
    "WHERE comment.article = ? AND comment.root IS NULL AND comment.shown = 1
     AND comment.sequence < ? ORDER BY comment.sequence DESC LIMIT ?"
);

async fn roots(
    connection: &mut SqliteConnection,
    article: &Article,
    order: Order,
    after: Option<Position>,
    limit: usize,
    sight: &Sight,
) -> Result<Vec<CommentRow>, sqlx::Error> {
    let (statement, start) = match order {
        Order::Oldest => (OLDEST_ROOTS, 0),
        Order::Newest => (NEWEST_ROOTS, i64::MAX),
    };
    let start = after.map_or(start, |position| position.0);
    let mut roots: Vec<CommentRow> = sqlx::query_as(statement)
        .bind(article.number)
        .bind(start)
        .bind(limit as i64)
        .fetch_all(&mut *connection)
        .await?;
    let is_after = |sequence: &i64| match order {
        Order::Oldest => *sequence > start,
        Order::Newest => *sequence < start,
    };
    let own: Vec<i64> = sight.roots().filter(is_after).collect();
    roots.extend(rows(connection, &own).await?.into_values());
    roots.sort_unstable_by_key(|root| root.sequence);
    if order == Order::Newest {
        roots.reverse();
    }
    roots.truncate(limit);
    Ok(roots)
}

/// The first replies under each of the roots, in the order in which they were taken.
async fn first_replies(
    connection: &mut SqliteConnection,
    roots: &[CommentRow],
    sight: &Sight,
) -> Result<Vec<CommentRow>, sqlx::Error> {
    let answered = roots.iter().filter(|root| root.replies > 0);
    let answered: Vec<i64> = answered.map(|root| root.sequence).collect();
    let mut replies: Vec<CommentRow> = if answered.is_empty() {
        Vec::new()
    } else {
        sqlx::query_as(select_comment!(
            "WHERE comment.sequence IN (
                 SELECT reply.sequence FROM json_each(?) AS page, comment AS reply
                 WHERE reply.sequence IN (
                     SELECT first.sequence FROM comment AS first
                     WHERE first.root = page.value AND first.shown = 1
                     ORDER BY first.sequence LIMIT ?
                 )
             ) ORDER BY comment.sequence"
        ))
        .bind(listed(&answered))
        .bind(FIRST_REPLIES as i64)
        .fetch_all(&mut *connection)
        .await?
    };
    let mut own = sight.replies();
    let own: Vec<i64> = roots
        .iter()
        .filter_map(|root| own.remove(&root.sequence))
        .flatten()
        .collect();
    if !own.is_empty() {
        replies.extend(rows(connection, &own).await?.into_values());
        replies.sort_unstable_by_key(|reply| reply.sequence);
    }
    Ok(replies)
}

async fn ancestors(
    connection: &mut SqliteConnection,
    comment: &CommentRow,
) -> Result<BTreeSet<i64>, sqlx::Error> {
    let sequences: Vec<i64> = sqlx::query_scalar(
        "WITH RECURSIVE path (sequence, parent, distance) AS (
             SELECT sequence, parent, 0 FROM comment WHERE sequence = ?
             UNION ALL
             SELECT comment.sequence, comment.parent, distance + 1
             FROM path CROSS JOIN comment ON comment.id = path.parent
             WHERE distance < ?
         ) SELECT sequence FROM path",
    )
    .bind(comment.sequence)
    .bind(ANCESTORS)
    .fetch_all(connection)
    .await?;
    Ok(sequences.into_iter().collect())
}

fn threaded(
    roots: Vec<CommentRow>,
    replies: Vec<CommentRow>,
    sight: &Sight,
    view: &View,
) -> Vec<Comment> {
    let mut threads: BTreeMap<i64, Vec<Comment>> = BTreeMap::new();
    for reply in replies {
        let root = reply.root.unwrap_or(reply.sequence);
        let thread = threads.entry(root).or_default();
        if thread.len() < FIRST_REPLIES {
            thread.push(reply.into_comment(view, 0));
        }
    }
    let hidden = sight.replies();
    roots
        .into_iter()
        .flat_map(|root| {
            let replies = threads.remove(&root.sequence).unwrap_or_default();
            let hidden = hidden.get(&root.sequence).map_or(0, Vec::len);
            std::iter::once(root.into_comment(view, hidden)).chain(replies)
        })
        .collect()
}
