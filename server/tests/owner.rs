//! Comments by the blog's owner, and guesses at the owner's token.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    ARTICLE, Answer, Place, Server, comment_path, comments_path, draft, identifier, reply, text,
};

const OWNER: &str = "the-owner-of-this-blog";
const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const HELD: &str = "/api/v1/moderation/held";

async fn put(server: &Server, token: &str, path: &str, body: &Value) -> Answer {
    server
        .with_token(token, Method::PUT, path, Some(body))
        .await
}

fn path_of(number: u64, rest: &str) -> String {
    format!(
        "/api/v1/comments/{}{rest}?article={ARTICLE}",
        identifier(number)
    )
}

async fn edit(server: &Server, token: &str, number: u64, body: &str) -> Answer {
    put(
        server,
        token,
        &path_of(number, "/body"),
        &json!({"body": body}),
    )
    .await
}

#[tokio::test]
async fn the_owners_comments_are_published_whatever_is_held_and_however_many() {
    for hold in ["all", "first"] {
        let server = Server::start(&[
            "--admin-token",
            OWNER,
            "--hold",
            hold,
            "--hold-links",
            "1",
            "--hold-word",
            "casino",
            "--minimum-seconds",
            "5",
            "--comments-per-address",
            "1",
            "--proof-of-work",
        ])
        .await;
        for number in 1..=5 {
            let suspect = json!({
                "name": "Ada", "body": "A casino: https://a.example", "trap": "x", "seconds": 0,
            });
            let kept = put(&server, OWNER, &comment_path(number), &suspect).await;
            assert_eq!(kept.status, 201, "{}", kept.text);
            assert_eq!(kept.json()["state"], "published");
            let again = put(&server, OWNER, &comment_path(number), &suspect).await;
            assert_eq!((again.status, again.json()), (200, kept.json()));
            let edited = edit(&server, OWNER, number, "The casino again").await;
            assert_eq!(edited.json()["state"], "published", "{}", edited.text);
        }
        assert_eq!(server.get(&comments_path("")).await.json()["count"], 5);
        let path = comment_path(5);
        let withdrawn = server.with_token(OWNER, Method::DELETE, &path, None);
        assert_eq!(withdrawn.await.json()["state"], "withdrawn");
    }
}

#[tokio::test]
async fn what_the_owner_edits_stays_published_or_held() {
    let server = Server::start(&["--admin-token", OWNER, "--hold", "all"]).await;
    put(&server, AUTHOR, &comment_path(1), &draft("Hello")).await;
    let held = edit(&server, OWNER, 1, "Good day").await;
    assert_eq!(
        (held.status, &held.json()["state"]),
        (200, &json!("held")),
        "{}",
        held.text
    );
    let state = json!({"state": "published"});
    put(&server, OWNER, &path_of(1, "/state"), &state).await;
    let published = edit(&server, OWNER, 1, "Good morning").await;
    assert_eq!(published.json()["state"], "published");
    let page = server.get(&comments_path("")).await;
    assert_eq!(page.bodies(), ["Good morning"]);
    let by_author = edit(&server, AUTHOR, 1, "Good evening").await;
    assert_eq!(by_author.json()["state"], "held");
}

async fn from(server: &Server, address: &str, token: &str, path: &str) -> Answer {
    let request = server
        .request(Method::GET, path)
        .bearer_auth(token)
        .header("x-forwarded-for", address);
    Answer::to(request).await
}

fn is_refused(answer: &Answer) -> bool {
    if answer.status != 429 {
        return false;
    }
    assert_eq!(
        answer.json()["type"],
        "urn:article-widgets:problem:too-many-tokens"
    );
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=3600).contains(&seconds), "{seconds}");
    true
}

#[tokio::test]
async fn one_address_cannot_guess_the_owners_token() {
    let options = ["--admin-token", OWNER, "--trust-proxy"];
    let server = Server::start(&options).await;
    let comments = comments_path("");
    let guesses = (0..300).map(|number| {
        let (server, comments) = (&server, &comments);
        async move {
            // On the owner's routes an author's token is as wrong as any other.
            let (token, path) = match number % 3 {
                0 => (format!("the-owner-of-blog-{number}"), HELD),
                1 => (format!("the-owner-of-blog-{number}"), comments.as_str()),
                _ => (identifier(number), HELD),
            };
            from(server, "192.0.2.1", &token, path).await
        }
    });
    let mut statuses = BTreeMap::new();
    for answer in join_all(guesses).await {
        is_refused(&answer);
        *statuses.entry(answer.status).or_insert(0) += 1;
    }
    assert_eq!(statuses, BTreeMap::from([(401, 20), (429, 280)]));

    // Were the right token taken, each guess would tell whether it was.
    assert!(is_refused(&from(&server, "192.0.2.1", OWNER, HELD).await));
    assert!(is_refused(
        &from(&server, "192.0.2.1", OWNER, &comments).await
    ));
    for (token, path) in [(AUTHOR, &*comments), (OWNER, HELD)] {
        let elsewhere = from(&server, "192.0.2.2", token, path).await;
        assert_eq!(elsewhere.status, 200, "{path}");
    }
    let reader = from(&server, "192.0.2.1", AUTHOR, &comments).await;
    assert_eq!(reader.status, 200, "readers of that address read on");

    let (_, log) = server.stop().await;
    let lines = log.lines().filter(|line| line.contains("wrong tokens"));
    let lines: Vec<&str> = lines.collect();
    assert!((1..=5).contains(&lines.len()), "{log}");
    assert!(lines[0].contains("192.0.2.1"), "{log}");
    for secret in ["the-owner-of-", &identifier(2), AUTHOR] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn a_hundred_networks_of_one_site_guess_no_more_than_ten() {
    let options = ["--admin-token", OWNER, "--trust-proxy"];
    let server = Server::start(&options).await;
    let guesses = (0..300).map(|guess| {
        let (server, address) = (&server, format!("2001:db8:0:{:x}::1", guess % 100));
        async move { from(server, &address, "the-owner-of-that-blog", HELD).await }
    });
    let answers = join_all(guesses).await;
    let wrong = answers.iter().filter(|answer| !is_refused(answer));
    assert_eq!(wrong.count(), 200);
    let beside = from(&server, "2001:db8:1::1", OWNER, HELD).await;
    assert_eq!(beside.status, 200);
}

#[tokio::test]
async fn the_owner_who_is_right_is_never_counted() {
    let server = Server::start(&["--admin-token", OWNER]).await;
    for _ in 0..50 {
        let answer = server.with_token(OWNER, Method::GET, HELD, None).await;
        assert_eq!(answer.status, 200);
    }
    for _ in 0..50 {
        assert_eq!(server.get(HELD).await.status, 401, "it is no guess");
    }
    let answer = server.with_token(OWNER, Method::GET, HELD, None).await;
    assert_eq!(answer.status, 200);
}

/// The owner's operations, as the document of the API has them: methods and paths.
async fn operations(server: &Server) -> Vec<(Method, String)> {
    let document = server.get("/api/v1/openapi.json").await.json();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("operations") {
            if operation["tags"] == json!(["moderation"]) {
                let method = method.to_uppercase().parse().expect("a method");
                let path = path.replace("{id}", &identifier(1));
                operations.push((method, format!("{path}?article={ARTICLE}")));
            }
        }
    }
    operations
}

#[tokio::test]
async fn a_stranger_is_sent_away_before_the_body_is_looked_at() {
    let server = Server::start(&["--admin-token", OWNER]).await;
    let operations = operations(&server).await;
    assert!(!operations.is_empty());
    for (method, path) in operations {
        for token in [None, Some(AUTHOR), Some("not-the-owner-of-this")] {
            let answer = server.raw(&unsent(method.as_str(), &path, token)).await;
            assert!(
                answer.starts_with("HTTP/1.1 401 "),
                "{method} {path} {token:?}: {answer}"
            );
        }
    }
    let owner = unsent("PUT", &path_of(1, "/state"), Some(OWNER));
    let answer = server.raw(&owner).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

/// The head of a request whose body is too long, and never sent.
fn unsent(method: &str, path: &str, token: Option<&str>) -> String {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n"));
    format!(
        "{method} {path} HTTP/1.1\r\nhost: blog.example\r\n{}\
         content-type: application/json\r\ncontent-length: 614400\r\n\
         connection: close\r\n\r\n",
        token.unwrap_or_default()
    )
}

#[tokio::test]
async fn the_owner_answers_a_comment_and_its_author_sees_it_as_any_other() {
    let place = Place::new();
    let server = place
        .server(&["--admin-token", OWNER, "--hold", "first"])
        .await;
    put(&server, OWNER, &comment_path(1), &draft("An article")).await;
    let held = put(&server, AUTHOR, &comment_path(2), &reply("A question", 1)).await;
    assert_eq!(held.json()["state"], "held");
    let state = json!({"state": "published"});
    put(&server, OWNER, &path_of(2, "/state"), &state).await;
    let answer = put(&server, OWNER, &comment_path(3), &reply("An answer", 2)).await;
    assert_eq!(text(&answer.json()["state"]), "published");
    let page = server.get(&comments_path("")).await;
    assert_eq!(page.bodies(), ["An article", "A question", "An answer"]);
}
