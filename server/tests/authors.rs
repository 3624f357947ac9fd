//! What an author can do with a comment, and nobody else.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    ARTICLE, Answer, Place, Server, comment_path, comments_path, draft, identifier, reply, text,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const OTHER: &str = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";

fn body_path(number: u64) -> String {
    format!(
        "/api/v1/comments/{}/body?article={ARTICLE}",
        identifier(number)
    )
}

async fn add(server: &Server, number: u64, draft: &Value) -> Answer {
    let path = comment_path(number);
    server
        .with_token(AUTHOR, Method::PUT, &path, Some(draft))
        .await
}

async fn edit(server: &Server, token: &str, number: u64, body: &str) -> Answer {
    let body = json!({"body": body});
    let path = body_path(number);
    server
        .with_token(token, Method::PUT, &path, Some(&body))
        .await
}

async fn withdraw(server: &Server, token: &str, number: u64) -> Answer {
    let path = comment_path(number);
    server.with_token(token, Method::DELETE, &path, None).await
}

fn kind(answer: &Answer) -> String {
    let kind = answer.json()["type"].clone();
    format!(
        "{} {}",
        answer.status,
        text(&kind).rsplit(':').next().unwrap_or_default()
    )
}

#[tokio::test]
async fn an_author_edits_and_nobody_else() {
    let server = Server::start(&[]).await;
    let comment = add(&server, 1, &draft("Hello")).await.json();
    let left = comment["editable"].as_u64().expect("seconds");
    assert!((800..=900).contains(&left), "{left}");
    server.comment(2, &draft("Nobody's")).await;
    let page = server.get(&comments_path("")).await.json();
    assert_eq!(page["comments"][0]["editable"], json!(null));

    let edited = edit(&server, AUTHOR, 1, "Good day").await;
    assert_eq!(
        (edited.status, &edited.json()["body"]),
        (200, &json!("Good day"))
    );
    assert_eq!(edited.json()["html"], "<p>Good day</p>");
    assert!(edited.json()["edited"].is_string());
    let again = edit(&server, AUTHOR, 1, "Good day").await;
    assert_eq!(again.json()["edited"], edited.json()["edited"]);

    assert_eq!(
        kind(&edit(&server, OTHER, 1, "Mine").await),
        "403 not-yours"
    );
    assert_eq!(
        kind(&edit(&server, OTHER, 2, "Mine").await),
        "403 not-yours"
    );
    assert_eq!(
        kind(&edit(&server, AUTHOR, 9, "Mine").await),
        "404 unknown-comment"
    );
    assert_eq!(
        kind(&edit(&server, "nobody", 1, "Mine").await),
        "401 token-needed"
    );
    let nobody = server.put(&body_path(1), &json!({"body": "Mine"})).await;
    assert_eq!(kind(&nobody), "401 token-needed");
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
    assert_eq!(
        edit(&server, AUTHOR, 1, " ").await.errors(),
        ["body missing"]
    );
}

#[tokio::test]
async fn the_time_to_change_a_comment_ends() {
    let server = Server::start(&["--edit-minutes", "0"]).await;
    let comment = add(&server, 1, &draft("Hello")).await.json();
    assert_eq!(comment["editable"], json!(null));
    assert_eq!(
        kind(&edit(&server, AUTHOR, 1, "Late").await),
        "403 too-late"
    );
    assert_eq!(kind(&withdraw(&server, AUTHOR, 1).await), "403 too-late");
}

#[tokio::test]
async fn the_same_edit_again_is_kept_however_late_it_comes() {
    let place = Place::new();
    let server = place.server(&[]).await;
    add(&server, 1, &draft("Hello")).await;
    let edited = edit(&server, AUTHOR, 1, "Good day").await.json();
    server.stop().await;
    let server = place.server(&["--edit-minutes", "0"]).await;
    let again = edit(&server, AUTHOR, 1, " Good day\n").await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(again.json()["edited"], edited["edited"]);
    assert_eq!(
        kind(&edit(&server, AUTHOR, 1, "Late").await),
        "403 too-late"
    );
    assert_eq!(
        kind(&edit(&server, OTHER, 1, "Good day").await),
        "403 not-yours"
    );
}

#[tokio::test]
async fn a_withdrawn_comment_leaves_nothing_but_its_place() {
    let server = Server::start(&[]).await;
    let sorry = json!({"body": "So sorry", "name": "Ada", "email": "ada@example.org"});
    add(&server, 1, &sorry).await;
    assert!(server.place.keeps("So sorry") && server.place.keeps("ada@example.org"));
    server.comment(2, &reply("Why?", 1)).await;
    add(&server, 3, &draft("Unanswered")).await;
    assert_eq!(kind(&withdraw(&server, OTHER, 1).await), "403 not-yours");
    for number in [1, 3, 3] {
        let left = withdraw(&server, AUTHOR, number).await;
        assert_eq!(left.status, 200);
        assert_eq!(left.json()["state"], "withdrawn");
        for field in ["name", "body", "html"] {
            assert_eq!(left.json()[field], "", "{field}");
        }
    }
    let page = server.get(&comments_path("")).await;
    assert_eq!(page.bodies(), ["", "Why?"]);
    assert_eq!(page.json()["count"], 1);
    assert_eq!(
        kind(&edit(&server, AUTHOR, 1, "Back").await),
        "410 withdrawn"
    );
    assert_eq!(
        kind(&add(&server, 1, &draft("So sorry")).await),
        "410 withdrawn"
    );
    assert_eq!(
        server.comment(4, &reply("Late", 1)).await.errors(),
        ["parent unknown"]
    );
    server.place.forgets("So sorry").await;
    server.place.forgets("ada@example.org").await;
    assert!(server.place.keeps("Why?"));
}

#[tokio::test]
async fn the_comment_as_it_was_first_sent_is_still_the_same() {
    let server = Server::start(&[]).await;
    add(&server, 1, &draft("Hello")).await;
    edit(&server, AUTHOR, 1, "Good day").await;
    let again = add(&server, 1, &draft("Hello")).await;
    assert_eq!(
        (again.status, &again.json()["body"]),
        (200, &json!("Good day"))
    );
    assert_eq!(add(&server, 1, &draft("Good day")).await.status, 409);
}

#[tokio::test]
async fn whoever_reads_the_database_finds_no_token() {
    let server = Server::start(&[]).await;
    add(&server, 1, &draft("Hello")).await;
    let place = server.place.clone();
    server.stop().await;
    let file = std::fs::read(place.database()).expect("the database");
    let has = |needle: &[u8]| file.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"Hello"));
    assert!(!has(AUTHOR.as_bytes()));
    assert!(!has(&[0x67, 0xe5, 0x50, 0x44, 0x10, 0xb1]));
}
