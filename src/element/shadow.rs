use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

use crate::browser::element;

const TOKENS: &str = include_str!(concat!(env!("ARTICLE_WIDGETS_STYLES"), "/tokens.css"));

thread_local! {
    /// Every sheet made so far, under the text that it was made from.
    static SHEETS: RefCell<Vec<(&'static str, CssStyleSheet)>> = const { RefCell::new(Vec::new()) };
}

/// An element to draw a widget in.
pub fn create_container() -> Element {
    element("div", &[], &[])
}

/// Readies a shadow root for a widget: adopts the shared sheets of the tokens
/// and of `style` after those that it has, and makes `container` its content.
pub fn open(root: &ShadowRoot, style: &'static str, container: &Element) {
    // web-sys has the property on documents alone.
    let adopted = &"adoptedStyleSheets".into();
    let sheets: Array = Reflect::get(root, adopted)
        .map(|sheets| sheets.unchecked_into())
        .unwrap_or_default();
    for sheet in [TOKENS, style].into_iter().filter_map(sheet) {
        sheets.push(&sheet);
    }
    root.set_text_content(None);
    root.append_child(container)
        .expect("an empty shadow root takes a child");
}

fn sheet(text: &'static str) -> Option<CssStyleSheet> {
    SHEETS.with_borrow_mut(|sheets| {
        if let Some((_, sheet)) = sheets.iter().find(|(known, _)| *known == text) {
            return Some(sheet.clone());
        }
        let sheet = CssStyleSheet::new().ok()?;
        sheet.replace_sync(text).ok()?;
        sheets.push((text, sheet.clone()));
        Some(sheet)
    })
}
