use std::fmt;

use crate::article_url::{Unicode, normalised};
use crate::{Code, Field, FieldError};

/// The name under which an article's votes and comments are kept: usually the URL of its
/// page, in the one spelling that [`normalised`] gives all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleKey {
    normal: String,
    written: String,
}

impl ArticleKey {
    /// The longest key, in bytes of UTF-8, once it is normalised.
    pub const MAXIMUM: usize = 2_048;

    /// Takes `text` as a key, without the white space around it.
    ///
    /// # Errors
    /// [`Code::Missing`] when nothing is left, [`Code::TooLong`] past
    /// [`Self::MAXIMUM`], [`Code::Malformed`] for control characters.
    pub fn parse(text: &str, unicode: &Unicode) -> Result<Self, FieldError> {
        let written = text.trim();
        if written.is_empty() {
            return Err(FieldError::new(Field::Article, Code::Missing));
        }
        if written.chars().any(char::is_control) {
            return Err(FieldError::new(Field::Article, Code::Malformed));
        }
        let normal = normalised(written, unicode);
        if normal.len() > Self::MAXIMUM {
            return Err(FieldError::too_long(Field::Article, Self::MAXIMUM));
        }
        Ok(Self {
            normal,
            written: written.to_owned(),
        })
    }

    /// The key in its one spelling, under which new articles are kept.
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// The key as it was given, under which an article of an earlier version may be kept.
    pub fn written(&self) -> &str {
        &self.written
    }
}

impl fmt::Display for ArticleKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.normal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For keys of ASCII.
    const UNICODE: Unicode = Unicode {
        composed: str::to_owned,
        host: |authority| Some(authority.to_owned()),
    };

    fn code(text: &str) -> Option<Code> {
        let key = ArticleKey::parse(text, &UNICODE);
        key.err().map(|error| error.code)
    }

    #[test]
    fn any_text_up_to_2048_bytes_is_a_key() {
        let emoji = "🦀".repeat(512);
        assert_eq!(emoji.len(), ArticleKey::MAXIMUM);
        let key = ArticleKey::parse(&emoji, &UNICODE).expect("a key");
        assert_eq!(key.as_str(), emoji);
        assert_eq!(code(&"a".repeat(2_049)), Some(Code::TooLong));
    }

    #[test]
    fn the_limit_is_that_of_the_normalised_key() {
        let slug = "%E0%A4%AC".repeat(600);
        let key = format!("https://blog.example/{slug}/?utm_source={slug}");
        assert_eq!(code(&key), None);
        let slug = "%E0%A4%AC".repeat(700);
        let key = format!("https://blog.example/{slug}/");
        assert_eq!(code(&key), Some(Code::TooLong));
    }

    #[test]
    fn nothing_and_control_characters_are_no_key() {
        assert_eq!(code(""), Some(Code::Missing));
        assert_eq!(code(" \t "), Some(Code::Missing));
        assert_eq!(code("a\0b"), Some(Code::Malformed));
    }
}
