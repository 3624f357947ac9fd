//! The links that the page wrote inside the element.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlAnchorElement, HtmlElement, MutationObserver, MutationObserverInit};
use yew::AttrValue;

/// The neighbours that an element names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Neighbours {
    /// The article before.
    pub(super) previous: Option<Link>,
    /// The article after.
    pub(super) next: Option<Link>,
}

/// A link to an article.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    /// The article's URL, absolute.
    pub(super) href: AttrValue,
    /// The article's title.
    pub(super) title: AttrValue,
    /// The language of the title, where the link names one.
    pub(super) lang: Option<AttrValue>,
    /// The language of the article, where the link names one.
    pub(super) hreflang: Option<AttrValue>,
}

impl Neighbours {
    /// The first `rel="prev"` and the first `rel="next"` inside the element.
    pub(super) fn read(element: &HtmlElement) -> Self {
        Self {
            previous: link(element, "a[rel~=prev][href]"),
            next: link(element, "a[rel~=next][href]"),
        }
    }

    /// Whether the element names none.
    pub(super) fn is_empty(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

fn link(element: &HtmlElement, selector: &str) -> Option<Link> {
    let found = element.query_selector(selector).ok().flatten()?;
    let anchor: HtmlAnchorElement = found.dyn_into().ok()?;
    if !matches!(anchor.protocol().as_str(), "http:" | "https:" | "file:") {
        return None;
    }
    let attribute = |name| anchor.get_attribute(name).map(AttrValue::from);
    let text = anchor.text_content().unwrap_or_default();
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Link {
        href: anchor.href().into(),
        title: title.into(),
        lang: attribute("lang"),
        hreflang: attribute("hreflang"),
    })
}

/// Calls a function whenever the links inside an element change, until it is
/// dropped.
pub(super) struct Observation {
    observer: MutationObserver,
    _changed: Closure<dyn FnMut()>,
}

impl Observation {
    /// Observes `element`; none if the browser refuses.
    pub(super) fn start(element: &HtmlElement, changed: impl FnMut() + 'static) -> Option<Self> {
        let changed = Closure::new(changed);
        let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_attributes(true);
        what.set_character_data(true);
        what.set_child_list(true);
        what.set_subtree(true);
        observer.observe_with_options(element, &what).ok()?;
        Some(Self {
            observer,
            _changed: changed,
        })
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
