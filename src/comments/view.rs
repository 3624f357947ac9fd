use web_sys::Element;
use yew::prelude::*;

use super::form::{Controls, form};
use super::state::{Action, Form, State};
use super::thread::{Places, thread};
use crate::backend::Source;
use crate::host::{Host, focus, focus_quietly, has_focus, random_identifier};
use crate::language::Language;
use crate::object::object;
use crate::task;

/// What the comments' element says.
#[derive(Clone, PartialEq, yew::Properties)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// Whose comments are shown.
    pub source: Source,
    /// The language to speak.
    pub language: Language,
    /// The language in which readers write, as a tag.
    pub page_language: AttrValue,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        Self {
            source: host.source(),
            language: host.language(),
            page_language: host.page_language().into(),
            host: host.clone(),
        }
    }
}

/// The form, which is usable at once, and the comments, when they have come.
#[component]
pub fn Comments(properties: &Properties) -> Html {
    let state = use_reducer_eq(State::default);
    let controls = use_state(Controls::default);
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
        Callback::from(move |()| {
            let action = Action::Submitted(controls.draft(), random_identifier());
            dispatcher.dispatch(action);
        })
    };
    let change = {
        let (state, controls) = (state.clone(), controls.clone());
        Callback::from(move |()| {
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

#[hook]
fn use_pages(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    {
        let dispatcher = dispatcher.clone();
        use_effect_with(properties.source.clone(), move |source| {
            dispatcher.dispatch(Action::Opened(source.clone()));
        });
    }
    let host = properties.host.clone();
    let question = (properties.source.clone(), state.asked.clone());
    use_effect_with(question, move |(source, asked)| {
        let (source, cursor) = (source.clone(), asked.cursor.clone());
        let is_first = cursor.is_none();
        let work = async move { source.comments(cursor.as_deref()).await };
        task::start(work, move |answer| match answer {
            Ok(page) => {
                dispatcher.dispatch(Action::Loaded(page));
                if is_first {
                    host.emit_ready();
                }
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                dispatcher.dispatch(Action::LoadFailed(failure));
            }
        })
    });
}

#[hook]
fn use_attempt(properties: &Properties, state: &UseReducerHandle<State>, controls: &Controls) {
    let dispatcher = state.dispatcher();
    let (host, controls) = (properties.host.clone(), controls.clone());
    let sending = (properties.source.clone(), state.form.clone());
    use_effect_with(sending, move |(source, form)| {
        let forget = attempt_of(form).map(|attempt| {
            let (source, sent) = (source.clone(), attempt.draft.clone());
            let work = async move { source.publish(attempt.id, &attempt.draft).await };
            task::start(work, move |answer| match answer {
                Ok(comment) => {
                    controls.clear(&sent);
                    let id = comment.id.to_string();
                    let name = comment.name.as_str().into();
                    dispatcher.dispatch(Action::Kept(comment));
                    host.emit("submit", &object([("id", id.into()), ("name", name)]));
                }
                Err(failure) => {
                    host.emit_error("submit", &failure);
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

fn attempt_of(form: &Form) -> Option<super::state::Attempt> {
    match form {
        Form::Sending(attempt) => Some(attempt.clone()),
        _ => None,
    }
}

#[hook]
fn use_focus_on_error(state: &UseReducerHandle<State>, controls: &Controls) {
    let controls = controls.clone();
    let field = state.first_wrong_field();
    use_effect_with(state.refusals, move |_| {
        if let Some(field) = field {
            controls.focus(field);
        }
    });
}

/// Leads a reader who asked for a page to the first comment of it, unless the
/// focus went elsewhere meanwhile.
#[hook]
fn use_focus_on_arrival(state: &UseReducerHandle<State>, places: &Places) {
    let places = places.clone();
    use_effect_with(state.first_of_page, move |_| {
        let heading = places.heading.cast::<Element>();
        let arrival = places.arrival.cast::<Element>();
        if let (Some(heading), Some(arrival)) = (heading, arrival)
            && has_focus(&heading)
        {
            focus(&arrival);
        }
    });
}
