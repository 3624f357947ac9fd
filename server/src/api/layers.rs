//! Layers around every request and response: the log, limits, other origins, and recovery from
//! panics.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::{HeaderValue, Method};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use tower::timeout::TimeoutLayer;
use tower::util::option_layer;
use tower::{BoxError, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::{DefaultOnResponse, OnResponse, TraceLayer};
use tracing::{Level, Span};

use super::ApiState;
use super::admission::{Admission, Refused, admit};
use super::cors::{self, RefusedOrigins};
use super::problems::ApiError;
use crate::origin::AllowedOrigin;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Puts the layers around the routes: all at once, since each time costs each request.
pub(super) fn around(
    routes: Router,
    state: ApiState,
    admission: Arc<Admission>,
    origins: &[AllowedOrigin],
) -> Router {
    let refused_origins = RefusedOrigins::new(origins);
    routes.layer(
        ServiceBuilder::new()
            .layer(
                TraceLayer::new_for_http()
                    .make_span_with(request_span)
                    .on_request(())
                    .on_response(TellAdmitted)
                    .on_failure(()),
            )
            .layer(SetResponseHeaderLayer::overriding(
                X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ))
            .map_request(move |request: Request| {
                refused_origins.tell(&request);
                request
            })
            .layer(option_layer(cors::layer(origins)))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(HandleErrorLayer::new(async |_: BoxError| {
                ApiError::RequestTimeout
            }))
            .layer(TimeoutLayer::new(REQUEST_TIMEOUT))
            .layer(from_fn_with_state((state, admission), admit))
            .layer(DefaultBodyLimit::disable()),
    )
}

/// The log's name for a path that is no route: that of a file, or unknown.
const NO_ROUTE: &str = "assets";
/// The log's name for a method that no route has.
const NO_METHOD: &str = "other";

/// Voters' identifiers are secrets, and may stand anywhere in a request that a blog's page
/// or a proxy got wrong: the log has routes in place of paths, and no queries.
fn request_span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let path = route.map_or(NO_ROUTE, MatchedPath::as_str);
    let method = METHODS.iter().find(|method| *method == request.method());
    let method = method.map_or(NO_METHOD, Method::as_str);
    tracing::info_span!("request", method = %method, path)
}

/// The methods of HTTP that routes have, and those that are asked for beside them.
const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::OPTIONS,
];

/// Logs a line for each response except counted refusals, so that a flood of them does not fill
/// the log.
#[derive(Clone, Copy, Debug)]
struct TellAdmitted;

impl<B> OnResponse<B> for TellAdmitted {
    fn on_response(self, answer: &axum::http::Response<B>, latency: Duration, span: &Span) {
        if answer.extensions().get::<Refused>().is_none() {
            let tell = DefaultOnResponse::new().level(Level::INFO);
            tell.on_response(answer, latency, span);
        }
    }
}

fn after_panic(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request's handler panicked");
    ApiError::Unexpected.into_response()
}

#[cfg(test)]
mod tests {
    use article_widgets_model::Required;
    use axum::body::{Body, Bytes};
    use axum::http::StatusCode;
    use axum::http::header::CONTENT_TYPE;
    use axum::routing::put;
    use jiff::SignedDuration;
    use tempfile::TempDir;
    use tower::ServiceExt as _;

    use super::*;
    use crate::api::problems::MEDIA_TYPE;
    use crate::api::{CommentPolicy, Limits, SharedState};
    use crate::markdown::Renderer;
    use crate::rules::HoldingRules;
    use crate::store::{Hold, Store};

    async fn state() -> SharedState {
        let folder = TempDir::new().expect("a temporary folder");
        let store = Store::open(&folder.path().join("widgets.db")).await;
        SharedState {
            store: store.expect("a database"),
            article_prefixes: Vec::new(),
            limits: Limits::new(0, 0, 0).into(),
            comments: CommentPolicy {
                required: Required::default(),
                rules: HoldingRules::new(Hold::No, 0, 0, &[]),
                renderer: Renderer { images: false },
                edit_window: SignedDuration::ZERO,
            }
            .into(),
            proof_of_work: None,
            admin_token: None,
            trusts_proxy: false,
        }
    }

    async fn layered(routes: Router) -> Router {
        let state = state().await.into();
        around(routes, state, Admission::new().into(), &[])
    }

    async fn answer(router: Router, body: Body) -> Response {
        let request = Request::put("/").body(body).expect("a request");
        router.oneshot(request).await.expect("an answer")
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let routes = Router::new().route("/", put(async |_: Bytes| ()));
        let endless = Body::from_stream(futures_util::stream::pending::<Result<Bytes, BoxError>>());
        let router = layered(routes).await;
        tokio::time::pause();
        let answer = answer(router, endless).await;
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(answer.headers()[CONTENT_TYPE], MEDIA_TYPE);
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_of_its_own_request() {
        let routes = Router::new().route("/", put(async || -> () { panic!("a fault") }));
        let answer = answer(layered(routes).await, Body::empty()).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()[CONTENT_TYPE], MEDIA_TYPE);
    }
}
