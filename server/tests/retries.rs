//! Sending a request again: it never counts twice, and never hides a conflict.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Server, UNLIMITED, comments_path, draft, identifier, rating_path, reply};

#[tokio::test]
async fn the_same_comment_again_answers_the_same() {
    let server = Server::start(&[]).await;
    let first = server.comment(1, &draft("Hello\nthere")).await;
    assert_eq!(first.status, 201);
    for same in [draft("Hello\nthere"), draft("  Hello\r\nthere\0\n")] {
        let again = server.comment(1, &same).await;
        assert_eq!(again.status, 200);
        assert_eq!(again.json(), first.json());
    }
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 1);
}

#[tokio::test]
async fn other_content_under_the_same_identifier_is_a_conflict() {
    let server = Server::start(&[]).await;
    server.comment(1, &draft("root")).await;
    server.comment(2, &draft("Hello")).await;
    let with = |field: &str, value: &str| -> Value {
        let mut draft = draft("Hello");
        draft[field] = json!(value);
        draft
    };
    for other in [
        with("body", "Hello!"),
        with("name", "Grace"),
        with("website", "example.org"),
        reply("Hello", 1),
        reply("Hello", 99),
    ] {
        let answer = server.comment(2, &other).await;
        assert_eq!(answer.status, 409, "{other}");
        assert_eq!(answer.errors(), [""; 0]);
        assert_eq!(
            answer.json()["type"],
            "urn:article-widgets:problem:conflict"
        );
    }
    let elsewhere = format!("/api/v1/comments/{}?article=other", identifier(2));
    assert_eq!(server.put(&elsewhere, &draft("Hello")).await.status, 409);
    assert_eq!(server.comment(2, &draft("Hello")).await.status, 200);
}

#[tokio::test]
async fn fifty_at_once_make_one_comment() {
    let server = Server::start(&[]).await;
    let draft = draft("Hello");
    let answers = join_all((0..50).map(|_| server.comment(1, &draft))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let repeated = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, repeated), (1, 49));
    for answer in &answers {
        assert_eq!(answer.json(), answers[0].json());
    }
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 1);
}

#[tokio::test]
async fn fifty_at_once_make_one_vote() {
    let server = Server::start(&UNLIMITED).await;
    let answers = join_all((0..50).map(|_| server.vote(1, 4, 5))).await;
    for answer in answers {
        assert_eq!(
            answer.json(),
            json!({"average": 4.0, "best": 5, "count": 1, "vote": 4}),
        );
    }
}

#[tokio::test]
async fn fifty_readers_at_once_are_all_counted() {
    let server = Server::start(&UNLIMITED).await;
    let answers = join_all((0..50).map(|voter| server.vote(voter, 5, 5))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(server.get(&rating_path("")).await.json()["count"], 50);
}

/// Sends a vote twice at once, as a double click does, until both were answered.
/// Both answers to every ninth voter are dropped at first: a tenth of all.
async fn insist(server: &Server, voter: u64, value: u8) {
    let until_kept = || async {
        if voter.is_multiple_of(9) {
            server.vote_and_hang_up(voter, value, 5).await;
        }
        // A server with more to do than it can answer in time says so.
        while server.vote_by_proxy(voter, value, 5).await.status != 200 {}
    };
    tokio::join!(until_kept(), until_kept());
}

#[tokio::test]
async fn a_thousand_readers_who_send_twice_and_lose_answers_count_once_each() {
    let options = [&UNLIMITED[..], &["--trust-proxy"]].concat();
    let server = Server::start(&options).await;
    let value = |voter: u64| if voter.is_multiple_of(3) { 4 } else { 5 };
    join_all((0..1000).map(|voter| insist(&server, voter, value(voter)))).await;
    // 334 of 4 stars and 666 of 5.
    assert_eq!(
        server.get(&rating_path("")).await.json(),
        json!({"average": 4.666, "best": 5, "count": 1000, "vote": null}),
    );
}
