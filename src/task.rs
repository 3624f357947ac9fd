//! Work that waits for an answer, and is forgotten when nobody waits any more.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::effect::Hold;
use crate::object::value;

/// Work, whatever it is made of: so that what waits for its result is compiled once for
/// each kind of result.
pub type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// Starts `work` and hands its result to `done`, unless what is returned was dropped
/// before: by an effect, which makes a component that is gone, or shows another article,
/// deaf to the answer. The work itself goes on, so that a vote on its way arrives.
pub fn start<T: 'static>(work: Work<T>, done: impl FnOnce(T) + 'static) -> Hold {
    start_boxed(work, Box::new(done))
}

fn start_boxed<T: 'static>(work: Work<T>, done: Box<dyn FnOnce(T)>) -> Hold {
    let waiting = Rc::new(());
    let waits = Rc::downgrade(&waiting);
    spawn_local(async move {
        let result = work.await;
        if waits.strong_count() > 0 {
            done(result);
        }
    });
    Some(waiting)
}

/// [`start`] with a [`pause`].
pub fn later(milliseconds: i32, done: impl FnOnce() + 'static) -> Hold {
    start(Box::pin(pause(milliseconds)), move |()| done())
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
