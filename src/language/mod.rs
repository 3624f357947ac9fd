//! Words, plurals, numbers and dates in the reader's language: the words from the
//! files of `languages`, of which the loader fetches one, the rest from the browser's
//! `Intl`.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod files;
mod format;
mod words;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

pub use words::{Plural, Words, fill, labelled};

use crate::browser::text::before;
use format::Formats;

/// A language that the widgets speak, with a region's formats where the page
/// names one. Two are equal when they have the same tag.
#[derive(Clone)]
pub struct Language {
    tag: Rc<str>,
    words: &'static Words,
    formats: Rc<Formats>,
}

thread_local! {
    /// The languages spoken so far, since `Intl` takes long to make its formats.
    static SPOKEN: RefCell<Vec<Language>> = const { RefCell::new(Vec::new()) };
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Language {}

impl Language {
    /// The language of a BCP 47 tag such as `fr` or `fr-CA`, whose words are what its
    /// file says.
    pub fn new(tag: &str, words: &JsValue) -> Self {
        SPOKEN.with_borrow_mut(|spoken| {
            if let Some(known) = spoken.iter().find(|known| *known.tag == *tag) {
                return known.clone();
            }
            let kin = spoken
                .iter()
                .find(|known| primary(&known.tag) == primary(tag));
            let language = Self {
                words: kin.map_or_else(|| Words::read(words), |kin| kin.words),
                tag: tag.into(),
                formats: Formats::new(tag).into(),
            };
            spoken.push(language.clone());
            language
        })
    }

    /// The language's tag, for the attribute `lang`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language's words.
    pub fn words(&self) -> &'static Words {
        self.words
    }

    /// A number with at most one decimal, and none where it is whole.
    pub fn number(&self, value: f64) -> String {
        self.formats.number(value)
    }

    /// A number of things, in the right plural.
    pub fn count(&self, plural: Plural, count: f64) -> String {
        let category = self.formats.plural_category(count);
        fill(&plural.form(&category), &[("count", &self.number(count))])
    }

    /// The day and the time of an RFC 3339 instant, in the reader's time zone;
    /// the instant as it is if it cannot be read.
    pub fn date(&self, instant: &str) -> String {
        self.formats
            .date(instant)
            .unwrap_or_else(|| instant.to_owned())
    }

    /// The age of something, in words that change at most each minute; for a great age the day of
    /// `instant`, an RFC 3339 instant.
    pub fn age(&self, seconds: f64, instant: &str) -> String {
        self.formats
            .age(seconds)
            .or_else(|| self.day(instant))
            .unwrap_or_else(|| self.date(instant))
    }

    /// The day of an instant of RFC 3339 or RFC 5322, where it was written; none if
    /// it names no day.
    pub fn day(&self, instant: &str) -> Option<String> {
        self.formats.day(instant)
    }
}

/// The canonical form of a tag of the language `language`, such as `fr-CA` for `FR-ca`;
/// none if it is malformed, or another language's.
pub fn tag_of(language: &str, tag: &str) -> Option<String> {
    let is_same = primary(tag).eq_ignore_ascii_case(language);
    format::canonical(tag).filter(|_| is_same)
}

fn primary(tag: &str) -> &str {
    before(tag, "-")
}
