//! The identity of a request's sender, by its token.

use std::fmt;

use article_widgets_model::Identifier;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The one who sent a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Identity {
    /// A reader without a token.
    Anyone,
    /// The reader whose browser holds this author's token.
    Author(Author),
    /// The blog's owner.
    Admin,
}

impl Identity {
    /// True for the blog's owner.
    pub(crate) fn is_owner(&self) -> bool {
        matches!(self, Self::Admin)
    }

    /// The author whose comments are the asker's own.
    pub(crate) fn author(&self) -> Option<&Author> {
        match self {
            Self::Author(author) => Some(author),
            Self::Anyone | Self::Admin => None,
        }
    }

    /// True if the comment of an author with this hash is the sender's own.
    pub(crate) fn wrote(&self, author: Option<&[u8]>) -> bool {
        match (self.author(), author) {
            (Some(identity), Some(author)) => identity.0.ct_eq(author).into(),
            _ => false,
        }
    }
}

/// An author, known by the SHA-256 of a token: whoever reads the database can write
/// in nobody's name.
#[derive(Clone, Copy)]
pub(crate) struct Author([u8; 32]);

impl Author {
    /// The author who holds the token.
    pub(crate) fn of(token: Identifier) -> Self {
        Self(hash(&token.to_string()))
    }

    /// The stored hash of the token.
    pub(crate) fn hash(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Author {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Author")
    }
}

/// The token by which the blog's owner is known.
#[derive(Clone, Copy)]
pub(crate) struct AdminToken([u8; 32]);

impl AdminToken {
    /// The token of this text.
    pub(crate) fn new(token: &str) -> Self {
        Self(hash(token))
    }

    /// Compares the text with the token, in a time that does not depend on either.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0.ct_eq(&hash(text)).into()
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AdminToken")
    }
}

/// The SHA-256 of a text.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}
