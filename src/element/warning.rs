use std::cell::RefCell;

thread_local! {
    static WARNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes `what` to the console, once for each element name, attribute and value.
pub(super) fn warn_once(element: &str, attribute: &str, value: &str, what: &str) {
    let warning = ["<", element, " ", attribute, "=\"", value, "\">: ", what].concat();
    WARNED.with_borrow_mut(|warned| {
        if !warned.contains(&warning) {
            web_sys::console::warn_1(&warning.as_str().into());
            warned.push(warning);
        }
    });
}

/// Writes to the console, once for each value, that an attribute's value has no meaning
/// and what is used in its place, if anything.
pub(super) fn warn_of_value(element: &str, attribute: &str, value: &str, instead: &str) {
    let what = "not a value of this attribute";
    let what = if instead.is_empty() {
        [what, ", and left out"].concat()
    } else {
        [what, "; \"", instead, "\" is used"].concat()
    };
    warn_once(element, attribute, value, &what);
}
