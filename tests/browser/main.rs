//! The components in a real browser, a file a widget or a module, on the test runner's own
//! page and without a server: `tests/e2e` drives the whole.
#![cfg(target_arch = "wasm32")]

mod articles;
mod comments;
mod element;
mod fuzz;
mod language;
mod markup;
mod navigation;
mod rating;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
