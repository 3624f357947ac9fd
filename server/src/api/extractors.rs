//! The parts of a request, read and checked: parameters, path and body.

use std::num::IntErrorKind;
use std::ops::RangeInclusive;

use article_widgets_model::{ArticleKey, Code, Field, FieldError, Identifier, Order};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::ApiState;
use super::problems::ApiError;
use crate::unicode::UNICODE;

/// The query of a request. What a route does not know is ignored.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameter's text, if it was given.
    ///
    /// # Errors
    /// [`Code::Malformed`] when it was given twice.
    pub(super) fn text(&self, field: Field) -> Result<Option<&str>, FieldError> {
        let mut values = self
            .0
            .iter()
            .filter(|(name, _)| name == field.name())
            .map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(FieldError::new(field, Code::Malformed)),
        }
    }

    /// The parameter as a whole number of the range, if it was given.
    ///
    /// # Errors
    /// [`Code::Malformed`] or [`Code::OutOfRange`].
    pub(super) fn number(
        &self,
        field: Field,
        range: RangeInclusive<u8>,
    ) -> Result<Option<u8>, FieldError> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let number = text.parse::<i64>().map_err(|error| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => Code::OutOfRange,
            _ => Code::Malformed,
        });
        number
            .and_then(|number| u8::try_from(number).map_err(|_| Code::OutOfRange))
            .and_then(|number| {
                range
                    .contains(&number)
                    .then_some(number)
                    .ok_or(Code::OutOfRange)
            })
            .map(Some)
            .map_err(|code| FieldError::new(field, code))
    }

    /// The parameter as an identifier, if it was given.
    ///
    /// # Errors
    /// [`Code::Malformed`].
    pub(super) fn identifier(&self, field: Field) -> Result<Option<Identifier>, FieldError> {
        self.text(field)?
            .map(|text| identifier(field, text))
            .transpose()
    }

    /// The parameter `order`, the oldest first by default.
    ///
    /// # Errors
    /// [`Code::Malformed`].
    pub(super) fn order(&self) -> Result<Order, FieldError> {
        match self.text(Field::Order)? {
            None => Ok(Order::default()),
            Some(text) => [Order::Oldest, Order::Newest]
                .into_iter()
                .find(|order| order.name() == text)
                .ok_or(FieldError::new(Field::Order, Code::Malformed)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        // The parser below would put replacement characters in the place of
        // what is not UTF-8, and so make one article of several.
        if percent_decode_str(query).decode_utf8().is_err() {
            return Err(ApiError::MalformedRequest("The query is not UTF-8.".into()));
        }
        let pairs = form_urlencoded::parse(query.as_bytes());
        Ok(Self(pairs.into_owned().collect()))
    }
}

/// The article that a request is about.
pub(super) struct Article(pub(super) ArticleKey);

impl FromRequestParts<ApiState> for Article {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let parameters = Parameters::from_request_parts(parts, state).await?;
        let text = parameters.text(Field::Article)?.unwrap_or_default();
        let key = ArticleKey::parse(text, &UNICODE)?;
        let prefixes = &state.article_prefixes;
        let is_known = prefixes.is_empty() || prefixes.iter().any(|prefix| prefix.begins(&key));
        is_known
            .then_some(Self(key))
            .ok_or(ApiError::UnknownArticle)
    }
}

/// The identifier at the end of a path. The route names the part of the path
/// after the field that it is.
pub(super) struct PathIdentifier(pub(super) Identifier);

impl<S: Send + Sync> FromRequestParts<S> for PathIdentifier {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(names): Path<Vec<(String, String)>> = Path::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::MalformedRequest("The path is not UTF-8.".into()))?;
        let (name, text) = names.first().ok_or(ApiError::Unexpected)?;
        let field = Field::from_name(name).ok_or(ApiError::Unexpected)?;
        Ok(Self(identifier(field, text)?))
    }
}

fn identifier(field: Field, text: &str) -> Result<Identifier, FieldError> {
    Identifier::parse(text).ok_or(FieldError::new(field, Code::Malformed))
}

/// A body of JSON.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::UnsupportedMediaType);
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| ApiError::Unexpected)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| ApiError::MalformedRequest("The body is not UTF-8.".into()))?;
        from_json(text).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<mime::Mime>().ok())
        .is_some_and(|media_type| media_type.essence_str() == mime::APPLICATION_JSON.essence_str())
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    // What is no JSON is told as such, even if a wrong field stands before the slip.
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| describe("", &error))?;
    // serde would take a list of the fields' values as well.
    if !text.trim_start().starts_with('{') {
        return Err(ApiError::UnexpectedShape("The body is no object.".into()));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, &error.into_inner())
    })
}

/// serde tells in its message alone what was wrong with a value, and which field
/// was missing: these are the beginnings of its messages.
const MISSING_FIELD: &str = "missing field `";
const INVALID_TYPE: &str = "invalid type";
const INVALID_VALUE: &str = "invalid value";

fn describe(path: &str, error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    if error.classify() != Category::Data {
        return ApiError::MalformedRequest(format!("The body is not JSON: {message}."));
    }
    if let Some(rest) = message.strip_prefix(MISSING_FIELD)
        && let Some(field) = rest.split('`').next().and_then(Field::from_name)
    {
        return FieldError::new(field, Code::Missing).into();
    }
    let code = if message.starts_with(INVALID_TYPE) {
        Code::WrongType
    } else if message.starts_with(INVALID_VALUE) {
        Code::OutOfRange
    } else {
        Code::Malformed
    };
    match Field::from_name(path) {
        Some(field) => FieldError::new(field, code).into(),
        None => ApiError::UnexpectedShape(format!("The body has another shape: {message}.")),
    }
}
