//! A ledger of what readers write, to see whether it is there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::json;
use sqlx::types::Uuid;

use super::database;
use crate::support::{Answer, Place, Server, comment_path, draft, identifier, vote_path};

/// The writes of readers. An even number is a comment's, an odd one a voter's.
#[derive(Default)]
pub(super) struct Ledger {
    /// The number of writes that were begun.
    pub(super) begun: u64,
    /// Sent without an answer, and to be sent again.
    pub(super) unanswered: Vec<u64>,
    /// The number of writes that the server acknowledged.
    pub(super) acknowledged: u64,
    /// The number of writes that were sent again.
    pub(super) repeated: u64,
}

impl Ledger {
    /// The next write to send: one without a response first, as browsers do.
    pub(super) fn next(&mut self) -> u64 {
        if let Some(number) = self.unanswered.pop() {
            self.repeated += 1;
            return number;
        }
        self.begun += 1;
        self.begun - 1
    }
}

/// A ledger of several writers.
pub(super) type Shared = Arc<Mutex<Ledger>>;

fn stars(voter: u64) -> u64 {
    voter % 5 + 1
}

/// The answer to a write, unless the server is gone.
pub(super) async fn send(server: &Server, number: u64) -> Option<Answer> {
    send_by(&server.client, server, number).await
}

/// The same, sent by a client of its own.
pub(super) async fn send_by(
    client: &reqwest::Client,
    server: &Server,
    number: u64,
) -> Option<Answer> {
    let request = if number.is_multiple_of(2) {
        let path = comment_path(number);
        let body = draft(&format!("comment {number}"));
        server.request_by(client, Method::PUT, &path).json(&body)
    } else {
        let path = vote_path(number);
        let body = json!({"value": stars(number), "best": 5});
        server.request_by(client, Method::PUT, &path).json(&body)
    };
    Answer::try_to(request).await.ok()
}

fn uuid(number: u64) -> Uuid {
    identifier(number).parse().expect("a UUID")
}

/// Asserts that each of the writes is there, once, and says what it said.
pub(super) async fn check_each_once(place: &Place, begun: u64) {
    let mut database = database(place).await;
    let comments: Vec<(Uuid, String)> = sqlx::query_as("SELECT id, body FROM comment")
        .fetch_all(&mut database)
        .await
        .expect("comments");
    let votes: Vec<(Uuid, i64)> = sqlx::query_as("SELECT voter, value FROM vote")
        .fetch_all(&mut database)
        .await
        .expect("votes");
    let numbers = |parity| (0..begun).filter(move |number| number % 2 == parity);
    let expected: BTreeMap<_, _> = numbers(0)
        .map(|number| (uuid(number), format!("comment {number}")))
        .collect();
    assert_eq!(comments.len(), expected.len());
    assert_eq!(comments.into_iter().collect::<BTreeMap<_, _>>(), expected);
    let expected: BTreeMap<_, _> = numbers(1)
        .map(|voter| (uuid(voter), stars(voter).cast_signed()))
        .collect();
    assert_eq!(votes.len(), expected.len());
    assert_eq!(votes.into_iter().collect::<BTreeMap<_, _>>(), expected);
}
