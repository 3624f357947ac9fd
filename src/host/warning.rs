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
