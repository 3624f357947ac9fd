use std::rc::Rc;

use article_widgets_model::CommentState;
use yew::functional::Hook;
use yew::prelude::*;

use super::effects::{EFFECTS, EffectContext, Memory, run};
use super::form::FormProperties;
use super::pending::pending;
use super::properties::Properties;
use super::state::{Composer, State};
use super::thread::{ThreadView, rejection_at};
use lean_yew::component::{Component, Render};
use lean_yew::effect::use_effects;
use lean_yew::element::element;
use lean_yew::store::{Dispatcher, use_commands, use_node, use_store};

/// The comments of an element, rendered from its properties.
#[derive(PartialEq)]
pub struct Comments(pub Rc<Properties>);

impl Render for Comments {
    const NAME: &'static str = "comments";

    fn render(&self) -> impl Hook<Output = Html> {
        use_comments(&self.0)
    }
}

/// The form, which is usable at once, and the comments, when they have come.
#[hook]
fn use_comments(properties: &Rc<Properties>) -> Html {
    let state = use_store::<State>();
    let (base, heading, more) = (use_node(), use_node(), use_node());
    let context = Rc::new(EffectContext {
        properties: Rc::clone(properties),
        state: state.clone(),
        base: base.clone(),
        heading: heading.clone(),
        more: more.clone(),
        memory: use_ref(Memory::default),
    });
    use_commands(state.dispatcher(), &context, run);
    use_effects(&EFFECTS, &context);

    let dispatcher = state.dispatcher();
    let options = properties.options;
    let view = ThreadView {
        properties,
        state: &state,
        dispatcher: dispatcher.clone(),
        heading,
        more,
    };
    let composer = || {
        element("div")
            .class("writing")
            .child(form(properties, &state, &dispatcher))
            .child(pending(
                properties,
                state.outbox.of(Composer::Article),
                &dispatcher,
            ))
    };
    element("div")
        .class("comments")
        .part("base")
        .attr("lang", properties.language.tag().to_owned())
        .node_ref(&base)
        .child(options.has_form.then(composer))
        .child(options.has_thread.then(|| view.draw()))
        .into()
}

fn form(properties: &Rc<Properties>, state: &State, dispatcher: &Dispatcher<State>) -> Html {
    let is_sending = state
        .outbox
        .of(Composer::Article)
        .any(|waiting| waiting.failure.is_none());
    let form = FormProperties {
        comments: Rc::clone(properties),
        composer: Composer::Article,
        name: AttrValue::default(),
        body: AttrValue::default(),
        takes_focus: false,
        rejection: rejection_at(state, Composer::Article),
        is_sending,
        status: status(properties, state, is_sending),
        dispatcher: dispatcher.clone(),
    };
    Component::new(form).html("")
}

fn status(properties: &Properties, state: &State, is_sending: bool) -> &'static str {
    let words = properties.language.words();
    match state.outbox.last_sent {
        _ if is_sending => words.form_sending(),
        Some(CommentState::Published) => words.form_sent(),
        Some(CommentState::Held) => words.form_held(),
        _ => "",
    }
}
