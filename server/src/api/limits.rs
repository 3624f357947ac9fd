//! How much one address may write, against those who would stuff votes and pour out
//! comments.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;

use article_widgets_model::ArticleKey;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::problems::{Failure, Writes};
use crate::client::ClientAddress;

/// Lets an address write so much an hour, whether at once or one by one: votes on one
/// article and on all together, and comments.
///
/// They are kept in memory: another server beside this one counts by itself, and a
/// restart forgets.
#[derive(Debug)]
pub(crate) struct Limits {
    votes_on_article: Option<DefaultKeyedRateLimiter<u64>>,
    votes: Option<DefaultKeyedRateLimiter<u64>>,
    comments: Option<DefaultKeyedRateLimiter<u64>>,
    clock: DefaultClock,
    /// Names an address and an article by one number, so that long keys cost no
    /// more memory than short ones, and nobody can foresee which share a number.
    names: RandomState,
}

impl Limits {
    /// Limits of so many an hour; 0 sets none.
    pub(crate) fn new(votes_on_article: u32, votes: u32, comments: u32) -> Self {
        Self {
            votes_on_article: limiter(votes_on_article),
            votes: limiter(votes),
            comments: limiter(comments),
            clock: DefaultClock::default(),
            names: RandomState::new(),
        }
    }

    /// Counts a vote from the address.
    ///
    /// # Errors
    /// [`Failure::TooMany`], with the seconds until the next one is taken.
    pub(super) fn check_vote(
        &self,
        address: ClientAddress,
        article: &ArticleKey,
    ) -> Result<(), Failure> {
        self.count(Writes::Votes, self.votes.as_ref(), address)?;
        let name = (address, article.as_str());
        self.count(Writes::Votes, self.votes_on_article.as_ref(), name)
    }

    /// Counts a comment, or a change to one, from the address.
    ///
    /// # Errors
    /// As for [`Self::check_vote`].
    pub(super) fn check_comment(&self, address: ClientAddress) -> Result<(), Failure> {
        self.count(Writes::Comments, self.comments.as_ref(), address)
    }

    fn count(
        &self,
        writes: Writes,
        limiter: Option<&DefaultKeyedRateLimiter<u64>>,
        name: impl Hash,
    ) -> Result<(), Failure> {
        let Some(limiter) = limiter else {
            return Ok(());
        };
        let name = self.names.hash_one(name);
        limiter.check_key(&name).map_err(|refusal| {
            let wait = refusal.wait_time_from(self.clock.now());
            Failure::TooMany(writes, wait.as_secs() + 1)
        })
    }

    /// Forgets the addresses that may write as much as any again.
    pub(crate) fn forget_idle(&self) {
        for limiter in [&self.votes_on_article, &self.votes, &self.comments]
            .into_iter()
            .flatten()
        {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter(per_hour: u32) -> Option<DefaultKeyedRateLimiter<u64>> {
    let number = NonZeroU32::new(per_hour)?;
    Some(DefaultKeyedRateLimiter::dashmap(Quota::per_hour(number)))
}
