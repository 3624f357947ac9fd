//! Responses that were requested while this bundle was on its way.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::browser::js_value::{set, value};

thread_local! {
    static ANSWERS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Takes what is asked for from `answers`, if it is there: an object with, under a URL,
/// the promise of an answer, `answer`, and what ends it when it takes too long, `signal`.
/// They are those of nobody in particular, to requests that read.
pub fn expect(answers: JsValue) {
    ANSWERS.set(answers);
}

/// The answer of a URL, once, unless it has taken too long.
pub(super) fn take(url: &str) -> Option<Promise> {
    ANSWERS.with_borrow(|answers| {
        let asked = value(answers, url)?;
        set(answers, url, &JsValue::UNDEFINED);
        let signal: AbortSignal = value(&asked, "signal")?.unchecked_into();
        let answer = value(&asked, "answer")?.unchecked_into();
        (!signal.aborted()).then_some(answer)
    })
}
