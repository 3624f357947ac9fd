use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::browser::js_value::value;

/// A lock that one page of the browser holds at a time, until this is dropped.
pub struct WebLock(Option<Function>);

impl Drop for WebLock {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            // Resolving a promise does not fail.
            let _ = end.call0(&JsValue::NULL);
        }
    }
}

/// Waits until nothing else of this browser has a turn of this name. Where there are no
/// locks, which browsers have for safe connections alone, everyone's turn is at once.
pub async fn web_lock(name: &str) -> WebLock {
    let granted = Promise::new(&mut |grant, _| {
        let hold = {
            let grant = grant.clone();
            Closure::once_into_js(move || {
                Promise::new(&mut |end, _| {
                    let _ = grant.call1(&JsValue::NULL, &end);
                })
            })
        };
        if request(name, &hold).is_none() {
            let _ = grant.call0(&JsValue::NULL);
        }
    });
    // A promise that is never refused.
    let end = JsFuture::from(granted).await.ok();
    WebLock(end.and_then(|end| end.dyn_into().ok()))
}

/// Asks for the lock of a name, which is held as long as what `hold` promises.
fn request(name: &str, hold: &JsValue) -> Option<JsValue> {
    let locks = value(&value(&js_sys::global(), "navigator")?, "locks")?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    request.call2(&locks, &name.into(), hold).ok()
}
