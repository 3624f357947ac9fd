//! Moderation by the blog's owner: list held comments, hold, publish.

use std::collections::BTreeMap;

use article_widgets_model::{ArticleKey, Comment, Identifier};
use sqlx::SqliteConnection;

use super::Position;
use super::adding::next_place;
use super::changing::{Refusal, state_of};
use super::page_budget::{Candidate, select_candidate};
use super::private_visibility::PrivateVisibility;
use super::reading::Reading;
use super::row::{CommentRow, PUBLISHED, View};
use super::visibility::update_visibility;
use crate::store::{Store, StoreError};

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
        let held: Vec<Candidate> = sqlx::query_as(select_candidate!(
            "FROM comment WHERE comment.state = 1 AND comment.sequence > ?
             ORDER BY comment.sequence LIMIT ?"
        ))
        .bind(after.map_or(0, |position| position.0))
        .bind(limit as i64 + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let first = held.iter().copied().take(limit).collect();
        let all = PrivateVisibility::default();
        let mut reading = Reading::new(self, view, &all, BTreeMap::new());
        let read = reading.read(&mut snapshot, first).await?;
        let next = read.last().filter(|_| read.len() < held.len());
        let next = next.map(|(sequence, _)| Position(*sequence));
        let mut comments = Vec::with_capacity(read.len());
        for (sequence, comment) in read {
            comments.push((article_key(&mut snapshot, sequence).await?, comment));
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
        let Some(row) = CommentRow::find_of(&mut transaction, article, id).await? else {
            return Ok(Err(Refusal::Unknown));
        };
        if row.is_withdrawn() {
            return Ok(Err(Refusal::Withdrawn));
        }
        let state = state_of(is_held);
        if row.state != state {
            change_state(&mut transaction, &row, state).await?;
            update_visibility(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        let mut row = row.ok_or(sqlx::Error::RowNotFound)?;
        self.renewal
            .renew([&mut row].into_iter(), view.renderer)
            .await;
        Ok(Ok(row.into_comment(view, 0)))
    }
}

/// Changes the state. A comment that is published now is new to readers, however long ago it was
/// written.
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

/// The key of the article of the comment of this sequence.
async fn article_key(
    connection: &mut SqliteConnection,
    sequence: i64,
) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT article.key FROM comment JOIN article ON article.id = comment.article
         WHERE comment.sequence = ?",
    )
    .bind(sequence)
    .fetch_one(connection)
    .await
}
