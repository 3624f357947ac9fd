//! What a reader is writing, kept in the reader's storage for each article, and for
//! each comment that is answered or changed, until it is sent.
//!
//! Beside it is the identifier that it will have, however often and from whichever
//! page it is sent: under a key of its own, since the text is written at each key
//! press and the identifier once.

use article_widgets_model::{CommentDraft, Identifier};
use js_sys::JSON;

use super::state::Place;
use crate::backend::Source;
use crate::host::{kept_identifier, storage};
use crate::object::{object, text};

/// What is kept for a place.
pub(super) fn read(source: &Source, place: Place) -> Option<CommentDraft> {
    parsed(&storage::read(&draft_key(source, place))?)
}

/// Keeps what the reader has written so far, as it is, and tells whether it outlives
/// the page.
pub(super) fn keep(source: &Source, place: Place, draft: &CommentDraft) -> bool {
    storage::write(&draft_key(source, place), &written(draft))
}

/// Keeps nothing any more.
pub(super) fn forget(source: &Source, place: Place) {
    storage::remove(&draft_key(source, place));
    renew(source, place);
}

/// The identifier of what is being written: the one that is kept, else a new one,
/// kept from now on.
pub(super) fn identifier(source: &Source, place: Place) -> Identifier {
    kept_identifier(&identifier_key(source, place))
}

/// Whether what is being written was about to be sent before, so that a server may have
/// it.
pub(super) fn has_identifier(source: &Source, place: Place) -> bool {
    storage::read(&identifier_key(source, place)).is_some()
}

/// Lets what is kept have another identifier, since something was published under
/// its own.
pub(super) fn renew(source: &Source, place: Place) {
    storage::remove(&identifier_key(source, place));
}

/// Gives back what was about to be sent under an identifier: before what the reader
/// has begun to write meanwhile.
pub(super) fn restore(source: &Source, place: Place, id: Option<Identifier>, sent: &CommentDraft) {
    let mut draft = sent.clone();
    let meanwhile = read(source, place).map(|kept| kept.body);
    if let Some(meanwhile) = meanwhile.filter(|body| !body.trim().is_empty()) {
        draft.body = [&draft.body, "\n\n", &meanwhile].concat();
    }
    keep(source, place, &draft);
    match id {
        Some(id) => {
            storage::write(&identifier_key(source, place), &id.text());
        }
        None => renew(source, place),
    }
}

/// Where answers and changes are in the making.
pub(super) fn begun(source: &Source) -> Vec<Place> {
    let end = [" ", &source.endpoint, " ", &source.article].concat();
    let mut begun = Vec::new();
    let mut find = |start: &str, place: fn(Identifier) -> Place| {
        for key in storage::keys(start) {
            let id = key[start.len()..].strip_suffix(&*end);
            begun.extend(id.and_then(Identifier::parse).map(place));
        }
    };
    find("draft edit ", Place::Edit);
    find("draft reply ", Place::Reply);
    begun
}

/// A draft as text.
pub(super) fn written(draft: &CommentDraft) -> String {
    let entries = object(&[
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
    ]);
    let text = JSON::stringify(&entries);
    text.map(String::from).unwrap_or_default()
}

/// The draft that was written as a text; none if another hand wrote it.
pub(super) fn parsed(written: &str) -> Option<CommentDraft> {
    let kept = JSON::parse(written).ok()?;
    let field = |name| text(&kept, name).unwrap_or_default();
    Some(CommentDraft {
        body: field("body"),
        name: field("name"),
        email: field("email"),
        website: field("website"),
        parent: None,
    })
}

fn draft_key(source: &Source, place: Place) -> String {
    key("draft ", source, place)
}

fn identifier_key(source: &Source, place: Place) -> String {
    key("draft id ", source, place)
}

fn key(kind: &str, source: &Source, place: Place) -> String {
    let place = match place {
        Place::Article => String::new(),
        Place::Reply(parent) => ["reply ", &parent.text(), " "].concat(),
        Place::Edit(comment) => ["edit ", &comment.text(), " "].concat(),
    };
    [kind, &place, &source.endpoint, " ", &source.article].concat()
}
