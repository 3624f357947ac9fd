use wasm_bindgen::prelude::*;
use web_sys::{MutationObserver, MutationObserverInit, Node};

/// Calls a function when nodes of the page have changed, until it is dropped.
pub struct Observation {
    observer: Option<MutationObserver>,
    _changed: Closure<dyn FnMut()>,
}

impl Observation {
    /// Looks at nothing yet.
    pub fn new(work: impl FnMut() + 'static) -> Self {
        let changed = Closure::<dyn FnMut()>::new(work);
        // Fails for no function.
        let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok();
        Self {
            observer,
            _changed: changed,
        }
    }

    /// Looks at a node's children from now on, or at all that is in it.
    pub fn observe(&self, node: &Node, is_deep: bool) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        if is_deep {
            what.set_attributes(true);
            what.set_character_data(true);
            what.set_subtree(true);
        }
        if let Some(observer) = &self.observer {
            // Fails for nothing to look at.
            let _ = observer.observe_with_options(node, &what);
        }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
