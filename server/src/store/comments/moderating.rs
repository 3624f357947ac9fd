//! What the blog's owner can do: read what is held, hold and publish.

use article_widgets_model::{ArticleKey, Comment, Identifier};
use sqlx::SqliteConnection;

use super::Position;
use super::adding::next_place;
use super::changing::{Refusal, state_of};
use super::row::{CommentRow, PUBLISHED, View, select_comment};
use super::visibility::settle;
use crate::store::{Store, StoreError, find_article};

/// Some of the comments that are held.
#[derive(Debug)]
pub(crate) struct HeldPage {
    /// Each with the key of its article, the oldest first.
    pub(crate) comments: Vec<(String, Comment)>,
    /// The last of this page, unless there are no more.
    pub(crate) next: Option<Position>,
}

impl Store {
    /// At most `limit` comments that are held, from the one after `after` on.
    pub(crate) async fn held_comments(
        &self,
        after: Option<Position>,
        limit: usize,
        view: &View,
    ) -> Result<HeldPage, StoreError> {
        let mut snapshot = self.read().await?;
        let mut rows: Vec<CommentRow> = sqlx::query_as(select_comment!(
            "WHERE comment.state = 1 AND comment.sequence > ? ORDER BY comment.sequence LIMIT ?"
        ))
        .bind(after.map_or(0, |position| position.0))
        .bind(limit as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more);
        let next = next.map(|row| Position(row.sequence));
        let mut comments = Vec::with_capacity(rows.len());
        for row in rows {
            let article = article_key(&mut snapshot, row.article).await?;
            comments.push((article, row.into_comment(view, 0)));
        }
        Ok(HeldPage { comments, next })
    }

    /// Holds or publishes a comment. The same again changes nothing.
    pub(crate) async fn hold_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        is_held: bool,
        view: &View,
    ) -> Result<Result<Comment, Refusal>, StoreError> {
        let mut transaction = self.write().await?;
        let article = find_article(&mut transaction, article).await?;
        let row = CommentRow::find(&mut transaction, id).await?;
        let Some(row) = row.filter(|row| Some(row.article) == article) else {
            return Ok(Err(Refusal::Unknown));
        };
        if row.is_withdrawn() {
            return Ok(Err(Refusal::Withdrawn));
        }
        let state = state_of(is_held);
        if row.state != state {
            change_state(&mut transaction, &row, state).await?;
            settle(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Ok(row.into_comment(view, 0)))
    }
}

/// What is published now is new to readers, however long ago it was written.
async fn change_state(
    connection: &mut SqliteConnection,
    row: &CommentRow,
    state: i64,
) -> Result<(), sqlx::Error> {
    let place = if state == PUBLISHED {
        next_place(connection, row.article).await?
    } else {
        row.place
    };
    sqlx::query("UPDATE comment SET state = ?, place = ? WHERE sequence = ?")
        .bind(state)
        .bind(place)
        .bind(row.sequence)
        .execute(connection)
        .await?;
    Ok(())
}

async fn article_key(
    connection: &mut SqliteConnection,
    article: i64,
) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT key FROM article WHERE id = ?")
        .bind(article)
        .fetch_one(connection)
        .await
}
