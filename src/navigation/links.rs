//! The neighbours that the page itself names: by links inside the element, or in
//! its head.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use crate::backend::{ArticleLink, Neighbours};
use crate::browser::linked;
use crate::browser::text::one_line;

/// The neighbours of the first place that names any: the links inside the element,
/// then `<link rel="prev">` and `<link rel="next">` in the page's head.
pub(super) fn read(element: &HtmlElement) -> Neighbours {
    let inside = neighbours(element, "a[rel~=prev][href]", "a[rel~=next][href]", anchor);
    if !inside.is_empty() {
        return inside;
    }
    let head = element
        .owner_document()
        .and_then(|document| document.head());
    head.map_or_else(Neighbours::default, |head| {
        neighbours(
            &head,
            "link[rel~=prev][href]",
            "link[rel~=next][href]",
            link,
        )
    })
}

fn neighbours(
    place: &Element,
    previous: &str,
    next: &str,
    read: fn(Element) -> Option<ArticleLink>,
) -> Neighbours {
    let find = |selector| {
        place
            .query_selector(selector)
            .ok()
            .flatten()
            .and_then(read)
            .map(Rc::new)
    };
    Neighbours {
        previous: find(previous),
        next: find(next),
    }
}

fn anchor(anchor: Element) -> Option<ArticleLink> {
    let time = anchor.query_selector("time").ok().flatten();
    let date = time
        .as_ref()
        .and_then(|time| time.get_attribute("datetime"));
    let written_date = time.as_ref().and_then(|time| time.text_content());
    let picture = anchor.query_selector("img[src]").ok().flatten();
    Some(ArticleLink {
        title: title(&anchor, time.as_deref()).into(),
        date: date.map(Rc::from),
        written_date: written_date
            .filter(|date| !date.trim().is_empty())
            .map(Rc::from),
        picture: picture.and_then(|picture| followable(&picture, "src")),
        ..article(&anchor)?
    })
}

fn link(link: Element) -> Option<ArticleLink> {
    Some(ArticleLink {
        title: link
            .get_attribute("title")
            .unwrap_or_default()
            .trim()
            .into(),
        ..article(&link)?
    })
}

/// Reads what both kinds of links have in common.
fn article(link: &Element) -> Option<ArticleLink> {
    let attribute = |name| link.get_attribute(name).map(Rc::from);
    Some(ArticleLink {
        href: followable(link, "href")?,
        lang: attribute("lang"),
        hreflang: attribute("hreflang"),
        ..ArticleLink::default()
    })
}

fn followable(element: &Element, attribute: &str) -> Option<Rc<str>> {
    if element.get_attribute(attribute)?.trim().is_empty() {
        return None;
    }
    let url = linked(element, attribute)?;
    let schemes = ["http:", "https:", "file:"];
    let is_followable = schemes.contains(&url.protocol().as_str());
    is_followable.then(|| url.href().into())
}

/// The text of a link but for the date in it, on one line.
fn title(link: &Element, time: Option<&Node>) -> String {
    let children = link.child_nodes();
    let mut text = String::new();
    for index in 0..children.length() {
        let Some(child) = children.item(index) else {
            continue;
        };
        if time == Some(&child) {
            continue;
        }
        match child.dyn_ref::<Element>() {
            Some(element) => text.push_str(&title(element, time)),
            None => text.push_str(&child.node_value().unwrap_or_default()),
        }
        text.push(' ');
    }
    one_line(&text)
}
