//! The reader as an author: a token by which the server recognises them, and, if they want it,
//! their name and addresses, stored on the device.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::{CommentDraft, Identifier};

use super::draft;
use super::state::Composer;
use crate::backend::ArticleReference;
use crate::browser::storage;
use crate::element::kept_identifier;

thread_local! {
    /// At which endpoint a reader last said who writes, and what.
    static NOTED: RefCell<Option<(Rc<str>, CommentDraft)>> = const { RefCell::new(None) };
}

/// The token under which this reader writes, which this device and the server alone
/// know.
pub(super) fn token(reference: &ArticleReference) -> Identifier {
    kept_identifier(&token_key(reference))
}

/// The same, if this reader has written at this server before: a request that names
/// nobody needs no leave from a server elsewhere.
pub(super) fn known_token(reference: &ArticleReference) -> Option<Identifier> {
    Identifier::parse(&storage::read(&token_key(reference))?)
}

/// Remembers the author of a draft, or nobody.
pub(super) fn remember(reference: &ArticleReference, author: Option<&CommentDraft>) {
    let key = remembered_key(reference);
    match author {
        Some(author) => {
            let details = CommentDraft {
                body: String::new(),
                ..author.clone()
            };
            storage::write(&key, &draft::written(&details));
        }
        None => storage::remove(&key),
    }
}

/// A draft with what is remembered of its author.
pub(super) fn remembered(reference: &ArticleReference) -> Option<CommentDraft> {
    draft::parsed(&storage::read(&remembered_key(reference))?)
}

/// Notes whom a reader last said to be on this page, until it is left.
pub(super) fn note(reference: &ArticleReference, author: &CommentDraft) {
    NOTED.set(Some((Rc::clone(&reference.endpoint), author.clone())));
}

/// The name and addresses that the reader last gave: on this page, else in a comment's draft.
pub(super) fn noted(reference: &ArticleReference) -> Option<CommentDraft> {
    let noted = NOTED.with_borrow(|noted| noted.clone());
    let noted = noted.filter(|(endpoint, _)| *endpoint == reference.endpoint);
    let author = noted.map(|(_, author)| author);
    author.or_else(|| draft::read(reference, Composer::Article))
}

fn token_key(reference: &ArticleReference) -> String {
    ["author ", &reference.endpoint].concat()
}

fn remembered_key(reference: &ArticleReference) -> String {
    ["remembered ", &reference.endpoint].concat()
}
