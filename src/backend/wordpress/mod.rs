//! WordPress, by its REST API
//! (<https://developer.wordpress.org/rest-api/reference/comments/>): comments, and
//! an article's neighbours. The votes are kept by a plugin of its own, which speaks the
//! native protocol under the API's namespace `article-widgets/v1`.
//!
//! The API tells comments as a flat list, page by page. Where one page has them all,
//! that is what is asked for; else threads come page by page, each whole.

mod error_mapping;
mod neighbours;
mod threads;

use std::ops::Range;

use article_widgets_model::{Comment, CommentDraft, CommentState, Identifier, Order};

use wasm_bindgen::JsValue;

use super::adapter::{
    self, Adapter, Next, Operation, OperationResult, Step, ask, cursor, place, submission, unseen,
};
use super::comment_fields::{self, CommentFields, RawPage, same, sent};
use super::native::Native;
use super::plain_text::plain_text;
use super::request::{ApiResponse, Request, with_parameters};
use super::{ArticleReference, BackendError, Capabilities, CommentsResponse};
use crate::browser::js_value::{set, text};
use crate::browser::text::digits;
use error_mapping::reasons;
use threads::threads;

pub use neighbours::neighbours;

/// The adapter.
pub(super) struct WordPress;

/// The first request, for up to 50 comments, in the hope that the article has no more.
const FEW: &str = "&orderby=date_gmt&order=asc&per_page=50";

/// The request for a page of threads, where there are more comments than that.
const PAGE: &str = "&per_page=20&parent=0&orderby=date_gmt&order=";

/// The number of comments whose replies are requested at once: a longer list would not fit into a
/// URL.
const ANSWERED: usize = 100;

/// The fields of a comment that are requested.
const FIELDS: &str = "_fields=id,parent,author_name,author_url,date_gmt,content,status";

impl Adapter for WordPress {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            is_idempotent: false,
            markdown: false,
            previews: false,
        }
    }

    fn begin<'a>(&self, reference: &'a ArticleReference, operation: &'a Operation) -> Next<'a> {
        match operation {
            Operation::Rating { .. } | Operation::Vote { .. } | Operation::WithdrawVote { .. } => {
                Native.begin(reference, operation)
            }
            // It is not known which post it is.
            _ if reference.article.parse::<u32>().is_err() => Err(BackendError::Absent),
            Operation::Comments { order, cursor, .. } => {
                comments(reference, *order, cursor.as_deref())
            }
            Operation::ThreadOf { id, .. } => thread_of(reference, *id),
            Operation::Publish {
                id, draft, signals, ..
            } => publish(reference, *id, draft, signals.is_again),
            _ => Err(BackendError::Absent),
        }
    }
}

fn comments<'a>(reference: &'a ArticleReference, order: Order, cursor: Option<&str>) -> Next<'a> {
    // The page, and how many comments there are in all.
    if let Some((page, count)) = place(cursor) {
        return page_of_threads(reference, order, page, count);
    }
    let then = move |few: RawPage| {
        if few.more > 1 {
            page_of_threads(reference, order, 1, few.response.page.count as u32)
        } else {
            comments_response(few.response, order == Order::Newest)
        }
    };
    read(reference, FEW, 1, Box::new(then))
}

fn page_of_threads<'a>(
    reference: &'a ArticleReference,
    order: Order,
    page: u32,
    count: u32,
) -> Next<'a> {
    let then = move |mut found: RawPage| {
        let response = &mut found.response.page;
        response.count = count.into();
        response.next = (found.more > page as i32).then(|| cursor(page + 1, count));
        let all = 0..response.comments.len();
        with_replies(reference, found.response, all, 1)
    };
    let direction = match order {
        Order::Oldest => "asc",
        Order::Newest => "desc",
    };
    read(reference, &[PAGE, direction].concat(), page, Box::new(then))
}

/// A comment's thread, found by what the comment answers.
fn thread_of<'a>(reference: &'a ArticleReference, id: Identifier) -> Next<'a> {
    let parameters = ["&include=", &adapter::number(id)].concat();
    let then = move |found: RawPage| match found.response.page.comments.first() {
        None => Err(BackendError::Absent),
        Some(Comment {
            parent: Some(parent),
            ..
        }) => thread_of(reference, *parent),
        Some(_) => with_replies(reference, found.response, 0..1, 1),
    };
    read(reference, &parameters, 1, Box::new(then))
}

fn publish<'a>(
    reference: &'a ArticleReference,
    id: Identifier,
    draft: &'a CommentDraft,
    is_again: bool,
) -> Next<'a> {
    let names = ["content", "author_name", "author_email", "author_url"];
    let submission = submission(draft, names);
    set(&submission, "post", &(&*reference.article).into());
    let request = Request::send("POST", url(reference, "/wp/v2/comments", ""), submission);
    ask(request, move |answer| {
        match sent(&answer, &FORM, reasons(&draft.name, &draft.email)) {
            Ok(comment) => Ok(Step::Done(OperationResult::Comment(comment))),
            Err(BackendError::Duplicate) if is_again => kept(reference, id, draft),
            Err(failure) => Err(failure),
        }
    })
}

/// The reader's comment as it is there already: the one that readers see, or one that
/// waits for the blog's owner, which nobody can be shown.
fn kept<'a>(reference: &'a ArticleReference, id: Identifier, draft: &'a CommentDraft) -> Next<'a> {
    let parent = draft.parent.map_or_else(|| "0".to_owned(), adapter::number);
    let parameters = ["&orderby=id&order=desc&per_page=100&parent=", &parent].concat();
    let then = move |newest| {
        let said = [&*draft.name, &*draft.body];
        let kept = same(newest, draft, letters)
            .unwrap_or_else(|| unseen(id, CommentState::Held, draft.parent, said));
        Ok(Step::Done(OperationResult::Comment(kept)))
    };
    read(reference, &parameters, 1, Box::new(then))
}

/// The URL of a route of the API, which itself is in a parameter where permalinks are
/// plain.
fn url(reference: &ArticleReference, route: &str, parameters: &str) -> String {
    with_parameters(&[&reference.endpoint, route].concat(), parameters)
}

/// Reads a page of the article's comments to which these parameters apply. There is
/// more while there are more pages.
fn read<'a>(
    reference: &ArticleReference,
    parameters: &str,
    page: u32,
    then: Box<dyn FnOnce(RawPage) -> Next<'a> + 'a>,
) -> Next<'a> {
    let parameters = [
        FIELDS,
        "&post=",
        &reference.article,
        parameters,
        "&page=",
        &digits(page),
    ];
    let url = url(reference, "/wp/v2/comments", &parameters.concat());
    comment_fields::read(Request::get(url), &FORM, list, then)
}

fn list(answer: &ApiResponse, content: &JsValue, found: &mut RawPage) -> Option<JsValue> {
    let header = |name| answer.header(name)?.parse::<u32>().ok();
    // Not every server lets a page read them.
    found.response.page.count = header("x-wp-total").unwrap_or_default().into();
    found.more = header("x-wp-totalpages").unwrap_or_default() as i32;
    Some(content.clone())
}

/// Reads all that answer the comments in `answered`, and after them what answers those
/// that came thereby.
fn with_replies<'a>(
    reference: &'a ArticleReference,
    mut so_far: CommentsResponse,
    answered: Range<usize>,
    page: u32,
) -> Next<'a> {
    if answered.is_empty() {
        return comments_response(so_far, false);
    }
    let mut parameters = "&orderby=id&order=asc&per_page=100&parent=".to_owned();
    for parent in &so_far.page.comments[answered.clone()] {
        parameters.push_str(&adapter::number(parent.id));
        parameters.push(',');
    }
    let then = move |replies: RawPage| {
        so_far.page.comments.extend(replies.response.page.comments);
        if replies.more > page as i32 {
            return with_replies(reference, so_far, answered, page + 1);
        }
        let rest = answered.end..so_far.page.comments.len().min(answered.end + ANSWERED);
        with_replies(reference, so_far, rest, 1)
    };
    read(reference, &parameters, page, Box::new(then))
}

/// The comments in threads.
fn comments_response<'a>(mut response: CommentsResponse, is_newest_first: bool) -> Next<'a> {
    response.page.comments = threads(response.page.comments, is_newest_first);
    Ok(Step::Done(OperationResult::Comments(response)))
}

/// The letters of a text. WordPress replaces quotation marks and dashes.
fn letters(html: &str) -> String {
    let is_letter = |character: &char| {
        character.is_ascii_alphanumeric()
            || *character > '\u{bf}' && !('\u{2000}'..'\u{2070}').contains(character)
    };
    plain_text(html).chars().filter(is_letter).collect()
}

/// A comment in the API.
const FORM: CommentFields = CommentFields {
    name: "author_name",
    website: "author_url",
    html: "content",
    body: None,
    created: "date_gmt",
    edited: "",
    state: |comment| {
        Some(match &*text(comment, "status")? {
            "approved" => CommentState::Published,
            _ => CommentState::Held,
        })
    },
};
