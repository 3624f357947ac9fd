//! Everything that can be wrong with a request, as problem documents (RFC 9457).

use std::time::Duration;

use article_widgets_model::Code;
use article_widgets_model::{Field, FieldError, Problem};
use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::proof::Challenge;
use crate::store::StoreError;

/// The media type of every error's answer.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a busy database may be free.
const UNAVAILABLE: u64 = 5;
/// Seconds after which someone may have freed space on a full disk.
const FULL: u64 = 60;
/// Seconds after which an overload may be over.
const BUSY: u64 = 2;

/// A limited kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limited {
    /// Votes, and their withdrawals.
    Votes,
    /// Comments, their changes and their withdrawals.
    Comments,
    /// Wrong tokens in the place of the blog's owner's.
    Tokens,
}

/// The reason why a request is refused or fails.
#[derive(Clone, Debug)]
pub(crate) enum ApiError {
    /// The request cannot be read; the text says where.
    MalformedRequest(String),
    /// The request can be read, but its fields do not hold what they should.
    InvalidFields(Vec<FieldError>),
    /// The body is JSON of another shape; the text says how, as no field can.
    UnexpectedShape(String),
    /// The article is none of this server's.
    UnknownArticle,
    /// Nothing is at this path.
    UnknownPath,
    /// The file has become another than the one that is wanted.
    PreconditionFailed,
    /// The file has no such part.
    RangeNotSatisfiable,
    /// The path has other methods.
    MethodNotAllowed,
    /// The identifier belongs to another comment.
    Conflict,
    /// The body is longer than the server reads.
    BodyTooLarge,
    /// The body is not declared as JSON.
    UnsupportedMediaType,
    /// The request did not arrive in time.
    RequestTimeout,
    /// The client's address, or one around it, sent as much as it may; more after so
    /// many seconds.
    TooMany(Limited, u64),
    /// The asker says nobody, or nobody who is known.
    TokenNeeded,
    /// The comment is another author's.
    NotYours,
    /// The time to change the comment is over.
    TooLate,
    /// The comment is not there, or not for the asker.
    UnknownComment,
    /// The comment was taken back.
    Withdrawn,
    /// The comment needs the solution of this challenge.
    ProofNeeded(Box<Challenge>),
    /// The database cannot be used at the moment.
    Unavailable,
    /// The disk has no room for more.
    Full,
    /// As many requests are under way as the server takes.
    Busy,
    /// A fault of the server's own, told in its log.
    Unexpected,
}

/// The fixed part of a problem: status, last part of the type's URI, and title.
type Kind = (StatusCode, &'static str, &'static str);

impl ApiError {
    /// Fails when there are errors.
    pub(crate) fn for_errors(errors: Vec<FieldError>) -> Result<(), Self> {
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self::InvalidFields(errors))
        }
    }

    /// As much was sent as may be; more after that time.
    pub(super) fn too_many(limited: Limited, wait: Duration) -> Self {
        Self::TooMany(limited, wait.as_secs() + 1)
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.kind().0
    }

    /// Seconds after which the same request can succeed, where that is known.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(_, seconds) => Some(*seconds),
            Self::Unavailable => Some(UNAVAILABLE),
            Self::Full => Some(FULL),
            Self::Busy => Some(BUSY),
            _ => None,
        }
    }

    /// The failure's kind in English.
    pub(crate) fn title(&self) -> &'static str {
        self.kind().2
    }

    #[rustfmt::skip]
    fn kind(&self) -> Kind {
        match self {
            Self::MalformedRequest(_) => (StatusCode::BAD_REQUEST, "malformed-request", "The request cannot be read."),
            Self::InvalidFields(_) | Self::UnexpectedShape(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid-fields", "Some fields are invalid."),
            Self::UnknownArticle => (StatusCode::NOT_FOUND, "unknown-article", "The article is not one of this server's."),
            Self::UnknownPath => (StatusCode::NOT_FOUND, "unknown-path", "Nothing is at this path."),
            Self::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "precondition-failed", "The file is another than the one wanted."),
            Self::RangeNotSatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable", "The file has no such part."),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "The path has other methods."),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "The identifier belongs to another comment."),
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large."),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be application/json."),
            Self::RequestTimeout => (StatusCode::REQUEST_TIMEOUT, "request-timeout", "The request took too long."),
            Self::TooMany(Limited::Votes, _) => (StatusCode::TOO_MANY_REQUESTS, "too-many-votes", "Too many votes came from this address."),
            Self::TooMany(Limited::Comments, _) => (StatusCode::TOO_MANY_REQUESTS, "too-many-comments", "Too many comments came from this address."),
            Self::TooMany(Limited::Tokens, _) => (StatusCode::TOO_MANY_REQUESTS, "too-many-tokens", "Too many wrong tokens came from this address."),
            Self::TokenNeeded => (StatusCode::UNAUTHORIZED, "token-needed", "A token is needed that is known here."),
            Self::NotYours => (StatusCode::FORBIDDEN, "not-yours", "The comment is another author's."),
            Self::TooLate => (StatusCode::FORBIDDEN, "too-late", "The time to change the comment is over."),
            Self::UnknownComment => (StatusCode::NOT_FOUND, "unknown-comment", "The article has no such comment."),
            Self::Withdrawn => (StatusCode::GONE, "withdrawn", "The comment was withdrawn."),
            Self::ProofNeeded(_) => (StatusCode::PRECONDITION_REQUIRED, "proof-needed", "The comment needs a proof of work."),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The database is unavailable for the moment."),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", "Too many requests are under way."),
            Self::Full => (StatusCode::INSUFFICIENT_STORAGE, "full", "The server has no room for more."),
            Self::Unexpected => (StatusCode::INTERNAL_SERVER_ERROR, "unexpected", "The server failed."),
        }
    }

    fn into_problem(self) -> Problem {
        let (status, kind, title) = self.kind();
        let (detail, errors) = match self {
            Self::MalformedRequest(detail) | Self::UnexpectedShape(detail) => {
                (Some(detail), Vec::new())
            }
            Self::InvalidFields(errors) => (None, errors),
            Self::UnknownArticle => {
                let error = FieldError::new(Field::Article, Code::Unknown);
                (None, vec![error])
            }
            _ => (None, Vec::new()),
        };
        Problem {
            kind: format!("urn:article-widgets:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            errors,
        }
    }
}

/// A problem document, and the work without which the comment is not taken.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct ProofNeeded {
    #[serde(flatten)]
    problem: Problem,
    /// To be sent again as `proof`, with its solution, beside the same comment.
    challenge: Challenge,
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::InvalidFields(vec![error])
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => {
                tracing::warn!("{error}");
                Self::Unavailable
            }
            StoreError::Full(_) => {
                tracing::error!("{error}");
                Self::Full
            }
            StoreError::Failed(_) => {
                tracing::error!("{error}");
                Self::Unexpected
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after();
        let is_token_needed = matches!(self, Self::TokenNeeded);
        let challenge = match &self {
            Self::ProofNeeded(challenge) => Some(Challenge::clone(challenge)),
            _ => None,
        };
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        let problem = self.into_problem();
        let mut response = match challenge {
            None => Json(problem).into_response(),
            Some(challenge) => Json(ProofNeeded { problem, challenge }).into_response(),
        };
        *response.status_mut() = status;
        response.headers_mut().extend(headers);
        if is_token_needed {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
