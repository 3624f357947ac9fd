//! The question before a comment is taken back, and what comes of it.

use yew::prelude::*;

use super::properties::Properties;
use super::state::{Action, State, Step, Withdrawal};
use crate::backend::Failure;
use crate::notice::reason;
use crate::reducer::UseReducerDispatcher;

/// Stands in the place of what the reader could choose.
pub(super) fn withdrawal(
    properties: &Properties,
    withdrawal: &Withdrawal,
    dispatcher: &UseReducerDispatcher<State>,
) -> Html {
    let step = &withdrawal.step;
    let language = &properties.language;
    let words = language.words();
    let dispatch = |action: fn() -> Action| {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_: MouseEvent| dispatcher.dispatch(action()))
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
    let onkeydown = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                dispatcher.dispatch(Action::WithdrawalDropped);
            }
        })
    };
    html! {
        <div class="choices question" role="alert" tabindex="-1" {onkeydown}>
            <p>{ question }</p>
            <button
                type="button" class="confirm" part="button confirm"
                aria-disabled={is_sending.then_some("true")}
                onclick={dispatch(|| Action::WithdrawalConfirmed)}
            >
                { words.withdraw_confirm() }
            </button>
            <button type="button" class="keep" part="button keep" onclick={dispatch(|| Action::WithdrawalDropped)}>
                { words.withdraw_keep() }
            </button>
        </div>
    }
}
