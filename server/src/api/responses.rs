//! The error answers of the routes, as the OpenAPI document describes them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::problems::{ApiError, Limited, MEDIA_TYPE};

/// The problems of any request about an article.
pub(super) struct ReadingProblems;

impl IntoResponses for ReadingProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[
            ApiError::MalformedRequest(String::new()),
            ApiError::UnknownArticle,
            ApiError::MethodNotAllowed,
            ApiError::RequestTimeout,
            ApiError::InvalidFields(Vec::new()),
            ApiError::Unexpected,
            ApiError::Unavailable,
        ])
    }
}

/// The problems of a request with a body.
pub(super) struct WritingProblems;

impl IntoResponses for WritingProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = ReadingProblems::responses();
        responses.extend(described(&[
            ApiError::BodyTooLarge,
            ApiError::UnsupportedMediaType,
        ]));
        responses
    }
}

/// No room for what a request would keep.
pub(super) struct FullProblem;

impl IntoResponses for FullProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::Full])
    }
}

/// The one identifier for two comments.
pub(super) struct ConflictProblem;

impl IntoResponses for ConflictProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::Conflict])
    }
}

/// More votes than one address may give.
pub(super) struct VoteLimitProblem;

impl IntoResponses for VoteLimitProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::TooMany(Limited::Votes, 0)])
    }
}

/// More comments than one address may write, or wrong tokens than it may try.
pub(super) struct LimitProblem;

impl IntoResponses for LimitProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::TooMany(Limited::Comments, 0)])
    }
}

/// No token where one is needed, or none that is known; or too many of those.
pub(super) struct TokenProblem;

impl IntoResponses for TokenProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::TokenNeeded, ApiError::TooMany(Limited::Tokens, 0)])
    }
}

/// A comment that the asker may not change.
pub(super) struct ForbiddenProblem;

impl IntoResponses for ForbiddenProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::TooLate])
    }
}

/// A comment that is not there for the asker.
pub(super) struct UnknownCommentProblem;

impl IntoResponses for UnknownCommentProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::UnknownComment])
    }
}

/// A comment that was taken back.
pub(super) struct WithdrawnProblem;

impl IntoResponses for WithdrawnProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[ApiError::Withdrawn])
    }
}

/// No proof of work where one is needed.
pub(super) struct ProofProblem;

impl IntoResponses for ProofProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let status = StatusCode::PRECONDITION_REQUIRED;
        let answer = documented("ProofNeeded", PROOF_NEEDED).build();
        BTreeMap::from([(status.as_str().to_owned(), answer.into())])
    }
}

const PROOF_NEEDED: &str =
    "The comment needs a proof of work: the solution of the challenge that comes with this.";

fn described(failures: &[ApiError]) -> BTreeMap<String, RefOr<Response>> {
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

fn response(failure: &ApiError) -> Response {
    let mut response = documented("Problem", failure.title());
    for (name, meaning) in headers(failure) {
        let header = HeaderBuilder::new().description(Some(*meaning)).build();
        response = response.header(*name, header);
    }
    response.build()
}

/// An answer with a problem document of this schema.
fn documented(schema: &str, description: &str) -> ResponseBuilder {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content(MEDIA_TYPE, content)
}

fn headers(failure: &ApiError) -> &'static [(&'static str, &'static str)] {
    match failure {
        ApiError::MethodNotAllowed => &[("allow", "The methods that the path has")],
        ApiError::Busy | ApiError::Unavailable | ApiError::Full | ApiError::TooMany(..) => {
            &[("retry-after", "After how many seconds to try again")]
        }
        ApiError::TokenNeeded => &[("www-authenticate", "`Bearer`")],
        _ => &[],
    }
}
