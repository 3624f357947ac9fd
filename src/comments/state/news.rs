//! Comments that came since the list was loaded.

use std::rc::Rc;

use article_widgets_model::{Comment, Identifier};

use super::list::List;
use super::thread::LoadedComment;

/// New comments, which wait until the reader asks for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct News {
    /// The comments, the oldest first.
    pub(in crate::comments) comments: Vec<Rc<LoadedComment>>,
    /// The cursor for comments newer than the known ones.
    pub(super) latest: Option<Rc<str>>,
}

/// The time of a poll for new comments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::comments) enum When {
    /// At once, in place of later.
    Now,
    /// In a minute.
    Later,
}

impl News {
    /// Takes comments that came at an instant of the server's clock.
    pub(super) fn take(&mut self, comments: Vec<Comment>, list: &mut List, now: f64) {
        for comment in comments {
            let id = comment.id;
            if list.shows(id) {
                // One of the reader's own, which was held until now.
                list.replace(comment, now);
            } else if self.comments.iter().all(|news| news.comment.id != id) {
                let news = LoadedComment::new(comment, now);
                self.comments.push(Rc::new(news));
            }
        }
    }

    /// Shows them in the list. Returns the first that has a place there.
    pub(super) fn show(&mut self, list: &mut List) -> Option<Identifier> {
        let mut first = None;
        for news in std::mem::take(&mut self.comments) {
            let id = news.comment.id;
            if list.insert(news) {
                first = first.or(Some(id));
            }
        }
        first
    }

    /// Forgets a comment that is shown.
    pub(super) fn forget(&mut self, id: Identifier) {
        self.comments.retain(|news| news.comment.id != id);
    }
}
