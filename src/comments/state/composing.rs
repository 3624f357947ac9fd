//! The composer that is open.

use article_widgets_model::{CommentDraft, Identifier};

use super::list::List;
use super::thread::LoadedComment;

/// A place where a reader writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::comments) enum Composer {
    /// Under the article.
    Article,
    /// Under this comment.
    Reply(Identifier),
    /// In the place of this comment.
    Edit(Identifier),
}

impl Composer {
    /// The composer in which a draft was written.
    pub(in crate::comments) fn of(draft: &CommentDraft) -> Self {
        draft.parent.map_or(Self::Article, Self::Reply)
    }
}

/// The composer that is open beside the one under the article.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct Composing {
    /// The comment that is answered or changed.
    pub(in crate::comments) composer: Option<Composer>,
    /// The reader opened the composer just now, not before the page was left.
    pub(in crate::comments) is_chosen: bool,
}

impl Composing {
    /// Opens a composer, as the reader asked.
    pub(super) fn choose(&mut self, composer: Composer) {
        self.composer = Some(composer);
        self.is_chosen = true;
    }

    /// Closes a composer. Returns whether it was open.
    pub(super) fn close(&mut self, composer: Composer) -> bool {
        let was_open = self.composer == Some(composer);
        if was_open {
            self.composer = None;
        }
        was_open
    }

    /// Opens the first answer or change that the reader had begun to write, unless one is
    /// open. A comment that cannot be changed any more at this instant of the server's clock
    /// stays as it is.
    pub(super) fn resume(&mut self, begun: &[Composer], list: &List, now: f64) {
        let is_editable = |shown: &LoadedComment| shown.editable_until.is_some_and(|end| now < end);
        let place = |shown: &LoadedComment| {
            let mut places = begun.iter().copied();
            places.find(|place| match *place {
                Composer::Article => false,
                Composer::Reply(id) => id == shown.comment.id,
                Composer::Edit(id) => id == shown.comment.id && is_editable(shown),
            })
        };
        let is_begun = |shown: &LoadedComment| place(shown).is_some();
        let mut threads = list.threads.iter();
        let first = threads.find_map(|thread| thread.find(&is_begun));
        if let (None, Some(shown)) = (self.composer, first) {
            self.composer = place(shown);
            self.is_chosen = false;
        }
    }
}
