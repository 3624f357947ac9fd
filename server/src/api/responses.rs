//! The error answers of the routes, as the OpenAPI document describes them.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::problems::{Failure, MEDIA_TYPE};

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

/// More than one address may write.
pub(super) struct LimitProblem;

impl IntoResponses for LimitProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(&[Failure::TooManyVotes(0)])
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
        Failure::Unavailable | Failure::TooManyVotes(_) => {
            &[("retry-after", "After how many seconds to try again")]
        }
        _ => &[],
    }
}
