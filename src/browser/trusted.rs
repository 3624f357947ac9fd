//! Texts that the browser takes for code only from a policy of the page's own, where
//! Trusted Types are required.

use std::cell::OnceCell;

use wasm_bindgen::prelude::*;

use crate::browser::js_value::{object, value};

/// The name that a page with the directive `trusted-types` has to allow.
const POLICY_NAME: &str = "article-widgets";

#[wasm_bindgen]
extern "C" {
    type TrustedTypePolicy;

    #[wasm_bindgen(js_namespace = trustedTypes, js_name = createPolicy, catch)]
    fn create_policy(name: &str, rules: &JsValue) -> Result<TrustedTypePolicy, JsValue>;

    #[wasm_bindgen(method, js_name = createScript)]
    fn trust_script(this: &TrustedTypePolicy, text: &str) -> JsValue;

    #[wasm_bindgen(method, js_name = createHTML)]
    fn trust_html(this: &TrustedTypePolicy, text: &str) -> JsValue;
}

thread_local! {
    static POLICY: OnceCell<Option<TrustedTypePolicy>> = const { OnceCell::new() };
}

/// A script's text in the form that the page wants; none if it allows none.
pub(super) fn script(text: &str) -> Option<JsValue> {
    trusted(text, TrustedTypePolicy::trust_script)
}

/// A document's text in the form that the page wants; none if it allows none.
pub(super) fn html(text: &str) -> Option<JsValue> {
    trusted(text, TrustedTypePolicy::trust_html)
}

fn trusted(text: &str, trust: fn(&TrustedTypePolicy, &str) -> JsValue) -> Option<JsValue> {
    if value(&js_sys::global(), "trustedTypes").is_none() {
        return Some(text.into());
    }
    POLICY.with(|policy| {
        let policy = policy.get_or_init(|| create_policy(POLICY_NAME, &as_it_is()).ok());
        policy.as_ref().map(|policy| trust(policy, text))
    })
}

/// The rules by which a text is trusted as it is.
fn as_it_is() -> JsValue {
    let string = || value(&js_sys::global(), "String").unwrap_or_default();
    object(&[("createScript", string()), ("createHTML", string())])
}
