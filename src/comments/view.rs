use std::rc::Rc;

use article_widgets_model::CommentState;
use yew::prelude::*;

use super::effects::{Drawn, EFFECTS, Memory};
use super::form::WritingForm;
use super::outgoing::outgoing;
use super::properties::Properties;
use super::state::{Place, State};
use super::thread::{View, refusal_at};
use crate::effect::use_effects;
use crate::reducer::{UseReducerDispatcher, use_node_ref, use_reducer_eq};

/// The form, which is usable at once, and the comments, when they have come.
#[component]
pub fn Comments(properties: &Properties) -> Html {
    let state = use_reducer_eq::<State>();
    let (base, heading, more) = (use_node_ref(), use_node_ref(), use_node_ref());
    // The same as long as nothing changed: the list is not drawn anew.
    let shared = use_memo(properties.clone(), Properties::clone);
    let drawn = Drawn {
        properties: Rc::clone(&shared),
        state: state.clone(),
        base: base.clone(),
        heading: heading.clone(),
        more: more.clone(),
        memory: use_ref(Memory::default),
    };
    use_effects(&EFFECTS, drawn);

    let dispatcher = state.dispatcher();
    let options = properties.options;
    let view = View {
        properties: &shared,
        state: &state,
        dispatcher: dispatcher.clone(),
        heading,
        more,
    };
    html! {
        <div
            class="comments" part="base" ref={base}
            lang={properties.language.tag().to_owned()}
        >
            if options.has_form {
                <div class="writing">
                    { form(properties, &state, &dispatcher) }
                    { outgoing(properties, state.waiting(Place::Article), &dispatcher) }
                </div>
            }
            if options.has_thread {
                { view.draw() }
            }
        </div>
    }
}

fn form(properties: &Properties, state: &State, dispatcher: &UseReducerDispatcher<State>) -> Html {
    let is_sending = state
        .waiting(Place::Article)
        .any(|waiting| waiting.failure.is_none());
    html! {
        <WritingForm
            comments={properties.clone()}
            place={Place::Article}
            refusal={refusal_at(state, Place::Article)}
            {is_sending}
            status={status(properties, state, is_sending)}
            dispatcher={dispatcher.clone()}
        />
    }
}

fn status(properties: &Properties, state: &State, is_sending: bool) -> &'static str {
    let words = properties.language.words();
    match state.said {
        _ if is_sending => words.form_sending(),
        Some(CommentState::Published) => words.form_sent(),
        Some(CommentState::Held) => words.form_held(),
        _ => "",
    }
}
