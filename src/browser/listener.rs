use gloo_utils::window;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// Calls a function at each event of a name, until it is dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    work: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Listens on `target` from now on.
    pub fn new(target: &EventTarget, event: &'static str, work: impl Fn(Event) + 'static) -> Self {
        Self::start(target, event, Box::new(work))
    }

    fn start(target: &EventTarget, event: &'static str, work: Box<dyn Fn(Event)>) -> Self {
        let work = Closure::wrap(work);
        // Fails for no function.
        let _ = target.add_event_listener_with_callback(event, work.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            event,
            work,
        }
    }

    /// Listens on the window.
    pub fn on_window(event: &'static str, work: impl Fn(Event) + 'static) -> Self {
        Self::new(&window(), event, work)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let work = self.work.as_ref().unchecked_ref();
        // As above.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, work);
    }
}
