//! Where votes, comments and an article's neighbours are kept, and one way to ask
//! for them, whatever protocol the server speaks: a file an adapter.

mod document;
mod failure;
pub mod feed;
mod native;
mod neighbours;
mod plain_text;
mod request;
pub mod wordpress;

use std::rc::Rc;

use article_widgets_model::{Comment, CommentDraft, CommentPage, Identifier, RatingSummary, Vote};

pub use failure::Failure;
pub use neighbours::{Article, Neighbours, NoNeighbours};

/// The protocols that the attribute `backend` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `native`: article-widgets' own server.
    Native,
}

/// An article at a server: what every request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The article's key.
    pub article: Rc<str>,
    /// The server's URL, without a slash at its end.
    pub endpoint: Rc<str>,
    /// What the server speaks.
    pub protocol: Protocol,
}

impl Source {
    /// The votes so far in stars of the scale `best`, and `voter`'s own.
    ///
    /// # Errors
    /// When no answer came in time, or none that could be read.
    pub async fn rating(&self, best: u8, voter: Identifier) -> Result<RatingSummary, Failure> {
        match self.protocol {
            Protocol::Native => native::rating(self, best, voter).await,
        }
    }

    /// Gives `vote` in the name of `voter`, in place of an earlier one. Doing it
    /// again changes nothing.
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub async fn vote(&self, vote: Vote, voter: Identifier) -> Result<RatingSummary, Failure> {
        match self.protocol {
            Protocol::Native => native::vote(self, vote, voter).await,
        }
    }

    /// Takes back the vote of `voter`, if there is one; the votes that are left
    /// are told in stars of the scale `best`. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub async fn withdraw_vote(
        &self,
        best: u8,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        match self.protocol {
            Protocol::Native => native::withdraw_vote(self, best, voter).await,
        }
    }

    /// One page of comments, oldest first: the first, or the one at `cursor`.
    ///
    /// # Errors
    /// When no answer came in time, or none that could be read.
    pub async fn comments(&self, cursor: Option<&str>) -> Result<CommentPage, Failure> {
        match self.protocol {
            Protocol::Native => native::comments(self, cursor).await,
        }
    }

    /// Publishes `draft` under `id`. Doing it again with the same draft changes
    /// nothing; with another draft it is [`Failure::Conflict`].
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub async fn publish(&self, id: Identifier, draft: &CommentDraft) -> Result<Comment, Failure> {
        match self.protocol {
            Protocol::Native => native::publish(self, id, draft).await,
        }
    }
}
