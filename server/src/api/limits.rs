//! Rate limits on writes, for each client address: votes, comments, their bytes, and
//! challenges for a proof of work.

use std::hash::Hash;
use std::num::NonZeroU32;

use article_widgets_model::ArticleKey;

use super::allowance::{Allowance, UsedUp};
use super::guesses::Guesses;
use super::problems::{ApiError, Limited};
use super::recent::Recent;
use crate::client::ClientAddress;

/// Bytes of text allowed for each comment allowed: the limit on bytes lets an address write
/// fewer long comments than short ones.
const BYTES_A_COMMENT: u32 = 16 * 1024;

/// Proofs of work checked, and challenges given, for each comment allowed: a challenge costs
/// some milliseconds of a processor.
const CHALLENGES_A_COMMENT: u32 = 10;

/// The limits of one hour, which can be used up at once or one by one. Votes are limited on
/// one article and on all together.
///
/// They are kept in memory: another server on the same database counts by itself, and a
/// restart forgets.
#[derive(Debug)]
pub(crate) struct Limits {
    votes_on_article: Option<Allowance>,
    votes: Option<Allowance>,
    comments: Option<Allowance>,
    bytes: Option<Allowance>,
    challenges: Option<Allowance>,
    /// Votes and withdrawals counted lately: the same one sent again is not counted again.
    pub(super) votes_lately: Recent,
    /// Wrong tokens of the blog's owner.
    pub(super) guesses: Guesses,
}

impl Limits {
    /// Limits of so many an hour; 0 sets none.
    pub(crate) fn new(votes_on_article: u32, votes: u32, comments: u32) -> Self {
        let some = |amount| NonZeroU32::new(amount).map(Allowance::an_hour);
        Self {
            votes_on_article: some(votes_on_article),
            votes: some(votes),
            comments: some(comments),
            bytes: some(comments.saturating_mul(BYTES_A_COMMENT)),
            challenges: some(comments.saturating_mul(CHALLENGES_A_COMMENT)),
            votes_lately: Recent::default(),
            guesses: Guesses::default(),
        }
    }

    /// Counts a vote, or its withdrawal, from the address.
    ///
    /// # Errors
    /// [`ApiError::TooMany`], with the seconds until the next one is taken.
    pub(super) fn check_vote(
        &self,
        address: ClientAddress,
        article: &ArticleKey,
    ) -> Result<(), ApiError> {
        take(&self.votes_on_article, address, article.as_str(), 1)
            .and_then(|()| take(&self.votes, address, (), 1))
            .map_err(|used_up| used_up.of(Limited::Votes))
    }

    /// Counts a comment with so many bytes of text, a change to one, or its withdrawal,
    /// from the address.
    ///
    /// # Errors
    /// As for [`Self::check_vote`].
    pub(super) fn check_comment(
        &self,
        address: ClientAddress,
        bytes: usize,
    ) -> Result<(), ApiError> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        take(&self.comments, address, (), 1)
            .and_then(|()| take(&self.bytes, address, (), bytes))
            .map_err(|used_up| used_up.of(Limited::Comments))
    }

    /// Counts a comment that comes with a proof of work or is to be given a challenge.
    ///
    /// # Errors
    /// As for [`Self::check_vote`].
    pub(super) fn check_proof(&self, address: ClientAddress) -> Result<(), ApiError> {
        take(&self.challenges, address, (), 1).map_err(|used_up| used_up.of(Limited::Comments))
    }

    /// Forgets the addresses that have their whole limit again.
    pub(crate) fn forget_idle(&self) {
        let all = [
            &self.votes_on_article,
            &self.votes,
            &self.comments,
            &self.bytes,
            &self.challenges,
        ];
        for allowance in all.into_iter().flatten() {
            allowance.forget_idle();
        }
        self.votes_lately.forget();
        self.guesses.forget_idle();
    }
}

/// Takes the amount from an allowance, if there is a limit at all.
fn take(
    allowance: &Option<Allowance>,
    address: ClientAddress,
    of: impl Hash,
    amount: u32,
) -> Result<(), UsedUp> {
    match allowance {
        Some(allowance) => allowance.take(address, of, amount),
        None => Ok(()),
    }
}

impl UsedUp {
    fn of(self, limited: Limited) -> ApiError {
        ApiError::too_many(limited, self.wait)
    }
}
