use web_sys::{Element, Url};

/// The URL that an attribute of an element of the page names, read from the page's
/// base.
pub fn linked(element: &Element, attribute: &str) -> Option<Url> {
    let base = element.base_uri().ok().flatten()?;
    Url::new_with_base(&element.get_attribute(attribute)?, &base).ok()
}
