//! The stars: drawn, and chosen by pointer or key.

use std::cell::Cell;
use std::rc::Rc;

use article_widgets_model::RatingSummary;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, Node};
use yew::functional::use_ref;
use yew::prelude::*;

use super::average::tenths;
use super::properties::Properties;
use super::state::{Action, State, VoteChange};
use crate::browser::text::digits;
use crate::browser::{focus, focus_quietly};
use lean_yew::element::{ElementBuilder, element};
use lean_yew::store::{Dispatcher, Store};

/// A star in a square of 20 units, so that a tenth of it is 2 units wide.
const STAR: &str = "M10 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L10 14.9l-5.2 2.7 1-5.8L1.6 7.7l5.8-.8z";

/// The stars, filled up to the average: to choose from, or to look at.
#[hook]
pub(super) fn use_stars(
    properties: &Properties,
    state: &Store<State>,
    summary: Option<RatingSummary>,
) -> ElementBuilder {
    let is_stepping = use_ref(|| Cell::new(false));
    stars(
        properties,
        state,
        &state.dispatcher(),
        summary,
        &is_stepping,
    )
}

fn stars(
    properties: &Properties,
    state: &State,
    dispatcher: &Dispatcher<State>,
    summary: Option<RatingSummary>,
    is_stepping: &Rc<Cell<bool>>,
) -> ElementBuilder {
    let tenths = summary
        .and_then(|summary| summary.average)
        .map_or(0, tenths);
    let filled = |value: u8| tenths.saturating_sub(u32::from(value - 1) * 10).min(10);
    let values = 1..=properties.best;
    let set = element("div").class("stars");
    if properties.is_readonly {
        return set
            .part("stars")
            .attr("aria-hidden", "true")
            .children(values.map(|value| place("span").child(star(filled(value)))));
    }
    let choose = choose(dispatcher.clone(), Rc::clone(is_stepping));
    let rest = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |event: Event| {
            let left: &FocusEvent = event.unchecked_ref();
            let next: Option<Node> = left.related_target().and_then(|next| next.dyn_into().ok());
            if !set_of(&event).is_some_and(|set| set.contains(next.as_ref())) {
                dispatcher.dispatch(Action::Rested);
            }
        })
    };
    let press = press(properties.best, dispatcher.clone(), Rc::clone(is_stepping));
    let legend = element("legend").class("unseen").text(legend(properties));
    let choices = values.map(|value| choice(properties, state, value, filled(value), &choose));
    element("fieldset")
        .part("stars")
        .attr("disabled", properties.is_disabled)
        .on("keydown", press)
        .on("focusout", rest)
        .child(legend)
        .child(set.children(choices))
}

fn choose(dispatcher: Dispatcher<State>, is_stepping: Rc<Cell<bool>>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let chosen = event.target_dyn_into::<HtmlInputElement>();
        let Some(value) = chosen.and_then(|chosen| chosen.value().parse().ok()) else {
            return;
        };
        dispatcher.dispatch(if is_stepping.replace(false) {
            Action::Stepped(value)
        } else {
            Action::Chosen(VoteChange::Stars(value))
        });
    })
}

fn press(best: u8, dispatcher: Dispatcher<State>, is_stepping: Rc<Cell<bool>>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let pressed: &KeyboardEvent = event.unchecked_ref();
        let end = match pressed.key().as_str() {
            "Home" => 1,
            "End" => best,
            " " | "Enter" => return dispatcher.dispatch(Action::Rested),
            // The browser's own step, which a change follows at once.
            key => return is_stepping.set(key.starts_with("Arrow")),
        };
        event.prevent_default();
        focus_star(&event, end);
        dispatcher.dispatch(Action::Stepped(end));
    })
}

fn legend(properties: &Properties) -> AttrValue {
    let words = properties.language.words();
    let label = properties.label.clone();
    label.unwrap_or_else(|| words.rating_legend().into())
}

/// The stars, one of which an event is about.
fn set_of(event: &Event) -> Option<Element> {
    let star = event.target_dyn_into::<Element>()?;
    star.closest("fieldset").ok().flatten()
}

fn focus_star(event: &Event, value: u8) {
    let selector = ["[value='", &digits(value), "']"].concat();
    if let Some(star) = set_of(event).and_then(|set| set.query_selector(&selector).ok().flatten()) {
        focus(&star);
    }
}

fn choice(
    properties: &Properties,
    state: &State,
    value: u8,
    filled: u32,
    choose: &Callback<Event>,
) -> ElementBuilder {
    let language = &properties.language;
    let name = language.count(language.words().rating_star(), value.into());
    let choice = element("input")
        .attr("type", "radio")
        .attr("name", "value")
        .attr("value", digits(value))
        .attr("aria-label", name.clone())
        .checked(state.checked() == Some(value))
        .attr("required", properties.is_required)
        .on("change", choose.clone());
    place("label")
        .attr("title", name)
        .child(choice)
        .child(star(filled))
}

/// The area of a star.
fn place(name: &'static str) -> ElementBuilder {
    element(name).class("star").part("star")
}

/// A star of which `filled` tenths are full. The width is an attribute of the
/// drawing, since a content security policy may forbid style attributes.
fn star(filled: u32) -> ElementBuilder {
    let path = |class: &'static str| element("path").class(class).attr("d", STAR);
    let average = element("svg")
        .class("average")
        .attr("width", digits(filled * 2))
        .attr("height", "20")
        .child(path("full"));
    element("svg")
        .class("icon")
        .attr("viewBox", "0 0 20 20")
        .attr("aria-hidden", "true")
        .child(path("empty"))
        .child(average)
        .child(path("full preview"))
}

/// Takes the focus from a button that is about to go to the stars, or to the line
/// where no star can be chosen.
pub(super) fn focus_choice(base: &NodeRef) {
    let Some(base) = base.cast::<Element>() else {
        return;
    };
    let found = ["input:checked", "input", ".line"]
        .into_iter()
        .find_map(|selector| base.query_selector(selector).ok().flatten());
    if let Some(found) = found {
        focus_quietly(found.unchecked_ref());
    }
}
