//! What the rating does beside being drawn: ask, send, wait and tell.

use article_widgets_model::RatingSummary;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::properties::Properties;
use super::stars::focus_choice;
use super::state::{Action, Ballot, State};
use super::{outbox, peers, structured_data};
use crate::backend::{Failure, Source};
use crate::effect::use_effect_with;
use crate::host::{Listener, voter};
use crate::object::object;
use crate::reducer::UseReducerHandle;
use crate::task;

/// How long a reader may stay on a star before the next arrow key, in
/// milliseconds, so that each star on the way is not a vote.
const REST: i32 = 600;

/// After how long a vote without an answer is sent again, in milliseconds.
const RESEND: i32 = 30_000;

/// Asks for the votes.
#[hook]
pub(super) fn use_votes(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let host = properties.host.clone();
    let question = (properties.source.clone(), properties.best, state.loads);
    use_effect_with(question, move |(source, best, _)| {
        let (source, best) = (source.clone(), *best);
        dispatcher.dispatch(Action::Opened(source.clone(), best));
        let work = async move { source.rating(best, voter()).await };
        task::start(work, move |answer| match answer {
            Ok(summary) => {
                dispatcher.dispatch(Action::Loaded(summary));
                host.emit_ready();
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                dispatcher.dispatch(Action::LoadFailed(failure));
            }
        })
    });
}

/// Sends the ballot in flight, and keeps on the device what is not acknowledged.
#[hook]
pub(super) fn use_ballot(properties: &Properties, state: &UseReducerHandle<State>) {
    // The state's own article: the properties may name the next one already.
    let wanted = (state.opened.clone(), state.wanted);
    use_effect_with(wanted, |(opened, wanted)| {
        if let (Some((source, best)), Some(ballot)) = (opened, wanted) {
            outbox::keep(source, *best, *ballot);
        }
    });

    let dispatcher = state.dispatcher();
    let host = properties.host.clone();
    let sending = (state.opened.clone(), state.in_flight, state.sendings);
    use_effect_with(sending, move |(opened, in_flight, _)| {
        let work = opened.clone().zip(*in_flight);
        let work = work.map(|((source, best), ballot)| cast(source, best, ballot));
        task::start_some(work, move |(ballot, answer)| match answer {
            Ok(summary) => {
                dispatcher.dispatch(Action::Kept(summary));
                host.emit("change", &change_detail(ballot, summary));
            }
            Err(failure) => {
                host.emit_error("vote", &failure);
                dispatcher.dispatch(Action::Refused(failure));
            }
        })
    });
}

/// Sends a ballot. Once the server has answered, it is kept no longer and the page's
/// ratings of the article are told, even if the one that sent it is gone.
async fn cast(
    source: Source,
    best: u8,
    ballot: Ballot,
) -> (Ballot, Result<RatingSummary, Failure>) {
    let answer = outbox::send(&source, best, ballot).await;
    if !matches!(&answer, Err(failure) if failure.is_passing()) {
        outbox::forget(&source, best, ballot);
    }
    if let Ok(summary) = answer {
        peers::tell(&source, summary);
    }
    (ballot, answer)
}

fn change_detail(ballot: Ballot, summary: RatingSummary) -> JsValue {
    object(&[
        ("value", ballot.vote().map_or(JsValue::NULL, JsValue::from)),
        (
            "average",
            summary.average.map_or(JsValue::NULL, JsValue::from),
        ),
        ("best", summary.best.into()),
        ("count", (summary.count as f64).into()),
    ])
}

/// Chooses the star at which the arrow keys rest.
#[hook]
pub(super) fn use_rest(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_with(state.stepped, move |stepped| {
        task::start_some(stepped.map(|_| task::pause(REST)), move |()| {
            dispatcher.dispatch(Action::Rested);
        })
    });
}

/// Sends what is kept on the device: when the widget comes, when the network
/// returns, and from time to time while a vote waits.
#[hook]
pub(super) fn use_kept_ballots(properties: &Properties, state: &UseReducerHandle<State>) {
    let (source, best) = (properties.source.clone(), properties.best);
    let dispatcher = state.dispatcher();
    use_effect_with((source.clone(), best), {
        let dispatcher = dispatcher.clone();
        move |(source, best)| {
            let (source, best) = (source.clone(), *best);
            let leave = peers::join(&source, best, dispatcher.clone());
            if let Some(ballot) = outbox::kept(&source, best) {
                dispatcher.dispatch(Action::Chosen(ballot));
            }
            send_others(&source);
            let listener = Listener::on_window("online", move |_| {
                dispatcher.dispatch(Action::Resumed(outbox::kept(&source, best)));
                send_others(&source);
            });
            move || {
                drop(listener);
                leave();
            }
        }
    });

    let is_waiting = state.is_waiting && state.in_flight.is_none();
    use_effect_with(is_waiting, move |is_waiting| {
        task::start_some(is_waiting.then(|| task::pause(RESEND)), move |()| {
            dispatcher.dispatch(Action::Resumed(outbox::kept(&source, best)));
        })
    });
}

/// Sends what is kept for articles, or on scales, that are not on the page.
fn send_others(source: &Source) {
    for (other, best) in outbox::articles(source) {
        if !peers::show(&other, best) {
            spawn_local(outbox::send_kept(other));
        }
    }
}

/// Makes the reader's own vote the value of the element's form, and gives the
/// first one back when the form is reset.
#[hook]
pub(super) fn use_form(
    properties: &Properties,
    state: &UseReducerHandle<State>,
    base: &NodeRef,
    is_drawn: bool,
) {
    let own = state.own();
    let host = properties.host.clone();
    let stars = base.clone();
    let language = properties.language.clone();
    let is_missing = properties.is_required && own.is_none();
    use_effect_with(
        (own, is_missing, is_drawn, language),
        move |(own, is_missing, _, language)| {
            host.set_form_value(own.map(|value| value.to_string()).as_deref());
            if *is_missing {
                let base = stars.cast::<Element>();
                let star = base.and_then(|base| base.query_selector("input").ok().flatten());
                host.set_missing(language.words().rating_required(), star.as_ref());
            } else {
                host.set_valid();
            }
        },
    );

    let host = properties.host.clone();
    let base = base.clone();
    use_effect_with((), move |()| {
        let element = host.element().clone();
        let listener = Listener::new(&element.clone(), "click", move |event| {
            // A click that is about the element as a whole is one on its label.
            if event.composed_path().get(0) == JsValue::from(&element) {
                focus_choice(&base);
            }
        });
        move || drop(listener)
    });

    let dispatcher = state.dispatcher();
    use_effect_with(properties.resets, move |resets| {
        if *resets > 0 {
            dispatcher.dispatch(Action::Reset);
        }
    });
}

/// Says the votes to search engines.
#[hook]
pub(super) fn use_structured_data(properties: &Properties, summary: Option<RatingSummary>) {
    use_effect_with((properties.clone(), summary), |(properties, summary)| {
        structured_data::say(properties, *summary)
    });
}
