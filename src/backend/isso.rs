//! Isso, by its API (<https://isso-comments.de/docs/reference/server-api/>; what that
//! leaves open, by the source of Isso 0.14, `isso/views/comments.py`).
//!
//! Threads are one level deep: a reply to a reply answers the thread's first comment.
//! Who wrote a comment may change it and take it back as long as the browser has the
//! cookie that came with it. Isso tells the page of that cookie in the header
//! `X-Set-Cookie`, for a cookie of the blog's own, by which its own client knows a
//! reader's comments again, and this one does.

use article_widgets_model::{
    Code, Comment, CommentDraft, CommentPage, CommentState, Field, FieldError, Identifier, Order,
};
use js_sys::{Array, Date, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::adapter::{self, Adapter, Next, Reply, Task, ask, blank, done, identifier, texts};
use super::plain_text::plain_text;
use super::request::{Answer, Request, Sender, encode};
use super::{Failure, Offers, Source, Told};
use crate::object::{number, object, text, value};
use crate::text::one_line;

/// The adapter.
pub(super) struct Isso;

/// How many threads a page has.
const PAGE: usize = 25;

/// One more than that.
const ONE_MORE: &str = "26";

/// More replies than a thread has.
const MANY: &str = "100000";

/// The shortest text that is taken, in characters.
const BODY_MINIMUM: usize = 3;

/// The longest website address that is taken, in characters.
const WEBSITE_MAXIMUM: usize = 254;

/// For how many seconds a comment may be changed, unless the server says otherwise.
const EDITABLE: u32 = 900;

impl Adapter for Isso {
    fn offers(&self) -> Offers {
        Offers {
            is_idempotent: false,
            markdown: true,
            previews: true,
        }
    }

    fn fragment(&self) -> &'static str {
        "isso-"
    }

    fn begin<'a>(&self, source: &'a Source, task: Task<'a>) -> Next<'a> {
        match task {
            Task::Comments { order, cursor, .. } => comments(source, order, cursor),
            Task::ThreadOf { id, .. } => thread_of(source, id),
            Task::Publish { draft, signs, .. } => {
                check(draft)?;
                if signs.is_again {
                    publish_once(source, draft)
                } else {
                    publish(source, draft)
                }
            }
            Task::Edit { id, body, .. } => {
                check_body(body)?;
                let submission = object(&[("text", body.into())]);
                let request = Request::send("PUT", of_comment(source, id), submission);
                ask(request.by(Sender::Cookies), move |answer| own(answer, body))
            }
            Task::Withdraw { id, .. } => {
                let request = Request::delete(of_comment(source, id));
                ask(request.by(Sender::Cookies), move |answer| {
                    withdrawn(answer, id)
                })
            }
            Task::Preview { body } => {
                let url = [&source.endpoint, "/preview"].concat();
                let submission = object(&[("text", body.into())]);
                ask(Request::send("POST", url, submission), |answer| {
                    done(text(&answer.of_success()?, "text"), Reply::Html)
                })
            }
            _ => Err(Failure::Absent),
        }
    }
}

fn comments<'a>(source: &'a Source, order: Order, cursor: Option<&str>) -> Next<'a> {
    // Such as `25/60`: where the page starts, and how many threads there are.
    let cursor = cursor.and_then(|cursor| cursor.split_once('/'));
    let (offset, known) = cursor.unwrap_or(("0", ""));
    let start: u32 = offset.parse().map_err(|_| Failure::Malformed)?;
    let known = known.parse::<u32>().ok();
    let parameters = [
        "&sort=",
        order.name(),
        "&limit=",
        ONE_MORE,
        "&offset=",
        offset,
        // Else it would start within a thread's replies where the page starts.
        "&nested_limit=",
        MANY,
    ];
    read(source, &parameters.concat(), move |mut found| {
        let page = &mut found.told.page;
        let roots = page.comments.iter().enumerate();
        let roots: Vec<_> = roots.filter(|(_, root)| root.parent.is_none()).collect();
        let all = (roots.len() as i32 + found.hidden) as u32 + start;
        let is_elsewhere = known.is_some_and(|known| all >= known + start);
        let is_ordered = roots.windows(2).all(|pair| {
            let (one, other) = (&pair[0].1.created, &pair[1].1.created);
            one == other || (one < other) == (order == Order::Oldest)
        });
        // Before version 0.13.1 it knew neither an order nor a place to start at.
        if is_elsewhere || !is_ordered {
            return Err(Failure::Malformed);
        }
        // One more than a page has tells that there is another.
        let end = roots.get(PAGE).map(|(place, _)| *place);
        if let Some(end) = end {
            page.comments.truncate(end);
            let next = (start + PAGE as u32).to_string();
            page.next = Some([&next, "/", &all.to_string()].concat());
        }
        told(source, found.told, 0)
    })
}

fn thread_of<'a>(source: &'a Source, id: Identifier) -> Next<'a> {
    read(source, "", move |mut found| {
        let comments = &mut found.told.page.comments;
        let it = comments.iter().find(|comment| comment.id == id);
        let it = it.ok_or(Failure::Absent)?;
        let root = it.parent.unwrap_or(id);
        comments.retain(|comment| comment.id == root || comment.parent == Some(root));
        told(source, found.told, 0)
    })
}

fn publish<'a>(source: &'a Source, draft: &'a CommentDraft) -> Next<'a> {
    let request = Request::send("POST", of_article(source, "/new"), submission(draft));
    ask(request.by(Sender::Cookies), move |answer| {
        if answer.is_success {
            own(answer, &draft.body)
        } else {
            Err(refusal(answer, draft))
        }
    })
}

/// Publishes a comment unless there is one like it. One that is held is told to nobody.
fn publish_once<'a>(source: &'a Source, draft: &'a CommentDraft) -> Next<'a> {
    read(source, "&plain=1", move |found| {
        // With `plain` the text is what was written.
        let is_it = |comment: &Comment| {
            comment.html == draft.body
                && comment.name == one_line(&draft.name)
                && comment.parent.is_some() == draft.parent.is_some()
        };
        let kept = found.told.page.comments.into_iter().find(is_it);
        match kept {
            Some(kept) => {
                let kept = Comment {
                    body: draft.body.clone(),
                    html: String::new(),
                    ..kept
                };
                done(Some(kept), Reply::Comment)
            }
            None => publish(source, draft),
        }
    })
}

/// What is told of an article.
struct Found {
    /// Each comment that answers none with the replies to it.
    told: Told,
    /// How many threads come after these; below zero where a page starts after the last.
    hidden: i32,
}

fn read<'a>(
    source: &Source,
    parameters: &str,
    then: impl FnOnce(Found) -> Next<'a> + 'a,
) -> Next<'a> {
    read_threads(source, parameters, Box::new(then))
}

fn read_threads<'a>(
    source: &Source,
    parameters: &str,
    then: Box<dyn FnOnce(Found) -> Next<'a> + 'a>,
) -> Next<'a> {
    let url = [&of_article(source, "/"), parameters].concat();
    ask(Request::get(url), move |answer| {
        let date = answer.header("date");
        let found = found(&answer.of_success()?, date);
        then(found.ok_or(Failure::Malformed)?)
    })
}

fn found(answer: &JsValue, date: Option<String>) -> Option<Found> {
    let mut page = CommentPage {
        comments: Vec::new(),
        count: number(answer, "total_replies")? as u64,
        next: None,
        latest: String::new(),
    };
    take(answer, &mut page.comments)?;
    Some(Found {
        told: Told { page, date },
        hidden: value(answer, "hidden_replies")?.as_f64()? as i32,
    })
}

/// Takes the comments that answer another one, or none, each with the replies to it.
fn take(answered: &JsValue, comments: &mut Vec<Comment>) -> Option<()> {
    for entry in value(answered, "replies")?.dyn_into::<Array>().ok()?.iter() {
        let place = comments.len();
        comments.push(comment(&entry)?);
        // A reply has none.
        if comments[place].parent.is_none() {
            take(&entry, comments)?;
            comments[place].replies = (comments.len() - place - 1) as u64;
        }
    }
    Some(())
}

/// What was found, where the reader's own comments from the one at `index` on can be
/// changed.
fn told<'a>(source: &'a Source, mut so_far: Told, index: usize) -> Next<'a> {
    let cookies = document().and_then(|document| text(&document, "cookie"));
    let cookies = cookies.unwrap_or_default();
    let is_own = |comment: &Comment| cookies.contains(&cookie_name(comment.id));
    let own = so_far.page.comments[index..].iter().position(is_own);
    let Some(own) = own.map(|own| index + own) else {
        return done(Some(so_far), Reply::Comments);
    };
    let url = of_comment(source, so_far.page.comments[own].id);
    let request = Request::get([&url, "?plain=1"].concat());
    ask(request.by(Sender::Cookies), move |answer| {
        let comment = &mut so_far.page.comments[own];
        // The cookie's time may be over by the server's clock.
        let body = answer.of_success().ok();
        if let Some(body) = body.and_then(|answer| text(&answer, "text")) {
            comment.body = body;
            comment.editable = Some(EDITABLE);
        }
        told(source, so_far, own + 1)
    })
}

/// What the server would refuse without saying which field it is.
fn check(draft: &CommentDraft) -> Result<(), Failure> {
    check_body(&draft.body)?;
    if draft.website.chars().count() > WEBSITE_MAXIMUM {
        let error = FieldError::too_long(Field::Website, WEBSITE_MAXIMUM);
        return Err(Failure::Invalid(vec![error]));
    }
    Ok(())
}

fn check_body(body: &str) -> Result<(), Failure> {
    if body.chars().count() < BODY_MINIMUM {
        let error = FieldError {
            field: Field::Body,
            code: Code::OutOfRange,
            limit: Some(BODY_MINIMUM as u32),
        };
        return Err(Failure::Invalid(vec![error]));
    }
    Ok(())
}

fn submission(draft: &CommentDraft) -> JsValue {
    let mut entries = texts(draft, ["text", "author", "email", "website"]);
    if let Some(parent) = draft.parent.and_then(|parent| parent.number()) {
        entries.push(("parent", (parent as f64).into()));
    }
    // Without a title it would look for the article's on the blog.
    if let Some(title) = document().and_then(|document| value(&document, "title")) {
        entries.push(("title", title));
    }
    object(&entries)
}

/// Why a comment was not taken; the reasons are told in English only.
fn refusal(answer: Answer, draft: &CommentDraft) -> Failure {
    let invalid = |field, code| Failure::Invalid(vec![FieldError::new(field, code)]);
    match answer.status {
        403 if answer.says("ratelimit exceeded") => Failure::Limited,
        403 if answer.says("email address required") => invalid(Field::Email, Code::Missing),
        403 if answer.says("author address required") => invalid(Field::Name, Code::Missing),
        400 if !draft.website.is_empty() && answer.says("Website") => {
            invalid(Field::Website, Code::Malformed)
        }
        404 => Failure::Absent,
        _ => match answer.of_success() {
            Err(failure) => failure,
            Ok(_) => Failure::Malformed,
        },
    }
}

/// The reader's own comment, as the server keeps it.
fn own<'a>(answer: Answer, body: &str) -> Next<'a> {
    keep_cookie(&answer);
    let cookie = answer.header("x-set-cookie");
    let kept = comment(&answer.of_success()?).map(|comment| Comment {
        body: body.to_owned(),
        editable: Some(cookie.as_deref().and_then(age).unwrap_or(EDITABLE)),
        ..comment
    });
    done(kept, Reply::Comment)
}

/// What is left of a comment that was taken back: nothing, if nobody answered it.
fn withdrawn<'a>(answer: Answer, id: Identifier) -> Next<'a> {
    keep_cookie(&answer);
    let left = answer.of_success()?;
    let gone = || blank(id, CommentState::Withdrawn);
    done(comment(&left).or_else(|| Some(gone())), Reply::Comment)
}

/// Lets the blog's own cookies tell that a comment is the reader's, or no more.
fn keep_cookie(answer: &Answer) {
    if let (Some(document), Some(cookie)) = (document(), answer.header("x-set-cookie")) {
        // Fails where a page must not have cookies: the comment is a stranger's then.
        let _ = Reflect::set(&document, &"cookie".into(), &cookie.into());
    }
}

/// For how many seconds a cookie is kept.
fn age(cookie: &str) -> Option<u32> {
    let (_, age) = cookie.split_once("Max-Age=")?;
    age.split(';').next()?.trim().parse().ok()
}

/// Such as `isso-12=`.
fn cookie_name(id: Identifier) -> String {
    ["isso-", &adapter::number(id), "="].concat()
}

fn document() -> Option<JsValue> {
    value(&js_sys::global(), "document")
}

fn of_article(source: &Source, path: &str) -> String {
    [&source.endpoint, path, "?uri=", &encode(&source.article)].concat()
}

fn of_comment(source: &Source, id: Identifier) -> String {
    [&source.endpoint, "/id/", &adapter::number(id)].concat()
}

fn comment(answer: &JsValue) -> Option<Comment> {
    // Escaped, as they are for HTML.
    let plain = |key| text(answer, key).map(|text| plain_text(&text));
    let html = text(answer, "text")?;
    let state = match number(answer, "mode")? as u8 {
        1 => CommentState::Published,
        4 => CommentState::Withdrawn,
        _ => CommentState::Held,
    };
    Some(Comment {
        parent: identifier(answer, "parent"),
        name: plain("author").unwrap_or_default(),
        website: plain("website"),
        body: plain_text(&html),
        html,
        edited: time(answer, "modified"),
        id: identifier(answer, "id")?,
        state,
        created: time(answer, "created")?,
        replies: 0,
        editable: None,
    })
}

/// A time in seconds since 1970-01-01 UTC, as RFC 3339 writes it.
fn time(answer: &JsValue, key: &str) -> Option<String> {
    let milliseconds = number(answer, key)? * 1_000.0;
    let date = Date::new(&milliseconds.into());
    // A time that is none has no such form.
    (!date.get_time().is_nan()).then(|| date.to_iso_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_tells_how_long_a_comment_may_be_changed() {
        let cookie = "isso-23=WzIzXQ; Expires=Wed, 18-Dec-2030 12:57:20 GMT; Max-Age=600; Path=/";
        assert_eq!(age(cookie), Some(600));
        assert_eq!(age("isso-23=WzIzXQ; Path=/"), None);
    }

    #[test]
    fn what_it_would_refuse_is_said_at_the_field() {
        let draft = |body: &str, website: &str| CommentDraft {
            body: body.into(),
            website: website.into(),
            ..CommentDraft::default()
        };
        assert_eq!(check(&draft("Hé!", "https://blog.example")), Ok(()));
        let short = check(&draft("No", ""));
        assert!(matches!(short, Err(Failure::Invalid(errors)) if errors[0].limit == Some(3)));
        let long = check(&draft("Hello", &"a".repeat(255)));
        assert!(matches!(long, Err(Failure::Invalid(errors)) if errors[0].field == Field::Website));
    }
}
