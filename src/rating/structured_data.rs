//! What search engines read: the votes as schema.org's AggregateRating of the
//! article (<https://schema.org/AggregateRating>), in a script of JSON-LD in the
//! page's head.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::RatingSummary;
use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Node, Url};

use super::properties::Properties;
use crate::host::{add_script, set_script};
use crate::object::object;
use crate::text::has;

/// What is in the page already: the page's own word on votes counts, since two
/// would contradict each other.
const OWN_SCRIPTS: &str = "script[type='application/ld+json']";
const OWN_MARKUP: &str = "[itemprop~=aggregateRating],[property~=aggregateRating],\
    [itemtype$='/AggregateRating'],[typeof~=AggregateRating]";

thread_local! {
    static SAID: RefCell<Vec<Said>> = const { RefCell::new(Vec::new()) };
}

/// One article's script, and how many ratings on the page stand behind it.
struct Said {
    article: Rc<str>,
    script: Element,
    ratings: u32,
}

/// Says the votes on the article, if there are any and the page says none of its
/// own, until what is answered is dropped.
pub(super) fn say(properties: &Properties, summary: Option<RatingSummary>) -> Option<Word> {
    let article = Rc::clone(&properties.source.article);
    let json = json(properties, summary)?;
    let document = web_sys::window()?.document()?;
    write(&document, &article, &json).then_some(Word(article))
}

/// A rating's word on the votes of an article.
pub(super) struct Word(Rc<str>);

impl Drop for Word {
    fn drop(&mut self) {
        leave(&self.0);
    }
}

/// Writes the article's script anew, or for the first time.
fn write(document: &Document, article: &Rc<str>, json: &str) -> bool {
    SAID.with_borrow_mut(|said| {
        if speaks_for_itself(document, said) {
            return false;
        }
        if let Some(known) = said.iter_mut().find(|known| known.article == *article) {
            known.ratings += 1;
            return set_script(&known.script, json);
        }
        let script = add_script("application/ld+json", json);
        let is_new = script.is_some();
        said.extend(script.map(|script| Said {
            article: Rc::clone(article),
            script,
            ratings: 1,
        }));
        is_new
    })
}

fn leave(article: &str) {
    SAID.with_borrow_mut(|said| {
        said.retain_mut(|known| {
            if *known.article == *article {
                known.ratings -= 1;
                if known.ratings == 0 {
                    known.script.remove();
                }
            }
            known.ratings > 0
        });
    });
}

fn speaks_for_itself(document: &Document, said: &[Said]) -> bool {
    let Ok(scripts) = document.query_selector_all(OWN_SCRIPTS) else {
        return false;
    };
    for index in 0..scripts.length() {
        let script = scripts.get(index);
        let is_own = |script: &Node| said.iter().all(|known| **known.script != **script);
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

fn json(properties: &Properties, summary: Option<RatingSummary>) -> Option<String> {
    let kind = properties.structured_data.as_deref()?;
    let summary = summary.filter(|summary| summary.count > 0)?;
    let rating = object(&[
        ("@type", "AggregateRating".into()),
        ("ratingValue", hundredths(summary.average?).into()),
        ("bestRating", summary.best.into()),
        ("worstRating", 1.into()),
        ("ratingCount", (summary.count as f64).into()),
    ]);
    let article: &str = &properties.source.article;
    let is_url = Url::new(article).is_ok();
    let is_page = article == properties.host.page_url();
    let title = web_sys::window()?.document()?.title();
    let thing = object(&[
        ("@context", "https://schema.org".into()),
        ("@type", kind.into()),
        ("@id", some(is_url, article)),
        ("url", some(is_url, article)),
        ("identifier", some(!is_url, article)),
        ("name", some(is_page && !title.is_empty(), &title)),
        ("aggregateRating", rating),
    ]);
    let json: String = JSON::stringify(&thing).ok()?.into();
    // Would end the script in a copy of the page that is made of its text.
    Some(json.replace('<', "\\u003c"))
}

/// The value if it is there; JSON leaves out what is undefined.
fn some(is_there: bool, value: &str) -> JsValue {
    if is_there {
        value.into()
    } else {
        JsValue::UNDEFINED
    }
}

fn hundredths(average: f64) -> f64 {
    f64::from((average * 100.0 + 0.5) as u32) / 100.0
}
