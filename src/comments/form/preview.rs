//! The two sides of a comment that is being written: the field, and what will be
//! published.

use article_widgets_model::Field;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::FormProperties;
use super::controls::Controls;
use super::state::{Action, Form, Preview};
use crate::comments::card::preview as looks;
use crate::host::focus;
use crate::notice::reason;
use crate::reducer::UseReducerHandle;

/// The tabs, of which the arrow keys choose the other one.
pub(super) fn tabs(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) -> Html {
    let words = properties.comments.language.words();
    let choose = choose(form, controls);
    let id = [properties.prefix(), Field::Body.name()].concat();
    let tab = |name: &str, label: &'static str, is_preview: bool| {
        let is_chosen = form.preview.is_some() == is_preview;
        let choose = choose.clone();
        html! {
            <button
                type="button" role="tab" part="tab" id={[&id, "-", name, "-tab"].concat()}
                aria-controls={[&id, "-", name].concat()}
                aria-selected={if is_chosen { "true" } else { "false" }}
                tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={Callback::from(move |_| choose.emit(is_preview))}
            >
                { label }
            </button>
        }
    };
    let is_preview = form.preview.is_some();
    let onkeydown = {
        let choose = choose.clone();
        Callback::from(move |event: KeyboardEvent| {
            let wants_preview = match event.key().as_str() {
                "ArrowLeft" | "ArrowRight" => !is_preview,
                "Home" => false,
                "End" => true,
                _ => return,
            };
            event.prevent_default();
            choose.emit(wants_preview);
            focus_tab(&event, wants_preview);
        })
    };
    html! {
        <div class="tabs" role="tablist" {onkeydown}>
            { tab("write", words.form_write(), false) }
            { tab("preview", words.form_preview(), true) }
        </div>
    }
}

fn choose(form: &UseReducerHandle<Form>, controls: &Controls) -> Callback<bool> {
    let (form, controls) = (form.dispatcher(), controls.clone());
    Callback::from(move |wants_preview| {
        form.dispatch(if wants_preview {
            Action::PreviewWanted(controls.draft().normalised().body)
        } else {
            Action::FieldWanted
        });
    })
}

fn focus_tab(event: &KeyboardEvent, is_preview: bool) {
    let list = event.target_dyn_into::<Element>();
    let list = list.and_then(|tab| tab.parent_element());
    let tab = list.and_then(|list| {
        if is_preview {
            list.last_element_child()
        } else {
            list.first_element_child()
        }
    });
    if let Some(tab) = tab {
        focus(&tab);
    }
}

/// What will be published.
pub(super) fn panel(properties: &FormProperties, form: &Form) -> Html {
    let words = properties.comments.language.words();
    let content = match &form.preview {
        None => Html::default(),
        Some(Preview::Empty) => html! { <p class="hint">{ words.preview_empty() }</p> },
        Some(Preview::Loading(_)) => html! { <p class="hint">{ words.preview_loading() }</p> },
        Some(Preview::Shown(html)) => {
            Html::VRef(looks(&properties.comments, html).unchecked_into())
        }
        Some(Preview::Failed(failure)) => {
            let reason = reason(&properties.comments.language, failure);
            html! { <p class="error">{ [words.preview_failed(), " ", &reason].concat() }</p> }
        }
    };
    let id = [properties.prefix(), Field::Body.name()].concat();
    html! {
        <div
            role="tabpanel" class="preview" part="preview" id={[&id, "-preview"].concat()}
            aria-labelledby={[&id, "-preview-tab"].concat()}
            aria-live="polite" tabindex="0" hidden={form.preview.is_none()}
        >
            { content }
        </div>
    }
}
