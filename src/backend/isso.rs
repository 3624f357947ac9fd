//! Isso, by its API (<https://isso-comments.de/docs/reference/server-api/>; what that
//! leaves open, by the source of Isso 0.14, `isso/views/comments.py`).
//!
//! Threads are one level deep: a reply to a reply answers the thread's first comment.
//! Who wrote a comment may change it and take it back as long as the browser has the
//! cookie that came with it. Isso tells the page of that cookie in the header
//! `X-Set-Cookie`, for a cookie of the blog's own, by which its own client knows a
//! reader's comments again, and this one does.

use article_widgets_model::{
    Code, CommentDraft, CommentState, Field, FieldError, Identifier, Order,
};
use wasm_bindgen::JsValue;

use super::adapter::{
    self, Adapter, Next, Operation, OperationResult, Step, ask, cursor, place, preview, submission,
    unseen,
};
use super::comment_fields::{self, CommentFields, RawPage, comment, root, same, sent};
use super::error_mapping::{Reason, Says};
use super::request::{ApiResponse, Request, Sender, encode};
use super::{ArticleReference, BackendError, Capabilities, CommentsResponse};
use crate::browser::js_value::{number, object, set, text, value};
use crate::browser::text::{before, digits, has};

/// The adapter.
pub(super) struct Isso;

/// Threads on a page.
const PAGE: i32 = 25;

/// One more than that.
const ONE_MORE: &str = "26";

/// More replies than a thread has.
const MANY: &str = "100000";

/// The shortest text that is taken, in characters.
const BODY_MINIMUM: u32 = 3;

/// The longest website address that is taken, in characters.
const WEBSITE_MAXIMUM: usize = 254;

/// Seconds for which a comment can be changed, unless the server says otherwise.
const EDITABLE: u32 = 900;

impl Adapter for Isso {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            is_idempotent: false,
            markdown: true,
            previews: true,
        }
    }

    fn fragment(&self) -> &'static str {
        "isso-"
    }

    fn begin<'a>(&self, reference: &'a ArticleReference, operation: &'a Operation) -> Next<'a> {
        match *operation {
            Operation::Comments {
                order, ref cursor, ..
            } => comments(reference, order, cursor.as_deref()),
            Operation::ThreadOf { id, .. } => thread_of(reference, id),
            Operation::Publish {
                ref draft,
                ref signals,
                ..
            } => {
                if signals.is_again {
                    publish_once(reference, draft)
                } else {
                    publish(reference, draft)
                }
            }
            Operation::Edit { id, ref body, .. } => {
                let submission = object(&[("text", (&**body).into())]);
                write(
                    Request::send("PUT", of_comment(reference, id), submission),
                    body,
                )
            }
            Operation::Withdraw { id, .. } => {
                let request = Request::delete(of_comment(reference, id));
                ask(request.by(Sender::Cookies), move |answer| {
                    withdrawn(answer, id)
                })
            }
            Operation::Preview { ref body } => {
                preview(&[&reference.endpoint, "/preview"], body, ["text", "text"])
            }
            _ => Err(BackendError::Absent),
        }
    }
}

fn comments<'a>(reference: &'a ArticleReference, order: Order, at: Option<&str>) -> Next<'a> {
    // Where the page starts, and how many threads there are.
    let (start, known) = place(at).unwrap_or((0, i32::MAX as u32));
    let parameters = [
        "&sort=",
        order.name(),
        "&limit=",
        ONE_MORE,
        "&offset=",
        &digits(start),
        // Else it would start within a thread's replies where the page starts.
        "&nested_limit=",
        MANY,
    ];
    let then = move |mut found: RawPage| {
        let page = &mut found.response.page;
        // One more than a page has tells that there is another.
        let (mut threads, mut end, mut last) = (0, None, 0);
        for (place, comment) in page.comments.iter().enumerate() {
            if comment.parent.is_none() {
                if threads == PAGE {
                    end = Some(place);
                }
                threads += 1;
                last = place;
            }
        }
        // Before version 0.13.1 it knew neither an order nor a place to start at.
        let created = |place: usize| &page.comments[place].created;
        let (earlier, later) = match order {
            Order::Oldest => (0, last),
            Order::Newest => (last, 0),
        };
        let is_ordered = threads < 2 || created(earlier) <= created(later);
        let from_here = threads + found.more;
        if !is_ordered || from_here >= known as i32 {
            return Err(BackendError::Malformed);
        }
        if let Some(end) = end {
            page.comments.truncate(end);
            page.next = Some(cursor(start + PAGE as u32, start + from_here as u32));
        }
        comments_response(reference, found.response, 0)
    };
    read(reference, &parameters.concat(), Box::new(then))
}

fn thread_of<'a>(reference: &'a ArticleReference, id: Identifier) -> Next<'a> {
    let then = move |mut found: RawPage| {
        let comments = &mut found.response.page.comments;
        let root = root(comments, id).ok_or(BackendError::Absent)?;
        *comments = comments.split_off(root);
        comments.truncate(comments[0].replies as usize + 1);
        comments_response(reference, found.response, 0)
    };
    read(reference, "", Box::new(then))
}

fn publish<'a>(reference: &'a ArticleReference, draft: &'a CommentDraft) -> Next<'a> {
    let submission = submission(draft, ["text", "author", "email", "website"]);
    // Without a title it would look for the article's on the blog.
    if let Some(title) = of_document("title") {
        set(&submission, "title", &title);
    }
    write(
        Request::send("POST", of_article(reference, "/new"), submission),
        &draft.body,
    )
}

/// Publishes a comment unless there is one like it. One that is held is told to nobody.
fn publish_once<'a>(reference: &'a ArticleReference, draft: &'a CommentDraft) -> Next<'a> {
    let then = move |found| match same(found, draft, str::to_owned) {
        Some(mut kept) => {
            kept.body = std::mem::take(&mut kept.html);
            Ok(Step::Done(OperationResult::Comment(kept)))
        }
        None => publish(reference, draft),
    };
    // With this the text is what was written.
    read(reference, "&plain=1", Box::new(then))
}

/// Reads comments. There is more by the number of threads that come after these, which
/// is below zero where a page starts after the last.
fn read<'a>(
    reference: &ArticleReference,
    parameters: &str,
    then: Box<dyn FnOnce(RawPage) -> Next<'a> + 'a>,
) -> Next<'a> {
    let url = [&of_article(reference, "/"), parameters].concat();
    comment_fields::read(Request::get(url), &FORM, list, then)
}

fn list(_: &ApiResponse, content: &JsValue, found: &mut RawPage) -> Option<JsValue> {
    found.response.page.count = number(content, "total_replies")? as u64;
    found.more = value(content, "hidden_replies")?.as_f64()? as i32;
    value(content, "replies")
}

/// Builds the response; the reader's own comments from the one at `index` on are marked as
/// editable.
fn comments_response<'a>(
    reference: &'a ArticleReference,
    mut so_far: CommentsResponse,
    index: usize,
) -> Next<'a> {
    let cookies = of_document("cookie").and_then(|cookies| cookies.as_string());
    let cookies = cookies.unwrap_or_default();
    let comments = &so_far.page.comments;
    let is_own = |index: &usize| has(&cookies, &cookie_name(comments[*index].id));
    let Some(own) = (index..comments.len()).find(is_own) else {
        return Ok(Step::Done(OperationResult::Comments(so_far)));
    };
    let url = of_comment(reference, so_far.page.comments[own].id);
    let request = Request::get([&url, "?plain=1"].concat());
    ask(request.by(Sender::Cookies), move |answer| {
        let comment = &mut so_far.page.comments[own];
        // The cookie's time may be over by the server's clock.
        let body = answer.success().ok();
        if let Some(body) = body.and_then(|answer| text(answer, "text")) {
            comment.body = body;
            comment.editable = Some(EDITABLE);
        }
        comments_response(reference, so_far, own + 1)
    })
}

/// The reasons for which a text is not taken, which are told in English only.
static REASONS: [Reason; 6] = [
    (
        "too short",
        Says::Field(FieldError {
            field: Field::Body,
            code: Code::OutOfRange,
            limit: Some(BODY_MINIMUM),
        }),
    ),
    (
        "arbitrary length limit",
        Says::Field(FieldError::too_long(Field::Website, WEBSITE_MAXIMUM)),
    ),
    (
        "Website",
        Says::Field(FieldError::new(Field::Website, Code::Malformed)),
    ),
    (
        "email address required",
        Says::Field(FieldError::new(Field::Email, Code::Missing)),
    ),
    (
        "author address required",
        Says::Field(FieldError::new(Field::Name, Code::Missing)),
    ),
    ("ratelimit exceeded", Says::Status(429)),
];

/// Sends the reader's own comment, and reads it as the server keeps it.
fn write<'a>(request: Request, body: &'a str) -> Next<'a> {
    ask(request.by(Sender::Cookies), move |answer| {
        let editable = keep_cookie(&answer);
        let mut kept = sent(&answer, &FORM, &REASONS)?;
        kept.body = body.to_owned();
        kept.editable = editable.or(Some(EDITABLE));
        Ok(Step::Done(OperationResult::Comment(kept)))
    })
}

/// The remains of a comment that was taken back: none if nobody replied to it.
fn withdrawn<'a>(answer: ApiResponse, id: Identifier) -> Next<'a> {
    keep_cookie(&answer);
    let left = comment(answer.success()?, &FORM);
    let left = left.unwrap_or_else(|| unseen(id, CommentState::Withdrawn, None, ["", ""]));
    Ok(Step::Done(OperationResult::Comment(left)))
}

/// Keeps or ends the blog's own cookie that marks a comment as the reader's. Returns for how many
/// seconds it holds.
fn keep_cookie(answer: &ApiResponse) -> Option<u32> {
    let cookie = answer.header("x-set-cookie")?;
    // Where a page must not have cookies, the comment is a stranger's then.
    set(&document()?, "cookie", &cookie.as_str().into());
    age(&cookie)
}

/// The age in seconds at which a cookie expires.
fn age(cookie: &str) -> Option<u32> {
    let mut rest = cookie;
    loop {
        (_, rest) = rest.split_once(' ')?;
        if let Some(age) = rest.strip_prefix("Max-Age=") {
            let age = before(age, ";");
            return age.parse().ok();
        }
    }
}

/// Such as `isso-12=`.
fn cookie_name(id: Identifier) -> String {
    ["isso-", &adapter::number(id), "="].concat()
}

fn document() -> Option<JsValue> {
    value(&js_sys::global(), "document")
}

fn of_document(key: &str) -> Option<JsValue> {
    value(&document()?, key)
}

fn of_article(reference: &ArticleReference, path: &str) -> String {
    [
        &reference.endpoint,
        path,
        "?uri=",
        &encode(&reference.article),
    ]
    .concat()
}

fn of_comment(reference: &ArticleReference, id: Identifier) -> String {
    [&reference.endpoint, "/id/", &adapter::number(id)].concat()
}

/// A comment in the API.
const FORM: CommentFields = CommentFields {
    name: "author",
    website: "website",
    html: "text",
    body: None,
    created: "created",
    edited: "modified",
    state: |comment| {
        Some(match number(comment, "mode")? as u8 {
            1 => CommentState::Published,
            4 => CommentState::Withdrawn,
            _ => CommentState::Held,
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::error_mapping::failure;

    #[test]
    fn a_cookie_tells_how_long_a_comment_may_be_changed() {
        let cookie = "isso-23=WzIzXQ; Expires=Wed, 18-Dec-2030 12:57:20 GMT; Max-Age=600; Path=/";
        assert_eq!(age(cookie), Some(600));
        assert_eq!(age("isso-23=WzIzXQ; Path=/"), None);
    }

    #[test]
    fn what_it_refuses_is_said_at_the_field() {
        let of = |text| failure(400, text, &REASONS);
        let short = of("text is too short (minimum length: 3)");
        assert!(matches!(short, BackendError::Invalid(errors) if errors[0].limit == Some(3)));
        assert_eq!(
            of("arbitrary length limit"),
            BackendError::Invalid(vec![FieldError::too_long(Field::Website, 254)])
        );
        assert_eq!(
            of("author address required but not provided"),
            BackendError::Invalid(vec![FieldError::new(Field::Name, Code::Missing)])
        );
        let often = of("192.0.2.0: ratelimit exceeded (1, 2)");
        assert_eq!(often, BackendError::Limited);
        assert_eq!(of("CSRF"), BackendError::Refused(400));
    }
}
