//! How much one address may write, against those who would stuff votes and pour out
//! comments.

use std::num::NonZeroU32;

use article_widgets_model::ArticleKey;

use super::allowance::{Allowance, UsedUp};
use super::guesses::Guesses;
use super::problems::{Failure, Limited};
use super::recent::Recent;
use crate::client::ClientAddress;

/// How many bytes of text an address may send for each comment that it may write: of
/// short comments that many, of long ones fewer.
const BYTES_A_COMMENT: u32 = 16 * 1024;

/// How often an address may ask for each comment that it may write, with a proof of work
/// or for want of one: to make a challenge takes some milliseconds of a processor.
const CHALLENGES_A_COMMENT: u32 = 10;

/// Lets an address write so much an hour, whether at once or one by one: votes on one
/// article and on all together, and comments and their bytes.
///
/// They are kept in memory: another server beside this one counts by itself, and a
/// restart forgets.
#[derive(Debug)]
pub(crate) struct Limits {
    votes_on_article: Option<Allowance>,
    votes: Option<Allowance>,
    comments: Option<Allowance>,
    bytes: Option<Allowance>,
    challenges: Option<Allowance>,
    /// The votes and withdrawals that were counted lately.
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
    /// [`Failure::TooMany`], with the seconds until the next one is taken.
    pub(super) fn check_vote(
        &self,
        address: ClientAddress,
        article: &ArticleKey,
    ) -> Result<(), Failure> {
        if let Some(votes) = &self.votes_on_article {
            let taken = votes.take(address, article.as_str(), 1);
            taken.map_err(|used_up| used_up.of(Limited::Votes))?;
        }
        take(&self.votes, address, 1).map_err(|used_up| used_up.of(Limited::Votes))
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
    ) -> Result<(), Failure> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        take(&self.comments, address, 1)
            .and_then(|()| take(&self.bytes, address, bytes))
            .map_err(|used_up| used_up.of(Limited::Comments))
    }

    /// Counts a comment that comes with a proof of work or is to be given a challenge.
    ///
    /// # Errors
    /// As for [`Self::check_vote`].
    pub(super) fn check_proof(&self, address: ClientAddress) -> Result<(), Failure> {
        take(&self.challenges, address, 1).map_err(|used_up| used_up.of(Limited::Comments))
    }

    /// Forgets the addresses that may write as much as any again, and what they wrote.
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

fn take(allowance: &Option<Allowance>, address: ClientAddress, amount: u32) -> Result<(), UsedUp> {
    match allowance {
        Some(allowance) => allowance.take(address, (), amount),
        None => Ok(()),
    }
}

impl UsedUp {
    fn of(self, limited: Limited) -> Failure {
        Failure::too_many(limited, self.wait)
    }
}
