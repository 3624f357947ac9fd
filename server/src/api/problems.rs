//! Everything that can be wrong with a request, as problem documents (RFC 9457).

use article_widgets_model::Code;
use article_widgets_model::{Field, FieldError, Problem};
use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::store::StoreError;

/// The media type of every error's answer.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// After how many seconds a busy database is worth another request.
const UNAVAILABLE: u64 = 5;

/// Why a request is answered with an error.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
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
    /// The client's address gave as many votes as it may; the next after so many
    /// seconds.
    TooManyVotes(u64),
    /// The database cannot be used at the moment.
    Unavailable,
    /// A fault of the server's own, told in its log.
    Unexpected,
}

/// What a kind of failure always says: status, last part of the type's URI, and
/// title.
type Kind = (StatusCode, &'static str, &'static str);

impl Failure {
    /// Fails when there are errors.
    pub(crate) fn for_errors(errors: Vec<FieldError>) -> Result<(), Self> {
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self::InvalidFields(errors))
        }
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.kind().0
    }

    /// After how many seconds the same request can succeed, where that is known.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyVotes(seconds) => Some(*seconds),
            Self::Unavailable => Some(UNAVAILABLE),
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
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "The path has other methods."),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "The identifier belongs to another comment."),
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large."),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be application/json."),
            Self::RequestTimeout => (StatusCode::REQUEST_TIMEOUT, "request-timeout", "The request took too long."),
            Self::TooManyVotes(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many-votes", "Too many votes came from this address."),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The database is unavailable for the moment."),
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

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        Self::InvalidFields(vec![error])
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => {
                tracing::warn!("{error}");
                Self::Unavailable
            }
            StoreError::Failed(_) => {
                tracing::error!("{error}");
                Self::Unexpected
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after();
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (status, headers, Json(self.into_problem())).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
