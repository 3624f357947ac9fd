//! Comments that the server has not acknowledged: the reader sees what becomes of
//! them, and can send them again or write on.

use std::rc::Rc;

use yew::prelude::*;

use super::outbox;
use super::properties::Properties;
use super::state::{Action, OutboxEntry, State};
use crate::browser::storage;
use crate::element::notice::reason;
use lean_yew::element::{ElementBuilder, button, element};
use lean_yew::store::Dispatcher;

/// Those that were written at one place.
pub(super) fn pending<'a>(
    properties: &Rc<Properties>,
    waiting: impl Iterator<Item = &'a Rc<OutboxEntry>>,
    dispatcher: &Dispatcher<State>,
) -> Option<ElementBuilder> {
    let mut waiting = waiting.peekable();
    waiting.peek()?;
    let entries = waiting.map(|waiting| entry(properties, waiting, dispatcher));
    let list = element("ul").class("waiting").part("waiting");
    Some(list.children(entries))
}

fn entry(
    properties: &Rc<Properties>,
    waiting: &Rc<OutboxEntry>,
    dispatcher: &Dispatcher<State>,
) -> ElementBuilder {
    let (draft, id) = (&waiting.submission.draft, waiting.submission.id);
    let name = element("bdi").text(draft.name.clone());
    let author = element("span").class("author").child(name);
    element("li")
        .key(&id.text())
        .child(element("p").class("byline").child(author))
        .child(
            element("p")
                .class("plain")
                .attr("dir", "auto")
                .text(draft.body.clone()),
        )
        .child(progress(properties, waiting, dispatcher))
}

fn progress(
    properties: &Rc<Properties>,
    waiting: &Rc<OutboxEntry>,
    dispatcher: &Dispatcher<State>,
) -> ElementBuilder {
    let words = properties.language.words();
    if waiting.failure.is_none() && !waiting.is_retried {
        return element("p").class("hint").text(words.form_sending());
    }
    let status = element("p").attr("role", "status");
    let status = match &waiting.failure {
        // In an element as well, so that what comes after stands beside it.
        None => status.child(element("span").text(words.form_sending())),
        Some(failure) => {
            let kept = if storage::is_lasting() {
                words.waiting_kept()
            } else {
                words.waiting_here()
            };
            let reason = reason(&properties.language, failure);
            status
                .child(element("strong").text(words.waiting_heading()))
                .text([". ", &reason, " ", kept].concat())
        }
    };
    element("div")
        .class("unsent")
        .part("unsent")
        .child(status)
        .child(retry(properties, waiting, dispatcher))
        .child(take_back(properties, waiting, dispatcher))
}

fn retry(
    properties: &Rc<Properties>,
    waiting: &Rc<OutboxEntry>,
    dispatcher: &Dispatcher<State>,
) -> ElementBuilder {
    let dispatcher = dispatcher.clone();
    let submission = waiting.submission.clone();
    let is_sending = waiting.failure.is_none();
    let onclick = Callback::from(move |_| {
        if !is_sending {
            dispatcher.dispatch(Action::Retried(submission.id));
            dispatcher.dispatch(Action::Sending(vec![submission.clone()]));
        }
    });
    // It stays while the comment is sent again, so that the focus is not lost.
    button(onclick)
        .part("button retry")
        .attr("aria-disabled", is_sending.then_some("true"))
        .text(properties.language.words().retry())
}

fn take_back(
    properties: &Rc<Properties>,
    waiting: &Rc<OutboxEntry>,
    dispatcher: &Dispatcher<State>,
) -> ElementBuilder {
    let (comments, dispatcher) = (Rc::clone(properties), dispatcher.clone());
    let submission = waiting.submission.clone();
    let onclick = Callback::from(move |_| {
        // It may have been published without the answer having come: under the same
        // identifier, sending it again publishes nothing twice.
        outbox::take_back(&comments.reference, &submission, Some(submission.id));
        dispatcher.dispatch(Action::TakenBack(submission.id));
    });
    button(onclick)
        .part("button cancel")
        .text(properties.language.words().waiting_cancel())
}
