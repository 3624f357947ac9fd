//! The cases of `model/articles.json`, which the browser's tests read as well, so that
//! both find one article.

use std::collections::BTreeSet;

use article_widgets_model::{ArticleKey, Unicode, normalised, without_tracking};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use serde::Deserialize;
use url::{Position, Url};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

const UNICODE: Unicode = Unicode {
    composed: |text| NFC.normalize(text).into_owned(),
    host: |authority| {
        let url = Url::parse(&["https://", authority].concat()).ok()?;
        Some(url[Position::BeforeHost..Position::AfterPort].to_owned())
    },
};

/// An article's key, and other spellings of it.
#[derive(Deserialize)]
struct Case {
    key: String,
    spellings: Vec<String>,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../articles.json")).expect("JSON");
    assert!(!cases.is_empty());
    cases
}

#[test]
fn every_spelling_is_the_key() {
    for Case { key, spellings } in cases() {
        for spelling in spellings {
            assert_eq!(normalised(&spelling, &UNICODE), key, "{spelling:?}");
            let parsed = ArticleKey::parse(&spelling, &UNICODE).expect("a key");
            assert_eq!(parsed.as_str(), key);
            assert_eq!(parsed.written(), spelling.trim());
        }
    }
}

#[test]
fn a_normalised_key_stays_as_it_is() {
    for Case { key, .. } in cases() {
        assert_eq!(normalised(&key, &UNICODE), key);
    }
}

#[test]
fn different_articles_stay_different() {
    let keys: BTreeSet<String> = cases().into_iter().map(|case| case.key).collect();
    assert_eq!(keys.len(), cases().len());
}

/// Joins of pieces that could change each other's meaning.
#[test]
fn whatever_is_normalised_stays_as_it_is() {
    const PIECES: [&str; 32] = [
        "%",
        "%2",
        "%25",
        "%2f",
        "%2F",
        "4",
        "41",
        "A",
        "/",
        "//",
        ".",
        "..",
        "%2e",
        "\\",
        "%5C",
        "?",
        "&",
        "=",
        "#",
        "#!",
        "+",
        "utm_a",
        "index.html",
        "\u{338}",
        "%CC%87",
        "e\u{301}",
        "\u{3000}",
        "%E3%80%80",
        "%E0%A4",
        "\u{212a}",
        " ",
        "é",
    ];
    let join = |pieces: &[&str]| {
        let url = ["https://blog.example/", &pieces.concat()].concat();
        let once = normalised(&url, &UNICODE);
        assert_eq!(normalised(&once, &UNICODE), once, "{url:?}");
    };
    for one in PIECES {
        for two in PIECES {
            for three in PIECES {
                join(&[one, two, three]);
                join(&["a", one, two, three, "1"]);
                join(&["a?b", one, two, three]);
            }
        }
    }
}

#[test]
fn a_link_has_no_tracking_and_is_otherwise_as_it_was() {
    for (url, link) in [
        (
            "https://blog.example/a/?utm_source=x#b",
            "https://blog.example/a/#b",
        ),
        (
            "http://www.blog.example/%e0?p=1&fbclid=2&id=%20#?gclid=1",
            "http://www.blog.example/%e0?p=1&id=%20#?gclid=1",
        ),
        ("https://blog.example/?", "https://blog.example/?"),
        ("/a?b#", "/a?b#"),
        ("/a", "/a"),
    ] {
        assert_eq!(without_tracking(url), link);
    }
}
