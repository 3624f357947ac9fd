//! The reader's storage, under keys of this bundle: local storage, or memory for as long as the
//! page is open where storage is forbidden or full; and session storage for the values of one
//! visit.

use std::cell::RefCell;

use gloo_utils::window;
use web_sys::Storage;

/// The prefix of each key.
const PREFIX: &str = "article-widgets:";

thread_local! {
    static UNSTORED: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// True if entries outlive the page, as far as that is known.
pub fn is_lasting() -> bool {
    let key = full("trial");
    let has_room = UNSTORED.with_borrow(Vec::is_empty);
    has_room
        && storage().is_some_and(|storage| {
            storage.set_item(&key, "").is_ok() && storage.remove_item(&key).is_ok()
        })
}

/// The value under a key.
pub fn read(key: &str) -> Option<String> {
    let unstored = UNSTORED.with_borrow(|unstored| {
        let entry = unstored.iter().find(|(known, _)| known == key);
        entry.map(|(_, value)| value.clone())
    });
    unstored.or_else(|| storage()?.get_item(&full(key)).ok().flatten())
}

/// Keeps a value under a key, and tells whether it outlives the page. If not, the
/// value before it does: an older text is better than none.
pub fn write(key: &str, value: &str) -> bool {
    forget_unstored(key);
    let is_stored = storage().is_some_and(|storage| storage.set_item(&full(key), value).is_ok());
    if !is_stored {
        UNSTORED.with_borrow_mut(|unstored| unstored.push((key.to_owned(), value.to_owned())));
    }
    is_stored
}

/// Keeps nothing under a key any more.
pub fn remove(key: &str) {
    forget_unstored(key);
    if let Some(storage) = storage() {
        // Fails as reading does, where there is nothing to remove.
        let _ = storage.remove_item(&full(key));
    }
}

/// The value under a key that lasts for the reader's visit.
pub fn read_for_visit(key: &str) -> Option<String> {
    visit()?.get_item(&full(key)).ok().flatten()
}

/// Keeps a value under a key for the reader's visit, where the browser keeps anything.
pub fn write_for_visit(key: &str, value: &str) {
    if let Some(storage) = visit() {
        // Fails where nothing is kept.
        let _ = storage.set_item(&full(key), value);
    }
}

/// The keys that begin with `start`.
pub fn keys(start: &str) -> Vec<String> {
    let mut keys = stored_keys(&full(start));
    UNSTORED.with_borrow(|unstored| {
        for (key, _) in unstored {
            if key.starts_with(start) && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
    });
    keys
}

fn stored_keys(start: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let Some(storage) = storage() else {
        return keys;
    };
    for index in 0..storage.length().unwrap_or_default() {
        if let Ok(Some(key)) = storage.key(index)
            && key.starts_with(start)
        {
            keys.push(key[PREFIX.len()..].to_owned());
        }
    }
    keys
}

fn forget_unstored(key: &str) {
    UNSTORED.with_borrow_mut(|unstored| unstored.retain(|(known, _)| known != key));
}

fn full(key: &str) -> String {
    [PREFIX, key].concat()
}

fn visit() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
