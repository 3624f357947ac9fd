use std::cell::OnceCell;

use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

use crate::browser::js_value::object;
use crate::browser::text::{digits, find, has};

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

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> RelativeTimeFormat;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> String;
}

/// A language tag in its canonical form; none if it is malformed, in which case
/// the constructors of `Intl` would throw.
pub(super) fn canonical(tag: &str) -> Option<String> {
    canonical_locales(tag).ok()?.get(0).as_string()
}

/// The `Intl` formats of one language. Each is made when it is first needed: that takes a browser
/// long, and a form needs none.
pub(super) struct Formats {
    tag: Box<str>,
    number: OnceCell<NumberFormat>,
    plural: OnceCell<PluralRules>,
    date: OnceCell<DateTimeFormat>,
    day: OnceCell<DateTimeFormat>,
    age: OnceCell<RelativeTimeFormat>,
}

impl Formats {
    /// The formats of a canonical tag.
    pub(super) fn new(tag: &str) -> Self {
        Self {
            tag: tag.into(),
            number: OnceCell::new(),
            plural: OnceCell::new(),
            date: OnceCell::new(),
            day: OnceCell::new(),
            age: OnceCell::new(),
        }
    }

    pub(super) fn number(&self, value: f64) -> String {
        if let Some(digits) = small(&self.tag, value) {
            return digits;
        }
        let decimals = || object(&[("maximumFractionDigits", 1.into())]);
        let number = || NumberFormat::new(&self.tag, &decimals());
        self.number.get_or_init(number).format(value)
    }

    pub(super) fn plural_category(&self, count: f64) -> String {
        let plural = || PluralRules::new(&self.tag);
        self.plural.get_or_init(plural).select(count)
    }

    pub(super) fn date(&self, instant: &str) -> Option<String> {
        let date = self.date.get_or_init(|| {
            let day_and_time = [("dateStyle", "long".into()), ("timeStyle", "short".into())];
            DateTimeFormat::new(&self.tag, &object(&day_and_time))
        });
        written(date, instant)
    }

    pub(super) fn age(&self, seconds: f64) -> Option<String> {
        let (value, unit) = age_in_units(seconds)?;
        let age = self.age.get_or_init(|| {
            let names = object(&[("numeric", "auto".into())]);
            RelativeTimeFormat::new(&self.tag, &names)
        });
        Some(age.format(-value, unit))
    }

    pub(super) fn day(&self, instant: &str) -> Option<String> {
        let date = calendar_date(instant)?;
        let day = self.day.get_or_init(|| {
            let day = [("dateStyle", "long".into()), ("timeZone", "UTC".into())];
            DateTimeFormat::new(&self.tag, &object(&day))
        });
        written(day, &[date, " UTC"].concat()).or_else(|| written(day, date))
    }
}

/// A small whole number as it is: every language spoken here writes it in these digits,
/// unless the tag asks for others. The browser's first format of numbers takes as long as
/// a page of comments.
fn small(tag: &str, value: f64) -> Option<String> {
    let whole = value as u16;
    let is_small = f64::from(whole) == value && whole < 1_000;
    (is_small && !has(tag, "-u-")).then(|| digits(whole))
}

fn written(format: &DateTimeFormat, instant: &str) -> Option<String> {
    let milliseconds = Date::parse(instant);
    (!milliseconds.is_nan()).then(|| format.format(milliseconds))
}

/// An age in whole units, as large as fit; none past the month in which people count
/// in days and weeks.
fn age_in_units(seconds: f64) -> Option<(f64, &'static str)> {
    const UNITS: [(f64, f64, &str); 5] = [
        (45.0, f64::INFINITY, "second"),
        (3_600.0, 60.0, "minute"),
        (86_400.0, 3_600.0, "hour"),
        (7.0 * 86_400.0, 86_400.0, "day"),
        (30.0 * 86_400.0, 7.0 * 86_400.0, "week"),
    ];
    let age = seconds.max(0.0);
    let (_, length, unit) = UNITS.into_iter().find(|(end, _, _)| age < *end)?;
    // Less than a minute ago is one minute, as soon as it is not now any more.
    let value = (age / length).floor();
    Some((
        if unit == "minute" {
            value.max(1.0)
        } else {
            value
        },
        unit,
    ))
}

/// The part of an instant that names the day where it was written: in the form of
/// RFC 3339 or, with the day and the month in words, of RFC 5322.
fn calendar_date(instant: &str) -> Option<&str> {
    let instant = instant.trim();
    let begins_with_date = instant.len() >= 10
        && instant
            .bytes()
            .take(10)
            .enumerate()
            .all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
    if begins_with_date {
        return instant.get(..10);
    }
    let year = instant
        .split_ascii_whitespace()
        .skip(2)
        .find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let end = find(instant, &[" ", year].concat())? + 1 + year.len();
    instant.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_largest_unit_that_fits() {
        for (seconds, expected) in [
            (-5.0, Some((0.0, "second"))),
            (44.0, Some((0.0, "second"))),
            (45.0, Some((1.0, "minute"))),
            (119.0, Some((1.0, "minute"))),
            (3_599.0, Some((59.0, "minute"))),
            (7_200.0, Some((2.0, "hour"))),
            (6.9 * 86_400.0, Some((6.0, "day"))),
            (29.0 * 86_400.0, Some((4.0, "week"))),
            (30.0 * 86_400.0, None),
        ] {
            assert_eq!(age_in_units(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn small_whole_numbers_need_no_format() {
        for (tag, value, expected) in [
            ("en", 0.0, Some("0")),
            ("fr-CA", 999.0, Some("999")),
            ("en", 1_000.0, None),
            ("en", 4.5, None),
            ("en", -1.0, None),
            ("fr-u-nu-arab", 7.0, None),
        ] {
            assert_eq!(small(tag, value).as_deref(), expected, "{tag} {value}");
        }
    }

    #[test]
    fn a_day_is_that_of_its_writer() {
        for (instant, date) in [
            ("2026-03-02", Some("2026-03-02")),
            (" 2026-03-02T23:30:00-05:00", Some("2026-03-02")),
            ("Sat, 28 Mar 2026 00:30:00 +0900", Some("Sat, 28 Mar 2026")),
            ("28 Mar 2026 09:00 EST", Some("28 Mar 2026")),
            ("2026-03", None),
            ("4. März", None),
            ("", None),
        ] {
            assert_eq!(calendar_date(instant), date, "{instant}");
        }
    }
}
