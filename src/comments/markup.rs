//! A comment's text as the server made it of what the reader wrote: HTML, of which a
//! few elements are built anew and nothing else comes through.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Url};
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

use crate::host::inert_html;

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

/// Builds the nodes of `html`, with its pictures if `images` are wanted. If the page
/// lets no document be made, they say `text` instead.
pub(super) fn markup(html: &str, text: &str, images: bool) -> Html {
    match inert_html(html) {
        Some(body) => children(&body, images, 0).into_iter().collect(),
        None => html! { <p class="plain">{ text.to_owned() }</p> },
    }
}

fn children(parent: &Node, images: bool, depth: u8) -> Vec<VNode> {
    let mut nodes = Vec::new();
    let mut next = parent.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        match child.dyn_ref::<Element>() {
            Some(element) if depth < DEPTH_MAXIMUM => {
                nodes.extend(built(element, images, depth + 1));
            }
            Some(_) => {}
            None if child.node_type() == Node::TEXT_NODE => {
                nodes.push(Html::from(child.node_value().unwrap_or_default()));
            }
            None => {}
        }
    }
    nodes
}

fn built(element: &Element, images: bool, depth: u8) -> Vec<VNode> {
    let name = element.local_name();
    if UNREADABLE.contains(&name.as_str()) {
        return Vec::new();
    }
    if name == "img" {
        return picture(element, images).into_iter().collect();
    }
    let content = children(element, images, depth);
    let plain = PLAIN.into_iter().find(|known| *known == name);
    if let Some(plain) = plain {
        return vec![tag(plain, content).into()];
    }
    match name.as_str() {
        "a" => match address(element, "href", &["http:", "https:", "mailto:"]) {
            Some(href) => {
                let mut link = tag("a", content);
                link.add_attribute("href", href);
                link.add_attribute("rel", "nofollow ugc noopener");
                vec![link.into()]
            }
            None => content,
        },
        // The page has headings of its own.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let heading = tag("strong", content).into();
            vec![tag("p", vec![heading]).into()]
        }
        _ => content,
    }
}

fn tag(name: &'static str, content: Vec<VNode>) -> VTag {
    let mut tag = VTag::new(name);
    tag.add_children(content);
    tag
}

/// A picture, or its description where pictures are not wanted.
fn picture(element: &Element, images: bool) -> Option<VNode> {
    let description = element.get_attribute("alt").unwrap_or_default();
    let source = address(element, "src", &["http:", "https:"]).filter(|_| images);
    match source {
        Some(source) => Some(html! {
            <img src={source} alt={description} loading="lazy" referrerpolicy="no-referrer" />
        }),
        None => (!description.is_empty()).then(|| Html::from(description)),
    }
}

/// The URL in an attribute, if it is a whole one and has one of these schemes.
fn address(element: &Element, attribute: &str, schemes: &[&str]) -> Option<String> {
    let url = Url::new(element.get_attribute(attribute)?.trim()).ok()?;
    schemes
        .contains(&url.protocol().as_str())
        .then(|| url.href())
}

/// Whether a commenter's website is an address that a name may link to.
pub(super) fn web_address(website: &str) -> Option<String> {
    let url = Url::new(website).ok()?;
    matches!(url.protocol().as_str(), "http:" | "https:").then(|| url.href())
}
