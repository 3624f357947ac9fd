use std::rc::Rc;

use article_widgets_model::RatingSummary;
use yew::Reducible;

use crate::backend::{Failure, Source};

/// What the rating knows, and what it is about to send.
///
/// One vote is on its way at a time: a reader who changes the mind meanwhile
/// sends the last choice next, so that the server cannot see them swapped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The votes, once the server has told them.
    pub(super) summary: Option<RatingSummary>,
    /// What failed last.
    pub(super) failed: Option<Failed>,
    /// The vote that is on its way to the server, in stars.
    pub(super) in_flight: Option<u8>,
    /// How often the votes were asked for.
    pub(super) loads: u32,
    wanted: Option<u8>,
    opened: Option<(Source, u8)>,
}

/// A step that failed and can be tried again.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failed {
    /// The votes were not shown.
    Load(Failure),
    /// This vote, in stars, was not kept.
    Vote(u8, Failure),
}

/// What can happen to the rating.
pub(super) enum Action {
    /// This article's votes are asked for, in stars of this scale.
    Opened(Source, u8),
    /// The server told the votes.
    Loaded(RatingSummary),
    /// The server did not tell the votes.
    LoadFailed(Failure),
    /// The reader chose a star.
    Chosen(u8),
    /// The server keeps the vote that was in flight.
    Kept(RatingSummary),
    /// The server does not keep the vote that was in flight.
    Refused(Failure),
    /// The reader asks to try again what failed.
    Retried,
}

impl State {
    /// The reader's own vote in stars: the one just chosen, else the one kept.
    pub(super) fn own(&self) -> Option<u8> {
        self.wanted
            .or(self.summary.and_then(|summary| summary.vote))
    }

    /// Starts anew, unless the votes are the ones that are shown.
    fn open(&mut self, asked: (Source, u8)) {
        if self.opened.as_ref().is_some_and(|opened| *opened != asked) {
            *self = Self {
                loads: self.loads,
                ..Self::default()
            };
        }
        self.opened = Some(asked);
    }

    fn choose(&mut self, value: u8) {
        self.failed = None;
        self.wanted = Some(value);
        self.in_flight = self.in_flight.or(self.wanted);
    }

    fn keep(&mut self, summary: RatingSummary) {
        self.summary = Some(summary);
        if self.wanted == self.in_flight {
            self.wanted = None;
        }
        self.in_flight = self.wanted;
    }

    fn refuse(&mut self, failure: Failure) {
        let vote = self.wanted.or(self.in_flight);
        self.failed = vote.map(|vote| Failed::Vote(vote, failure));
        self.wanted = None;
        self.in_flight = None;
    }

    fn retry(&mut self) {
        match self.failed.take() {
            Some(Failed::Load(_)) => self.loads += 1,
            Some(Failed::Vote(value, _)) => self.choose(value),
            None => {}
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Opened(source, best) => state.open((source, best)),
            Action::Loaded(summary) => {
                state.summary = Some(summary);
                state.failed = None;
            }
            Action::LoadFailed(failure) => state.failed = Some(Failed::Load(failure)),
            Action::Chosen(value) => state.choose(value),
            Action::Kept(summary) => state.keep(summary),
            Action::Refused(failure) => state.refuse(failure),
            Action::Retried => state.retry(),
        }
        state.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Protocol;

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions
            .into_iter()
            .fold(Rc::new(State::default()), State::reduce)
    }

    fn summary(count: u64, vote: Option<u8>) -> RatingSummary {
        RatingSummary {
            average: Some(4.0),
            best: 5,
            count,
            vote,
        }
    }

    #[test]
    fn a_choice_shows_before_the_server_has_answered() {
        let state = after([Action::Loaded(summary(3, None)), Action::Chosen(4)]);
        assert_eq!(state.own(), Some(4));
        assert_eq!(state.in_flight, Some(4));
    }

    #[test]
    fn a_kept_vote_ends_the_sending() {
        let state = after([Action::Chosen(4), Action::Kept(summary(4, Some(4)))]);
        assert_eq!(state.in_flight, None);
        assert_eq!(state.own(), Some(4));
        assert_eq!(state.summary.map(|summary| summary.count), Some(4));
    }

    #[test]
    fn a_changed_mind_is_sent_after_the_vote_in_flight() {
        let state = after([Action::Chosen(2), Action::Chosen(3), Action::Chosen(5)]);
        assert_eq!((state.in_flight, state.own()), (Some(2), Some(5)));
        let state = state.reduce(Action::Kept(summary(1, Some(2))));
        assert_eq!((state.in_flight, state.own()), (Some(5), Some(5)));
        let state = state.reduce(Action::Kept(summary(1, Some(5))));
        assert_eq!((state.in_flight, state.own()), (None, Some(5)));
    }

    #[test]
    fn a_refused_vote_is_put_back_and_can_be_tried_again() {
        let state = after([
            Action::Loaded(summary(3, Some(2))),
            Action::Chosen(4),
            Action::Refused(Failure::Timeout),
        ]);
        assert_eq!(state.own(), Some(2));
        assert_eq!(state.failed, Some(Failed::Vote(4, Failure::Timeout)));
        let state = state.reduce(Action::Retried);
        assert_eq!((state.in_flight, state.own()), (Some(4), Some(4)));
        assert_eq!(state.failed, None);
    }

    #[test]
    fn votes_that_did_not_load_are_asked_for_again() {
        let state = after([Action::LoadFailed(Failure::Unreachable), Action::Retried]);
        assert_eq!(state.loads, 1);
        assert_eq!(state.failed, None);
    }

    #[test]
    fn another_article_or_scale_starts_anew_and_the_same_goes_on() {
        let opened = |key: &str, best| {
            let source = Source {
                article: key.into(),
                endpoint: "https://widgets.example".into(),
                protocol: Protocol::Native,
            };
            Action::Opened(source, best)
        };
        let state = after([
            Action::Chosen(4),
            opened("one", 5),
            Action::Loaded(summary(3, Some(2))),
            opened("one", 5),
        ]);
        assert_eq!((state.own(), state.in_flight), (Some(4), Some(4)));
        for other in [opened("two", 5), opened("one", 10)] {
            let state = Rc::clone(&state).reduce(other);
            assert_eq!((state.own(), state.summary), (None, None));
        }
    }
}
