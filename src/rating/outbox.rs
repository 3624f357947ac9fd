//! Ballots that the server has not acknowledged, kept in the reader's storage so
//! that they outlive the page.

use article_widgets_model::{RatingSummary, Vote};
use wasm_bindgen_futures::spawn_local;

use super::peers;
use super::state::Ballot;
use crate::backend::{Asking, Source};
use crate::host::{storage, voter};
use crate::task::then;
use crate::text::digits;

/// Keeps a ballot on a scale until [`forget`], in place of an earlier one.
pub(super) fn keep(source: &Source, best: u8, ballot: Ballot) {
    storage::write(&key(source), &written(best, ballot));
}

/// The ballot that is kept for the article.
pub(super) fn kept(source: &Source, best: u8) -> Option<Ballot> {
    let (ballot, scale) = read(&storage::read(&key(source))?)?;
    (scale == best).then_some(ballot)
}

/// Keeps no such ballot any more. One that the reader chose meanwhile stays.
pub(super) fn forget(source: &Source, best: u8, ballot: Ballot) {
    let key = key(source);
    if storage::read(&key).is_some_and(|kept| kept == written(best, ballot)) {
        storage::remove(&key);
    }
}

/// The articles of the same server for which a ballot is kept, each with the
/// ballot's scale.
pub(super) fn articles(source: &Source) -> Vec<(Source, u8)> {
    let of = |article: &str| Source {
        article: article.into(),
        ..source.clone()
    };
    let start = key(&of(""));
    let mut articles = Vec::new();
    for key in storage::keys(&start) {
        if let Some((_, best)) = storage::read(&key).as_deref().and_then(read) {
            articles.push((of(&key[start.len()..]), best));
        }
    }
    articles
}

/// Sends what is kept for an article as it is.
pub(super) fn send_kept(source: Source) {
    let kept = storage::read(&key(&source));
    if let Some((ballot, best)) = kept.as_deref().and_then(read) {
        spawn_local(then(cast(source, best, ballot), drop));
    }
}

/// Sends a ballot. Once the server has answered, it is kept no longer and the page's
/// ratings of the article are told, even if the one that sent it is gone.
pub(super) fn cast(source: Source, best: u8, ballot: Ballot) -> Asking<RatingSummary> {
    let answer = match ballot {
        Ballot::Stars(value) => source.vote(Vote { value, best }, voter()),
        Ballot::Withdrawn => source.withdraw_vote(best, voter()),
    };
    then(answer, move |answer| {
        if !matches!(&answer, Err(failure) if failure.is_passing()) {
            forget(&source, best, ballot);
        }
        if let Ok(summary) = answer {
            peers::tell(&source, summary);
        }
        answer
    })
}

fn key(source: &Source) -> String {
    ["ballot ", &source.endpoint, " ", &source.article].concat()
}

/// Such as `4/5`, or `0/5` for a vote that is withdrawn.
fn written(best: u8, ballot: Ballot) -> String {
    let value = ballot.vote().unwrap_or_default();
    [&digits(value), "/", &digits(best)].concat()
}

fn read(text: &str) -> Option<(Ballot, u8)> {
    let (value, best) = text.split_once('/')?;
    let vote = Vote {
        value: value.parse().ok()?,
        best: best.parse().ok()?,
    };
    if vote.value == 0 {
        Some((Ballot::Withdrawn, vote.best))
    } else {
        let is_valid = vote.validate().is_empty();
        is_valid.then_some((Ballot::Stars(vote.value), vote.best))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        for ballot in [Ballot::Stars(4), Ballot::Stars(10), Ballot::Withdrawn] {
            assert_eq!(read(&written(10, ballot)), Some((ballot, 10)));
        }
    }

    #[test]
    fn what_another_hand_wrote_is_no_ballot() {
        for text in ["", "4", "6/5", "4/11", "-1/5", "4/5/5", "four/5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
