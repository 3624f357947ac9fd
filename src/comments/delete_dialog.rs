//! The question before a comment is taken back, and what comes of it.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::properties::Properties;
use super::state::{Action, Deletion, DeletionStep, State};
use crate::backend::BackendError;
use crate::element::notice::reason;
use lean_yew::element::{ElementBuilder, button, element};
use lean_yew::store::Dispatcher;

/// Stands in the place of what the reader could choose.
pub(super) fn delete_dialog(
    properties: &Properties,
    deletion: &Deletion,
    dispatcher: &Dispatcher<State>,
) -> ElementBuilder {
    let step = &deletion.step;
    let language = &properties.language;
    let words = language.words();
    let dispatch = |action: fn() -> Action| {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(action()))
    };
    let question = match step {
        DeletionStep::Asking => words.withdraw_question().to_owned(),
        DeletionStep::Sending => words.form_sending().to_owned(),
        DeletionStep::Failed(BackendError::Refused(401..=410)) => {
            [words.withdraw_failed(), " ", words.edit_too_late()].concat()
        }
        DeletionStep::Failed(failure) => {
            [words.withdraw_failed(), " ", &reason(language, failure)].concat()
        }
    };
    let is_sending = *step == DeletionStep::Sending;
    let press = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |event: Event| {
            let pressed: &KeyboardEvent = event.unchecked_ref();
            if pressed.key() == "Escape" {
                dispatcher.dispatch(Action::DeletionDropped);
            }
        })
    };
    element("div")
        .class("choices question")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .on("keydown", press)
        .child(element("p").text(question))
        .child(
            button(dispatch(|| Action::DeletionConfirmed))
                .part("button confirm")
                .class("confirm")
                .attr("aria-disabled", is_sending.then_some("true"))
                .text(words.withdraw_confirm()),
        )
        .child(
            button(dispatch(|| Action::DeletionDropped))
                .part("button keep")
                .class("keep")
                .text(words.withdraw_keep()),
        )
}
