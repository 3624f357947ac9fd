//! `<article-rating>`: the votes on an article as stars and a line, and one vote
//! a reader, which the reader can change.
//!
//! Shadow parts: `base`, `stars`, `star`, `line`, `own`, `notice`, `button`,
//! `retry`. Events: `article-rating:ready`, `:change` with `{value, average,
//! best, count}` when the server has kept a vote, `:error` with `{action, code}`.

mod state;
mod view;

pub use view::{Properties, Rating};

/// The custom element's name.
pub const ELEMENT: &str = "article-rating";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!("../../styles/rating.css");
