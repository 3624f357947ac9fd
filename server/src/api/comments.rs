//! Reading an article's comments, and adding one.

use article_widgets_model::{
    ArticleKey, Code, Comment, CommentDraft, CommentPage, Field, FieldError, Identifier, Order,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use super::ApiState;
use super::extractors::{Article, JsonBody, Parameters, PathIdentifier};
use super::problems::Failure;
use super::responses::{ConflictProblem, ReadingProblems, WritingProblems};
use crate::store::{Addition, Position};

const LIMIT_DEFAULT: u8 = 50;
const LIMIT_MAXIMUM: u8 = 100;

/// Reads an article's comments, page by page
///
/// A page holds up to `limit` comments that answer none, each followed by all
/// replies under it, oldest first. Pages neither repeat nor leave out a comment
/// that was there when the first was read, however many are added meanwhile.
#[utoipa::path(
    get,
    path = "/comments",
    tag = "comments",
    params(
        ("article" = String, Query, description = "The article's key", max_length = 512),
        ("order" = Option<Order>, Query, description = "Which comments come first; the oldest by default"),
        ("limit" = Option<u8>, Query, description = "How many comments that answer none; 50 by default", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next` of the page before, which had the same order"),
    ),
    responses(
        (status = 200, description = "One page", body = CommentPage),
        ReadingProblems,
    )
)]
pub(super) async fn read_comments(
    State(state): State<ApiState>,
    Article(article): Article,
    parameters: Parameters,
) -> Result<Json<CommentPage>, Failure> {
    let order = parameters.order()?;
    let limit = parameters
        .number(Field::Limit, 1..=LIMIT_MAXIMUM)?
        .unwrap_or(LIMIT_DEFAULT);
    let after = parameters
        .text(Field::Cursor)?
        .map(|cursor| from_cursor(order, cursor))
        .transpose()?;
    let page = state
        .store
        .threads(&article, order, after, limit.into())
        .await?;
    Ok(Json(CommentPage {
        comments: page.comments,
        count: page.count,
        next: page.next.map(|position| cursor(order, position)),
    }))
}

/// Adds a comment to an article
///
/// The browser makes the comment's identifier, so that a retry adds nothing: the
/// same content again answers the same. White space around a field and control
/// characters make no difference.
#[utoipa::path(
    put,
    path = "/comments/{id}",
    tag = "comments",
    params(
        ("id" = Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key", max_length = 512),
    ),
    request_body = CommentDraft,
    responses(
        (status = 201, description = "The comment, kept from now on", body = Comment,
            headers(("location" = String, description = "The comment's own path"))),
        (status = 200, description = "The same comment, kept before", body = Comment),
        WritingProblems,
        ConflictProblem,
    )
)]
pub(super) async fn add_comment(
    State(state): State<ApiState>,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
    JsonBody(draft): JsonBody<CommentDraft>,
) -> Result<Response, Failure> {
    let draft = draft.normalised();
    Failure::for_errors(draft.validate())?;
    match state.store.add_comment(&article, id, &draft).await? {
        Addition::New(comment) => {
            let location = [(LOCATION, location(&article, id))];
            Ok((StatusCode::CREATED, location, Json(comment)).into_response())
        }
        Addition::Repeated(comment) => Ok(Json(comment).into_response()),
        Addition::Conflict => Err(Failure::Conflict),
        Addition::UnknownParent => Err(FieldError::new(Field::Parent, Code::Unknown).into()),
    }
}

fn location(article: &ArticleKey, id: Identifier) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(Field::Article.name(), article.as_str())
        .finish();
    format!("{}/comments/{id}?{query}", super::ROOT)
}

/// A cursor names the order as well, as its position means nothing in the other.
fn cursor(order: Order, position: Position) -> String {
    format!("{}-{position}", order.name())
}

fn from_cursor(order: Order, cursor: &str) -> Result<Position, FieldError> {
    cursor
        .split_once('-')
        .filter(|(name, _)| *name == order.name())
        .and_then(|(_, position)| position.parse().ok())
        .ok_or(FieldError::new(Field::Cursor, Code::Malformed))
}
