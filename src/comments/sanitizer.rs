//! A comment's text as the server made it of what the reader wrote: HTML, of which a
//! few elements are built anew and nothing else comes through.

use article_widgets_model::markup::{
    ATTRIBUTES, Addressed, ELEMENTS, LINK, PICTURE, REL, UNREADABLE,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, Node, Url};

use super::quick_sanitizer::{self, Part};
use crate::browser::{append, copy, element, inert_html, set_attributes, text_node};

/// Deeper than anyone writes; what is deeper yet is left out.
const DEPTH_MAXIMUM: u8 = 60;

thread_local! {
    /// A link that leads nowhere yet.
    static NOWHERE: Element = element(LINK.0, &[(LINK.1, ""), ("rel", REL)], &[]);
}

/// Fills `target` with the nodes of `html`, with its pictures if `images` are wanted.
/// If the page lets no document be made, they say `text` instead.
pub(super) fn fill(target: &Element, html: &str, text: &str, images: bool) {
    if let Some(parts) = quick_sanitizer::read(html) {
        build_quick(target, &parts);
    } else if let Some(body) = inert_html(html) {
        take_children(target, &body, images, 0);
    } else {
        let text = text_node(text);
        append(target, &[&element("p", &[("class", "plain")], &[&text])]);
    }
    turn_blocks(target);
}

/// Sets the direction of each block to that of its first letter, with all that is in it. One
/// without letters runs as the page does, where the browser would turn it to the right.
fn turn_blocks(target: &Element) {
    let mut next = target.first_element_child();
    while let Some(block) = next {
        next = block.next_element_sibling();
        let text = block.text_content().unwrap_or_default();
        if text.chars().any(is_letter) && !block.has_attribute(DIRECTION) {
            set_attributes(&block, &[(DIRECTION, "auto")]);
        }
    }
}

const DIRECTION: &str = "dir";

/// Of any script: beyond ASCII there are no more than signs, numbers and pictures in the
/// places that are left out.
fn is_letter(character: char) -> bool {
    match character {
        '\u{2000}'..='\u{2bff}' | '\u{1f000}'.. => false,
        _ => character.is_ascii_alphabetic() || character > '\u{bf}',
    }
}

/// An element of the list. Code runs from left to right in any text, and decides on the
/// direction of none.
fn make(name: &str) -> Element {
    let is_code = name == "code" || name == "pre";
    let attributes = [(DIRECTION, "ltr")];
    element(name, &attributes[..usize::from(is_code)], &[])
}

fn build_quick(target: &Element, parts: &[Part]) {
    let mut open = vec![target.clone()];
    for part in parts {
        let inner = open.last().unwrap_or(target);
        match part {
            Part::Open(name) => open.push(begin(inner, make(name))),
            // What leads nowhere gives way to what stands in it.
            Part::Link(address) => open.push(match link(address) {
                Some(link) => begin(inner, link),
                None => inner.clone(),
            }),
            Part::Close => {
                if let Some(closed) = open.pop() {
                    show_address(&closed);
                }
            }
            // Fails for a document alone.
            Part::Text(text) => drop(inner.append_with_str_1(text)),
        }
    }
}

fn begin(target: &Element, inside: Element) -> Element {
    append(target, &[&inside]);
    inside
}

fn take_children(target: &Node, reference: &Node, images: bool, depth: u8) {
    let mut next = reference.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        match child.dyn_ref::<Element>() {
            Some(element) if depth < DEPTH_MAXIMUM => {
                build(target, element, images, depth + 1);
            }
            Some(_) => {}
            // A text brings nothing but its letters.
            None if child.node_type() == Node::TEXT_NODE => append(target, &[&child]),
            None => {}
        }
    }
}

fn build(target: &Node, reference: &Element, images: bool, depth: u8) {
    let name = reference.local_name();
    let name = name.as_str();
    if UNREADABLE.contains(&name) {
        return;
    }
    if name == PICTURE.0 {
        return picture(target, reference, images);
    }
    let built = match name {
        "a" => reference.get_attribute(LINK.1).and_then(|href| link(&href)),
        // The page has headings of its own.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let heading = element("strong", &[], &[]);
            append(target, &[&element("p", &[], &[&heading])]);
            return take_children(&heading, reference, images, depth);
        }
        _ => ELEMENTS.contains(&name).then(|| make(name)),
    };
    // What is not known gives way to what stands in it.
    let inner = built.as_deref().unwrap_or(target);
    take_children(inner, reference, images, depth);
    if let Some(built) = &built {
        take_attributes(built, reference, name);
        show_address(built);
        append(target, &[built]);
    }
}

fn take_attributes(target: &Element, reference: &Element, name: &str) {
    for (owner, attribute) in ATTRIBUTES {
        let value = (owner == name).then(|| reference.get_attribute(attribute));
        if let Some(value) = value.flatten() {
            set_attributes(target, &[(attribute, &value)]);
            // Numbers of many digits have more room than others.
            if name == "ol" && value.len() > 2 {
                target.set_class_name("wide");
            }
        }
    }
}

/// A link that says nothing, and shows no picture, shows where it leads.
fn show_address(link: &Element) {
    let is_picture = |first: Element| first.local_name() == PICTURE.0;
    let is_empty = |text: String| text.trim().is_empty();
    if let Some(address) = link.get_attribute(LINK.1)
        && link.text_content().is_none_or(is_empty)
        && !link.first_element_child().is_some_and(is_picture)
    {
        append(link, &[&text_node(&address)]);
    }
}

fn link(address: &str) -> Option<Element> {
    let href = whole(address, LINK)?;
    let link: HtmlAnchorElement = NOWHERE.with(copy).unchecked_into();
    link.set_href(&href);
    Some(link.into())
}

/// A picture, or a link to it where pictures are not wanted. In a link it is its
/// description.
fn picture(target: &Node, reference: &Element, images: bool) {
    let description = reference.get_attribute("alt").unwrap_or_default();
    let address = reference.get_attribute(PICTURE.1);
    let Some(address) = address.and_then(|address| web_address(&address)) else {
        return append(target, &[&text_node(&description)]);
    };
    if images {
        let attributes = [
            ("loading", "lazy"),
            ("referrerpolicy", "no-referrer"),
            (PICTURE.1, &*address),
        ];
        let picture = element(PICTURE.0, &attributes, &[]);
        take_attributes(&picture, reference, PICTURE.0);
        return append(target, &[&picture]);
    }
    let text = if description.is_empty() {
        &address
    } else {
        &description
    };
    let text = text_node(text);
    match reference.closest(LINK.0) {
        Ok(None) => {
            if let Some(link) = link(&address) {
                append(&link, &[&text]);
                append(target, &[&link]);
            }
        }
        _ => append(target, &[&text]),
    }
}

/// The address of a website or of a picture, if it is a whole one.
pub(super) fn web_address(address: &str) -> Option<String> {
    whole(address, PICTURE)
}

/// A URL, if it is a whole one and has a scheme that an element may have.
fn whole(address: &str, (_, _, schemes): Addressed) -> Option<String> {
    let url = Url::new(address.trim()).ok()?;
    let backend = url.protocol();
    let scheme = backend.strip_suffix(':')?;
    schemes.contains(&scheme).then(|| url.href())
}
