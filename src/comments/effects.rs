//! What the comments do beside being drawn: ask, send, keep and lead the focus.

use std::rc::Rc;

use article_widgets_model::{Comment, CommentDraft};
use web_sys::Element;
use yew::prelude::*;

use super::draft;
use super::form::Controls;
use super::properties::Properties;
use super::state::{Action, Attempt, Form, State};
use super::thread::Places;
use crate::backend::{Failure, Source};
use crate::host::{focus, has_focus};
use crate::object::object;
use crate::task;

/// Turns to an article, and gives back what the reader has been writing under it.
#[hook]
pub(super) fn use_article(
    properties: &Properties,
    state: &UseReducerHandle<State>,
    controls: &Controls,
) {
    let dispatcher = state.dispatcher();
    let controls = controls.clone();
    let is_first = state.opened.is_none();
    use_effect_with(properties.source.clone(), move |source| {
        dispatcher.dispatch(Action::Opened(source.clone()));
        match draft::read(source) {
            Some(kept) => controls.fill(&kept),
            // What was written under another article is kept there.
            None if !is_first => controls.empty_body(),
            None => {}
        }
    });
}

#[hook]
pub(super) fn use_pages(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let host = properties.host.clone();
    // The state's own article: the properties may name the next one already.
    let question = (state.opened.clone(), state.asked.clone());
    use_effect_with(question, move |(opened, asked)| {
        let is_first = asked.cursor.is_none();
        let work = opened.clone().map(|source| {
            let cursor = asked.cursor.clone();
            async move { source.comments(cursor.as_deref()).await }
        });
        task::start_some(work, move |answer| match answer {
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
pub(super) fn use_attempt(
    properties: &Properties,
    state: &UseReducerHandle<State>,
    controls: &Controls,
) {
    let dispatcher = state.dispatcher();
    let (host, controls) = (properties.host.clone(), controls.clone());
    let sending = (state.opened.clone(), state.form.clone());
    use_effect_with(sending, move |(opened, form)| {
        let work = opened.clone().zip(attempt_of(form));
        let work = work.map(|(source, attempt)| publish(source, attempt));
        task::start_some(work, move |(sent, answer)| match answer {
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
}

/// Sends a comment. What is kept of it goes once the server has answered, even if
/// nobody waits for the answer any more.
async fn publish(source: Source, attempt: Attempt) -> (Rc<CommentDraft>, Result<Comment, Failure>) {
    let answer = source.publish(attempt.id, &attempt.draft).await;
    match &answer {
        Ok(_) => draft::forget(&source, &attempt.draft),
        Err(Failure::Conflict) => draft::renew(&source),
        Err(_) => {}
    }
    (attempt.draft, answer)
}

fn attempt_of(form: &Form) -> Option<Attempt> {
    match form {
        Form::Sending(attempt) => Some(attempt.clone()),
        _ => None,
    }
}

#[hook]
pub(super) fn use_focus_on_error(state: &UseReducerHandle<State>, controls: &Controls) {
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
pub(super) fn use_focus_on_arrival(state: &UseReducerHandle<State>, places: &Places) {
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
