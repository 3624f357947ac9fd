use std::rc::Rc;

use article_widgets_model::{
    Comment, CommentDraft, CommentState, Identifier, Order, RatingSummary, Vote,
};
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::request::{ApiResponse, Request};
use super::{ArticleReference, BackendError, Capabilities, CommentsResponse, SpamSignals};
use crate::browser::js_value::{object, set, text};
use crate::browser::text::digits;

/// A back end: what is asked of its server, and what the answers mean. It sends nothing
/// itself, so that it is plain functions throughout.
pub(super) trait Adapter {
    /// Capabilities of the server beyond reading and sending comments.
    fn capabilities(&self) -> Capabilities;

    /// The part of a permalink's fragment before the comment's name.
    fn fragment(&self) -> &'static str {
        "comment-"
    }

    /// The server's name for a comment.
    fn name(&self, id: Identifier) -> String {
        number(id)
    }

    /// The comment that the server names so.
    fn named(&self, name: &str) -> Option<Identifier> {
        let number: u32 = name.parse().ok()?;
        // A sign would be read, too.
        let is_signed = name.as_bytes().first() == Some(&b'+');
        (!is_signed).then(|| Identifier::from_number(number.into()))
    }

    /// The first step of a task. What a server does not offer is [`BackendError::Absent`].
    fn begin<'a>(&self, reference: &'a ArticleReference, operation: &'a Operation) -> Next<'a>;
}

/// The number that a server gave a comment. One that was never told has a number that
/// no server has.
pub(super) fn number(id: Identifier) -> String {
    digits(id.number())
}

/// An operation on an article; each one is described at the function of the same name of
/// [`ArticleReference`].
pub(super) enum Operation {
    Rating {
        best: u8,
        voter: Identifier,
    },
    Vote {
        vote: Vote,
        voter: Identifier,
    },
    WithdrawVote {
        best: u8,
        voter: Identifier,
    },
    Comments {
        author: Option<Identifier>,
        order: Order,
        cursor: Option<Rc<str>>,
        is_long: bool,
    },
    /// Asked for only if a page has a `latest`.
    News {
        author: Option<Identifier>,
        since: Rc<str>,
    },
    /// Asked for only if a comment has more `replies` than its page brought.
    Replies {
        author: Option<Identifier>,
        root: Identifier,
        last: Option<Identifier>,
    },
    ThreadOf {
        author: Option<Identifier>,
        id: Identifier,
    },
    Publish {
        author: Identifier,
        id: Identifier,
        draft: Rc<CommentDraft>,
        signals: SpamSignals,
    },
    /// Asked for only if the comment is `editable`.
    Edit {
        author: Identifier,
        id: Identifier,
        body: Rc<str>,
    },
    /// Asked for only if the comment is `editable`.
    Withdraw {
        author: Identifier,
        id: Identifier,
    },
    /// Asked for only if the server offers it.
    Preview {
        body: Rc<str>,
    },
}

/// The result of an operation.
pub(super) enum OperationResult {
    Votes(RatingSummary),
    Comments(CommentsResponse),
    Comment(Comment),
    Html(String),
}

/// One step of a task.
pub(super) enum Step<'a> {
    /// This is asked, and the answer decides on the next step.
    Ask(Request, Box<dyn FnOnce(ApiResponse) -> Next<'a> + 'a>),
    /// This challenge is to be solved, if that is possible.
    Prove(JsValue, Box<dyn FnOnce(Option<JsValue>) -> Next<'a> + 'a>),
    /// It is done.
    Done(OperationResult),
}

/// The next step, or why there is none.
pub(super) type Next<'a> = Result<Step<'a>, BackendError>;

/// A comment of which nothing but this is known; made now.
pub(super) fn unseen(
    id: Identifier,
    state: CommentState,
    parent: Option<Identifier>,
    [name, body]: [&str; 2],
) -> Comment {
    Comment {
        id,
        parent,
        state,
        name: name.to_owned(),
        website: None,
        body: body.to_owned(),
        html: String::new(),
        created: Some(Date::new_0().to_iso_string().into()),
        edited: None,
        replies: 0,
        editable: None,
    }
}

/// The fields of a comment as a JavaScript object, without empty ones: `names` are the server's
/// names for the text, the author's name, the e-mail address and the website. The parent is
/// included.
pub(super) fn submission(draft: &CommentDraft, names: [&str; 4]) -> JsValue {
    let submission = object(&[]);
    let texts = [&draft.body, &draft.name, &draft.email, &draft.website];
    for (index, text) in texts.iter().enumerate() {
        if !text.is_empty() {
            set(&submission, names[index], &text.as_str().into());
        }
    }
    if let Some(parent) = draft.parent {
        set(&submission, "parent", &(parent.number() as f64).into());
    }
    submission
}

/// Asks what a text would look like. The names are those of the text and of the answer.
pub(super) fn preview<'a>(url: &[&str], body: &str, names: [&'static str; 2]) -> Next<'a> {
    let [name, html] = names;
    let submission = object(&[(name, body.into())]);
    ask(
        Request::send("POST", url.concat(), submission),
        move |answer| done(text(answer.success()?, html), OperationResult::Html),
    )
}

/// A cursor for servers that have none: the position at which a page starts, and the number of
/// comments in all.
pub(super) fn cursor(start: u32, count: u32) -> String {
    [&digits(start), "/", &digits(count)].concat()
}

/// Parses a cursor that [`cursor`] made.
pub(super) fn place(cursor: Option<&str>) -> Option<(u32, u32)> {
    let (start, count) = cursor?.split_once('/')?;
    Some((start.parse().ok()?, count.parse().ok()?))
}

/// Asks, and goes on with the answer.
pub(super) fn ask<'a>(
    request: Request,
    then: impl FnOnce(ApiResponse) -> Next<'a> + 'a,
) -> Next<'a> {
    Ok(Step::Ask(request, Box::new(then)))
}

/// The end, if what was read makes sense.
pub(super) fn done<'a, T>(read: Option<T>, reply: fn(T) -> OperationResult) -> Next<'a> {
    Ok(Step::Done(reply(read.ok_or(BackendError::Malformed)?)))
}
