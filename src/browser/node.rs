//! Nodes that are made once and seldom change: made here they cost a page less time
//! and memory than drawn, which keeps a second tree of them.

use gloo_utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};

thread_local! {
    static DOCUMENT: Document = document();
}

fn make<T>(make: impl FnOnce(&Document) -> Option<T>) -> T {
    DOCUMENT.with(make).expect("a page makes nodes")
}

/// An element with these attributes, and with `children` in it.
pub fn element(name: &str, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    let element = make(|document| document.create_element(name).ok());
    set_attributes(&element, attributes);
    append(&element, children);
    element
}

/// A copy of an element with all that stands in it: made faster than another one.
pub fn copy(pattern: &Element) -> Element {
    let copy = pattern.clone_node_with_deep(true).ok();
    copy.map_or_else(|| pattern.clone(), JsCast::unchecked_into)
}

/// The first element in one whose content is known.
pub fn first(element: &Element) -> Element {
    known(element.first_element_child())
}

/// The element after one that is known not to be the last.
pub fn next(element: &Element) -> Element {
    known(element.next_element_sibling())
}

fn known(element: Option<Element>) -> Element {
    element.expect("an element that was put there")
}

/// Gives an element these attributes.
pub fn set_attributes(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        // Fails for names that are none.
        let _ = element.set_attribute(name, value);
    }
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
