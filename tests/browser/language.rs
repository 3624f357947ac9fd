//! Words, plurals and numbers in the reader's language, through the browser.

use article_widgets::language::Language;
use wasm_bindgen_test::wasm_bindgen_test;

fn language(tag: &str) -> Language {
    Language::find(tag).expect("a language of ours")
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
        language.count(language.words().rating_votes, count)
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
fn a_malformed_tag_is_no_language() {
    assert!(Language::find("fr-").is_none());
    assert!(Language::find("en_US").is_none());
    assert!(Language::find("de").is_none());
}
