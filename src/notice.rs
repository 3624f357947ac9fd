//! What a failed request leaves in a widget: a sentence that says what happened
//! and why, and a button that tries again where that can help.

use yew::prelude::*;

use crate::backend::Failure;
use crate::language::{Language, fill};

/// The notice of `failure`; `what` says in the reader's language what did not
/// happen.
///
/// Where there is none, a widget draws `Html::default()` in its place: with an
/// `Option` the siblings before it would move and be made anew, and lose what is
/// typed in them.
pub fn notice(
    language: &Language,
    what: &str,
    failure: &Failure,
    retry: Callback<MouseEvent>,
) -> Html {
    html! {
        <div class="notice" part="notice" role="alert">
            <p>{ [what, " ", &reason(language, failure)].concat() }</p>
            if !failure.is_conflict() && *failure != Failure::Closed {
                <button type="button" part="button retry" onclick={retry}>
                    { language.words().retry() }
                </button>
            }
        </div>
    }
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
    fill(template, &[("status", &status.to_string())])
}
