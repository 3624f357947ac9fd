//! Moves entries of this reader's storage to an article's normalised key. Earlier versions used
//! other spellings.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::normalised;

use crate::browser::storage::{keys, read, remove, write};
use crate::browser::text::find;
use crate::browser::unicode::UNICODE;

/// The starts of storage keys; the endpoint, a space and the article's key follow.
const KINDS: [&str; 3] = ["ballot ", "draft ", "waiting "];
/// Of these, what has an identifier after the article's key.
const WAITING: &str = KINDS[2];

thread_local! {
    /// The endpoints and articles whose entries were moved on this page.
    static ADOPTED: RefCell<Vec<(Rc<str>, Rc<str>)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps under the article's normalised key, once for each page, what is kept under other
/// spellings of it. Nothing takes the place of what is there already.
pub(super) fn adopt(endpoint: &Rc<str>, article: &Rc<str>) {
    let names = (Rc::clone(endpoint), Rc::clone(article));
    let is_new = ADOPTED.with_borrow_mut(|adopted| {
        let is_new = !adopted.contains(&names);
        if is_new {
            adopted.push(names);
        }
        is_new
    });
    if !is_new {
        return;
    }
    let server = [" ", endpoint, " "].concat();
    for kind in KINDS {
        for old in keys(kind) {
            if let Some(new) = renamed(&old, kind == WAITING, &server, article) {
                carry_over(&old, &new);
            }
        }
    }
}

/// The key that an entry should have; none if it has it, or is another article's.
fn renamed(old: &str, is_waiting: bool, server: &str, article: &str) -> Option<String> {
    let (start, rest) = old.split_at_checked(find(old, server)? + server.len())?;
    let id = rest.rsplit_once(' ').filter(|_| is_waiting);
    let written = id.map_or(rest, |(written, _)| written);
    let is_old = written != article && normalised(written, &UNICODE) == article;
    is_old.then(|| [start, article, &rest[written.len()..]].concat())
}

fn carry_over(old: &str, new: &str) {
    let Some(value) = read(old) else {
        return;
    };
    if read(new).is_none() && write(new, &value) {
        remove(old);
    }
}
