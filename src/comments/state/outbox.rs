//! The outbox: comments that the server has not acknowledged.

use std::rc::Rc;

use article_widgets_model::{CommentDraft, CommentState, Identifier};

use super::composing::Composer;
use crate::backend::{BackendError, SpamSignals};

/// The comments that are being sent, and what became of the last ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct Outbox {
    /// The comments that the server has not acknowledged.
    pub(in crate::comments) entries: Vec<Rc<OutboxEntry>>,
    /// The last rejection, to be shown in a form.
    pub(in crate::comments) rejection: Option<Rejection>,
    /// The state of the comment that was sent last.
    pub(in crate::comments) last_sent: Option<CommentState>,
}

/// A draft and the identifier under which it is sent, again if need be.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) struct Submission {
    /// The identifier, which the browser made.
    pub(in crate::comments) id: Identifier,
    /// The draft.
    pub(in crate::comments) draft: Rc<CommentDraft>,
    /// The spam signals.
    pub(in crate::comments) signals: SpamSignals,
}

/// A comment that the server has not acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) struct OutboxEntry {
    /// The submission.
    pub(in crate::comments) submission: Submission,
    /// The last error; none while it is being sent.
    pub(in crate::comments) failure: Option<BackendError>,
    /// The reader asked to send it again, and is led to the outcome.
    pub(in crate::comments) is_retried: bool,
}

/// A submission that the server refused for good.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) struct Rejection {
    /// The composer in which it was written.
    pub(in crate::comments) composer: Composer,
    /// The reason; none if the reader took it back.
    pub(in crate::comments) failure: Option<BackendError>,
    /// Its number, since two may be alike.
    pub(in crate::comments) number: u32,
}

impl Outbox {
    /// The entries of a composer.
    pub(in crate::comments) fn of(
        &self,
        composer: Composer,
    ) -> impl Iterator<Item = &Rc<OutboxEntry>> {
        let is_its =
            move |entry: &&Rc<OutboxEntry>| Composer::of(&entry.submission.draft) == composer;
        self.entries.iter().filter(is_its)
    }

    /// True if a comment waits for the network or the server.
    pub(in crate::comments) fn has_unsent(&self) -> bool {
        self.entries.iter().any(|entry| entry.failure.is_some())
    }

    /// Adds a submission that is being sent, or marks it as such.
    pub(super) fn add(&mut self, submission: Submission) {
        match self.entry_mut(submission.id) {
            Some(known) => known.failure = None,
            None => self.entries.push(Rc::new(OutboxEntry {
                submission,
                failure: None,
                is_retried: false,
            })),
        }
    }

    /// Notes that the reader asked to send a comment again.
    pub(super) fn retry(&mut self, id: Identifier) {
        if let Some(entry) = self.entry_mut(id) {
            entry.is_retried = true;
        }
    }

    /// Keeps a submission for later, which was not sent.
    pub(super) fn postpone(&mut self, id: Identifier, failure: BackendError) {
        if let Some(entry) = self.entry_mut(id) {
            entry.failure = Some(failure);
            entry.submission.signals.is_again = true;
        }
    }

    /// Removes an entry.
    pub(super) fn release(&mut self, id: Identifier) -> Option<Rc<OutboxEntry>> {
        let mut entries = self.entries.iter();
        let place = entries.position(|entry| entry.submission.id == id)?;
        Some(self.entries.remove(place))
    }

    /// Gives a text back to its composer, with the reason if there is one.
    pub(super) fn reject(&mut self, composer: Composer, failure: Option<BackendError>) {
        let former = self.rejection.as_ref();
        let number = former.map_or(0, |rejection| rejection.number);
        self.rejection = Some(Rejection {
            composer,
            failure,
            number: number + 1,
        });
    }

    fn entry_mut(&mut self, id: Identifier) -> Option<&mut OutboxEntry> {
        let mut entries = self.entries.iter_mut();
        let entry = entries.find(|entry| entry.submission.id == id);
        entry.map(Rc::make_mut)
    }
}
