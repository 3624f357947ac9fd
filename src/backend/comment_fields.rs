//! Comments as servers tell them, whatever their protocol: these differ in the names of
//! things, and in how they write a state or a time.

use article_widgets_model::{Comment, CommentDraft, CommentPage, CommentState, Identifier};
use js_sys::{Array, Date};
use wasm_bindgen::{JsCast, JsValue};

use super::adapter::{Next, ask};
use super::error_mapping::{Reason, error_of};
use super::plain_text::plain_text;
use super::request::{ApiResponse, Request};
use super::{BackendError, CommentsResponse};
use crate::browser::js_value::{as_number, text, value_under};

/// The names of a comment's fields in a protocol. Fields that are not here have the same name in
/// every protocol.
pub(super) struct CommentFields {
    /// The key of the author's name.
    pub(super) name: &'static str,
    /// The key of the author's website.
    pub(super) website: &'static str,
    /// The key of the text as HTML.
    pub(super) html: &'static str,
    /// The key of the text as it was written. A server that tells HTML only writes
    /// names, too, as HTML wants them.
    pub(super) body: Option<&'static str>,
    /// The key of the time at which it was written.
    pub(super) created: &'static str,
    /// The key of the time at which it was changed.
    pub(super) edited: &'static str,
    /// Reads the comment's visibility.
    pub(super) state: fn(&JsValue) -> Option<CommentState>,
}

/// A list of comments, each followed by the replies that came within it.
pub(super) struct RawPage {
    /// The comments, without another page.
    pub(super) response: CommentsResponse,
    /// The number of further comments, in the protocol's own measure.
    pub(super) more: i32,
}

/// Finds the list in an answer and what it tells, and says how many comments there are
/// in all and how much more there is.
pub(super) type List = fn(&ApiResponse, &JsValue, &mut RawPage) -> Option<JsValue>;

/// Asks for a list of comments, and goes on with what is found.
pub(super) fn read<'a>(
    request: Request,
    form: &'static CommentFields,
    list: List,
    then: Box<dyn FnOnce(RawPage) -> Next<'a> + 'a>,
) -> Next<'a> {
    ask(request, move |answer| {
        let Some(content) = answer.content().filter(|_| answer.is_success) else {
            // Where reading is switched off, no error is like another.
            return Err(if answer.status == 403 {
                BackendError::Absent
            } else {
                error_of(&answer, &[])
            });
        };
        let mut found = RawPage {
            response: CommentsResponse {
                page: CommentPage {
                    comments: Vec::new(),
                    count: 0,
                    next: None,
                    latest: String::new(),
                },
                date: answer.header("date"),
            },
            more: 0,
        };
        let list = list(&answer, content, &mut found);
        let page = &mut found.response.page;
        if list
            .and_then(|list| take(&list, form, &mut page.comments))
            .is_none()
        {
            return Err(BackendError::Malformed);
        }
        if page.count == 0 {
            // It did not say.
            page.count = page.comments.len() as u64;
        }
        then(found)
    })
}

/// The comment that was sent, as the server keeps it, or why it was not taken.
pub(super) fn sent(
    answer: &ApiResponse,
    form: &CommentFields,
    reasons: &[Reason],
) -> Result<Comment, BackendError> {
    let content = answer.content().filter(|_| answer.is_success);
    content
        .and_then(|content| comment(content, form))
        .ok_or_else(|| error_of(answer, reasons))
}

/// The comments of a list, each followed by the replies that it brings.
pub(super) fn comments(list: &JsValue, form: &CommentFields) -> Option<Vec<Comment>> {
    let mut comments = Vec::new();
    take(list, form, &mut comments)?;
    Some(comments)
}

fn take(list: &JsValue, form: &CommentFields, comments: &mut Vec<Comment>) -> Option<()> {
    Reader::new(form).take(list, comments)
}

/// A comment.
pub(super) fn comment(answer: &JsValue, form: &CommentFields) -> Option<Comment> {
    Reader::new(form).comment(answer)
}

/// Reads comments of a form, whose keys are made once, however many comments there are.
struct Reader<'a> {
    form: &'a CommentFields,
    id: JsValue,
    parent: JsValue,
    name: JsValue,
    website: JsValue,
    html: JsValue,
    body: Option<JsValue>,
    created: JsValue,
    edited: JsValue,
    replies: JsValue,
    editable: JsValue,
}

impl<'a> Reader<'a> {
    fn new(form: &'a CommentFields) -> Self {
        Self {
            form,
            id: "id".into(),
            parent: "parent".into(),
            name: form.name.into(),
            website: form.website.into(),
            html: form.html.into(),
            body: form.body.map(JsValue::from),
            created: form.created.into(),
            edited: form.edited.into(),
            replies: "replies".into(),
            editable: "editable".into(),
        }
    }

    fn take(&self, list: &JsValue, comments: &mut Vec<Comment>) -> Option<()> {
        for entry in list.dyn_ref::<Array>()?.iter() {
            let place = comments.len();
            comments.push(self.comment(&entry)?);
            // Others tell their number alone, or nothing.
            if let Some(replies) = value_under(&entry, &self.replies).filter(JsValue::is_object) {
                self.take(&replies, comments)?;
                comments[place].replies = (comments.len() - place - 1) as u64;
            }
        }
        Some(())
    }

    fn comment(&self, answer: &JsValue) -> Option<Comment> {
        let read = |key| value_under(answer, key);
        let count = |key| as_number(&read(key)?);
        let at = |key| time(&read(key)?);
        let html = read(&self.html)?;
        // WordPress tells with a text in which way it is told.
        let html = html.as_string().or_else(|| text(&html, "rendered"))?;
        Some(Comment {
            id: identifier(&read(&self.id)?)?,
            parent: read(&self.parent).and_then(|parent| identifier(&parent)),
            state: (self.form.state)(answer)?,
            name: self.line(answer, &self.name).unwrap_or_default(),
            website: self.line(answer, &self.website),
            body: match &self.body {
                Some(key) => read(key)?.as_string()?,
                None => plain_text(&html),
            },
            html,
            created: at(&self.created),
            edited: at(&self.edited),
            replies: count(&self.replies).unwrap_or_default() as u64,
            editable: count(&self.editable).map(|seconds| seconds as u32),
        })
    }

    fn line(&self, answer: &JsValue, key: &JsValue) -> Option<String> {
        let line = value_under(answer, key)?.as_string()?;
        Some(match self.body {
            Some(_) => line,
            None => plain_text(&line),
        })
    }
}

/// A comment's identifier, or the number that its server gave it, which is not 0.
fn identifier(response: &JsValue) -> Option<Identifier> {
    match as_number(response) {
        Some(number) => (number > 0.0).then(|| Identifier::from_number(number as u64)),
        None => Identifier::parse(&response.as_string()?),
    }
}

/// A time as RFC 3339 writes it, of which WordPress leaves out that it is UTC; or in
/// seconds since 1970-01-01 UTC.
fn time(response: &JsValue) -> Option<String> {
    let Some(seconds) = as_number(response) else {
        let mut time = response.as_string()?;
        if time.len() == "2026-01-02T03:04:05".len() {
            time.push('Z');
        }
        return Some(time);
    };
    let date = Date::new(&(seconds * 1_000.0).into());
    // A time that is none has no such form.
    (!date.get_time().is_nan()).then(|| date.to_iso_string().into())
}

/// The comment of the same author that says the same, as far as `letters` leaves it of
/// a text as it was written and of one as it is shown.
pub(super) fn same(
    mut found: RawPage,
    draft: &CommentDraft,
    letters: fn(&str) -> String,
) -> Option<Comment> {
    let name = plain_text(&draft.name);
    let body = letters(&draft.body);
    let comments = &mut found.response.page.comments;
    let place = comments.iter().position(|comment| {
        comment.parent.is_some() == draft.parent.is_some()
            && comment.name == name
            && letters(&comment.html) == body
    })?;
    Some(comments.swap_remove(place))
}

/// The place of the first comment of the thread that has a comment.
pub(super) fn root(threads: &[Comment], id: Identifier) -> Option<usize> {
    let mut root = 0;
    for (place, comment) in threads.iter().enumerate() {
        if comment.parent.is_none() {
            root = place;
        }
        if comment.id == id {
            return Some(root);
        }
    }
    None
}
