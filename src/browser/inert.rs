use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

use super::trusted;

#[wasm_bindgen]
extern "C" {
    type DOMParser;

    #[wasm_bindgen(constructor)]
    fn new() -> DOMParser;

    // web-sys knows no texts but strings.
    #[wasm_bindgen(method, js_name = parseFromString, catch)]
    fn parse(this: &DOMParser, text: &JsValue, kind: &str) -> Result<Document, JsValue>;
}

/// The body of a document made of HTML, in which no script runs and from which no
/// request goes out; none if the page's policy forbids to make one.
pub fn inert_html(text: &str) -> Option<Element> {
    let document = DOMParser::new().parse(&trusted::html(text)?, "text/html");
    document.ok()?.body().map(Element::from)
}
