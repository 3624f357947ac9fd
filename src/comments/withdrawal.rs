//! The question before a comment is taken back, and what comes of it.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::properties::Properties;
use super::state::{Action, State, Step, Withdrawal};
use crate::backend::Failure;
use crate::notice::reason;
use crate::reducer::UseReducerDispatcher;
use crate::tag::{Tag, button, tag};

/// Stands in the place of what the reader could choose.
pub(super) fn withdrawal(
    properties: &Properties,
    withdrawal: &Withdrawal,
    dispatcher: &UseReducerDispatcher<State>,
) -> Tag {
    let step = &withdrawal.step;
    let language = &properties.language;
    let words = language.words();
    let dispatch = |action: fn() -> Action| {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(action()))
    };
    let question = match step {
        Step::Asking => words.withdraw_question().to_owned(),
        Step::Sending => words.form_sending().to_owned(),
        Step::Failed(Failure::Refused(401..=410)) => {
            [words.withdraw_failed(), " ", words.edit_too_late()].concat()
        }
        Step::Failed(failure) => {
            [words.withdraw_failed(), " ", &reason(language, failure)].concat()
        }
    };
    let is_sending = *step == Step::Sending;
    let press = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |event: Event| {
            let pressed: &KeyboardEvent = event.unchecked_ref();
            if pressed.key() == "Escape" {
                dispatcher.dispatch(Action::WithdrawalDropped);
            }
        })
    };
    tag("div")
        .class("choices question")
        .set("role", "alert")
        .set("tabindex", "-1")
        .on("keydown", press)
        .child(tag("p").text(question))
        .child(
            button(dispatch(|| Action::WithdrawalConfirmed))
                .part("button confirm")
                .class("confirm")
                .set("aria-disabled", is_sending.then_some("true"))
                .text(words.withdraw_confirm()),
        )
        .child(
            button(dispatch(|| Action::WithdrawalDropped))
                .part("button keep")
                .class("keep")
                .text(words.withdraw_keep()),
        )
}
