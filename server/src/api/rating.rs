//! Reading an article's rating, and voting on it.

use article_widgets_model::{
    BEST_DEFAULT, BEST_MAXIMUM, BEST_MINIMUM, Field, FieldError, Identifier, RatingSummary, Vote,
};
use axum::Json;
use axum::extract::State;

use super::ApiState;
use super::extractors::{Article, JsonBody, Parameters, PathIdentifier};
use super::problems::ApiError;
use super::responses::{FullProblem, ReadingProblems, VoteLimitProblem, WritingProblems};
use crate::client::ClientAddress;

/// Reads an article's rating
///
/// An article on which nobody voted has a rating too: no average, and a count of 0.
#[utoipa::path(
    get,
    path = "/rating",
    tag = "rating",
    params(
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
        ("best" = Option<u8>, Query, description = "The scale of the answer, in stars; 5 by default", minimum = 2, maximum = 10),
        ("voter" = Option<Identifier>, Query, description = "The voter whose own vote is asked for"),
    ),
    responses(
        (status = 200, description = "What all votes say together", body = RatingSummary),
        ReadingProblems,
    )
)]
pub(super) async fn read_rating(
    State(state): State<ApiState>,
    Article(article): Article,
    parameters: Parameters,
) -> Result<Json<RatingSummary>, ApiError> {
    let best = best(&parameters)?;
    let voter = parameters.identifier(Field::Voter)?;
    Ok(Json(state.store.rating(&article, best, voter).await?))
}

/// Votes on an article
///
/// A voter has one vote on an article: the same again changes nothing, and
/// another one takes its place.
#[utoipa::path(
    put,
    path = "/rating/votes/{voter}",
    tag = "rating",
    params(
        ("voter" = Identifier, Path, description = "The voter's identifier, known to that reader's browser alone"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    request_body = Vote,
    responses(
        (status = 200, description = "What all votes say together with this one, in its scale", body = RatingSummary),
        WritingProblems,
        VoteLimitProblem,
        FullProblem,
    )
)]
pub(super) async fn cast_vote(
    State(state): State<ApiState>,
    address: ClientAddress,
    PathIdentifier(voter): PathIdentifier,
    Article(article): Article,
    JsonBody(vote): JsonBody<Vote>,
) -> Result<Json<RatingSummary>, ApiError> {
    ApiError::for_errors(vote.validate())?;
    let write = (article.as_str(), voter, Some((vote.value, vote.best)));
    let (store, lately) = (&state.store, &state.limits.votes_lately);
    if lately.has(write) && store.kept_vote(&article, voter).await? == Some(vote) {
        let summary = store.rating(&article, vote.best, Some(voter)).await?;
        return Ok(Json(summary));
    }
    state.limits.check_vote(address, &article)?;
    lately.add(write);
    Ok(Json(store.vote(&article, voter, vote).await?))
}

/// Withdraws a vote
///
/// A voter who has no vote on the article is answered the same.
#[utoipa::path(
    delete,
    path = "/rating/votes/{voter}",
    tag = "rating",
    params(
        ("voter" = Identifier, Path, description = "The voter's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
        ("best" = Option<u8>, Query, description = "The scale of the answer, in stars; 5 by default", minimum = 2, maximum = 10),
    ),
    responses(
        (status = 200, description = "What all votes say together without this one", body = RatingSummary),
        ReadingProblems,
        VoteLimitProblem,
        FullProblem,
    )
)]
pub(super) async fn withdraw_vote(
    State(state): State<ApiState>,
    address: ClientAddress,
    PathIdentifier(voter): PathIdentifier,
    Article(article): Article,
    parameters: Parameters,
) -> Result<Json<RatingSummary>, ApiError> {
    let best = best(&parameters)?;
    let write = (article.as_str(), voter, None::<(u8, u8)>);
    let (store, lately) = (&state.store, &state.limits.votes_lately);
    if lately.has(write) && store.kept_vote(&article, voter).await?.is_none() {
        return Ok(Json(store.rating(&article, best, None).await?));
    }
    state.limits.check_vote(address, &article)?;
    lately.add(write);
    let summary = store.withdraw_vote(&article, voter, best).await?;
    Ok(Json(summary))
}

fn best(parameters: &Parameters) -> Result<u8, FieldError> {
    let best = parameters.number(Field::Best, BEST_MINIMUM..=BEST_MAXIMUM)?;
    Ok(best.unwrap_or(BEST_DEFAULT))
}
