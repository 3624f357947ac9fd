use article_widgets_model::{Code, Field, FieldError, Identifier};
use js_sys::{JSON, JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::{Asking, BackendError, prefetch};
use crate::browser::js_value::{list, number, object, text};
use lean_yew::task::then;

/// The time limit of a request, in milliseconds, from its start to the last byte of the response.
/// Every request can be repeated, so that an early error loses nothing.
pub(super) const TIMEOUT: u32 = 8_000;

/// An HTTP request.
pub(super) struct Request {
    method: &'static str,
    url: String,
    /// Sent as JSON.
    body: Option<JsValue>,
    sender: Sender,
}

impl Request {
    /// A request that reads.
    pub(super) fn get(url: String) -> Self {
        Self {
            method: "GET",
            url,
            body: None,
            sender: Sender::Nobody,
        }
    }

    /// A request that takes away.
    pub(super) fn delete(url: String) -> Self {
        Self {
            method: "DELETE",
            ..Self::get(url)
        }
    }

    /// A request that adds something, or puts it in the place of what was there.
    pub(super) fn send(method: &'static str, url: String, body: JsValue) -> Self {
        Self {
            method,
            body: Some(body),
            ..Self::get(url)
        }
    }

    /// The same in somebody's name.
    pub(super) fn by(self, sender: impl Into<Sender>) -> Self {
        Self {
            sender: sender.into(),
            ..self
        }
    }
}

/// The credentials of a request.
#[derive(Clone, Copy)]
pub(super) enum Sender {
    /// Nobody's.
    Nobody,
    /// A bearer token.
    Author(Identifier),
    /// The server's cookies.
    Cookies,
}

impl From<Identifier> for Sender {
    fn from(token: Identifier) -> Self {
        Self::Author(token)
    }
}

impl From<Option<Identifier>> for Sender {
    fn from(token: Option<Identifier>) -> Self {
        token.map_or(Self::Nobody, Self::Author)
    }
}

/// An HTTP response.
pub(super) struct ApiResponse {
    /// The HTTP status.
    pub(super) status: u16,
    /// The response came from another URL than the requested one.
    pub(super) is_redirected: bool,
    /// The status is 200 to 299.
    pub(super) is_success: bool,
    headers: Headers,
    text: JsString,
    content: Option<JsValue>,
}

impl ApiResponse {
    /// A header, if the server lets the page read it.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// The answer, whatever its form.
    pub(super) fn text(&self) -> String {
        self.text.as_string().unwrap_or_default()
    }

    /// The JSON of the body; none if it is not JSON.
    pub(super) fn content(&self) -> Option<&JsValue> {
        self.content.as_ref()
    }

    /// The JSON of the body of a successful response.
    pub(super) fn success(&self) -> Result<&JsValue, BackendError> {
        match self.content() {
            content if !self.is_success => Err(error_of(self.status, content)),
            content => content.ok_or(BackendError::Malformed),
        }
    }
}

/// Sends a request that reads, and reads the JSON of an answer that tells of success.
pub(super) fn read(url: String) -> Asking<JsValue> {
    let answer = Box::pin(exchange(Request::get(url)));
    then(answer, |answer| answer?.success().cloned())
}

/// Sends a request, and reads the JSON of the answer.
pub(super) async fn exchange(request: Request) -> Result<ApiResponse, BackendError> {
    let init = RequestInit::new();
    init.set_credentials(match request.sender {
        Sender::Cookies => RequestCredentials::Include,
        Sender::Nobody | Sender::Author(_) => RequestCredentials::Omit,
    });
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT)));
    init.set_method(request.method);
    let mut headers = Vec::new();
    if let Some(body) = &request.body {
        init.set_body(&json(body)?);
        headers.push(("content-type", "application/json".into()));
    }
    if let Sender::Author(token) = request.sender {
        headers.push(("authorization", ["Bearer ", &token.text()].concat().into()));
    }
    if !headers.is_empty() {
        init.set_headers(&object(&headers));
    }
    let is_plain = request.method == "GET" && matches!(request.sender, Sender::Nobody);
    let answer = match is_plain.then(|| prefetch::take(&request.url)).flatten() {
        Some(answer) => answer,
        // A page may have a `fetch` of its own, which answers or throws anything.
        None => {
            let answer = fetch(&request.url, &init).map_err(|_| BackendError::Unreachable)?;
            Promise::resolve(&answer)
        }
    };
    let answer = settle(answer).await?;
    let response: Response = answer.dyn_into().map_err(|_| BackendError::Malformed)?;
    let reading = response.text().map_err(|_| BackendError::Malformed)?;
    let text = settle(reading).await?;
    Ok(ApiResponse {
        status: response.status(),
        is_redirected: response.redirected(),
        is_success: response.ok(),
        headers: response.headers(),
        content: parse_json(&text).ok(),
        text: text.unchecked_into(),
    })
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    pub(super) fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// A value as a part of a URL's query.
pub(super) fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

fn json(body: &JsValue) -> Result<JsValue, BackendError> {
    let text = JSON::stringify(body).map_err(|_| BackendError::Malformed)?;
    Ok(text.into())
}

async fn settle(promise: Promise) -> Result<JsValue, BackendError> {
    JsFuture::from(promise)
        .await
        .map_err(|error| match text(&error, "name").as_deref() {
            Some("TimeoutError") => BackendError::Timeout,
            _ => BackendError::Unreachable,
        })
}

/// `url` with these parameters, whether it has some already or not.
pub(super) fn with_parameters(url: &str, parameters: &str) -> String {
    let separator = if url.contains('?') { "&" } else { "?" };
    [url, separator, parameters].concat()
}

fn error_of(status: u16, problem: Option<&JsValue>) -> BackendError {
    let mut errors = Vec::new();
    if let Some(list) = problem.and_then(|problem| list(problem, "errors")) {
        for error in list.iter() {
            // A newer server may name fields that are not known here.
            errors.extend(field_error(&error));
        }
    }
    match status {
        409 => BackendError::Conflict,
        429 => BackendError::Limited,
        422 if !errors.is_empty() => BackendError::Invalid(errors),
        _ => BackendError::Refused(status),
    }
}

fn field_error(error: &JsValue) -> Option<FieldError> {
    Some(FieldError {
        field: Field::from_name(&text(error, "field")?)?,
        code: Code::from_name(&text(error, "code")?)?,
        limit: number(error, "limit").map(|limit| limit as u32),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_join_those_that_are_there() {
        for (url, expected) in [
            ("/wp-json/wp/v2/posts", "/wp-json/wp/v2/posts?order=asc"),
            (
                "/?rest_route=/wp/v2/posts",
                "/?rest_route=/wp/v2/posts&order=asc",
            ),
        ] {
            assert_eq!(with_parameters(url, "order=asc"), expected);
        }
    }
}
