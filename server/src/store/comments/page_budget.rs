//! Limits the bytes of a page of comments, so that long ones do not make it large.

use article_widgets_model::Comment;
use sqlx::FromRow;

/// The largest size of a page's texts with their HTML, in bytes.
const BYTES: usize = 1024 * 1024;

/// The bytes that are left of a page. The first comment always fits.
#[derive(Debug)]
pub(super) struct PageBudget {
    left: usize,
    is_untouched: bool,
}

impl Default for PageBudget {
    fn default() -> Self {
        Self {
            left: BYTES,
            is_untouched: true,
        }
    }
}

impl PageBudget {
    /// The items until one has no room.
    pub(super) fn take<T: Weighed>(&mut self, items: impl IntoIterator<Item = T>) -> Vec<T> {
        let has_room = |item: &T| self.takes(item.bytes());
        items.into_iter().take_while(has_room).collect()
    }

    fn takes(&mut self, bytes: usize) -> bool {
        let has_room = self.is_untouched || bytes <= self.left;
        if has_room {
            self.left = self.left.saturating_sub(bytes);
            self.is_untouched = false;
        }
        has_room
    }
}

/// Something that takes bytes of a page.
pub(super) trait Weighed {
    /// Its bytes.
    fn bytes(&self) -> usize;
}

/// A comment that was read, and its sequence.
pub(super) type Read = (i64, Comment);

impl Weighed for Read {
    fn bytes(&self) -> usize {
        self.1.body.len() + self.1.html.len()
    }
}

/// A comment that may be read for a page. The HTML of another renderer is made anew,
/// and may weigh more than it did.
#[derive(Clone, Copy, Debug, FromRow)]
pub(super) struct Candidate {
    pub(super) sequence: i64,
    pub(super) root: Option<i64>,
    pub(super) place: i64,
    pub(super) state: i64,
    bytes: i64,
}

impl Candidate {
    /// The same without its text, which the asker does not get: a page is not to tell
    /// how long it is.
    pub(super) fn emptied(self) -> Self {
        Self { bytes: 0, ..self }
    }
}

impl Weighed for Candidate {
    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or_default()
    }
}

/// A statement that reads candidates, without their texts; the rest of it is given.
macro_rules! select_candidate {
    ($rest:literal) => {
        concat!(
            "SELECT comment.sequence, comment.root, comment.place, comment.state,
                    octet_length(comment.body) + octet_length(comment.html) AS bytes ",
            $rest
        )
    };
}
pub(super) use select_candidate;

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes(usize);

    impl Weighed for Bytes {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    fn taken(room: &mut PageBudget, bytes: &[usize]) -> usize {
        room.take(bytes.iter().copied().map(Bytes)).len()
    }

    #[test]
    fn a_page_is_full_when_its_bytes_are_used() {
        let mut room = PageBudget::default();
        assert_eq!(taken(&mut room, &[BYTES - 2, 2, 1, 0]), 2);
        assert_eq!(taken(&mut room, &[1]), 0);
        assert_eq!(taken(&mut room, &[0, 0]), 2);
    }

    #[test]
    fn the_first_has_room_however_long_it_is() {
        assert_eq!(taken(&mut PageBudget::default(), &[BYTES * 2, 1]), 1);
    }
}
