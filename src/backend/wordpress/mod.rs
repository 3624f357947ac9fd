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

use article_widgets_model::{
    Comment, CommentDraft, CommentPage, CommentState, Identifier, Order, RatingSummary, Vote,
};
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::adapter::Adapter;
use super::native::Native;
use super::plain_text::plain_text;
use super::request::{Answer, Method, Sender, exchange, with_parameters};
use super::{Failure, Offers, Signs, Source, Told};
use crate::object::{entries, number, object, text, value};
use refusal::{of_reading, of_writing};
use threads::threads;

pub use neighbours::neighbours;

/// The adapter.
pub(super) struct WordPress;

/// How many comments are asked for in the hope that these are all.
const FEW: &str = "50";

/// How many threads a page has, where there are more.
const PAGE: &str = "20";

/// The most that the API tells at once.
const MOST: &str = "100";

/// Deeper than anyone answers.
const DEPTH_MAXIMUM: usize = 100;

/// What is asked of a comment.
const FIELDS: &str = "_fields=id,post,parent,author_name,author_url,date_gmt,content,status";

impl Adapter for WordPress {
    const OFFERS: Offers = Offers {
        is_idempotent: false,
        markdown: false,
        previews: false,
    };

    const FRAGMENT: &str = "comment-";

    async fn rating(
        source: &Source,
        best: u8,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        of_plugin(Native::rating(source, best, voter).await)
    }

    async fn vote(
        source: &Source,
        vote: Vote,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        of_plugin(Native::vote(source, vote, voter).await)
    }

    async fn withdraw_vote(
        source: &Source,
        best: u8,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        of_plugin(Native::withdraw_vote(source, best, voter).await)
    }

    async fn comments(
        source: &Source,
        _author: Option<Identifier>,
        order: Order,
        cursor: Option<&str>,
    ) -> Result<Told, Failure> {
        let direction = match order {
            Order::Oldest => "&orderby=date_gmt&order=asc&per_page=",
            Order::Newest => "&orderby=date_gmt&order=desc&per_page=",
        };
        // Such as `2/61`: the page, and how many comments there are in all.
        let (page, count) = match cursor.and_then(|cursor| cursor.split_once('/')) {
            Some((page, count)) => (page, count.parse().map_err(|_| Failure::Malformed)?),
            None => {
                let few = list(source, &[direction, FEW].concat()).await?;
                if !few.has_more {
                    return Ok(few.told(None));
                }
                ("1", few.count)
            }
        };
        let query = [direction, PAGE, "&parent=0&page=", page].concat();
        let mut roots = list(source, &query).await?;
        let next = page.parse::<u32>().ok().filter(|_| roots.has_more);
        let next = next.map(|page| [&(page + 1).to_string(), "/", &count.to_string()].concat());
        roots.comments = with_replies(source, roots.comments).await?;
        roots.count = count;
        Ok(roots.told(next))
    }

    async fn thread_of(
        source: &Source,
        _author: Option<Identifier>,
        id: Identifier,
    ) -> Result<Told, Failure> {
        let mut next = Some(id);
        for _ in 0..DEPTH_MAXIMUM {
            let Some(id) = next else { break };
            let path = ["/wp/v2/comments/", &Self::name(id)].concat();
            let answer = exchange(Method::Get, &url(source, &path, FIELDS), Sender::Nobody).await?;
            let answer = read(answer)?;
            let is_here = number(&answer, "post").map(|post| (post as u64).to_string());
            if is_here.as_deref() != Some(&source.article) {
                return Err(Failure::Absent);
            }
            let found = comment(&answer).ok_or(Failure::Malformed)?;
            next = found.parent;
            if next.is_none() {
                let comments = with_replies(source, vec![found]).await?;
                let count = comments.len() as u64;
                let list = List {
                    comments,
                    count,
                    has_more: false,
                    date: None,
                };
                return Ok(list.told(None));
            }
        }
        Err(Failure::Malformed)
    }

    async fn publish(
        source: &Source,
        _author: Identifier,
        id: Identifier,
        draft: &CommentDraft,
        signs: &Signs,
    ) -> Result<Comment, Failure> {
        let url = url(source, "/wp/v2/comments", "");
        let submission = submission(post(source)?, draft);
        let answer = exchange(Method::Post(&submission), &url, Sender::Nobody).await?;
        match answer.content().filter(|_| answer.is_success) {
            Some(content) => comment(content).ok_or(Failure::Malformed),
            None => match of_writing(&answer, draft) {
                Failure::Duplicate if signs.is_again => kept(source, id, draft).await,
                failure => Err(failure),
            },
        }
    }
}

/// What the plugin answered, which not every WordPress has.
fn of_plugin(answer: Result<RatingSummary, Failure>) -> Result<RatingSummary, Failure> {
    answer.map_err(|failure| match failure {
        Failure::Refused(404) => Failure::Absent,
        Failure::Refused(401) => Failure::Login,
        failure => failure,
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
    let parent = draft.parent.map(WordPress::name).unwrap_or_default();
    // An empty address would be a malformed one.
    let texts = [
        ("content", draft.body.as_str()),
        ("parent", &parent),
        ("author_name", &draft.name),
        ("author_email", &draft.email),
        ("author_url", &draft.website),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let texts = texts.map(|(name, text)| (name, JsValue::from(text)));
    object(texts.chain([("post", post.into())]))
}

/// A page of the API's list.
struct List {
    comments: Vec<Comment>,
    /// How many comments answer to the question in all.
    count: u64,
    has_more: bool,
    date: Option<String>,
}

impl List {
    fn told(self, next: Option<String>) -> Told {
        let page = CommentPage {
            comments: threads(self.comments),
            count: self.count,
            next,
            latest: String::new(),
        };
        Told {
            page,
            date: self.date,
        }
    }
}

/// The comments of the article to which these parameters apply.
async fn list(source: &Source, parameters: &str) -> Result<List, Failure> {
    let post = post(source)?.to_string();
    let parameters = [FIELDS, "&post=", &post, parameters].concat();
    let url = url(source, "/wp/v2/comments", &parameters);
    let answer = exchange(Method::Get, &url, Sender::Nobody).await?;
    let header = |name| answer.header(name).and_then(|value| value.parse().ok());
    let (count, pages) = (header("x-wp-total"), header("x-wp-totalpages"));
    let date = answer.header("date");
    let page = parameters.rsplit_once("&page=");
    let page = page.map_or(1, |(_, page)| page.parse().unwrap_or(1));
    let comments = entries(read(answer)?, comment).ok_or(Failure::Malformed)?;
    Ok(List {
        count: count.unwrap_or(comments.len() as u64),
        has_more: pages.is_some_and(|pages: u64| pages > page),
        comments,
        date,
    })
}

/// These comments, and after them all that answer them.
async fn with_replies(
    source: &Source,
    mut comments: Vec<Comment>,
) -> Result<Vec<Comment>, Failure> {
    let mut level = 0;
    for _ in 0..DEPTH_MAXIMUM {
        let answered = &comments[level..];
        if answered.is_empty() {
            break;
        }
        let names: Vec<_> = answered
            .iter()
            .map(|comment| WordPress::name(comment.id))
            .collect();
        level = comments.len();
        // A longer list of parents would not fit into a URL.
        for names in names.chunks(100) {
            let query = [
                "&orderby=id&order=asc&per_page=",
                MOST,
                "&parent=",
                &names.join(","),
            ];
            let query = [&query.concat(), "&page="].concat();
            let mut page = 1_u32;
            loop {
                let replies = list(source, &[query.as_str(), &page.to_string()].concat()).await?;
                comments.extend(replies.comments);
                if !replies.has_more {
                    break;
                }
                page += 1;
            }
        }
    }
    Ok(comments)
}

/// The reader's comment as it is there already: the one that readers see, or one that
/// waits for the blog's owner, which nobody can be shown.
async fn kept(source: &Source, id: Identifier, draft: &CommentDraft) -> Result<Comment, Failure> {
    let parent = draft.parent.map_or_else(|| "0".to_owned(), WordPress::name);
    let query = [
        "&orderby=id&order=desc&per_page=",
        MOST,
        "&parent=",
        &parent,
    ]
    .concat();
    let newest = list(source, &query).await?.comments;
    let is_it = |comment: &Comment| {
        comment.name == plain_text(&draft.name) && letters(&comment.html) == letters(&draft.body)
    };
    Ok(newest.into_iter().find(is_it).unwrap_or_else(|| Comment {
        id,
        parent: draft.parent,
        state: CommentState::Held,
        name: draft.name.clone(),
        website: Some(draft.website.clone()),
        body: draft.body.clone(),
        html: String::new(),
        created: Date::new_0().to_iso_string().into(),
        edited: None,
        replies: 0,
        editable: None,
    }))
}

/// What WordPress leaves of a text, which it gives other quotation marks and dashes.
fn letters(html: &str) -> String {
    let is_letter = |character: &char| character.is_alphanumeric();
    plain_text(html).chars().filter(is_letter).collect()
}

/// What an answer to a reading request tells.
fn read(answer: Answer) -> Result<JsValue, Failure> {
    match answer.content().filter(|_| answer.is_success) {
        Some(content) => Ok(content.clone()),
        None => Err(of_reading(&answer)),
    }
}

fn comment(answer: &JsValue) -> Option<Comment> {
    let html = text(&value(answer, "content")?, "rendered")?;
    let name = |key| number(answer, key).map(|number| Identifier::from_number(number as u64));
    let is_published = text(answer, "status")? == "approved";
    Some(Comment {
        id: name("id")?,
        parent: name("parent").filter(|parent| parent.number() != Some(0)),
        state: if is_published {
            CommentState::Published
        } else {
            CommentState::Held
        },
        name: plain_text(&text(answer, "author_name")?),
        website: text(answer, "author_url"),
        body: plain_text(&html),
        html,
        created: [&text(answer, "date_gmt")?, "Z"].concat(),
        edited: None,
        replies: 0,
        editable: None,
    })
}
