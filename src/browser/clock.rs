use js_sys::Date;

/// The time by the device's clock, in milliseconds since 1970-01-01 UTC. It may be wrong.
pub fn now() -> f64 {
    Date::now()
}

/// An instant of RFC 3339 in milliseconds since 1970-01-01 UTC; none if it cannot
/// be read.
pub fn instant(text: &str) -> Option<f64> {
    let milliseconds = Date::parse(text);
    (!milliseconds.is_nan()).then_some(milliseconds)
}
