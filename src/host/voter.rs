use std::cell::OnceCell;

use article_widgets_model::Identifier;
use web_sys::{Storage, Window};

const KEY: &str = "article-widgets:voter";

thread_local! {
    static VOTER: OnceCell<Identifier> = const { OnceCell::new() };
}

/// The identifier under which this reader votes: kept in the blog's local
/// storage, or for as long as the page is open where storage is forbidden.
pub fn voter() -> Identifier {
    VOTER.with(|voter| *voter.get_or_init(|| stored().unwrap_or_else(make)))
}

/// An identifier that no other browser has.
pub fn random_identifier() -> Identifier {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if let Some(crypto) = crypto {
        // Fails only past 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Identifier::from_random(bytes)
}

fn storage() -> Option<Storage> {
    web_sys::window()
        .as_ref()
        .map(Window::local_storage)?
        .ok()
        .flatten()
}

fn stored() -> Option<Identifier> {
    let text = storage()?.get_item(KEY).ok().flatten()?;
    Identifier::parse(&text)
}

fn make() -> Identifier {
    let voter = random_identifier();
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, &voter.to_string());
    }
    voter
}
