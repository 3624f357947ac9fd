//! The server's HTTP side: the routes under `/api/v1`, and what holds for every
//! answer. The only module, with `assets` beside it, that knows HTTP.

mod comments;
mod extractors;
mod layers;
mod limits;
mod openapi;
pub(crate) mod problems;
mod rating;
mod responses;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::AllowedOrigin;
use crate::store::Store;
pub(crate) use limits::VoteLimits;
use problems::Failure;

/// The path under which all routes are.
const ROOT: &str = "/api/v1";

/// What every request may use.
#[derive(Clone, Debug)]
pub(crate) struct ApiState {
    pub(crate) store: Store,
    /// How the keys of known articles begin; when empty, any article is known.
    pub(crate) article_prefixes: Arc<[String]>,
    pub(crate) vote_limits: Arc<VoteLimits>,
    /// Whether a proxy that can be trusted tells where requests come from.
    pub(crate) trusts_proxy: bool,
}

/// The whole server as a service: the API, and `assets` for every other path.
pub(crate) fn router(state: ApiState, assets: Router, origins: &[AllowedOrigin]) -> Router {
    let api = openapi::routes()
        .split_for_parts()
        .0
        .route("/api/{*path}", axum::routing::any(unknown_path))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(state);
    layers::around(api.fallback_service(assets), origins)
}

async fn unknown_path() -> Failure {
    Failure::UnknownPath
}

async fn method_not_allowed() -> Failure {
    Failure::MethodNotAllowed
}
