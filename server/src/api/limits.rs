//! How many votes one address may give, against those who would stuff them.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;

use article_widgets_model::ArticleKey;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::extractors::ClientAddress;
use super::problems::Failure;

/// Lets an address give so many votes an hour, on one article and on all together,
/// whether it gives them at once or one by one.
///
/// They are kept in memory: another server beside this one counts by itself, and a
/// restart forgets.
#[derive(Debug)]
pub(crate) struct VoteLimits {
    on_one_article: Option<DefaultKeyedRateLimiter<u64>>,
    on_all_articles: Option<DefaultKeyedRateLimiter<u64>>,
    clock: DefaultClock,
    /// Names an address and an article by one number, so that long keys cost no
    /// more memory than short ones, and nobody can foresee which share a number.
    names: RandomState,
}

impl VoteLimits {
    /// Limits of so many votes an hour; 0 sets none.
    pub(crate) fn new(on_one_article: u32, on_all_articles: u32) -> Self {
        Self {
            on_one_article: limiter(on_one_article),
            on_all_articles: limiter(on_all_articles),
            clock: DefaultClock::default(),
            names: RandomState::new(),
        }
    }

    /// Counts a vote from the address.
    ///
    /// # Errors
    /// [`Failure::TooManyVotes`], with the seconds until the next one is taken.
    pub(super) fn check(
        &self,
        address: ClientAddress,
        article: &ArticleKey,
    ) -> Result<(), Failure> {
        self.count(self.on_all_articles.as_ref(), address)?;
        self.count(self.on_one_article.as_ref(), (address, article.as_str()))
    }

    fn count(
        &self,
        limiter: Option<&DefaultKeyedRateLimiter<u64>>,
        name: impl Hash,
    ) -> Result<(), Failure> {
        let Some(limiter) = limiter else {
            return Ok(());
        };
        let name = self.names.hash_one(name);
        limiter.check_key(&name).map_err(|refusal| {
            let wait = refusal.wait_time_from(self.clock.now());
            Failure::TooManyVotes(wait.as_secs() + 1)
        })
    }

    /// Forgets the addresses that may give all their votes again.
    pub(crate) fn forget_idle(&self) {
        for limiter in [&self.on_one_article, &self.on_all_articles]
            .into_iter()
            .flatten()
        {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter(votes_per_hour: u32) -> Option<DefaultKeyedRateLimiter<u64>> {
    let votes = NonZeroU32::new(votes_per_hour)?;
    Some(DefaultKeyedRateLimiter::dashmap(Quota::per_hour(votes)))
}
