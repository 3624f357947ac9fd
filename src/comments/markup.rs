//! A comment's text as the server made it of what the reader wrote: HTML, of which a
//! few elements are built anew and nothing else comes through.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, Node, Url};

use super::quick::{self, Part};
use crate::host::{append, copy, element, inert_html, text_node};

/// Deeper than anyone writes; what is deeper yet is left out.
const DEPTH_MAXIMUM: u8 = 60;

/// The elements that are built as they are, without their attributes.
const PLAIN: [&str; 14] = [
    "p",
    "br",
    "strong",
    "em",
    "b",
    "i",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "hr",
];

/// The elements whose content is no text for readers.
const UNREADABLE: [&str; 12] = [
    "script", "style", "template", "iframe", "object", "embed", "noscript", "noembed", "textarea",
    "select", "svg", "math",
];

thread_local! {
    /// A link that leads nowhere yet.
    static LINK: Element =
        element("a", &[("href", ""), ("rel", "nofollow ugc noopener")], &[]);
}

/// Fills `target` with the nodes of `html`, with its pictures if `images` are wanted.
/// If the page lets no document be made, they say `text` instead.
pub(super) fn fill(target: &Element, html: &str, text: &str, images: bool) {
    if let Some(parts) = quick::read(html) {
        return build_quick(target, &parts);
    }
    match inert_html(html) {
        Some(body) => take_children(target, &body, images, 0),
        None => {
            let text = text_node(text);
            append(target, &[&element("p", &[("class", "plain")], &[&text])]);
        }
    }
}

fn build_quick(target: &Element, parts: &[Part]) {
    let mut open = vec![target.clone()];
    for part in parts {
        let inner = open.last().unwrap_or(target);
        match part {
            Part::Open(name) => open.push(begin(inner, element(name, &[], &[]))),
            // What leads nowhere gives way to what stands in it.
            Part::Link(address) => open.push(match link(address) {
                Some(link) => begin(inner, link),
                None => inner.clone(),
            }),
            Part::Close => {
                open.pop();
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

fn take_children(target: &Node, source: &Node, images: bool, depth: u8) {
    let mut next = source.first_child();
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

fn build(target: &Node, source: &Element, images: bool, depth: u8) {
    let name = source.local_name();
    let name = name.as_str();
    if UNREADABLE.contains(&name) {
        return;
    }
    if name == "img" {
        return picture(target, source, images);
    }
    let built = match name {
        "a" => source.get_attribute("href").and_then(|href| link(&href)),
        // The page has headings of its own.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let heading = element("strong", &[], &[]);
            append(target, &[&element("p", &[], &[&heading])]);
            return take_children(&heading, source, images, depth);
        }
        _ => PLAIN.contains(&name).then(|| element(name, &[], &[])),
    };
    // What is not known gives way to what stands in it.
    let inner = built.as_deref().unwrap_or(target);
    take_children(inner, source, images, depth);
    if let Some(built) = &built {
        append(target, &[built]);
    }
}

fn link(address: &str) -> Option<Element> {
    let href = with_scheme(address, &["http:", "https:", "mailto:"])?;
    let link: HtmlAnchorElement = LINK.with(copy).unchecked_into();
    link.set_href(&href);
    Some(link.into())
}

/// A picture, or its description where pictures are not wanted.
fn picture(target: &Node, source: &Element, images: bool) {
    let description = source.get_attribute("alt").unwrap_or_default();
    let address = source.get_attribute("src").filter(|_| images);
    if let Some(address) = address.and_then(|address| web_address(&address)) {
        let attributes = [
            ("alt", &*description),
            ("loading", "lazy"),
            ("referrerpolicy", "no-referrer"),
            ("src", &*address),
        ];
        append(target, &[&element("img", &attributes, &[])]);
    } else if !description.is_empty() {
        append(target, &[&text_node(&description)]);
    }
}

/// The address of a website or of a picture, if it is a whole one.
pub(super) fn web_address(address: &str) -> Option<String> {
    with_scheme(address, &["http:", "https:"])
}

/// A URL, if it is a whole one and has one of these schemes.
fn with_scheme(address: &str, schemes: &[&str]) -> Option<String> {
    let url = Url::new(address.trim()).ok()?;
    schemes
        .contains(&url.protocol().as_str())
        .then(|| url.href())
}
