use std::cell::OnceCell;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::object::{object, value};

/// The name that a page with the directive `trusted-types` has to allow.
const POLICY_NAME: &str = "article-widgets";

#[wasm_bindgen]
extern "C" {
    type TrustedTypePolicy;

    #[wasm_bindgen(js_namespace = trustedTypes, js_name = createPolicy, catch)]
    fn create_policy(name: &str, rules: &JsValue) -> Result<TrustedTypePolicy, JsValue>;

    #[wasm_bindgen(method, js_name = createScript)]
    fn trust(this: &TrustedTypePolicy, text: &str) -> JsValue;
}

thread_local! {
    static POLICY: OnceCell<Option<TrustedTypePolicy>> = const { OnceCell::new() };
}

/// A script of data in the page's head, if the page lets it.
pub fn add_script(kind: &str, text: &str) -> Option<Element> {
    let document = web_sys::window()?.document()?;
    let script = document.create_element("script").ok()?;
    script.set_attribute("type", kind).ok()?;
    if !set_script(&script, text) {
        return None;
    }
    document.head()?.append_child(&script).ok()?;
    Some(script)
}

/// Writes the text of such a script anew, in the form that the page wants: Trusted
/// Types guard every script, data or not. Answers whether the page lets it.
pub fn set_script(script: &Element, text: &str) -> bool {
    let text = if has_trusted_types() {
        POLICY.with(|policy| {
            let policy = policy.get_or_init(|| create_policy(POLICY_NAME, &as_it_is()).ok());
            policy.as_ref().map(|policy| policy.trust(text))
        })
    } else {
        Some(text.into())
    };
    text.is_some_and(|text| Reflect::set(script, &"text".into(), &text).unwrap_or_default())
}

/// The policy by which a text becomes a script's as it is.
fn as_it_is() -> JsValue {
    let string = value(&js_sys::global(), "String").unwrap_or_default();
    object([("createScript", string)])
}

fn has_trusted_types() -> bool {
    value(&js_sys::global(), "trustedTypes").is_some()
}
