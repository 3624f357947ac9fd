//! Where votes, comments and an article's neighbours are kept, and one way to ask
//! for them, whatever protocol the server speaks: an adapter each.
//!
//! | adapter | protocol |
//! | --- | --- |
//! | `native` | article-widgets' own server |
//! | `wordpress` | WordPress' REST API; votes by the native protocol |
//! | `isso` | Isso's API; no votes |
//!
//! # To write the next one
//!
//! An adapter is a file with a type that has the trait `Adapter`. It turns each
//! `Operation` into requests, and the answers into a `OperationResult`; it must read comments and
//! send them, and says in [`Capabilities`] what else its server offers. It is added to
//! [`Backend`], and in `host::article_reference` it is said how an element names an article of it.
//! The widgets learn nothing of it.
//!
//! It keeps these promises:
//!
//! - A comment is published once, however often it is sent. Where the server does not
//!   see to that itself, [`SpamSignals::is_again`] tells that the comment may be there.
//! - Every failure says truly whether the same request may succeed later
//!   ([`BackendError::is_passing`]): what may, waits on the device, and the rest goes back
//!   to its field.
//! - HTML of comments comes as the server sends it: the widget builds it anew from a
//!   few harmless elements. Names and addresses are plain text.

mod adapter;
mod comment_fields;
mod document;
mod error_mapping;
mod failure;
pub mod feed;
mod isso;
mod native;
mod neighbours;
mod plain_text;
mod prefetch;
mod proof;
mod request;
pub mod wordpress;

use std::rc::Rc;

use article_widgets_model::{
    Comment, CommentDraft, CommentPage, Identifier, Order, RatingSummary, Vote,
};

use adapter::{Adapter, Operation, OperationResult, Step};
pub use failure::BackendError;
use lean_yew::task::{BoxedFuture, then};
pub use neighbours::{ArticleLink, Neighbours, NoNeighbours};
pub use prefetch::expect;
use request::exchange;

/// The protocols that the attribute `backend` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backend {
    /// `native`: article-widgets' own server.
    Native,
    /// `wordpress`: a blog's WordPress.
    WordPress,
    /// `isso`: a server of Isso.
    Isso,
}

/// Capabilities of a server beyond reading and sending comments. Whether a comment can be changed
/// or taken back is a property of the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The same comment can be sent several times, from several pages, and is
    /// published once.
    pub is_idempotent: bool,
    /// Readers write Markdown; elsewhere HTML.
    pub markdown: bool,
    /// It shows what a comment will look like.
    pub previews: bool,
}

impl Backend {
    /// True if this bundle has the adapter: the package's features can leave it out. Code behind
    /// this condition is not in a bundle without it.
    pub const fn is_built(self) -> bool {
        match self {
            Self::Native => true,
            Self::WordPress => cfg!(feature = "wordpress"),
            Self::Isso => cfg!(feature = "isso"),
        }
    }

    fn adapter(self) -> &'static dyn Adapter {
        match self {
            Self::WordPress if Self::WordPress.is_built() => &wordpress::WordPress,
            Self::Isso if Self::Isso.is_built() => &isso::Isso,
            _ => &native::Native,
        }
    }

    /// The capabilities of its servers.
    pub fn capabilities(self) -> Capabilities {
        self.adapter().capabilities()
    }

    /// The name of a comment, as its servers write it.
    pub fn name(self, id: Identifier) -> String {
        self.adapter().name(id)
    }

    /// The place in a page's address that names a comment.
    pub fn fragment(self, id: Identifier) -> String {
        [self.adapter().fragment(), &self.name(id)].concat()
    }

    /// The comment that a place in a page's address names.
    pub fn named_by(self, fragment: &str) -> Option<Identifier> {
        let adapter = self.adapter();
        adapter.named(fragment.strip_prefix(adapter.fragment())?)
    }
}

/// True if a fragment names a comment at any kind of server.
pub fn names_comment(fragment: &str) -> bool {
    let protocols = [Backend::Native, Backend::WordPress, Backend::Isso];
    let mut named = protocols
        .map(|backend| backend.named_by(fragment))
        .into_iter();
    named.any(|id| id.is_some())
}

/// An article at a server: what every request names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticleReference {
    /// The article's key.
    pub article: Rc<str>,
    /// The server's URL, without a slash at its end. With WordPress that of its API,
    /// with whatever stands before a route.
    pub endpoint: Rc<str>,
    /// The kind of server.
    pub backend: Backend,
}

/// An answer that is awaited.
pub type Asking<T> = BoxedFuture<Result<T, BackendError>>;

impl ArticleReference {
    /// The votes so far in stars of the scale `best`, and `voter`'s own.
    ///
    /// # Errors
    /// When no answer came in time, or none that could be read.
    pub fn rating(&self, best: u8, voter: Identifier) -> Asking<RatingSummary> {
        self.votes(Operation::Rating { best, voter })
    }

    /// Gives `vote` in the name of `voter`, in place of an earlier one. Doing it
    /// again changes nothing.
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub fn vote(&self, vote: Vote, voter: Identifier) -> Asking<RatingSummary> {
        self.votes(Operation::Vote { vote, voter })
    }

    /// Takes back the vote of `voter`, if there is one; the votes that are left
    /// are told in stars of the scale `best`. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub fn withdraw_vote(&self, best: u8, voter: Identifier) -> Asking<RatingSummary> {
        self.votes(Operation::WithdrawVote { best, voter })
    }

    /// One page of comments: the first, or the one at `cursor`, which is as long as the
    /// server lets it be if it `is_long`. Each thread comes with its first replies.
    /// `author` sees the own comments that are held.
    ///
    /// # Errors
    /// When no answer came in time, or none that could be read.
    pub fn comments(
        &self,
        author: Option<Identifier>,
        order: Order,
        cursor: Option<Rc<str>>,
        is_long: bool,
    ) -> Asking<CommentsResponse> {
        self.page(Operation::Comments {
            author,
            order,
            cursor,
            is_long,
        })
    }

    /// The comments that came since a page was read whose `latest` is `since`.
    ///
    /// # Errors
    /// As for [`Self::comments`].
    pub fn news(&self, author: Option<Identifier>, since: Rc<str>) -> Asking<CommentsResponse> {
        self.page(Operation::News { author, since })
    }

    /// The next replies in the thread of `root`: those after `last`, or the first.
    ///
    /// # Errors
    /// As for [`Self::comments`], and when the thread is gone.
    pub fn replies(
        &self,
        author: Option<Identifier>,
        root: Identifier,
        last: Option<Identifier>,
    ) -> Asking<CommentsResponse> {
        self.page(Operation::Replies { author, root, last })
    }

    /// A comment, after the ones that it answers.
    ///
    /// # Errors
    /// As for [`Self::comments`], and when there is no such comment.
    pub fn thread_of(
        &self,
        author: Option<Identifier>,
        id: Identifier,
    ) -> Asking<CommentsResponse> {
        self.page(Operation::ThreadOf { author, id })
    }

    /// Publishes `draft` under `id`, in the name of `author`. Doing it again with the
    /// same draft changes nothing; with another draft it is [`BackendError::Conflict`] where
    /// the server knows `id`. One that has identifiers of its own gives the comment
    /// another.
    ///
    /// # Errors
    /// When the server refused, or did not acknowledge in time.
    pub fn publish(
        &self,
        author: Identifier,
        id: Identifier,
        draft: Rc<CommentDraft>,
        signals: SpamSignals,
    ) -> Asking<Comment> {
        self.comment(Operation::Publish {
            author,
            id,
            draft,
            signals,
        })
    }

    /// Gives the comment `id` another text. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the comment is not `author`'s, or can no longer be changed; when the
    /// server refused otherwise, or did not acknowledge in time.
    pub fn edit(&self, author: Identifier, id: Identifier, body: Rc<str>) -> Asking<Comment> {
        self.comment(Operation::Edit { author, id, body })
    }

    /// Takes the comment `id` back. Doing it again changes nothing.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub fn withdraw(&self, author: Identifier, id: Identifier) -> Asking<Comment> {
        self.comment(Operation::Withdraw { author, id })
    }

    /// The HTML of a comment's text.
    ///
    /// # Errors
    /// As for [`Self::comments`].
    pub fn preview(&self, body: Rc<str>) -> Asking<String> {
        self.ask(Operation::Preview { body }, |reply| match reply {
            OperationResult::Html(html) => Some(html),
            _ => None,
        })
    }
}

impl ArticleReference {
    fn votes(&self, operation: Operation) -> Asking<RatingSummary> {
        self.ask(operation, |reply| match reply {
            OperationResult::Votes(votes) => Some(votes),
            _ => None,
        })
    }

    fn page(&self, operation: Operation) -> Asking<CommentsResponse> {
        self.ask(operation, |reply| match reply {
            OperationResult::Comments(response) => Some(response),
            _ => None,
        })
    }

    fn comment(&self, operation: Operation) -> Asking<Comment> {
        self.ask(operation, |reply| match reply {
            OperationResult::Comment(comment) => Some(comment),
            _ => None,
        })
    }

    /// Carries a task out, of which comes what `read` takes.
    fn ask<T: 'static>(
        &self,
        operation: Operation,
        read: fn(OperationResult) -> Option<T>,
    ) -> Asking<T> {
        then(self.carry_out(operation), move |reply| {
            read(reply?).ok_or(BackendError::Malformed)
        })
    }

    /// Takes a task's steps one after the other.
    fn carry_out(&self, operation: Operation) -> Asking<OperationResult> {
        let reference = self.clone();
        Box::pin(async move {
            let mut next = reference.backend.adapter().begin(&reference, &operation);
            loop {
                next = match next? {
                    Step::Ask(request, then) => then(exchange(request).await?),
                    Step::Prove(challenge, then) => then(proof::of_work(&challenge).await),
                    Step::Done(reply) => return Ok(reply),
                }
            }
        })
    }
}

/// Comments, and when the server told them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentsResponse {
    /// The comments.
    pub page: CommentPage,
    /// The time by the server's clock, as RFC 9110 writes it; none if it did not say.
    pub date: Option<String>,
}

/// Signals by which a server tells people from programs, and a retry from a new comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpamSignals {
    /// The content of a field that people do not see.
    pub trap: String,
    /// Seconds for which the form was open; none if unknown.
    pub seconds: Option<u32>,
    /// The comment was sent before, or may have been, without a response.
    pub is_again: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_an_address_names_one_comment() {
        let random = Identifier::from_random([7; 16]);
        let number = Identifier::from_number(12);
        for (backend, id, fragment) in [
            (
                Backend::Native,
                random,
                ["comment-", &random.to_string()].concat(),
            ),
            (Backend::WordPress, number, "comment-12".to_owned()),
            (Backend::Isso, number, "isso-12".to_owned()),
        ] {
            if !backend.is_built() {
                continue;
            }
            assert_eq!(backend.fragment(id), fragment);
            assert_eq!(backend.named_by(&fragment), Some(id));
            for other in ["", "comment-", "isso-", "isso-x", "comment-+7", "top"] {
                assert_eq!(backend.named_by(other), None, "{other}");
            }
        }
        assert_eq!(Backend::Native.named_by("comment-12"), None);
    }
}
