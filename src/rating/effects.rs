//! The rating's effects and commands: load votes, send them, retry, dispatch events.

use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::RatingSummary;
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use super::properties::Properties;
use super::stars::focus_choice;
use super::state::{Action, Command, Scale, State, VoteChange};
use super::{outbox, peers, structured_data};
use crate::backend::ArticleReference;
use crate::browser::Listener;
use crate::browser::js_value::object;
use crate::browser::text::digits;
use crate::element::{voter, warn_of_left_article};
use lean_yew::effect::{Cleanup, Effect, cleanup};
use lean_yew::store::Store;
use lean_yew::task;

/// The time that a reader has to press the next arrow key, in milliseconds, so that stars on the
/// way are no votes.
const REST: i32 = 600;

/// The pause before a vote without a response is sent again, in milliseconds.
const RESEND: i32 = 30_000;

/// The inputs of the rating's effects and commands.
pub(super) struct EffectContext {
    /// The element's properties.
    pub(super) properties: Properties,
    /// The votes.
    pub(super) state: Store<State>,
    /// The rendered root.
    pub(super) base: NodeRef,
    /// The votes that are shown.
    pub(super) summary: Option<RatingSummary>,
    /// More is rendered than the page's own content.
    pub(super) is_drawn: bool,
}

/// The rating's effects.
pub(super) static EFFECTS: [Effect<EffectContext>; 8] = [
    OPEN,
    JOIN,
    SEND_AGAIN,
    FORM_VALUE,
    LABEL,
    RESET,
    STRUCTURED_DATA,
    LEFT_ARTICLE,
];

/// Runs a command. What it returns is dropped when the same is to be done anew.
pub(super) fn run(context: &Rc<EffectContext>, command: Command) -> Cleanup {
    match command {
        Command::Load(scale) => load(context, &scale),
        Command::Keep((reference, best), change) => {
            outbox::keep(&reference, best, change);
            None
        }
        Command::Send(scale, change) => send(context, scale, change),
        Command::AwaitRest => {
            let context = Rc::clone(context);
            task::later(REST, move || context.state.dispatch(Action::Rested))
        }
    }
}

impl EffectContext {
    /// True if a vote waits to be sent again.
    fn is_waiting(&self) -> bool {
        self.state.is_waiting && self.state.in_flight.is_none()
    }

    /// True if the element's form requires a vote and there is none.
    fn is_missing(&self) -> bool {
        self.properties.is_required && self.state.own().is_none()
    }

    fn resume(&self) {
        let kept = outbox::kept(&self.properties.reference, self.properties.best);
        self.state.dispatch(Action::Resumed(kept));
    }

    /// True if the votes of this scale are still those that are shown.
    fn is_open(&self, scale: &Scale) -> bool {
        self.state.dispatcher().state().opened.as_ref() == Some(scale)
    }
}

fn load(context: &Rc<EffectContext>, (reference, best): &Scale) -> Cleanup {
    let context = Rc::clone(context);
    task::start(reference.rating(*best, voter()), move |response| {
        let host = &context.properties.host;
        match response {
            Ok(summary) => {
                context.state.dispatch(Action::Loaded(summary));
                host.emit_ready();
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                context.state.dispatch(Action::LoadFailed(failure));
            }
        }
    })
}

fn send(context: &Rc<EffectContext>, scale: Scale, change: VoteChange) -> Cleanup {
    let context = Rc::clone(context);
    let (reference, best) = scale.clone();
    task::start(outbox::cast(reference, best, change), move |response| {
        let host = &context.properties.host;
        match response {
            // The page may show another article by now.
            _ if !context.is_open(&scale) => {}
            Ok(summary) => {
                context.state.dispatch(Action::Kept(summary));
                host.emit("change", &change_detail(change, summary));
            }
            Err(failure) => {
                host.emit_error("vote", &failure);
                context.state.dispatch(Action::Refused(failure));
            }
        }
    })
}

fn change_detail(change: VoteChange, summary: RatingSummary) -> JsValue {
    object(&[
        ("value", change.vote().map_or(JsValue::NULL, JsValue::from)),
        (
            "average",
            summary.average.map_or(JsValue::NULL, JsValue::from),
        ),
        ("best", summary.best.into()),
        ("count", (summary.count as f64).into()),
    ])
}

/// Turns to the article and the scale that the element names.
const OPEN: Effect<EffectContext> = Effect {
    deps: |context, deps| (&context.properties.reference, context.properties.best).hash(deps),
    run: |context| {
        let Properties {
            reference, best, ..
        } = &context.properties;
        let opened = Action::Opened(reference.clone(), *best);
        context.state.dispatch(opened);
        None
    },
};

/// Shares votes with the page's other ratings of the article, and sends the outbox: when the
/// widget is mounted, and when the network returns.
const JOIN: Effect<EffectContext> = Effect {
    deps: |context, deps| (&context.properties.reference, context.properties.best).hash(deps),
    run: |context| {
        let Properties {
            reference, best, ..
        } = &context.properties;
        let membership = peers::join(reference, *best, context.state.dispatcher());
        if let Some(change) = outbox::kept(reference, *best) {
            context.state.dispatch(Action::Chosen(change));
        }
        send_others(reference);
        let context = Rc::clone(context);
        let listener = Listener::on_window("online", move |_| {
            context.resume();
            send_others(&context.properties.reference);
        });
        cleanup((listener, membership))
    },
};

/// Sends what is kept for articles, or on scales, that are not on the page.
fn send_others(reference: &ArticleReference) {
    for (other, best) in outbox::articles(reference) {
        if !peers::show(&other, best) {
            outbox::send_kept(other);
        }
    }
}

/// Sends what is kept on the device from time to time while a vote waits.
const SEND_AGAIN: Effect<EffectContext> = Effect {
    deps: |context, deps| context.is_waiting().hash(deps),
    run: |context| {
        if !context.is_waiting() {
            return None;
        }
        let context = Rc::clone(context);
        task::later(RESEND, move || context.resume())
    },
};

/// Makes the reader's own vote the value of the element's form.
const FORM_VALUE: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        let tag = context.properties.language.tag();
        (
            context.state.own(),
            context.is_missing(),
            context.is_drawn,
            tag,
        )
            .hash(deps);
    },
    run: |context| {
        let Properties { host, language, .. } = &context.properties;
        let own = context.state.own().map(digits);
        host.set_form_value(own.as_deref());
        if context.is_missing() {
            let base = context.base.cast::<Element>();
            let star = base.and_then(|base| base.query_selector("input").ok().flatten());
            host.set_missing(language.words().rating_required(), star.as_ref());
        } else {
            host.set_valid();
        }
        None
    },
};

/// Leads to the stars whoever clicks on the element's label.
const LABEL: Effect<EffectContext> = Effect {
    deps: |_, _| {},
    run: |context| {
        let context = Rc::clone(context);
        let element = context.properties.host.element().clone();
        cleanup(Listener::new(&element.clone(), "click", move |event| {
            // A click that is about the element as a whole is one on its label.
            if event.composed_path().get(0) == JsValue::from(&element) {
                focus_choice(&context.base);
            }
        }))
    },
};

/// Gives the form its first value back when it is reset.
const RESET: Effect<EffectContext> = Effect {
    deps: |context, deps| context.properties.resets.hash(deps),
    run: |context| {
        if context.properties.resets > 0 {
            context.state.dispatch(Action::Reset);
        }
        None
    },
};

/// Writes the votes as JSON-LD for search engines.
const STRUCTURED_DATA: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        let average = context.summary.and_then(|summary| summary.average);
        let Properties {
            reference,
            is_of_page,
            structured_data,
            ..
        } = &context.properties;
        let summary = context.summary.map(|summary| (summary.best, summary.count));
        let average = average.map(f64::to_bits);
        (
            (&reference.article, is_of_page),
            structured_data.as_deref(),
            summary,
            average,
        )
            .hash(deps);
    },
    run: |context| cleanup(structured_data::say(&context.properties, context.summary)?),
};

/// Warns when the element names an article that the reader has left.
const LEFT_ARTICLE: Effect<EffectContext> = Effect {
    deps: |context, deps| context.properties.is_own.hash(deps),
    run: |context| warn_of_left_article(&context.properties.host, context.properties.is_own),
};
