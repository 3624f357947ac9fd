//! The protocol of article-widgets' own server, as its OpenAPI document at
//! `/api/v1/openapi.json` describes it.

use article_widgets_model::{Comment, CommentDraft, CommentPage, Identifier, RatingSummary, Vote};
use wasm_bindgen::JsValue;

use super::request::{Method, encode, request};
use super::{Failure, Source};
use crate::object::{list, number, object, small_number, text, value};

pub(super) async fn rating(
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

pub(super) async fn vote(
    source: &Source,
    vote: Vote,
    voter: Identifier,
) -> Result<RatingSummary, Failure> {
    let path = ["/rating/votes/", &voter.to_string(), "?"].concat();
    let body = object([("value", vote.value.into()), ("best", vote.best.into())]);
    let answer = request(Method::Put(&body), &url(source, &path)).await?;
    summary(&answer).ok_or(Failure::Malformed)
}

pub(super) async fn withdraw_vote(
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

pub(super) async fn comments(
    source: &Source,
    cursor: Option<&str>,
) -> Result<CommentPage, Failure> {
    let path = match cursor {
        Some(cursor) => ["/comments?cursor=", &encode(cursor)].concat(),
        None => "/comments?".to_owned(),
    };
    let answer = request(Method::Get, &url(source, &path)).await?;
    page(&answer).ok_or(Failure::Malformed)
}

pub(super) async fn publish(
    source: &Source,
    id: Identifier,
    draft: &CommentDraft,
) -> Result<Comment, Failure> {
    let path = ["/comments/", &id.to_string(), "?"].concat();
    let parent = draft.parent.map(|parent| parent.to_string());
    let body = object([
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
        ("parent", parent.map_or(JsValue::NULL, JsValue::from)),
    ]);
    let answer = request(Method::Put(&body), &url(source, &path)).await?;
    comment(&answer).ok_or(Failure::Malformed)
}

/// `path` with its query begun, and the article as one more parameter.
fn url(source: &Source, path: &str) -> String {
    [
        &source.endpoint,
        "/api/v1",
        path,
        "&article=",
        &encode(&source.article),
    ]
    .concat()
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
        name: text(answer, "name")?,
        website: text(answer, "website"),
        body: text(answer, "body")?,
        created: text(answer, "created")?,
    })
}
