//! What the rating does beside being drawn: ask, send, wait and tell.

use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::RatingSummary;
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use super::properties::Properties;
use super::stars::focus_choice;
use super::state::{Action, Ballot, State};
use super::{outbox, peers, structured_data};
use crate::backend::Source;
use crate::effect::{Effect, Hold, hold};
use crate::host::{Listener, voter, warn_of_left_article};
use crate::object::object;
use crate::reducer::UseReducerHandle;
use crate::task;
use crate::text::digits;

/// How long a reader may stay on a star before the next arrow key, in
/// milliseconds, so that each star on the way is not a vote.
const REST: i32 = 600;

/// After how long a vote without an answer is sent again, in milliseconds.
const RESEND: i32 = 30_000;

/// What the rating is drawn from.
pub(super) struct Drawn {
    /// What the element says.
    pub(super) properties: Properties,
    /// The votes.
    pub(super) state: UseReducerHandle<State>,
    /// What they are drawn in.
    pub(super) base: NodeRef,
    /// The votes that are shown.
    pub(super) summary: Option<RatingSummary>,
    /// Whether there is more than what the page wrote.
    pub(super) is_drawn: bool,
}

/// What the rating does beside being drawn.
pub(super) static EFFECTS: [Effect<Drawn>; 11] = [
    Effect {
        question: |drawn, question| {
            let Properties { source, best, .. } = &drawn.properties;
            (source, best, drawn.state.loads).hash(question);
        },
        work: ask_for_votes,
    },
    Effect {
        question: |drawn, question| {
            (&drawn.properties.source, drawn.properties.best).hash(question);
        },
        work: join,
    },
    Effect {
        question: |drawn, question| drawn.is_waiting().hash(question),
        work: send_again,
    },
    Effect {
        question: |drawn, question| (&drawn.state.opened, drawn.state.wanted).hash(question),
        work: keep_ballot,
    },
    Effect {
        question: |drawn, question| {
            let state = &drawn.state;
            (&state.opened, state.in_flight, state.sendings).hash(question);
        },
        work: send_ballot,
    },
    Effect {
        question: |drawn, question| drawn.state.stepped.hash(question),
        work: rest,
    },
    Effect {
        question: |drawn, question| {
            let tag = drawn.properties.language.tag();
            (drawn.state.own(), drawn.is_missing(), drawn.is_drawn, tag).hash(question);
        },
        work: tell_form,
    },
    Effect {
        question: |_, _| {},
        work: watch_label,
    },
    Effect {
        question: |drawn, question| drawn.properties.resets.hash(question),
        work: reset,
    },
    Effect {
        question: |drawn, question| {
            let average = drawn.summary.and_then(|summary| summary.average);
            let Properties {
                source,
                is_of_page,
                structured_data,
                ..
            } = &drawn.properties;
            let summary = drawn.summary.map(|summary| (summary.best, summary.count));
            let average = average.map(f64::to_bits);
            (
                (&source.article, is_of_page),
                structured_data.as_deref(),
                summary,
                average,
            )
                .hash(question);
        },
        work: say,
    },
    Effect {
        question: |drawn, question| drawn.properties.is_own.hash(question),
        work: |drawn| warn_of_left_article(&drawn.properties.host, drawn.properties.is_own),
    },
];

impl Drawn {
    /// Whether a vote waits until it is sent again.
    fn is_waiting(&self) -> bool {
        self.state.is_waiting && self.state.in_flight.is_none()
    }

    /// Whether the element's form wants a vote that is not there.
    fn is_missing(&self) -> bool {
        self.properties.is_required && self.state.own().is_none()
    }

    fn resume(&self) {
        let kept = outbox::kept(&self.properties.source, self.properties.best);
        self.state.dispatch(Action::Resumed(kept));
    }
}

/// Asks for the votes.
fn ask_for_votes(drawn: &Rc<Drawn>) -> Hold {
    let Properties { source, best, .. } = &drawn.properties;
    let opened = Action::Opened(source.clone(), *best);
    drawn.state.dispatch(opened);
    let votes = source.rating(*best, voter());
    let drawn = Rc::clone(drawn);
    task::start(votes, move |answer| {
        let host = &drawn.properties.host;
        match answer {
            Ok(summary) => {
                drawn.state.dispatch(Action::Loaded(summary));
                host.emit_ready();
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                drawn.state.dispatch(Action::LoadFailed(failure));
            }
        }
    })
}

/// Says and hears what the page's ratings of the article learn, and sends what is kept
/// on the device: when the widget comes, and when the network returns.
fn join(drawn: &Rc<Drawn>) -> Hold {
    let Properties { source, best, .. } = &drawn.properties;
    let membership = peers::join(source, *best, drawn.state.dispatcher());
    if let Some(ballot) = outbox::kept(source, *best) {
        drawn.state.dispatch(Action::Chosen(ballot));
    }
    send_others(source);
    let drawn = Rc::clone(drawn);
    let listener = Listener::on_window("online", move |_| {
        drawn.resume();
        send_others(&drawn.properties.source);
    });
    hold((listener, membership))
}

/// Sends what is kept on the device from time to time while a vote waits.
fn send_again(drawn: &Rc<Drawn>) -> Hold {
    if !drawn.is_waiting() {
        return None;
    }
    let drawn = Rc::clone(drawn);
    task::later(RESEND, move || drawn.resume())
}

/// Keeps on the device what is not acknowledged.
fn keep_ballot(drawn: &Rc<Drawn>) -> Hold {
    // The state's own article: the properties may name the next one already.
    let (source, best) = drawn.state.opened.as_ref()?;
    outbox::keep(source, *best, drawn.state.wanted?);
    None
}

/// Sends the ballot in flight.
fn send_ballot(drawn: &Rc<Drawn>) -> Hold {
    let (source, best) = drawn.state.opened.clone()?;
    let ballot = drawn.state.in_flight?;
    let drawn = Rc::clone(drawn);
    task::start(outbox::cast(source, best, ballot), move |answer| {
        let host = &drawn.properties.host;
        match answer {
            Ok(summary) => {
                drawn.state.dispatch(Action::Kept(summary));
                host.emit("change", &change_detail(ballot, summary));
            }
            Err(failure) => {
                host.emit_error("vote", &failure);
                drawn.state.dispatch(Action::Refused(failure));
            }
        }
    })
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
fn rest(drawn: &Rc<Drawn>) -> Hold {
    drawn.state.stepped?;
    let drawn = Rc::clone(drawn);
    task::later(REST, move || drawn.state.dispatch(Action::Rested))
}

/// Sends what is kept for articles, or on scales, that are not on the page.
fn send_others(source: &Source) {
    for (other, best) in outbox::articles(source) {
        if !peers::show(&other, best) {
            outbox::send_kept(other);
        }
    }
}

/// Makes the reader's own vote the value of the element's form.
fn tell_form(drawn: &Rc<Drawn>) -> Hold {
    let Properties { host, language, .. } = &drawn.properties;
    let own = drawn.state.own().map(digits);
    host.set_form_value(own.as_deref());
    if drawn.is_missing() {
        let base = drawn.base.cast::<Element>();
        let star = base.and_then(|base| base.query_selector("input").ok().flatten());
        host.set_missing(language.words().rating_required(), star.as_ref());
    } else {
        host.set_valid();
    }
    None
}

/// Leads to the stars whoever clicks on the element's label.
fn watch_label(drawn: &Rc<Drawn>) -> Hold {
    let drawn = Rc::clone(drawn);
    let element = drawn.properties.host.element().clone();
    hold(Listener::new(&element.clone(), "click", move |event| {
        // A click that is about the element as a whole is one on its label.
        if event.composed_path().get(0) == JsValue::from(&element) {
            focus_choice(&drawn.base);
        }
    }))
}

/// Gives the form its first value back when it is reset.
fn reset(drawn: &Rc<Drawn>) -> Hold {
    if drawn.properties.resets > 0 {
        drawn.state.dispatch(Action::Reset);
    }
    None
}

/// Says the votes to search engines.
fn say(drawn: &Rc<Drawn>) -> Hold {
    hold(structured_data::say(&drawn.properties, drawn.summary)?)
}
