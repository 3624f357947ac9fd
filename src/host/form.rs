use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::Host;
use crate::object::object;

#[wasm_bindgen]
extern "C" {
    /// The side of an element that a form sees, which web-sys does not know.
    #[derive(Clone)]
    pub type ElementInternals;

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
    /// Whether the element, or a fieldset around it, is disabled.
    pub fn is_disabled(&self) -> bool {
        self.element().matches(":disabled").unwrap_or_default()
    }

    /// Sets what the element's form sends for it, if it has a form and a name.
    pub fn set_form_value(&self, value: Option<&str>) {
        self.internals().set_form_value(value);
    }

    /// Lets the element's form be sent.
    pub fn set_valid(&self) {
        self.internals().set_valid(&object([]));
    }

    /// Keeps the element's form from being sent for want of a value; the browser
    /// shows `message` beside `anchor`, an element of the widget, and puts the
    /// focus there.
    pub fn set_missing(&self, message: &str, anchor: Option<&Element>) {
        let flags = object([("valueMissing", true.into())]);
        // Refuses an anchor that has left the widget meanwhile.
        let _ = self.internals().set_invalid(&flags, message, anchor);
    }
}
