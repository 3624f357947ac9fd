//! The part of the page's address after the `#`, which names a place in the page.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::without_tracking;
use gloo_utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlAnchorElement, MouseEvent};

use super::page::shown_href;
use super::{PageWatch, watch_page};
use crate::browser::Listener;
use crate::browser::text::before;

/// The fragment of the page's address, as it is written.
pub fn fragment() -> String {
    let hash = window().location().hash();
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's address as it is shown, without the part after the `#`.
fn shown_page() -> String {
    before(&shown_href(), "#").to_owned()
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

/// Follows a click on a link to a place in this page without loading the page again, though its
/// address says where the reader comes from and the link does not.
pub fn follow_within(event: &Event) {
    let Some(click) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let page = page_address();
    if page == shown_page() || opens_elsewhere(click) || click.default_prevented() {
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
        // Fails for no fragment.
        let _ = window().location().set_hash(place);
    }
}

/// Calls `work` whenever another part stands after the `#`, and when a reader follows a
/// link to the place that stands there already, until what is answered is dropped.
pub fn watch_fragment(work: impl Fn() + 'static) -> (PageWatch, Listener) {
    let work = Rc::new(work);
    let known = RefCell::new(fragment());
    let again = Rc::clone(&work);
    let changed = watch_page(move || {
        let now = fragment();
        if known.replace(now.clone()) != now {
            work();
        }
    });
    let followed = Listener::on_window("click", move |event| {
        if leads_here(&event) {
            again();
        }
    });
    (changed, followed)
}

/// True if a click on a link opens another tab or window, or saves the target.
pub fn opens_elsewhere(click: &MouseEvent) -> bool {
    click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key()
}

/// True if a click follows a link to the current address.
fn leads_here(event: &Event) -> bool {
    let here = address_with_fragment(&fragment());
    let mut path = event.composed_path().into_iter();
    !opens_elsewhere(event.unchecked_ref())
        && path.any(|target| {
            let link = target.dyn_into::<HtmlAnchorElement>();
            link.is_ok_and(|link| link.href() == here)
        })
}
