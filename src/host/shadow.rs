use std::cell::RefCell;

use js_sys::{Array, Reflect};
use web_sys::{CssStyleSheet, Element, ShadowRoot};

const TOKENS: &str = include_str!("../../styles/tokens.css");

thread_local! {
    /// Every sheet made so far, under the text that it was made from.
    static SHEETS: RefCell<Vec<(&'static str, CssStyleSheet)>> = const { RefCell::new(Vec::new()) };
}

/// Readies a shadow root for a widget: adopts the shared sheets of the tokens
/// and of `style`, and replaces the content by an empty container, which is
/// returned.
///
/// Each mount has a container of its own, so that the listeners on it go when
/// it goes.
pub fn open(root: &ShadowRoot, style: &'static str) -> Element {
    let sheets: Array = [TOKENS, style].into_iter().filter_map(sheet).collect();
    // web-sys has the property on documents alone.
    let _ = Reflect::set(root, &"adoptedStyleSheets".into(), &sheets);
    let document = root.owner_document().expect("a shadow root has a document");
    let container = document
        .create_element("div")
        .expect("div is a valid name for an element");
    root.set_text_content(None);
    root.append_child(&container)
        .expect("an empty shadow root takes a child");
    container
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
