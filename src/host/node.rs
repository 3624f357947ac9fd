//! Nodes that are made once and seldom change: made here they cost a page less time
//! and memory than drawn, which keeps a second tree of them.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};

thread_local! {
    static DOCUMENT: Option<Document> = web_sys::window().and_then(|window| window.document());
}

fn make<T>(make: impl FnOnce(&Document) -> Option<T>) -> T {
    DOCUMENT
        .with(|document| document.as_ref().and_then(make))
        .expect("a page makes nodes")
}

/// An element with these attributes, and with `children` in it.
pub fn element(name: &str, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    let element = make(|document| document.create_element(name).ok());
    complete(element, attributes, children)
}

/// A copy of an element without what stands in it, with these attributes more, and with
/// `children` in it: made faster than another one.
pub fn copy(pattern: &Element, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    let copy = pattern.clone_node().ok();
    let copy = copy.map_or_else(|| pattern.clone(), JsCast::unchecked_into);
    complete(copy, attributes, children)
}

fn complete(element: Element, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    for (name, value) in attributes {
        // Fails for names that are none.
        let _ = element.set_attribute(name, value);
    }
    append(&element, children);
    element
}

/// A text.
pub fn text_node(text: &str) -> Node {
    make(|document| Some(document.create_text_node(text))).into()
}

/// Adds `children` after those that an element has.
pub fn append(element: &Node, children: &[&Node]) {
    for child in children {
        // Fails where a node would stand in itself.
        let _ = element.append_child(child);
    }
}
