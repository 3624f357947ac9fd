//! Adding comments, each once however often it is sent.

use article_widgets_model::{ArticleKey, Comment, CommentDraft, Identifier};
use sqlx::SqliteConnection;

use super::row::{CommentRow, HELD, PUBLISHED, View};
use crate::identity::{Author, hash};
use crate::store::identifiers::to_blob;
use crate::store::{Store, StoreError, find_article, intern_article};

/// A comment to add.
#[derive(Debug)]
pub(crate) struct NewComment<'a> {
    /// Its identifier.
    pub(crate) id: Identifier,
    /// The author's draft.
    pub(crate) draft: &'a CommentDraft,
    /// The draft's body as it is shown.
    pub(crate) html: &'a str,
    /// The rule by which it may be held.
    pub(crate) hold: Hold,
}

/// The rule by which a comment may be held until the blog's owner has read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// It is published at once.
    No,
    /// It waits if its author has no published comment yet.
    First,
    /// It waits.
    Yes,
}

/// The outcome of adding a comment.
#[derive(Debug)]
pub(crate) enum Addition {
    /// The comment is kept from now on.
    New(Comment),
    /// The same comment was kept before.
    Repeated(Comment),
    /// Another comment has this identifier, or one that the asker may not know.
    Conflict,
    /// The comment was withdrawn meanwhile, which its author and the blog's owner learn.
    Withdrawn,
    /// The article has no comment of the parent's identifier that can be answered.
    UnknownParent,
}

impl Store {
    /// The outcome of adding the comment if it is stored already, without writing; none if it is
    /// new.
    pub(crate) async fn kept_comment(
        &self,
        article: &ArticleKey,
        id: Identifier,
        draft: &CommentDraft,
        view: &View,
    ) -> Result<Option<Addition>, StoreError> {
        let mut snapshot = self.read().await?;
        let article = find_article(&mut snapshot, article).await?;
        let mut kept = CommentRow::find(&mut snapshot, id).await?;
        self.renewal.renew(kept.iter_mut(), view.renderer).await;
        Ok(kept.map(|kept| repeated(kept, article, draft, view)))
    }

    /// Adds a comment to the article.
    pub(crate) async fn add_comment(
        &self,
        article: &ArticleKey,
        comment: NewComment<'_>,
        view: &View,
    ) -> Result<Addition, StoreError> {
        let mut transaction = self.write().await?;
        let article = intern_article(&mut transaction, article).await?;
        if let Some(kept) = CommentRow::find(&mut transaction, comment.id).await? {
            return Ok(repeated(kept, Some(article), comment.draft, view));
        }
        let root = match comment.draft.parent {
            None => None,
            Some(parent) => match CommentRow::find(&mut transaction, parent).await? {
                Some(parent) if parent.article == article && parent.state == PUBLISHED => {
                    Some(parent.root.unwrap_or(parent.sequence))
                }
                _ => return Ok(Addition::UnknownParent),
            },
        };
        let author = view.identity.author();
        let is_held = is_held(&mut transaction, comment.hold, author).await?;
        insert(
            &mut transaction,
            article,
            &comment,
            root,
            author,
            is_held,
            view,
        )
        .await?;
        let row = CommentRow::find(&mut transaction, comment.id).await?;
        transaction.commit().await?;
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Addition::New(row.into_comment(view, 0)))
    }
}

/// Whoever guesses the text of a held comment is not to learn that it was right, nor that
/// there is one: the answer is as if the comment were withdrawn.
fn repeated(kept: CommentRow, article: Option<i64>, draft: &CommentDraft, view: &View) -> Addition {
    if article != Some(kept.article) || !kept.is_told(view) {
        Addition::Conflict
    } else if kept.is_withdrawn() {
        Addition::Withdrawn
    } else if is_same(&kept, draft) {
        Addition::Repeated(kept.into_comment(view, 0))
    } else {
        Addition::Conflict
    }
}

/// True if it is the same as what was sent first. The e-mail address does not count, or anyone
/// could try addresses until one is the commenter's.
fn is_same(kept: &CommentRow, draft: &CommentDraft) -> bool {
    let is_first_body = match &kept.first_body {
        None => kept.body == draft.body,
        Some(first) => *first == hash(&draft.body),
    };
    is_first_body
        && kept.parent == draft.parent.map(to_blob)
        && kept.name == draft.name
        && kept.website == draft.website
}

async fn is_held(
    connection: &mut SqliteConnection,
    hold: Hold,
    author: Option<&Author>,
) -> Result<bool, sqlx::Error> {
    match (hold, author) {
        (Hold::No, _) => Ok(false),
        (Hold::Yes, _) | (Hold::First, None) => Ok(true),
        (Hold::First, Some(author)) => {
            let is_known: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM comment WHERE author = ? AND state = 0)",
            )
            .bind(author.hash().to_vec())
            .fetch_one(connection)
            .await?;
            Ok(!is_known)
        }
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    article: i64,
    comment: &NewComment<'_>,
    root: Option<i64>,
    author: Option<&Author>,
    is_held: bool,
    view: &View,
) -> Result<(), sqlx::Error> {
    // A place that is given while a comment is held would tell readers of it.
    let place = match is_held {
        true => 0,
        false => next_place(connection, article).await?,
    };
    sqlx::query(
        "INSERT INTO comment (id, article, parent, root, name, email, website, body, created,
                              state, shown, place, author, html, renderer)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(to_blob(comment.id))
    .bind(article)
    .bind(comment.draft.parent.map(to_blob))
    .bind(root)
    .bind(&comment.draft.name)
    .bind(&comment.draft.email)
    .bind(&comment.draft.website)
    .bind(&comment.draft.body)
    .bind(view.now.as_millisecond())
    .bind(if is_held { HELD } else { PUBLISHED })
    .bind(!is_held)
    .bind(place)
    .bind(author.map(|author| author.hash().to_vec()))
    .bind(comment.html)
    .bind(view.renderer.version())
    .execute(connection)
    .await?;
    Ok(())
}

/// The place of the next comment that comes to be seen under an article.
pub(super) async fn next_place(
    connection: &mut SqliteConnection,
    article: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("UPDATE article SET places = places + 1 WHERE id = ? RETURNING places")
        .bind(article)
        .fetch_one(connection)
        .await
}
