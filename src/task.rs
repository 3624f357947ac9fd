//! Work that waits for an answer, and is forgotten when nobody waits any more.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

/// Starts `work` and hands its result to `done`, unless the function that is
/// returned was called before: an effect's clean-up, which makes a component
/// that is gone, or shows another article, deaf to the answer. The work itself
/// goes on, so that a vote on its way arrives.
pub fn start<T: 'static>(
    work: impl Future<Output = T> + 'static,
    done: impl FnOnce(T) + 'static,
) -> impl FnOnce() + 'static {
    let forgotten = Rc::new(Cell::new(false));
    let forget = Rc::clone(&forgotten);
    spawn_local(async move {
        let result = work.await;
        if !forgotten.get() {
            done(result);
        }
    });
    move || forget.set(true)
}
