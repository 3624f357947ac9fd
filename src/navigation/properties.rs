use std::rc::Rc;

use yew::AttrValue;

use crate::browser::linked;
use crate::element::Host;
use crate::language::Language;

/// The action before a reader follows a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Prefetch {
    /// The article is drawn out of sight where the browser can, else fetched.
    Prerender,
    /// The article is fetched.
    Document,
    /// Nothing.
    Nothing,
}

/// The properties of `<article-nav>`.
#[derive(Clone, PartialEq)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// The language to speak.
    pub language: Language,
    /// The language of the page's own words, as a tag.
    pub page_language: AttrValue,
    /// The URL of the blog's feed.
    pub feed: Option<Rc<str>>,
    /// The blog's WordPress is queried.
    pub is_wordpress: bool,
    /// The arrow keys follow the links.
    pub has_shortcuts: bool,
    /// The action before a link is followed.
    pub(super) ahead: Prefetch,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        Self {
            language: host.language(),
            page_language: AttrValue::from(Rc::clone(host.page_language())),
            feed: feed(host),
            is_wordpress: host.choice("backend", &["native", "wordpress"]) == "wordpress",
            has_shortcuts: host.has_attribute("shortcuts"),
            ahead: match host.choice("prefetch", &["prerender", "document", "none"]) {
                "document" => Prefetch::Document,
                "none" => Prefetch::Nothing,
                _ => Prefetch::Prerender,
            },
            host: host.clone(),
        }
    }
}

fn feed(host: &Host) -> Option<Rc<str>> {
    let attribute = "feed";
    let written = host
        .attribute(attribute)
        .filter(|url| !url.trim().is_empty())?;
    let url = linked(host.element(), attribute);
    let url = url.filter(|url| matches!(url.protocol().as_str(), "http:" | "https:"));
    if url.is_none() {
        host.warn(attribute, &written, "");
    }
    url.map(|url| url.href().into())
}
