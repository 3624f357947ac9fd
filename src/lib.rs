//! The widgets of article-widgets, as the loader `article-widgets.js` mounts
//! them: one exported function, [`mount()`], which puts a widget into the shadow
//! root of its custom element.
//!
//! | room | what it holds |
//! | --- | --- |
//! | [`rating`], [`comments`], [`navigation`] | a widget each: its view, its state and its doc |
//! | [`host`] | the page, seen from Rust: attributes, events, language, shadow root |
//! | [`backend`] | where votes and comments are kept, and how to ask for them |
//! | [`language`] | words, plurals, numbers and dates |
//!
//! | [`notice`] | what a failed request leaves in a widget |
//! | [`js_value`] | JavaScript objects, made and read |
//! | [`text`] | texts, whatever language they are in |
//! | [`unicode`] | what the rule for articles' keys asks the browser |
//!
//! A widget knows these and no other widget.

pub mod backend;
pub mod comments;
pub mod host;
pub mod js_value;
pub mod language;
pub mod navigation;
pub mod notice;
pub mod rating;
pub mod text;
pub mod unicode;

mod mount;

pub use mount::{Mounted, mount};

/// Smaller than the standard library's, and as quick.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
