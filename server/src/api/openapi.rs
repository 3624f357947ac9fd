//! The API's routes, and the OpenAPI document that is made from them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use article_widgets_model::{Code, Field, FieldError, Order, Problem};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems::{Failure, MEDIA_TYPE};
use super::{ApiState, comments, rating};

/// The path under which all routes are.
pub(super) const ROOT: &str = "/api/v1";

/// Every route together with its description.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        ROOT,
        OpenApiRouter::new()
            .routes(routes!(rating::read_rating))
            .routes(routes!(rating::cast_vote))
            .routes(routes!(comments::read_comments))
            .routes(routes!(comments::add_comment))
            .routes(routes!(read_document)),
    )
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "article-widgets",
        description = "Star ratings and comments for the articles of a blog. \
            Writing is idempotent, so that a request may be sent again. \
            Every error is a problem document (RFC 9457).",
    ),
    components(schemas(Code, Field, FieldError, Order, Problem)),
    tags(
        (name = "rating", description = "Votes on articles"),
        (name = "comments", description = "Comments on articles"),
        (name = "description", description = "The API itself"),
    )
)]
struct Description;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    routes()
        .into_openapi()
        .to_json()
        .expect("a description made of texts and maps has a JSON form")
});

/// Describes this API
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "description",
    responses((status = 200, description = "This document, OpenAPI 3.1", body = serde_json::Value))
)]
async fn read_document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

/// What can be wrong with any request about an article.
pub(super) struct ReadingProblems;

impl IntoResponses for ReadingProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[
            Failure::MalformedRequest(String::new()),
            Failure::UnknownArticle,
            Failure::MethodNotAllowed,
            Failure::RequestTimeout,
            Failure::InvalidFields(Vec::new()),
            Failure::Unexpected,
            Failure::Unavailable,
        ])
    }
}

/// What can be wrong with a request that has a body.
pub(super) struct WritingProblems;

impl IntoResponses for WritingProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = ReadingProblems::responses();
        responses.extend(described(&[
            Failure::BodyTooLarge,
            Failure::UnsupportedMediaType,
        ]));
        responses
    }
}

/// The one identifier for two comments.
pub(super) struct ConflictProblem;

impl IntoResponses for ConflictProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[Failure::Conflict])
    }
}

fn described(failures: &[Failure]) -> BTreeMap<String, RefOr<Response>> {
    failures
        .iter()
        .map(|failure| {
            (
                failure.status().as_str().to_owned(),
                response(failure).into(),
            )
        })
        .collect()
}

fn response(failure: &Failure) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let mut response = ResponseBuilder::new()
        .description(failure.title())
        .content(MEDIA_TYPE, content);
    for (name, meaning) in headers(failure) {
        let header = HeaderBuilder::new().description(Some(*meaning)).build();
        response = response.header(*name, header);
    }
    response.build()
}

fn headers(failure: &Failure) -> &'static [(&'static str, &'static str)] {
    match failure {
        Failure::MethodNotAllowed => &[("allow", "The methods that the path has")],
        Failure::Unavailable => &[("retry-after", "After how many seconds to try again")],
        _ => &[],
    }
}
