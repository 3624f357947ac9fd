//! A proof of work after the scheme of ALTCHA (<https://altcha.org/docs/v2/>), which
//! costs a reader a moment and a spammer a machine: of the keys that PBKDF2 derives
//! from a nonce and a counter, the first that begins as the challenge says is looked
//! for. The browser's own cryptography does it, beside the page's thread.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::browser::js_value::{number, object, text, value};

/// More tries than any server asks for on purpose.
const PATIENCE: u32 = 10_000;

#[wasm_bindgen]
extern "C" {
    /// Only pages that came through a safe connection have it.
    #[wasm_bindgen(thread_local_v2, js_namespace = crypto, js_name = subtle)]
    static SUBTLE: JsValue;

    type SubtleCrypto;

    #[wasm_bindgen(method, js_name = importKey, catch)]
    fn import_key(
        this: &SubtleCrypto,
        format: &str,
        data: &Uint8Array,
        algorithm: &str,
        is_extractable: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, js_name = deriveBits, catch)]
    fn derive_bits(
        this: &SubtleCrypto,
        algorithm: &JsValue,
        key: &JsValue,
        length: u32,
    ) -> Result<Promise, JsValue>;
}

/// The challenge and its solution, as the server takes them; none if the challenge
/// is of another kind, or the browser has no cryptography for this page.
pub(super) async fn of_work(challenge: &JsValue) -> Option<JsValue> {
    let task = Task::read(&value(challenge, "parameters")?)?;
    for counter in 0..PATIENCE {
        let key = hexadecimal(&task.derive(counter).await?);
        if key.starts_with(&task.prefix) {
            let solution = object(&[("counter", counter.into()), ("derivedKey", key.into())]);
            return Some(object(&[
                ("challenge", challenge.clone()),
                ("solution", solution),
            ]));
        }
    }
    None
}

struct Task {
    hash: String,
    iterations: f64,
    nonce: Vec<u8>,
    salt: Vec<u8>,
    prefix: String,
    /// In bits.
    length: u32,
}

impl Task {
    fn read(parameters: &JsValue) -> Option<Self> {
        let algorithm = text(parameters, "algorithm")?;
        Some(Self {
            hash: algorithm.strip_prefix("PBKDF2/")?.to_owned(),
            iterations: number(parameters, "cost")?,
            nonce: bytes(&text(parameters, "nonce")?)?,
            salt: bytes(&text(parameters, "salt")?)?,
            prefix: text(parameters, "keyPrefix")?.to_ascii_lowercase(),
            length: number(parameters, "keyLength")? as u32 * 8,
        })
    }

    /// The key of a counter.
    async fn derive(&self, counter: u32) -> Option<Vec<u8>> {
        let subtle = SUBTLE.with(JsValue::clone);
        if subtle.is_undefined() {
            return None;
        }
        let subtle: SubtleCrypto = subtle.unchecked_into();
        let password = [&self.nonce[..], &counter.to_be_bytes()].concat();
        let uses = Array::of1(&"deriveBits".into());
        let password = Uint8Array::from(&password[..]);
        let key = subtle.import_key("raw", &password, "PBKDF2", false, &uses);
        let key = JsFuture::from(key.ok()?).await.ok()?;
        let algorithm = object(&[
            ("name", "PBKDF2".into()),
            ("hash", self.hash.as_str().into()),
            ("iterations", self.iterations.into()),
            ("salt", Uint8Array::from(&self.salt[..]).into()),
        ]);
        let bits = subtle.derive_bits(&algorithm, &key, self.length).ok()?;
        let bits = JsFuture::from(bits).await.ok()?;
        Some(Uint8Array::new(&bits).to_vec())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(DIGITS[usize::from(nibble)].into());
        }
    }
    text
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let mut bytes = Vec::new();
    let mut rest = hexadecimal.as_bytes();
    while let [high, low, after @ ..] = rest {
        bytes.push((digit(*high)? << 4 | digit(*low)?) as u8);
        rest = after;
    }
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_they_are_read() {
        assert_eq!(bytes("00ff1a"), Some(vec![0, 255, 26]));
        assert_eq!(hexadecimal(&[0, 255, 26]), "00ff1a");
        for odd in ["0", "0g", "é"] {
            assert_eq!(bytes(odd), None, "{odd}");
        }
    }
}
