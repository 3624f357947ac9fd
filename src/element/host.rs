use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::fragment::page_address;
use super::page::{canonical_url, shown_href};
use super::{ElementInternals, warning};
use crate::browser::js_value::{text, value};
use crate::language::{Language, tag_of};

/// The custom element that carries a widget. Two are equal when they are the
/// same element.
#[derive(Clone)]
pub struct Host {
    element: HtmlElement,
    internals: ElementInternals,
    home: Rc<str>,
    page_language: Rc<str>,
    language: Language,
}

impl PartialEq for Host {
    fn eq(&self, other: &Self) -> bool {
        self.element == other.element
    }
}

impl Eq for Host {}

impl Host {
    /// The host of `element`, whose endpoint is `home` if it names none;
    /// [`Self::speak`] says what `speech` is.
    pub fn new(
        element: HtmlElement,
        internals: ElementInternals,
        home: &str,
        speech: &JsValue,
    ) -> Self {
        let (page_language, language) = read_speech(&element, speech);
        Self {
            element,
            internals,
            home: home.into(),
            page_language,
            language,
        }
    }

    /// Speaks another language from now on. Of `speech`, `page` is the language of the
    /// page, as the nearest `lang` at or above the element names it; `language` is the
    /// one that is spoken, and `words` are what its file says.
    pub fn speak(&mut self, speech: &JsValue) {
        (self.page_language, self.language) = read_speech(&self.element, speech);
    }

    /// The endpoint of an element that names none.
    pub(super) fn home(&self) -> &Rc<str> {
        &self.home
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

    /// True if a boolean attribute is set.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.element.has_attribute(name)
    }

    /// True if the page put content inside the element, to show until the widget is ready.
    pub fn has_fallback(&self) -> bool {
        self.element.child_element_count() > 0
            || self
                .element
                .text_content()
                .is_some_and(|text| !text.trim().is_empty())
    }

    /// Warns in the console, once for each value, that an attribute's value is invalid, and names
    /// the value used instead, if any.
    pub fn warn(&self, attribute: &str, value: &str, instead: &str) {
        warning::warn_of_value(&self.element.local_name(), attribute, value, instead);
    }

    /// Warns in the console, once for each value, about an attribute's value.
    pub fn warn_of(&self, attribute: &str, value: &str, what: &str) {
        warning::warn_once(&self.element.local_name(), attribute, value, what);
    }

    /// The language that is spoken: that of the page, else English.
    pub fn language(&self) -> Language {
        self.language.clone()
    }

    /// The language in which the page and its readers write, as a tag; empty if
    /// the page does not say.
    pub fn page_language(&self) -> &Rc<str> {
        &self.page_language
    }

    /// The page's own URL: its canonical one, else the one that it is shown at.
    pub(super) fn page_url(&self) -> String {
        canonical_url().unwrap_or_else(shown_href)
    }

    /// The page's address: its canonical URL, else the one shown, without its fragment and
    /// tracking parameters.
    pub fn page_address(&self) -> String {
        canonical_url().unwrap_or_else(page_address)
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

/// The language of the page, and the one that is spoken; warns of an element's own that
/// is not.
fn read_speech(element: &HtmlElement, speech: &JsValue) -> (Rc<str>, Language) {
    let page = text(speech, "page").unwrap_or_default();
    let spoken = text(speech, "language").unwrap_or_default();
    let tag = tag_of(&spoken, &page).unwrap_or_else(|| {
        let own = element.get_attribute("lang").filter(|tag| !tag.is_empty());
        if let Some(own) = own {
            warning::warn_of_value(&element.local_name(), "lang", &own, &spoken);
        }
        spoken
    });
    let words = value(speech, "words").unwrap_or_default();
    (page.into(), Language::new(&tag, &words))
}
