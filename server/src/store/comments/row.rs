//! A comment as its row holds it, and as an asker gets it.

use article_widgets_model::{ArticleKey, Comment, CommentState, Identifier};
use jiff::{SignedDuration, Timestamp};
use sqlx::types::Uuid;
use sqlx::{FromRow, SqliteConnection};

use crate::identity::Identity;
use crate::markdown::Renderer;
use crate::store::identifiers::{from_blob, to_blob};
use crate::store::is_spelling;

/// The states as rows hold them.
pub(super) const PUBLISHED: i64 = 0;
pub(super) const HELD: i64 = 1;
pub(super) const WITHDRAWN: i64 = 2;

/// For whom comments are read, when, and how they are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// The identity that reads.
    pub(crate) identity: Identity,
    /// The time of the request.
    pub(crate) now: Timestamp,
    /// The time for which an author may change a comment.
    pub(crate) edit_window: SignedDuration,
    /// The renderer of texts.
    pub(crate) renderer: Renderer,
}

/// A comment without what is never sent out.
#[derive(Clone, FromRow)]
pub(super) struct CommentRow {
    pub(super) sequence: i64,
    pub(super) id: Uuid,
    pub(super) article: i64,
    pub(super) parent: Option<Uuid>,
    pub(super) root: Option<i64>,
    pub(super) name: String,
    pub(super) website: String,
    pub(super) body: String,
    /// In milliseconds since 1970-01-01 UTC, as is `edited`.
    pub(super) created: i64,
    pub(super) edited: Option<i64>,
    pub(super) state: i64,
    pub(super) shown: bool,
    pub(super) place: i64,
    pub(super) author: Option<Vec<u8>>,
    pub(super) first_body: Option<Vec<u8>>,
    pub(super) html: String,
    pub(super) renderer: i64,
    /// The number of replies in its thread that are visible to everyone.
    pub(super) replies: i64,
}

/// A statement that reads whole rows; what follows `FROM` is given.
macro_rules! select_comment {
    ($rest:literal) => {
        concat!(
            "SELECT comment.sequence, comment.id, comment.article, comment.parent,
                    comment.root, comment.name, comment.website, comment.body,
                    comment.created, comment.edited, comment.state, comment.shown,
                    comment.place,
                    comment.author, comment.first_body, comment.html, comment.renderer,
                    coalesce(thread.replies, 0) AS replies
             FROM comment LEFT JOIN thread ON thread.root = comment.sequence ",
            $rest
        )
    };
}
pub(super) use select_comment;

impl CommentRow {
    /// The comment of this identifier, if the key is one of its article.
    pub(super) async fn find_of(
        connection: &mut SqliteConnection,
        article: &ArticleKey,
        id: Identifier,
    ) -> Result<Option<Self>, sqlx::Error> {
        let Some(row) = Self::find(connection, id).await? else {
            return Ok(None);
        };
        let is_its = is_spelling(connection, article, row.article).await?;
        Ok(is_its.then_some(row))
    }

    /// The comment of this identifier, of whatever article.
    pub(super) async fn find(
        connection: &mut SqliteConnection,
        id: Identifier,
    ) -> Result<Option<Self>, sqlx::Error> {
        sqlx::query_as(select_comment!("WHERE comment.id = ?"))
            .bind(to_blob(id))
            .fetch_optional(connection)
            .await
    }

    /// True if it is withdrawn.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.state == WITHDRAWN
    }

    /// True if another renderer made its HTML.
    pub(super) fn is_stale(&self, renderer: Renderer) -> bool {
        !self.is_withdrawn() && self.renderer != renderer.version()
    }

    /// True if the identity wrote it.
    pub(super) fn is_own(&self, identity: &Identity) -> bool {
        identity.wrote(self.author.as_deref())
    }

    /// The seconds left to the asker to change it, if there are any: never more than
    /// authors have, even when the clock was put back since.
    pub(super) fn editable(&self, view: &View) -> Option<u32> {
        if self.state == WITHDRAWN || !self.is_own(&view.identity) {
            return None;
        }
        let past = view.now.duration_since(self.created());
        let left = view.edit_window.checked_sub(past)?.min(view.edit_window);
        u32::try_from(left.as_secs())
            .ok()
            .filter(|seconds| *seconds > 0)
    }

    /// True if the identity may know it. Of a held or withdrawn comment, nobody but its author
    /// and the blog's owner learns more than that something stood there, nor which of both it is.
    pub(super) fn is_told(&self, view: &View) -> bool {
        self.state == PUBLISHED || view.identity.is_owner() || self.is_own(&view.identity)
    }

    /// The comment as the asker of the view reads it.
    pub(super) fn into_told(self, view: &View, hidden: usize) -> Comment {
        if self.is_told(view) {
            self.into_comment(view, hidden)
        } else {
            Comment {
                created: None,
                ..self.emptied().into_comment(view, hidden)
            }
        }
    }

    /// The remains of a withdrawn comment.
    fn emptied(self) -> Self {
        Self {
            state: WITHDRAWN,
            name: String::new(),
            website: String::new(),
            body: String::new(),
            edited: None,
            ..self
        }
    }

    /// The comment as whoever wrote it gets it, who sees so many `hidden` replies beside
    /// those that everyone finds.
    pub(super) fn into_comment(self, view: &View, hidden: usize) -> Comment {
        let state = self.state();
        let html = if self.is_withdrawn() {
            String::new()
        } else if self.is_stale(view.renderer) {
            view.renderer.render(&self.body)
        } else {
            self.html.clone()
        };
        Comment {
            editable: self.editable(view),
            created: Some(self.created().to_string()),
            edited: self
                .edited
                .and_then(|edited| Timestamp::from_millisecond(edited).ok())
                .map(|edited| edited.to_string()),
            id: from_blob(self.id),
            parent: self.parent.map(from_blob),
            state,
            replies: match self.root {
                None => self.replies.unsigned_abs() + hidden as u64,
                Some(_) => 0,
            },
            website: Some(self.website).filter(|website| !website.is_empty()),
            name: self.name,
            body: self.body,
            html,
        }
    }

    fn created(&self) -> Timestamp {
        Timestamp::from_millisecond(self.created).unwrap_or_default()
    }

    fn state(&self) -> CommentState {
        match self.state {
            PUBLISHED => CommentState::Published,
            HELD => CommentState::Held,
            _ => CommentState::Withdrawn,
        }
    }
}
