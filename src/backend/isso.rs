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
use js_sys::{Date, Reflect};
use wasm_bindgen::JsValue;

use super::adapter::Adapter;
use super::plain_text::plain_text;
use super::request::{Answer, Method, Sender, encode, exchange};
use super::{Failure, Offers, Signs, Source, Told};
use crate::object::{list, number, object, text, value};

/// The adapter.
pub(super) struct Isso;

/// How many threads a page has.
const PAGE: usize = 25;

/// More replies than a thread has.
const MANY: &str = "100000";

/// The shortest text that is taken, in characters.
const BODY_MINIMUM: usize = 3;

/// The longest website address that is taken, in characters.
const WEBSITE_MAXIMUM: usize = 254;

/// For how many seconds a comment may be changed, unless the server says otherwise.
const EDITABLE: u32 = 900;

impl Adapter for Isso {
    const OFFERS: Offers = Offers {
        is_idempotent: false,
        markdown: true,
        previews: true,
    };

    const FRAGMENT: &str = "isso-";

    async fn comments(
        source: &Source,
        _author: Option<Identifier>,
        order: Order,
        cursor: Option<&str>,
    ) -> Result<Told, Failure> {
        // Such as `25/60`: where the page starts, and how many threads there are.
        let cursor = cursor.and_then(|cursor| cursor.split_once('/'));
        let (offset, known) = cursor.unwrap_or(("0", ""));
        let start: usize = offset.parse().map_err(|_| Failure::Malformed)?;
        // One more, which tells whether there is another page.
        let limit = (PAGE + 1).to_string();
        let query = [
            "&sort=",
            order.name(),
            "&limit=",
            &limit,
            "&offset=",
            offset,
            // Else it would start within a thread's replies where the page starts.
            "&nested_limit=",
            MANY,
        ];
        let answer = fetch(source, &query.concat()).await?;
        let mut threads = answer.threads;
        let all = threads.len() as i64 + answer.hidden + start as i64;
        let is_elsewhere = known
            .parse::<i64>()
            .is_ok_and(|known| all >= known + start as i64);
        // Before version 0.13.1 it knew neither an order nor a place to start at.
        if is_elsewhere || !is_in(order, &threads) {
            return Err(Failure::Malformed);
        }
        let has_more = threads.len() > PAGE;
        threads.truncate(PAGE);
        let next = has_more.then(|| [&(start + PAGE).to_string(), "/", &all.to_string()].concat());
        told(source, threads, answer.count, next, answer.date).await
    }

    async fn thread_of(
        source: &Source,
        _author: Option<Identifier>,
        id: Identifier,
    ) -> Result<Told, Failure> {
        let answer = fetch(source, "").await?;
        let mut threads = answer.threads;
        threads.retain(|thread| thread.comments.iter().any(|comment| comment.id == id));
        if threads.is_empty() {
            return Err(Failure::Absent);
        }
        told(source, threads, answer.count, None, answer.date).await
    }

    async fn publish(
        source: &Source,
        _author: Identifier,
        _id: Identifier,
        draft: &CommentDraft,
        signs: &Signs,
    ) -> Result<Comment, Failure> {
        check(draft)?;
        if signs.is_again
            && let Some(comment) = kept(source, draft).await?
        {
            return Ok(comment);
        }
        let url = of_article(source, "/new");
        let answer = exchange(Method::Post(&submission(draft)), &url, Sender::Cookies).await?;
        if !answer.is_success {
            return Err(refusal(answer, draft));
        }
        own(answer, &draft.body)
    }

    async fn edit(
        source: &Source,
        _author: Identifier,
        id: Identifier,
        body: &str,
    ) -> Result<Comment, Failure> {
        check_body(body)?;
        let submission = object([("text", body.into())]);
        let url = of_comment(source, id);
        let answer = exchange(Method::Put(&submission), &url, Sender::Cookies).await?;
        if !answer.is_success {
            return answer.of_success().and(Err(Failure::Malformed));
        }
        own(answer, body)
    }

    async fn withdraw(
        source: &Source,
        _author: Identifier,
        id: Identifier,
    ) -> Result<Comment, Failure> {
        let url = of_comment(source, id);
        let answer = exchange(Method::Delete, &url, Sender::Cookies).await?;
        keep_cookie(&answer);
        let left = answer.of_success()?;
        // Nothing is left of one that nobody answered.
        Ok(comment(&left).unwrap_or_else(|| Comment {
            id,
            parent: None,
            state: CommentState::Withdrawn,
            name: String::new(),
            website: None,
            body: String::new(),
            html: String::new(),
            created: Date::new_0().to_iso_string().into(),
            edited: None,
            replies: 0,
            editable: None,
        }))
    }

    async fn preview(source: &Source, body: &str) -> Result<String, Failure> {
        let url = [&source.endpoint, "/preview"].concat();
        let submission = object([("text", body.into())]);
        let answer = exchange(Method::Post(&submission), &url, Sender::Nobody).await?;
        text(&answer.of_success()?, "text").ok_or(Failure::Malformed)
    }
}

/// A comment that answers none, with the replies to it.
struct Thread {
    /// In seconds since 1970-01-01 UTC.
    created: f64,
    comments: Vec<Comment>,
}

/// Whether threads come in this order.
fn is_in(order: Order, threads: &[Thread]) -> bool {
    let mut pairs = threads.iter().zip(threads.iter().skip(1));
    pairs.all(|(one, other)| match order {
        Order::Oldest => one.created <= other.created,
        Order::Newest => one.created >= other.created,
    })
}

/// What is told of an article.
struct Fetched {
    threads: Vec<Thread>,
    /// How many comments there are in all.
    count: u64,
    /// How many threads come after these.
    hidden: i64,
    date: Option<String>,
}

async fn fetch(source: &Source, parameters: &str) -> Result<Fetched, Failure> {
    let url = [&of_article(source, "/"), parameters].concat();
    let answer = exchange(Method::Get, &url, Sender::Nobody).await?;
    let date = answer.header("date");
    let answer = answer.of_success()?;
    let read = || {
        Some(Fetched {
            threads: list(&answer, "replies", thread)?,
            count: number(&answer, "total_replies")? as u64,
            // Below zero, where a page starts after the last.
            hidden: value(&answer, "hidden_replies")?.as_f64()? as i64,
            date,
        })
    };
    read().ok_or(Failure::Malformed)
}

/// Threads as a page, in which the reader's own comments can be changed.
async fn told(
    source: &Source,
    threads: Vec<Thread>,
    count: u64,
    next: Option<String>,
    date: Option<String>,
) -> Result<Told, Failure> {
    let mut comments: Vec<_> = threads
        .into_iter()
        .flat_map(|thread| thread.comments)
        .collect();
    let cookies = document()
        .and_then(|document| text(&document, "cookie"))
        .unwrap_or_default();
    for comment in &mut comments {
        if cookies.contains(&cookie_name(comment.id)) {
            let url = [&of_comment(source, comment.id), "?plain=1"].concat();
            let answer = exchange(Method::Get, &url, Sender::Cookies).await?;
            // The cookie's time may be over by the server's clock.
            let body = answer.of_success().ok();
            if let Some(body) = body.and_then(|answer| text(&answer, "text")) {
                comment.body = body;
                comment.editable = Some(EDITABLE);
            }
        }
    }
    let page = CommentPage {
        comments,
        count,
        next,
        latest: String::new(),
    };
    Ok(Told { page, date })
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
    let parent = draft.parent.and_then(|parent| parent.number());
    let or_null = |text: &str| match text {
        "" => JsValue::NULL,
        text => text.into(),
    };
    // Without a title it would look for the article's on the blog.
    let title = document().and_then(|document| text(&document, "title"));
    object([
        ("text", draft.body.as_str().into()),
        ("author", or_null(&draft.name)),
        ("email", or_null(&draft.email)),
        ("website", or_null(&draft.website)),
        (
            "parent",
            parent.map_or(JsValue::NULL, |parent| (parent as f64).into()),
        ),
        ("title", or_null(&title.unwrap_or_else(|| "-".to_owned()))),
    ])
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

/// A comment like this one that is there already. One that is held is told to nobody.
async fn kept(source: &Source, draft: &CommentDraft) -> Result<Option<Comment>, Failure> {
    let threads = fetch(source, "&plain=1").await?.threads;
    let comments = threads.into_iter().flat_map(|thread| thread.comments);
    // With `plain` the text is what was written.
    let is_it = |comment: &Comment| {
        comment.html == draft.body
            && comment.name == plain_text(&draft.name)
            && comment.parent.is_some() == draft.parent.is_some()
    };
    let found = comments.filter(is_it).last();
    Ok(found.map(|comment| Comment {
        body: draft.body.clone(),
        html: String::new(),
        ..comment
    }))
}

/// The reader's own comment, as the server keeps it.
fn own(answer: Answer, body: &str) -> Result<Comment, Failure> {
    keep_cookie(&answer);
    let cookie = answer.header("x-set-cookie");
    let comment = comment(&answer.of_success()?).ok_or(Failure::Malformed)?;
    Ok(Comment {
        body: body.to_owned(),
        editable: Some(cookie.as_deref().and_then(age).unwrap_or(EDITABLE)),
        ..comment
    })
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
    [Isso::FRAGMENT, &Isso::name(id), "="].concat()
}

fn document() -> Option<JsValue> {
    value(&js_sys::global(), "document")
}

fn of_article(source: &Source, path: &str) -> String {
    [&source.endpoint, path, "?uri=", &encode(&source.article)].concat()
}

fn of_comment(source: &Source, id: Identifier) -> String {
    [&source.endpoint, "/id/", &Isso::name(id)].concat()
}

fn thread(answer: &JsValue) -> Option<Thread> {
    let root = comment(answer)?;
    let replies = list(answer, "replies", comment)?;
    let mut comments = vec![Comment {
        replies: replies.len() as u64,
        ..root
    }];
    comments.extend(replies);
    Some(Thread {
        created: number(answer, "created")?,
        comments,
    })
}

fn comment(answer: &JsValue) -> Option<Comment> {
    let id = |key| number(answer, key).map(|number| Identifier::from_number(number as u64));
    // Escaped, as they are for HTML.
    let plain = |key| text(answer, key).map(|text| plain_text(&text));
    let html = text(answer, "text")?;
    Some(Comment {
        id: id("id")?,
        parent: id("parent"),
        state: match number(answer, "mode")? as u8 {
            1 => CommentState::Published,
            4 => CommentState::Withdrawn,
            _ => CommentState::Held,
        },
        name: plain("author").unwrap_or_default(),
        website: plain("website"),
        body: plain_text(&html),
        html,
        created: time(answer, "created")?,
        edited: time(answer, "modified"),
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
