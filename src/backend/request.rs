use article_widgets_model::{Code, Field, FieldError};
use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use super::Failure;
use crate::object::{list, number, object, text};

/// How long a request may take, in milliseconds, from its start to the last
/// byte of the answer. Every request can be repeated, so that a reader who is
/// told early loses nothing.
pub(super) const TIMEOUT: u32 = 8_000;

/// What a request does.
pub(super) enum Method<'a> {
    Delete,
    Get,
    /// With this body as JSON.
    Put(&'a JsValue),
}

/// Sends a request to `url`, and reads the JSON of the answer.
pub(super) async fn request(method: Method<'_>, url: &str) -> Result<JsValue, Failure> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT)));
    match method {
        Method::Get => {}
        Method::Delete => init.set_method("DELETE"),
        Method::Put(body) => {
            init.set_method("PUT");
            init.set_body(&json(body)?);
            init.set_headers(&object([("content-type", "application/json".into())]));
        }
    }
    // A page may have a `fetch` of its own, which answers or throws anything.
    let answer = fetch(url, &init).map_err(|_| Failure::Unreachable)?;
    let answer = settle(Promise::resolve(&answer)).await?;
    let response: Response = answer.dyn_into().map_err(|_| Failure::Malformed)?;
    let reading = response.json().map_err(|_| Failure::Malformed)?;
    let answer = settle(reading).await;
    if response.ok() {
        answer
    } else {
        Err(refusal(response.status(), answer.ok().as_ref()))
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
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
    // A newer server may name fields that are not known here.
    let errors =
        problem.and_then(|problem| list(problem, "errors", |error| Some(field_error(error))));
    let known: Vec<_> = errors.into_iter().flatten().flatten().collect();
    match status {
        409 => Failure::Conflict,
        429 => Failure::Limited,
        422 if !known.is_empty() => Failure::Invalid(known),
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
