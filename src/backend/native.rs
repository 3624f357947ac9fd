//! The protocol of article-widgets' own server, as its OpenAPI document at
//! `/api/v1/openapi.json` describes it.

use article_widgets_model::{
    Comment, CommentDraft, CommentPage, CommentState, Identifier, Order, RatingSummary, Vote,
};
use wasm_bindgen::JsValue;

use super::adapter::Adapter;
use super::request::{Method, Sender, encode, exchange, request, with_parameters};
use super::{Failure, Offers, Protocol, Signs, Source, Told, proof};
use crate::object::{list, number, object, small_number, text, value};

/// The adapter.
pub(super) struct Native;

impl Adapter for Native {
    const OFFERS: Offers = Offers {
        is_idempotent: true,
        markdown: true,
        previews: true,
    };

    const FRAGMENT: &str = "comment-";

    fn name(id: Identifier) -> String {
        id.to_string()
    }

    fn named(name: &str) -> Option<Identifier> {
        Identifier::parse(name)
    }

    async fn rating(
        source: &Source,
        best: u8,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        let path = [
            "/rating?best=",
            &best.to_string(),
            "&voter=",
            &voter.to_string(),
        ]
        .concat();
        let answer = request(Method::Get, &url(source, &path)).await?;
        summary(&answer).ok_or(Failure::Malformed)
    }

    async fn vote(
        source: &Source,
        vote: Vote,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        let path = ["/rating/votes/", &voter.to_string(), "?"].concat();
        let body = object([("value", vote.value.into()), ("best", vote.best.into())]);
        let answer = request(Method::Put(&body), &url(source, &path)).await?;
        summary(&answer).ok_or(Failure::Malformed)
    }

    async fn withdraw_vote(
        source: &Source,
        best: u8,
        voter: Identifier,
    ) -> Result<RatingSummary, Failure> {
        let path = [
            "/rating/votes/",
            &voter.to_string(),
            "?best=",
            &best.to_string(),
        ]
        .concat();
        let answer = request(Method::Delete, &url(source, &path)).await?;
        summary(&answer).ok_or(Failure::Malformed)
    }

    async fn comments(
        source: &Source,
        author: Option<Identifier>,
        order: Order,
        cursor: Option<&str>,
    ) -> Result<Told, Failure> {
        let path = [
            "/comments?order=",
            order.name(),
            &parameter("cursor", cursor),
        ]
        .concat();
        read_page(source, author, &path).await
    }

    async fn news(
        source: &Source,
        author: Option<Identifier>,
        since: &str,
    ) -> Result<Told, Failure> {
        let path = ["/comments?", &parameter("since", Some(since))].concat();
        read_page(source, author, &path).await
    }

    async fn replies(
        source: &Source,
        author: Option<Identifier>,
        root: Identifier,
        last: Option<Identifier>,
    ) -> Result<Told, Failure> {
        let last = last.map(|last| last.to_string());
        let parameter = parameter("cursor", last.as_deref());
        let path = [&path_of(root), "/replies?", &parameter].concat();
        read_page(source, author, &path).await
    }

    async fn thread_of(
        source: &Source,
        author: Option<Identifier>,
        id: Identifier,
    ) -> Result<Told, Failure> {
        read_page(source, author, &[&path_of(id), "?"].concat()).await
    }

    async fn publish(
        source: &Source,
        author: Identifier,
        id: Identifier,
        draft: &CommentDraft,
        signs: &Signs,
    ) -> Result<Comment, Failure> {
        let url = url(source, &[&path_of(id), "?"].concat());
        let send = async |proof: JsValue| {
            let body = submission(draft, signs, proof);
            exchange(Method::Put(&body), &url, Sender::Author(author)).await
        };
        let mut answer = send(JsValue::NULL).await?;
        if answer.status == PROOF_NEEDED {
            let challenge = answer
                .content()
                .and_then(|problem| value(problem, "challenge"));
            if let Some(challenge) = challenge
                && let Some(proof) = proof::of_work(&challenge).await
            {
                answer = send(proof).await?;
            }
        }
        comment(&answer.of_success()?).ok_or(Failure::Malformed)
    }

    async fn edit(
        source: &Source,
        author: Identifier,
        id: Identifier,
        body: &str,
    ) -> Result<Comment, Failure> {
        let url = url(source, &[&path_of(id), "/body?"].concat());
        let body = object([("body", body.into())]);
        let answer = exchange(Method::Put(&body), &url, Sender::Author(author)).await?;
        comment(&answer.of_success()?).ok_or(Failure::Malformed)
    }

    async fn withdraw(
        source: &Source,
        author: Identifier,
        id: Identifier,
    ) -> Result<Comment, Failure> {
        let url = url(source, &[&path_of(id), "?"].concat());
        let answer = exchange(Method::Delete, &url, Sender::Author(author)).await?;
        comment(&answer.of_success()?).ok_or(Failure::Malformed)
    }

    async fn preview(source: &Source, body: &str) -> Result<String, Failure> {
        let url = [&source.endpoint, "/api/v1/comments/preview"].concat();
        let body = object([("body", body.into())]);
        let answer = request(Method::Post(&body), &url).await?;
        text(&answer, "html").ok_or(Failure::Malformed)
    }
}

/// The status of an answer that asks for a proof of work, and brings the challenge.
const PROOF_NEEDED: u16 = 428;

fn submission(draft: &CommentDraft, signs: &Signs, proof: JsValue) -> JsValue {
    let parent = draft.parent.map(|parent| parent.to_string());
    object([
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
        ("parent", parent.map_or(JsValue::NULL, JsValue::from)),
        ("trap", signs.trap.as_str().into()),
        (
            "seconds",
            signs.seconds.map_or(JsValue::NULL, JsValue::from),
        ),
        ("proof", proof),
    ])
}

async fn read_page(
    source: &Source,
    author: Option<Identifier>,
    path: &str,
) -> Result<Told, Failure> {
    let answer = exchange(Method::Get, &url(source, path), author.into()).await?;
    let date = answer.header("date");
    let page = page(&answer.of_success()?).ok_or(Failure::Malformed)?;
    Ok(Told { page, date })
}

fn path_of(id: Identifier) -> String {
    ["/comments/", &id.to_string()].concat()
}

/// A parameter of a query, if it has a value.
fn parameter(name: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| {
        ["&", name, "=", &encode(value)].concat()
    })
}

/// `path` with its query begun, and the article as one more parameter.
fn url(source: &Source, path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let route = match source.protocol {
        Protocol::WordPress => "/article-widgets/v1",
        _ => "/api/v1",
    };
    let query = [query, "&article=", &encode(&source.article)].concat();
    with_parameters(&[&source.endpoint, route, path].concat(), &query)
}

fn summary(answer: &JsValue) -> Option<RatingSummary> {
    Some(RatingSummary {
        average: number(answer, "average"),
        best: small_number(answer, "best")?,
        count: number(answer, "count")? as u64,
        vote: small_number(answer, "vote"),
    })
}

fn page(answer: &JsValue) -> Option<CommentPage> {
    Some(CommentPage {
        comments: list(answer, "comments", comment)?,
        count: number(answer, "count")? as u64,
        next: text(answer, "next"),
        latest: text(answer, "latest")?,
    })
}

fn comment(answer: &JsValue) -> Option<Comment> {
    let parent = match value(answer, "parent") {
        Some(parent) => Some(Identifier::parse(&parent.as_string()?)?),
        None => None,
    };
    Some(Comment {
        id: Identifier::parse(&text(answer, "id")?)?,
        parent,
        state: CommentState::from_name(&text(answer, "state")?)?,
        name: text(answer, "name")?,
        website: text(answer, "website"),
        body: text(answer, "body")?,
        html: text(answer, "html")?,
        created: text(answer, "created")?,
        edited: text(answer, "edited"),
        replies: number(answer, "replies").unwrap_or_default() as u64,
        editable: number(answer, "editable").map(|seconds| seconds as u32),
    })
}
