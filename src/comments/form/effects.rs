//! What a form does beside being drawn: give back what was written, tell what was
//! refused, lead the focus, send a changed text, and ask for a preview.

use article_widgets_model::{CommentDraft, Field};
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

use super::FormProperties;
use super::controls::Controls;
use super::state::{Action, Form, Preview};
use crate::comments::author;
use crate::comments::draft;
use crate::comments::state::{Action as Comments, Place};
use crate::effect::use_effect_with;
use crate::host::{Listener, storage};
use crate::object::object;
use crate::reducer::UseReducerHandle;
use crate::task;

/// Turns to a place, and gives back what the reader has been writing there.
#[hook]
pub(super) fn use_filling(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) {
    let controls = controls.clone();
    let dispatcher = form.dispatcher();
    let is_drawn = use_mut_ref(|| false);
    let original = properties.body.clone();
    let refilled = properties.refusal.as_ref().map(|refusal| refusal.number);
    let place = (
        properties.comments.source.clone(),
        properties.place,
        refilled,
    );
    use_effect_with(place, move |(source, place, _)| {
        let kept = draft::read(source, *place);
        controls.start(kept.is_none());
        let was_drawn = is_drawn.replace(true);
        if let Some(author) = author::remembered(source) {
            controls.fill_author(&author);
            controls.set_remembers(true);
        }
        match kept {
            Some(kept) => controls.fill(&kept),
            None if matches!(place, Place::Edit(_)) => controls.fill(&CommentDraft {
                body: original.to_string(),
                ..CommentDraft::default()
            }),
            // What was written under another article is kept there. The first time
            // the field is empty, or has what a very quick reader wrote.
            None if was_drawn => controls.empty(),
            None => {}
        }
        if was_drawn {
            dispatcher.dispatch(Action::Filled);
        }
        if !storage::is_lasting() {
            dispatcher.dispatch(Action::Kept(false));
        }
    });
}

/// Tells what the server refused.
#[hook]
pub(super) fn use_refusal(properties: &FormProperties, form: &UseReducerHandle<Form>) {
    let dispatcher = form.dispatcher();
    use_effect_with(properties.refusal.clone(), move |refusal| {
        let failure = refusal.as_ref().and_then(|refusal| refusal.failure.clone());
        if let Some(failure) = failure {
            dispatcher.dispatch(Action::Refused(failure));
        }
    });
}

/// Leads the focus into a form that the reader asked for, and to what is wrong.
#[hook]
pub(super) fn use_focus(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) {
    let body = controls.clone();
    let is_taken_back = properties
        .refusal
        .as_ref()
        .is_some_and(|refusal| refusal.failure.is_none());
    let refilled = properties.refusal.as_ref().map(|refusal| refusal.number);
    let wanted = properties.takes_focus || is_taken_back;
    use_effect_with((wanted, refilled), move |(wanted, _)| {
        if *wanted {
            body.focus(Field::Body);
        }
    });

    let controls = controls.clone();
    let field = form.first_wrong_field();
    use_effect_with(form.refusals, move |_| {
        if let Some(field) = field {
            controls.focus(field);
        }
    });
}

/// Tells a reader whose text is given back how much may be added to it.
#[hook]
pub(super) fn use_counter(form: &UseReducerHandle<Form>, controls: &Controls) {
    let dispatcher = form.dispatcher();
    let controls = controls.clone();
    use_effect_with(form.refusals, move |_| {
        dispatcher.dispatch(Action::Counted(controls.room()));
    });
}

/// Empties the form when another page of this browser has sent what stands in it.
#[hook]
pub(super) fn use_other_pages(properties: &FormProperties, controls: &Controls) {
    let controls = controls.clone();
    let place = (properties.comments.source.clone(), properties.place);
    use_effect_with(place, move |(source, place)| {
        let (source, place) = (source.clone(), *place);
        let listener = Listener::on_window("storage", move |event| {
            let event: StorageEvent = event.unchecked_into();
            let is_ours = event
                .key()
                .is_some_and(|key| draft::is_key(&key, &source, place));
            let sent = event
                .old_value()
                .filter(|_| is_ours && event.new_value().is_none());
            let sent = sent.and_then(|sent| draft::parsed(&sent));
            if sent.is_some_and(|sent| sent.body == controls.draft().body) {
                controls.empty();
            }
        });
        move || drop(listener)
    });
}

/// Sends a changed text.
#[hook]
pub(super) fn use_edit(properties: &FormProperties, form: &UseReducerHandle<Form>) {
    let dispatcher = form.dispatcher();
    let properties = properties.clone();
    use_effect_with(form.sending.clone(), move |body| {
        let place = properties.place;
        let work = match (place, body.clone()) {
            (Place::Edit(id), Some(body)) => {
                let source = properties.comments.source.clone();
                Some(async move {
                    let answer = source.edit(author::token(&source), id, &body).await;
                    if answer.is_ok() {
                        draft::forget(&source, place);
                    }
                    answer
                })
            }
            _ => None,
        };
        task::start_some(work, move |answer| match answer {
            Ok(comment) => {
                let id = properties.comments.source.protocol.name(comment.id);
                properties.dispatcher.dispatch(Comments::Changed(comment));
                let host = &properties.comments.host;
                host.emit("edit", &object(&[("id", id.into())]));
            }
            Err(failure) => {
                properties.comments.host.emit_error("edit", &failure);
                dispatcher.dispatch(Action::Refused(failure));
            }
        })
    });
}

/// Asks for the preview that the reader wants to see.
#[hook]
pub(super) fn use_preview(properties: &FormProperties, form: &UseReducerHandle<Form>) {
    let dispatcher = form.dispatcher();
    let source = properties.comments.source.clone();
    let asked = match &form.preview {
        Some(Preview::Loading(body)) => Some(body.clone()),
        _ => None,
    };
    use_effect_with(asked, move |asked| {
        let work = asked.clone().map(|body| {
            let source = source.clone();
            async move { source.preview(&body).await }
        });
        task::start_some(work, move |answer| {
            dispatcher.dispatch(Action::Previewed(answer))
        })
    });
}
