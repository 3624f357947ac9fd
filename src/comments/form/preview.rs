//! The two sides of a comment that is being written: the field, and what will be
//! published.

use std::rc::Rc;

use article_widgets_model::Field;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::FormView;
use super::controls::Controls;
use super::state::{Action, Form, Preview};
use crate::browser::focus;
use crate::comments::card::preview as looks;
use crate::element::notice::reason;
use lean_yew::element::{ElementBuilder, button, element};
use lean_yew::store::Store;

impl FormView<'_> {
    /// The tabs, of which the arrow keys choose the other one.
    pub(super) fn tabs(&self) -> ElementBuilder {
        let words = self.words();
        let choose = choose(self.form, self.controls);
        let is_preview = self.form.preview.is_some();
        let press = {
            let choose = choose.clone();
            Callback::from(move |event: Event| {
                let pressed: &KeyboardEvent = event.unchecked_ref();
                let wants_preview = match pressed.key().as_str() {
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
        element("div")
            .class("tabs")
            .attr("role", "tablist")
            .on("keydown", press)
            .child(self.tab(&choose, "write", words.form_write(), false))
            .child(self.tab(&choose, "preview", words.form_preview(), true))
    }

    fn tab(
        &self,
        choose: &Callback<bool>,
        name: &str,
        label: &'static str,
        is_preview: bool,
    ) -> ElementBuilder {
        let id = [self.properties.prefix(), Field::Body.name(), "-", name].concat();
        let is_chosen = self.form.preview.is_some() == is_preview;
        let choose = choose.clone();
        button(Callback::from(move |_| choose.emit(is_preview)))
            .part("tab")
            .attr("role", "tab")
            .attr("id", [&id, "-tab"].concat())
            .attr("aria-controls", id)
            .attr("aria-selected", if is_chosen { "true" } else { "false" })
            .attr("tabindex", if is_chosen { "0" } else { "-1" })
            .text(label)
    }

    /// The panel with the preview.
    pub(super) fn panel(&self) -> ElementBuilder {
        let words = self.words();
        let properties = self.properties;
        let preview = self.form.preview.as_ref();
        let hint = |text: &'static str| element("p").class("hint").text(text).into();
        let content = match preview {
            None => Html::default(),
            Some(Preview::Empty) => hint(words.preview_empty()),
            Some(Preview::Loading(_)) => hint(words.preview_loading()),
            Some(Preview::Shown(html)) => {
                Html::VRef(looks(&properties.comments, html).unchecked_into())
            }
            Some(Preview::Failed(failure)) => {
                let reason = reason(self.language(), failure);
                let text = [words.preview_failed(), " ", &reason].concat();
                element("p").class("error").text(text).into()
            }
        };
        let id = [properties.prefix(), Field::Body.name(), "-preview"].concat();
        element("div")
            .attr("role", "tabpanel")
            .class("preview")
            .part("preview")
            .attr("aria-labelledby", [&id, "-tab"].concat())
            .attr("id", id)
            .attr("aria-live", "polite")
            .attr("tabindex", "0")
            .attr("hidden", preview.is_none())
            .child(content)
    }
}

fn choose(form: &Store<Form>, controls: &Rc<Controls>) -> Callback<bool> {
    let (dispatcher, controls) = (form.dispatcher(), controls.clone());
    Callback::from(move |wants_preview| {
        dispatcher.dispatch(if wants_preview {
            Action::PreviewWanted(controls.draft().normalised().body)
        } else {
            Action::FieldWanted
        });
    })
}

fn focus_tab(event: &Event, is_preview: bool) {
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
