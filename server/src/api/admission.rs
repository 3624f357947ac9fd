//! Which requests are worked on: of each client so many at a time, with so much memory for
//! what they send and are sent.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::client::client_of;
use super::problems::Failure;
use super::{answers, bodies};
use crate::shares::{Most, Shares};

/// How many requests of one client are under way at a time, from their heads until their
/// answers begin. At 200 writes a second they keep the others waiting for less than one.
const UNDER_WAY: Most = Most {
    all: usize::MAX,
    site: 512,
    client: 128,
};

/// How many requests are worked on at a time once they are whole, most of them waiting for
/// their turn at the database. More than that would wait longer than a browser does.
const AT_WORK: usize = 4_096;

/// What clients have shares of.
#[derive(Clone, Debug)]
pub(crate) struct Admission {
    /// Whether a proxy that can be trusted tells where requests come from.
    trusts_proxy: bool,
    requests: Arc<Shares>,
    work: Arc<Shares>,
    bodies: Arc<Shares>,
    answers: Arc<Shares>,
}

impl Admission {
    /// Nothing is under way yet.
    pub(crate) fn new(trusts_proxy: bool) -> Self {
        Self {
            trusts_proxy,
            requests: Shares::new("requests", UNDER_WAY),
            work: Shares::new("whole requests", Most::for_anyone(AT_WORK)),
            bodies: bodies::room(),
            answers: answers::room(),
        }
    }

    /// What is refused, to be told.
    pub(crate) fn shares(&self) -> [&Arc<Shares>; 4] {
        [&self.requests, &self.work, &self.bodies, &self.answers]
    }
}

/// Marks the answer to a request that was not admitted, which is told with others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused;

fn refused() -> Response {
    let mut answer = Failure::Busy.into_response();
    answer.extensions_mut().insert(Refused);
    answer
}

/// Goes on with a request for which there is room, and has its body in memory.
pub(super) async fn admit(
    State(admission): State<Admission>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let client = client_of(&parts.headers, &parts.extensions, admission.trusts_proxy);
    let Some(_place) = admission.requests.take(client, 1) else {
        return refused();
    };
    let (bytes, _room) = match bodies::read_whole(&admission.bodies, client, body).await {
        Ok(whole) => whole,
        Err(Failure::Busy) => return refused(),
        Err(failure) => return failure.into_response(),
    };
    let Some(_turn) = admission.work.take(client, 1) else {
        return refused();
    };
    let answer = next.run(Request::from_parts(parts, bytes.into())).await;
    match answers::keep(&admission.answers, client, answer).await {
        Ok(answer) => answer,
        Err(Failure::Busy) => refused(),
        Err(failure) => failure.into_response(),
    }
}
