use std::rc::Rc;

use article_widgets_model::CommentState;
use yew::functional::Hook;
use yew::prelude::*;

use super::effects::{Drawn, EFFECTS, Memory};
use super::form::FormProperties;
use super::outgoing::outgoing;
use super::properties::Properties;
use super::state::{Place, State};
use super::thread::{View, refusal_at};
use crate::component::{Component, Kind};
use crate::effect::use_effects;
use crate::reducer::{UseReducerDispatcher, use_node_ref, use_reducer_eq};
use crate::tag::tag;

impl Kind for Rc<Properties> {
    const NAME: &'static str = "comments";

    fn drawn(&self) -> impl Hook<Output = Html> {
        use_comments(self)
    }
}

/// The form, which is usable at once, and the comments, when they have come.
#[hook]
fn use_comments(properties: &Rc<Properties>) -> Html {
    let state = use_reducer_eq::<State>();
    let (base, heading, more) = (use_node_ref(), use_node_ref(), use_node_ref());
    let drawn = Drawn {
        properties: Rc::clone(properties),
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
        properties,
        state: &state,
        dispatcher: dispatcher.clone(),
        heading,
        more,
    };
    let writing = || {
        tag("div")
            .class("writing")
            .child(form(properties, &state, &dispatcher))
            .child(outgoing(
                properties,
                state.waiting(Place::Article),
                &dispatcher,
            ))
    };
    tag("div")
        .class("comments")
        .part("base")
        .set("lang", properties.language.tag().to_owned())
        .known_as(&base)
        .child(options.has_form.then(writing))
        .child(options.has_thread.then(|| view.draw()))
        .into()
}

fn form(
    properties: &Rc<Properties>,
    state: &State,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let is_sending = state
        .waiting(Place::Article)
        .any(|waiting| waiting.failure.is_none());
    let form = FormProperties {
        comments: Rc::clone(properties),
        place: Place::Article,
        name: AttrValue::default(),
        body: AttrValue::default(),
        takes_focus: false,
        refusal: refusal_at(state, Place::Article),
        is_sending,
        status: status(properties, state, is_sending),
        dispatcher: dispatcher.clone(),
    };
    Component::new(form).html("")
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
