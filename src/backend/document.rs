use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, XmlHttpRequest};

use super::BackendError;
use super::neighbours::NoNeighbours;
use super::request::{TIMEOUT, parse_json};
use crate::browser::js_value::number;
use lean_yew::task;

/// The longest document that is read, in bytes.
const LONGEST: f64 = 2_000_000.0;

/// A document of one of the formats that feeds have.
pub(super) struct FetchedDocument {
    /// The document's URL, after redirections.
    pub(super) url: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Xml(Document),
    Json(JsValue),
    Other,
}

/// Asks for a document. An `XMLHttpRequest` reads XML as it comes, where `fetch`
/// would leave a text to a parser that Trusted Types guard.
pub(super) async fn document(url: &str) -> Result<FetchedDocument, NoNeighbours> {
    let request = XmlHttpRequest::new().map_err(|_| BackendError::Unreachable)?;
    request
        .open("GET", url)
        .map_err(|_| BackendError::Unreachable)?;
    // Many servers call a feed something else.
    request
        .override_mime_type("text/xml")
        .map_err(|_| BackendError::Unreachable)?;
    request.set_timeout(TIMEOUT);
    let end = finish(&request).await;
    match end {
        End::Answered => {}
        End::TooLong => return Err(NoNeighbours::TooLong),
        End::TimedOut => return Err(BackendError::Timeout.into()),
        End::Failed => return Err(BackendError::Unreachable.into()),
    }
    match request.status() {
        Ok(200..=299) => Ok(FetchedDocument {
            url: request.response_url(),
            content: content(&request),
        }),
        Ok(429) => Err(BackendError::Limited.into()),
        Ok(0) | Err(_) => Err(BackendError::Unreachable.into()),
        Ok(status) => Err(BackendError::Refused(status).into()),
    }
}

fn content(request: &XmlHttpRequest) -> Content {
    if let Ok(Some(document)) = request.response_xml() {
        return Content::Xml(document);
    }
    match request.response().and_then(|text| parse_json(&text)) {
        Ok(json) => Content::Json(json),
        Err(_) => Content::Other,
    }
}

#[derive(Clone, Copy)]
enum End {
    Answered,
    Failed,
    TimedOut,
    TooLong,
}

async fn finish(request: &XmlHttpRequest) -> End {
    let end = Rc::new(Cell::new(End::Failed));
    let (ended, resolve) = task::promise();
    let finish = move || {
        // Resolving a promise does not fail.
        let _ = resolve.call0(&JsValue::NULL);
    };
    let listener = {
        let (end, request, finish) = (Rc::clone(&end), request.clone(), finish.clone());
        Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            match event.type_().as_str() {
                "load" => end.set(End::Answered),
                "timeout" => end.set(End::TimedOut),
                "loadend" => finish(),
                _ if number(&event, "loaded").is_some_and(|loaded| loaded > LONGEST) => {
                    end.set(End::TooLong);
                    // Cannot fail while the request runs. Of one that has just come to its
                    // end no more is told.
                    let _ = request.abort();
                    finish();
                }
                _ => {}
            }
        })
    };
    let on_event = Some(listener.as_ref().unchecked_ref());
    request.set_onload(on_event);
    request.set_onprogress(on_event);
    request.set_ontimeout(on_event);
    request.set_onloadend(on_event);
    if request.send().is_err() {
        // Nobody would tell the end of what did not begin.
        finish();
    }
    // A promise that is never refused.
    let _ = JsFuture::from(ended).await;
    request.set_onload(None);
    request.set_onprogress(None);
    request.set_ontimeout(None);
    request.set_onloadend(None);
    end.get()
}
