//! Work that waits for an answer, and is forgotten when nobody waits any more.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::object::{object, value};

/// Starts `work` and hands its result to `done`, unless the function that is
/// returned was called before: an effect's clean-up, which makes a component
/// that is gone, or shows another article, deaf to the answer. The work itself
/// goes on, so that a vote on its way arrives.
pub fn start<T: 'static>(
    work: impl Future<Output = T> + 'static,
    done: impl FnOnce(T) + 'static,
) -> impl FnOnce() + 'static {
    start_some(Some(work), done)
}

/// [`start`], if there is work.
pub fn start_some<T: 'static>(
    work: Option<impl Future<Output = T> + 'static>,
    done: impl FnOnce(T) + 'static,
) -> impl FnOnce() + 'static {
    let forgotten = Rc::new(Cell::new(false));
    if let Some(work) = work {
        let forgotten = Rc::clone(&forgotten);
        spawn_local(async move {
            let result = work.await;
            if !forgotten.get() {
                done(result);
            }
        });
    }
    move || forgotten.set(true)
}

/// Lets so many milliseconds go by.
pub async fn pause(milliseconds: i32) {
    let time = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // Fails for no function.
            let _ = window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    // A promise that is never refused.
    let _ = JsFuture::from(time).await;
}

/// The longest that [`idle`] waits, in milliseconds.
const PATIENCE: i32 = 1_000;

/// Lets the browser do all that there is to do, for a second at most.
pub async fn idle() {
    let idle = Promise::new(&mut |resolve, _| {
        let options = object(&[("timeout", PATIENCE.into())]);
        let asked = web_sys::window().and_then(|window| {
            let options = options.unchecked_ref();
            window
                .request_idle_callback_with_options(&resolve, options)
                .ok()
        });
        // Safari tells of no idleness.
        if asked.is_none() {
            // Fails for no value.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // A promise that is never refused.
    let _ = JsFuture::from(idle).await;
}

/// Lets the browser do what is more urgent: answer its reader, and draw.
pub async fn give_way() {
    let global = js_sys::global();
    let scheduler = value(&global, "scheduler").unwrap_or_default();
    let turn: Option<Function> = value(&scheduler, "yield").and_then(|turn| turn.dyn_into().ok());
    let turn = turn.and_then(|turn| turn.call0(&scheduler).ok());
    match turn.and_then(|turn| turn.dyn_into::<Promise>().ok()) {
        // Only an abort would refuse it.
        Some(turn) => drop(JsFuture::from(turn).await),
        None => pause(0).await,
    }
}
