use std::rc::Rc;

use article_widgets_model::{Comment, CommentDraft, CommentPage, CommentState, Identifier, Order};
use yew::Reducible;

use crate::backend::{Failure, Signs, Source};

/// The comments that are shown, those that are being sent, and where the reader
/// writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// Whose comments these are.
    pub(super) opened: Option<Source>,
    /// The comments so far, in the order they are shown.
    pub(super) threads: Vec<Rc<Thread>>,
    /// How many comments the article has in all.
    pub(super) count: u64,
    /// How far the list has come.
    pub(super) list: List,
    /// The page that is asked for.
    pub(super) asked: Asked,
    /// The first comment of the page that came last.
    pub(super) arrival: Option<Identifier>,
    /// Comments that came meanwhile, and wait until the reader asks for them.
    pub(super) news: Vec<Rc<Shown>>,
    /// What to ask for the comments that come after those that are known.
    pub(super) latest: Option<Rc<str>>,
    /// How often it was asked for new comments.
    pub(super) polls: u32,
    /// How often the page came to the front.
    pub(super) fronts: u32,
    /// The comment that the page's address names.
    pub(super) linked: Option<Linked>,
    /// The comment to which the focus is led, and how often it was led to one.
    pub(super) lead: (Option<Identifier>, u32),
    /// Comments that the server has not acknowledged.
    pub(super) outbox: Vec<Rc<Waiting>>,
    /// The comment that is answered or changed.
    pub(super) writing: Option<Place>,
    /// Whether the reader chose that just now, rather than before the page was left.
    pub(super) is_chosen: bool,
    /// What the server refused last, to be mended in a form.
    pub(super) refusal: Option<Refusal>,
    /// What became of the comment that was sent last.
    pub(super) said: Option<CommentState>,
    /// The own comment that is about to be taken back.
    pub(super) withdrawal: Option<Withdrawal>,
    /// What time it is.
    pub(super) clock: Clock,
}

/// Where a reader writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Under the article.
    Article,
    /// Under this comment.
    Reply(Identifier),
    /// In the place of this comment.
    Edit(Identifier),
}

impl Place {
    /// Where a draft was written.
    pub(super) fn of(draft: &CommentDraft) -> Self {
        draft.parent.map_or(Self::Article, Self::Reply)
    }
}

/// A comment, and until when its reader may change it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// The comment.
    pub(super) comment: Comment,
    /// By the server's clock, in milliseconds since 1970-01-01 UTC.
    pub(super) editable_until: Option<f64>,
}

impl Shown {
    /// A comment that came at an instant of the server's clock.
    pub(super) fn new(comment: Comment, now: f64) -> Self {
        let seconds = comment.editable.map(f64::from);
        Self {
            editable_until: seconds.map(|seconds| now + seconds * 1_000.0),
            comment,
        }
    }
}

/// A comment that answers none, with the replies so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thread {
    /// The comment.
    pub(super) root: Rc<Shown>,
    /// Its replies, and the replies to those, in the order in which they came.
    pub(super) replies: Vec<Rc<Shown>>,
    /// The last reply before which none is missing.
    pub(super) last: Option<Identifier>,
    /// How far the next replies have come.
    pub(super) more: Replies,
}

impl Thread {
    fn new(root: Rc<Shown>) -> Self {
        Self {
            root,
            replies: Vec::new(),
            last: None,
            more: Replies::Ready,
        }
    }

    /// How many replies are not shown yet.
    pub(super) fn missing(&self) -> u64 {
        let known = self.replies.len() as u64;
        self.root.comment.replies.saturating_sub(known)
    }

    /// The thread's comments, the root first.
    pub(super) fn comments(&self) -> impl Iterator<Item = &Rc<Shown>> {
        std::iter::once(&self.root).chain(&self.replies)
    }

    fn has(&self, id: Identifier) -> bool {
        self.comments().any(|shown| shown.comment.id == id)
    }

    /// Takes the replies of a page, which come right after `last`. What was shown
    /// after that is newer, or stands in the page as well.
    fn continue_with(&mut self, mut page: Vec<Rc<Shown>>) {
        let ids = |replies: &[Rc<Shown>]| -> Vec<Identifier> {
            replies.iter().map(|reply| reply.comment.id).collect()
        };
        let known = ids(&self.replies);
        let last = known.iter().position(|id| Some(*id) == self.last);
        let whole = last.map_or(0, |last| last + 1);
        page.retain(|reply| !known[..whole].contains(&reply.comment.id));
        let fresh = ids(&page);
        let mut newer = self.replies.split_off(whole);
        newer.retain(|reply| !fresh.contains(&reply.comment.id));
        self.last = fresh.last().copied().or(self.last);
        self.replies.extend(page);
        self.replies.extend(newer);
    }
}

/// How far the next replies of a thread have come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Replies {
    /// They can be asked for.
    #[default]
    Ready,
    /// They are on their way.
    Loading,
    /// They did not come.
    Failed(Failure),
}

/// How far the list of comments has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum List {
    /// A page is on its way.
    #[default]
    Loading,
    /// The page at this cursor can be asked for; none after the last.
    Ready(Option<Rc<str>>),
    /// The page that was asked for did not come.
    Failed(Failure),
}

/// A request for a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// Which comments come first.
    pub(super) order: Order,
    /// Where the page starts; none for the first.
    pub(super) cursor: Option<Rc<str>>,
    /// How often pages were asked for.
    pub(super) times: u32,
}

/// The comment that the page's address names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Linked {
    /// Its identifier.
    pub(super) id: Identifier,
    /// Whether it was asked for in vain.
    pub(super) is_gone: bool,
}

/// A draft and the identifier under which it is sent, again if need be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attempt {
    /// Under which identifier.
    pub(super) id: Identifier,
    /// What is sent.
    pub(super) draft: Rc<CommentDraft>,
    /// By what the server tells a person from a program.
    pub(super) signs: Signs,
}

/// A comment that the server has not acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waiting {
    /// What is sent.
    pub(super) attempt: Attempt,
    /// Why it was not sent; none while it is on its way.
    pub(super) failure: Option<Failure>,
    /// Whether the reader asked to send it again, and is led to what becomes of it.
    pub(super) is_retried: bool,
}

/// What the server refused for good.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    /// Where it was written.
    pub(super) place: Place,
    /// Why it was refused; none if the reader took it back.
    pub(super) failure: Option<Failure>,
    /// The how manieth it is.
    pub(super) number: u32,
}

/// An own comment that is about to be taken back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Withdrawal {
    /// The comment.
    pub(super) id: Identifier,
    /// How far it has come.
    pub(super) step: Step,
}

/// How far taking back a comment has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// The reader is asked.
    Asking,
    /// It is on its way.
    Sending,
    /// It failed.
    Failed(Failure),
}

/// What time it is, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Clock {
    /// By the server's clock.
    pub(super) now: f64,
    /// By how much the server's clock is ahead of the device's.
    pub(super) ahead: f64,
}

/// What can happen to the comments.
pub(super) enum Action {
    /// This article's comments are asked for, in this order.
    Opened(Source, Order),
    /// A page came, at this time.
    Loaded(CommentPage, Clock),
    /// A page did not come.
    LoadFailed(Failure),
    /// The reader asks for the next page, or again for the one that did not come.
    MoreWanted,
    /// The reader chose an order.
    Ordered(Order),
    /// The reader asks for the next replies in the thread of a comment.
    RepliesWanted(Identifier),
    /// They came, or not.
    RepliesLoaded(Identifier, Result<CommentPage, Failure>, Clock),
    /// The page's address names a comment.
    Linked(Identifier),
    /// The comment that the address names came after those that it answers, or not.
    Found(Identifier, Result<CommentPage, Failure>, Clock),
    /// It was asked for new comments.
    Polled(Option<CommentPage>, Clock),
    /// The reader asks for the comments that came meanwhile.
    NewsWanted,
    /// Time went by.
    Ticked(f64),
    /// The page came to the front.
    CameToFront,
    /// The reader begins to write somewhere.
    Began(Place),
    /// The reader had begun to write somewhere before the page was left.
    Resumed(Place),
    /// The reader writes there no longer.
    Stopped(Place),
    /// These comments are on their way.
    Sending(Vec<Attempt>),
    /// The server keeps what was sent under this identifier, as this comment.
    Kept(Identifier, Comment),
    /// A comment was not sent.
    NotSent(Identifier, Failure),
    /// Another page of this browser has seen to a comment.
    SentElsewhere(Identifier),
    /// The reader asks to send a comment again.
    Retried(Identifier),
    /// The reader took a comment back that was not sent, to write on.
    TakenBack(Identifier),
    /// The reader's reply became a draft under the article.
    Detached,
    /// The server gave a comment another text.
    Changed(Comment),
    /// The reader wants to take a comment back.
    WithdrawalWanted(Identifier),
    /// The reader is sure.
    WithdrawalConfirmed,
    /// The reader is not.
    WithdrawalDropped,
    /// It was taken back, or not.
    Withdrawn(Identifier, Result<Comment, Failure>),
}

impl State {
    /// The comments that are shown.
    pub(super) fn comments(&self) -> impl Iterator<Item = &Rc<Shown>> {
        self.threads.iter().flat_map(|thread| thread.comments())
    }

    /// Whether a comment is shown.
    pub(super) fn shows(&self, id: Identifier) -> bool {
        self.threads.iter().any(|thread| thread.has(id))
    }

    /// The comments that are not sent yet, and belong to a place.
    pub(super) fn waiting(&self, place: Place) -> impl Iterator<Item = &Rc<Waiting>> {
        let is_there = move |waiting: &&Rc<Waiting>| Place::of(&waiting.attempt.draft) == place;
        self.outbox.iter().filter(is_there)
    }

    /// Whether a comment waits for the network or the server.
    pub(super) fn has_unsent(&self) -> bool {
        let is_unsent = |waiting: &Rc<Waiting>| waiting.failure.is_some();
        self.outbox.iter().any(is_unsent)
    }

    /// Starts anew, unless the article is the one that is shown.
    fn open(&mut self, source: Source, order: Order) {
        if self.opened.as_ref().is_some_and(|opened| *opened != source) {
            *self = Self {
                asked: Asked {
                    times: self.asked.times,
                    ..Asked::default()
                },
                lead: (None, self.lead.1),
                polls: self.polls,
                fronts: self.fronts,
                ..Self::default()
            };
        }
        if self.opened.is_none() {
            self.asked.order = order;
        }
        self.opened = Some(source);
    }

    fn append(&mut self, page: CommentPage, clock: Clock) {
        self.clock = clock;
        if self.asked.cursor.is_none() {
            self.latest = Some(page.latest.into()).filter(|latest: &Rc<str>| !latest.is_empty());
        }
        self.arrival = None;
        for (root, replies) in threads(page.comments, clock) {
            self.arrival = self.arrival.or(Some(root.comment.id));
            self.add(root, replies, |threads| threads.len());
        }
        self.count = page.count;
        self.list = List::Ready(page.next.map(Rc::from));
    }

    /// Shows a thread, or what is new of one that is shown.
    fn add(
        &mut self,
        root: Rc<Shown>,
        replies: Vec<Rc<Shown>>,
        place: impl FnOnce(&[Rc<Thread>]) -> usize,
    ) {
        let id = root.comment.id;
        if self.thread_mut(id).is_none() {
            let place = place(&self.threads);
            self.threads.insert(place, Rc::new(Thread::new(root)));
        }
        if let Some(thread) = self.thread_mut(id) {
            thread.continue_with(replies);
        }
    }

    fn thread_mut(&mut self, root: Identifier) -> Option<&mut Thread> {
        let is_it = |thread: &&mut Rc<Thread>| thread.root.comment.id == root;
        self.threads.iter_mut().find(is_it).map(Rc::make_mut)
    }

    fn thread_of_mut(&mut self, id: Identifier) -> Option<&mut Thread> {
        let has_it = |thread: &&mut Rc<Thread>| thread.has(id);
        self.threads.iter_mut().find(has_it).map(Rc::make_mut)
    }

    fn ask_for_more(&mut self) {
        if let List::Ready(Some(cursor)) = &self.list {
            self.asked.cursor = Some(Rc::clone(cursor));
        }
        self.asked.times += 1;
        self.arrival = None;
        self.list = List::Loading;
    }

    fn order(&mut self, order: Order) {
        self.asked = Asked {
            order,
            cursor: None,
            times: self.asked.times + 1,
        };
        self.threads.clear();
        self.news.clear();
        self.arrival = None;
        self.list = List::Loading;
    }

    fn take_replies(
        &mut self,
        root: Identifier,
        answer: Result<CommentPage, Failure>,
        clock: Clock,
    ) {
        let Some(thread) = self.thread_mut(root) else {
            return;
        };
        match answer {
            Ok(page) => {
                let comments = page.comments.into_iter();
                let replies = comments.map(|reply| Rc::new(Shown::new(reply, clock.now)));
                let is_last = page.next.is_none();
                thread.continue_with(replies.collect());
                thread.more = Replies::Ready;
                if is_last {
                    let known = thread.replies.len() as u64;
                    Rc::make_mut(&mut thread.root).comment.replies = known;
                }
            }
            Err(failure) => thread.more = Replies::Failed(failure),
        }
    }

    fn link(&mut self, id: Identifier) {
        self.linked = Some(Linked { id, is_gone: false });
        if self.shows(id) {
            self.lead_to(id);
        }
    }

    fn find(&mut self, id: Identifier, answer: Result<CommentPage, Failure>, clock: Clock) {
        match answer {
            Ok(page) => {
                self.clock = clock;
                for (root, replies) in threads(page.comments, clock) {
                    let root_id = root.comment.id;
                    if self.thread_mut(root_id).is_none() {
                        self.threads.insert(0, Rc::new(Thread::new(root)));
                    }
                    for reply in replies {
                        self.reply(root_id, reply);
                    }
                }
                self.lead_to(id);
            }
            Err(_) => self.linked = Some(Linked { id, is_gone: true }),
        }
    }

    fn lead_to(&mut self, id: Identifier) {
        self.lead = (Some(id), self.lead.1 + 1);
    }

    /// Shows a reply after those that are there; tells whether it was not there.
    fn reply(&mut self, root: Identifier, reply: Rc<Shown>) -> bool {
        let Some(thread) = self.thread_mut(root) else {
            return false;
        };
        let is_new = !thread.has(reply.comment.id);
        if is_new {
            thread.replies.push(reply);
        }
        is_new
    }

    fn poll(&mut self, page: Option<CommentPage>, clock: Clock) {
        self.polls += 1;
        let Some(page) = page else {
            return;
        };
        self.clock = clock;
        self.count = page.count;
        self.latest = Some(page.latest.into());
        for comment in page.comments {
            let id = comment.id;
            if self.shows(id) {
                // One of the reader's own, which was held until now.
                self.replace(comment);
            } else if self.news.iter().all(|news| news.comment.id != id) {
                self.news.push(Rc::new(Shown::new(comment, clock.now)));
            }
        }
    }

    /// Shows what came meanwhile: comments where their order has them, and replies
    /// under what they answer, if that is shown.
    fn show_news(&mut self) {
        let news = std::mem::take(&mut self.news);
        let mut first = None;
        for comment in news {
            let id = comment.comment.id;
            if self.insert(comment) {
                first = first.or(Some(id));
            }
        }
        if let Some(first) = first {
            self.lead_to(first);
        }
    }

    /// Shows a comment at its place; tells whether it has one and was not there.
    fn insert(&mut self, shown: Rc<Shown>) -> bool {
        if self.shows(shown.comment.id) {
            return false;
        }
        let Some(parent) = shown.comment.parent else {
            let place = match self.asked.order {
                Order::Newest => 0,
                Order::Oldest => self.threads.len(),
            };
            self.threads.insert(place, Rc::new(Thread::new(shown)));
            return true;
        };
        let Some(thread) = self.thread_of_mut(parent) else {
            return false;
        };
        let id = shown.comment.id;
        if thread.missing() == 0 {
            thread.last = Some(id);
        }
        thread.replies.push(shown);
        Rc::make_mut(&mut thread.root).comment.replies += 1;
        true
    }

    /// Shows a comment as it is now.
    fn replace(&mut self, comment: Comment) {
        let now = self.clock.now;
        let id = comment.id;
        let Some(thread) = self.thread_of_mut(id) else {
            return;
        };
        if thread.root.comment.id == id {
            let replies = thread.root.comment.replies;
            let comment = Comment { replies, ..comment };
            thread.root = Rc::new(Shown::new(comment, now));
        } else if let Some(reply) = thread
            .replies
            .iter_mut()
            .find(|reply| reply.comment.id == id)
        {
            *reply = Rc::new(Shown::new(comment, now));
        }
    }

    fn send(&mut self, attempts: Vec<Attempt>) {
        for attempt in attempts {
            if self.writing == Some(Place::of(&attempt.draft)) {
                self.writing = None;
            }
            let id = attempt.id;
            match self.waiting_mut(id) {
                Some(known) => known.failure = None,
                None => self.outbox.push(Rc::new(Waiting {
                    attempt,
                    failure: None,
                    is_retried: false,
                })),
            }
        }
        self.said = None;
    }

    fn keep(&mut self, id: Identifier, comment: Comment) {
        // Another article may be shown by now.
        let Some(waiting) = self.release(id) else {
            return;
        };
        if waiting.is_retried {
            self.lead_to(comment.id);
        }
        self.said = Some(comment.state);
        let is_published = comment.state == CommentState::Published;
        let shown = Rc::new(Shown::new(comment, self.clock.now));
        self.news.retain(|news| news.comment.id != shown.comment.id);
        let was_shown = self.shows(shown.comment.id);
        self.insert(shown);
        self.count += u64::from(is_published && !was_shown);
    }

    fn release(&mut self, id: Identifier) -> Option<Rc<Waiting>> {
        let place = self
            .outbox
            .iter()
            .position(|waiting| waiting.attempt.id == id)?;
        Some(self.outbox.remove(place))
    }

    fn waiting_mut(&mut self, id: Identifier) -> Option<&mut Waiting> {
        let mut outbox = self.outbox.iter_mut();
        let waiting = outbox.find(|waiting| waiting.attempt.id == id);
        waiting.map(Rc::make_mut)
    }

    fn not_sent(&mut self, id: Identifier, failure: Failure) {
        if failure.can_wait() {
            if let Some(waiting) = self.waiting_mut(id) {
                waiting.failure = Some(failure);
                waiting.attempt.signs.is_again = true;
            }
        } else {
            self.take_back(id, Some(failure));
        }
    }

    /// Lets the reader write on at what was not sent.
    fn take_back(&mut self, id: Identifier, failure: Option<Failure>) {
        let Some(waiting) = self.release(id) else {
            return;
        };
        let place = Place::of(&waiting.attempt.draft);
        if place != Place::Article {
            self.writing = Some(place);
        }
        // The version that was published is shown, if its page was.
        let is_conflict = failure.as_ref().is_some_and(Failure::is_conflict);
        if is_conflict && self.list == List::Ready(None) {
            self.ask_for_more();
        }
        self.refuse(place, failure);
    }

    fn refuse(&mut self, place: Place, failure: Option<Failure>) {
        let number = self.refusal.as_ref().map_or(0, |refusal| refusal.number);
        self.refusal = Some(Refusal {
            place,
            failure,
            number: number + 1,
        });
    }

    fn change(&mut self, comment: Comment) {
        if self.writing == Some(Place::Edit(comment.id)) {
            self.writing = None;
        }
        if comment.state == CommentState::Held {
            self.said = Some(CommentState::Held);
        }
        self.lead_to(comment.id);
        self.replace(comment);
    }

    fn withdraw(&mut self, id: Identifier, answer: Result<Comment, Failure>) {
        match answer {
            Ok(tombstone) => {
                self.withdrawal = None;
                let was_published = self
                    .comments()
                    .any(|shown| shown.comment.id == id && is_published(shown));
                self.count -= u64::from(was_published && self.count > 0);
                self.replace(tombstone);
                self.remove_unanswered(id);
            }
            Err(failure) => {
                let step = Step::Failed(failure);
                self.withdrawal = Some(Withdrawal { id, step });
            }
        }
    }

    /// Shows nothing in the place of a withdrawn comment that nobody answered.
    fn remove_unanswered(&mut self, id: Identifier) {
        let Some(thread) = self.thread_of_mut(id) else {
            return;
        };
        if thread.root.comment.id != id {
            let is_answered = thread
                .replies
                .iter()
                .any(|reply| reply.comment.parent == Some(id));
            if !is_answered {
                thread.replies.retain(|reply| reply.comment.id != id);
                let replies = &mut Rc::make_mut(&mut thread.root).comment.replies;
                *replies = replies.saturating_sub(1);
            }
        } else if thread.root.comment.replies == 0 {
            self.threads.retain(|thread| thread.root.comment.id != id);
        }
    }

    fn step(&mut self, step: Step) {
        if let Some(withdrawal) = &mut self.withdrawal {
            withdrawal.step = step;
        }
    }
}

fn is_published(shown: &Rc<Shown>) -> bool {
    shown.comment.state == CommentState::Published
}

/// The comments of a page, each that answers none with the replies after it.
fn threads(comments: Vec<Comment>, clock: Clock) -> Vec<(Rc<Shown>, Vec<Rc<Shown>>)> {
    let mut threads: Vec<(Rc<Shown>, Vec<Rc<Shown>>)> = Vec::new();
    for comment in comments {
        let shown = Rc::new(Shown::new(comment, clock.now));
        match threads.last_mut() {
            Some((_, replies)) if shown.comment.parent.is_some() => replies.push(shown),
            _ => threads.push((shown, Vec::new())),
        }
    }
    threads
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Opened(source, order) => state.open(source, order),
            Action::Loaded(page, clock) => state.append(page, clock),
            Action::LoadFailed(failure) => state.list = List::Failed(failure),
            Action::MoreWanted => state.ask_for_more(),
            Action::Ordered(order) => state.order(order),
            Action::RepliesWanted(root) => {
                if let Some(thread) = state.thread_mut(root) {
                    thread.more = Replies::Loading;
                }
            }
            Action::RepliesLoaded(root, answer, clock) => state.take_replies(root, answer, clock),
            Action::Linked(id) => state.link(id),
            Action::Found(id, answer, clock) => state.find(id, answer, clock),
            Action::Polled(page, clock) => state.poll(page, clock),
            Action::NewsWanted => state.show_news(),
            Action::Ticked(now) => state.clock.now = now + state.clock.ahead,
            Action::CameToFront => state.fronts += 1,
            Action::Began(place) => {
                state.writing = Some(place);
                state.is_chosen = true;
            }
            Action::Resumed(place) => {
                state.writing = state.writing.or(Some(place));
                state.is_chosen = false;
            }
            Action::Stopped(place) => {
                if state.writing == Some(place) {
                    state.writing = None;
                }
            }
            Action::Sending(attempts) => state.send(attempts),
            Action::Kept(id, comment) => state.keep(id, comment),
            Action::NotSent(id, failure) => state.not_sent(id, failure),
            Action::SentElsewhere(id) => {
                state.release(id);
            }
            Action::Retried(id) => {
                if let Some(waiting) = state.waiting_mut(id) {
                    waiting.is_retried = true;
                }
            }
            Action::TakenBack(id) => state.take_back(id, None),
            Action::Detached => {
                state.writing = None;
                state.refuse(Place::Article, None);
            }
            Action::Changed(comment) => state.change(comment),
            Action::WithdrawalWanted(id) => {
                let step = Step::Asking;
                state.withdrawal = Some(Withdrawal { id, step });
            }
            Action::WithdrawalConfirmed => state.step(Step::Sending),
            Action::WithdrawalDropped => state.withdrawal = None,
            Action::Withdrawn(id, answer) => state.withdraw(id, answer),
        }
        state.into()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::backend::Protocol;
    use article_widgets_model::{Code, Field, FieldError};

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        let state = Rc::new(State::default());
        actions.into_iter().fold(state, State::reduce)
    }

    fn and(state: Rc<State>, actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions.into_iter().fold(state, State::reduce)
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
            created: "2026-01-02T03:04:05Z".into(),
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

    fn attempt(number: u8, parent: Option<u8>) -> Attempt {
        let draft = CommentDraft {
            body: "Hello".into(),
            name: "Ada".into(),
            parent: parent.map(id),
            ..CommentDraft::default()
        };
        Attempt {
            id: id(number),
            draft: draft.into(),
            signs: Signs::default(),
        }
    }

    fn sending(number: u8) -> Action {
        Action::Sending(vec![attempt(number, None)])
    }

    /// Such as `1(2 3) 4`, each thread with its replies.
    fn drawn(state: &State) -> String {
        let number = |shown: &Rc<Shown>| shown.comment.id.as_bytes()[0].to_string();
        let draw = |thread: &Rc<Thread>| {
            let replies: Vec<_> = thread.replies.iter().map(number).collect();
            let root = number(&thread.root);
            if replies.is_empty() {
                root
            } else {
                format!("{root}({})", replies.join(" "))
            }
        };
        let threads: Vec<_> = state.threads.iter().map(draw).collect();
        threads.join(" ")
    }

    fn article(key: &str) -> Source {
        Source {
            article: key.into(),
            endpoint: "https://widgets.example".into(),
            protocol: Protocol::Native,
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
        assert_eq!((drawn(&state).as_str(), state.outbox.len()), ("1", 1));
        let state = state.reduce(opened("two"));
        assert_eq!((drawn(&state).as_str(), state.outbox.len()), ("", 0));
        assert_eq!((&state.list, &state.asked.cursor), (&List::Loading, &None));
        let state = state.reduce(Action::Kept(id(2), comment(2)));
        assert_eq!(drawn(&state), "", "a comment of the article before");
    }

    #[test]
    fn pages_follow_each_other() {
        let state = after([loaded(roots(&[1, 2]), Some("next")), Action::MoreWanted]);
        assert_eq!(state.asked.cursor.as_deref(), Some("next"));
        assert_eq!(state.list, List::Loading);
        let state = state.reduce(loaded(roots(&[3, 4]), None));
        assert_eq!(drawn(&state), "1 2 3 4");
        assert_eq!(
            (state.arrival, &state.list),
            (Some(id(3)), &List::Ready(None))
        );
    }

    #[test]
    fn a_page_that_did_not_come_is_asked_for_again() {
        let state = after([
            loaded(roots(&[1]), Some("next")),
            Action::MoreWanted,
            Action::LoadFailed(Failure::Timeout),
            Action::MoreWanted,
        ]);
        assert_eq!(state.asked.cursor.as_deref(), Some("next"));
        assert_eq!((state.asked.times, drawn(&state).as_str()), (2, "1"));
    }

    #[test]
    fn another_order_begins_with_its_first_page() {
        let state = after([
            loaded(roots(&[1, 2]), Some("next")),
            Action::MoreWanted,
            loaded(roots(&[3]), None),
            Action::Ordered(Order::Newest),
        ]);
        assert_eq!((drawn(&state).as_str(), &state.asked.cursor), ("", &None));
        assert_eq!(state.asked.order, Order::Newest);
    }

    #[test]
    fn replies_stand_in_their_thread_and_the_rest_is_asked_for() {
        let first = vec![root(1, 4), reply(2, 1), reply(3, 2), comment(9)];
        let state = after([loaded(first, None)]);
        assert_eq!(drawn(&state), "1(2 3) 9");
        assert_eq!(state.threads[0].missing(), 2);
        let state = state.reduce(Action::RepliesWanted(id(1)));
        assert_eq!(state.threads[0].more, Replies::Loading);
        assert_eq!(state.threads[0].last, Some(id(3)));
        let rest = page(vec![reply(4, 1), reply(5, 4)], None);
        let state = state.reduce(Action::RepliesLoaded(id(1), Ok(rest), Clock::default()));
        assert_eq!(drawn(&state), "1(2 3 4 5) 9");
        assert_eq!(
            (state.threads[0].missing(), state.threads[0].last),
            (0, Some(id(5)))
        );
    }

    #[test]
    fn an_own_reply_stands_last_until_the_ones_before_have_come() {
        let state = after([
            loaded(vec![root(1, 3), reply(2, 1)], None),
            Action::Sending(vec![attempt(7, Some(1))]),
            Action::Kept(id(7), reply(7, 1)),
        ]);
        assert_eq!(
            (drawn(&state).as_str(), state.threads[0].missing()),
            ("1(2 7)", 2)
        );
        let rest = page(vec![reply(3, 1), reply(4, 1), reply(7, 1)], None);
        let state = state.reduce(Action::RepliesLoaded(id(1), Ok(rest), Clock::default()));
        assert_eq!(
            (drawn(&state).as_str(), state.threads[0].missing()),
            ("1(2 3 4 7)", 0)
        );
    }

    #[test]
    fn a_comment_that_an_address_names_comes_first_and_once() {
        let found = page(vec![root(5, 3), reply(8, 5)], None);
        let state = after([
            loaded(roots(&[1, 2]), Some("next")),
            Action::Linked(id(8)),
            Action::Found(id(8), Ok(found), Clock::default()),
        ]);
        assert_eq!(
            (drawn(&state).as_str(), state.lead),
            ("5(8) 1 2", (Some(id(8)), 1))
        );
        let all = vec![
            root(5, 3),
            reply(6, 5),
            reply(7, 5),
            reply(8, 5),
            comment(9),
        ];
        let state = and(state, [Action::MoreWanted, loaded(all, None)]);
        assert_eq!(drawn(&state), "5(6 7 8) 1 2 9");
        let state = state.reduce(Action::Linked(id(9)));
        assert_eq!(state.lead, (Some(id(9)), 2));
    }

    #[test]
    fn what_came_meanwhile_waits_until_the_reader_asks() {
        let news = vec![comment(3), reply(4, 1), reply(6, 5)];
        let state = after([
            loaded(roots(&[1, 2]), None),
            Action::Polled(Some(page(news, None)), Clock::default()),
        ]);
        assert_eq!((drawn(&state).as_str(), state.news.len()), ("1 2", 3));
        let state = state.reduce(Action::NewsWanted);
        assert_eq!((drawn(&state).as_str(), state.news.len()), ("1(4) 2 3", 0));
        assert_eq!(state.lead.0, Some(id(3)));
    }

    #[test]
    fn the_newest_come_first_where_the_reader_wants_it_so() {
        let state = after([
            Action::Opened(article("one"), Order::Newest),
            loaded(roots(&[2, 1]), None),
            sending(3),
            Action::Kept(id(3), comment(3)),
        ]);
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
        assert_eq!((drawn(&state).as_str(), state.count), ("1 2 3 4", 4));
        assert_eq!(state.said, Some(CommentState::Published));
        let state = state.reduce(loaded(roots(&[4]), None));
        assert_eq!(drawn(&state), "1 2 3 4");
        let news = Action::Polled(Some(page(roots(&[4]), None)), Clock::default());
        assert!(state.reduce(news).news.is_empty());
    }

    #[test]
    fn a_comment_that_can_wait_waits_and_goes_out_again() {
        let state = after([sending(1), Action::NotSent(id(1), Failure::Unreachable)]);
        assert!(state.has_unsent());
        assert_eq!(state.outbox[0].failure, Some(Failure::Unreachable));
        let state = state.reduce(sending(1));
        assert_eq!((state.outbox.len(), state.has_unsent()), (1, false));
        let state = state.reduce(Action::Kept(id(1), comment(1)));
        assert_eq!((state.outbox.len(), drawn(&state).as_str()), (0, "1"));
    }

    #[test]
    fn who_sends_it_again_is_led_to_the_comment() {
        let failed = [sending(1), Action::NotSent(id(1), Failure::Timeout)];
        let state = and(after(failed), [sending(1), Action::Kept(id(1), comment(1))]);
        assert_eq!(state.lead.0, None, "it went out by itself");
        let failed = [sending(2), Action::NotSent(id(2), Failure::Timeout)];
        let again = [
            Action::Retried(id(2)),
            sending(2),
            Action::Kept(id(2), comment(2)),
        ];
        assert_eq!(and(and(state, failed), again).lead.0, Some(id(2)));
    }

    #[test]
    fn what_is_refused_goes_back_to_the_form_where_it_was_written() {
        let gone = FieldError::new(Field::Parent, Code::Unknown);
        let failure = Failure::Invalid(vec![gone]);
        let state = after([
            Action::Began(Place::Reply(id(1))),
            Action::Sending(vec![attempt(7, Some(1))]),
        ]);
        assert_eq!(state.writing, None);
        let state = state.reduce(Action::NotSent(id(7), failure.clone()));
        assert_eq!(
            (state.outbox.len(), state.writing),
            (0, Some(Place::Reply(id(1))))
        );
        let refusal = state.refusal.clone().expect("a refusal");
        assert_eq!(refusal.failure, Some(failure));
        let state = state.reduce(Action::Detached);
        let refusal = state.refusal.clone().expect("another form to fill");
        assert_eq!((refusal.place, refusal.number), (Place::Article, 2));
    }

    #[test]
    fn what_the_reader_takes_back_is_written_on() {
        let state = after([
            sending(1),
            Action::NotSent(id(1), Failure::Timeout),
            Action::TakenBack(id(1)),
        ]);
        assert!(state.outbox.is_empty());
        let refusal = state.refusal.clone().expect("a form to fill");
        assert_eq!((refusal.place, refusal.failure), (Place::Article, None));
    }

    #[test]
    fn after_a_conflict_the_version_that_was_published_is_asked_for() {
        let state = after([
            loaded(roots(&[1]), None),
            sending(2),
            Action::NotSent(id(2), Failure::Conflict),
        ]);
        assert_eq!((&state.list, state.asked.times), (&List::Loading, 1));
    }

    #[test]
    fn a_withdrawn_comment_goes_unless_it_was_answered() {
        let tombstone = |comment: Comment| Comment {
            state: CommentState::Withdrawn,
            ..comment
        };
        let first = vec![root(1, 2), reply(2, 1), reply(3, 2), comment(4)];
        let state = after([loaded(first, None)]);
        let withdrawn = |comment: Comment| Action::Withdrawn(comment.id, Ok(tombstone(comment)));
        let state = state.reduce(withdrawn(comment(4)));
        assert_eq!((drawn(&state).as_str(), state.count), ("1(2 3)", 3));
        let state = state.reduce(withdrawn(comment(1)));
        assert_eq!(drawn(&state), "1(2 3)");
        assert_eq!(state.threads[0].root.comment.state, CommentState::Withdrawn);
        let state = state.reduce(withdrawn(reply(3, 2)));
        assert_eq!(
            (drawn(&state).as_str(), state.threads[0].missing()),
            ("1(2)", 0)
        );
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
        let end = state.threads[0].root.editable_until;
        assert_eq!(end, Some(1_060_000.0));
        let state = state.reduce(Action::Ticked(1_070_000.0));
        assert_eq!(state.clock.now, 1_070_500.0);
    }

    #[test]
    fn a_changed_comment_is_shown_where_it_was() {
        let state = after([
            loaded(vec![root(1, 1), reply(2, 1)], None),
            Action::Began(Place::Edit(id(1))),
            Action::Changed(Comment {
                body: "Changed".into(),
                ..comment(1)
            }),
        ]);
        assert_eq!((drawn(&state).as_str(), state.writing), ("1(2)", None));
        let root = &state.threads[0].root.comment;
        assert_eq!((root.body.as_str(), root.replies), ("Changed", 1));
    }
}
