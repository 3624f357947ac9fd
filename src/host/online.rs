use wasm_bindgen::prelude::*;

/// Calls `work` each time that the network returns, until what is answered is
/// dropped.
pub fn on_online(work: impl Fn() + 'static) -> impl Drop {
    Listener::new("online", work)
}

struct Listener {
    event: &'static str,
    work: Closure<dyn Fn()>,
}

impl Listener {
    fn new(event: &'static str, work: impl Fn() + 'static) -> Self {
        let work = Closure::<dyn Fn()>::new(work);
        if let Some(window) = web_sys::window() {
            // Fails for no event that a window has.
            let _ = window.add_event_listener_with_callback(event, work.as_ref().unchecked_ref());
        }
        Self { event, work }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // As above.
            let _ = window.remove_event_listener_with_callback(
                self.event,
                self.work.as_ref().unchecked_ref(),
            );
        }
    }
}
