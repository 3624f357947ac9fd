//! Changes by a comment's author, within a time limit: another text, or a withdrawal.

use article_widgets_model::{ArticleKey, Comment, Identifier};
use sqlx::SqliteConnection;

use super::row::{CommentRow, HELD, PUBLISHED, View, WITHDRAWN};
use super::visibility::update_visibility;
use crate::identity::{Identity, hash};
use crate::store::{Store, StoreError};

/// A comment's text as it is written and as it is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    /// In Markdown.
    pub(crate) body: &'a str,
    /// As HTML.
    pub(crate) html: &'a str,
    /// The holding rules match the new text.
    pub(crate) is_suspect: bool,
}

/// The reason why a comment is not changed.
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

/// A change to a comment.
#[derive(Clone, Copy, Debug)]
enum Change<'a> {
    /// Give it this text.
    Edit(&'a str),
    /// Take it back.
    Withdrawal,
}

impl Change<'_> {
    /// True if the comment is in that state already.
    fn is_kept(self, row: &CommentRow) -> bool {
        match self {
            Self::Edit(body) => !row.is_withdrawn() && row.body == body,
            Self::Withdrawal => row.is_withdrawn(),
        }
    }
}

impl Store {
    /// The asker's comment, if it has this text already; none if it would get another.
    pub(crate) async fn kept_edit(
        &self,
        article: &ArticleKey,
        id: Identifier,
        body: &str,
        view: &View,
    ) -> Result<Result<Option<Comment>, Refusal>, StoreError> {
        self.kept(article, id, Change::Edit(body), view).await
    }

    /// The remains of the sender's comment if it is withdrawn already; none if it is not.
    pub(crate) async fn kept_withdrawal(
        &self,
        article: &ArticleKey,
        id: Identifier,
        view: &View,
    ) -> Result<Result<Option<Comment>, Refusal>, StoreError> {
        self.kept(article, id, Change::Withdrawal, view).await
    }

    /// The outcome of a change, without the right to write.
    async fn kept(
        &self,
        article: &ArticleKey,
        id: Identifier,
        change: Change<'_>,
        view: &View,
    ) -> Result<Result<Option<Comment>, Refusal>, StoreError> {
        let mut snapshot = self.read().await?;
        let row = changeable(&mut snapshot, article, id, change, view).await?;
        let mut row = match row {
            Ok(row) if change.is_kept(&row) => row,
            Ok(_) => return Ok(Ok(None)),
            Err(refusal) => return Ok(Err(refusal)),
        };
        drop(snapshot);
        let renewed = self.renewal.renew([&mut row].into_iter(), view.renderer);
        renewed.await;
        Ok(Ok(Some(row.into_comment(view, 0))))
    }

    /// Gives a comment of the asker's another text, for the blog's owner any. The same
    /// again changes nothing.
    pub(crate) async fn edit_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        text: Text<'_>,
        view: &View,
    ) -> Result<Result<Comment, Refusal>, StoreError> {
        let mut transaction = self.write().await?;
        let change = Change::Edit(text.body);
        let row = match changeable(&mut transaction, article, id, change, view).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut wiping = None;
        if !change.is_kept(&row) {
            wiping = Some(self.upkeep.wiping(&mut transaction).await?);
            let state = if text.is_suspect { HELD } else { row.state };
            rewrite(&mut transaction, &row, text, state, view).await?;
            update_visibility(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        drop(wiping);
        let mut row = row.ok_or(sqlx::Error::RowNotFound)?;
        self.renewal
            .renew([&mut row].into_iter(), view.renderer)
            .await;
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
        let change = Change::Withdrawal;
        let row = match changeable(&mut transaction, article, id, change, view).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut wiping = None;
        if !change.is_kept(&row) {
            wiping = Some(self.upkeep.wiping(&mut transaction).await?);
            wipe(&mut transaction, row.sequence).await?;
            update_visibility(&mut transaction, row.sequence).await?;
        }
        let row = CommentRow::find(&mut transaction, id).await?;
        transaction.commit().await?;
        drop(wiping);
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Ok(row.into_comment(view, 0)))
    }
}

impl Store {
    /// The name and the website that stand above a comment, if there is such a one.
    pub(crate) async fn signature(
        &self,
        article: &ArticleKey,
        id: Identifier,
    ) -> Result<Option<(String, String)>, StoreError> {
        let mut snapshot = self.read().await?;
        let row = CommentRow::find_of(&mut snapshot, article, id).await?;
        Ok(row.map(|row| (row.name, row.website)))
    }
}

/// The comment, if the asker may change it so, or it is so already.
async fn changeable(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
    id: Identifier,
    change: Change<'_>,
    view: &View,
) -> Result<Result<CommentRow, Refusal>, sqlx::Error> {
    let row = CommentRow::find_of(connection, article, id).await?;
    let row = row.filter(|row| row.is_told(view));
    Ok(match row {
        None => Err(Refusal::Unknown),
        Some(row) => match refusal(&row, change, view) {
            None => Ok(row),
            Some(refusal) => Err(refusal),
        },
    })
}

/// The reason why the sender, who may know the comment, may not change it so. A change that was
/// made in time may be repeated at any time.
fn refusal(row: &CommentRow, change: Change<'_>, view: &View) -> Option<Refusal> {
    match view.identity {
        Identity::Anyone => return Some(Refusal::TokenNeeded),
        Identity::Author(_) if !row.is_own(&view.identity) => return Some(Refusal::NotYours),
        Identity::Author(_) | Identity::Admin => {}
    }
    if change.is_kept(row) {
        None
    } else if row.is_withdrawn() {
        Some(Refusal::Withdrawn)
    } else if !view.identity.is_owner() && row.editable(view).is_none() {
        Some(Refusal::TooLate)
    } else {
        None
    }
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

#[cfg(test)]
mod tests {
    use article_widgets_model::CommentDraft;
    use jiff::{SignedDuration, Timestamp};
    use tempfile::TempDir;

    use super::*;
    use crate::identity::Author;
    use crate::markdown::Renderer;
    use crate::store::{Addition, Hold, NewComment};
    use crate::unicode::UNICODE;

    #[tokio::test]
    async fn a_clock_that_was_put_back_leaves_an_author_no_more_time() {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("widgets.db");
        let store = Store::open(&file).await.expect("a database");
        let article = ArticleKey::parse("first", &UNICODE).expect("a key");
        let id = Identifier::from_bytes([1; 16]);
        let noon = Timestamp::from_second(1_800_000_000).expect("a time");
        let at = |minutes| View {
            identity: Identity::Author(Author::of(Identifier::from_bytes([2; 16]))),
            now: noon + SignedDuration::from_mins(minutes),
            edit_window: SignedDuration::from_mins(15),
            renderer: Renderer { images: false },
        };
        let draft = CommentDraft {
            body: "Hello".into(),
            ..CommentDraft::default()
        };
        let comment = NewComment {
            id,
            draft: &draft,
            html: "<p>Hello</p>",
            hold: Hold::No,
        };
        let added = store.add_comment(&article, comment, &at(0)).await;
        assert!(matches!(added, Ok(Addition::New(_))), "{added:?}");
        for (minutes, left) in [
            (-60, Some(900)),
            (-1, Some(900)),
            (0, Some(900)),
            (10, Some(300)),
            (15, None),
            (60, None),
        ] {
            let page = store.thread_of(&article, id, &at(minutes)).await;
            let page = page.expect("a page").expect("a comment");
            assert_eq!(page.comments[0].editable, left, "{minutes}");
        }
        store.close().await;
    }
}
