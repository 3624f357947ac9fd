//! The cases of `model/articles.json` in a browser, whose Unicode the rule asks.

use article_widgets::browser::js_value;
use article_widgets::browser::unicode::UNICODE;
use article_widgets_model::normalised;
use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_spelling_of_a_key_is_the_one_that_the_server_makes_of_it() {
    let cases: Array = JSON::parse(include_str!("../../model/articles.json"))
        .expect("JSON")
        .unchecked_into();
    assert!(cases.length() > 0);
    for case in cases.iter() {
        let key = js_value::text(&case, "key").expect("a key");
        assert_eq!(normalised(&key, &UNICODE), key);
        for spelling in js_value::list(&case, "spellings")
            .expect("spellings")
            .iter()
        {
            let spelling = spelling.as_string().expect("a text");
            assert_eq!(normalised(&spelling, &UNICODE), key, "{spelling:?}");
        }
    }
}
