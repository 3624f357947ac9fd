//! `<article-rating>`: the votes on an article as stars and a line, and one vote
//! a reader, which the reader can change and withdraw.
//!
//! The reader's vote shows at once, and is put back with a sentence if the server
//! refuses it. One that the server could not be asked to keep stays on the device,
//! also when the page is left, and goes out when the network returns.
//!
//! Attributes, with a property each: `article`, `endpoint`, `backend`, `loading`,
//! `lang`; `max`, `readonly`; `value` and `votes`, an average and a count to show
//! until the server has told them; `template`, the line, of `{average}`, `{best}`,
//! `{votes}` and `{count}`; `structured-data`, the schema.org type that the
//! article's rating is told of in the page, or `off`; and `name`, `required`,
//! `disabled` as a form's control, whose value is the reader's own vote.
//!
//! Shadow parts: `base`, `stars`, `star`, `line`, `own`, `status`, `button`,
//! `withdraw`, `retry`.
//!
//! Custom properties of its own: `--article-widgets-star`,
//! `--article-widgets-star-size`, `--article-widgets-star-path`.
//!
//! Events: `article-rating:ready`; `article-rating:change` with `{value, average,
//! best, count}` when the server has kept a vote, or its withdrawal, which is a
//! `value` of `null`; `article-rating:error` with `{action, code}`.

mod average;
mod effects;
mod outbox;
mod peers;
mod properties;
mod stars;
mod state;
mod structured_data;
mod view;

pub use properties::Properties;

/// The custom element's name.
pub const ELEMENT: &str = "article-rating";

/// The text of the widget's style sheet.
pub const STYLE: &str = include_str!(concat!(env!("ARTICLE_WIDGETS_STYLES"), "/rating.css"));
