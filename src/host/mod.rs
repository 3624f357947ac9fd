//! The page, seen from Rust: the element that carries a widget, its attributes
//! and events, its form, the shadow root that the widget is drawn in, scripts
//! of data in the page's head, documents that are no page, and the reader's storage.

mod adoption;
mod article_reference;
mod clock;
mod element;
mod event;
mod focus;
mod form;
mod fragment;
mod inert;
mod link;
mod listener;
mod node;
mod observation;
mod page;
mod policy;
mod script;
mod shadow;
pub mod storage;
mod trusted;
mod visibility;
mod voter;
mod warning;
mod web_lock;
mod wordpress;

pub use article_reference::warn_of_left_article;
pub use clock::{instant, now};
pub use element::Host;
pub use focus::{focus, focus_quietly, has_focus};
pub use form::ElementInternals;
pub use fragment::{
    address_with_fragment, follow_within, fragment, opens_elsewhere, watch_fragment,
};
pub use inert::inert_html;
pub use link::linked;
pub use listener::Listener;
pub use node::{append, copy, element, first, next, set_attributes, text_node};
pub use observation::Observation;
pub use page::{PageWatch, is_wordpress_post_left, watch_page, wordpress_post};
pub use policy::allows_speculation_rules;
pub use script::{add_script, set_script};
pub use shadow::{create_container, open};
pub use visibility::{VisibilityGuard, is_visible, when_seen};
pub use voter::{kept_identifier, random_identifier, voter};
pub use web_lock::{WebLock, web_lock};
