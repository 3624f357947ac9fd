//! The part of the page's address after the `#`, which names a place in the page.

use article_widgets_model::without_tracking;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlAnchorElement, MouseEvent};

use crate::text::before;

/// What the page's address says after the `#`, as it is written there.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's address as it is shown, without the part after the `#`.
fn shown_page() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    before(&href.unwrap_or_default(), "#").to_owned()
}

/// The page's address without the part after the `#`, and without what tells where the
/// reader comes from.
pub(super) fn page_address() -> String {
    without_tracking(&shown_page())
}

/// The same with another part after the `#`. A page with a `<base>` would take `#…` alone
/// for a place in another page.
pub fn address_with_fragment(fragment: &str) -> String {
    [&page_address(), "#", fragment].concat()
}

/// Lets a click on a link to a place in this page lead there without loading the page
/// again, though its address says where the reader comes from and the link does not.
pub fn follow_within(event: &Event) {
    let Some(click) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let page = page_address();
    let is_for_browser = page == shown_page()
        || click.ctrl_key()
        || click.meta_key()
        || click.shift_key()
        || click.alt_key()
        || click.default_prevented();
    if is_for_browser {
        return;
    }
    let link = event
        .composed_path()
        .iter()
        .find_map(|target| target.dyn_into::<HtmlAnchorElement>().ok());
    let href = link.map(|link| link.href()).unwrap_or_default();
    let place = href.strip_prefix(&*page);
    if let Some(place) = place.filter(|place| place.starts_with('#')) {
        event.prevent_default();
        if let Some(window) = web_sys::window() {
            // Fails for no fragment.
            let _ = window.location().set_hash(place);
        }
    }
}
