//! Threads, and the comments in them.

use std::rc::Rc;

use article_widgets_model::{Comment, Identifier};

use crate::backend::BackendError;

/// A comment, and until when its reader may change it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) struct LoadedComment {
    /// The comment.
    pub(in crate::comments) comment: Comment,
    /// By the server's clock, in milliseconds since 1970-01-01 UTC.
    pub(in crate::comments) editable_until: Option<f64>,
}

/// No time of ours is NaN. With this, a comment is the same where its `Rc` is, without
/// a look at its text.
impl Eq for LoadedComment {}

impl LoadedComment {
    /// A comment that came at an instant of the server's clock.
    pub(in crate::comments) fn new(comment: Comment, now: f64) -> Self {
        let seconds = comment.editable.map(f64::from);
        Self {
            editable_until: seconds.map(|seconds| now + seconds * 1_000.0),
            comment,
        }
    }
}

/// A comment that answers none, with the replies so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::comments) struct Thread {
    /// The comment.
    pub(in crate::comments) root: Rc<LoadedComment>,
    /// The number of the group in which the list draws it; neighbours in the list have
    /// the same, or numbers that follow.
    pub(in crate::comments) group: i32,
    /// Its replies, and the replies to those, in the order in which they came.
    pub(in crate::comments) replies: Vec<Rc<LoadedComment>>,
    /// The last reply before which none is missing.
    pub(in crate::comments) last: Option<Identifier>,
    /// The status of the next replies.
    pub(in crate::comments) more: Replies,
}

impl Thread {
    pub(super) fn new(root: Rc<LoadedComment>, group: i32) -> Self {
        Self {
            root,
            group,
            replies: Vec::new(),
            last: None,
            more: Replies::Ready,
        }
    }

    /// The number of replies that are not shown yet.
    pub(in crate::comments) fn missing(&self) -> u64 {
        let known = self.replies.len() as u64;
        self.root.comment.replies.saturating_sub(known)
    }

    /// The first of the thread's comments that is what is looked for.
    pub(super) fn find(
        &self,
        is_it: &dyn Fn(&LoadedComment) -> bool,
    ) -> Option<&Rc<LoadedComment>> {
        let is_root = is_it(&self.root);
        let mut replies = self.replies.iter();
        is_root
            .then_some(&self.root)
            .or_else(|| replies.find(|reply| is_it(reply)))
    }

    pub(in crate::comments) fn has(&self, id: Identifier) -> bool {
        self.find(&|shown| shown.comment.id == id).is_some()
    }

    /// Takes the replies of a page, which come right after `last`. What was shown
    /// after that is newer, or stands in the page as well.
    pub(super) fn continue_with(&mut self, mut page: Vec<Rc<LoadedComment>>) {
        let last = self.last.and_then(|last| place(&self.replies, last));
        let mut newer = self.replies.split_off(last.map_or(0, |last| last + 1));
        page.retain(|reply| place(&self.replies, reply.comment.id).is_none());
        newer.retain(|reply| place(&page, reply.comment.id).is_none());
        self.last = page.last().map(|reply| reply.comment.id).or(self.last);
        self.replies.append(&mut page);
        self.replies.append(&mut newer);
    }
}

fn place(replies: &[Rc<LoadedComment>], id: Identifier) -> Option<usize> {
    replies.iter().position(|reply| reply.comment.id == id)
}

/// The status of a thread's next replies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::comments) enum Replies {
    /// They can be asked for.
    #[default]
    Ready,
    /// They are on their way.
    Loading,
    /// They did not come.
    Failed(BackendError),
}
