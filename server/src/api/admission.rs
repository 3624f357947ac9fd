//! Admission of requests: limits for each client on requests at a time, and on the memory
//! that their bodies and responses take.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::client::client_of;
use super::problems::ApiError;
use super::tokens::refuse_stranger;
use super::{ApiState, answers, bodies};
use crate::shares::{Most, Shares};

/// Requests at a time, counted from their heads until their responses begin. At 200 writes a
/// second those of one client keep the others waiting for less than a second.
const UNDER_WAY: Most = Most {
    all: usize::MAX,
    site: 512,
    client: 128,
};

/// Whole requests that are handled at a time, most of them waiting for the database. More
/// than that would wait longer than a browser does.
const AT_WORK: usize = 4_096;

/// The resources that clients share.
#[derive(Debug)]
pub(crate) struct Admission {
    requests: Arc<Shares>,
    work: Arc<Shares>,
    bodies: Arc<Shares>,
    answers: Arc<Shares>,
}

impl Admission {
    /// Nothing is under way yet.
    pub(crate) fn new() -> Self {
        Self {
            requests: Shares::new("requests", UNDER_WAY),
            work: Shares::new("whole requests", Most::for_anyone(AT_WORK)),
            bodies: bodies::room(),
            answers: answers::room(),
        }
    }

    /// Those whose refusals are logged.
    pub(crate) fn shares(&self) -> [&Arc<Shares>; 4] {
        [&self.requests, &self.work, &self.bodies, &self.answers]
    }
}

/// Marks the response to a request that was not admitted: such refusals are logged together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused;

fn refused() -> Response {
    let mut answer = ApiError::Busy.into_response();
    answer.extensions_mut().insert(Refused);
    answer
}

/// Handles a request within its client's shares, once its body is in memory; before that it
/// refuses to strangers what is for the blog's owner alone.
pub(super) async fn admit(
    State((state, admission)): State<(ApiState, Arc<Admission>)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Err(failure) = refuse_stranger(&mut parts, &state).await {
        return failure.into_response();
    }
    let client = client_of(&parts.headers, &parts.extensions, state.trusts_proxy);
    let Some(_place) = admission.requests.take(client, 1) else {
        return refused();
    };
    let (bytes, _room) = match bodies::read_whole(&admission.bodies, client, body).await {
        Ok(whole) => whole,
        Err(ApiError::Busy) => return refused(),
        Err(failure) => return failure.into_response(),
    };
    let Some(_turn) = admission.work.take(client, 1) else {
        return refused();
    };
    let answer = next.run(Request::from_parts(parts, bytes.into())).await;
    match answers::keep(&admission.answers, client, answer).await {
        Ok(answer) => answer,
        Err(ApiError::Busy) => refused(),
        Err(failure) => failure.into_response(),
    }
}
