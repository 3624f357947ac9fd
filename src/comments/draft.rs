//! The comment that a reader is writing, kept in the reader's storage for each
//! article until the server has acknowledged it.

use article_widgets_model::{CommentDraft, Identifier};
use js_sys::JSON;
use wasm_bindgen::prelude::*;

use crate::backend::Source;
use crate::host::{random_identifier, storage};
use crate::object::{object, text};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
}

/// A draft under the identifier that its comment will have, however often and from
/// whichever page it is sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    pub(super) id: Identifier,
    pub(super) draft: CommentDraft,
}

/// What is kept for the article.
pub(super) fn read(source: &Source) -> Option<Kept> {
    let kept = parse(&storage::read(&key(source))?).ok()?;
    let field = |name| text(&kept, name).unwrap_or_default();
    Some(Kept {
        id: Identifier::parse(&field("id"))?,
        draft: CommentDraft {
            body: field("body"),
            name: field("name"),
            email: field("email"),
            website: field("website"),
            parent: None,
        },
    })
}

/// Keeps what the reader has written so far, as it is.
pub(super) fn keep(source: &Source, draft: &CommentDraft) {
    write(source, identifier(source), draft);
}

/// The identifier of the comment that is being written: the one that is kept, else
/// a new one.
pub(super) fn identifier(source: &Source) -> Identifier {
    read(source).map_or_else(random_identifier, |kept| kept.id)
}

/// Gives what is kept another identifier, since a comment was published under its
/// own.
pub(super) fn renew(source: &Source) {
    if let Some(kept) = read(source) {
        write(source, random_identifier(), &kept.draft);
    }
}

/// Keeps nothing any more, unless the reader went on writing after `published` was
/// sent.
pub(super) fn forget(source: &Source, published: &CommentDraft) {
    match read(source) {
        Some(kept) if kept.draft.clone().normalised().body != published.body => renew(source),
        _ => storage::remove(&key(source)),
    }
}

fn write(source: &Source, id: Identifier, draft: &CommentDraft) {
    let kept = object([
        ("id", id.to_string().into()),
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
    ]);
    if let Ok(text) = JSON::stringify(&kept) {
        storage::write(&key(source), &String::from(text));
    }
}

fn key(source: &Source) -> String {
    ["draft ", &source.endpoint, " ", &source.article].concat()
}
