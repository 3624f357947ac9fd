//! `<article-comments>`: a form that says politely what is missing, and the
//! comments under it.
//!
//! Attributes, with a property each: `article`, `endpoint`, `backend`, `loading`,
//! `lang`.
//!
//! Shadow parts: `base`, `form`, `field`, `label`, `hint`, `input`, `error`,
//! `button`, `submit`, `more`, `retry`, `status`, `notice`, `heading`,
//! `comments`, `comment`, `author`, `date`, `body`.
//!
//! Events: `article-comments:ready` when the first comments are shown;
//! `article-comments:submit` with `{id, name}` when the server has kept a comment;
//! `article-comments:error` with `{action, code}`.

mod draft;
mod effects;
mod form;
mod properties;
mod state;
mod thread;
mod view;

pub use properties::Properties;
pub use view::Comments;

/// The custom element's name.
pub const ELEMENT: &str = "article-comments";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!("../../styles/comments.css");
