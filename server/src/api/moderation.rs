//! Routes for the blog's owner alone.

use article_widgets_model::api;
use article_widgets_model::{Code, Comment, CommentState, Field, FieldError};
use axum::Json;
use axum::extract::State;
use axum::http::Method;

use super::ApiState;
use super::comments::LIMIT_DEFAULT;
use super::extractors::{Article, JsonBody, Parameters, PathIdentifier};
use super::problems::ApiError;
use super::responses::{
    FullProblem, ReadingProblems, TokenProblem, UnknownCommentProblem, WithdrawnProblem,
    WritingProblems,
};
use super::tokens::Admin;
use crate::identity::Identity;
use crate::store::Position;

/// One page of the comments that wait for the blog's owner.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct HeldComments {
    /// The oldest first.
    comments: Vec<HeldComment>,
    /// The cursor that asks for the page after this one; none on the last page.
    next: Option<String>,
}

/// A comment that waits for the blog's owner.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct HeldComment {
    /// The key of the article under which it was written.
    article: String,
    /// The comment.
    comment: Comment,
}

/// A comment's state, as the blog's owner sets it.
#[derive(serde::Deserialize, utoipa::ToSchema)]
pub(super) struct NewState {
    /// `published` or `held`.
    state: String,
}

/// True if a method and route are for the blog's owner alone.
pub(super) fn is_owners(method: &Method, route: &str) -> bool {
    let Some(route) = route.strip_prefix(api::ROOT) else {
        return false;
    };
    match route {
        api::HELD => [Method::GET, Method::HEAD].contains(method),
        api::STATE => method == Method::PUT,
        _ => false,
    }
}

/// Reads the comments of all articles that are held
///
/// A page of long comments has fewer than `limit`: no more than 1 MiB of texts and their
/// HTML, but at least one.
#[utoipa::path(
    get,
    path = "/moderation/held",
    tag = "moderation",
    security(("bearer" = [])),
    params(
        ("limit" = Option<u8>, Query, description = "How many comments; 50 by default", minimum = 1, maximum = 250),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = HeldComments),
        ReadingProblems,
        TokenProblem,
    )
)]
pub(super) async fn read_held(
    State(state): State<ApiState>,
    _: Admin,
    parameters: Parameters,
) -> Result<Json<HeldComments>, ApiError> {
    let limit = parameters
        .number(Field::Limit, 1..=api::LIMIT_MAXIMUM)?
        .unwrap_or(LIMIT_DEFAULT);
    let after: Option<Position> = parameters
        .text(Field::Cursor)?
        .map(|cursor| cursor.parse())
        .transpose()
        .map_err(|_| FieldError::new(Field::Cursor, Code::Malformed))?;
    let view = state.view(Identity::Admin);
    let page = state
        .store
        .held_comments(after, limit.into(), &view)
        .await?;
    let comments = page.comments.into_iter();
    Ok(Json(HeldComments {
        comments: comments
            .map(|(article, comment)| HeldComment { article, comment })
            .collect(),
        next: page.next.map(|position| position.to_string()),
    }))
}

/// Publishes or holds a comment
///
/// To delete one, withdraw it with the owner's token.
#[utoipa::path(
    put,
    path = "/comments/{id}/state",
    tag = "moderation",
    security(("bearer" = [])),
    params(
        ("id" = article_widgets_model::Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    request_body = NewState,
    responses(
        (status = 200, description = "The comment", body = Comment),
        WritingProblems,
        TokenProblem,
        UnknownCommentProblem,
        WithdrawnProblem,
        FullProblem,
    )
)]
pub(super) async fn set_state(
    State(state): State<ApiState>,
    _: Admin,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
    JsonBody(wanted): JsonBody<NewState>,
) -> Result<Json<Comment>, ApiError> {
    let is_held = match CommentState::from_name(&wanted.state) {
        Some(CommentState::Published) => false,
        Some(CommentState::Held) => true,
        _ => return Err(FieldError::new(Field::State, Code::Malformed).into()),
    };
    let view = state.view(Identity::Admin);
    let comment = state
        .store
        .hold_comment(&article, id, is_held, &view)
        .await??;
    Ok(Json(comment))
}
