//! What a comment's author can do with it for a while: give it another text, or take
//! it back.

use article_widgets_model::{ArticleKey, Comment, Identifier};
use sqlx::SqliteConnection;

use super::row::{CommentRow, HELD, PUBLISHED, View, WITHDRAWN};
use super::visibility::settle;
use crate::asker::{Asker, hash};
use crate::store::{Store, StoreError, find_article};

/// A comment's text as it is written and as it is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    /// In Markdown.
    pub(crate) body: &'a str,
    /// As HTML.
    pub(crate) html: &'a str,
    /// Whether a comment with this text waits for the blog's owner.
    pub(crate) is_suspect: bool,
}

/// Why a comment is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The asker finds no such comment under the article.
    Unknown,
    /// Nobody says whose it is.
    TokenNeeded,
    /// It is another author's.
    NotYours,
    /// The time to change it is over.
    TooLate,
    /// It was taken back.
    Withdrawn,
}

impl Store {
    /// Gives a comment of the asker's another text. The same again changes nothing.
    pub(crate) async fn edit_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        text: Text<'_>,
        view: &View,
    ) -> Result<Result<Comment, Refusal>, StoreError> {
        let mut transaction = self.write().await?;
        let row = match changeable(&mut transaction, article, id, view).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if row.is_withdrawn() {
            return Ok(Err(Refusal::Withdrawn));
        }
        if row.body != text.body {
            let state = if text.is_suspect { HELD } else { row.state };
            rewrite(&mut transaction, &row, text, state, view).await?;
            settle(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Ok(row.into_comment(view, 0)))
    }

    /// Takes a comment of the asker's back, for the blog's owner any. Nothing is left
    /// of what it said. The same again changes nothing.
    pub(crate) async fn withdraw_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        view: &View,
    ) -> Result<Result<Comment, Refusal>, StoreError> {
        let mut transaction = self.write().await?;
        let row = match changeable(&mut transaction, article, id, view).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !row.is_withdrawn() {
            wipe(&mut transaction, row.sequence).await?;
            settle(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Ok(row.into_comment(view, 0)))
    }
}

/// The comment, if the asker may change it. One that is withdrawn already is the
/// asker's at any time.
async fn changeable(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
    id: Identifier,
    view: &View,
) -> Result<Result<CommentRow, Refusal>, sqlx::Error> {
    let article = find_article(connection, article).await?;
    let row = CommentRow::find(connection, id).await?;
    let Some(row) = row.filter(|row| Some(row.article) == article) else {
        return Ok(Err(Refusal::Unknown));
    };
    let is_own = row.is_own(&view.asker);
    Ok(match view.asker {
        Asker::Admin => Ok(row),
        // Nobody learns that a comment is held but its author.
        _ if !is_own && row.is_held() => Err(Refusal::Unknown),
        Asker::Anyone => Err(Refusal::TokenNeeded),
        Asker::Author(_) if !is_own => Err(Refusal::NotYours),
        Asker::Author(_) if !row.is_withdrawn() && row.editable(view).is_none() => {
            Err(Refusal::TooLate)
        }
        Asker::Author(_) => Ok(row),
    })
}

async fn rewrite(
    connection: &mut SqliteConnection,
    row: &CommentRow,
    text: Text<'_>,
    state: i64,
    view: &View,
) -> Result<(), sqlx::Error> {
    let first_body = match &row.first_body {
        Some(first) => first.clone(),
        None => hash(&row.body).to_vec(),
    };
    sqlx::query(
        "UPDATE comment
         SET body = ?, html = ?, renderer = ?, edited = ?, first_body = ?, state = ?
         WHERE sequence = ?",
    )
    .bind(text.body)
    .bind(text.html)
    .bind(view.renderer.version())
    .bind(view.now.as_millisecond())
    .bind(first_body)
    .bind(state)
    .bind(row.sequence)
    .execute(connection)
    .await?;
    Ok(())
}

async fn wipe(connection: &mut SqliteConnection, sequence: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE comment
         SET body = '', html = '', name = '', email = '', website = '', first_body = NULL,
             edited = NULL, state = ?
         WHERE sequence = ?",
    )
    .bind(WITHDRAWN)
    .bind(sequence)
    .execute(connection)
    .await?;
    Ok(())
}

/// The states that the blog's owner can give a comment.
pub(super) const fn state_of(is_held: bool) -> i64 {
    if is_held { HELD } else { PUBLISHED }
}
