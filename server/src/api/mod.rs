//! The server's HTTP side: the routes under `/api/v1`, and what holds for every
//! answer. The only module, with `assets` beside it, that knows HTTP.

mod admission;
mod allowance;
mod answers;
mod bodies;
mod client;
mod comments;
mod cors;
mod extractors;
mod guesses;
mod layers;
mod limits;
mod moderation;
mod openapi;
pub(crate) mod problems;
mod proof;
mod rating;
mod recent;
mod responses;
mod tokens;

use std::sync::Arc;

use article_widgets_model::{CommentDraft, Required};
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use jiff::{SignedDuration, Timestamp};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::identity::{AdminToken, Identity};
use crate::markdown::Renderer;
use crate::off_thread::off_thread;
use crate::origin::AllowedOrigin;
use crate::prefix::ArticlePrefix;
use crate::rules::HoldingRules;
use crate::store::{Store, View};
pub(crate) use admission::Admission;
pub(crate) use client::Peer;
pub(crate) use limits::Limits;
use problems::ApiError;
pub(crate) use proof::ProofOfWork;

/// State that every request may use, which all share.
pub(crate) type ApiState = Arc<SharedState>;

/// The state itself.
#[derive(Debug)]
pub(crate) struct SharedState {
    pub(crate) store: Store,
    /// The beginnings of known articles' keys; when empty, any article is known.
    pub(crate) article_prefixes: Vec<ArticlePrefix>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) comments: Arc<CommentPolicy>,
    pub(crate) proof_of_work: Option<Arc<ProofOfWork>>,
    pub(crate) admin_token: Option<AdminToken>,
    /// A trusted proxy says in a header which client a request comes from.
    pub(crate) trusts_proxy: bool,
}

/// The rules for writing and displaying comments.
#[derive(Clone, Debug)]
pub(crate) struct CommentPolicy {
    /// The fields that have to be filled in.
    pub(crate) required: Required,
    /// The rules by which comments are held.
    pub(crate) rules: HoldingRules,
    /// The renderer of their text.
    pub(crate) renderer: Renderer,
    /// The time for which an author may change a comment.
    pub(crate) edit_window: SignedDuration,
}

/// A comment as readers get it.
struct Shown {
    /// Its text.
    html: String,
    /// The holding rules match its content.
    is_suspect: bool,
}

impl SharedState {
    /// The draft again, and what it becomes.
    ///
    /// # Errors
    /// When nothing of it would be seen.
    async fn shown(&self, draft: CommentDraft) -> Result<(CommentDraft, Shown), ApiError> {
        let policy = self.comments.clone();
        off_thread(draft.body.len(), move || {
            let html = policy.renderer.render_seen(&draft.body)?;
            let is_suspect = policy.rules.is_suspect(&draft, &html);
            Ok((draft, Shown { html, is_suspect }))
        })
        .await
    }

    /// The view of comments for an identity at this moment.
    fn view(&self, identity: Identity) -> View {
        View {
            identity,
            now: Timestamp::now(),
            edit_window: self.comments.edit_window,
            renderer: self.comments.renderer,
        }
    }
}

/// The whole server as a service: the API, and `assets` for every other path, for the
/// requests that are admitted.
pub(crate) fn router(
    state: ApiState,
    assets: Router,
    origins: &[AllowedOrigin],
    admission: Arc<Admission>,
) -> Router {
    let api = openapi::routes()
        .split_for_parts()
        .0
        .route("/api/{*path}", axum::routing::any(unknown_path))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(state.clone());
    layers::around(api.fallback_service(assets), state, admission, origins)
}

async fn unknown_path() -> ApiError {
    ApiError::UnknownPath
}

async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}
