//! Reading comments: page by page, thread by thread, and what is new.
//!
//! What everyone finds is read by indexes that hold nothing else; what the asker
//! alone sees is little, and mixed in here. What a page has no room for is not read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use article_widgets_model::{ArticleKey, Comment, Identifier, Order};
use sqlx::SqliteConnection;

use super::room::{Candidate, Read, Room, select_candidate};
use super::row::{CommentRow, HELD, View, select_comment};
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
        let all = roots(&mut snapshot, &article, order, after, limit + 1, &sight).await?;
        let mut reading = Reading::new(view, sight.replies());
        let first = all.iter().copied().take(limit).collect();
        let roots = reading.read(&mut snapshot, first).await?;
        let next = roots.last().filter(|_| roots.len() < all.len());
        let next = next.map(|(sequence, _)| Position(*sequence));
        let replies = first_replies(&mut snapshot, &roots, &sight).await?;
        let replies = reading.read_each(&mut snapshot, replies).await?;
        let threads = roots.into_iter().zip(replies);
        let comments = threads.flat_map(|(root, replies)| std::iter::once(root).chain(replies));
        Ok(Page {
            next,
            ..article.page(told(comments))
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
        let mut all: Vec<Candidate> = sqlx::query_as(select_candidate!(
            "FROM comment WHERE comment.root = ? AND comment.shown = 1
             AND comment.sequence > ? ORDER BY comment.sequence LIMIT ?"
        ))
        .bind(root.sequence)
        .bind(after)
        .bind(limit as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let own = sight.replies().remove(&root.sequence).unwrap_or_default();
        let own = own.into_iter().filter(|sequence| *sequence > after);
        all.extend(candidates(&mut snapshot, &own.collect::<Vec<_>>()).await?);
        all.sort_unstable_by_key(|reply| reply.sequence);
        let first = all.iter().copied().take(limit).collect();
        let mut reading = Reading::new(view, BTreeMap::new());
        let replies = reading.read(&mut snapshot, first).await?;
        let last = replies.last().filter(|_| replies.len() < all.len());
        Ok(Some(Page {
            next_reply: last.map(|(_, last)| last.id),
            ..article.page(told(replies))
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
        let mut path = candidates(&mut snapshot, &path).await?;
        // The nearest come first, but for the root, without which there is no thread.
        path.sort_unstable_by_key(|comment| Reverse(comment.sequence));
        let (root, path): (Vec<_>, Vec<_>) = path.into_iter().partition(|one| one.root.is_none());
        let mut comments = Vec::new();
        for part in [root, path] {
            let mut reading = Reading::new(view, sight.replies());
            comments.extend(reading.read(&mut snapshot, part).await?);
        }
        comments.sort_unstable_by_key(|(sequence, _)| *sequence);
        Ok(Some(article.page(told(comments))))
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
        let mut news: Vec<Candidate> = sqlx::query_as(select_candidate!(
            "FROM comment WHERE comment.article = ? AND comment.state = 0
             AND comment.place > ? ORDER BY comment.place LIMIT ?"
        ))
        .bind(article.number)
        .bind(since.0)
        .bind(NEWS as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let own: Vec<i64> = sight.sequences().collect();
        let own = candidates(&mut snapshot, &own).await?.into_iter();
        news.extend(own.filter(|own| own.state == HELD && own.place > since.0));
        news.sort_unstable_by_key(|new| (new.place, new.sequence));
        let first = news.iter().copied().take(NEWS).collect();
        let mut reading = Reading::new(view, BTreeMap::new());
        let comments = reading.read(&mut snapshot, first).await?;
        let last = comments.len().checked_sub(1).map(|last| news[last].place);
        let last = last.filter(|_| comments.len() < news.len());
        Ok(Page {
            latest: last.map_or(article.latest, Place),
            ..article.page(told(comments))
        })
    }
}

fn told(comments: impl IntoIterator<Item = Read>) -> Vec<Comment> {
    comments.into_iter().map(|(_, comment)| comment).collect()
}

/// Reads comments for a page as long as it has room for them.
pub(super) struct Reading<'a> {
    view: &'a View,
    /// The replies to each root that the asker alone sees, to be counted with it.
    hidden: BTreeMap<i64, Vec<i64>>,
    /// By what the comments weigh before they are read.
    expected: Room,
    /// By what they weigh then.
    found: Room,
}

impl<'a> Reading<'a> {
    pub(super) fn new(view: &'a View, hidden: BTreeMap<i64, Vec<i64>>) -> Self {
        Self {
            view,
            hidden,
            expected: Room::default(),
            found: Room::default(),
        }
    }

    /// The comments until one has no room.
    pub(super) async fn read(
        &mut self,
        connection: &mut SqliteConnection,
        candidates: Vec<Candidate>,
    ) -> Result<Vec<Read>, sqlx::Error> {
        let read = self.read_each(connection, vec![candidates]).await?;
        Ok(read.into_iter().flatten().collect())
    }

    /// The comments of each list until one has no room.
    async fn read_each(
        &mut self,
        connection: &mut SqliteConnection,
        lists: Vec<Vec<Candidate>>,
    ) -> Result<Vec<Vec<Read>>, sqlx::Error> {
        let lists = lists.into_iter().map(|list| self.expected.take(list));
        let lists: Vec<Vec<Candidate>> = lists.collect();
        let all: Vec<i64> = lists.iter().flatten().map(|one| one.sequence).collect();
        let mut rows = rows(connection, &all).await?;
        let (view, hidden) = (self.view, &self.hidden);
        let mut read = |candidate: Candidate| {
            let sequence = candidate.sequence;
            let hidden = hidden.get(&sequence).map_or(0, Vec::len);
            let row = rows.remove(&sequence)?;
            Some((sequence, row.into_told(view, hidden)))
        };
        let lists = lists.into_iter();
        Ok(lists
            .map(|list| self.found.take(list.into_iter().filter_map(&mut read)))
            .collect())
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

/// What is to be known of the comments of these sequences before they are read.
async fn candidates(
    connection: &mut SqliteConnection,
    sequences: &[i64],
) -> Result<Vec<Candidate>, sqlx::Error> {
    if sequences.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_as(select_candidate!(
        "FROM comment WHERE comment.sequence IN (SELECT value FROM json_each(?))"
    ))
    .bind(listed(sequences))
    .fetch_all(connection)
    .await
}

const OLDEST_ROOTS: &str = select_candidate!(
    "FROM comment WHERE comment.article = ? AND comment.root IS NULL AND comment.shown = 1
     AND comment.sequence > ? ORDER BY comment.sequence LIMIT ?"
);
const NEWEST_ROOTS: &str = select_candidate!(
    "FROM comment WHERE comment.article = ? AND comment.root IS NULL AND comment.shown = 1
     AND comment.sequence < ? ORDER BY comment.sequence DESC LIMIT ?"
);

async fn roots(
    connection: &mut SqliteConnection,
    article: &Article,
    order: Order,
    after: Option<Position>,
    limit: usize,
    sight: &Sight,
) -> Result<Vec<Candidate>, sqlx::Error> {
    let (statement, start) = match order {
        Order::Oldest => (OLDEST_ROOTS, 0),
        Order::Newest => (NEWEST_ROOTS, i64::MAX),
    };
    let start = after.map_or(start, |position| position.0);
    let mut roots: Vec<Candidate> = sqlx::query_as(statement)
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
    roots.extend(candidates(connection, &own).await?);
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
    roots: &[Read],
    sight: &Sight,
) -> Result<Vec<Vec<Candidate>>, sqlx::Error> {
    let answered = roots.iter().filter(|(_, root)| root.replies > 0);
    let answered: Vec<i64> = answered.map(|(sequence, _)| *sequence).collect();
    let mut replies: Vec<Candidate> = if answered.is_empty() {
        Vec::new()
    } else {
        sqlx::query_as(select_candidate!(
            "FROM json_each(?) AS page, comment WHERE comment.sequence IN (
                 SELECT first.sequence FROM comment AS first
                 WHERE first.root = page.value AND first.shown = 1
                 ORDER BY first.sequence LIMIT ?
             )"
        ))
        .bind(listed(&answered))
        .bind(FIRST_REPLIES as i64)
        .fetch_all(&mut *connection)
        .await?
    };
    let mut own = sight.replies();
    let own = answered.iter().filter_map(|root| own.remove(root));
    let own: Vec<i64> = own.flatten().collect();
    replies.extend(candidates(connection, &own).await?);
    replies.sort_unstable_by_key(|reply| reply.sequence);
    let mut threads: BTreeMap<i64, Vec<Candidate>> = BTreeMap::new();
    for reply in replies {
        let thread = threads.entry(reply.root.unwrap_or_default()).or_default();
        if thread.len() < FIRST_REPLIES {
            thread.push(reply);
        }
    }
    let threads = roots
        .iter()
        .map(|(root, _)| threads.remove(root).unwrap_or_default());
    Ok(threads.collect())
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
