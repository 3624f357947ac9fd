use article_widgets_model::{BEST_DEFAULT, BEST_MAXIMUM, BEST_MINIMUM, RatingSummary};
use wasm_bindgen::JsValue;
use yew::AttrValue;

use crate::backend::ArticleReference;
use crate::browser::text::{before, digits};
use crate::element::Host;
use crate::language::Language;

/// The schema.org type of an article, unless the page says another.
const ARTICLE_TYPE: &str = "Article";

/// The largest number of votes that JavaScript counts exactly.
const MOST_VOTES: f64 = 9_007_199_254_740_991.0;

/// The properties of `<article-rating>`.
#[derive(Clone, PartialEq)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// The article whose votes are shown.
    pub reference: ArticleReference,
    /// The language to speak.
    pub language: Language,
    /// The article's key is the URL of the page.
    pub is_of_page: bool,
    /// The article is the one that the page shows, as far as that can be known.
    pub is_own: bool,
    /// The accessible name that the page gives the rating.
    pub label: Option<AttrValue>,
    /// The stars of the scale, 2 to 10.
    pub best: u8,
    /// Votes are shown and not taken.
    pub is_readonly: bool,
    /// The element, or a fieldset around it, is disabled.
    pub is_disabled: bool,
    /// The element's form requires a vote.
    pub is_required: bool,
    /// The votes to show before the server's response.
    pub first_paint: Option<RatingSummary>,
    /// The line beside the stars, if the page writes it its own way.
    pub template: Option<AttrValue>,
    /// The schema.org type under which the page is told of the votes, if it is.
    pub structured_data: Option<AttrValue>,
    /// The number of resets of the element's form.
    pub resets: u32,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host, resets: u32) -> Self {
        let best = best(host);
        let is_own = host.has_own_votes();
        let reference = host.votes();
        Self {
            language: host.language(),
            label: host.label().map(AttrValue::from),
            best,
            is_readonly: host.has_attribute("readonly") || !is_own,
            is_disabled: host.is_disabled(),
            is_required: host.has_attribute("required"),
            first_paint: first_paint(host, best),
            template: template(host),
            structured_data: structured_data(host).filter(|_| is_own),
            is_of_page: host.is_of_page(&reference),
            is_own,
            resets,
            reference,
            host: host.clone(),
        }
    }
}

fn best(host: &Host) -> u8 {
    let known = |best: f64| (f64::from(BEST_MINIMUM)..=f64::from(BEST_MAXIMUM)).contains(&best);
    let best = whole_number(host, "max", &digits(BEST_DEFAULT), &known);
    best.map_or(BEST_DEFAULT, |best| best as u8)
}

/// The votes that the page itself writes down: both numbers, or none at all.
fn first_paint(host: &Host, best: u8) -> Option<RatingSummary> {
    let count = whole_number(host, "votes", "", &|count| count <= MOST_VOTES)?;
    if count == 0.0 {
        return Some(RatingSummary::empty(best));
    }
    let is_known = |average: f64| (1.0..=f64::from(best)).contains(&average);
    Some(RatingSummary {
        average: Some(number(host, "value", "", &is_known)?),
        best,
        count: count as u64,
        vote: None,
    })
}

fn whole_number(
    host: &Host,
    attribute: &str,
    instead: &str,
    is_known: &dyn Fn(f64) -> bool,
) -> Option<f64> {
    number(host, attribute, instead, &|number| {
        number == number.trunc() && is_known(number)
    })
}

/// An attribute's number, if it is one that is known; warns of any other value
/// that `instead` is used.
fn number(
    host: &Host,
    attribute: &str,
    instead: &str,
    is_known: &dyn Fn(f64) -> bool,
) -> Option<f64> {
    let written = host.attribute(attribute)?;
    let is_decimal = |digit: u8| digit.is_ascii_digit() || digit == b'.';
    let number = (!written.trim().is_empty() && written.trim().bytes().all(is_decimal))
        .then(|| JsValue::from_str(&written).unchecked_into_f64())
        .filter(|number| number.is_finite() && is_known(*number));
    if number.is_none() {
        host.warn(attribute, &written, instead);
    }
    number
}

/// Names that a template may have in braces.
const NAMES: [&str; 4] = ["average", "best", "count", "votes"];

fn template(host: &Host) -> Option<AttrValue> {
    let template = host.attribute("template")?;
    let mut rest = &*template;
    while let Some((_, after)) = rest.split_once('{') {
        rest = after;
        let name = before(after, "{").split_once('}').map(|(name, _)| name);
        if let Some(name) = name.filter(|name| !NAMES.contains(name)) {
            let what = ["{", name, "} stands for nothing, and is left as it is"].concat();
            host.warn_of("template", &template, &what);
        }
    }
    let is_blank = template.trim().is_empty();
    (!is_blank).then(|| template.into())
}

fn structured_data(host: &Host) -> Option<AttrValue> {
    let attribute = "structured-data";
    let kind = host.attribute(attribute).unwrap_or_default();
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match kind.trim() {
        "off" => None,
        "" => Some(ARTICLE_TYPE.into()),
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) && is_name(name) => {
            Some(name.to_owned().into())
        }
        _ => {
            host.warn(attribute, &kind, ARTICLE_TYPE);
            Some(ARTICLE_TYPE.into())
        }
    }
}
