//! `<article-nav>`: the article before and the one after, with a title, and where
//! the source has them a picture and a date.
//!
//! The neighbours come from the first of these that names any: links inside the
//! element, `<a rel="prev">` and `<a rel="next">`, which may hold an `<img>` and a
//! `<time>`; `<link rel="prev">` and `<link rel="next">` in the page's head; the
//! feed of the attribute `feed`; WordPress.
//!
//! Attributes, with a property each: `feed`, the URL of the blog's RSS, Atom or
//! JSON Feed; `backend`, of which `wordpress` asks the blog's WordPress;
//! `prefetch`, what is done while a reader points at a link: `prerender`,
//! `document` or `none`; `shortcuts`, arrow keys that follow the links; `loading`,
//! `lang`.
//!
//! Shadow parts: `base`, `link`, `previous`, `next`, `label`, `title`, `date`,
//! `picture`. An element without neighbours has the custom state `empty`, and is
//! hidden.
//!
//! Events: `article-nav:ready`; `article-nav:navigate` with `{direction, href,
//! title}` when a link is about to be followed, which `preventDefault` stops;
//! `article-nav:error` with `{action, code}`.

mod arrows;
mod effects;
mod links;
mod prefetch;
mod properties;
mod state;
mod view;

pub use properties::Properties;

/// The custom element's name.
pub const ELEMENT: &str = "article-nav";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!(concat!(env!("ARTICLE_WIDGETS_STYLES"), "/navigation.css"));
