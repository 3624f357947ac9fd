//! Remarks beside what matters more.

use crate::tag::{Tag, tag};

/// A paragraph that says `text`.
pub(super) fn hint(text: &'static str) -> Tag {
    tag("p").class("hint").part("hint").text(text)
}
