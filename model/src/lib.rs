#![doc = include_str!("../README.md")]

pub mod api;
mod article;
mod article_url;
mod comment;
mod identifier;
pub mod markup;
mod problem;
mod rating;
mod validation;

pub use article::ArticleKey;
pub use article_url::{Unicode, normalised, without_tracking};
pub use comment::{
    BODY_MAXIMUM, Comment, CommentDraft, CommentPage, CommentState, EMAIL_MAXIMUM, NAME_MAXIMUM,
    Order, Required, WEBSITE_MAXIMUM, is_visible,
};
pub use identifier::Identifier;
pub use problem::Problem;
pub use rating::{BEST_DEFAULT, BEST_MAXIMUM, BEST_MINIMUM, RatingSummary, Vote};
pub use validation::{Code, Field, FieldError};
