use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot, Url};

use super::{ElementInternals, linked, warning};
use crate::language::Language;

/// The custom element that carries a widget. Two are equal when they are the
/// same element.
#[derive(Clone)]
pub struct Host {
    element: HtmlElement,
    internals: ElementInternals,
    origin: Rc<str>,
}

impl PartialEq for Host {
    fn eq(&self, other: &Self) -> bool {
        self.element == other.element
    }
}

impl Host {
    /// The host of `element`, whose endpoint is by default the origin of
    /// `bundle`, a URL.
    pub fn new(element: HtmlElement, internals: ElementInternals, bundle: &str) -> Self {
        let origin = Url::new(bundle).map(|url| url.origin()).unwrap_or_default();
        Self {
            element,
            internals,
            origin: origin.into(),
        }
    }

    /// The origin that served the bundle.
    pub(super) fn origin(&self) -> &Rc<str> {
        &self.origin
    }

    pub(super) fn internals(&self) -> &ElementInternals {
        &self.internals
    }

    /// The element itself.
    pub fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// An attribute's value, as it is written.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.element.get_attribute(name)
    }

    /// Whether a boolean attribute is there.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.element.has_attribute(name)
    }

    /// Whether the page wrote something inside the element, to show until the
    /// widget is ready.
    pub fn has_fallback(&self) -> bool {
        self.element.child_element_count() > 0
            || self
                .element
                .text_content()
                .is_some_and(|text| !text.trim().is_empty())
    }

    /// Says in the console, once for each value, that an attribute's value has
    /// no meaning and what is used in its place, if anything.
    pub fn warn(&self, attribute: &str, value: &str, instead: &str) {
        let what = "not a value of this attribute";
        let what = if instead.is_empty() {
            [what, ", and left out"].concat()
        } else {
            [what, "; \"", instead, "\" is used"].concat()
        };
        self.warn_of(attribute, value, &what);
    }

    /// Says in the console, once for each value, what came of an attribute.
    pub fn warn_of(&self, attribute: &str, value: &str, what: &str) {
        warning::warn_once(&self.element.local_name(), attribute, value, what);
    }

    /// The language of the nearest `lang` at or above the element, through
    /// shadow roots; English if there is none, or none that is spoken here.
    pub fn language(&self) -> Language {
        let language = Language::find(&self.page_language());
        if language.is_none()
            && let Some(own) = self.own_language()
        {
            self.warn("lang", &own, "en");
        }
        language.unwrap_or_default()
    }

    fn own_language(&self) -> Option<String> {
        self.attribute("lang").filter(|tag| !tag.is_empty())
    }

    fn inherited_language(&self) -> Option<String> {
        let mut element: web_sys::Element = self.element.clone().into();
        loop {
            if let Ok(Some(ancestor)) = element.closest("[lang]") {
                return ancestor.get_attribute("lang");
            }
            let root = element.get_root_node().dyn_into::<ShadowRoot>().ok()?;
            element = root.host();
        }
    }

    /// The language in which the page and its readers write, as a tag; empty if
    /// the page does not say.
    pub fn page_language(&self) -> String {
        self.own_language()
            .or_else(|| self.inherited_language())
            .unwrap_or_default()
    }

    /// The page's own URL: its canonical one, else the one that it is shown at,
    /// without query and fragment.
    pub fn page_url(&self) -> String {
        canonical_url().unwrap_or_else(shown_url)
    }

    /// Where the page is: its canonical URL, else the one that it is shown at,
    /// without its fragment.
    pub fn page_address(&self) -> String {
        canonical_url().unwrap_or_else(|| {
            let href = shown_href();
            href.split('#').next().unwrap_or_default().to_owned()
        })
    }

    /// Warns of a `loading` that the loader takes for its default.
    pub fn check_loading(&self) {
        self.choice("loading", &["lazy", "eager"]);
    }

    /// The one of `values` that an attribute has, or the first, the default; warns
    /// of any other value.
    pub fn choice(&self, attribute: &str, values: &[&'static str]) -> &'static str {
        let default = values[0];
        let Some(written) = self.attribute(attribute).filter(|text| !text.is_empty()) else {
            return default;
        };
        let mut values = values.iter().copied();
        values.find(|value| *value == written).unwrap_or_else(|| {
            self.warn(attribute, &written, default);
            default
        })
    }
}

fn canonical_url() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let link = document
        .query_selector("link[rel~=canonical][href]")
        .ok()
        .flatten()?;
    Some(linked(&link, "href")?.href())
}

fn shown_href() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    href.unwrap_or_default()
}

fn shown_url() -> String {
    let href = shown_href();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}
