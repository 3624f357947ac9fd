//! Remarks beside what matters more.

use lean_yew::element::{ElementBuilder, element};

/// A paragraph that says `text`.
pub(super) fn hint(text: &'static str) -> ElementBuilder {
    element("p").class("hint").part("hint").text(text)
}
