//! The next article before it is asked for: drawn out of sight by a speculation
//! rule (<https://wicg.github.io/nav-speculation/speculation-rules.html>), or
//! fetched into the browser's cache.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_utils::{document, window};
use js_sys::{Array, Function, JSON};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Url;

use super::properties::Prefetch;
use crate::browser::js_value::{object, value};
use crate::browser::text::before;
use crate::browser::{add_script, allows_speculation_rules};
use lean_yew::effect::Cleanup;
use lean_yew::task;

/// The time for which a reader has to point at a link before it is fetched, in milliseconds:
/// longer than a pointer takes that passes over it.
const INTEREST: i32 = 80;

const RULES: &str = "speculationrules";

thread_local! {
    /// The URLs that were made ready on this page.
    static READY: RefCell<Vec<Rc<str>>> = const { RefCell::new(Vec::new()) };
}

/// Makes the article at `href` ready, unless the reader loses interest at once.
pub(super) fn run_ahead(href: Rc<str>, ahead: Prefetch) -> Cleanup {
    task::later(INTEREST, move || {
        if is_worth(&href) {
            wasm_bindgen_futures::spawn_local(make_ready(href, ahead));
        }
    })
}

/// True for an article of this blog that was not prefetched yet, unless the reader saves data.
fn is_worth(href: &Rc<str>) -> bool {
    let Ok(page) = window().location().href() else {
        return false;
    };
    let (Ok(url), Ok(here)) = (Url::new(href), Url::new(&page)) else {
        return false;
    };
    let without_fragment = |url: &Url| before(&url.href(), "#").to_owned();
    url.origin() == here.origin()
        && without_fragment(&url) != without_fragment(&here)
        && !saves_data()
        && READY.with_borrow_mut(|ready| {
            let is_new = !ready.contains(href);
            if is_new {
                ready.push(Rc::clone(href));
            }
            is_new
        })
}

fn saves_data() -> bool {
    let navigator = value(&js_sys::global(), "navigator");
    let connection = navigator.and_then(|navigator| value(&navigator, "connection"));
    connection
        .and_then(|connection| value(&connection, "saveData"))
        .is_some_and(|saves| saves.is_truthy())
}

async fn make_ready(href: Rc<str>, ahead: Prefetch) {
    if ahead == Prefetch::Prerender && has_speculation_rules() {
        let Some(is_allowed) = allows_speculation_rules().await else {
            // A page that lets nothing be asked of its own origin lets nothing be
            // fetched from there.
            return;
        };
        if is_allowed && prerender(&href).is_some() {
            return;
        }
    }
    prefetch(&href);
}

fn has_speculation_rules() -> bool {
    let scripts = value(&js_sys::global(), "HTMLScriptElement");
    let supports = scripts.and_then(|scripts| value(&scripts, "supports"));
    supports
        .and_then(|supports| supports.dyn_into::<Function>().ok())
        .and_then(|supports| supports.call1(&JsValue::NULL, &RULES.into()).ok())
        .is_some_and(|answer| answer.is_truthy())
}

fn prerender(href: &str) -> Option<()> {
    let rule = object(&[
        ("urls", Array::of1(&href.into()).into()),
        ("eagerness", "immediate".into()),
    ]);
    let rules = object(&[("prerender", Array::of1(&rule).into())]);
    let rules: String = JSON::stringify(&rules).ok()?.into();
    add_script(RULES, &rules).map(|_| ())
}

fn prefetch(href: &str) -> Option<()> {
    let document = document();
    let link = document.create_element("link").ok()?;
    link.set_attribute("rel", "prefetch").ok()?;
    link.set_attribute("href", href).ok()?;
    document.head()?.append_child(&link).ok()?;
    Some(())
}
