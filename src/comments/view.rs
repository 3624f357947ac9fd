use web_sys::Element;
use yew::prelude::*;

use super::draft;
use super::effects::{
    use_article, use_attempt, use_focus_on_arrival, use_focus_on_error, use_pages,
};
use super::form::{Controls, form};
use super::properties::Properties;
use super::state::{Action, Form, State};
use super::thread::{Places, thread};
use crate::host::focus_quietly;

/// The form, which is usable at once, and the comments, when they have come.
#[component]
pub fn Comments(properties: &Properties) -> Html {
    let state = use_reducer_eq(State::default);
    let controls = use_state(Controls::default);
    use_article(properties, &state, &controls);
    use_pages(properties, &state);
    use_attempt(properties, &state, &controls);
    use_focus_on_error(&state, &controls);
    let places = Places {
        heading: use_node_ref(),
        arrival: use_node_ref(),
    };
    use_focus_on_arrival(&state, &places);

    let language = &properties.language;
    let submit = {
        let (dispatcher, controls) = (state.dispatcher(), controls.clone());
        let source = properties.source.clone();
        Callback::from(move |()| {
            let typed = controls.draft();
            draft::keep(&source, &typed);
            dispatcher.dispatch(Action::Submitted(typed, draft::identifier(&source)));
        })
    };
    let change = {
        let (state, controls) = (state.clone(), controls.clone());
        let source = properties.source.clone();
        Callback::from(move |()| {
            draft::keep(&source, &controls.draft());
            // Judging a long comment at each key press would be felt.
            if !state.errors.is_empty() || state.form == Form::Sent {
                state.dispatch(Action::Changed(controls.draft()));
            }
        })
    };
    let more = {
        let (dispatcher, heading) = (state.dispatcher(), places.heading.clone());
        Callback::from(move |_| {
            // The button is about to go.
            if let Some(heading) = heading.cast::<Element>() {
                focus_quietly(&heading);
            }
            dispatcher.dispatch(Action::MoreWanted);
        })
    };
    html! {
        <div class="comments" part="base" lang={language.tag().to_owned()}>
            { form(language, &state, &controls, submit, change) }
            { thread(properties, &state, &places, more) }
        </div>
    }
}
