use article_widgets_model::Identifier;
use gloo_utils::window;

use crate::browser::storage;

const KEY: &str = "voter";

/// The identifier under which this reader votes, the same in every tab.
pub fn voter() -> Identifier {
    kept_identifier(KEY)
}

/// The identifier that the reader's storage has under a key; if there is none, a new
/// one, which it has from now on.
pub fn kept_identifier(key: &str) -> Identifier {
    storage::read(key)
        .and_then(|text| Identifier::parse(&text))
        .unwrap_or_else(|| {
            let identifier = random_identifier();
            storage::write(key, &identifier.text());
            identifier
        })
}

/// An identifier that no other browser has.
pub fn random_identifier() -> Identifier {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // Fails only past 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Identifier::from_random(bytes)
}
