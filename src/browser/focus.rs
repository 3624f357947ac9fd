use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, ShadowRoot};

/// Puts the focus on an element, which the page scrolls into view. One that never has it
/// by itself, such as one of many entries in a list, can have it from then on.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        if element.tab_index() < 0 && !element.has_attribute("tabindex") {
            element.set_tab_index(-1);
        }
        // Fails in documents that are not shown, where nothing has focus.
        let _ = element.focus();
    }
}

/// Puts the focus on an element without scrolling: for a button that is about to
/// go, so that a keyboard does not start at the top of the page again.
pub fn focus_quietly(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // As above.
        let _ = element.focus_with_options(&options);
    }
}

/// True if an element in a shadow root has the focus.
pub fn has_focus(element: &Element) -> bool {
    let root = element.get_root_node().dyn_into::<ShadowRoot>();
    root.is_ok_and(|root| root.active_element().as_ref() == Some(element))
}
