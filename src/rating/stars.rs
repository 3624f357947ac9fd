//! The stars: drawn, and chosen by pointer or key.

use article_widgets_model::RatingSummary;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};
use yew::prelude::*;

use super::properties::Properties;
use super::state::{Action, Ballot, State};
use crate::host::{focus, focus_quietly};
use crate::reducer::UseReducerHandle;

/// A star in a square of 20 units, so that a tenth of it is 2 units wide.
const STAR: &str = "M10 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L10 14.9l-5.2 2.7 1-5.8L1.6 7.7l5.8-.8z";

/// The stars, filled up to the average: to choose from, or to look at.
#[hook]
pub(super) fn use_stars(
    properties: &Properties,
    state: &UseReducerHandle<State>,
    summary: Option<RatingSummary>,
) -> Html {
    let is_stepping = use_mut_ref(|| false);
    let tenths = tenths(summary);
    let filled = |value: u8| tenths.saturating_sub(u32::from(value - 1) * 10).min(10);
    let values = 1..=properties.best;
    if properties.is_readonly {
        let each = values
            .map(|value| html! { <span class="star" part="star">{ star(filled(value)) }</span> });
        return html! { <div class="stars" part="stars" aria-hidden="true">{ for each }</div> };
    }

    let dispatcher = state.dispatcher();
    let choose = {
        let (dispatcher, is_stepping) = (dispatcher.clone(), is_stepping.clone());
        Callback::from(move |value| {
            dispatcher.dispatch(if is_stepping.replace(false) {
                Action::Stepped(value)
            } else {
                Action::Chosen(Ballot::Stars(value))
            });
        })
    };
    let rest = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |event: FocusEvent| {
            let next: Option<Node> = event.related_target().and_then(|next| next.dyn_into().ok());
            if !set_of(&event).is_some_and(|set| set.contains(next.as_ref())) {
                dispatcher.dispatch(Action::Rested);
            }
        })
    };
    let best = properties.best;
    let press = Callback::from(move |event: KeyboardEvent| {
        let end = match event.key().as_str() {
            "Home" => 1,
            "End" => best,
            " " | "Enter" => return dispatcher.dispatch(Action::Rested),
            // The browser's own step, which a change follows at once.
            key => {
                is_stepping.replace(key.starts_with("Arrow"));
                return;
            }
        };
        event.prevent_default();
        focus_star(&event, end);
        dispatcher.dispatch(Action::Stepped(end));
    });
    let each = values.map(|value| choice(properties, state, value, filled(value), &choose));
    html! {
        <fieldset
            part="stars"
            disabled={properties.is_disabled}
            onkeydown={press}
            onfocusout={rest}
        >
            <legend class="unseen">{ legend(properties) }</legend>
            <div class="stars">{ for each }</div>
        </fieldset>
    }
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

fn focus_star(event: &KeyboardEvent, value: u8) {
    let selector = ["[value='", &value.to_string(), "']"].concat();
    if let Some(star) = set_of(event).and_then(|set| set.query_selector(&selector).ok().flatten()) {
        focus(&star);
    }
}

fn choice(
    properties: &Properties,
    state: &State,
    value: u8,
    filled: u32,
    choose: &Callback<u8>,
) -> Html {
    let language = &properties.language;
    let name = language.count(language.words().rating_star(), value.into());
    let onchange = choose.reform(move |_: Event| value);
    html! {
        <label class="star" part="star" title={name.clone()}>
            <input
                type="radio"
                name="value"
                value={value.to_string()}
                aria-label={name}
                checked={state.checked() == Some(value)}
                required={properties.is_required}
                {onchange}
            />
            { star(filled) }
        </label>
    }
}

/// A star of which `filled` tenths are full. The width is an attribute of the
/// drawing, since a content security policy may forbid style attributes.
fn star(filled: u32) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path class="empty" d={STAR} />
            <svg class="average" width={(filled * 2).to_string()} height="20">
                <path class="full" d={STAR} />
            </svg>
            <path class="full preview" d={STAR} />
        </svg>
    }
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

/// The average in tenths of a star.
fn tenths(summary: Option<RatingSummary>) -> u32 {
    let average = summary.and_then(|summary| summary.average);
    average.map_or(0, |average| (average * 10.0 + 0.5) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_shown_to_a_tenth_of_a_star() {
        let shown = |average| {
            tenths(Some(RatingSummary {
                average,
                ..RatingSummary::empty(5)
            }))
        };
        assert_eq!(shown(None), 0);
        assert_eq!(shown(Some(4.83)), 48);
        assert_eq!(shown(Some(4.96)), 50);
        assert_eq!(shown(Some(5.0)), 50);
    }
}
