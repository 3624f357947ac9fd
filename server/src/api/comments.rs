//! Reading an article's comments, adding one, and changing one's own.

use article_widgets_model::api::{LIMIT_MAXIMUM, ROOT};
use article_widgets_model::{
    ArticleKey, Code, Comment, CommentDraft, CommentPage, Field, FieldError, Identifier, Order,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::extractors::{Article, JsonBody, Parameters, PathIdentifier};
use super::problems::ApiError;
use super::proof::Proof;
use super::responses::{
    ConflictProblem, ForbiddenProblem, FullProblem, LimitProblem, ProofProblem, ReadingProblems,
    TokenProblem, UnknownCommentProblem, WithdrawnProblem, WritingProblems,
};
use super::tokens::Known;
use super::{ApiState, Shown};
use crate::client::ClientAddress;
use crate::identity::Identity;
use crate::off_thread::off_thread;
use crate::rules::HoldingRules;
use crate::store::{Addition, Hold, NewComment, Page, Place, Refusal, Text};

pub(super) const LIMIT_DEFAULT: u8 = 50;

/// A comment as a browser sends it.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Submission {
    /// The comment itself in Markdown, 1 to 65,535 characters.
    #[schema(required, min_length = 1)]
    body: String,
    /// The name to show, at most 100 characters.
    name: String,
    /// An e-mail address, which is kept and never sent out.
    email: String,
    /// An http or https address, which the name links to.
    website: String,
    /// The comment that this one answers.
    parent: Option<Identifier>,
    /// The content of a field that people do not see.
    trap: String,
    /// Seconds for which the form was open.
    seconds: Option<f64>,
    /// The challenge that came with 428, with its solution.
    #[schema(value_type = Option<Proof>)]
    proof: Option<Value>,
}

impl Submission {
    fn draft(&self) -> CommentDraft {
        CommentDraft {
            body: self.body.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            website: self.website.clone(),
            parent: self.parent,
        }
        .normalised()
    }
}

/// A comment's text.
#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct NewBody {
    /// In Markdown, 1 to 65,535 characters.
    #[schema(required, min_length = 1)]
    body: String,
}

/// A text as it will be displayed.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct Preview {
    /// As HTML of a few harmless elements.
    html: String,
}

/// Reads an article's comments, page by page
///
/// A page holds up to `limit` comments that answer none, each followed by its first
/// replies, oldest first. Pages neither repeat nor leave out a comment that was there
/// when the first was read, however many are added meanwhile. With `since`, it holds
/// the comments that came since, in the order in which they did. With an author's
/// token it holds the author's own comments that are held, too. A page of long comments
/// has fewer than `limit`: no more than 1 MiB of texts and their HTML, but at least one
/// comment. `replies` counts the first replies for which there was no room as well; they
/// are read beside the rest of their thread.
#[utoipa::path(
    get,
    path = "/comments",
    tag = "comments",
    security((), ("bearer" = [])),
    params(
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
        ("order" = Option<Order>, Query, description = "Which comments come first; the oldest by default"),
        ("limit" = Option<u8>, Query, description = "How many comments that answer none; 50 by default", minimum = 1, maximum = 250),
        ("cursor" = Option<String>, Query, description = "`next` of the page before, which had the same order and article"),
        ("since" = Option<String>, Query, description = "`latest` of an earlier page; not beside `order` or `cursor`"),
    ),
    responses(
        (status = 200, description = "One page", body = CommentPage),
        ReadingProblems,
        TokenProblem,
    )
)]
pub(super) async fn read_comments(
    State(state): State<ApiState>,
    identity: Identity,
    Article(article): Article,
    parameters: Parameters,
) -> Result<Json<CommentPage>, ApiError> {
    let view = state.view(identity);
    if let Some(since) = since(&parameters)? {
        let page = state.store.news(&article, since, &view).await?;
        return Ok(answer(page, None));
    }
    let order = parameters.order()?;
    let limit = limit(&parameters)?;
    let after = parameters
        .text(Field::Cursor)?
        .map(|cursor| from_cursor(order, cursor))
        .transpose()?;
    let mut page = state
        .store
        .threads(&article, order, after, limit, &view)
        .await?
        .ok_or(FieldError::new(Field::Cursor, Code::Unknown))?;
    let next = page.next.take().map(|last| cursor(order, last));
    Ok(answer(page, next))
}

/// Reads a comment, after the comments that it answers
///
/// First comes the one that begins the thread, last the comment itself. Of those
/// between, only the nearest come where all are too many, or too long for a page.
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    security((), ("bearer" = [])),
    params(
        ("id" = Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    responses(
        (status = 200, description = "The comment", body = CommentPage),
        ReadingProblems,
        TokenProblem,
        UnknownCommentProblem,
    )
)]
pub(super) async fn read_comment(
    State(state): State<ApiState>,
    identity: Identity,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
) -> Result<Json<CommentPage>, ApiError> {
    let view = state.view(identity);
    let page = state.store.thread_of(&article, id, &view).await?;
    Ok(answer(page.ok_or(ApiError::UnknownComment)?, None))
}

/// Reads the replies in the thread of a comment, page by page
///
/// A page of long replies has fewer than `limit`: no more than 1 MiB of texts and their
/// HTML, but at least one.
#[utoipa::path(
    get,
    path = "/comments/{id}/replies",
    tag = "comments",
    security((), ("bearer" = [])),
    params(
        ("id" = Identifier, Path, description = "The identifier of the comment that begins the thread"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
        ("limit" = Option<u8>, Query, description = "How many replies; 50 by default", minimum = 1, maximum = 250),
        ("cursor" = Option<Identifier>, Query, description = "The last reply that is known: `next` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = CommentPage),
        ReadingProblems,
        TokenProblem,
        UnknownCommentProblem,
    )
)]
pub(super) async fn read_replies(
    State(state): State<ApiState>,
    identity: Identity,
    PathIdentifier(root): PathIdentifier,
    Article(article): Article,
    parameters: Parameters,
) -> Result<Json<CommentPage>, ApiError> {
    let view = state.view(identity);
    let limit = limit(&parameters)?;
    let after = parameters.identifier(Field::Cursor)?;
    let page = state
        .store
        .replies(&article, root, after, limit, &view)
        .await?;
    let page = page.ok_or(ApiError::UnknownComment)?;
    let next = page.next.map(|last| last.to_string());
    Ok(answer(page, next))
}

/// Adds a comment to an article
///
/// The browser makes the comment's identifier, so that a retry adds nothing: the
/// same content again answers the same. White space around a field and control
/// characters make no difference. With an author's token, the comment is that
/// author's to change for a while. With the owner's it is published, whatever is held.
/// Where another comment has the identifier, or one that is held or withdrawn and not
/// the asker's, the answer is 409.
#[utoipa::path(
    put,
    path = "/comments/{id}",
    tag = "comments",
    security((), ("bearer" = [])),
    params(
        ("id" = Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    request_body = Submission,
    responses(
        (status = 201, description = "The comment, kept from now on", body = Comment,
            headers(("location" = String, description = "The comment's own path"))),
        (status = 200, description = "The same comment, kept before", body = Comment),
        WritingProblems,
        TokenProblem,
        ConflictProblem,
        WithdrawnProblem,
        ProofProblem,
        LimitProblem,
        FullProblem,
    )
)]
pub(super) async fn add_comment(
    State(state): State<ApiState>,
    identity: Identity,
    address: ClientAddress,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
    JsonBody(mut submission): JsonBody<Submission>,
) -> Result<Response, ApiError> {
    let draft = submission.draft();
    ApiError::for_errors(draft.validate(state.comments.required))?;
    let view = state.view(identity);
    // What is kept already is answered whatever has to be proven by now, and counts for
    // nothing.
    let kept = state.store.kept_comment(&article, id, &draft, &view);
    if let Some(kept) = kept.await? {
        return added(&article, kept);
    }
    if !identity.is_owner() {
        if let Some(proof) = &state.proof_of_work {
            state.limits.check_proof(address)?;
            proof.check(id, submission.proof.take()).await?;
        }
        let bytes = article.as_str().len() + bytes(&draft);
        state.limits.check_comment(address, bytes)?;
    }
    let (draft, shown) = state.shown(draft).await?;
    let hold = if identity.is_owner() {
        Hold::No
    } else {
        hold(&state.comments.rules, &submission, &shown)
    };
    let comment = NewComment {
        id,
        draft: &draft,
        html: &shown.html,
        hold,
    };
    added(
        &article,
        state.store.add_comment(&article, comment, &view).await?,
    )
}

/// The bytes of the draft's texts.
fn bytes(draft: &CommentDraft) -> usize {
    let fields = [&draft.body, &draft.name, &draft.email, &draft.website];
    fields.iter().map(|field| field.len()).sum()
}

fn hold(rules: &HoldingRules, submission: &Submission, shown: &Shown) -> Hold {
    let is_program = !submission.trap.is_empty() || rules.is_hasty(submission.seconds);
    if is_program || shown.is_suspect {
        Hold::Yes
    } else {
        rules.hold
    }
}

fn added(article: &ArticleKey, addition: Addition) -> Result<Response, ApiError> {
    match addition {
        Addition::New(comment) => {
            let location = [(LOCATION, location(article, comment.id))];
            Ok((StatusCode::CREATED, location, Json(comment)).into_response())
        }
        Addition::Repeated(comment) => Ok(Json(comment).into_response()),
        Addition::Conflict => Err(ApiError::Conflict),
        Addition::Withdrawn => Err(ApiError::Withdrawn),
        Addition::UnknownParent => Err(FieldError::new(Field::Parent, Code::Unknown).into()),
    }
}

/// Gives an own comment another text
///
/// For a while after it was written, and for the blog's owner any at any time, without
/// holding what is published. The same again changes nothing, at any time.
#[utoipa::path(
    put,
    path = "/comments/{id}/body",
    tag = "comments",
    security(("bearer" = [])),
    params(
        ("id" = Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    request_body = NewBody,
    responses(
        (status = 200, description = "The comment", body = Comment),
        WritingProblems,
        TokenProblem,
        ForbiddenProblem,
        UnknownCommentProblem,
        WithdrawnProblem,
        LimitProblem,
        FullProblem,
    )
)]
pub(super) async fn edit_comment(
    State(state): State<ApiState>,
    address: ClientAddress,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
    Known(identity): Known,
    JsonBody(text): JsonBody<NewBody>,
) -> Result<Json<Comment>, ApiError> {
    let draft = body_of(text)?;
    let view = state.view(identity);
    let kept = state.store.kept_edit(&article, id, &draft.body, &view);
    if let Some(kept) = kept.await?? {
        return Ok(Json(kept));
    }
    if !identity.is_owner() {
        state.limits.check_comment(address, bytes(&draft))?;
    }
    // The rules are for the whole comment, of which the name and the website stay.
    let signature = state.store.signature(&article, id).await?;
    let (name, website) = signature.unwrap_or_default();
    let draft = CommentDraft {
        name,
        website,
        ..draft
    };
    let (draft, shown) = state.shown(draft).await?;
    // Where the owner reads all before anyone else, that is so for changes too.
    let is_suspect = state.comments.rules.hold == Hold::Yes || shown.is_suspect;
    let text = Text {
        body: &draft.body,
        html: &shown.html,
        is_suspect: is_suspect && !identity.is_owner(),
    };
    let comment = state
        .store
        .edit_comment(&article, id, text, &view)
        .await??;
    Ok(Json(comment))
}

/// Takes an own comment back
///
/// For a while after it was written, and for the blog's owner at any time. Nothing is
/// left of what it said; the same again changes nothing.
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    security(("bearer" = [])),
    params(
        ("id" = Identifier, Path, description = "The comment's identifier"),
        ("article" = String, Query, description = "The article's key in any spelling, at most 2,048 bytes once it is normalised", min_length = 1),
    ),
    responses(
        (status = 200, description = "What is left of the comment", body = Comment),
        ReadingProblems,
        TokenProblem,
        ForbiddenProblem,
        UnknownCommentProblem,
        LimitProblem,
        FullProblem,
    )
)]
pub(super) async fn withdraw_comment(
    State(state): State<ApiState>,
    address: ClientAddress,
    PathIdentifier(id): PathIdentifier,
    Article(article): Article,
    Known(identity): Known,
) -> Result<Json<Comment>, ApiError> {
    let view = state.view(identity);
    let kept = state.store.kept_withdrawal(&article, id, &view);
    if let Some(kept) = kept.await?? {
        return Ok(Json(kept));
    }
    if !identity.is_owner() {
        state.limits.check_comment(address, 0)?;
    }
    let comment = state.store.withdraw_comment(&article, id, &view).await??;
    Ok(Json(comment))
}

/// Shows what a comment's text will look like
///
/// Nothing is kept.
#[utoipa::path(
    post,
    path = "/comments/preview",
    tag = "comments",
    request_body = NewBody,
    responses(
        (status = 200, description = "The text as it will be shown", body = Preview),
        WritingProblems,
    )
)]
pub(super) async fn preview_comment(
    State(state): State<ApiState>,
    JsonBody(text): JsonBody<NewBody>,
) -> Result<Json<Preview>, ApiError> {
    let draft = body_of(text)?;
    let renderer = state.comments.renderer;
    let length = draft.body.len();
    let html = off_thread(length, move || renderer.render_seen(&draft.body)).await?;
    Ok(Json(Preview { html }))
}

/// A draft of a text alone.
fn body_of(text: NewBody) -> Result<CommentDraft, ApiError> {
    let draft = CommentDraft {
        body: text.body,
        ..CommentDraft::default()
    }
    .normalised();
    let errors = draft.validate(article_widgets_model::Required {
        name: false,
        email: false,
        website: false,
    });
    ApiError::for_errors(errors)?;
    Ok(draft)
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::UnknownComment,
            Refusal::TokenNeeded => Self::TokenNeeded,
            Refusal::NotYours => Self::NotYours,
            Refusal::TooLate => Self::TooLate,
            Refusal::Withdrawn => Self::Withdrawn,
        }
    }
}

fn answer(page: Page, next: Option<String>) -> Json<CommentPage> {
    Json(CommentPage {
        comments: page.comments,
        count: page.count,
        next,
        latest: page.latest.to_string(),
    })
}

fn limit(parameters: &Parameters) -> Result<usize, FieldError> {
    let limit = parameters.number(Field::Limit, 1..=LIMIT_MAXIMUM)?;
    Ok(limit.unwrap_or(LIMIT_DEFAULT).into())
}

fn since(parameters: &Parameters) -> Result<Option<Place>, FieldError> {
    let Some(since) = parameters.text(Field::Since)? else {
        return Ok(None);
    };
    let malformed = FieldError::new(Field::Since, Code::Malformed);
    for other in [Field::Order, Field::Cursor] {
        if parameters.text(other)?.is_some() {
            return Err(malformed);
        }
    }
    since.parse().map(Some).map_err(|_| malformed)
}

fn location(article: &ArticleKey, id: Identifier) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(Field::Article.name(), article.written())
        .finish();
    format!("{}/comments/{id}?{query}", ROOT)
}

/// A cursor names the last comment that is known: a number among all would tell how
/// many are held. It names the order as well, as it means something else in the other.
fn cursor(order: Order, last: Identifier) -> String {
    format!("{}-{last}", order.name())
}

fn from_cursor(order: Order, cursor: &str) -> Result<Identifier, FieldError> {
    cursor
        .split_once('-')
        .filter(|(name, _)| *name == order.name())
        .and_then(|(_, last)| Identifier::parse(last))
        .ok_or(FieldError::new(Field::Cursor, Code::Malformed))
}
