use article_widgets_model::{BEST_DEFAULT, BEST_MAXIMUM, BEST_MINIMUM, RatingSummary, Vote};
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use super::state::{Action, Failed, State};
use crate::backend::Source;
use crate::host::{Host, focus_quietly, voter};
use crate::language::{Language, fill};
use crate::notice::notice;
use crate::object::object;
use crate::task;

/// A star in a square of 20 units, so that a tenth of it is 2 units wide.
const STAR: &str = "M10 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L10 14.9l-5.2 2.7 1-5.8L1.6 7.7l5.8-.8z";

/// What the rating's element says.
#[derive(Clone, PartialEq, yew::Properties)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// Whose votes are shown.
    pub source: Source,
    /// The language to speak.
    pub language: Language,
    /// The stars of the scale, 2 to 10.
    pub best: u8,
    /// Whether votes are shown only.
    pub readonly: bool,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        Self {
            source: host.source(),
            language: host.language(),
            best: best(host),
            readonly: host.has_attribute("readonly"),
            host: host.clone(),
        }
    }
}

fn best(host: &Host) -> u8 {
    let Some(written) = host.attribute("max") else {
        return BEST_DEFAULT;
    };
    match written.trim().parse() {
        Ok(best) if (BEST_MINIMUM..=BEST_MAXIMUM).contains(&best) => best,
        _ => {
            host.warn("max", &written, &BEST_DEFAULT.to_string());
            BEST_DEFAULT
        }
    }
}

/// The rating, from the request for its votes to the reader's own.
#[component]
pub fn Rating(properties: &Properties) -> Html {
    let state = use_reducer_eq(State::default);
    use_votes(properties, &state);
    use_vote_in_flight(properties, &state);
    let base = use_node_ref();
    if state.summary.is_none() && state.failed.is_none() && properties.host.has_fallback() {
        return html! { <slot /> };
    }
    html! {
        <div class="rating" part="base" lang={properties.language.tag().to_owned()} ref={base.clone()}>
            { stars(properties, &state) }
            <p class="line" part="line" tabindex="-1">{ line(properties, &state) }</p>
            <p class="own" part="own" role="status">{ own(properties, &state) }</p>
            { failure(properties, &state, base) }
        </div>
    }
}

#[hook]
fn use_votes(properties: &Properties, state: &UseReducerHandle<State>) {
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

#[hook]
fn use_vote_in_flight(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let host = properties.host.clone();
    let sending = (properties.source.clone(), properties.best, state.in_flight);
    use_effect_with(sending, move |(source, best, in_flight)| {
        let forget = in_flight.map(|value| {
            let (source, best) = (source.clone(), *best);
            let work = async move { source.vote(Vote { value, best }, voter()).await };
            task::start(work, move |answer| match answer {
                Ok(summary) => {
                    host.emit("change", &change_detail(value, summary));
                    dispatcher.dispatch(Action::Kept(summary));
                }
                Err(failure) => {
                    host.emit_error("vote", &failure);
                    dispatcher.dispatch(Action::Refused(failure));
                }
            })
        });
        move || {
            if let Some(forget) = forget {
                forget();
            }
        }
    });
}

fn change_detail(value: u8, summary: RatingSummary) -> JsValue {
    object([
        ("value", value.into()),
        ("average", summary.average.into()),
        ("best", summary.best.into()),
        ("count", (summary.count as f64).into()),
    ])
}

fn stars(properties: &Properties, state: &UseReducerHandle<State>) -> Html {
    let tenths = tenths(state.summary);
    let each = (1..=properties.best).map(|value| {
        let filled = tenths.saturating_sub(u32::from(value - 1) * 10).min(10);
        if properties.readonly {
            html! { <span class="star" part="star">{ star(filled) }</span> }
        } else {
            choice(properties, state, value, filled)
        }
    });
    if properties.readonly {
        return html! { <div class="stars" part="stars" aria-hidden="true">{ for each }</div> };
    }
    html! {
        <fieldset part="stars">
            <legend class="unseen">{ properties.language.words().rating_legend }</legend>
            <div class="stars">{ for each }</div>
        </fieldset>
    }
}

fn choice(
    properties: &Properties,
    state: &UseReducerHandle<State>,
    value: u8,
    filled: u32,
) -> Html {
    let language = &properties.language;
    let name = language.count(language.words().rating_star, value.into());
    let dispatcher = state.dispatcher();
    let choose = Callback::from(move |_: Event| dispatcher.dispatch(Action::Chosen(value)));
    html! {
        <label class="star" part="star" title={name.clone()}>
            <input
                type="radio"
                name="value"
                value={value.to_string()}
                aria-label={name}
                checked={state.own() == Some(value)}
                onchange={choose}
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

/// The average in tenths of a star.
fn tenths(summary: Option<RatingSummary>) -> u32 {
    let average = summary.and_then(|summary| summary.average);
    average.map_or(0, |average| (average * 10.0 + 0.5) as u32)
}

fn line(properties: &Properties, state: &State) -> String {
    let language = &properties.language;
    let words = language.words();
    let Some(summary) = state.summary else {
        // A space that keeps the line's height.
        return "\u{a0}".to_owned();
    };
    let Some(average) = summary.average else {
        return words.rating_none.to_owned();
    };
    let values = [
        ("average", &*language.number(average)),
        ("best", &*language.number(summary.best.into())),
        (
            "votes",
            &*language.count(words.rating_votes, summary.count as f64),
        ),
    ];
    fill(words.rating_line, &values)
}

fn own(properties: &Properties, state: &State) -> Option<String> {
    let language = &properties.language;
    let value = state.own().filter(|_| !properties.readonly)?;
    let values = [
        ("value", &*language.number(value.into())),
        ("best", &*language.number(properties.best.into())),
    ];
    Some(fill(language.words().rating_own, &values))
}

fn failure(properties: &Properties, state: &UseReducerHandle<State>, base: NodeRef) -> Html {
    let words = properties.language.words();
    let (what, failure) = match &state.failed {
        Some(Failed::Load(failure)) => (words.rating_load_failed, failure),
        Some(Failed::Vote(_, failure)) => (words.rating_vote_failed, failure),
        None => return Html::default(),
    };
    let dispatcher = state.dispatcher();
    let retry = Callback::from(move |_| {
        focus_choice(&base);
        dispatcher.dispatch(Action::Retried);
    });
    notice(&properties.language, what, failure, retry)
}

/// Takes the focus from a button that is about to go to the stars, or to the line
/// where no star can be chosen.
fn focus_choice(base: &NodeRef) {
    let Some(base) = base.cast::<Element>() else {
        return;
    };
    let found = ["input:checked", "input", ".line"]
        .into_iter()
        .find_map(|selector| base.query_selector(selector).ok().flatten());
    if let Some(found) = found {
        focus_quietly(&found);
    }
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
