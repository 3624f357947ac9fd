use js_sys::Set;
use wasm_bindgen::prelude::*;
use web_sys::{Element, NodeList};

use super::Host;
use crate::browser::js_value::object;
use crate::browser::text::one_line;

#[wasm_bindgen]
extern "C" {
    /// The side of an element that a form sees, which web-sys does not know.
    #[derive(Clone)]
    pub type ElementInternals;

    // Only a form's elements have labels.
    #[wasm_bindgen(method, getter, js_name = labels, catch)]
    fn labels(this: &ElementInternals) -> Result<NodeList, JsValue>;

    // The loader's own: the path of the page at which the element came, or was given its
    // attribute `article`.
    #[wasm_bindgen(method, getter, js_name = path)]
    fn named_at(this: &ElementInternals) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn states(this: &ElementInternals) -> Option<Set>;

    #[wasm_bindgen(method, js_name = setFormValue)]
    fn set_form_value(this: &ElementInternals, value: Option<&str>);

    #[wasm_bindgen(method, js_name = setValidity)]
    fn set_valid(this: &ElementInternals, no_flags: &JsValue);

    #[wasm_bindgen(method, js_name = setValidity, catch)]
    fn set_invalid(
        this: &ElementInternals,
        flags: &JsValue,
        message: &str,
        anchor: Option<&Element>,
    ) -> Result<(), JsValue>;
}

impl Host {
    /// The element's label: its `aria-label`, else the text of its labels.
    pub fn label(&self) -> Option<String> {
        let own = self.attribute("aria-label");
        let label = || self.internals().labels().ok()?.get(0)?.text_content();
        let text = own.or_else(label)?;
        let text = one_line(&text);
        (!text.is_empty()).then_some(text)
    }

    /// The path of the page at which the element came, or was given its attribute
    /// `article`, if that is known.
    pub(super) fn named_at(&self) -> Option<String> {
        self.internals().named_at()
    }

    /// True if the element, or a fieldset around it, is disabled.
    pub fn is_disabled(&self) -> bool {
        self.element().matches(":disabled").unwrap_or_default()
    }

    /// Gives the element a state that style sheets can ask for, or takes it.
    pub fn set_state(&self, state: &str, is_on: bool) {
        // Older browsers know no states.
        if let Some(states) = self.internals().states() {
            if is_on {
                states.add(&state.into());
            } else {
                states.delete(&state.into());
            }
        }
    }

    /// Sets what the element's form sends for it, if it has a form and a name.
    pub fn set_form_value(&self, value: Option<&str>) {
        self.internals().set_form_value(value);
    }

    /// Allows the element's form to be sent.
    pub fn set_valid(&self) {
        self.internals().set_valid(&object(&[]));
    }

    /// Keeps the element's form from being sent for want of a value; the browser
    /// shows `message` beside `anchor`, an element of the widget, and puts the
    /// focus there.
    pub fn set_missing(&self, message: &str, anchor: Option<&Element>) {
        let flags = object(&[("valueMissing", true.into())]);
        // Refuses an anchor that has left the widget meanwhile.
        let _ = self.internals().set_invalid(&flags, message, anchor);
    }
}
