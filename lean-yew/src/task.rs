//! Work that waits for an answer, and is forgotten when nobody waits any more.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use gloo_utils::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::IdleRequestOptions;

use crate::effect::Cleanup;

/// Work, whatever it is made of: so that what waits for its result is compiled once for
/// each kind of result.
pub type BoxedFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Starts `work` and hands its result to `done`, unless what is returned was dropped
/// before: by an effect, which makes a component that is gone, or shows another article,
/// deaf to the answer. The work itself goes on, so that a vote on its way arrives.
pub fn start<T: 'static>(work: BoxedFuture<T>, done: impl FnOnce(T) + 'static) -> Cleanup {
    start_boxed(work, Box::new(done))
}

fn start_boxed<T: 'static>(work: BoxedFuture<T>, done: Box<dyn FnOnce(T)>) -> Cleanup {
    // Who waits no longer keeps nothing: the work does not know what it is for.
    let waiting = Rc::new(Cell::new(Some(done)));
    let waits = Rc::downgrade(&waiting);
    spawn_local(then(work, move |result| {
        let done = waits.upgrade().and_then(|waiting| waiting.take());
        if let Some(done) = done {
            done(result);
        }
    }));
    Some(waiting)
}

/// Work of which comes what `then` makes of the result of other work.
pub fn then<T: 'static, U: 'static>(
    work: BoxedFuture<T>,
    then: impl FnOnce(T) -> U + 'static,
) -> BoxedFuture<U> {
    Box::pin(Then {
        work,
        then: Some(Box::new(then)),
    })
}

/// Less than an `async` block, which counts where it is, for each that there is.
struct Then<T, U> {
    work: BoxedFuture<T>,
    then: Option<Box<dyn FnOnce(T) -> U>>,
}

impl<T, U> Future for Then<T, U> {
    type Output = U;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<U> {
        let result = ready!(self.work.as_mut().poll(context));
        match self.then.take() {
            Some(then) => Poll::Ready(then(result)),
            // It came before.
            None => Poll::Pending,
        }
    }
}

/// A promise, and the function that keeps it when it is called, which does not fail.
pub fn promise() -> (Promise, Function) {
    let mut keep = None;
    let promise = Promise::new(&mut |resolve, _| keep = Some(resolve));
    (promise, keep.unwrap_or_default())
}

/// [`start`] with a [`pause`].
pub fn later(milliseconds: i32, done: impl FnOnce() + 'static) -> Cleanup {
    start(Box::pin(pause(milliseconds)), move |()| done())
}

/// Waits for this many milliseconds.
pub async fn pause(milliseconds: i32) {
    let time = Promise::new(&mut |resolve, _| {
        // Fails for no function.
        let _ =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    // A promise that is never refused.
    let _ = JsFuture::from(time).await;
}

/// The longest that [`idle`] waits, in milliseconds.
const PATIENCE: u32 = 1_000;

/// Waits until the browser is idle, for a second at most.
pub async fn idle() {
    let idle = Promise::new(&mut |resolve, _| {
        let options = IdleRequestOptions::new();
        options.set_timeout(PATIENCE);
        let asked = window().request_idle_callback_with_options(&resolve, &options);
        // Safari tells of no idleness.
        if asked.is_err() {
            // Fails for no value.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // A promise that is never refused.
    let _ = JsFuture::from(idle).await;
}

/// Yields to what is more urgent for the browser: its reader's input, and rendering.
pub async fn give_way() {
    let global = js_sys::global();
    // Safari has no scheduler, and the property of no object is none.
    let scheduler = Reflect::get(&global, &"scheduler".into()).unwrap_or_default();
    let turn = Reflect::get(&scheduler, &"yield".into()).unwrap_or_default();
    let turn: Option<Function> = turn.dyn_into().ok();
    let turn = turn.and_then(|turn| turn.call0(&scheduler).ok());
    match turn.and_then(|turn| turn.dyn_into::<Promise>().ok()) {
        // Only an abort would refuse it.
        Some(turn) => drop(JsFuture::from(turn).await),
        None => pause(0).await,
    }
}
