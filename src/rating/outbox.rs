//! Vote changes that the server has not acknowledged, kept in the reader's storage so
//! that they outlive the page.

use article_widgets_model::{RatingSummary, Vote};
use wasm_bindgen_futures::spawn_local;

use super::peers;
use super::state::VoteChange;
use crate::backend::{ArticleReference, Asking};
use crate::browser::storage;
use crate::browser::text::digits;
use crate::element::voter;
use lean_yew::task::then;

/// Keeps a change on a scale until [`forget`], in place of an earlier one.
pub(super) fn keep(reference: &ArticleReference, best: u8, change: VoteChange) {
    storage::write(&key(reference), &written(best, change));
}

/// The change that is kept for the article.
pub(super) fn kept(reference: &ArticleReference, best: u8) -> Option<VoteChange> {
    let (change, scale) = read(&storage::read(&key(reference))?)?;
    (scale == best).then_some(change)
}

/// Keeps no such change any more. One that the reader chose meanwhile stays.
pub(super) fn forget(reference: &ArticleReference, best: u8, change: VoteChange) {
    let key = key(reference);
    if storage::read(&key).is_some_and(|kept| kept == written(best, change)) {
        storage::remove(&key);
    }
}

/// The articles of the same server for which a change is kept, each with the
/// change's scale.
pub(super) fn articles(reference: &ArticleReference) -> Vec<(ArticleReference, u8)> {
    let of = |article: &str| ArticleReference {
        article: article.into(),
        ..reference.clone()
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
pub(super) fn send_kept(reference: ArticleReference) {
    let kept = storage::read(&key(&reference));
    if let Some((change, best)) = kept.as_deref().and_then(read) {
        spawn_local(then(cast(reference, best, change), drop));
    }
}

/// Sends a change. Once the server has answered, it is kept no longer and the page's
/// ratings of the article are told, even if the one that sent it is gone.
pub(super) fn cast(
    reference: ArticleReference,
    best: u8,
    change: VoteChange,
) -> Asking<RatingSummary> {
    let answer = match change {
        VoteChange::Stars(value) => reference.vote(Vote { value, best }, voter()),
        VoteChange::Withdrawn => reference.withdraw_vote(best, voter()),
    };
    then(answer, move |answer| {
        if !matches!(&answer, Err(failure) if failure.is_passing()) {
            forget(&reference, best, change);
        }
        if let Ok(summary) = answer {
            peers::tell(&reference, summary);
        }
        answer
    })
}

fn key(reference: &ArticleReference) -> String {
    ["ballot ", &reference.endpoint, " ", &reference.article].concat()
}

/// Such as `4/5`, or `0/5` for a vote that is withdrawn.
fn written(best: u8, change: VoteChange) -> String {
    let value = change.vote().unwrap_or_default();
    [&digits(value), "/", &digits(best)].concat()
}

fn read(text: &str) -> Option<(VoteChange, u8)> {
    let (value, best) = text.split_once('/')?;
    let vote = Vote {
        value: value.parse().ok()?,
        best: best.parse().ok()?,
    };
    if vote.value == 0 {
        Some((VoteChange::Withdrawn, vote.best))
    } else {
        let is_valid = vote.validate().is_empty();
        is_valid.then_some((VoteChange::Stars(vote.value), vote.best))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        for change in [
            VoteChange::Stars(4),
            VoteChange::Stars(10),
            VoteChange::Withdrawn,
        ] {
            assert_eq!(read(&written(10, change)), Some((change, 10)));
        }
    }

    #[test]
    fn what_another_hand_wrote_is_no_vote_change() {
        for text in ["", "4", "6/5", "4/11", "-1/5", "4/5/5", "four/5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
