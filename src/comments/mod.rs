//! `<article-comments>`: a form that says politely what is missing, and the
//! comments under it.
//!
//! Attributes, with a property each: `article`, `endpoint`, `backend`, `loading`,
//! `lang`, `show`, `order`, `paging`, `depth`, `images`, `name-field`, `email-field`,
//! `website-field`.
//!
//! Shadow parts: `author`, `avatar`, `base`, `body`, `button`, `cancel`, `choice`,
//! `comment`, `comments`, `confirm`, `counter`, `date`, `error`, `field`, `form`,
//! `heading`, `hint`, `input`, `keep`, `label`, `more`, `news`, `notice`, `order`,
//! `permalink`, `preview`, `remember`, `replies`, `retry`, `status`, `submit`,
//! `summary`, `tab`, `unsent`, `waiting`, `way`.
//!
//! Events: `article-comments:ready` when the first comments are shown;
//! `article-comments:submit` with `{id, name, state}` when the server has kept a
//! comment; `article-comments:edit` and `article-comments:withdraw` with `{id}` when it
//! was changed or taken back;
//! `article-comments:error` with `{action, code}`.

mod author;
mod avatar;
mod card;
mod delete_dialog;
mod draft;
mod effects;
mod form;
mod group;
mod hint;
mod order;
mod outbox;
mod pending;
mod properties;
mod quick_sanitizer;
mod sanitizer;
mod state;
mod thread;
mod tree;
mod view;

pub use properties::Properties;
pub use view::Comments;

/// The custom element's name.
pub const ELEMENT: &str = "article-comments";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!(concat!(env!("ARTICLE_WIDGETS_STYLES"), "/comments.css"));
