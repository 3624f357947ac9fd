//! Comments: kept in the order in which they were taken, read thread by thread.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use article_widgets_model::{ArticleKey, Comment, CommentDraft, Identifier, Order};
use jiff::Timestamp;
use sqlx::types::Uuid;
use sqlx::{FromRow, SqliteConnection};

use super::identifiers::{from_blob, to_blob};
use super::{Store, StoreError, find_article, intern_article};

/// What came of adding a comment.
#[derive(Debug)]
pub(crate) enum Addition {
    /// The comment is kept from now on.
    New(Comment),
    /// The same comment was kept before.
    Repeated(Comment),
    /// Another comment has this identifier.
    Conflict,
    /// The article has no comment of the parent's identifier.
    UnknownParent,
}

/// A root comment's place among all, from which the next page starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position(i64);

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Some of an article's threads.
#[derive(Debug, Default)]
pub(crate) struct ThreadPage {
    /// Each root comment, followed by the replies under it, oldest first.
    pub(crate) comments: Vec<Comment>,
    /// How many comments the article has, on this page or not.
    pub(crate) count: u64,
    /// The last root of this page, unless it is the article's last.
    pub(crate) next: Option<Position>,
}

impl Store {
    /// At most `limit` threads of the article in the given order, from the one
    /// after `after` on.
    pub(crate) async fn threads(
        &self,
        article: &ArticleKey,
        order: Order,
        after: Option<Position>,
        limit: usize,
    ) -> Result<ThreadPage, StoreError> {
        let mut snapshot = self.read().await?;
        let Some(article) = find_article(&mut snapshot, article).await? else {
            return Ok(ThreadPage::default());
        };
        let mut roots = roots(&mut snapshot, article, order, after, limit + 1).await?;
        let has_more = roots.len() > limit;
        roots.truncate(limit);
        let replies = replies(&mut snapshot, article, &roots).await?;
        Ok(ThreadPage {
            count: count(&mut snapshot, article).await?,
            next: roots
                .last()
                .filter(|_| has_more)
                .map(|root| Position(root.sequence)),
            comments: threaded(roots, replies),
        })
    }

    /// Keeps a normalised and valid draft as a comment of the article.
    pub(crate) async fn add_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        draft: &CommentDraft,
    ) -> Result<Addition, StoreError> {
        let mut transaction = self.write().await?;
        let article = intern_article(&mut transaction, article).await?;
        if let Some(kept) = find_comment(&mut transaction, id).await? {
            return Ok(if kept.is(article, draft) {
                Addition::Repeated(kept.comment.into())
            } else {
                Addition::Conflict
            });
        }
        let root = match draft.parent {
            None => None,
            Some(parent) => match thread_of(&mut transaction, article, parent).await? {
                None => return Ok(Addition::UnknownParent),
                root => root,
            },
        };
        let row = insert(&mut transaction, article, id, root, draft).await?;
        transaction.commit().await?;
        Ok(Addition::New(row.into()))
    }
}

/// A comment without what is never sent out.
#[derive(FromRow)]
struct CommentRow {
    sequence: i64,
    id: Uuid,
    parent: Option<Uuid>,
    root: Option<i64>,
    name: String,
    website: String,
    body: String,
    /// In milliseconds since 1970-01-01 UTC.
    created: i64,
}

impl From<CommentRow> for Comment {
    fn from(row: CommentRow) -> Self {
        Self {
            id: from_blob(row.id),
            parent: row.parent.map(from_blob),
            name: row.name,
            website: Some(row.website).filter(|website| !website.is_empty()),
            body: row.body,
            created: Timestamp::from_millisecond(row.created)
                .unwrap_or_default()
                .to_string(),
        }
    }
}

#[derive(FromRow)]
struct KeptComment {
    #[sqlx(flatten)]
    comment: CommentRow,
    article: i64,
}

impl KeptComment {
    /// Whether readers would see the same. The e-mail address does not count, or
    /// anyone could try addresses until one is the commenter's.
    fn is(&self, article: i64, draft: &CommentDraft) -> bool {
        self.article == article
            && self.comment.parent == draft.parent.map(to_blob)
            && self.comment.name == draft.name
            && self.comment.website == draft.website
            && self.comment.body == draft.body
    }
}

async fn find_comment(
    connection: &mut SqliteConnection,
    id: Identifier,
) -> Result<Option<KeptComment>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM comment WHERE id = ?")
        .bind(to_blob(id))
        .fetch_optional(connection)
        .await
}

/// The root of the thread in which the parent stands.
async fn thread_of(
    connection: &mut SqliteConnection,
    article: i64,
    parent: Identifier,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(root, sequence) FROM comment WHERE id = ? AND article = ?")
        .bind(to_blob(parent))
        .bind(article)
        .fetch_optional(connection)
        .await
}

async fn insert(
    connection: &mut SqliteConnection,
    article: i64,
    id: Identifier,
    root: Option<i64>,
    draft: &CommentDraft,
) -> Result<CommentRow, sqlx::Error> {
    sqlx::query_as(
        "INSERT INTO comment (id, article, parent, root, name, email, website, body, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         RETURNING sequence, id, parent, root, name, website, body, created",
    )
    .bind(to_blob(id))
    .bind(article)
    .bind(draft.parent.map(to_blob))
    .bind(root)
    .bind(&draft.name)
    .bind(&draft.email)
    .bind(&draft.website)
    .bind(&draft.body)
    .bind(Timestamp::now().as_millisecond())
    .fetch_one(connection)
    .await
}

const OLDEST_ROOTS: &str = "
    SELECT sequence, id, parent, root, name, website, body, created FROM comment
    WHERE article = ? AND root IS NULL AND sequence > ? ORDER BY sequence LIMIT ?";
const NEWEST_ROOTS: &str = "
    SELECT sequence, id, parent, root, name, website, body, created FROM comment
    WHERE article = ? AND root IS NULL AND sequence < ? ORDER BY sequence DESC LIMIT ?";

async fn roots(
    connection: &mut SqliteConnection,
    article: i64,
    order: Order,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<CommentRow>, sqlx::Error> {
    let (statement, start) = match order {
        Order::Oldest => (OLDEST_ROOTS, 0),
        Order::Newest => (NEWEST_ROOTS, i64::MAX),
    };
    sqlx::query_as(statement)
        .bind(article)
        .bind(after.map_or(start, |position| position.0))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await
}

/// The replies under the roots, oldest first. The roots stand side by side in
/// the article, so that a range names them.
async fn replies(
    connection: &mut SqliteConnection,
    article: i64,
    roots: &[CommentRow],
) -> Result<Vec<CommentRow>, sqlx::Error> {
    let sequences = || roots.iter().map(|root| root.sequence);
    let (Some(first), Some(last)) = (sequences().min(), sequences().max()) else {
        return Ok(Vec::new());
    };
    sqlx::query_as(
        "SELECT sequence, id, parent, root, name, website, body, created FROM comment
         WHERE article = ? AND root BETWEEN ? AND ? ORDER BY root, sequence",
    )
    .bind(article)
    .bind(first)
    .bind(last)
    .fetch_all(connection)
    .await
}

async fn count(connection: &mut SqliteConnection, article: i64) -> Result<u64, sqlx::Error> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM comment WHERE article = ?")
        .bind(article)
        .fetch_one(connection)
        .await?;
    Ok(count.unsigned_abs())
}

fn threaded(roots: Vec<CommentRow>, replies: Vec<CommentRow>) -> Vec<Comment> {
    let mut threads: HashMap<i64, Vec<Comment>> = HashMap::new();
    for reply in replies {
        let root = reply.root.unwrap_or(reply.sequence);
        threads.entry(root).or_default().push(reply.into());
    }
    roots
        .into_iter()
        .flat_map(|root| {
            let replies = threads.remove(&root.sequence).unwrap_or_default();
            std::iter::once(root.into()).chain(replies)
        })
        .collect()
}
