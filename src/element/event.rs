use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

use super::Host;
use crate::backend::BackendError;
use crate::browser::js_value::object;

impl Host {
    /// Dispatches a bubbling, composed event named `<element>:<name>`.
    pub fn emit(&self, name: &str, detail: &JsValue) {
        self.dispatch(name, detail, false);
    }

    /// Asks the page before something happens, by an event like that of
    /// [`Self::emit`]; answers whether the page lets it, rather than calling
    /// `preventDefault`.
    pub fn ask(&self, name: &str, detail: &JsValue) -> bool {
        self.dispatch(name, detail, true)
    }

    fn dispatch(&self, name: &str, detail: &JsValue, is_cancelable: bool) -> bool {
        let element = self.element();
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(is_cancelable);
        init.set_detail(detail);
        let name = [&element.local_name(), ":", name].concat();
        CustomEvent::new_with_event_init_dict(&name, &init)
            .and_then(|event| element.dispatch_event(&event))
            .unwrap_or(true)
    }

    /// Dispatches `ready`: the element shows its content.
    pub fn emit_ready(&self) {
        self.emit("ready", &JsValue::NULL);
    }

    /// Dispatches `error`: the `action` (`load`, `vote`, `submit`) that failed, and the reason's
    /// code.
    pub fn emit_error(&self, action: &str, failure: &BackendError) {
        let detail = object(&[("action", action.into()), ("code", failure.code().into())]);
        self.emit("error", &detail);
    }
}
