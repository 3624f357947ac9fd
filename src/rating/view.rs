use std::rc::Rc;

use article_widgets_model::RatingSummary;
use web_sys::Element;
use yew::functional::Hook;
use yew::prelude::*;

use super::average::shown_average;
use super::effects::{EFFECTS, EffectContext, run};
use super::properties::Properties;
use super::stars::{focus_choice, use_stars};
use super::state::{Action, Failed, State, VoteChange};
use crate::browser::{has_focus, storage};
use crate::element::notice::reason;
use crate::language::fill;
use lean_yew::component::Render;
use lean_yew::effect::use_effects;
use lean_yew::element::{ElementBuilder, button, element};
use lean_yew::store::{Dispatcher, use_commands, use_node, use_store};

impl Render for Properties {
    const NAME: &'static str = "rating";

    fn render(&self) -> impl Hook<Output = Html> {
        use_rating(self)
    }
}

/// The rating, from the request for its votes to the reader's own.
#[hook]
fn use_rating(properties: &Properties) -> Html {
    let state = use_store::<State>();
    let base = use_node();
    let summary = state.summary().or(properties.first_paint);
    let is_drawn = summary.is_some() || state.failed.is_some() || !properties.host.has_fallback();
    let context = Rc::new(EffectContext {
        properties: properties.clone(),
        state: state.clone(),
        base: base.clone(),
        summary,
        is_drawn,
    });
    use_commands(state.dispatcher(), &context, run);
    use_effects(&EFFECTS, &context);
    let stars = use_stars(properties, &state, summary);
    if !is_drawn {
        return element("slot").into();
    }
    let line = element("p")
        .class("line")
        .part("line")
        .attr("tabindex", "-1")
        .text(line(properties, summary));
    element("div")
        .class("rating")
        .part("base")
        .attr("lang", properties.language.tag().to_owned())
        .node_ref(&base)
        .child(stars)
        .child(line)
        .child(own(properties, &state, state.dispatcher(), &base))
        .into()
}

fn line(properties: &Properties, summary: Option<RatingSummary>) -> String {
    let language = &properties.language;
    let words = language.words();
    let Some(summary) = summary else {
        // A space that keeps the line's height.
        return "\u{a0}".to_owned();
    };
    let Some(average) = summary.average else {
        return words.rating_none().to_owned();
    };
    let count = summary.count as f64;
    let values = [
        ("average", &*language.number(shown_average(average))),
        ("best", &*language.number(summary.best.into())),
        ("votes", &*language.count(words.rating_votes(), count)),
        ("count", &*language.number(count)),
    ];
    let template = properties.template.as_deref();
    fill(template.unwrap_or(words.rating_line()), &values)
}

/// The state of the reader's own vote, announced as it changes, with buttons to act on it.
fn own(
    properties: &Properties,
    state: &State,
    dispatcher: Dispatcher<State>,
    base: &NodeRef,
) -> Option<ElementBuilder> {
    let words = properties.language.words();
    let is_changeable = !properties.is_readonly && !properties.is_disabled;
    let can_withdraw = is_changeable && state.own().is_some();
    let is_wrong = state.failed.is_some() && !state.is_waiting;
    let has_hope = state.failed.as_ref().is_some_and(Failed::can_retry);
    let can_retry = state.is_waiting || has_hope;
    keep_focus(base, can_retry, can_withdraw);
    if properties.is_readonly && !can_retry && !is_wrong {
        return None;
    }
    let act = |action: fn() -> Action, label: &'static str| {
        let (dispatcher, base) = (dispatcher.clone(), base.clone());
        let work = Callback::from(move |_| {
            focus_choice(&base);
            dispatcher.dispatch(action());
        });
        button(work).text(label)
    };
    let retry = || act(|| Action::Retried, words.retry()).part("button retry");
    let withdraw = || Action::Chosen(VoteChange::Withdrawn);
    let withdraw = || act(withdraw, words.rating_withdraw()).part("button withdraw");
    Some(
        element("div")
            .class("own")
            .part("own")
            .child(
                element("p")
                    .part("status")
                    .class(is_wrong.then_some("wrong"))
                    .attr("role", "status")
                    .text(status(properties, state)),
            )
            .child(can_retry.then(retry))
            .child(can_withdraw.then(withdraw)),
    )
}

/// Takes the focus from a button that goes because an answer came.
fn keep_focus(base: &NodeRef, can_retry: bool, can_withdraw: bool) {
    let Some(drawn) = base.cast::<Element>() else {
        return;
    };
    for (selector, stays) in [
        ("[part~=retry]", can_retry),
        ("[part~=withdraw]", can_withdraw),
    ] {
        let button = drawn.query_selector(selector).ok().flatten();
        if !stays && button.is_some_and(|button| has_focus(&button)) {
            focus_choice(base);
        }
    }
}

fn status(properties: &Properties, state: &State) -> String {
    let language = &properties.language;
    let words = language.words();
    let because = |what: &str, failure| [what, " ", &reason(language, failure)].concat();
    let of_own = |template: &str, value: u8| {
        let values = [
            ("value", &*language.number(value.into())),
            ("best", &*language.number(properties.best.into())),
        ];
        fill(template, &values)
    };
    match (&state.failed, state.own()) {
        (_, Some(value)) if state.is_waiting && storage::is_lasting() => {
            of_own(words.rating_waiting(), value)
        }
        (_, Some(value)) if state.is_waiting => of_own(words.rating_waiting_here(), value),
        (_, None) if state.is_waiting => words.rating_waiting_withdrawal().to_owned(),
        (Some(Failed::Load(failure)), _) => because(words.rating_load_failed(), failure),
        (Some(Failed::Vote(_, failure)), _) => because(words.rating_vote_failed(), failure),
        (None, Some(value)) => of_own(words.rating_own(), value),
        (None, None) if state.is_withdrawn() => words.rating_withdrawn().to_owned(),
        (None, None) => words.rating_prompt().to_owned(),
    }
}
