//! WordPress, by its REST API
//! (<https://developer.wordpress.org/rest-api/reference/comments/>): comments, and
//! an article's neighbours. The votes are kept by a plugin of its own, which speaks the
//! native protocol under the API's namespace `article-widgets/v1`.
//!
//! The API tells comments as a flat list, page by page. Where one page has them all,
//! that is what is asked for; else threads come page by page, each whole.

mod neighbours;
mod refusal;
mod threads;

use std::ops::Range;

use article_widgets_model::{Comment, CommentDraft, CommentPage, CommentState, Identifier, Order};
use wasm_bindgen::JsValue;

use super::adapter::{self, Adapter, Next, Reply, Task, ask, blank, done, identifier, texts};
use super::native::Native;
use super::plain_text::plain_text;
use super::request::{Answer, Request, with_parameters};
use super::{Failure, Offers, Source, Told};
use crate::object::{list, number, object, text, value};
use refusal::{of_reading, of_writing};
use threads::threads;

pub use neighbours::neighbours;

/// The adapter.
pub(super) struct WordPress;

/// How many comments are asked for in the hope that these are all.
const FEW: &str = "&per_page=50";

/// How many threads a page has, where there are more.
const PAGE: &str = "&per_page=20&parent=0";

/// How many comments are asked for their replies at once: a longer list would not fit
/// into a URL.
const ANSWERED: usize = 100;

/// What is asked of a comment.
const FIELDS: &str = "_fields=id,post,parent,author_name,author_url,date_gmt,content,status";

impl Adapter for WordPress {
    fn offers(&self) -> Offers {
        Offers {
            is_idempotent: false,
            markdown: false,
            previews: false,
        }
    }

    fn begin<'a>(&self, source: &'a Source, task: Task<'a>) -> Next<'a> {
        match task {
            Task::Rating { .. } | Task::Vote { .. } | Task::WithdrawVote { .. } => {
                Native.begin(source, task)
            }
            Task::Comments { order, cursor, .. } => comments(source, order, cursor),
            Task::ThreadOf { id, .. } => thread_of(source, id),
            Task::Publish {
                id, draft, signs, ..
            } => publish(source, id, draft, signs.is_again),
            _ => Err(Failure::Absent),
        }
    }
}

fn comments<'a>(source: &'a Source, order: Order, cursor: Option<&str>) -> Next<'a> {
    let order = match order {
        Order::Oldest => "&orderby=date_gmt&order=asc",
        Order::Newest => "&orderby=date_gmt&order=desc",
    };
    let threads = move |page: u32, count: u64| {
        let parameters = [order, PAGE].concat();
        read(source, &parameters, page, move |mut found| {
            let more = [&(page + 1).to_string(), "/", &count.to_string()].concat();
            found.told.page.count = count;
            found.told.page.next = found.has_more.then_some(more);
            let all = 0..found.told.page.comments.len();
            with_replies(source, found.told, all, 1)
        })
    };
    // Such as `2/61`: the page, and how many comments there are in all.
    if let Some((page, count)) = cursor.and_then(|cursor| cursor.split_once('/')) {
        let number = |text: &str| text.parse().map_err(|_| Failure::Malformed);
        return threads(number(page)?, number(count)?.into());
    }
    read(source, &[order, FEW].concat(), 1, move |few| {
        if few.has_more {
            threads(1, few.told.page.count)
        } else {
            told(few.told)
        }
    })
}

/// A comment's thread, found by what the comment answers.
fn thread_of<'a>(source: &'a Source, id: Identifier) -> Next<'a> {
    let route = ["/wp/v2/comments/", &adapter::number(id)].concat();
    ask(Request::get(url(source, &route, FIELDS)), move |answer| {
        let content = read_answer(&answer)?;
        let found = comment(content).ok_or(Failure::Malformed)?;
        if number(content, "post") != Some(post(source)?.into()) {
            return Err(Failure::Absent);
        }
        match found.parent {
            Some(parent) => thread_of(source, parent),
            None => with_replies(source, list_of(vec![found], 1), 0..1, 1),
        }
    })
}

fn publish<'a>(
    source: &'a Source,
    id: Identifier,
    draft: &'a CommentDraft,
    is_again: bool,
) -> Next<'a> {
    let submission = submission(post(source)?, draft);
    let request = Request::send("POST", url(source, "/wp/v2/comments", ""), submission);
    ask(request, move |answer| {
        if let Some(content) = answer.content().filter(|_| answer.is_success) {
            return done(comment(content), Reply::Comment);
        }
        match of_writing(&answer, draft) {
            Failure::Duplicate if is_again => kept(source, id, draft),
            failure => Err(failure),
        }
    })
}

/// The reader's comment as it is there already: the one that readers see, or one that
/// waits for the blog's owner, which nobody can be shown.
fn kept<'a>(source: &'a Source, id: Identifier, draft: &'a CommentDraft) -> Next<'a> {
    let parent = draft.parent.map_or_else(|| "0".to_owned(), adapter::number);
    let parameters = ["&orderby=id&order=desc&per_page=100&parent=", &parent].concat();
    read(source, &parameters, 1, move |newest| {
        let is_it = |comment: &Comment| {
            comment.name == plain_text(&draft.name)
                && letters(&comment.html) == letters(&draft.body)
        };
        let found = newest.told.page.comments.into_iter().find(is_it);
        let held = || Comment {
            parent: draft.parent,
            name: draft.name.clone(),
            body: draft.body.clone(),
            ..blank(id, CommentState::Held)
        };
        done(found.or_else(|| Some(held())), Reply::Comment)
    })
}

/// The number of the article's post.
fn post(source: &Source) -> Result<u32, Failure> {
    source.article.parse().map_err(|_| Failure::Absent)
}

/// The URL of a route of the API, which itself is in a parameter where permalinks are
/// plain.
fn url(source: &Source, route: &str, parameters: &str) -> String {
    with_parameters(&[&source.endpoint, route].concat(), parameters)
}

fn submission(post: u32, draft: &CommentDraft) -> JsValue {
    // An empty address would be a malformed one.
    let names = ["content", "author_name", "author_email", "author_url"];
    let mut entries = texts(draft, names);
    entries.push(("post", post.into()));
    if let Some(parent) = draft.parent {
        entries.push(("parent", adapter::number(parent).into()));
    }
    object(&entries)
}

/// A page of the API's list.
struct Found {
    told: Told,
    has_more: bool,
}

/// Reads a page of the article's comments to which these parameters apply.
fn read<'a>(
    source: &Source,
    parameters: &str,
    page: u32,
    then: impl FnOnce(Found) -> Next<'a> + 'a,
) -> Next<'a> {
    read_list(source, parameters, page, Box::new(then))
}

fn read_list<'a>(
    source: &Source,
    parameters: &str,
    page: u32,
    then: Box<dyn FnOnce(Found) -> Next<'a> + 'a>,
) -> Next<'a> {
    let post = post(source)?.to_string();
    let parameters = [
        FIELDS,
        "&post=",
        &post,
        parameters,
        "&page=",
        &page.to_string(),
    ]
    .concat();
    let url = url(source, "/wp/v2/comments", &parameters);
    ask(Request::get(url), move |answer| {
        let header = |name| {
            answer
                .header(name)
                .and_then(|value| value.parse::<u32>().ok())
        };
        let (count, pages) = (header("x-wp-total"), header("x-wp-totalpages"));
        // Lists are read from under a key.
        let content = object(&[("list", read_answer(&answer)?.clone())]);
        let comments = list(&content, "list", &comment).ok_or(Failure::Malformed)?;
        let count = count.unwrap_or(comments.len() as u32);
        let mut told = list_of(comments, count.into());
        told.date = answer.header("date");
        then(Found {
            told,
            has_more: pages.is_some_and(|pages| pages > page),
        })
    })
}

/// Comments as they are told, without another page.
fn list_of(comments: Vec<Comment>, count: u64) -> Told {
    Told {
        page: CommentPage {
            comments,
            count,
            next: None,
            latest: String::new(),
        },
        date: None,
    }
}

/// Reads all that answer the comments in `answered`, and after them what answers those
/// that came thereby.
fn with_replies<'a>(
    source: &'a Source,
    mut so_far: Told,
    answered: Range<usize>,
    page: u32,
) -> Next<'a> {
    let parents = &so_far.page.comments[answered.clone()];
    if parents.is_empty() {
        return told(so_far);
    }
    let mut parameters = "&orderby=id&order=asc&per_page=100&parent=".to_owned();
    for parent in parents {
        parameters.push_str(&adapter::number(parent.id));
        parameters.push(',');
    }
    read(source, &parameters, page, move |replies| {
        so_far.page.comments.extend(replies.told.page.comments);
        if replies.has_more {
            return with_replies(source, so_far, answered, page + 1);
        }
        let rest = answered.end..so_far.page.comments.len().min(answered.end + ANSWERED);
        with_replies(source, so_far, rest, 1)
    })
}

/// The comments in threads.
fn told<'a>(mut told: Told) -> Next<'a> {
    told.page.comments = threads(told.page.comments);
    done(Some(told), Reply::Comments)
}

/// What WordPress leaves of a text, which it gives other quotation marks and dashes.
fn letters(html: &str) -> String {
    let is_letter = |character: &char| {
        character.is_ascii_alphanumeric()
            || *character > '\u{bf}' && !('\u{2000}'..'\u{2070}').contains(character)
    };
    plain_text(html).chars().filter(is_letter).collect()
}

/// What an answer to a reading request tells.
fn read_answer(answer: &Answer) -> Result<&JsValue, Failure> {
    let content = answer.content().filter(|_| answer.is_success);
    content.ok_or_else(|| of_reading(answer))
}

fn comment(answer: &JsValue) -> Option<Comment> {
    let html = text(&value(answer, "content")?, "rendered")?;
    let state = match text(answer, "status")?.as_str() {
        "approved" => CommentState::Published,
        _ => CommentState::Held,
    };
    Some(Comment {
        parent: identifier(answer, "parent").filter(|parent| parent.number() != Some(0)),
        name: plain_text(&text(answer, "author_name")?),
        website: text(answer, "author_url"),
        body: plain_text(&html),
        html,
        id: identifier(answer, "id")?,
        state,
        created: [&text(answer, "date_gmt")?, "Z"].concat(),
        edited: None,
        replies: 0,
        editable: None,
    })
}
