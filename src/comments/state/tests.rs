use article_widgets_model::{Code, CommentDraft, Field, FieldError};

use super::*;
use crate::backend::{Backend, SpamSignals};

/// The state of the article `one` after these actions.
fn after(actions: impl IntoIterator<Item = Action>) -> State {
    and(State::default().next(opened("one")).0, actions)
}

fn and(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions
        .into_iter()
        .fold(state, |state, action| state.next(action).0)
}

/// The commands of these actions, one after the other.
fn commands(mut state: State, actions: impl IntoIterator<Item = Action>) -> Vec<Command> {
    let mut all = Vec::new();
    for action in actions {
        let commands;
        (state, commands) = state.next(action);
        all.extend(commands);
    }
    all
}

/// The moves of the focus after these actions.
fn leads(state: &State, actions: impl IntoIterator<Item = Action>) -> Vec<Option<Identifier>> {
    let commands = commands(state.clone(), actions);
    let focus = commands.into_iter().filter_map(|command| match command {
        Command::Focus(id) => Some(id),
        _ => None,
    });
    focus.collect()
}

/// The identifier of a comment of the tests.
pub(in crate::comments) fn id(number: u8) -> Identifier {
    Identifier::from_random([number; 16])
}

fn comment(number: u8) -> Comment {
    Comment {
        id: id(number),
        parent: None,
        state: CommentState::Published,
        name: "Ada".into(),
        website: None,
        body: "Thank you.".into(),
        html: "<p>Thank you.</p>".into(),
        created: Some("2026-01-02T03:04:05Z".into()),
        edited: None,
        replies: 0,
        editable: None,
    }
}

fn root(number: u8, replies: u64) -> Comment {
    Comment {
        replies,
        ..comment(number)
    }
}

/// An answer to a comment of the tests.
pub(in crate::comments) fn reply(number: u8, parent: u8) -> Comment {
    Comment {
        parent: Some(id(parent)),
        ..comment(number)
    }
}

fn page(comments: Vec<Comment>, next: Option<&str>) -> CommentPage {
    CommentPage {
        count: comments.len() as u64,
        comments,
        next: next.map(str::to_owned),
        latest: "7".into(),
    }
}

fn loaded(comments: Vec<Comment>, next: Option<&str>) -> Action {
    Action::Loaded(page(comments, next), Clock::default())
}

fn roots(numbers: &[u8]) -> Vec<Comment> {
    numbers.iter().copied().map(comment).collect()
}

fn submission(number: u8, parent: Option<u8>) -> Submission {
    let draft = CommentDraft {
        body: "Hello".into(),
        name: "Ada".into(),
        parent: parent.map(id),
        ..CommentDraft::default()
    };
    Submission {
        id: id(number),
        draft: draft.into(),
        signals: SpamSignals::default(),
    }
}

fn sending(number: u8) -> Action {
    Action::Sending(vec![submission(number, None)])
}

/// Such as `1(2 3) 4`, each thread with its replies.
fn drawn(state: &State) -> String {
    let number = |shown: &Rc<LoadedComment>| shown.comment.id.as_bytes()[0].to_string();
    let draw = |thread: &Rc<Thread>| {
        let replies: Vec<_> = thread.replies.iter().map(number).collect();
        let root = number(&thread.root);
        if replies.is_empty() {
            root
        } else {
            format!("{root}({})", replies.join(" "))
        }
    };
    let threads: Vec<_> = state.list.threads.iter().map(draw).collect();
    threads.join(" ")
}

fn article(key: &str) -> ArticleReference {
    ArticleReference {
        article: key.into(),
        endpoint: "https://widgets.example".into(),
        backend: Backend::Native,
    }
}

fn opened(key: &str) -> Action {
    Action::Opened(article(key), Order::Oldest)
}

#[test]
fn another_article_starts_anew_and_the_same_goes_on() {
    let state = after([
        opened("one"),
        loaded(roots(&[1]), Some("next")),
        sending(2),
        opened("one"),
    ]);
    assert_eq!(
        (drawn(&state).as_str(), state.outbox.entries.len()),
        ("1", 1)
    );
    let state = state.next(opened("two")).0;
    assert_eq!(
        (drawn(&state).as_str(), state.outbox.entries.len()),
        ("", 0)
    );
    assert_eq!(
        (&state.list.status, &state.list.request.cursor),
        (&ListStatus::Loading, &None)
    );
    let state = state.next(Action::Kept(id(2), comment(2))).0;
    assert_eq!(drawn(&state), "", "a comment of the article before");
}

#[test]
fn pages_follow_each_other() {
    let state = after([loaded(roots(&[1, 2]), Some("next")), Action::MoreWanted]);
    assert_eq!(state.list.request.cursor.as_deref(), Some("next"));
    assert_eq!(state.list.status, ListStatus::Loading);
    let state = state.next(loaded(roots(&[3, 4]), None)).0;
    assert_eq!(drawn(&state), "1 2 3 4");
    assert_eq!(
        (state.list.arrival, &state.list.status),
        (Some(id(3)), &ListStatus::Ready(None))
    );
}

#[test]
fn a_page_that_did_not_come_is_asked_for_again() {
    let state = after([
        loaded(roots(&[1]), Some("next")),
        Action::MoreWanted,
        Action::LoadFailed(BackendError::Timeout),
        Action::MoreWanted,
    ]);
    let failed = [
        loaded(roots(&[1]), Some("next")),
        Action::MoreWanted,
        Action::LoadFailed(BackendError::Timeout),
    ];
    let request = ListRequest {
        order: Order::Oldest,
        cursor: Some("next".into()),
    };
    let load = Command::Load(article("one"), request);
    let again = commands(after(failed), [Action::MoreWanted]);
    assert_eq!(again, [load]);
    assert_eq!(state.list.request.cursor.as_deref(), Some("next"));
    assert_eq!(drawn(&state), "1");
}

#[test]
fn another_order_begins_with_its_first_page() {
    let state = after([
        loaded(roots(&[1, 2]), Some("next")),
        Action::MoreWanted,
        loaded(roots(&[3]), None),
        Action::Ordered(Order::Newest),
    ]);
    assert_eq!(
        (drawn(&state).as_str(), &state.list.request.cursor),
        ("", &None)
    );
    assert_eq!(state.list.request.order, Order::Newest);
}

#[test]
fn replies_stand_in_their_thread_and_the_rest_is_asked_for() {
    let first = vec![root(1, 4), reply(2, 1), reply(3, 2), comment(9)];
    let state = after([loaded(first, None)]);
    assert_eq!(drawn(&state), "1(2 3) 9");
    assert_eq!(state.list.threads[0].missing(), 2);
    let state = state.next(Action::RepliesWanted(id(1))).0;
    assert_eq!(state.list.threads[0].more, Replies::Loading);
    assert_eq!(state.list.threads[0].last, Some(id(3)));
    let rest = page(vec![reply(4, 1), reply(5, 4)], None);
    let state = state
        .next(Action::RepliesLoaded(id(1), Ok(rest), Clock::default()))
        .0;
    assert_eq!(drawn(&state), "1(2 3 4 5) 9");
    assert_eq!(
        (state.list.threads[0].missing(), state.list.threads[0].last),
        (0, Some(id(5)))
    );
}

#[test]
fn an_own_reply_stands_last_until_the_ones_before_have_come() {
    let state = after([
        loaded(vec![root(1, 3), reply(2, 1)], None),
        Action::Sending(vec![submission(7, Some(1))]),
        Action::Kept(id(7), reply(7, 1)),
    ]);
    assert_eq!(
        (drawn(&state).as_str(), state.list.threads[0].missing()),
        ("1(2 7)", 2)
    );
    let rest = page(vec![reply(3, 1), reply(4, 1), reply(7, 1)], None);
    let state = state
        .next(Action::RepliesLoaded(id(1), Ok(rest), Clock::default()))
        .0;
    assert_eq!(
        (drawn(&state).as_str(), state.list.threads[0].missing()),
        ("1(2 3 4 7)", 0)
    );
}

#[test]
fn a_link_to_a_comment_that_is_gone_leads_to_the_comments_once_they_are_there() {
    let state = after([]);
    let sought = [Action::LinkedNowhere];
    assert_eq!(leads(&state, sought), [], "there is nothing to lead to");
    let state = and(state, [Action::LinkedNowhere]);
    let come = || [loaded(roots(&[1]), None)];
    assert_eq!(leads(&state, come()), [None]);
    let state = and(state, come());
    assert!(state.link.linked.is_some_and(|linked| linked.is_gone));
    let missing = || {
        let found = Action::Found(id(9), Err(BackendError::Absent), Clock::default());
        [Action::Linked(id(9)), found]
    };
    assert_eq!(leads(&state, missing()), [None]);
    let state = and(state, missing());
    let again = leads(&state, [Action::Linked(id(9))]);
    assert_eq!(again, [None], "the same link, followed again");
    assert_eq!(leads(&state, [Action::Linked(id(1))]), [Some(id(1))]);
}

#[test]
fn a_comment_that_an_address_names_comes_first_and_once() {
    let found = page(vec![root(5, 3), reply(8, 5)], None);
    let found = Action::Found(id(8), Ok(found), Clock::default());
    let state = after([loaded(roots(&[1, 2]), Some("next")), Action::Linked(id(8))]);
    let (state, commands) = state.next(found);
    assert_eq!(drawn(&state), "5(8) 1 2");
    assert_eq!(commands, [Command::Focus(Some(id(8)))]);
    let all = vec![
        root(5, 3),
        reply(6, 5),
        reply(7, 5),
        reply(8, 5),
        comment(9),
    ];
    let state = and(state, [Action::MoreWanted, loaded(all, None)]);
    assert_eq!(drawn(&state), "5(6 7 8) 1 2 9");
    assert_eq!(leads(&state, [Action::Linked(id(9))]), [Some(id(9))]);
}

#[test]
fn what_came_meanwhile_waits_until_the_reader_asks() {
    let news = vec![comment(3), reply(4, 1), reply(6, 5)];
    let state = after([
        loaded(roots(&[1, 2]), None),
        Action::Polled(Some(page(news, None)), Clock::default()),
    ]);
    assert_eq!(
        (drawn(&state).as_str(), state.news.comments.len()),
        ("1 2", 3)
    );
    let (state, commands) = state.next(Action::NewsWanted);
    assert_eq!(
        (drawn(&state).as_str(), state.news.comments.len()),
        ("1(4) 2 3", 0)
    );
    assert_eq!(commands, [Command::Focus(Some(id(3)))]);
}

#[test]
fn the_newest_come_first_where_the_reader_wants_it_so() {
    let state = and(
        State::default(),
        [
            Action::Opened(article("one"), Order::Newest),
            loaded(roots(&[2, 1]), None),
            sending(3),
            Action::Kept(id(3), comment(3)),
        ],
    );
    assert_eq!(drawn(&state), "3 2 1");
}

#[test]
fn a_kept_comment_is_shown_once() {
    let state = after([
        loaded(roots(&[1, 2, 3]), Some("next")),
        sending(4),
        Action::Kept(id(4), comment(4)),
        Action::Kept(id(4), comment(4)),
    ]);
    assert_eq!((drawn(&state).as_str(), state.list.count), ("1 2 3 4", 4));
    assert_eq!(state.outbox.last_sent, Some(CommentState::Published));
    let state = state.next(loaded(roots(&[4]), None)).0;
    assert_eq!(drawn(&state), "1 2 3 4");
    let news = Action::Polled(Some(page(roots(&[4]), None)), Clock::default());
    assert!(state.next(news).0.news.comments.is_empty());
}

#[test]
fn a_comment_that_can_wait_waits_and_goes_out_again() {
    let state = after([
        sending(1),
        Action::NotSent(id(1), BackendError::Unreachable),
    ]);
    assert!(state.outbox.has_unsent());
    assert_eq!(
        state.outbox.entries[0].failure,
        Some(BackendError::Unreachable)
    );
    let state = state.next(sending(1)).0;
    assert_eq!(
        (state.outbox.entries.len(), state.outbox.has_unsent()),
        (1, false)
    );
    let state = state.next(Action::Kept(id(1), comment(1))).0;
    assert_eq!(
        (state.outbox.entries.len(), drawn(&state).as_str()),
        (0, "1")
    );
}

#[test]
fn who_sends_it_again_is_led_to_the_comment() {
    let failed = |number| {
        let failure = Action::NotSent(id(number), BackendError::Timeout);
        after([sending(number), failure])
    };
    let kept = |number| Action::Kept(id(number), comment(number));
    let by_itself = leads(&failed(1), [sending(1), kept(1)]);
    assert_eq!(by_itself, [], "it went out by itself");
    let again = [Action::Retried(id(2)), sending(2), kept(2)];
    assert_eq!(leads(&failed(2), again), [Some(id(2))]);
}

#[test]
fn what_is_refused_goes_back_to_the_form_where_it_was_written() {
    let gone = FieldError::new(Field::Parent, Code::Unknown);
    let failure = BackendError::Invalid(vec![gone]);
    let state = after([
        Action::Began(Composer::Reply(id(1))),
        Action::Sending(vec![submission(7, Some(1))]),
    ]);
    assert_eq!(state.composing.composer, None);
    let state = state.next(Action::NotSent(id(7), failure.clone())).0;
    assert_eq!(
        (state.outbox.entries.len(), state.composing.composer),
        (0, Some(Composer::Reply(id(1))))
    );
    let rejection = state.outbox.rejection.clone().expect("a refusal");
    assert_eq!(rejection.failure, Some(failure));
    let state = state.next(Action::Detached).0;
    let rejection = state
        .outbox
        .rejection
        .clone()
        .expect("another form to fill");
    assert_eq!(
        (rejection.composer, rejection.number),
        (Composer::Article, 2)
    );
}

#[test]
fn what_the_reader_takes_back_is_written_on() {
    let state = after([
        sending(1),
        Action::NotSent(id(1), BackendError::Timeout),
        Action::TakenBack(id(1)),
    ]);
    assert!(state.outbox.entries.is_empty());
    let rejection = state.outbox.rejection.clone().expect("a form to fill");
    assert_eq!(
        (rejection.composer, rejection.failure),
        (Composer::Article, None)
    );
}

#[test]
fn after_a_conflict_the_version_that_was_published_is_asked_for() {
    let state = after([loaded(roots(&[1]), None), sending(2)]);
    let conflict = Action::NotSent(id(2), BackendError::Conflict);
    let (state, commands) = state.next(conflict);
    assert_eq!(state.list.status, ListStatus::Loading);
    let load = Command::Load(article("one"), ListRequest::default());
    assert_eq!(commands, [load]);
}

#[test]
fn a_withdrawn_comment_goes_unless_it_was_answered() {
    let tombstone = |comment: Comment| Comment {
        state: CommentState::Withdrawn,
        ..comment
    };
    let first = vec![root(1, 2), reply(2, 1), reply(3, 2), comment(4)];
    let state = after([loaded(first, None)]);
    let withdrawn = |comment: Comment| Action::Deleted(comment.id, Ok(tombstone(comment)));
    let state = state.next(withdrawn(comment(4))).0;
    assert_eq!((drawn(&state).as_str(), state.list.count), ("1(2 3)", 3));
    let state = state.next(withdrawn(comment(1))).0;
    assert_eq!(drawn(&state), "1(2 3)");
    assert_eq!(
        state.list.threads[0].root.comment.state,
        CommentState::Withdrawn
    );
    let state = state.next(withdrawn(reply(3, 2))).0;
    assert_eq!(
        (drawn(&state).as_str(), state.list.threads[0].missing()),
        ("1(2)", 0)
    );
}

#[test]
fn a_deletion_that_is_tried_again_is_another_one_on_its_way() {
    let failed = after([
        loaded(roots(&[1]), None),
        Action::DeletionWanted(id(1)),
        Action::DeletionConfirmed,
        Action::Deleted(id(1), Err(BackendError::Unreachable)),
    ]);
    let (again, commands) = failed.next(Action::DeletionConfirmed);
    let step = again.deletion.as_ref().map(|known| &known.step);
    assert_eq!(step, Some(&DeletionStep::Sending));
    assert_eq!(commands, [Command::Delete(article("one"), id(1))]);
    let (twice, commands) = again.next(Action::DeletionConfirmed);
    assert_eq!((twice, commands), (again, Vec::new()));
}

#[test]
fn a_comment_can_be_changed_for_as_long_as_the_server_says() {
    let own = Comment {
        editable: Some(60),
        ..comment(1)
    };
    let clock = Clock {
        now: 1_000_000.0,
        ahead: 500.0,
    };
    let state = after([Action::Loaded(page(vec![own], None), clock)]);
    let end = state.list.threads[0].root.editable_until;
    assert_eq!(end, Some(1_060_000.0));
    let state = state.next(Action::Ticked(1_070_000.0)).0;
    assert_eq!(state.clock.now, 1_070_500.0);
}

#[test]
fn a_changed_comment_is_shown_where_it_was() {
    let state = after([
        loaded(vec![root(1, 1), reply(2, 1)], None),
        Action::Began(Composer::Edit(id(1))),
        Action::Changed(Comment {
            body: "Changed".into(),
            ..comment(1)
        }),
    ]);
    assert_eq!(
        (drawn(&state).as_str(), state.composing.composer),
        ("1(2)", None)
    );
    let root = &state.list.threads[0].root.comment;
    assert_eq!((root.body.as_str(), root.replies), ("Changed", 1));
}

#[test]
fn a_page_is_shown_slice_by_slice() {
    let numbers: Vec<u8> = (1..=60).collect();
    let mut state = after([loaded(roots(&numbers), Some("next"))]);
    let mut counts = vec![state.list.threads.len()];
    assert!(!state.list.is_ready(), "more of it is to be shown");
    while !state.list.is_ready() {
        state = state.next(Action::NextBatch(None)).0;
        counts.push(state.list.threads.len());
    }
    assert_eq!(counts, [24, 48, 60]);
    assert_eq!(state.list.status, ListStatus::Ready(Some("next".into())));
}

#[test]
fn an_own_comment_comes_after_all_of_a_page() {
    let numbers: Vec<u8> = (1..=30).collect();
    let state = after([
        loaded(roots(&numbers), None),
        sending(40),
        Action::Kept(id(40), comment(40)),
    ]);
    assert!(state.list.is_ready());
    let last = state
        .list
        .threads
        .last()
        .map(|thread| thread.root.comment.id);
    assert_eq!((state.list.threads.len(), last), (31, Some(id(40))));
}

#[test]
fn another_order_shows_nothing_of_the_former_any_more() {
    let numbers: Vec<u8> = (1..=30).collect();
    let state = after([
        loaded(roots(&numbers), None),
        Action::Ordered(Order::Newest),
        Action::NextBatch(None),
    ]);
    assert_eq!(drawn(&state), "");
}

#[test]
fn neighbours_are_drawn_together_and_stay_so() {
    let numbers: Vec<u8> = (1..=70).collect();
    let mut state = after([loaded(roots(&numbers), None)]);
    while !state.list.is_ready() {
        state = state.next(Action::NextBatch(None)).0;
    }
    let sizes = |state: &State| -> Vec<(i32, usize)> {
        let groups = state
            .list
            .threads
            .chunk_by(|one, other| one.group == other.group);
        groups
            .map(|threads| (threads[0].group, threads.len()))
            .collect()
    };
    assert_eq!(sizes(&state), [(0, 32), (1, 32), (2, 6)]);
    // A comment from further on, to which the address leads, comes first.
    let found = Ok(page(roots(&[200]), None));
    let state = state
        .next(Action::Found(id(200), found, Clock::default()))
        .0;
    assert_eq!(sizes(&state), [(-1, 1), (0, 32), (1, 32), (2, 6)]);
}

#[test]
fn slices_are_as_large_as_the_device_is_quick() {
    let numbers: Vec<u8> = (1..=100).collect();
    let start = after([loaded(roots(&numbers), None)]);
    let counts = |took: f64| {
        let mut state = start.clone();
        let mut counts = Vec::new();
        while !state.list.is_ready() {
            let former = state.list.threads.len();
            state = state.next(Action::NextBatch(Some(took))).0;
            counts.push(state.list.threads.len() - former);
        }
        counts
    };
    assert_eq!(counts(0.0), [48, 28]);
    assert_eq!(counts(2.0), [48, 28]);
    assert_eq!(counts(40.0), [24, 24, 24, 4]);
    assert_eq!(counts(60.0)[..3], [16, 10, 6]);
    assert_eq!(counts(500.0)[..6], [12, 6, 3, 1, 1, 1]);
}

#[test]
fn what_was_begun_opens_again_where_it_can_be_sent() {
    let own = Comment {
        editable: Some(60),
        ..comment(1)
    };
    let state = after([loaded(vec![own, comment(2)], None)]);
    let resumed = |places: &[Composer]| {
        let state = state.next(Action::Resumed(places.to_vec())).0;
        (state.composing.composer, state.composing.is_chosen)
    };
    let (change, answer) = (Composer::Edit(id(1)), Composer::Reply(id(2)));
    assert_eq!(resumed(&[answer, change]), (Some(change), false));
    assert_eq!(resumed(&[answer]), (Some(answer), false));
    // Not the reader's own, and not shown yet.
    assert_eq!(resumed(&[Composer::Edit(id(2))]), (None, false));
    assert_eq!(resumed(&[Composer::Reply(id(3))]), (None, false));
}

#[test]
fn paper_wants_all_that_there_is() {
    let many: Vec<Comment> = (1..=60).map(comment).collect();
    let state = after([loaded(many, Some("next")), Action::AllWanted]);
    assert_eq!((state.list.threads.len(), state.list.coming.len()), (60, 0));
    let state = after([loaded(vec![root(1, 3)], None), Action::AllWanted]);
    assert_eq!(state.list.threads[0].more, Replies::Loading);
}

#[test]
fn comments_are_sent_once_they_are_in_the_outbox() {
    let send = Command::Send(article("one"), vec![submission(1, None)]);
    assert_eq!(commands(after([]), [sending(1)]), [send]);
}

#[test]
fn new_comments_are_asked_for_each_minute_and_when_the_page_comes_to_the_front() {
    let state = after([]);
    let front = [Action::PageVisible];
    assert_eq!(commands(state.clone(), front), [], "nothing is known yet");
    let poll = |when| Command::Poll(article("one"), "7".into(), when);
    let (state, first) = state.next(loaded(roots(&[1]), None));
    assert_eq!(first, [poll(When::Later)]);
    let failed = [Action::Polled(None, Clock::default())];
    assert_eq!(commands(state.clone(), failed), [poll(When::Later)]);
    assert_eq!(commands(state, [Action::PageVisible]), [poll(When::Now)]);
}
