//! The list: the threads that are shown, and the pages that they come from.

use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, CommentState, Identifier, Order};

use super::thread::{LoadedComment, Replies, Thread};
use crate::backend::BackendError;

/// The number of comments shown at a time at first, of a page that has more.
const SLICE: usize = 24;

/// The most that are.
const SLICE_MAXIMUM: usize = 384;

/// The time for which a page may not respond to its reader, in milliseconds. With much less it
/// would spend more time on frames than on comments.
const DEAF: f64 = 40.0;

/// The number of threads that are rendered together.
const GROUP: usize = 32;

/// The comments that are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct List {
    /// The threads so far, in the order they are shown.
    pub(in crate::comments) threads: Vec<Rc<Thread>>,
    /// The roots of the threads that were shown, sorted: to look through the threads for
    /// each of a long list that comes would take long.
    roots: Vec<Identifier>,
    /// The number of the article's comments in all.
    pub(in crate::comments) count: u64,
    /// The status of the page that is asked for.
    pub(in crate::comments) status: ListStatus,
    /// The page that is asked for.
    pub(in crate::comments) request: ListRequest,
    /// Loaded threads that are not shown yet, the last first.
    pub(in crate::comments) coming: Vec<Rc<Thread>>,
    /// The number of comments shown at a time.
    slice: Slice,
    /// The first comment of the page that came last.
    pub(in crate::comments) arrival: Option<Identifier>,
}

/// The status of a list of comments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) enum ListStatus {
    /// A page is on its way.
    #[default]
    Loading,
    /// The page at this cursor can be asked for; none after the last.
    Ready(Option<Rc<str>>),
    /// The page that was asked for did not come.
    Failed(BackendError),
}

/// A request for a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct ListRequest {
    /// The order of the comments.
    pub(in crate::comments) order: Order,
    /// The cursor of the page; none for the first.
    pub(in crate::comments) cursor: Option<Rc<str>>,
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

impl List {
    /// True if a comment is shown.
    pub(in crate::comments) fn shows(&self, id: Identifier) -> bool {
        self.threads.iter().any(|thread| thread.has(id))
    }

    /// True if everything that was loaded is shown, and nothing has failed to load.
    pub(in crate::comments) fn is_ready(&self) -> bool {
        matches!(self.status, ListStatus::Ready(_)) && self.coming.is_empty()
    }

    /// Takes a page that came at an instant of the server's clock, after those before it.
    pub(super) fn append(&mut self, comments: Vec<Comment>, next: Option<String>, now: f64) {
        self.status = ListStatus::Ready(next.map(Rc::from));
        self.arrival = comments.first().map(|comment| comment.id);
        let is_first = self.coming.is_empty();
        let mut coming = threads(comments, now);
        coming.reverse();
        coming.append(&mut self.coming);
        self.coming = coming;
        if is_first {
            self.show_slice();
        }
    }

    /// Shows some more of what came. The last slice took so many milliseconds.
    pub(super) fn show_next(&mut self, took: Option<f64>) {
        if let Some(took) = took {
            self.slice.fit(took);
        }
        self.show_slice();
    }

    /// Shows some more of what came: a slice, so that the page answers its reader in
    /// between.
    fn show_slice(&mut self) {
        let mut room = self.slice.0;
        while room > 0
            && let Some(thread) = self.coming.pop()
        {
            room = room.saturating_sub(1 + thread.replies.len());
            self.add(&thread);
        }
    }

    /// Shows all that came, at once.
    pub(super) fn show_all(&mut self) {
        while !self.coming.is_empty() {
            self.show_slice();
        }
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

    fn thread_mut(&mut self, root: Identifier) -> Option<&mut Thread> {
        let is_it = |thread: &&mut Rc<Thread>| thread.root.comment.id == root;
        self.threads.iter_mut().find(is_it).map(Rc::make_mut)
    }

    fn thread_of_mut(&mut self, id: Identifier) -> Option<&mut Thread> {
        let has_it = |thread: &&mut Rc<Thread>| thread.has(id);
        self.threads.iter_mut().find(has_it).map(Rc::make_mut)
    }

    /// Turns to the next page, or again to the one that did not come.
    pub(super) fn turn_page(&mut self) {
        if let ListStatus::Ready(Some(cursor)) = &self.status {
            self.request.cursor = Some(Rc::clone(cursor));
        }
        self.arrival = None;
        self.status = ListStatus::Loading;
    }

    /// Begins anew with the first page of an order.
    pub(super) fn order(&mut self, order: Order) {
        self.request = ListRequest {
            order,
            cursor: None,
        };
        self.threads.clear();
        self.roots.clear();
        self.coming.clear();
        self.arrival = None;
        self.status = ListStatus::Loading;
    }

    /// Asks for the next replies in the thread of a comment.
    pub(super) fn ask_for_replies(&mut self, root: Identifier) {
        if let Some(thread) = self.thread_mut(root) {
            thread.more = Replies::Loading;
        }
    }

    /// Asks for the next replies in each thread.
    pub(super) fn ask_for_all_replies(&mut self) {
        for thread in &mut self.threads {
            if thread.more == Replies::Ready && thread.missing() > 0 {
                Rc::make_mut(thread).more = Replies::Loading;
            }
        }
    }

    /// Takes replies in the thread of a comment, or why they did not come.
    pub(super) fn take_replies(
        &mut self,
        root: Identifier,
        response: Result<CommentPage, BackendError>,
        now: f64,
    ) {
        let Some(thread) = self.thread_mut(root) else {
            return;
        };
        match response {
            Ok(page) => {
                let comments = page.comments.into_iter();
                let replies = comments.map(|reply| Rc::new(LoadedComment::new(reply, now)));
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

    /// Shows first what was asked for apart from the pages.
    pub(super) fn take_found(&mut self, comments: Vec<Comment>, now: f64) {
        for found in threads(comments, now) {
            let root = found.root.comment.id;
            if self.thread_mut(root).is_none() {
                self.insert_first(Rc::clone(&found.root));
            }
            let Some(thread) = self.thread_mut(root) else {
                continue;
            };
            for reply in &found.replies {
                if !thread.has(reply.comment.id) {
                    thread.replies.push(Rc::clone(reply));
                }
            }
        }
    }

    /// Shows a comment where its order has it, or a reply under what it answers, if that is
    /// shown. Returns whether it has a place and was not there.
    pub(super) fn insert(&mut self, shown: Rc<LoadedComment>) -> bool {
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
    pub(super) fn replace(&mut self, comment: Comment, now: f64) {
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

    /// Shows what is left of a comment that was deleted: nothing if nobody answered it.
    pub(super) fn delete(&mut self, id: Identifier, tombstone: Comment, now: f64) {
        let is_it = |shown: &LoadedComment| {
            shown.comment.id == id && shown.comment.state == CommentState::Published
        };
        let mut threads = self.threads.iter();
        let was_published = threads.any(|thread| thread.find(&is_it).is_some());
        self.count -= u64::from(was_published && self.count > 0);
        self.replace(tombstone, now);
        self.remove_unanswered(id);
    }

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
}

/// The comments of a page, each that answers none with the replies after it.
fn threads(comments: Vec<Comment>, now: f64) -> Vec<Rc<Thread>> {
    let mut threads: Vec<Rc<Thread>> = Vec::new();
    for comment in comments {
        let shown = Rc::new(LoadedComment::new(comment, now));
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
