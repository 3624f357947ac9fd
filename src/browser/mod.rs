//! The browser, seen from Rust: its nodes, events, storage, clock and policies, and JavaScript
//! values. Nothing here knows a widget.

mod clock;
mod focus;
mod inert;
pub mod js_value;
mod link;
mod listener;
mod node;
mod observation;
mod policy;
mod script;
pub mod storage;
pub mod text;
mod trusted;
pub mod unicode;
mod visibility;
mod web_lock;

pub use clock::{instant, now};
pub use focus::{focus, focus_quietly, has_focus};
pub use inert::inert_html;
pub use link::linked;
pub use listener::Listener;
pub use node::{append, copy, element, first, next, set_attributes, text_node};
pub use observation::Observation;
pub use policy::allows_speculation_rules;
pub use script::{add_script, set_script};
pub use visibility::{VisibilityGuard, is_visible, when_seen};
pub use web_lock::{WebLock, web_lock};
