//! What a reader's browser keeps for the blog, under keys of this bundle's own:
//! in local storage, or for as long as the page is open where storage is
//! forbidden or full.

use std::cell::RefCell;

use web_sys::{Storage, Window};

/// What stands before each key.
const PREFIX: &str = "article-widgets:";

thread_local! {
    static UNSTORED: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Whether what is written outlives the page.
pub fn is_lasting() -> bool {
    let key = full("trial");
    storage().is_some_and(|storage| {
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

/// Keeps a value under a key.
pub fn write(key: &str, value: &str) {
    if storage().is_some_and(|storage| storage.set_item(&full(key), value).is_ok()) {
        forget_unstored(key);
    } else {
        // What was stored before is not to come back.
        remove(key);
        UNSTORED.with_borrow_mut(|unstored| unstored.push((key.to_owned(), value.to_owned())));
    }
}

/// Keeps nothing under a key any more.
pub fn remove(key: &str) {
    forget_unstored(key);
    if let Some(storage) = storage() {
        // Fails as reading does, where there is nothing to remove.
        let _ = storage.remove_item(&full(key));
    }
}

/// Whether a key of local storage, as a `storage` event names it, is one of ours.
pub fn is_key(stored: &str, key: &str) -> bool {
    stored.strip_prefix(PREFIX) == Some(key)
}

/// The keys that begin with `start`.
pub fn keys(start: &str) -> Vec<String> {
    let mut keys = stored_keys(&full(start));
    UNSTORED.with_borrow(|unstored| {
        let unstored = unstored.iter().map(|(key, _)| key);
        keys.extend(unstored.filter(|key| key.starts_with(start)).cloned());
    });
    keys
}

fn stored_keys(start: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    (0..storage.length().unwrap_or_default())
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(start))
        .map(|key| key[PREFIX.len()..].to_owned())
        .collect()
}

fn forget_unstored(key: &str) {
    UNSTORED.with_borrow_mut(|unstored| unstored.retain(|(known, _)| known != key));
}

fn full(key: &str) -> String {
    [PREFIX, key].concat()
}

fn storage() -> Option<Storage> {
    web_sys::window()
        .as_ref()
        .map(Window::local_storage)?
        .ok()
        .flatten()
}
