//! The page, seen from Rust: the element that carries a widget, its attributes
//! and events, its form, the shadow root that the widget is drawn in, and the
//! reader's storage and network.

mod element;
mod event;
mod focus;
mod form;
mod online;
mod shadow;
pub mod storage;
mod voter;
mod warning;

pub use element::Host;
pub use focus::{focus, focus_quietly, has_focus};
pub use form::ElementInternals;
pub use online::on_online;
pub use shadow::{create_container, open};
pub use voter::{random_identifier, voter};
