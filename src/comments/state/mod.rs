//! The comments, and what can happen to them.

mod parts;
#[cfg(test)]
pub(super) mod tests;

use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, CommentState, Identifier, Order};

use crate::backend::{ArticleReference, BackendError};
use lean_yew::store::Reducer;
pub(super) use parts::{
    Clock, Composer, Deletion, DeletionStep, Linked, ListRequest, ListStatus, LoadedComment,
    OutboxEntry, Rejection, Replies, Submission, Thread,
};

/// The number of comments shown at a time at first, of a page that has more.
const SLICE: usize = 24;

/// The most that are.
const SLICE_MAXIMUM: usize = 384;

/// The time for which a page may not respond to its reader, in milliseconds. With much less it
/// would spend more time on frames than on comments.
const DEAF: f64 = 40.0;

/// The number of threads that are rendered together.
const GROUP: usize = 32;

/// In milliseconds.
const MINUTE: f64 = 60_000.0;

/// The comments that are shown, those that are being sent, and where the reader
/// writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The article of this state.
    pub(super) opened: Option<ArticleReference>,
    /// The comments so far, in the order they are shown.
    pub(super) threads: Vec<Rc<Thread>>,
    /// The roots of the threads that were shown, sorted: to look through the threads for
    /// each of a long list that comes would take long.
    roots: Vec<Identifier>,
    /// The number of the article's comments in all.
    pub(super) count: u64,
    /// The status of the list.
    pub(super) list: ListStatus,
    /// The page that is asked for.
    pub(super) request: ListRequest,
    /// Loaded threads that are not shown yet, the last first.
    pub(super) coming: Vec<Rc<Thread>>,
    /// The number of comments shown at a time.
    slice: Slice,
    /// The first comment of the page that came last.
    pub(super) arrival: Option<Identifier>,
    /// Comments that came meanwhile, and wait until the reader asks for them.
    pub(super) news: Vec<Rc<LoadedComment>>,
    /// The cursor for comments newer than the known ones.
    pub(super) latest: Option<Rc<str>>,
    /// The comment that the page's address names.
    pub(super) linked: Option<Linked>,
    /// The focus is to be led to the list's heading when the comments have come.
    leads_to_list: bool,
    /// Comments that the server has not acknowledged.
    pub(super) outbox: Vec<Rc<OutboxEntry>>,
    /// The comment that is answered or changed.
    pub(super) composer: Option<Composer>,
    /// The reader opened the composer just now, not before the page was left.
    pub(super) is_chosen: bool,
    /// The last rejection, to be shown in a form.
    pub(super) rejection: Option<Rejection>,
    /// The state of the comment that was sent last.
    pub(super) last_sent: Option<CommentState>,
    /// The own comment that is about to be taken back.
    pub(super) withdrawal: Option<Deletion>,
    /// The server's clock.
    pub(super) clock: Clock,
    /// All comments are to be loaded at once, for print.
    pub(super) wants_all: bool,
    /// Times and numbers are displayed. The browser's first ones take as long as a page of
    /// comments, which is shown before them.
    pub(super) tells_times: bool,
}

/// The time of a poll for new comments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum When {
    /// At once, in place of later.
    Now,
    /// In a minute.
    Later,
}

/// What is to be done beside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Load the page of an article's comments.
    Load(ArticleReference, ListRequest),
    /// Ask for comments on an article after this cursor: now, or in a minute.
    Poll(ArticleReference, Rc<str>, When),
    /// Send comments on an article, one after the other.
    Send(ArticleReference, Vec<Submission>),
    /// Delete the reader's comment on an article.
    Delete(ArticleReference, Identifier),
    /// Lead the focus to a comment; none for the list's heading.
    Focus(Option<Identifier>),
}

/// The number of comments shown at a time.
#[derive(Clone, Debug, PartialEq)]
struct Slice(usize);

impl Default for Slice {
    fn default() -> Self {
        Self(SLICE)
    }
}

impl Slice {
    /// Becomes larger or smaller, as one that took so many milliseconds shows how quick
    /// the device is.
    fn fit(&mut self, took: f64) {
        let ratio = (DEAF / took).clamp(0.5, 2.0);
        self.0 = ((self.0 as f64 * ratio) as usize).clamp(1, SLICE_MAXIMUM);
    }
}

/// Events of the comments.
pub(super) enum Action {
    /// This article's comments are asked for, in this order, or asked for again.
    Opened(ArticleReference, Order),
    /// A page came, at this time.
    Loaded(CommentPage, Clock),
    /// There is time to show some more of it. The last slice took so many milliseconds.
    NextBatch(Option<f64>),
    /// A page did not come.
    LoadFailed(BackendError),
    /// The reader asks for the next page, or again for the one that did not come.
    MoreWanted,
    /// The page is about to be printed, which wants all that there is.
    AllWanted,
    /// The reader chose an order.
    Ordered(Order),
    /// The reader asks for the next replies in the thread of a comment.
    RepliesWanted(Identifier),
    /// They came, or not.
    RepliesLoaded(Identifier, Result<CommentPage, BackendError>, Clock),
    /// The page's address names a comment.
    Linked(Identifier),
    /// The page's address names a comment of another server.
    LinkedNowhere,
    /// The comment that the address names came after those that it answers, or not.
    Found(Identifier, Result<CommentPage, BackendError>, Clock),
    /// It was asked for new comments.
    Polled(Option<CommentPage>, Clock),
    /// The reader asks for the comments that came meanwhile.
    NewsWanted,
    /// Time went by.
    Ticked(f64),
    /// The browser has the leisure to tell times and numbers.
    BrowserIdle,
    /// The page came to the front.
    PageVisible,
    /// The reader begins to write somewhere.
    Began(Composer),
    /// The reader had begun to write there before the page was left.
    Resumed(Vec<Composer>),
    /// The reader writes there no longer.
    Stopped(Composer),
    /// These comments are on their way.
    Sending(Vec<Submission>),
    /// The server keeps what was sent under this identifier, as this comment.
    Kept(Identifier, Comment),
    /// A comment was not sent.
    NotSent(Identifier, BackendError),
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
    Withdrawn(Identifier, Result<Comment, BackendError>),
}

impl State {
    /// True if a comment is shown.
    pub(super) fn shows(&self, id: Identifier) -> bool {
        self.threads.iter().any(|thread| thread.has(id))
    }

    /// The comments that are not sent yet, and belong to a place.
    pub(super) fn waiting(&self, composer: Composer) -> impl Iterator<Item = &Rc<OutboxEntry>> {
        let is_there =
            move |waiting: &&Rc<OutboxEntry>| Composer::of(&waiting.submission.draft) == composer;
        self.outbox.iter().filter(is_there)
    }

    /// True if a comment waits for the network or the server.
    pub(super) fn has_unsent(&self) -> bool {
        let is_unsent = |waiting: &Rc<OutboxEntry>| waiting.failure.is_some();
        self.outbox.iter().any(is_unsent)
    }

    /// Starts anew, unless the article is the one that is shown.
    fn open(&mut self, reference: ArticleReference, order: Order, commands: &mut Vec<Command>) {
        if self
            .opened
            .as_ref()
            .is_some_and(|opened| *opened != reference)
        {
            *self = Self::default();
        }
        if self.opened.is_none() {
            self.request.order = order;
        }
        self.opened = Some(reference);
        self.load(commands);
    }

    fn load(&mut self, commands: &mut Vec<Command>) {
        let reference = self.opened.clone();
        let load = reference.map(|reference| Command::Load(reference, self.request.clone()));
        commands.extend(load);
    }

    /// Asks for new comments, once there is a cursor from which on they are new.
    fn ask_for_news(&mut self, when: When, commands: &mut Vec<Command>) {
        let asked = self.opened.clone().zip(self.latest.clone());
        let poll = asked.map(|(reference, latest)| Command::Poll(reference, latest, when));
        commands.extend(poll);
    }

    fn append(&mut self, page: CommentPage, clock: Clock, commands: &mut Vec<Command>) {
        self.set_clock(clock);
        if self.request.cursor.is_none() {
            self.latest = Some(page.latest.into()).filter(|latest: &Rc<str>| !latest.is_empty());
            self.ask_for_news(When::Later, commands);
        }
        self.count = page.count;
        self.list = ListStatus::Ready(page.next.map(Rc::from));
        self.arrival = page.comments.first().map(|comment| comment.id);
        let is_first = self.coming.is_empty();
        let mut coming = threads(page.comments, clock);
        coming.reverse();
        coming.append(&mut self.coming);
        self.coming = coming;
        if is_first {
            self.go_on();
        }
    }

    /// Shows some more of what came: a slice, so that the page answers its reader in
    /// between.
    fn go_on(&mut self) {
        let mut room = self.slice.0;
        while room > 0
            && let Some(thread) = self.coming.pop()
        {
            room = room.saturating_sub(1 + thread.replies.len());
            self.add(&thread);
        }
    }

    /// Shows all that came, at once.
    fn show_all(&mut self) {
        while !self.coming.is_empty() {
            self.go_on();
        }
    }

    fn ask_for_all_replies(&mut self) {
        for thread in &mut self.threads {
            if thread.more == Replies::Ready && thread.missing() > 0 {
                Rc::make_mut(thread).more = Replies::Loading;
            }
        }
    }

    /// True if everything that was loaded is shown, and nothing has failed to load.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.list, ListStatus::Ready(_)) && self.coming.is_empty()
    }

    /// Shows a thread, or what is new of one that is shown.
    fn add(&mut self, thread: &Thread) {
        let replies = thread.replies.clone();
        let root = thread.root.comment.id;
        if self.roots.binary_search(&root).is_ok()
            && let Some(known) = self.thread_mut(root)
        {
            return known.continue_with(replies);
        }
        self.insert_last(Rc::clone(&thread.root));
        if let Some(last) = self.threads.last_mut() {
            Rc::make_mut(last).continue_with(replies);
        }
    }

    fn insert_last(&mut self, root: Rc<LoadedComment>) {
        let group = group(self.threads.iter().rev(), 1);
        let thread = self.new_thread(root, group);
        self.threads.push(thread);
    }

    fn insert_first(&mut self, root: Rc<LoadedComment>) {
        let group = group(self.threads.iter(), -1);
        let thread = self.new_thread(root, group);
        self.threads.insert(0, thread);
    }

    fn new_thread(&mut self, root: Rc<LoadedComment>, group: i32) -> Rc<Thread> {
        if let Err(place) = self.roots.binary_search(&root.comment.id) {
            self.roots.insert(place, root.comment.id);
        }
        Rc::new(Thread::new(root, group))
    }

    /// Times are told anew each minute, and not with each page.
    fn set_clock(&mut self, clock: Clock) {
        if (clock.now - self.clock.now).abs() > MINUTE {
            self.clock = clock;
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

    fn ask_for_more(&mut self, commands: &mut Vec<Command>) {
        if let ListStatus::Ready(Some(cursor)) = &self.list {
            self.request.cursor = Some(Rc::clone(cursor));
        }
        self.arrival = None;
        self.list = ListStatus::Loading;
        self.load(commands);
    }

    fn order(&mut self, order: Order, commands: &mut Vec<Command>) {
        self.request = ListRequest {
            order,
            cursor: None,
        };
        self.threads.clear();
        self.roots.clear();
        self.coming.clear();
        self.news.clear();
        self.arrival = None;
        self.list = ListStatus::Loading;
        self.load(commands);
    }

    fn take_replies(
        &mut self,
        root: Identifier,
        answer: Result<CommentPage, BackendError>,
        clock: Clock,
    ) {
        let Some(thread) = self.thread_mut(root) else {
            return;
        };
        match answer {
            Ok(page) => {
                let comments = page.comments.into_iter();
                let replies = comments.map(|reply| Rc::new(LoadedComment::new(reply, clock.now)));
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

    fn link(&mut self, id: Identifier, commands: &mut Vec<Command>) {
        let gone = self.linked.filter(|linked| linked.is_gone);
        if gone.is_some_and(|linked| linked.id == Some(id)) && !self.shows(id) {
            return self.link_nowhere(Some(id));
        }
        self.linked = Some(Linked {
            id: Some(id),
            is_gone: false,
        });
        if self.shows(id) {
            self.lead_to(id, commands);
        }
    }

    /// Leads to the comments, once they are there, which say that the one that was sought
    /// is not.
    fn link_nowhere(&mut self, id: Option<Identifier>) {
        self.linked = Some(Linked { id, is_gone: true });
        self.leads_to_list = true;
    }

    fn lead_to_list(&mut self, commands: &mut Vec<Command>) {
        let is_there = self.list != ListStatus::Loading && self.coming.is_empty();
        if self.leads_to_list && is_there {
            self.leads_to_list = false;
            // Nobody asked for the page that came.
            self.arrival = None;
            commands.push(Command::Focus(None));
        }
    }

    fn find(
        &mut self,
        id: Identifier,
        answer: Result<CommentPage, BackendError>,
        clock: Clock,
        commands: &mut Vec<Command>,
    ) {
        match answer {
            Ok(page) => {
                self.set_clock(clock);
                for thread in threads(page.comments, clock) {
                    let root_id = thread.root.comment.id;
                    if self.thread_mut(root_id).is_none() {
                        self.insert_first(Rc::clone(&thread.root));
                    }
                    for reply in &thread.replies {
                        self.reply(root_id, Rc::clone(reply));
                    }
                }
                self.lead_to(id, commands);
            }
            Err(_) => self.link_nowhere(Some(id)),
        }
    }

    fn lead_to(&mut self, id: Identifier, commands: &mut Vec<Command>) {
        commands.push(Command::Focus(Some(id)));
    }

    /// Shows a reply after those that are there; tells whether it was not there.
    fn reply(&mut self, root: Identifier, reply: Rc<LoadedComment>) -> bool {
        let Some(thread) = self.thread_mut(root) else {
            return false;
        };
        let is_new = !thread.has(reply.comment.id);
        if is_new {
            thread.replies.push(reply);
        }
        is_new
    }

    fn poll(&mut self, page: Option<CommentPage>, clock: Clock, commands: &mut Vec<Command>) {
        let Some(page) = page else {
            return self.ask_for_news(When::Later, commands);
        };
        self.clock = clock;
        self.count = page.count;
        self.latest = Some(page.latest.into());
        self.ask_for_news(When::Later, commands);
        for comment in page.comments {
            let id = comment.id;
            if self.shows(id) {
                // One of the reader's own, which was held until now.
                self.replace(comment);
            } else if self.news.iter().all(|news| news.comment.id != id) {
                self.news
                    .push(Rc::new(LoadedComment::new(comment, clock.now)));
            }
        }
    }

    /// Shows what came meanwhile: comments where their order has them, and replies
    /// under what they answer, if that is shown.
    fn show_news(&mut self, commands: &mut Vec<Command>) {
        let news = std::mem::take(&mut self.news);
        let mut first = None;
        for comment in news {
            let id = comment.comment.id;
            if self.insert(comment) {
                first = first.or(Some(id));
            }
        }
        if let Some(first) = first {
            self.lead_to(first, commands);
        }
    }

    /// Shows a comment at its place; tells whether it has one and was not there.
    fn insert(&mut self, shown: Rc<LoadedComment>) -> bool {
        if self.shows(shown.comment.id) {
            return false;
        }
        let Some(parent) = shown.comment.parent else {
            // It comes after what is there, and that is all that came.
            self.show_all();
            match self.request.order {
                Order::Newest => self.insert_first(shown),
                Order::Oldest => self.insert_last(shown),
            }
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
            thread.root = Rc::new(LoadedComment::new(comment, now));
        } else if let Some(reply) = thread
            .replies
            .iter_mut()
            .find(|reply| reply.comment.id == id)
        {
            *reply = Rc::new(LoadedComment::new(comment, now));
        }
    }

    /// Opens the first answer or change that the reader had begun to write, unless one is
    /// open. A comment that cannot be changed any more stays as it is.
    fn resume(&mut self, begun: &[Composer]) {
        let place = |shown: &LoadedComment| {
            let mut places = begun.iter().copied();
            places.find(|place| match *place {
                Composer::Article => false,
                Composer::Reply(id) => id == shown.comment.id,
                Composer::Edit(id) => id == shown.comment.id && self.is_editable(shown),
            })
        };
        let is_begun = |shown: &LoadedComment| place(shown).is_some();
        let mut threads = self.threads.iter();
        let first = threads.find_map(|thread| thread.find(&is_begun));
        if let (None, Some(shown)) = (self.composer, first) {
            self.composer = place(shown);
            self.is_chosen = false;
        }
    }

    fn is_editable(&self, shown: &LoadedComment) -> bool {
        shown.editable_until.is_some_and(|end| self.clock.now < end)
    }

    fn send(&mut self, submissions: Vec<Submission>, commands: &mut Vec<Command>) {
        let reference = self.opened.clone();
        let sending = reference.map(|reference| Command::Send(reference, submissions.clone()));
        commands.extend(sending);
        for submission in submissions {
            if self.composer == Some(Composer::of(&submission.draft)) {
                self.composer = None;
            }
            let id = submission.id;
            match self.waiting_mut(id) {
                Some(known) => known.failure = None,
                None => self.outbox.push(Rc::new(OutboxEntry {
                    submission,
                    failure: None,
                    is_retried: false,
                })),
            }
        }
        self.last_sent = None;
    }

    fn keep(&mut self, id: Identifier, comment: Comment, commands: &mut Vec<Command>) {
        // Another article may be shown by now.
        let Some(waiting) = self.release(id) else {
            return;
        };
        if waiting.is_retried {
            self.lead_to(comment.id, commands);
        }
        self.last_sent = Some(comment.state);
        let is_published = comment.state == CommentState::Published;
        let shown = Rc::new(LoadedComment::new(comment, self.clock.now));
        self.news.retain(|news| news.comment.id != shown.comment.id);
        let was_shown = self.shows(shown.comment.id);
        self.insert(shown);
        self.count += u64::from(is_published && !was_shown);
    }

    fn release(&mut self, id: Identifier) -> Option<Rc<OutboxEntry>> {
        let place = self
            .outbox
            .iter()
            .position(|waiting| waiting.submission.id == id)?;
        Some(self.outbox.remove(place))
    }

    fn waiting_mut(&mut self, id: Identifier) -> Option<&mut OutboxEntry> {
        let mut outbox = self.outbox.iter_mut();
        let waiting = outbox.find(|waiting| waiting.submission.id == id);
        waiting.map(Rc::make_mut)
    }

    fn not_sent(&mut self, id: Identifier, failure: BackendError, commands: &mut Vec<Command>) {
        if failure.can_wait() {
            if let Some(waiting) = self.waiting_mut(id) {
                waiting.failure = Some(failure);
                waiting.submission.signals.is_again = true;
            }
        } else {
            self.take_back(id, Some(failure), commands);
        }
    }

    /// Lets the reader write on at what was not sent.
    fn take_back(
        &mut self,
        id: Identifier,
        failure: Option<BackendError>,
        commands: &mut Vec<Command>,
    ) {
        let Some(waiting) = self.release(id) else {
            return;
        };
        let composer = Composer::of(&waiting.submission.draft);
        if composer != Composer::Article {
            self.composer = Some(composer);
        }
        // The version that was published is shown, if its page was.
        let is_conflict = failure.as_ref().is_some_and(BackendError::is_conflict);
        if is_conflict && self.list == ListStatus::Ready(None) {
            self.ask_for_more(commands);
        }
        self.refuse(composer, failure);
    }

    fn refuse(&mut self, composer: Composer, failure: Option<BackendError>) {
        let number = self
            .rejection
            .as_ref()
            .map_or(0, |rejection| rejection.number);
        self.rejection = Some(Rejection {
            composer,
            failure,
            number: number + 1,
        });
    }

    fn change(&mut self, comment: Comment, commands: &mut Vec<Command>) {
        if self.composer == Some(Composer::Edit(comment.id)) {
            self.composer = None;
        }
        if comment.state == CommentState::Held {
            self.last_sent = Some(CommentState::Held);
        }
        self.lead_to(comment.id, commands);
        self.replace(comment);
    }

    fn withdraw(
        &mut self,
        id: Identifier,
        answer: Result<Comment, BackendError>,
        commands: &mut Vec<Command>,
    ) {
        match answer {
            Ok(tombstone) => {
                self.withdrawal = None;
                let is_it = |shown: &LoadedComment| shown.comment.id == id && is_published(shown);
                let mut threads = self.threads.iter();
                let was_published = threads.any(|thread| thread.find(&is_it).is_some());
                self.count -= u64::from(was_published && self.count > 0);
                self.replace(tombstone);
                self.remove_unanswered(id);
                let focus = Some(id).filter(|id| self.shows(*id));
                commands.push(Command::Focus(focus));
            }
            Err(failure) => {
                let step = DeletionStep::Failed(failure);
                self.withdrawal = Some(Deletion { id, step });
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

    fn confirm_withdrawal(&mut self, commands: &mut Vec<Command>) {
        let withdrawal = self.withdrawal.as_mut();
        if let Some(withdrawal) = withdrawal.filter(|known| known.step != DeletionStep::Sending) {
            withdrawal.step = DeletionStep::Sending;
            let (id, reference) = (withdrawal.id, self.opened.clone());
            let delete = reference.map(|reference| Command::Delete(reference, id));
            commands.extend(delete);
        }
    }
}

fn is_published(shown: &LoadedComment) -> bool {
    shown.comment.state == CommentState::Published
}

/// The comments of a page, each that answers none with the replies after it.
fn threads(comments: Vec<Comment>, clock: Clock) -> Vec<Rc<Thread>> {
    let mut threads: Vec<Rc<Thread>> = Vec::new();
    for comment in comments {
        let shown = Rc::new(LoadedComment::new(comment, clock.now));
        match threads.last_mut() {
            Some(thread) if shown.comment.parent.is_some() => {
                Rc::make_mut(thread).replies.push(shown);
            }
            _ => threads.push(Rc::new(Thread::new(shown, 0))),
        }
    }
    threads
}

/// The number of the group in which a thread is drawn that comes before the first of
/// `threads`: theirs, or in the direction of `step` the next if theirs is full.
fn group<'a>(mut threads: impl Iterator<Item = &'a Rc<Thread>>, step: i32) -> i32 {
    let Some(nearest) = threads.next() else {
        return 0;
    };
    let others = threads.take_while(|thread| thread.group == nearest.group);
    if others.take(GROUP).count() < GROUP - 1 {
        nearest.group
    } else {
        nearest.group + step
    }
}

impl Reducer for State {
    type Action = Action;
    type Command = Command;

    fn reduce(&mut self, action: Action, commands: &mut Vec<Command>) {
        match action {
            Action::Opened(reference, order) => self.open(reference, order, commands),
            Action::Loaded(page, clock) => self.append(page, clock, commands),
            Action::NextBatch(took) => {
                if let Some(took) = took {
                    self.slice.fit(took);
                }
                self.go_on();
            }
            Action::LoadFailed(failure) => self.list = ListStatus::Failed(failure),
            Action::MoreWanted => self.ask_for_more(commands),
            Action::AllWanted => {
                self.wants_all = true;
                self.tells_times = true;
                self.show_all();
            }
            Action::Ordered(order) => self.order(order, commands),
            Action::RepliesWanted(root) => {
                if let Some(thread) = self.thread_mut(root) {
                    thread.more = Replies::Loading;
                }
            }
            Action::RepliesLoaded(root, answer, clock) => self.take_replies(root, answer, clock),
            Action::Linked(id) => self.link(id, commands),
            Action::LinkedNowhere => self.link_nowhere(None),
            Action::Found(id, answer, clock) => self.find(id, answer, clock, commands),
            Action::Polled(page, clock) => self.poll(page, clock, commands),
            Action::NewsWanted => self.show_news(commands),
            Action::Ticked(now) => self.clock.now = now + self.clock.ahead,
            Action::BrowserIdle => self.tells_times = true,
            Action::PageVisible => self.ask_for_news(When::Now, commands),
            Action::Began(composer) => {
                self.composer = Some(composer);
                self.is_chosen = true;
            }
            Action::Resumed(begun) => self.resume(&begun),
            Action::Stopped(composer) => {
                if self.composer == Some(composer) {
                    self.composer = None;
                    if let Composer::Reply(id) | Composer::Edit(id) = composer {
                        self.lead_to(id, commands);
                    }
                }
            }
            Action::Sending(submissions) => self.send(submissions, commands),
            Action::Kept(id, comment) => self.keep(id, comment, commands),
            Action::NotSent(id, failure) => self.not_sent(id, failure, commands),
            Action::SentElsewhere(id) => {
                self.release(id);
            }
            Action::Retried(id) => {
                if let Some(waiting) = self.waiting_mut(id) {
                    waiting.is_retried = true;
                }
            }
            Action::TakenBack(id) => self.take_back(id, None, commands),
            Action::Detached => {
                self.composer = None;
                self.refuse(Composer::Article, None);
            }
            Action::Changed(comment) => self.change(comment, commands),
            Action::WithdrawalWanted(id) => {
                let step = DeletionStep::Asking;
                self.withdrawal = Some(Deletion { id, step });
            }
            Action::WithdrawalConfirmed => self.confirm_withdrawal(commands),
            Action::WithdrawalDropped => self.withdrawal = None,
            Action::Withdrawn(id, answer) => self.withdraw(id, answer, commands),
        }
        if self.wants_all {
            self.ask_for_all_replies();
        }
        self.lead_to_list(commands);
    }
}
