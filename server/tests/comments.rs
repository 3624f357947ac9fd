//! Adding comments, and reading them page by page.

use serde_json::json;

use crate::support::{Server, UNLIMITED, comments_path, draft, identifier, reply, text};

#[tokio::test]
async fn an_article_without_comments_has_an_empty_page() {
    let server = Server::start(&[]).await;
    let answer = server.get(&comments_path("")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({"comments": [], "count": 0, "next": null, "latest": "0"}),
    );
}

#[tokio::test]
async fn a_comment_is_kept_as_it_is_shown() {
    let server = Server::start(&[]).await;
    let answer = server
        .comment(
            1,
            &json!({
                "body": " Thank\r\nyou\0 🦀 ", "name": "\tZoé ",
                "email": "zoe@exemple.fr", "website": "exemple.fr",
            }),
        )
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.header("location"),
        format!(
            "/api/v1/comments/{}?article=https%3A%2F%2Fblog.example%2Ffirst%2F",
            identifier(1)
        ),
    );
    let comment = answer.json();
    assert_eq!(comment["id"], identifier(1));
    assert_eq!(comment["parent"], json!(null));
    assert_eq!(comment["body"], "Thank\nyou 🦀");
    assert_eq!(comment["name"], "Zoé");
    assert_eq!(comment["website"], "https://exemple.fr");
    assert_eq!(comment["html"], "<p>Thank<br>\nyou 🦀</p>");
    assert_eq!(comment["state"], "published");
    let created: jiff::Timestamp = text(&comment["created"]).parse().expect("RFC 3339");
    assert!(created > jiff::Timestamp::UNIX_EPOCH);
    assert!(text(&comment["created"]).ends_with('Z'));
    let page = server.get(&comments_path("")).await.json();
    assert_eq!(
        page,
        json!({"comments": [comment], "count": 1, "next": null, "latest": "1"}),
    );
}

#[tokio::test]
async fn threads_stay_together_in_either_order() {
    let server = Server::start(&[]).await;
    for (number, draft) in [
        (1, draft("first")),
        (2, draft("second")),
        (3, reply("to first", 1)),
        (4, reply("to second", 2)),
        (5, reply("to the reply", 3)),
        (6, reply("to first again", 1)),
    ] {
        assert_eq!(server.comment(number, &draft).await.status, 201);
    }
    let first = ["first", "to first", "to the reply", "to first again"];
    let second = ["second", "to second"];
    let oldest = server.get(&comments_path("&order=oldest")).await;
    assert_eq!(oldest.bodies(), [&first[..], &second].concat());
    assert_eq!(oldest.json()["count"], 6);
    assert_eq!(oldest.json()["comments"][2]["parent"], identifier(3));
    let newest = server.get(&comments_path("&order=newest")).await;
    assert_eq!(newest.bodies(), [&second[..], &first].concat());
}

/// Reads all pages, adding a comment and a reply after each.
async fn read_while_adding(server: &Server, order: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    let mut cursor = String::new();
    for page in 0..50 {
        let path = comments_path(&format!("&order={order}&limit=3{cursor}"));
        let answer = server.get(&path).await;
        bodies.extend(answer.bodies());
        match answer.json()["next"].as_str() {
            None => return bodies,
            Some(next) => cursor = format!("&cursor={next}"),
        }
        if page < 3 {
            let late = draft(&format!("late {page}"));
            assert_eq!(server.comment(100 + page, &late).await.status, 201);
        }
    }
    panic!("the pages do not end")
}

async fn with_ten_threads() -> Server {
    let server = Server::start(&[]).await;
    for number in 0..10 {
        server
            .comment(number, &draft(&format!("root {number}")))
            .await;
    }
    for number in 0..10 {
        server
            .comment(20 + number, &reply(&format!("reply {number}"), number))
            .await;
    }
    server
}

#[tokio::test]
async fn oldest_first_pages_end_with_what_was_added_meanwhile() {
    let server = with_ten_threads().await;
    let expected: Vec<String> = (0..10)
        .flat_map(|number| [format!("root {number}"), format!("reply {number}")])
        .chain((0..3).map(|page| format!("late {page}")))
        .collect();
    assert_eq!(read_while_adding(&server, "oldest").await, expected);
}

#[tokio::test]
async fn newest_first_pages_neither_repeat_nor_leave_out() {
    let server = with_ten_threads().await;
    let expected: Vec<String> = (0..10)
        .rev()
        .flat_map(|number| [format!("root {number}"), format!("reply {number}")])
        .collect();
    assert_eq!(read_while_adding(&server, "newest").await, expected);
}

#[tokio::test]
async fn a_page_holds_50_threads_unless_asked_otherwise() {
    let server = Server::start(&UNLIMITED).await;
    for number in 0..251 {
        server.comment(number, &draft("Hello")).await;
    }
    assert_eq!(server.get(&comments_path("")).await.bodies().len(), 50);
    let most = server.get(&comments_path("&limit=250")).await;
    assert_eq!(most.bodies().len(), 250);
    let cursor = format!("&limit=250&cursor={}", text(&most.json()["next"]));
    let last = server.get(&comments_path(&cursor)).await.json();
    assert_eq!(last["comments"][0]["id"], identifier(250));
    assert_eq!(last["count"], 251);
    assert_eq!(last["next"], json!(null));
}

#[tokio::test]
async fn a_last_page_that_is_full_has_no_next() {
    let server = Server::start(&[]).await;
    for number in 0..2 {
        server.comment(number, &draft("Hello")).await;
    }
    let page = server.get(&comments_path("&limit=2")).await.json();
    assert_eq!(page["next"], json!(null));
}

#[tokio::test]
async fn a_reply_needs_a_parent_on_the_same_article() {
    let server = Server::start(&[]).await;
    server.comment(1, &draft("first")).await;
    let elsewhere = format!("/api/v1/comments/{}?article=other", identifier(2));
    for path in [
        elsewhere,
        format!("/api/v1/comments/{}?article=new", identifier(2)),
    ] {
        let answer = server.put(&path, &reply("lost", 1)).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.errors(), ["parent unknown"]);
    }
    let answer = server.comment(2, &reply("lost", 9)).await;
    assert_eq!(answer.errors(), ["parent unknown"]);
    let itself = server.comment(2, &reply("lost", 2)).await;
    assert_eq!(itself.errors(), ["parent unknown"]);
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 1);
}
