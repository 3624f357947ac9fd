//! The page, seen from Rust: the element that carries a widget, its attributes
//! and events, the shadow root that the widget is drawn in, and the reader's
//! storage.

mod element;
mod event;
mod focus;
mod shadow;
mod voter;
mod warning;

pub use element::Host;
pub use focus::{focus, focus_quietly, has_focus};
pub use shadow::{create_container, open};
pub use voter::{random_identifier, voter};
