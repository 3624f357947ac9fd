//! What a failed request leaves in a widget: a sentence that says what happened
//! and why, and a button that tries again where that can help.

use yew::prelude::*;

use crate::backend::Failure;
use crate::language::{Language, fill};
use crate::tag::{Tag, button, tag};
use crate::text::digits;

/// The notice of `failure`; `what` says in the reader's language what did not
/// happen.
pub fn notice(language: &Language, what: &str, failure: &Failure, retry: Callback<Event>) -> Tag {
    let label = language.words().retry();
    alert([what, " ", &reason(language, failure)].concat()).child(
        failure
            .can_retry()
            .then(|| button(retry).part("button retry").text(label)),
    )
}

/// A notice that is spoken at once.
pub fn alert(text: impl Into<AttrValue>) -> Tag {
    tag("div")
        .class("notice")
        .part("notice")
        .set("role", "alert")
        .child(tag("p").text(text))
}

/// Why a request failed, in the reader's language.
pub fn reason(language: &Language, failure: &Failure) -> String {
    let words = language.words();
    let template = match failure {
        Failure::Absent => words.failure_absent(),
        Failure::Closed => words.failure_closed(),
        Failure::Conflict => words.failure_conflict(),
        Failure::Duplicate => words.failure_duplicate(),
        Failure::Refused(413) => words.failure_too_long(),
        Failure::Refused(500..) => words.failure_broken(),
        Failure::Invalid(_) | Failure::Refused(_) => words.failure_refused(),
        Failure::Limited => words.failure_limited(),
        Failure::Login => words.failure_login(),
        Failure::Malformed => words.failure_malformed(),
        Failure::Timeout => words.failure_timeout(),
        Failure::Unreachable => words.failure_unreachable(),
    };
    let status = match failure {
        Failure::Refused(status) => *status,
        _ => 422,
    };
    fill(template, &[("status", &digits(status))])
}
