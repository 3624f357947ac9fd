//! Structured data for search engines: the votes as schema.org's AggregateRating of the article
//! (<https://schema.org/AggregateRating>), as JSON-LD in the page's head.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::RatingSummary;
use gloo_utils::document;
use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Node, Url};

use super::average::shown_average;
use super::properties::Properties;
use crate::browser::js_value::object;
use crate::browser::text::{has, one_line};
use crate::browser::{add_script, set_script};

/// Scripts of the page itself. If one has a rating, ours is not written: two would contradict
/// each other.
const OWN_SCRIPTS: &str = "script[type='application/ld+json']";
const OWN_MARKUP: &str = "[itemprop~=aggregateRating],[property~=aggregateRating],\
    [itemtype$='/AggregateRating'],[typeof~=AggregateRating]";

thread_local! {
    static PAGE: RefCell<Page> = const { RefCell::new(Page { entries: Vec::new(), written: None, made: 0 }) };
}

/// The entries of all ratings on the page, of which one is written: the one for the page's own
/// article.
struct Page {
    entries: Vec<Entry>,
    /// The script, and the article of which it speaks.
    written: Option<(Element, Rc<str>)>,
    /// The number of entries made so far.
    made: u32,
}

/// The entry of one rating.
struct Entry {
    number: u32,
    article: Rc<str>,
    /// Its article's key is the page's URL.
    is_page: bool,
    json: String,
}

/// Writes the votes on the page's own article, if there are any and the page has no rating of its
/// own, until the guard is dropped.
pub(super) fn say(properties: &Properties, summary: Option<RatingSummary>) -> Option<EntryGuard> {
    let article = Rc::clone(&properties.reference.article);
    let is_page = properties.is_of_page;
    // A key that is no URL says nothing of another page.
    if !is_page && Url::new(&article).is_ok() {
        return None;
    }
    let json = json(properties, summary, is_page)?;
    let number = PAGE.with_borrow_mut(|page| {
        page.made += 1;
        let number = page.made;
        page.entries.push(Entry {
            number,
            article,
            is_page,
            json,
        });
        page.write();
        number
    });
    Some(EntryGuard(number))
}

/// Takes back what a rating has to say when it is dropped.
pub(super) struct EntryGuard(u32);

impl Drop for EntryGuard {
    fn drop(&mut self) {
        PAGE.with_borrow_mut(|page| {
            page.entries.retain(|entry| entry.number != self.0);
            page.write();
        });
    }
}

impl Page {
    /// The entry to write: that of the page's own article by its URL, else the one that is
    /// written already, else the first.
    fn entry(&self) -> Option<&Entry> {
        let is_written = |entry: &&Entry| {
            let written = self.written.as_ref();
            written.is_some_and(|(_, article)| *article == entry.article)
        };
        let mut entries = self.entries.iter();
        let own = entries.rfind(|entry| entry.is_page);
        own.or_else(|| self.entries.iter().rfind(is_written))
            .or_else(|| self.entries.first())
    }

    /// Brings the script up to date.
    fn write(&mut self) {
        let is_silent = speaks_for_itself(&document(), self.written.as_ref());
        let script = match self.entry().filter(|_| !is_silent) {
            None => None,
            Some(entry) => {
                let article = Rc::clone(&entry.article);
                match &self.written {
                    Some((script, _)) => {
                        set_script(script, &entry.json);
                        Some((script.clone(), article))
                    }
                    None => add_script("application/ld+json", &entry.json)
                        .map(|script| (script, article)),
                }
            }
        };
        if let (None, Some((old, _))) = (&script, &self.written) {
            old.remove();
        }
        self.written = script;
    }
}

fn speaks_for_itself(document: &Document, written: Option<&(Element, Rc<str>)>) -> bool {
    let Ok(scripts) = document.query_selector_all(OWN_SCRIPTS) else {
        return false;
    };
    for index in 0..scripts.length() {
        let script = scripts.get(index);
        let is_own = |script: &Node| written.is_none_or(|(known, _)| ***known != **script);
        let text = script
            .filter(is_own)
            .and_then(|script| script.text_content());
        let text = text.unwrap_or_default();
        if has(&text, "\"aggregateRating\"") || has(&text, "\"AggregateRating\"") {
            return true;
        }
    }
    document
        .query_selector(OWN_MARKUP)
        .is_ok_and(|found| found.is_some())
}

fn json(properties: &Properties, summary: Option<RatingSummary>, is_page: bool) -> Option<String> {
    let kind = properties.structured_data.as_deref()?;
    let summary = summary.filter(|summary| summary.count > 0)?;
    let rating = object(&[
        ("@type", "AggregateRating".into()),
        ("ratingValue", shown_average(summary.average?).into()),
        ("bestRating", summary.best.into()),
        ("worstRating", 1.into()),
        ("ratingCount", (summary.count as f64).into()),
    ]);
    let article: &str = &properties.reference.article;
    let page = properties.host.page_address();
    let name = name(&document());
    let thing = object(&[
        ("@context", "https://schema.org".into()),
        ("@type", kind.into()),
        ("@id", some(is_page, &page)),
        ("url", some(is_page, &page)),
        ("identifier", some(!is_page, article)),
        ("name", some(!name.is_empty(), &name)),
        ("aggregateRating", rating),
    ]);
    let json: String = JSON::stringify(&thing).ok()?.into();
    // Would end the script in a copy of the page that is made of its text.
    Some(json.replace('<', "\\u003c"))
}

/// The article's name: the page's title, else its first heading.
fn name(document: &Document) -> String {
    let title = document.title();
    if !title.is_empty() {
        return title;
    }
    let heading = document.query_selector("h1").ok().flatten();
    let heading = heading.and_then(|heading| heading.text_content());
    one_line(&heading.unwrap_or_default())
}

/// The value if it is there; JSON leaves out what is undefined.
fn some(is_there: bool, value: &str) -> JsValue {
    if is_there {
        value.into()
    } else {
        JsValue::UNDEFINED
    }
}
