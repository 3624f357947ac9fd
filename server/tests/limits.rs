//! How many votes one address may give.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Server, identifier, rating_path, vote_path};

/// The answer to a voter whose request a proxy passed on.
async fn forwarded(server: &Server, voter: u64, forwarded_for: &str) -> Answer {
    let request = server
        .request(Method::PUT, &vote_path(voter))
        .header("x-forwarded-for", forwarded_for)
        .json(&json!({"value": 5, "best": 5}));
    Answer::to(request).await
}

fn is_refused(answer: &Answer) -> bool {
    if answer.status == 200 {
        return false;
    }
    assert_eq!(answer.status, 429);
    assert_eq!(answer.errors(), [""; 0]);
    assert_eq!(
        answer.json()["type"],
        "urn:article-widgets:problem:too-many-votes"
    );
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=3600).contains(&seconds), "{seconds}");
    true
}

#[tokio::test]
async fn one_address_cannot_stuff_an_article() {
    let server = Server::start(&["--votes-per-article", "3"]).await;
    for voter in 0..3 {
        assert!(!is_refused(&server.vote(voter, 5, 5).await));
    }
    assert!(is_refused(&server.vote(3, 5, 5).await));
    assert!(is_refused(&server.withdraw(0).await));
    assert_eq!(server.get(&rating_path("")).await.json()["count"], 3);
    let elsewhere = format!("/api/v1/rating/votes/{}?article=other", identifier(3));
    let vote = json!({"value": 5, "best": 5});
    assert!(!is_refused(&server.put(&elsewhere, &vote).await));
}

#[tokio::test]
async fn one_address_cannot_stuff_all_articles() {
    let server = Server::start(&["--votes-per-address", "3"]).await;
    let vote = json!({"value": 5, "best": 5});
    for article in 0..4 {
        let path = format!("/api/v1/rating/votes/{}?article={article}", identifier(1));
        assert_eq!(is_refused(&server.put(&path, &vote).await), article == 3);
    }
}

#[tokio::test]
async fn a_vote_that_is_wrong_does_not_count() {
    let server = Server::start(&["--votes-per-article", "1"]).await;
    for _ in 0..3 {
        assert_eq!(server.vote(1, 6, 5).await.status, 422);
    }
    assert!(!is_refused(&server.vote(1, 5, 5).await));
}

#[tokio::test]
async fn a_proxy_that_is_trusted_tells_readers_apart() {
    let server = Server::start(&["--votes-per-article", "1", "--trust-proxy"]).await;
    assert!(!is_refused(&forwarded(&server, 1, "192.0.2.1").await));
    assert!(!is_refused(&forwarded(&server, 2, "192.0.2.2").await));
    assert!(is_refused(&forwarded(&server, 3, "192.0.2.2").await));
    let invented = "203.0.113.9, 192.0.2.1";
    assert!(is_refused(&forwarded(&server, 4, invented).await));
}

#[tokio::test]
async fn nobody_is_believed_without_a_proxy() {
    let server = Server::start(&["--votes-per-article", "1"]).await;
    assert!(!is_refused(&forwarded(&server, 1, "192.0.2.1").await));
    assert!(is_refused(&forwarded(&server, 2, "192.0.2.2").await));
}
