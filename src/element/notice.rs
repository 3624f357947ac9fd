//! The notice after a failed request: a sentence with the reason, and a button to retry where
//! that can help.

use yew::prelude::*;

use crate::backend::BackendError;
use crate::browser::text::digits;
use crate::language::{Language, fill};
use lean_yew::element::{ElementBuilder, button, element};

/// The notice of `failure`; `what` says in the reader's language what did not
/// happen.
pub fn notice(
    language: &Language,
    what: &str,
    failure: &BackendError,
    retry: Callback<Event>,
) -> ElementBuilder {
    let label = language.words().retry();
    alert([what, " ", &reason(language, failure)].concat()).child(
        failure
            .can_retry()
            .then(|| button(retry).part("button retry").text(label)),
    )
}

/// A notice that is spoken at once.
pub fn alert(text: impl Into<AttrValue>) -> ElementBuilder {
    element("div")
        .class("notice")
        .part("notice")
        .attr("role", "alert")
        .child(element("p").text(text))
}

/// The reason of an error, in the reader's language.
pub fn reason(language: &Language, failure: &BackendError) -> String {
    let words = language.words();
    let template = match failure {
        BackendError::Absent => words.failure_absent(),
        BackendError::Closed => words.failure_closed(),
        BackendError::Conflict => words.failure_conflict(),
        BackendError::Duplicate => words.failure_duplicate(),
        BackendError::Refused(413) => words.failure_too_long(),
        BackendError::Refused(500..) => words.failure_broken(),
        BackendError::Invalid(_) | BackendError::Refused(_) => words.failure_refused(),
        BackendError::Limited => words.failure_limited(),
        BackendError::Login => words.failure_login(),
        BackendError::Malformed => words.failure_malformed(),
        BackendError::Timeout => words.failure_timeout(),
        BackendError::Unreachable => words.failure_unreachable(),
    };
    let status = match failure {
        BackendError::Refused(status) => *status,
        _ => 422,
    };
    fill(template, &[("status", &digits(status))])
}
