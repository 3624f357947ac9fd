//! Reading comments: page by page, thread by thread, and what is new.
//!
//! What everyone finds is read by indexes that hold nothing else; what the asker
//! alone sees is little, and mixed in here. What a page has no room for is not read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use article_widgets_model::{ArticleKey, Comment, Identifier, Order};
use sqlx::{FromRow, SqliteConnection};

use super::Place;
use super::page_budget::{Candidate, PageBudget, Read, select_candidate};
use super::private_visibility::PrivateVisibility;
use super::row::{CommentRow, HELD, PUBLISHED, View, select_comment};
use crate::store::identifiers::{from_blob, to_blob};
use crate::store::{Store, StoreError, find_article};

/// Replies under each comment of a page of threads.
const FIRST_REPLIES: usize = 10;
/// The largest number of a comment's ancestors that are returned with it, beside the root of the
/// thread.
const ANCESTORS: i64 = 50;
/// The largest number of new comments that are returned at a time.
const NEWS: usize = 100;

/// Some of an article's comments.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The comments.
    pub(crate) comments: Vec<Comment>,
    /// The number of the article's published comments, on this page or not.
    pub(crate) count: u64,
    /// The last thread, or the last reply of a thread, unless there are no more.
    pub(crate) next: Option<Identifier>,
    /// The position up to which the reader knows the article's comments now.
    pub(crate) latest: Place,
}

/// An article as an asker finds it in a transaction.
struct Article {
    number: i64,
    count: u64,
    latest: Place,
    sight: PrivateVisibility,
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
    /// `after` on, each with its first replies; none if no thread begins with that.
    pub(crate) async fn threads(
        &self,
        article: &ArticleKey,
        order: Order,
        after: Option<Identifier>,
        limit: usize,
        view: &View,
    ) -> Result<Option<Page>, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article, view).await? else {
            return Ok(Some(Page::default()));
        };
        let after = match after {
            None => None,
            Some(after) => match standing(&mut snapshot, &article, after).await? {
                Some(Standing {
                    sequence,
                    root: None,
                }) => Some(sequence),
                _ => return Ok(None),
            },
        };
        let all = roots(&mut snapshot, &article, order, after, limit + 1).await?;
        let mut reading = Reading::new(self, view, &article.sight, article.sight.replies());
        let first = all.iter().copied().take(limit).collect();
        let roots = reading.read(&mut snapshot, first).await?;
        let next = roots.last().filter(|_| roots.len() < all.len());
        let next = next.map(|(_, root)| root.id);
        let replies = first_replies(&mut snapshot, &roots, &article.sight).await?;
        let replies = reading.read_each(&mut snapshot, replies).await?;
        let threads = roots.into_iter().zip(replies);
        let comments = threads.flat_map(|(root, replies)| std::iter::once(root).chain(replies));
        Ok(Some(Page {
            next,
            ..article.page(told(comments))
        }))
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
        let Some(article) = read_article(&mut snapshot, article, view).await? else {
            return Ok(None);
        };
        let root = found(&mut snapshot, &article, root).await?;
        let Some(root) = root.filter(|root| root.root.is_none()) else {
            return Ok(None);
        };
        let after = match after {
            None => 0,
            Some(after) => match standing(&mut snapshot, &article, after).await? {
                Some(reply) if reply.root == Some(root.sequence) => reply.sequence,
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
        let own = article.sight.replies().remove(&root.sequence);
        let own = own.unwrap_or_default();
        let own = own.into_iter().filter(|sequence| *sequence > after);
        all.extend(candidates(&mut snapshot, &own.collect::<Vec<_>>()).await?);
        all.sort_unstable_by_key(|reply| reply.sequence);
        let first = all.iter().copied().take(limit).collect();
        let mut reading = Reading::new(self, view, &article.sight, BTreeMap::new());
        let replies = reading.read(&mut snapshot, first).await?;
        let last = replies.last().filter(|_| replies.len() < all.len());
        Ok(Some(Page {
            next: last.map(|(_, last)| last.id),
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
        let Some(article) = read_article(&mut snapshot, article, view).await? else {
            return Ok(None);
        };
        let Some(comment) = found(&mut snapshot, &article, id).await? else {
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
            let mut reading = Reading::new(self, view, &article.sight, article.sight.replies());
            comments.extend(reading.read(&mut snapshot, part).await?);
        }
        comments.sort_unstable_by_key(|(sequence, _)| *sequence);
        Ok(Some(article.page(told(comments))))
    }

    /// The comments that came to be seen since, at most [`NEWS`]: what everyone finds,
    /// and then what the asker alone does.
    pub(crate) async fn news(
        &self,
        article: &ArticleKey,
        since: Place,
        view: &View,
    ) -> Result<Page, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = read_article(&mut snapshot, article, view).await? else {
            return Ok(Page::default());
        };
        let known = match since.held {
            None => None,
            Some(held) => standing(&mut snapshot, &article, held).await?,
        };
        let known = known.map_or(0, |known| known.sequence);
        let mut news: Vec<Candidate> = sqlx::query_as(select_candidate!(
            "FROM comment WHERE comment.article = ? AND comment.state = 0
             AND comment.place > ? ORDER BY comment.place LIMIT ?"
        ))
        .bind(article.number)
        .bind(since.published)
        .bind(NEWS as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let held = article.sight.held().filter(|held| *held > known);
        let held: Vec<i64> = held.take(NEWS + 1).collect();
        let mut held = candidates(&mut snapshot, &held).await?;
        held.sort_unstable_by_key(|held| held.sequence);
        news.extend(held);
        let first = news.iter().copied().take(NEWS).collect();
        let mut reading = Reading::new(self, view, &article.sight, BTreeMap::new());
        let comments = reading.read(&mut snapshot, first).await?;
        let latest = match comments.last() {
            Some((_, last)) if comments.len() < news.len() => {
                let candidate = news[comments.len() - 1];
                if candidate.state == PUBLISHED {
                    Place {
                        published: candidate.place,
                        ..since
                    }
                } else {
                    Place {
                        held: Some(last.id),
                        ..article.latest
                    }
                }
            }
            _ => article.latest,
        };
        Ok(Page {
            latest,
            ..article.page(told(comments))
        })
    }
}

fn told(comments: impl IntoIterator<Item = Read>) -> Vec<Comment> {
    comments.into_iter().map(|(_, comment)| comment).collect()
}

/// Reads comments for a page as long as it has room for them.
pub(super) struct Reading<'a> {
    store: &'a Store,
    view: &'a View,
    sight: &'a PrivateVisibility,
    /// The replies to each root that the asker alone sees, to be counted with it.
    hidden: BTreeMap<i64, Vec<i64>>,
    /// The budget by the sizes known before reading.
    expected: PageBudget,
    /// The budget by the sizes then.
    found: PageBudget,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        store: &'a Store,
        view: &'a View,
        sight: &'a PrivateVisibility,
        hidden: BTreeMap<i64, Vec<i64>>,
    ) -> Self {
        Self {
            store,
            view,
            sight,
            hidden,
            expected: PageBudget::default(),
            found: PageBudget::default(),
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
        let (view, sight) = (self.view, self.sight);
        let weighed = |candidate: Candidate| {
            let is_hidden = candidate.state == HELD && !sight.reads(candidate.sequence);
            if is_hidden && !view.identity.is_owner() {
                candidate.emptied()
            } else {
                candidate
            }
        };
        let lists = lists.into_iter();
        let lists = lists.map(|list| self.expected.take(list.into_iter().map(weighed)));
        let lists: Vec<Vec<Candidate>> = lists.collect();
        let all: Vec<i64> = lists.iter().flatten().map(|one| one.sequence).collect();
        let mut rows = rows(connection, &all).await?;
        let renewal = &self.store.renewal;
        renewal.renew(rows.values_mut(), view.renderer).await;
        let hidden = &self.hidden;
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
    view: &View,
) -> Result<Option<Article>, sqlx::Error> {
    let Some(number) = find_article(connection, article).await? else {
        return Ok(None);
    };
    let (count, published): (i64, i64) =
        sqlx::query_as("SELECT comments, places FROM article WHERE id = ?")
            .bind(number)
            .fetch_one(&mut *connection)
            .await?;
    let sight = PrivateVisibility::of(connection, number, &view.identity).await?;
    let held = match sight.held().next_back() {
        None => None,
        Some(last) => Some(identifier(connection, last).await?),
    };
    Ok(Some(Article {
        number,
        count: count.unsigned_abs(),
        latest: Place { published, held },
        sight,
    }))
}

/// The identifier of the comment of this sequence.
async fn identifier(
    connection: &mut SqliteConnection,
    sequence: i64,
) -> Result<Identifier, sqlx::Error> {
    let id = sqlx::query_scalar("SELECT id FROM comment WHERE sequence = ?")
        .bind(sequence)
        .fetch_one(connection)
        .await?;
    Ok(from_blob(id))
}

/// The comment, if the asker finds it.
async fn found(
    connection: &mut SqliteConnection,
    article: &Article,
    id: Identifier,
) -> Result<Option<CommentRow>, sqlx::Error> {
    let row = CommentRow::find(connection, id).await?;
    let is_found = |row: &CommentRow| row.shown || article.sight.includes(row.sequence);
    Ok(row.filter(|row| row.article == article.number && is_found(row)))
}

/// The position of a comment in the lists.
#[derive(FromRow)]
struct Standing {
    sequence: i64,
    root: Option<i64>,
}

/// The position of the comment, visible by now or not: pages go on after the last one that was
/// visible.
async fn standing(
    connection: &mut SqliteConnection,
    article: &Article,
    id: Identifier,
) -> Result<Option<Standing>, sqlx::Error> {
    sqlx::query_as("SELECT sequence, root FROM comment WHERE id = ? AND article = ?")
        .bind(to_blob(id))
        .bind(article.number)
        .fetch_optional(connection)
        .await
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

/// Metadata of the comments of these sequences, before they are read.
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
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Candidate>, sqlx::Error> {
    let (statement, start) = match order {
        Order::Oldest => (OLDEST_ROOTS, 0),
        Order::Newest => (NEWEST_ROOTS, i64::MAX),
    };
    let start = after.unwrap_or(start);
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
    let own: Vec<i64> = article.sight.roots().filter(is_after).collect();
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
    sight: &PrivateVisibility,
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
