//! The part of the page's address after the `#`, which names a place in the page.

use crate::text::before;

/// What the page's address says after the `#`, as it is written there.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's address with another part after the `#`. A page with a `<base>` would
/// take `#…` alone for a place in another page.
pub fn address_with_fragment(fragment: &str) -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    let page = before(&href, "#");
    [page, "#", fragment].concat()
}
