//! `<article-nav>`: the article before and the one after, from the links that
//! the page wrote inside the element: `<a rel="prev">` and `<a rel="next">`.
//!
//! Shadow parts: `base`, `link`, `previous`, `next`, `label`, `title`. Events:
//! `article-nav:ready`, `:navigate` with `{direction, href, title}` when a link
//! is about to be followed, which `preventDefault` stops.

mod links;
mod view;

pub use view::{Navigation, Properties};

/// The custom element's name.
pub const ELEMENT: &str = "article-nav";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!("../../styles/navigation.css");
