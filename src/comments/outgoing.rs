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

/// Those that were written at one place.
pub(super) fn outgoing<'a>(
    properties: &Properties,
    waiting: impl Iterator<Item = &'a Rc<Waiting>>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let entries: Vec<_> = waiting
        .map(|waiting| entry(properties, waiting, dispatcher))
        .collect();
    if entries.is_empty() {
        return Html::default();
    }
    html! { <ul class="waiting" part="waiting">{ for entries }</ul> }
}

fn entry(
    properties: &Properties,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let (draft, id) = (&waiting.attempt.draft, waiting.attempt.id);
    html! {
        <li key={id.to_string()}>
            <p class="byline"><span class="author"><bdi>{ draft.name.clone() }</bdi></span></p>
            <p class="plain" dir="auto">{ draft.body.clone() }</p>
            { progress(properties, waiting, dispatcher) }
        </li>
    }
}

fn progress(
    properties: &Properties,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let words = properties.language.words();
    if waiting.failure.is_none() && !waiting.is_retried {
        return html! { <p class="hint">{ words.form_sending() }</p> };
    }
    let text = match &waiting.failure {
        None => html! { { words.form_sending() } },
        Some(failure) => html! {
            <>
                <strong>{ words.waiting_heading() }</strong>{ ". " }
                { reason(&properties.language, failure) }{ " " }
                { if storage::is_lasting() { words.waiting_kept() } else { words.waiting_here() } }
            </>
        },
    };
    html! {
        <div class="unsent" part="unsent">
            <p role="status">{ text }</p>
            { retry(properties, waiting, dispatcher) }
            { take_back(properties, waiting, dispatcher) }
        </div>
    }
}

fn retry(
    properties: &Properties,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let (properties, dispatcher) = (properties.clone(), dispatcher.clone());
    let attempt = waiting.attempt.clone();
    let is_sending = waiting.failure.is_none();
    let label = properties.language.words().retry();
    let onclick = Callback::from(move |_| {
        if !is_sending {
            dispatcher.dispatch(Action::Retried(attempt.id));
            send(&properties, &dispatcher, vec![attempt.clone()]);
        }
    });
    html! {
        <button
            // It stays while the comment is sent again, so that the focus is not lost.
            type="button" part="button retry" {onclick}
            aria-disabled={is_sending.then_some("true")}
        >
            { label }
        </button>
    }
}

fn take_back(
    properties: &Properties,
    waiting: &Rc<Waiting>,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let (source, dispatcher) = (properties.source.clone(), dispatcher.clone());
    let attempt = waiting.attempt.clone();
    let label = properties.language.words().waiting_cancel();
    let onclick = Callback::from(move |_| {
        // It may have been published without the answer having come: under the same
        // identifier, sending it again publishes nothing twice.
        outbox::take_back(&source, &attempt, Some(attempt.id));
        dispatcher.dispatch(Action::TakenBack(attempt.id));
    });
    html! { <button type="button" part="button cancel" {onclick}>{ label }</button> }
}
