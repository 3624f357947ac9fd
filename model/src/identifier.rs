use std::fmt;

/// A random 128-bit name that a browser made: of a voter, or of a comment; or the
/// number that another server gave a comment. Its text form is that of a UUID (RFC 9562), in lower case.
///
/// A voter's identifier is known to that reader's browser and the server alone,
/// so that nobody else can change the vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier([u8; 16]);

impl Identifier {
    /// An identifier from 16 random bytes, marked as a UUID of version 4.
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// The identifier of these bytes, as [`Self::as_bytes`] gave them.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads the text form: 32 hexadecimal digits in groups of 8, 4, 4, 4, 12.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() != 36 {
            return None;
        }
        let mut bytes = [0; 16];
        let mut position = 0;
        for (index, byte) in bytes.iter_mut().enumerate() {
            if HYPHEN_BEFORE.contains(&index) {
                if text[position] != b'-' {
                    return None;
                }
                position += 1;
            }
            *byte = digit(text[position])? << 4 | digit(text[position + 1])?;
            position += 2;
        }
        Some(Self(bytes))
    }

    /// The identifier of what a server numbers, below 2^56: a UUID of version 8, which
    /// RFC 9562 leaves to such uses, so that no random one is the same.
    pub fn from_number(number: u64) -> Self {
        // In WebAssembly's own order of bytes.
        Self((u128::from(number) << 72 | NUMBERED).to_le_bytes())
    }

    /// The number that it was made of; of a random one, a random number.
    pub fn number(&self) -> u64 {
        (u128::from_le_bytes(self.0) >> 72) as u64
    }

    /// The text form, which [`fmt::Display`] writes too: the bundle does without the
    /// standard library's formatting.
    pub fn text(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(36);
        for (index, byte) in self.0.iter().enumerate() {
            if HYPHEN_BEFORE.contains(&index) {
                text.push('-');
            }
            for nibble in [byte >> 4, byte & 15] {
                text.push(DIGITS[usize::from(nibble)].into());
            }
        }
        text
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The bits that mark a UUID, read from its last byte to its first, as one of version 8 and of the
/// variant of RFC 9562.
const NUMBERED: u128 = 0x80_0080 << 48;

const HYPHEN_BEFORE: [usize; 4] = [4, 6, 8, 10];

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Identifier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Identifier {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Identifier {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::Custom(
                "uuid".to_owned(),
            )))
            .description(Some("A random UUID that the browser made."))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Identifier {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_the_same() {
        let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        let identifier = Identifier::parse(text).expect("a UUID");
        assert_eq!(identifier.to_string(), text);
        assert_eq!(Identifier::parse(&text.to_uppercase()), Some(identifier));
    }

    #[test]
    fn random_bytes_become_a_version_4_uuid() {
        assert_eq!(
            Identifier::from_random([0xff; 16]).to_string(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff",
        );
    }

    #[test]
    fn numbers_are_kept_and_no_random_identifier_is_one() {
        for number in [0, 1, 61, 9_007_199_254_740_991] {
            let identifier = Identifier::from_number(number);
            assert_eq!(identifier.number(), number);
            assert_eq!(Identifier::parse(&identifier.to_string()), Some(identifier));
        }
        assert_eq!(
            Identifier::from_number(12).to_string(),
            "00000000-0000-8000-800c-000000000000",
        );
        let random = Identifier::from_random([0; 16]);
        assert_ne!(random, Identifier::from_number(random.number()));
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "67e55044",
            "67e5504410b1426f9247bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0cg",
            "67e55044-10b1-426f-9247bbb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c8-",
            "é7e55044-10b1-426f-9247-bb680e5fe0c8",
        ] {
            assert_eq!(Identifier::parse(text), None, "{text}");
        }
    }
}
