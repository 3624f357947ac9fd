//! The API's routes, and the OpenAPI document that is made from them.

use std::sync::LazyLock;

use article_widgets_model::api::ROOT;
use article_widgets_model::{Code, Field, FieldError, Order, Problem};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems::ProofNeeded;
use super::{ApiState, comments, moderation, rating};

/// Every route together with its description.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        ROOT,
        OpenApiRouter::new()
            .routes(routes!(rating::read_rating))
            .routes(routes!(rating::cast_vote, rating::withdraw_vote))
            .routes(routes!(comments::read_comments))
            .routes(routes!(
                comments::read_comment,
                comments::add_comment,
                comments::withdraw_comment
            ))
            .routes(routes!(comments::edit_comment))
            .routes(routes!(comments::read_replies))
            .routes(routes!(comments::preview_comment))
            .routes(routes!(moderation::set_state))
            .routes(routes!(moderation::read_held))
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
    components(schemas(Code, Field, FieldError, Order, Problem, ProofNeeded)),
    modifiers(&BearerTokens),
    tags(
        (name = "rating", description = "Votes on articles"),
        (name = "comments", description = "Comments on articles"),
        (name = "moderation", description = "What the blog's owner can do"),
        (name = "description", description = "The API itself"),
    )
)]
struct Description;

/// The tokens of authors and of the blog's owner.
struct BearerTokens;

impl utoipa::Modify for BearerTokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "An author's token is a random UUID that the author's browser made; \
                 the blog's owner has the one that the server was started with.",
            ))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

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
