//! Comments that the server has not acknowledged: the reader sees what becomes of
//! them, and can send them again or write on.

use std::rc::Rc;

use yew::prelude::*;

use super::effects::send;
use super::outbox;
use super::properties::Properties;
use super::state::{Action, State, Waiting};
use crate::host::storage;
use crate::notice::reason;
use crate::reducer::UseReducerDispatcher;
use crate::tag::{Tag, button, tag};

/// Those that were written at one place.
pub(super) fn outgoing<'a>(
    properties: &Rc<Properties>,
    waiting: impl Iterator<Item = &'a Rc<Waiting>>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Option<Tag> {
    let mut waiting = waiting.peekable();
    waiting.peek()?;
    let entries = waiting.map(|waiting| entry(properties, waiting, dispatcher));
    let list = tag("ul").class("waiting").part("waiting");
    Some(list.children(entries))
}

fn entry(
    properties: &Rc<Properties>,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Tag {
    let (draft, id) = (&waiting.attempt.draft, waiting.attempt.id);
    let name = tag("bdi").text(draft.name.clone());
    let author = tag("span").class("author").child(name);
    tag("li")
        .key(&id.text())
        .child(tag("p").class("byline").child(author))
        .child(
            tag("p")
                .class("plain")
                .set("dir", "auto")
                .text(draft.body.clone()),
        )
        .child(progress(properties, waiting, dispatcher))
}

fn progress(
    properties: &Rc<Properties>,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Tag {
    let words = properties.language.words();
    if waiting.failure.is_none() && !waiting.is_retried {
        return tag("p").class("hint").text(words.form_sending());
    }
    let status = tag("p").set("role", "status");
    let status = match &waiting.failure {
        // In an element as well, so that what comes after stands beside it.
        None => status.child(tag("span").text(words.form_sending())),
        Some(failure) => {
            let kept = if storage::is_lasting() {
                words.waiting_kept()
            } else {
                words.waiting_here()
            };
            let reason = reason(&properties.language, failure);
            status
                .child(tag("strong").text(words.waiting_heading()))
                .text([". ", &reason, " ", kept].concat())
        }
    };
    tag("div")
        .class("unsent")
        .part("unsent")
        .child(status)
        .child(retry(properties, waiting, dispatcher))
        .child(take_back(properties, waiting, dispatcher))
}

fn retry(
    properties: &Rc<Properties>,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Tag {
    let (comments, dispatcher) = (Rc::clone(properties), dispatcher.clone());
    let attempt = waiting.attempt.clone();
    let is_sending = waiting.failure.is_none();
    let onclick = Callback::from(move |_| {
        if !is_sending {
            dispatcher.dispatch(Action::Retried(attempt.id));
            send(&comments, &dispatcher, vec![attempt.clone()]);
        }
    });
    // It stays while the comment is sent again, so that the focus is not lost.
    button(onclick)
        .part("button retry")
        .set("aria-disabled", is_sending.then_some("true"))
        .text(properties.language.words().retry())
}

fn take_back(
    properties: &Rc<Properties>,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Tag {
    let (comments, dispatcher) = (Rc::clone(properties), dispatcher.clone());
    let attempt = waiting.attempt.clone();
    let onclick = Callback::from(move |_| {
        // It may have been published without the answer having come: under the same
        // identifier, sending it again publishes nothing twice.
        outbox::take_back(&comments.source, &attempt, Some(attempt.id));
        dispatcher.dispatch(Action::TakenBack(attempt.id));
    });
    button(onclick)
        .part("button cancel")
        .text(properties.language.words().waiting_cancel())
}
