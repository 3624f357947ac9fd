//! Visibility of the page and of elements.

use gloo_utils::document;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, VisibilityState};

/// True if the page is in front.
pub fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Looks out for an element, until it is dropped.
pub struct VisibilityGuard {
    observer: Option<IntersectionObserver>,
    _seen: Closure<dyn Fn(Array)>,
}

/// Calls `work` each time when an element comes into sight.
pub fn when_seen(element: &Element, work: impl Fn() + 'static) -> VisibilityGuard {
    let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let is_seen = |entry: JsValue| {
            let entry: web_sys::IntersectionObserverEntry = entry.unchecked_into();
            entry.is_intersecting()
        };
        if entries.iter().any(is_seen) {
            work();
        }
    });
    // Fails for no function.
    let observer = IntersectionObserver::new(seen.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    VisibilityGuard {
        observer,
        _seen: seen,
    }
}

impl Drop for VisibilityGuard {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
