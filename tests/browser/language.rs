//! Words, plurals and numbers in the reader's language, through the browser.

use article_widgets::language::{Language, tag_of};
use js_sys::{Array, Object};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::words;

fn language(tag: &str) -> Language {
    let (primary, _) = tag.split_once('-').unwrap_or((tag, ""));
    Language::new(tag, &words(primary))
}

#[wasm_bindgen_test]
fn a_number_has_its_languages_mark_and_no_idle_decimals() {
    assert_eq!(language("en").number(4.83), "4.8");
    assert_eq!(language("fr").number(4.83), "4,8");
    assert_eq!(language("fr").number(5.0), "5");
    assert_eq!(language("en").number(4.96), "5");
    assert_eq!(language("en").number(12_345.0), "12,345");
    assert_eq!(language("fr").number(12_345.0), "12\u{202f}345");
}

#[wasm_bindgen_test]
fn plurals_follow_the_language() {
    let votes = |tag: &str, count: f64| {
        let language = language(tag);
        language.count(language.words().rating_votes(), count)
    };
    assert_eq!(votes("en", 0.0), "0 votes");
    assert_eq!(votes("en", 1.0), "1 vote");
    assert_eq!(votes("en", 23.0), "23 votes");
    assert_eq!(votes("fr", 0.0), "0 vote");
    assert_eq!(votes("fr", 1.0), "1 vote");
    assert_eq!(votes("fr", 23.0), "23 votes");
    assert_eq!(votes("fr", 1_000_000.0), "1\u{202f}000\u{202f}000 votes");
}

#[wasm_bindgen_test]
fn a_date_is_the_readers() {
    // Noon, so that the day is the same in most time zones.
    let instant = "2026-03-14T12:00:00Z";
    assert!(language("fr").date(instant).contains("14 mars 2026"));
    assert!(language("en").date(instant).contains("March 14, 2026"));
    assert!(language("en-GB").date(instant).contains("14 March 2026"));
    assert_eq!(language("en").date("yesterday"), "yesterday");
}

#[wasm_bindgen_test]
fn a_region_speaks_its_language_with_its_own_formats() {
    let (france, canada) = (language("fr"), language("fr-CA"));
    assert_eq!(canada.words().navigation_next(), "Article suivant");
    assert_eq!(canada.words().retry(), france.words().retry());
    assert_eq!(canada.tag(), "fr-CA");
    let day = "2026-03-14T21:00:00Z";
    assert_ne!(canada.date(day), france.date(day));
}

#[wasm_bindgen_test]
fn words_are_read_whether_they_have_names_or_not() {
    let values: Array = Object::values(words("fr").unchecked_ref::<Object>());
    assert!(Array::is_array(&values));
    // A tag that no other test speaks.
    let bare = Language::new("xx", &values);
    assert_eq!(bare.words().retry(), language("fr").words().retry());
    assert_eq!(bare.count(bare.words().rating_votes(), 2.0), "2 votes");
}

#[wasm_bindgen_test]
fn a_tag_is_malformed_or_of_one_language() {
    assert_eq!(tag_of("fr", "FR-ca").as_deref(), Some("fr-CA"));
    assert_eq!(tag_of("en", "EN").as_deref(), Some("en"));
    for tag in ["", "fr-", "en_US", "de", "fro"] {
        assert_eq!(tag_of("fr", tag), None, "{tag}");
        assert_eq!(tag_of("en", tag), None, "{tag}");
    }
}
