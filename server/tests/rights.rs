//! What belongs to one goes to no other: held comments, addresses and tokens.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    ARTICLE, Answer, Sent, Server, comment_path, comments_path, draft, identifier, rating_path,
    vote_path,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const OTHER: &str = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
const OWNER: &str = "the-owner-of-this-blog";
const EMAIL: &str = "ada@in-confidence.example";
const HELD: &str = "a word that waits";

fn path(number: u64, rest: &str) -> String {
    format!(
        "/api/v1/comments/{}{rest}?article={ARTICLE}",
        identifier(number)
    )
}

/// A request of each kind, also of those that change something.
fn requests(number: u64) -> Vec<Sent> {
    let held = "/api/v1/moderation/held".to_owned();
    vec![
        (Method::GET, comments_path(""), None),
        (Method::GET, comments_path("&order=newest&limit=100"), None),
        (Method::GET, comments_path("&since=0"), None),
        (Method::GET, path(number, ""), None),
        (Method::GET, path(number, "/replies"), None),
        (Method::GET, rating_path(""), None),
        (Method::GET, held, None),
        (Method::GET, "/api/v1/openapi.json".into(), None),
        (Method::PUT, path(number, ""), Some(draft("another text"))),
        (
            Method::PUT,
            path(number, "/body"),
            Some(json!({"body": "x"})),
        ),
        (Method::PUT, path(number, "/body"), Some(json!({}))),
        (
            Method::PUT,
            path(number, "/state"),
            Some(json!({"state": "published"})),
        ),
        (
            Method::PUT,
            path(50, ""),
            Some(json!({"name": "Eve", "body": "To it", "parent": identifier(number)})),
        ),
        (
            Method::PUT,
            vote_path(number),
            Some(json!({"value": 1, "best": 5})),
        ),
        (Method::DELETE, path(number, ""), None),
        (
            Method::POST,
            "/api/v1/comments/preview".into(),
            Some(json!({"body": "x"})),
        ),
    ]
}

/// A server with a held comment of [`AUTHOR`]'s under the number 1.
async fn with_a_held_comment() -> Server {
    with_a_held_comment_at(&[]).await
}

/// The same, with more options.
async fn with_a_held_comment_at(options: &[&str]) -> Server {
    let options = [&["--admin-token", OWNER, "--hold", "all"], options].concat();
    let server = Server::start(&options).await;
    let draft = json!({"name": "Ada", "body": HELD, "email": EMAIL, "website": "ada.example"});
    let path = comment_path(1);
    let answer = server
        .with_token(AUTHOR, Method::PUT, &path, Some(&draft))
        .await;
    assert_eq!(answer.json()["state"], "held");
    server
}

#[tokio::test]
async fn no_answer_to_anybody_else_says_what_is_held() {
    let server = with_a_held_comment().await;
    for token in [
        None,
        Some(OTHER),
        Some("not-the-owner-of-this-blog"),
        Some(""),
    ] {
        for request in requests(1) {
            let answer = server.answer_to(token, &request).await;
            let all = format!("{:?}{}", answer.headers, answer.text);
            assert!(answer.status != 500, "{request:?}");
            for secret in [HELD, "ada.example", EMAIL, AUTHOR, OWNER] {
                assert!(!all.contains(secret), "{token:?} {request:?}: {all}");
            }
        }
    }
    let kept = server.answer_to(Some(AUTHOR), &requests(1)[3]).await;
    assert_eq!(
        (kept.bodies(), &kept.json()["count"]),
        (vec![HELD.to_owned()], &json!(0))
    );
}

#[tokio::test]
async fn no_answer_to_anybody_has_an_address_or_a_token_in_it() {
    let server = with_a_held_comment().await;
    for token in [Some(OWNER), Some(AUTHOR), None] {
        for request in requests(1) {
            let answer = server.answer_to(token, &request).await;
            let all = format!("{:?}{}", answer.headers, answer.text);
            for secret in [EMAIL, AUTHOR, OWNER] {
                assert!(!all.contains(secret), "{token:?} {request:?}: {all}");
            }
        }
    }
    let (_, log) = server.stop().await;
    for secret in [HELD, EMAIL, AUTHOR, OWNER] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn what_the_owner_may_do_is_refused_to_everyone_else_whatever_is_sent() {
    let server = with_a_held_comment_at(&["--trust-proxy"]).await;
    // An address may guess for a while only, so each guess comes from another one.
    let mut addresses = (1..=u16::MAX).map(|site| format!("2001:db8:{site:x}::1"));
    let operations = [
        (Method::GET, "/api/v1/moderation/held".to_owned()),
        (
            Method::GET,
            "/api/v1/moderation/held?limit=0&cursor=x".to_owned(),
        ),
        (Method::PUT, path(1, "/state")),
        (Method::PUT, path(9, "/state")),
        (
            Method::PUT,
            "/api/v1/comments/nobody/state?article=".to_owned(),
        ),
        (Method::PUT, "/api/v1/comments/nobody/state".to_owned()),
    ];
    let almost = [&OWNER[1..], &OWNER.to_uppercase(), &format!("{OWNER}x")].map(str::to_owned);
    let mut authorizations = vec![None, Some(String::new()), Some("Bearer".to_owned())];
    for token in almost
        .iter()
        .map(String::as_str)
        .chain([AUTHOR, "", "null"])
    {
        authorizations.push(Some(format!("Bearer {token}")));
    }
    for scheme in ["Basic", "Token", "Digest"] {
        authorizations.push(Some(format!("{scheme} {OWNER}")));
    }
    for (method, path) in &operations {
        for authorization in &authorizations {
            for body in ["", "{", "[]", r#"{"state": "published"}"#] {
                let mut request = server
                    .request(method.clone(), path)
                    .header("content-type", "application/json")
                    .header("x-forwarded-for", addresses.next().expect("an address"))
                    .body(body);
                if let Some(value) = authorization {
                    request = request.header("authorization", value);
                }
                let answer = Answer::to(request).await;
                assert_eq!(
                    answer.status, 401,
                    "{method} {path} {authorization:?} {body}"
                );
                assert_eq!(answer.header("www-authenticate"), "Bearer");
                assert_eq!(answer.errors(), [""; 0]);
            }
        }
        let separator = if path.contains('?') { '&' } else { '?' };
        let in_the_query = format!("{path}{separator}access_token={OWNER}&token={OWNER}");
        let answer = Answer::to(server.request(method.clone(), &in_the_query)).await;
        assert_eq!(answer.status, 401, "{in_the_query}");
    }
    let held = server
        .with_token(OWNER, Method::GET, "/api/v1/moderation/held", None)
        .await;
    assert_eq!(held.json()["comments"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_file_keeps_no_token_that_could_be_used() {
    let server = with_a_held_comment().await;
    let place = server.place.clone();
    server.stop().await;
    let file = std::fs::read(place.database()).expect("the database");
    let has = |text: &str| {
        file.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(has(HELD) && has(EMAIL));
    assert!(!has(OWNER) && !has(AUTHOR) && !has(&AUTHOR.replace('-', "")));
}
