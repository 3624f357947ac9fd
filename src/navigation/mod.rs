//! `<article-nav>`: the article before and the one after, from the links that
//! the page wrote inside the element: `<a rel="prev">` and `<a rel="next">`.
//!
//! Attributes, with a property each: `loading`, `lang`.
//!
//! Shadow parts: `base`, `link`, `previous`, `next`, `label`, `title`.
//!
//! Events: `article-nav:ready`; `article-nav:navigate` with `{direction, href,
//! title}` when a link is about to be followed, which `preventDefault` stops;
//! `article-nav:error` when the bundle did not load.

mod links;
mod view;

pub use view::{Navigation, Properties};

/// The custom element's name.
pub const ELEMENT: &str = "article-nav";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!("../../styles/navigation.css");
