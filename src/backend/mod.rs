//! Where votes, comments and an article's neighbours are kept, and one way to ask
//! for them, whatever protocol the server speaks: a file an adapter.

mod document;
mod failure;
pub mod feed;
mod native;
mod neighbours;
mod plain_text;
mod proof;
mod request;
pub mod wordpress;

use std::rc::Rc;

use article_widgets_model::{
    Comment, CommentDraft, CommentPage, Identifier, Order, RatingSummary, Vote,
};

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

    /// One page of comments: the first, or the one at `cursor`. Each thread comes
    /// with its first replies. `author` sees the own comments that are held.
    ///
    /// # Errors
    /// When no answer came in time, or none that could be read.
    pub async fn comments(
        &self,
        author: Option<Identifier>,
        order: Order,
        cursor: Option<&str>,
    ) -> Result<Told, Failure> {
        match self.protocol {
            Protocol::Native => native::comments(self, author, order, cursor).await,
        }
    }

    /// The comments that came since a page was read whose `latest` is `since`.
    ///
    /// # Errors
    /// As for [`Self::comments`].
    pub async fn news(&self, author: Option<Identifier>, since: &str) -> Result<Told, Failure> {
        match self.protocol {
            Protocol::Native => native::news(self, author, since).await,
        }
    }

    /// The next replies in the thread of `root`: those after `last`, or the first.
    ///
    /// # Errors
    /// As for [`Self::comments`], and when the thread is gone.
    pub async fn replies(
        &self,
        author: Option<Identifier>,
        root: Identifier,
        last: Option<Identifier>,
    ) -> Result<Told, Failure> {
        match self.protocol {
            Protocol::Native => native::replies(self, author, root, last).await,
        }
    }

    /// A comment, after the ones that it answers.
    ///
    /// # Errors
    /// As for [`Self::comments`], and when there is no such comment.
    pub async fn thread_of(
        &self,
        author: Option<Identifier>,
        id: Identifier,
    ) -> Result<Told, Failure> {
        match self.protocol {
            Protocol::Native => native::thread_of(self, author, id).await,
        }
    }

    /// Publishes `draft` under `id`, in the name of `author`. Doing it again with the
    /// same draft changes nothing; with another draft it is [`Failure::Conflict`].
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub async fn publish(
        &self,
        author: Identifier,
        id: Identifier,
        draft: &CommentDraft,
        signs: &Signs,
    ) -> Result<Comment, Failure> {
        match self.protocol {
            Protocol::Native => native::publish(self, author, id, draft, signs).await,
        }
    }

    /// Gives the comment `id` another text. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the comment is not `author`'s, or can no longer be changed; when the
    /// server refused otherwise, or did not acknowledge in time.
    pub async fn edit(
        &self,
        author: Identifier,
        id: Identifier,
        body: &str,
    ) -> Result<Comment, Failure> {
        match self.protocol {
            Protocol::Native => native::edit(self, author, id, body).await,
        }
    }

    /// Takes the comment `id` back. Doing it again changes nothing.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub async fn withdraw(&self, author: Identifier, id: Identifier) -> Result<Comment, Failure> {
        match self.protocol {
            Protocol::Native => native::withdraw(self, author, id).await,
        }
    }

    /// What a comment's text would look like, as HTML.
    ///
    /// # Errors
    /// As for [`Self::comments`].
    pub async fn preview(&self, body: &str) -> Result<String, Failure> {
        match self.protocol {
            Protocol::Native => native::preview(self, body).await,
        }
    }
}

/// Comments, and when the server told them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The comments.
    pub page: CommentPage,
    /// The time by the server's clock, as RFC 9110 writes it; none if it did not say.
    pub date: Option<String>,
}

/// By what a server may tell a person from a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// What was written into a field that people do not see.
    pub trap: String,
    /// For how many seconds the form was open; none if that is not known.
    pub seconds: Option<u32>,
}
