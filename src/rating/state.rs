use article_widgets_model::RatingSummary;

use crate::backend::{ArticleReference, BackendError};
use lean_yew::store::Reducer;

/// A reader's choice for an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum VoteChange {
    /// This many stars.
    Stars(u8),
    /// Nothing any more.
    Withdrawn,
}

impl VoteChange {
    /// The vote that it leaves, in stars.
    pub(super) fn vote(self) -> Option<u8> {
        match self {
            Self::Stars(value) => Some(value),
            Self::Withdrawn => None,
        }
    }

    /// The change that leaves this vote.
    fn of(vote: Option<u8>) -> Self {
        vote.map_or(Self::Withdrawn, Self::Stars)
    }
}

/// The votes as far as they are known, and the change to send.
///
/// One change is in flight at a time: a reader who changes their mind meanwhile sends the last
/// choice next, so that the server cannot see them swapped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The last error.
    pub(super) failed: Option<Failed>,
    /// The change that is on its way to the server.
    pub(super) in_flight: Option<VoteChange>,
    /// The change stays in the outbox until the server responds.
    pub(super) is_waiting: bool,
    /// The star that the arrow keys are at, before the reader rests there.
    pub(super) stepped: Option<u8>,
    /// The change that the server has not acknowledged.
    pub(super) wanted: Option<VoteChange>,
    known: Option<RatingSummary>,
    /// The known votes are newer than the response that is awaited.
    is_ahead: bool,
    has_withdrawn: bool,
    /// The reader's vote when the votes were first told.
    first: Option<VoteChange>,
    /// The article and the scale of this state.
    pub(super) opened: Option<Scale>,
}

/// An article, and the number of stars in which its votes are counted.
pub(super) type Scale = (ArticleReference, u8);

/// A step that failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failed {
    /// The votes were not shown.
    Load(BackendError),
    /// This change was not kept.
    Vote(VoteChange, BackendError),
}

impl Failed {
    /// True if a retry may succeed.
    pub(super) const fn can_retry(&self) -> bool {
        let (Self::Load(failure) | Self::Vote(_, failure)) = self;
        failure.can_retry()
    }
}

/// Events of the rating.
pub(super) enum Action {
    /// This article's votes are asked for, in stars of this scale.
    Opened(ArticleReference, u8),
    /// The server told the votes.
    Loaded(RatingSummary),
    /// The server did not tell the votes.
    LoadFailed(BackendError),
    /// The reader went to a star by an arrow key, and may go on.
    Stepped(u8),
    /// The reader stays at that star.
    Rested,
    /// The reader chose.
    Chosen(VoteChange),
    /// The server keeps the change that was in flight.
    Kept(RatingSummary),
    /// The server does not keep the change that was in flight, or did not answer.
    Refused(BackendError),
    /// The reader asks to try again what failed.
    Retried,
    /// The server may be within reach again. The device still keeps this change;
    /// none if another tab sent it.
    Resumed(Option<VoteChange>),
    /// Another rating of this article, in stars of this scale, learned the votes.
    Followed(RatingSummary),
    /// Another rating of this article on another scale learned the votes.
    Outdated,
    /// The form around the rating is reset.
    Reset,
}

/// A command of the rating.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Load the votes.
    Load(Scale),
    /// Keep this change on the device until the server has acknowledged it.
    Keep(Scale, VoteChange),
    /// Send this change.
    Send(Scale, VoteChange),
    /// Wait until the reader rests at a star.
    AwaitRest,
}

impl State {
    /// The votes as they are once the change on its way has arrived, if the server
    /// has told them.
    pub(super) fn summary(&self) -> Option<RatingSummary> {
        let change = self.wanted.filter(|_| !self.is_waiting);
        match (self.known, change) {
            (Some(known), Some(change)) => Some(with_vote(known, change.vote())),
            (known, _) => known,
        }
    }

    /// The reader's own vote in stars: the one just chosen, else the one kept.
    pub(super) fn own(&self) -> Option<u8> {
        match self.wanted {
            Some(change) => change.vote(),
            None => self.known.and_then(|summary| summary.vote),
        }
    }

    /// The star that is checked.
    pub(super) fn checked(&self) -> Option<u8> {
        self.stepped.or_else(|| self.own())
    }

    /// True if the reader has withdrawn the vote.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.own().is_none() && (self.has_withdrawn || self.wanted.is_some())
    }

    /// Starts anew, unless the votes are the ones that are shown.
    fn open(&mut self, scale: Scale, commands: &mut Vec<Command>) {
        if self.opened.as_ref().is_some_and(|opened| *opened != scale) {
            *self = Self::default();
        }
        self.opened = Some(scale);
        self.ask_again(commands);
    }

    fn load(&mut self, summary: RatingSummary) {
        self.first.get_or_insert(VoteChange::of(summary.vote));
        if !self.is_ahead {
            self.known = Some(summary);
        }
        if matches!(self.failed, Some(Failed::Load(_))) {
            self.failed = None;
        }
    }

    fn ask_again(&mut self, commands: &mut Vec<Command>) {
        self.is_ahead = false;
        commands.extend(self.opened.clone().map(Command::Load));
    }

    fn choose(&mut self, change: VoteChange, commands: &mut Vec<Command>) {
        self.failed = None;
        self.stepped = None;
        self.is_waiting = false;
        self.has_withdrawn = false;
        self.wanted = Some(change);
        let scale = self.opened.clone();
        commands.extend(scale.map(|scale| Command::Keep(scale, change)));
        self.send(commands);
    }

    fn keep(&mut self, summary: RatingSummary, commands: &mut Vec<Command>) {
        self.known = Some(summary);
        self.is_ahead = true;
        self.is_waiting = false;
        if self.wanted == self.in_flight {
            self.has_withdrawn = self.wanted == Some(VoteChange::Withdrawn);
            self.wanted = None;
        }
        self.in_flight = None;
        self.send(commands);
    }

    /// Sends the change that the server has not acknowledged, unless one is on its way.
    fn send(&mut self, commands: &mut Vec<Command>) {
        if self.in_flight.is_none() {
            self.in_flight = self.wanted;
            let sending = self.opened.clone().zip(self.in_flight);
            commands.extend(sending.map(|(scale, change)| Command::Send(scale, change)));
        }
    }

    fn refuse(&mut self, failure: BackendError) {
        self.in_flight = None;
        self.is_waiting = failure.is_passing();
        if !self.is_waiting {
            let change = self.wanted.take();
            self.failed = change.map(|change| Failed::Vote(change, failure));
        }
    }

    fn retry(&mut self, commands: &mut Vec<Command>) {
        match self.failed.take() {
            Some(Failed::Load(_)) => self.ask_again(commands),
            Some(Failed::Vote(change, _)) => self.choose(change, commands),
            None => {}
        }
        self.is_waiting = false;
        self.send(commands);
    }

    fn resume(&mut self, kept: Option<VoteChange>, commands: &mut Vec<Command>) {
        let has_failed = match &self.failed {
            Some(Failed::Load(failure)) => failure.is_passing(),
            _ => false,
        };
        let is_sent_elsewhere = self.is_waiting && kept.is_none();
        if has_failed || is_sent_elsewhere {
            self.ask_again(commands);
        }
        if self.is_waiting {
            self.is_waiting = kept.is_some();
            self.wanted = kept;
            self.send(commands);
        }
    }

    fn follow(&mut self, summary: RatingSummary) {
        self.load(summary);
        self.known = Some(summary);
        self.is_ahead = true;
    }

    fn reset(&mut self, commands: &mut Vec<Command>) {
        let first = self.first.unwrap_or(VoteChange::Withdrawn);
        self.stepped = None;
        if self.own() != first.vote() {
            self.choose(first, commands);
        }
    }
}

impl Reducer for State {
    type Action = Action;
    type Command = Command;

    fn reduce(&mut self, action: Action, commands: &mut Vec<Command>) {
        match action {
            Action::Opened(reference, best) => self.open((reference, best), commands),
            Action::Loaded(summary) => self.load(summary),
            Action::LoadFailed(failure) => self.failed = Some(Failed::Load(failure)),
            Action::Stepped(value) => {
                self.stepped = Some(value);
                commands.push(Command::AwaitRest);
            }
            Action::Rested => {
                if let Some(value) = self.stepped {
                    self.choose(VoteChange::Stars(value), commands);
                }
            }
            Action::Chosen(change) => self.choose(change, commands),
            Action::Kept(summary) => self.keep(summary, commands),
            Action::Refused(failure) => self.refuse(failure),
            Action::Retried => self.retry(commands),
            Action::Resumed(kept) => self.resume(kept, commands),
            Action::Followed(summary) => self.follow(summary),
            Action::Outdated => self.ask_again(commands),
            Action::Reset => self.reset(commands),
        }
    }
}

/// The votes with another own vote, or none, in the place of the one in them.
fn with_vote(summary: RatingSummary, vote: Option<u8>) -> RatingSummary {
    let one = |vote: Option<u8>| u64::from(vote.is_some());
    let stars = |vote: Option<u8>| f64::from(vote.unwrap_or_default());
    let count = (summary.count + one(vote)).saturating_sub(one(summary.vote));
    let sum = summary.average.unwrap_or_default() * summary.count as f64;
    let sum = sum - stars(summary.vote) + stars(vote);
    RatingSummary {
        average: (count > 0).then(|| sum / count as f64),
        count,
        vote,
        ..summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Backend;

    const REFUSAL: BackendError = BackendError::Refused(403);

    fn scale(key: &str, best: u8) -> Scale {
        let reference = ArticleReference {
            article: key.into(),
            endpoint: "https://widgets.example".into(),
            backend: Backend::Native,
        };
        (reference, best)
    }

    fn opened(key: &str, best: u8) -> Action {
        let (reference, best) = scale(key, best);
        Action::Opened(reference, best)
    }

    /// The state of the article `one` after these actions, and the last one's commands.
    fn and(actions: impl IntoIterator<Item = Action>) -> (State, Vec<Command>) {
        let start = State::default().next(opened("one", 5));
        let step = |(state, _): (State, _), action| state.next(action);
        actions.into_iter().fold(start, step)
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        and(actions).0
    }

    fn load() -> Command {
        Command::Load(scale("one", 5))
    }

    fn send(change: VoteChange) -> Command {
        Command::Send(scale("one", 5), change)
    }

    fn chosen(value: u8) -> Action {
        Action::Chosen(VoteChange::Stars(value))
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
        let state = after([Action::Loaded(summary(3, None)), chosen(5)]);
        assert_eq!(state.own(), Some(5));
        assert_eq!(state.in_flight, Some(VoteChange::Stars(5)));
        let shown = state.summary().expect("the votes");
        assert_eq!((shown.average, shown.count), (Some(17.0 / 4.0), 4));
    }

    #[test]
    fn another_choice_takes_the_place_of_the_vote_in_the_average() {
        let state = after([Action::Loaded(summary(2, Some(3))), chosen(5)]);
        let shown = state.summary().expect("the votes");
        assert_eq!((shown.average, shown.count), (Some(5.0), 2));
        let state = state.next(Action::Chosen(VoteChange::Withdrawn)).0;
        let shown = state.summary().expect("the votes");
        assert_eq!((shown.average, shown.count), (Some(5.0), 1));
        assert_eq!(state.own(), None);
        assert!(state.is_withdrawn());
    }

    #[test]
    fn the_only_vote_that_is_withdrawn_leaves_no_average() {
        let state = after([
            Action::Loaded(summary(1, Some(4))),
            Action::Chosen(VoteChange::Withdrawn),
        ]);
        let shown = state.summary().expect("the votes");
        assert_eq!((shown.average, shown.count), (None, 0));
        let state = state.next(Action::Kept(RatingSummary::empty(5))).0;
        assert!(state.is_withdrawn());
        assert_eq!((state.wanted, state.in_flight), (None, None));
        assert!(!state.next(chosen(2)).0.is_withdrawn());
    }

    #[test]
    fn a_kept_vote_ends_the_sending() {
        let state = after([chosen(4), Action::Kept(summary(4, Some(4)))]);
        assert_eq!((state.in_flight, state.own()), (None, Some(4)));
        assert_eq!(state.summary(), Some(summary(4, Some(4))));
    }

    #[test]
    fn the_same_vote_change_is_sent_again() {
        let change = VoteChange::Stars(4);
        let failed = after([chosen(4), Action::Refused(BackendError::Unreachable)]);
        let (again, commands) = failed.next(Action::Retried);
        assert_eq!(again.in_flight, Some(change));
        assert_eq!(commands, [send(change)]);
    }

    #[test]
    fn a_choice_is_kept_before_it_is_sent_and_another_one_sent_after_it() {
        let [first, second] = [VoteChange::Stars(2), VoteChange::Stars(5)];
        let keep = |change| Command::Keep(scale("one", 5), change);
        let (state, commands) = and([chosen(2)]);
        assert_eq!(commands, [keep(first), send(first)]);
        let (state, commands) = state.next(chosen(5));
        assert_eq!(commands, [keep(second)]);
        let (state, commands) = state.next(Action::Kept(summary(1, Some(2))));
        assert_eq!(commands, [send(second)]);
        let (_, commands) = state.next(Action::Kept(summary(1, Some(5))));
        assert_eq!(commands, []);
    }

    #[test]
    fn a_changed_mind_is_sent_after_the_vote_in_flight() {
        let state = after([chosen(2), chosen(3), chosen(5)]);
        assert_eq!(state.in_flight, Some(VoteChange::Stars(2)));
        assert_eq!(state.own(), Some(5));
        let state = state.next(Action::Kept(summary(1, Some(2)))).0;
        assert_eq!(state.in_flight, Some(VoteChange::Stars(5)));
        let state = state.next(Action::Kept(summary(1, Some(5)))).0;
        assert_eq!((state.in_flight, state.own()), (None, Some(5)));
    }

    #[test]
    fn a_refused_vote_is_put_back_and_can_be_tried_again() {
        let state = after([
            Action::Loaded(summary(3, Some(2))),
            chosen(4),
            Action::Refused(REFUSAL),
        ]);
        assert_eq!(state.own(), Some(2));
        assert_eq!(state.summary(), Some(summary(3, Some(2))));
        assert_eq!(
            state.failed,
            Some(Failed::Vote(VoteChange::Stars(4), REFUSAL))
        );
        let state = state.next(Action::Retried).0;
        assert_eq!(state.in_flight, Some(VoteChange::Stars(4)));
        assert_eq!((state.own(), &state.failed), (Some(4), &None));
    }

    #[test]
    fn a_vote_that_nobody_refused_waits_and_is_not_counted_yet() {
        for failure in [
            BackendError::Unreachable,
            BackendError::Timeout,
            BackendError::Malformed,
            BackendError::Refused(503),
        ] {
            let state = after([
                Action::Loaded(summary(3, None)),
                chosen(4),
                Action::Refused(failure),
            ]);
            assert!(state.is_waiting);
            assert_eq!((state.in_flight, state.own()), (None, Some(4)));
            assert_eq!(state.summary().map(|summary| summary.count), Some(3));
            for action in [Action::Retried, Action::Resumed(Some(VoteChange::Stars(4)))] {
                let state = state.next(action).0;
                assert_eq!(state.in_flight, Some(VoteChange::Stars(4)));
                let state = state.next(Action::Kept(summary(4, Some(4)))).0;
                assert!(!state.is_waiting);
                assert_eq!((state.in_flight, state.own()), (None, Some(4)));
            }
        }
    }

    #[test]
    fn what_another_tab_sent_is_not_sent_again() {
        let (state, commands) = and([
            chosen(4),
            Action::Refused(BackendError::Unreachable),
            Action::Resumed(None),
        ]);
        assert_eq!((state.in_flight, state.own()), (None, None));
        assert!(!state.is_waiting);
        assert_eq!(commands, [load()]);
    }

    #[test]
    fn votes_that_did_not_load_come_when_the_network_does() {
        let (_, commands) = and([
            Action::LoadFailed(BackendError::Unreachable),
            Action::Resumed(None),
        ]);
        assert_eq!(commands, [load()]);
        let (_, commands) = and([Action::LoadFailed(REFUSAL), Action::Resumed(None)]);
        assert_eq!(commands, []);
    }

    #[test]
    fn arrow_keys_choose_once_the_reader_rests() {
        let state = after([Action::Stepped(2), Action::Stepped(3)]);
        assert_eq!((state.checked(), state.own()), (Some(3), None));
        assert_eq!(state.in_flight, None);
        let state = state.next(Action::Rested).0;
        assert_eq!(state.in_flight, Some(VoteChange::Stars(3)));
        let again = state.next(Action::Rested).0;
        assert_eq!(again, state);
    }

    #[test]
    fn an_answer_that_is_older_than_the_vote_changes_nothing() {
        let state = after([
            chosen(4),
            Action::Kept(summary(4, Some(4))),
            Action::Loaded(summary(3, None)),
        ]);
        assert_eq!(state.summary(), Some(summary(4, Some(4))));
        let state = state.next(Action::Outdated).0;
        let state = state.next(Action::Loaded(summary(9, Some(4)))).0;
        assert_eq!(state.summary(), Some(summary(9, Some(4))));
    }

    #[test]
    fn another_rating_of_the_article_is_followed() {
        let state = after([
            Action::Loaded(summary(3, None)),
            Action::Followed(summary(4, Some(4))),
        ]);
        assert_eq!(state.summary(), Some(summary(4, Some(4))));
    }

    #[test]
    fn a_reset_gives_the_first_vote_back() {
        let voted = |first| {
            after([
                Action::Loaded(summary(3, first)),
                chosen(4),
                Action::Kept(summary(3, Some(4))),
                Action::Reset,
            ])
        };
        assert_eq!(voted(None).in_flight, Some(VoteChange::Withdrawn));
        assert_eq!(voted(Some(2)).in_flight, Some(VoteChange::Stars(2)));
        assert_eq!(voted(Some(4)).in_flight, None);
        assert_eq!(after([Action::Reset]).in_flight, None);
    }

    #[test]
    fn votes_that_did_not_load_are_asked_for_again() {
        let (state, commands) = and([
            Action::LoadFailed(BackendError::Unreachable),
            Action::Retried,
        ]);
        assert_eq!(commands, [load()]);
        assert_eq!(state.failed, None);
    }

    #[test]
    fn another_article_or_scale_starts_anew_and_the_same_goes_on() {
        let state = after([
            chosen(4),
            opened("one", 5),
            Action::Loaded(summary(3, Some(2))),
            opened("one", 5),
        ]);
        assert_eq!(state.own(), Some(4));
        assert_eq!(state.in_flight, Some(VoteChange::Stars(4)));
        for (key, best) in [("two", 5), ("one", 10)] {
            let (state, commands) = state.next(opened(key, best));
            assert_eq!((state.own(), state.summary()), (None, None));
            assert_eq!(commands, [Command::Load(scale(key, best))]);
        }
    }
}
