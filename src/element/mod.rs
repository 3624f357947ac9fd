//! The custom element that carries a widget, and what all widgets have from it: attributes,
//! events, the form, the shadow root, the article that is meant, and the reader's identifier.

mod adoption;
mod article_reference;
mod event;
mod form;
mod fragment;
mod host;
pub mod notice;
mod page;
mod shadow;
mod voter;
mod warning;
mod wordpress;

pub use article_reference::warn_of_left_article;
pub use form::ElementInternals;
pub use fragment::{
    address_with_fragment, follow_within, fragment, opens_elsewhere, watch_fragment,
};
pub use host::Host;
pub use page::{PageWatch, is_wordpress_post_left, watch_page, wordpress_post};
pub use shadow::{create_container, open};
pub use voter::{kept_identifier, random_identifier, voter};
