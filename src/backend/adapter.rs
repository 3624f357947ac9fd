use article_widgets_model::{Comment, CommentDraft, Identifier, Order, RatingSummary, Vote};

use super::{Failure, Offers, Signs, Source, Told};

/// A back end: how its server is asked. What each function has to do is said at the
/// one of the same name of [`Source`].
///
/// What a server does not offer is left out: the function keeps the body that it has
/// here, and [`Adapter::OFFERS`] says so, so that the widget has no control for it.
pub(super) trait Adapter {
    /// What the server offers beside comments that are read and sent.
    const OFFERS: Offers;

    /// What stands before a comment's name in the page's address.
    const FRAGMENT: &str;

    /// How the server names a comment.
    fn name(id: Identifier) -> String {
        // A comment whose number was never told keeps the name that it had here.
        id.number()
            .map_or_else(|| id.to_string(), |number| number.to_string())
    }

    /// The comment that the server names so.
    fn named(name: &str) -> Option<Identifier> {
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        let number = name.parse().ok().filter(|_| is_number)?;
        Some(Identifier::from_number(number))
    }

    async fn rating(_: &Source, _best: u8, _voter: Identifier) -> Result<RatingSummary, Failure> {
        Err(Failure::Absent)
    }

    async fn vote(_: &Source, _: Vote, _voter: Identifier) -> Result<RatingSummary, Failure> {
        Err(Failure::Absent)
    }

    async fn withdraw_vote(
        _: &Source,
        _best: u8,
        _voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        Err(Failure::Absent)
    }

    async fn comments(
        source: &Source,
        author: Option<Identifier>,
        order: Order,
        cursor: Option<&str>,
    ) -> Result<Told, Failure>;

    /// Asked for only if a page has a `latest`.
    async fn news(_: &Source, _author: Option<Identifier>, _since: &str) -> Result<Told, Failure> {
        Err(Failure::Absent)
    }

    /// Asked for only if a comment has more `replies` than its page brought.
    async fn replies(
        _: &Source,
        _author: Option<Identifier>,
        _root: Identifier,
        _last: Option<Identifier>,
    ) -> Result<Told, Failure> {
        Err(Failure::Absent)
    }

    async fn thread_of(
        source: &Source,
        author: Option<Identifier>,
        id: Identifier,
    ) -> Result<Told, Failure>;

    async fn publish(
        source: &Source,
        author: Identifier,
        id: Identifier,
        draft: &CommentDraft,
        signs: &Signs,
    ) -> Result<Comment, Failure>;

    /// Asked for only if the comment is `editable`.
    async fn edit(
        _: &Source,
        _author: Identifier,
        _: Identifier,
        _body: &str,
    ) -> Result<Comment, Failure> {
        Err(Failure::Absent)
    }

    /// Asked for only if the comment is `editable`.
    async fn withdraw(_: &Source, _author: Identifier, _: Identifier) -> Result<Comment, Failure> {
        Err(Failure::Absent)
    }

    async fn preview(_: &Source, _body: &str) -> Result<String, Failure> {
        Err(Failure::Absent)
    }
}
