use std::cell::RefCell;

thread_local! {
    static WARNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes one warning to the console for each element name, attribute and value:
/// `instead` is used, or nothing where it is empty.
pub(super) fn warn_once(element: &str, attribute: &str, value: &str, instead: &str) {
    let told = ["<", element, " ", attribute, "=\"", value].concat();
    let warning = if instead.is_empty() {
        [&told, "\">: not a value of this attribute, and left out"].concat()
    } else {
        [
            &told,
            "\">: not a value of this attribute; \"",
            instead,
            "\" is used",
        ]
        .concat()
    };
    WARNED.with_borrow_mut(|warned| {
        if !warned.contains(&warning) {
            web_sys::console::warn_1(&warning.as_str().into());
            warned.push(warning);
        }
    });
}
