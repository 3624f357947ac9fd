//! Limits on what one address may write.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};

use crate::support::{
    ARTICLE, Answer, Place, Server, comment_path, draft, identifier, rating_path, vote_path,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const OTHER: &str = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";

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

#[tokio::test]
async fn the_networks_of_one_site_cast_no_more_votes_than_ten_of_them() {
    let server = Server::start(&["--votes-per-article", "2", "--trust-proxy"]).await;
    let mut taken = 0;
    for voter in 0..500 {
        let address = format!("2001:db8:0:{voter:x}::1");
        taken += usize::from(!is_refused(&forwarded(&server, voter, &address).await));
    }
    assert_eq!(taken, 20);
    assert_eq!(server.get(&rating_path("")).await.json()["count"], 20);
    let beside = forwarded(&server, 500, "2001:db8:1::1").await;
    assert!(!is_refused(&beside));
}

#[tokio::test]
async fn a_vote_that_is_kept_already_does_not_count() {
    let server = Server::start(&["--votes-per-article", "3"]).await;
    for _ in 0..3 {
        assert_eq!(server.withdraw(1).await.status, 200, "there is no vote yet");
    }
    for _ in 0..3 {
        let again = server.vote(1, 4, 5).await;
        assert_eq!((again.status, &again.json()["vote"]), (200, &json!(4)));
    }
    for _ in 0..3 {
        assert_eq!(server.withdraw(1).await.status, 200);
    }
    assert!(is_refused(&server.vote(1, 5, 5).await));
}

fn body_path(number: u64) -> String {
    format!(
        "/api/v1/comments/{}/body?article={ARTICLE}",
        identifier(number)
    )
}

async fn by(server: &Server, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let body = Some(body).filter(|body| !body.is_null());
    server.with_token(token, method, path, body.as_ref()).await
}

async fn write(server: &Server, number: u64, body: &str) -> Answer {
    let path = comment_path(number);
    by(server, AUTHOR, Method::PUT, &path, draft(body)).await
}

async fn edit(server: &Server, number: u64, body: &str) -> Answer {
    let path = body_path(number);
    by(server, AUTHOR, Method::PUT, &path, json!({"body": body})).await
}

async fn take_back(server: &Server, number: u64) -> Answer {
    let path = comment_path(number);
    by(server, AUTHOR, Method::DELETE, &path, Value::Null).await
}

fn is_too_much(answer: &Answer) -> bool {
    let is_too_much = answer.status == 429;
    if is_too_much {
        assert_eq!(
            answer.json()["type"],
            "urn:article-widgets:problem:too-many-comments"
        );
        let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=3600).contains(&seconds), "{seconds}");
    }
    is_too_much
}

#[tokio::test]
async fn one_address_writes_sixty_comments_an_hour() {
    let server = Server::start(&[]).await;
    let answers = join_all((1..=70).map(|number| write(&server, number, "Hello"))).await;
    let taken = answers.iter().filter(|answer| !is_too_much(answer));
    assert_eq!(taken.count(), 60);
}

#[tokio::test]
async fn comments_count_with_their_changes_and_withdrawals_but_not_with_retries() {
    let server = Server::start(&["--comments-per-address", "3"]).await;
    for _ in 0..3 {
        assert!(write(&server, 1, "Hello").await.status < 300);
    }
    for _ in 0..3 {
        assert_eq!(edit(&server, 1, "Good day").await.status, 200);
    }
    for _ in 0..3 {
        assert_eq!(take_back(&server, 1).await.status, 200);
    }
    assert!(is_too_much(&write(&server, 2, "Hello").await));

    let server = Server::start(&["--comments-per-address", "1"]).await;
    write(&server, 1, "Hello").await;
    assert!(is_too_much(&edit(&server, 1, "Good day").await));
    assert!(is_too_much(&take_back(&server, 1).await));
    assert_eq!(edit(&server, 1, "Hello").await.status, 200);
}

#[tokio::test]
async fn one_address_writes_so_many_bytes() {
    // 16 KiB for each comment: 64 KiB an hour.
    let server = Server::start(&["--comments-per-address", "4"]).await;
    let long = "\u{e9}".repeat(15_000);
    assert_eq!(write(&server, 1, &long).await.status, 201);
    assert_eq!(write(&server, 1, &long).await.status, 200);
    assert_eq!(edit(&server, 1, &format!("{long}!")).await.status, 200);
    assert!(is_too_much(&write(&server, 2, &long).await));
    assert_eq!(edit(&server, 1, &format!("{long}!")).await.status, 200);

    let server = Server::start(&["--comments-per-address", "2"]).await;
    assert_eq!(write(&server, 1, &"x".repeat(65_535)).await.status, 201);
    assert!(
        is_too_much(&write(&server, 2, &"x".repeat(20_000)).await),
        "the longest comment has room, and takes all of it"
    );
}

#[tokio::test]
async fn the_networks_of_one_site_write_no_more_comments_than_ten_of_them() {
    let options = ["--comments-per-address", "1", "--trust-proxy"];
    let server = Server::start(&options).await;
    let mut taken = 0;
    for number in 0..30 {
        let request = server
            .request(Method::PUT, &comment_path(number))
            .header("x-forwarded-for", format!("2001:db8:0:{number:x}::1"))
            .json(&draft("Hello"));
        taken += usize::from(!is_too_much(&Answer::to(request).await));
    }
    assert_eq!(taken, 10);
}

#[tokio::test]
async fn one_address_asks_for_work_ten_times_as_often_as_it_may_write() {
    let options = ["--comments-per-address", "1", "--proof-of-work"];
    let server = Server::start(&options).await;
    for number in 0..10 {
        assert_eq!(write(&server, number, "Hello").await.status, 428);
    }
    let mut forged = draft("Hello");
    forged["proof"] = json!({"challenge": {}, "solution": {}});
    for body in [draft("Hello"), forged] {
        let path = comment_path(10);
        assert!(is_too_much(
            &by(&server, AUTHOR, Method::PUT, &path, body).await
        ));
    }
}

/// A connection that has the sole right to write to the database.
async fn sole_writer(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.database());
    let mut connection = options.connect().await.expect("the database");
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut connection)
        .await
        .expect("the right to write");
    connection
}

#[tokio::test]
async fn who_may_not_change_a_comment_is_told_without_waiting_for_others() {
    let place = Place::new();
    let server = place.server(&["--edit-minutes", "0"]).await;
    write(&server, 1, "Hello").await;
    let _writer = sole_writer(&place).await;
    let edit = json!({"body": "Good day"});
    for (token, status) in [
        (None, 401),
        (Some("nobody"), 401),
        (Some(OTHER), 403),
        (Some(AUTHOR), 403),
    ] {
        for (method, path, body) in [
            (Method::PUT, body_path(1), Some(&edit)),
            (Method::DELETE, comment_path(1), None),
        ] {
            let request = server.request(method.clone(), &path);
            let request = match body {
                Some(body) => request.json(body),
                None => request,
            };
            let request = match token {
                Some(token) => request.bearer_auth(token),
                None => request,
            };
            let answer = Answer::to(request).await;
            assert_eq!(answer.status, status, "{method} {token:?} {}", answer.text);
        }
    }
}
