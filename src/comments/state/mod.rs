//! The comments, and what can happen to them. A file has the state of one subject each; here they
//! are put together.

mod clock;
mod composing;
mod deletion;
mod link;
mod list;
mod news;
mod outbox;
#[cfg(test)]
pub(super) mod tests;
mod thread;

use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, CommentState, Identifier, Order};

use crate::backend::{ArticleReference, BackendError};
use lean_yew::store::Reducer;

pub(super) use clock::Clock;
pub(super) use composing::{Composer, Composing};
pub(super) use deletion::{Deletion, DeletionStep};
pub(super) use link::Link;
pub(super) use list::{List, ListRequest, ListStatus};
pub(super) use news::{News, When};
pub(super) use outbox::{Outbox, OutboxEntry, Rejection, Submission};
pub(super) use thread::{LoadedComment, Replies, Thread};

/// The comments that are shown, those that are being sent, and where the reader
/// writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The article of this state.
    pub(super) opened: Option<ArticleReference>,
    /// The comments that are shown.
    pub(super) list: List,
    /// The comments that came meanwhile.
    pub(super) news: News,
    /// The comment that the page's address names.
    pub(super) link: Link,
    /// The comments that are being sent.
    pub(super) outbox: Outbox,
    /// The composer that is open.
    pub(super) composing: Composing,
    /// The own comment that is about to be deleted.
    pub(super) deletion: Option<Deletion>,
    /// The server's clock.
    pub(super) clock: Clock,
    /// All comments are to be loaded at once, for print.
    pub(super) wants_all: bool,
    /// Times and numbers are displayed. The browser's first ones take as long as a page of
    /// comments, which is shown before them.
    pub(super) tells_times: bool,
}

/// A command of the comments.
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
    /// The reader wants to delete a comment.
    DeletionWanted(Identifier),
    /// The reader is sure.
    DeletionConfirmed,
    /// The reader is not.
    DeletionDropped,
    /// It was deleted, or not.
    Deleted(Identifier, Result<Comment, BackendError>),
}

impl State {
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
            self.list.request.order = order;
        }
        self.opened = Some(reference);
        self.load(commands);
    }

    fn load(&self, commands: &mut Vec<Command>) {
        let reference = self.opened.clone();
        let load = reference.map(|reference| Command::Load(reference, self.list.request.clone()));
        commands.extend(load);
    }

    fn load_next(&mut self, commands: &mut Vec<Command>) {
        self.list.turn_page();
        self.load(commands);
    }

    /// Asks for new comments, once there is a cursor from which on they are new.
    fn poll(&self, when: When, commands: &mut Vec<Command>) {
        let asked = self.opened.clone().zip(self.news.latest.clone());
        let poll = asked.map(|(reference, latest)| Command::Poll(reference, latest, when));
        commands.extend(poll);
    }

    fn take_page(&mut self, page: CommentPage, clock: Clock, commands: &mut Vec<Command>) {
        self.clock.set(clock);
        if self.list.request.cursor.is_none() {
            let latest: Rc<str> = page.latest.into();
            self.news.latest = Some(latest).filter(|latest| !latest.is_empty());
            self.poll(When::Later, commands);
        }
        self.list.count = page.count;
        self.list.append(page.comments, page.next, clock.now);
    }

    fn take_found(
        &mut self,
        id: Identifier,
        response: Result<CommentPage, BackendError>,
        clock: Clock,
        commands: &mut Vec<Command>,
    ) {
        match response {
            Ok(page) => {
                self.clock.set(clock);
                self.list.take_found(page.comments, clock.now);
                commands.push(Command::Focus(Some(id)));
            }
            Err(_) => self.link.lead_nowhere(Some(id)),
        }
    }

    fn take_news(&mut self, page: Option<CommentPage>, clock: Clock, commands: &mut Vec<Command>) {
        if let Some(page) = page {
            self.clock = clock;
            self.list.count = page.count;
            self.news.latest = Some(page.latest.into());
            self.news.take(page.comments, &mut self.list, clock.now);
        }
        self.poll(When::Later, commands);
    }

    fn send(&mut self, submissions: Vec<Submission>, commands: &mut Vec<Command>) {
        let reference = self.opened.clone();
        let sending = reference.map(|reference| Command::Send(reference, submissions.clone()));
        commands.extend(sending);
        for submission in submissions {
            self.composing.close(Composer::of(&submission.draft));
            self.outbox.add(submission);
        }
        self.outbox.last_sent = None;
    }

    fn keep(&mut self, id: Identifier, comment: Comment, commands: &mut Vec<Command>) {
        // Another article may be shown by now.
        let Some(entry) = self.outbox.release(id) else {
            return;
        };
        let id = comment.id;
        if entry.is_retried {
            commands.push(Command::Focus(Some(id)));
        }
        self.outbox.last_sent = Some(comment.state);
        let is_published = comment.state == CommentState::Published;
        self.news.forget(id);
        let was_shown = self.list.shows(id);
        let shown = LoadedComment::new(comment, self.clock.now);
        self.list.insert(Rc::new(shown));
        self.list.count += u64::from(is_published && !was_shown);
    }

    fn fail(&mut self, id: Identifier, failure: BackendError, commands: &mut Vec<Command>) {
        if failure.can_wait() {
            self.outbox.postpone(id, failure);
        } else {
            self.take_back(id, Some(failure), commands);
        }
    }

    /// Gives a comment that was not sent back to the reader, to write on.
    fn take_back(
        &mut self,
        id: Identifier,
        failure: Option<BackendError>,
        commands: &mut Vec<Command>,
    ) {
        let Some(entry) = self.outbox.release(id) else {
            return;
        };
        let composer = Composer::of(&entry.submission.draft);
        if composer != Composer::Article {
            self.composing.composer = Some(composer);
        }
        // The version that was published is shown, if its page was.
        let is_conflict = failure.as_ref().is_some_and(BackendError::is_conflict);
        if is_conflict && self.list.status == ListStatus::Ready(None) {
            self.load_next(commands);
        }
        self.outbox.reject(composer, failure);
    }

    fn change(&mut self, comment: Comment, commands: &mut Vec<Command>) {
        self.composing.close(Composer::Edit(comment.id));
        if comment.state == CommentState::Held {
            self.outbox.last_sent = Some(CommentState::Held);
        }
        commands.push(Command::Focus(Some(comment.id)));
        self.list.replace(comment, self.clock.now);
    }

    fn confirm_deletion(&mut self, commands: &mut Vec<Command>) {
        let confirmed = self
            .deletion
            .as_mut()
            .filter(|known| known.step != DeletionStep::Sending);
        if let Some(deletion) = confirmed {
            deletion.step = DeletionStep::Sending;
            let delete = self.opened.clone().zip(Some(deletion.id));
            commands.extend(delete.map(|(reference, id)| Command::Delete(reference, id)));
        }
    }

    fn delete(
        &mut self,
        id: Identifier,
        response: Result<Comment, BackendError>,
        commands: &mut Vec<Command>,
    ) {
        match response {
            Ok(tombstone) => {
                self.deletion = None;
                self.list.delete(id, tombstone, self.clock.now);
                let left = Some(id).filter(|id| self.list.shows(*id));
                commands.push(Command::Focus(left));
            }
            Err(failure) => {
                let step = DeletionStep::Failed(failure);
                self.deletion = Some(Deletion { id, step });
            }
        }
    }
}

impl Reducer for State {
    type Action = Action;
    type Command = Command;

    fn reduce(&mut self, action: Action, commands: &mut Vec<Command>) {
        match action {
            Action::Opened(reference, order) => self.open(reference, order, commands),
            Action::Loaded(page, clock) => self.take_page(page, clock, commands),
            Action::NextBatch(took) => self.list.show_next(took),
            Action::LoadFailed(failure) => self.list.status = ListStatus::Failed(failure),
            Action::MoreWanted => self.load_next(commands),
            Action::AllWanted => {
                self.wants_all = true;
                self.tells_times = true;
                self.list.show_all();
            }
            Action::Ordered(order) => {
                self.list.order(order);
                self.news.comments.clear();
                self.load(commands);
            }
            Action::RepliesWanted(root) => self.list.ask_for_replies(root),
            Action::RepliesLoaded(root, response, clock) => {
                self.list.take_replies(root, response, clock.now);
            }
            Action::Linked(id) => {
                if self.link.follow(id, &self.list) {
                    commands.push(Command::Focus(Some(id)));
                }
            }
            Action::LinkedNowhere => self.link.lead_nowhere(None),
            Action::Found(id, response, clock) => self.take_found(id, response, clock, commands),
            Action::Polled(page, clock) => self.take_news(page, clock, commands),
            Action::NewsWanted => {
                let first = self.news.show(&mut self.list);
                commands.extend(first.map(|first| Command::Focus(Some(first))));
            }
            Action::Ticked(now) => self.clock.tick(now),
            Action::BrowserIdle => self.tells_times = true,
            Action::PageVisible => self.poll(When::Now, commands),
            Action::Began(composer) => self.composing.choose(composer),
            Action::Resumed(begun) => self.composing.resume(&begun, &self.list, self.clock.now),
            Action::Stopped(composer) => {
                if self.composing.close(composer)
                    && let Composer::Reply(id) | Composer::Edit(id) = composer
                {
                    commands.push(Command::Focus(Some(id)));
                }
            }
            Action::Sending(submissions) => self.send(submissions, commands),
            Action::Kept(id, comment) => self.keep(id, comment, commands),
            Action::NotSent(id, failure) => self.fail(id, failure, commands),
            Action::SentElsewhere(id) => drop(self.outbox.release(id)),
            Action::Retried(id) => self.outbox.retry(id),
            Action::TakenBack(id) => self.take_back(id, None, commands),
            Action::Detached => {
                self.composing.composer = None;
                self.outbox.reject(Composer::Article, None);
            }
            Action::Changed(comment) => self.change(comment, commands),
            Action::DeletionWanted(id) => {
                let step = DeletionStep::Asking;
                self.deletion = Some(Deletion { id, step });
            }
            Action::DeletionConfirmed => self.confirm_deletion(commands),
            Action::DeletionDropped => self.deletion = None,
            Action::Deleted(id, response) => self.delete(id, response, commands),
        }
        if self.wants_all {
            self.list.ask_for_all_replies();
        }
        if self.link.take_lead_to_list(&self.list) {
            // Nobody asked for the page that came.
            self.list.arrival = None;
            commands.push(Command::Focus(None));
        }
    }
}
