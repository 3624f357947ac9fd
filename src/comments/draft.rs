//! The comment that a reader is writing, kept in the reader's storage for each
//! article until the server has acknowledged it.
//!
//! Beside it is the identifier that it will have, however often and from whichever
//! page it is sent: under a key of its own, since the text is written at each key
//! press and the identifier once.

use article_widgets_model::{CommentDraft, Identifier};
use js_sys::JSON;

use crate::backend::Source;
use crate::host::{random_identifier, storage};
use crate::object::{object, text};

/// What is kept for the article.
pub(super) fn read(source: &Source) -> Option<CommentDraft> {
    let kept = JSON::parse(&storage::read(&draft_key(source))?).ok()?;
    let field = |name| text(&kept, name).unwrap_or_default();
    Some(CommentDraft {
        body: field("body"),
        name: field("name"),
        email: field("email"),
        website: field("website"),
        parent: None,
    })
}

/// Keeps what the reader has written so far, as it is.
pub(super) fn keep(source: &Source, draft: &CommentDraft) {
    let kept = object([
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
    ]);
    if let Ok(text) = JSON::stringify(&kept) {
        storage::write(&draft_key(source), &String::from(text));
    }
}

/// The identifier of the comment that is being written: the one that is kept, else
/// a new one, kept from now on.
pub(super) fn identifier(source: &Source) -> Identifier {
    storage::read(&identifier_key(source))
        .and_then(|text| Identifier::parse(&text))
        .unwrap_or_else(|| {
            let identifier = random_identifier();
            storage::write(&identifier_key(source), &identifier.to_string());
            identifier
        })
}

/// Lets what is kept have another identifier, since a comment was published under
/// its own.
pub(super) fn renew(source: &Source) {
    storage::remove(&identifier_key(source));
}

/// Keeps nothing any more of what was published, but for what the reader went on
/// writing after `published` was sent.
pub(super) fn forget(source: &Source, published: &CommentDraft) {
    renew(source);
    if read(source).is_none_or(|kept| kept.normalised().body == published.body) {
        storage::remove(&draft_key(source));
    }
}

fn draft_key(source: &Source) -> String {
    key("draft ", source)
}

fn identifier_key(source: &Source) -> String {
    key("draft id ", source)
}

fn key(kind: &str, source: &Source) -> String {
    [kind, &source.endpoint, " ", &source.article].concat()
}
