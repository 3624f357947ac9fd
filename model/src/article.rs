use std::fmt;

use crate::{Code, Field, FieldError};

/// The name under which an article's votes and comments are kept: usually its
/// canonical URL, at most [`ArticleKey::MAXIMUM`] bytes of UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleKey(String);

impl ArticleKey {
    /// The longest key, in bytes of UTF-8.
    pub const MAXIMUM: usize = 512;

    /// Takes `text` as a key, without the white space around it.
    ///
    /// # Errors
    /// [`Code::Missing`] when nothing is left, [`Code::TooLong`] past
    /// [`Self::MAXIMUM`], [`Code::Malformed`] for control characters.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let key = text.trim();
        if key.is_empty() {
            Err(FieldError::new(Field::Article, Code::Missing))
        } else if key.len() > Self::MAXIMUM {
            Err(FieldError::too_long(Field::Article, Self::MAXIMUM))
        } else if key.chars().any(char::is_control) {
            Err(FieldError::new(Field::Article, Code::Malformed))
        } else {
            Ok(Self(key.to_owned()))
        }
    }

    /// The key as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<Code> {
        ArticleKey::parse(text).err().map(|error| error.code)
    }

    #[test]
    fn any_text_up_to_512_bytes_is_a_key() {
        let emoji = "🦀".repeat(128);
        assert_eq!(emoji.len(), ArticleKey::MAXIMUM);
        assert_eq!(
            ArticleKey::parse(&emoji).map(|key| key.to_string()),
            Ok(emoji)
        );
        assert_eq!(code(&"a".repeat(513)), Some(Code::TooLong));
    }

    #[test]
    fn nothing_and_control_characters_are_no_key() {
        assert_eq!(code(""), Some(Code::Missing));
        assert_eq!(code(" \t "), Some(Code::Missing));
        assert_eq!(code("a\0b"), Some(Code::Malformed));
    }
}
