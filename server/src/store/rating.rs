//! Votes: one per voter and article, summed up exactly.

use article_widgets_model::{ArticleKey, BEST_MAXIMUM, Identifier, RatingSummary, Vote};
use sqlx::SqliteConnection;

use super::identifiers::to_blob;
use super::{Store, StoreError, find_article, intern_article};

impl Store {
    /// The votes on the article, and the voter's own, in stars of the scale `best`.
    pub(crate) async fn rating(
        &self,
        article: &ArticleKey,
        best: u8,
        voter: Option<Identifier>,
    ) -> Result<RatingSummary, StoreError> {
        let mut snapshot = self.read().await?;
        match find_article(&mut snapshot, article).await? {
            Some(article) => Ok(summary(&mut snapshot, article, best, voter).await?),
            None => Ok(RatingSummary::empty(best)),
        }
    }

    /// The vote of the voter on the article, if there is one.
    pub(crate) async fn kept_vote(
        &self,
        article: &ArticleKey,
        voter: Identifier,
    ) -> Result<Option<Vote>, StoreError> {
        let mut snapshot = self.read().await?;
        match find_article(&mut snapshot, article).await? {
            Some(article) => Ok(own_vote(&mut snapshot, article, voter).await?),
            None => Ok(None),
        }
    }

    /// Takes the vote in place of any that the voter gave before, and returns the
    /// summary that includes it, in the vote's own scale.
    pub(crate) async fn vote(
        &self,
        article: &ArticleKey,
        voter: Identifier,
        vote: Vote,
    ) -> Result<RatingSummary, StoreError> {
        let mut transaction = self.write().await?;
        let article = intern_article(&mut transaction, article).await?;
        sqlx::query(
            "INSERT INTO vote (article, voter, value, best) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET value = excluded.value, best = excluded.best",
        )
        .bind(article)
        .bind(to_blob(voter))
        .bind(vote.value)
        .bind(vote.best)
        .execute(&mut *transaction)
        .await?;
        let summary = summary(&mut transaction, article, vote.best, Some(voter)).await?;
        transaction.commit().await?;
        Ok(summary)
    }

    /// Takes the voter's vote back, if there is one, and returns the summary
    /// without it, in stars of the scale `best`.
    pub(crate) async fn withdraw_vote(
        &self,
        article: &ArticleKey,
        voter: Identifier,
        best: u8,
    ) -> Result<RatingSummary, StoreError> {
        let mut transaction = self.write().await?;
        let Some(article) = find_article(&mut transaction, article).await? else {
            return Ok(RatingSummary::empty(best));
        };
        sqlx::query("DELETE FROM vote WHERE article = ? AND voter = ?")
            .bind(article)
            .bind(to_blob(voter))
            .execute(&mut *transaction)
            .await?;
        let summary = summary(&mut transaction, article, best, None).await?;
        transaction.commit().await?;
        Ok(summary)
    }
}

async fn summary(
    connection: &mut SqliteConnection,
    article: i64,
    best: u8,
    voter: Option<Identifier>,
) -> Result<RatingSummary, sqlx::Error> {
    let totals = totals(connection, article).await?;
    let vote = match voter {
        Some(voter) => own_vote(connection, article, voter).await?,
        None => None,
    };
    Ok(RatingSummary {
        average: average(&totals, best),
        best,
        count: totals.iter().map(|total| total.votes).sum(),
        vote: vote.map(|vote| rescaled(vote, best)),
    })
}

/// The votes that were given on one scale.
struct Total {
    best: u8,
    votes: u64,
    stars: u64,
}

async fn totals(
    connection: &mut SqliteConnection,
    article: i64,
) -> Result<Vec<Total>, sqlx::Error> {
    let rows: Vec<(u8, i64, i64)> =
        sqlx::query_as("SELECT best, votes, stars FROM tally WHERE article = ? AND votes > 0")
            .bind(article)
            .fetch_all(connection)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(best, votes, stars)| Total {
            best,
            votes: votes.unsigned_abs(),
            stars: stars.unsigned_abs(),
        })
        .collect())
}

async fn own_vote(
    connection: &mut SqliteConnection,
    article: i64,
    voter: Identifier,
) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<(u8, u8)> =
        sqlx::query_as("SELECT value, best FROM vote WHERE article = ? AND voter = ?")
            .bind(article)
            .bind(to_blob(voter))
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(value, best)| Vote { value, best }))
}

/// A multiple of every scale from 2 to 10, so that sums stay whole numbers.
const COMMON_SCALE: u64 = 2_520;
const _: () = assert!(BEST_MAXIMUM == 10, "another maximum needs another multiple");

/// The mean in stars of the scale `best`, rounded once, by its one division.
fn average(totals: &[Total], best: u8) -> Option<f64> {
    let votes: u64 = totals.iter().map(|total| total.votes).sum();
    let stars: u64 = totals
        .iter()
        .map(|total| total.stars * (COMMON_SCALE / u64::from(total.best)))
        .sum();
    (votes > 0).then(|| (stars * u64::from(best)) as f64 / (votes * COMMON_SCALE) as f64)
}

/// The vote in whole stars of another scale: the nearest, and never none.
fn rescaled(vote: Vote, best: u8) -> u8 {
    let (value, from, to) = (u16::from(vote.value), u16::from(vote.best), u16::from(best));
    let nearest = (2 * value * to + from) / (2 * from);
    u8::try_from(nearest).unwrap_or(best).clamp(1, best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(best: u8, votes: u64, stars: u64) -> Total {
        Total { best, votes, stars }
    }

    #[test]
    fn a_mean_is_the_nearest_number_to_the_exact_one() {
        assert_eq!(average(&[], 5), None);
        assert_eq!(average(&[total(5, 3, 14)], 5), Some(14.0 / 3.0));
        assert_eq!(average(&[total(10, 10, 7)], 10), Some(0.7));
        assert_eq!(average(&[total(5, 1, 4), total(10, 1, 8)], 5), Some(4.0));
        assert_eq!(
            average(&[total(7, 7, 7), total(3, 3, 3)], 10),
            Some((10.0 + 10.0) / 10.0),
        );
        assert_eq!(
            average(&[total(5, 1_000_000_000_000, 5_000_000_000_000)], 5),
            Some(5.0)
        );
    }

    #[test]
    fn a_vote_keeps_its_place_on_another_scale() {
        for (value, best, other, expected) in [
            (4, 5, 5, 4),
            (4, 5, 10, 8),
            (7, 10, 5, 4),
            (1, 10, 2, 1),
            (10, 10, 3, 3),
            (2, 3, 10, 7),
        ] {
            let vote = Vote { value, best };
            assert_eq!(rescaled(vote, other), expected, "{vote:?} of {other}");
        }
    }
}
