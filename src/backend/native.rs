//! The protocol of article-widgets' own server, as its OpenAPI document at
//! `/api/v1/openapi.json` describes it.

use article_widgets_model::api::{self, PROOF_NEEDED};
use article_widgets_model::{CommentDraft, CommentPage, CommentState, Identifier, RatingSummary};
use wasm_bindgen::JsValue;

use super::adapter::{Adapter, Next, Operation, OperationResult, Step, ask, done, preview};
use super::comment_fields::{CommentFields, comment, comments};
use super::request::{Request, encode, with_parameters};
use super::{ArticleReference, Backend, BackendError, Capabilities, CommentsResponse, SpamSignals};
use crate::browser::js_value::{number, object, small_number, text, value};
use crate::browser::text::digits;

/// The adapter.
pub(super) struct Native;

impl Adapter for Native {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            is_idempotent: true,
            markdown: true,
            previews: true,
        }
    }

    fn name(&self, id: Identifier) -> String {
        id.text()
    }

    fn named(&self, name: &str) -> Option<Identifier> {
        Identifier::parse(name)
    }

    fn begin<'a>(&self, reference: &'a ArticleReference, operation: &'a Operation) -> Next<'a> {
        let url = |path: &[&str]| url(reference, &path.concat());
        match *operation {
            Operation::Rating { best, voter } => {
                let (best, voter) = (digits(best), voter.text());
                let url = url(&[api::RATING, "?best=", &best, "&voter=", &voter]);
                votes(Request::get(url))
            }
            Operation::Vote { vote, voter } => {
                let body = object(&[("value", vote.value.into()), ("best", vote.best.into())]);
                let url = url(&[&of(api::VOTE, voter), "?"]);
                votes(Request::send("PUT", url, body))
            }
            Operation::WithdrawVote { best, voter } => {
                let url = url(&[&of(api::VOTE, voter), "?best=", &digits(best)]);
                votes(Request::delete(url))
            }
            Operation::Comments {
                author,
                order,
                ref cursor,
                is_long,
            } => {
                // The first page is as it was asked for ahead.
                let limit = if is_long && cursor.is_some() {
                    parameter("limit", Some(&digits(api::LIMIT_MAXIMUM)))
                } else {
                    String::new()
                };
                let cursor = parameter("cursor", cursor.as_deref());
                let url = url(&[api::COMMENTS, "?order=", order.name(), &limit, &cursor]);
                page(Request::get(url).by(author))
            }
            Operation::News { author, ref since } => {
                let since = parameter("since", Some(since));
                page(Request::get(url(&[api::COMMENTS, "?", &since])).by(author))
            }
            Operation::Replies { author, root, last } => {
                let last = last.map(|last| last.text());
                let cursor = parameter("cursor", last.as_deref());
                let url = url(&[&of(api::REPLIES, root), "?", &cursor]);
                page(Request::get(url).by(author))
            }
            Operation::ThreadOf { author, id } => {
                page(Request::get(url(&[&of(api::COMMENT, id), "?"])).by(author))
            }
            Operation::Publish {
                author,
                id,
                ref draft,
                ref signals,
            } => {
                let url = url(&[&of(api::COMMENT, id), "?"]);
                let send = move |proof: JsValue| {
                    let body = submission(draft, signals, proof);
                    Request::send("PUT", url.clone(), body).by(author)
                };
                publish(send)
            }
            Operation::Edit {
                author,
                id,
                ref body,
            } => {
                let url = url(&[&of(api::BODY, id), "?"]);
                let body = object(&[("body", (&**body).into())]);
                changed(Request::send("PUT", url, body).by(author))
            }
            Operation::Withdraw { author, id } => {
                changed(Request::delete(url(&[&of(api::COMMENT, id), "?"])).by(author))
            }
            Operation::Preview { ref body } => {
                let url = [&*reference.endpoint, api::ROOT, api::PREVIEW];
                preview(&url, body, ["body", "html"])
            }
        }
    }
}

fn votes<'a>(request: Request) -> Next<'a> {
    ask(request, |answer| match answer.status {
        // A WordPress without the plugin, or no server of ours.
        404 => Err(BackendError::Absent),
        401 => Err(BackendError::Login),
        _ => done(summary(answer.success()?), OperationResult::Votes),
    })
}

fn page<'a>(request: Request) -> Next<'a> {
    ask(request, |answer| {
        let date = answer.header("date");
        let page = read_page(answer.success()?);
        done(
            page.map(|page| CommentsResponse { page, date }),
            OperationResult::Comments,
        )
    })
}

fn changed<'a>(request: Request) -> Next<'a> {
    ask(request, |answer| {
        done(comment(answer.success()?, &FORM), OperationResult::Comment)
    })
}

/// Sends a comment, and if need be again with the proof of work that it is asked for.
fn publish<'a>(send: impl Fn(JsValue) -> Request + 'a) -> Next<'a> {
    ask(send(JsValue::NULL), move |answer| {
        let challenge = answer
            .content()
            .filter(|_| answer.status == PROOF_NEEDED)
            .and_then(|problem| value(problem, "challenge"));
        let Some(challenge) = challenge else {
            return done(comment(answer.success()?, &FORM), OperationResult::Comment);
        };
        let proven = move |proof| match proof {
            Some(proof) => changed(send(proof)),
            None => done(comment(answer.success()?, &FORM), OperationResult::Comment),
        };
        Ok(Step::Prove(challenge, Box::new(proven)))
    })
}

fn submission(draft: &CommentDraft, signals: &SpamSignals, proof: JsValue) -> JsValue {
    let parent = draft.parent.map(|parent| parent.text());
    object(&[
        ("body", draft.body.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("email", draft.email.as_str().into()),
        ("website", draft.website.as_str().into()),
        ("parent", parent.map_or(JsValue::NULL, JsValue::from)),
        ("trap", signals.trap.as_str().into()),
        (
            "seconds",
            signals.seconds.map_or(JsValue::NULL, JsValue::from),
        ),
        ("proof", proof),
    ])
}

/// The path of a route for a voter or a comment.
fn of(route: &str, id: Identifier) -> String {
    api::path(route, &id.text())
}

/// A parameter of a query, if it has a value.
fn parameter(name: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| {
        ["&", name, "=", &encode(value)].concat()
    })
}

/// `path` with its query begun, and the article as one more parameter.
fn url(reference: &ArticleReference, path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let route = match reference.backend {
        Backend::WordPress => "/article-widgets/v1",
        _ => api::ROOT,
    };
    let query = [query, "&article=", &encode(&reference.article)].concat();
    with_parameters(&[&reference.endpoint, route, path].concat(), &query)
}

fn summary(answer: &JsValue) -> Option<RatingSummary> {
    Some(RatingSummary {
        average: number(answer, "average"),
        best: small_number(answer, "best")?,
        count: number(answer, "count")? as u64,
        vote: small_number(answer, "vote"),
    })
}

fn read_page(answer: &JsValue) -> Option<CommentPage> {
    Some(CommentPage {
        comments: comments(&value(answer, "comments")?, &FORM)?,
        count: number(answer, "count")? as u64,
        next: text(answer, "next"),
        latest: text(answer, "latest")?,
    })
}

/// A comment in the protocol.
const FORM: CommentFields = CommentFields {
    name: "name",
    website: "website",
    html: "html",
    body: Some("body"),
    created: "created",
    edited: "edited",
    state: |comment| CommentState::from_name(&text(comment, "state")?),
};
