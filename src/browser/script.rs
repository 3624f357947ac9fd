use gloo_utils::document;
use js_sys::Reflect;
use web_sys::Element;

use super::{element, trusted};

/// A script of data in the page's head, if the page lets it.
pub fn add_script(kind: &str, text: &str) -> Option<Element> {
    let script = element("script", &[("type", kind)], &[]);
    if !set_script(&script, text) {
        return None;
    }
    document().head()?.append_child(&script).ok()?;
    Some(script)
}

/// Writes the text of such a script anew, in the form that the page wants: Trusted
/// Types guard every script, data or not. Answers whether the page lets it.
pub fn set_script(script: &Element, text: &str) -> bool {
    trusted::script(text)
        .is_some_and(|text| Reflect::set(script, &"text".into(), &text).unwrap_or_default())
}
