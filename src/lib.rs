//! The widgets of article-widgets, as the loader `article-widgets.js` mounts
//! them: one exported function, [`mount()`], which puts a widget into the shadow
//! root of its custom element.
//!
//! | room | what it holds |
//! | --- | --- |
//! | [`rating`], [`comments`], [`navigation`] | a widget each: properties, state, effects and views |
//! | [`element`] | the custom element: attributes, events, form, shadow root, the article meant |
//! | [`backend`] | operations on an article, and an adapter for each kind of server |
//! | [`language`] | sentences, plurals, numbers and dates |
//! | [`browser`] | the browser's APIs and JavaScript values |
//!
//! A widget knows these and no other widget.

pub mod backend;
pub mod browser;
pub mod comments;
pub mod element;
pub mod language;
pub mod navigation;
pub mod rating;

mod mount;

pub use mount::{Mounted, mount};

/// Smaller than the standard library's, and as quick.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
