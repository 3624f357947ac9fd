//! Words, plurals, numbers and dates in the reader's language: the words from
//! here, the rest from the browser's `Intl`.

mod english;
mod format;
mod french;
mod words;

use std::cell::RefCell;
use std::rc::Rc;

pub use words::{Plural, Words, fill, labelled};

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

impl Default for Language {
    fn default() -> Self {
        Self::new("en", &english::WORDS)
    }
}

impl Language {
    /// The language of a BCP 47 tag such as `fr` or `fr-CA`; none if the tag is
    /// malformed or the widgets do not speak the language.
    pub fn find(tag: &str) -> Option<Self> {
        let words = words_of(tag)?;
        let tag = format::canonical(tag)?;
        Some(Self::new(&tag, words))
    }

    fn new(tag: &str, words: &'static Words) -> Self {
        SPOKEN.with_borrow_mut(|spoken| {
            if let Some(known) = spoken.iter().find(|known| *known.tag == *tag) {
                return known.clone();
            }
            let language = Self {
                tag: tag.into(),
                words,
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
        fill(plural.form(&category), &[("count", &self.number(count))])
    }

    /// The day and the time of an RFC 3339 instant, in the reader's time zone;
    /// the instant as it is if it cannot be read.
    pub fn date(&self, instant: &str) -> String {
        self.formats
            .date(instant)
            .unwrap_or_else(|| instant.to_owned())
    }

    /// How long ago something was, in words that change at most each minute; the day
    /// of `instant`, an RFC 3339 instant, if that is long.
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

fn words_of(tag: &str) -> Option<&'static Words> {
    let primary = tag.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("en") {
        Some(&english::WORDS)
    } else if primary.eq_ignore_ascii_case("fr") {
        Some(&french::WORDS)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_speaks_its_language() {
        let title = |tag| words_of(tag).map(|words| words.navigation_next);
        assert_eq!(title("fr"), Some("Article suivant"));
        assert_eq!(title("fr-CA"), Some("Article suivant"));
        assert_eq!(title("EN-gb"), Some("Next article"));
        assert_eq!(title("fro"), None);
        assert_eq!(title(""), None);
    }
}
