//! Plain JavaScript objects: made for event details and requests, and read from
//! answers, where any value may be of any type.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object of these entries.
pub fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        set(&object, key, value);
    }
    object.into()
}

/// Puts a value under a key.
pub fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Fails on frozen objects, and where a page must not do what it sets off.
    let _ = Reflect::set(object, &key.into(), value);
}

/// The value under a key; none if there is no such key, or no object.
pub fn value(object: &JsValue, key: &str) -> Option<JsValue> {
    value_under(object, &key.into())
}

/// [`value`] of a key that is used often, and made once.
pub fn value_under(object: &JsValue, key: &JsValue) -> Option<JsValue> {
    Reflect::get(object, key)
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// The text under a key.
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    value(object, key)?.as_string()
}

/// The number under a key, if it is finite and not negative.
pub fn number(object: &JsValue, key: &str) -> Option<f64> {
    as_number(&value(object, key)?)
}

/// The number that a value is, if it is finite and not negative.
pub fn as_number(value: &JsValue) -> Option<f64> {
    let number = value.as_f64();
    number.filter(|number| number.is_finite() && *number >= 0.0)
}

/// The whole number from 0 to 255 under a key.
pub fn small_number(object: &JsValue, key: &str) -> Option<u8> {
    let number = number(object, key)?;
    let small = number as u8;
    (f64::from(small) == number).then_some(small)
}

/// The list under a key.
pub fn list(object: &JsValue, key: &str) -> Option<Array> {
    value(object, key)?.dyn_into().ok()
}
