use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

use crate::object::object;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = getCanonicalLocales, catch)]
    fn canonical_locales(tag: &str) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> NumberFormat;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, value: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> DateTimeFormat;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, milliseconds: f64) -> String;
}

/// A language tag in its canonical form; none if it is malformed, in which case
/// the constructors of `Intl` would throw.
pub(super) fn canonical(tag: &str) -> Option<String> {
    canonical_locales(tag).ok()?.get(0).as_string()
}

/// What `Intl` knows of one language.
pub(super) struct Formats {
    number: NumberFormat,
    plural: PluralRules,
    date: DateTimeFormat,
    day: DateTimeFormat,
}

impl Formats {
    /// The formats of a canonical tag.
    pub(super) fn new(tag: &str) -> Self {
        let decimals = object([("maximumFractionDigits", 1.into())]);
        let day_and_time = object([("dateStyle", "long".into()), ("timeStyle", "short".into())]);
        Self {
            number: NumberFormat::new(tag, &decimals),
            plural: PluralRules::new(tag),
            date: DateTimeFormat::new(tag, &day_and_time),
            day: DateTimeFormat::new(tag, &object([("dateStyle", "long".into())])),
        }
    }

    pub(super) fn number(&self, value: f64) -> String {
        self.number.format(value)
    }

    pub(super) fn plural_category(&self, count: f64) -> String {
        self.plural.select(count)
    }

    pub(super) fn date(&self, instant: &str) -> Option<String> {
        written(&self.date, instant)
    }

    pub(super) fn day(&self, instant: &str) -> Option<String> {
        written(&self.day, instant)
    }
}

fn written(format: &DateTimeFormat, instant: &str) -> Option<String> {
    let milliseconds = Date::parse(instant);
    (!milliseconds.is_nan()).then(|| format.format(milliseconds))
}
