use article_widgets_model::{Code, Field, FieldError};
use js_sys::{JSON, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use super::Failure;
use crate::object::{list, number, object, text};

/// How long a request may take, in milliseconds, from its start to the last
/// byte of the answer. Every request can be repeated, so that a reader who is
/// told early loses nothing.
const TIMEOUT: u32 = 8_000;

/// Asks for `url`, with `body` as JSON by `PUT` or without one by `GET`, and
/// reads the JSON of the answer.
pub(super) async fn request(url: &str, body: Option<&JsValue>) -> Result<JsValue, Failure> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT)));
    if let Some(body) = body {
        init.set_method("PUT");
        init.set_body(&json(body)?);
        init.set_headers(&object([("content-type", "application/json".into())]));
    }
    let window = web_sys::window().ok_or(Failure::Unreachable)?;
    let answer = settle(window.fetch_with_str_and_init(url, &init)).await?;
    let response: Response = answer.dyn_into().map_err(|_| Failure::Malformed)?;
    let reading = response.json().map_err(|_| Failure::Malformed)?;
    let answer = settle(reading).await;
    if response.ok() {
        answer
    } else {
        Err(refusal(response.status(), answer.ok().as_ref()))
    }
}

/// A value as a part of a URL's query.
pub(super) fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

fn json(body: &JsValue) -> Result<JsValue, Failure> {
    let text = JSON::stringify(body).map_err(|_| Failure::Malformed)?;
    Ok(text.into())
}

async fn settle(promise: Promise) -> Result<JsValue, Failure> {
    JsFuture::from(promise)
        .await
        .map_err(|error| match text(&error, "name").as_deref() {
            Some("TimeoutError") => Failure::Timeout,
            Some("SyntaxError") => Failure::Malformed,
            _ => Failure::Unreachable,
        })
}

fn refusal(status: u16, problem: Option<&JsValue>) -> Failure {
    let errors = problem.and_then(|problem| list(problem, "errors", field_error));
    match (status, errors) {
        (409, _) => Failure::Conflict,
        (_, Some(errors)) if !errors.is_empty() => Failure::Invalid(errors),
        _ => Failure::Refused(status),
    }
}

fn field_error(error: &JsValue) -> Option<FieldError> {
    Some(FieldError {
        field: Field::from_name(&text(error, "field")?)?,
        code: Code::from_name(&text(error, "code")?)?,
        limit: number(error, "limit").map(|limit| limit as u32),
    })
}
