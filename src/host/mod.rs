//! The page, seen from Rust: the element that carries a widget, its attributes
//! and events, its form, the shadow root that the widget is drawn in, scripts
//! of data in the page's head, and the reader's storage.

mod element;
mod event;
mod focus;
mod form;
mod link;
mod listener;
mod policy;
mod script;
mod shadow;
pub mod storage;
mod voter;
mod warning;

pub use element::Host;
pub use focus::{focus, focus_quietly, has_focus};
pub use form::ElementInternals;
pub use link::linked;
pub use listener::Listener;
pub use policy::allows_speculation_rules;
pub use script::{add_script, set_script};
pub use shadow::{create_container, open};
pub use voter::{random_identifier, voter};
