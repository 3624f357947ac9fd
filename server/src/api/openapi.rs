//! The API's routes, and the OpenAPI document that is made from them.

use std::sync::LazyLock;

use article_widgets_model::{Code, Field, FieldError, Order, Problem};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ApiState, ROOT, comments, rating};

/// Every route together with its description.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        ROOT,
        OpenApiRouter::new()
            .routes(routes!(rating::read_rating))
            .routes(routes!(rating::cast_vote, rating::withdraw_vote))
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
