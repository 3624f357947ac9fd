//! What a reader is writing, kept in the reader's storage for each article, and for
//! each comment that is answered or changed, until it is sent.
//!
//! Beside it is the identifier that it will have, however often and from whichever
//! page it is sent: under a key of its own, since the text is written at each key
//! press and the identifier once.

use article_widgets_model::{CommentDraft, Identifier};
use js_sys::JSON;

use super::state::Composer;
use crate::backend::ArticleReference;
use crate::browser::js_value::{object, text};
use crate::browser::storage;
use crate::element::kept_identifier;

/// Reads the stored draft of a composer.
pub(super) fn read(reference: &ArticleReference, composer: Composer) -> Option<CommentDraft> {
    parsed(&storage::read(&draft_key(reference, composer))?)
}

/// Keeps what the reader has written so far, as it is, and tells whether it outlives
/// the page.
pub(super) fn keep(reference: &ArticleReference, composer: Composer, draft: &CommentDraft) -> bool {
    storage::write(&draft_key(reference, composer), &written(draft))
}

/// Keeps nothing any more.
pub(super) fn forget(reference: &ArticleReference, composer: Composer) {
    storage::remove(&draft_key(reference, composer));
    renew(reference, composer);
}

/// The identifier of what is being written: the one that is kept, else a new one,
/// kept from now on.
pub(super) fn identifier(reference: &ArticleReference, composer: Composer) -> Identifier {
    kept_identifier(&identifier_key(reference, composer))
}

/// True if the draft was sent before, so that a server may have it.
pub(super) fn has_identifier(reference: &ArticleReference, composer: Composer) -> bool {
    storage::read(&identifier_key(reference, composer)).is_some()
}

/// Gives the draft another identifier, since something was published under its own.
pub(super) fn renew(reference: &ArticleReference, composer: Composer) {
    storage::remove(&identifier_key(reference, composer));
}

/// Gives back what was about to be sent under an identifier: before what the reader
/// has begun to write meanwhile.
pub(super) fn restore(
    reference: &ArticleReference,
    composer: Composer,
    id: Option<Identifier>,
    sent: &CommentDraft,
) {
    let mut draft = sent.clone();
    let meanwhile = read(reference, composer).map(|kept| kept.body);
    if let Some(meanwhile) = meanwhile.filter(|body| !body.trim().is_empty()) {
        draft.body = [&draft.body, "\n\n", &meanwhile].concat();
    }
    keep(reference, composer, &draft);
    match id {
        Some(id) => {
            storage::write(&identifier_key(reference, composer), &id.text());
        }
        None => renew(reference, composer),
    }
}

/// The composers of replies and edits that have a stored draft.
pub(super) fn begun(reference: &ArticleReference) -> Vec<Composer> {
    let end = [" ", &reference.endpoint, " ", &reference.article].concat();
    let mut begun = Vec::new();
    let mut find = |start: &str, composer: fn(Identifier) -> Composer| {
        for key in storage::keys(start) {
            let id = key[start.len()..].strip_suffix(&*end);
            begun.extend(id.and_then(Identifier::parse).map(composer));
        }
    };
    find("draft edit ", Composer::Edit);
    find("draft reply ", Composer::Reply);
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

fn draft_key(reference: &ArticleReference, composer: Composer) -> String {
    key("draft ", reference, composer)
}

fn identifier_key(reference: &ArticleReference, composer: Composer) -> String {
    key("draft id ", reference, composer)
}

fn key(kind: &str, reference: &ArticleReference, composer: Composer) -> String {
    let composer = match composer {
        Composer::Article => String::new(),
        Composer::Reply(parent) => ["reply ", &parent.text(), " "].concat(),
        Composer::Edit(comment) => ["edit ", &comment.text(), " "].concat(),
    };
    [
        kind,
        &composer,
        &reference.endpoint,
        " ",
        &reference.article,
    ]
    .concat()
}
