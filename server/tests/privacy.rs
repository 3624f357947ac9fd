//! What a reader gives in confidence stays on the server.

use serde_json::json;

use crate::support::{Place, Server, comment_path, comments_path, identifier, rating_path};

#[tokio::test]
async fn an_e_mail_address_never_leaves() {
    let server = Server::start(&[]).await;
    let with_email = json!({"name": "Ada", "body": "Hello", "email": "ada@secret.example"});
    let mut answers = Vec::new();
    for body in [
        with_email.clone(),
        with_email.clone(),
        json!({"name": "Ada", "body": "Other", "email": "ada@secret.example"}),
        json!({"name": "", "body": "", "email": "ada@secret.example"}),
        json!({"name": "Ada", "body": "Hello", "email": ["ada@secret.example"]}),
    ] {
        answers.push(server.put(&comment_path(1), &body).await);
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [201, 200, 409, 422, 422]);
    answers.push(server.get(&comments_path("")).await);
    for answer in &answers {
        assert!(!answer.text.contains("secret.example"), "{}", answer.text);
        assert!(!format!("{:?}", answer.headers).contains("secret.example"));
    }
    assert!(!answers[0].text.contains("email"));
    let (_, log) = server.stop().await;
    assert!(!log.contains("secret.example"), "{log}");
}

#[tokio::test]
async fn an_address_cannot_be_guessed_by_sending_a_comment_again() {
    let server = Server::start(&[]).await;
    let with = |email: &str| json!({"name": "Ada", "body": "Hello", "email": email});
    let first = server.comment(1, &with("ada@secret.example")).await;
    for guess in ["ada@secret.example", "eve@secret.example", ""] {
        let answer = server.comment(1, &with(guess)).await;
        assert_eq!((answer.status, &answer.text), (200, &first.text), "{guess}");
    }
}

/// Requests that name a voter where the API does not, some of them no HTTP at all.
fn misplaced(voter: &str) -> Vec<String> {
    let lines = [
        "GET /widgets/api/v1/rating/votes/{} HTTP/1.1",
        "PUT /widgets/api/v1/rating/votes/{}?article=a HTTP/1.1",
        "GET //api/v1/rating/votes/{} HTTP/1.1",
        "PUT /API/v1/rating/votes/{} HTTP/1.1",
        "GET /api/v1/rating/votes/{}/ HTTP/1.1",
        "GET /api/v1/rating/votes//{} HTTP/1.1",
        "GET /api/{} HTTP/1.1",
        "GET /{} HTTP/1.1",
        "GET /{}.js HTTP/1.1",
        "GET /bundle-{}/article-widgets.wasm HTTP/1.1",
        "GET /.{} HTTP/1.1",
        "GET http://{}/ HTTP/1.1",
        "GET http://x/api/v1/rating/votes/{} HTTP/1.1",
        "CONNECT {}:443 HTTP/1.1",
        "{} / HTTP/1.1",
        "{} /api/v1/rating HTTP/1.1",
        "GET /{} HTTP/9.9",
        "GET /{} x HTTP/1.1",
        "GET {} HTTP/1.1",
        "{}",
        "GET / HTTP/1.1\r\n{}",
        "GET / HTTP/1.1\r\ncontent-length: {}",
        "GET / HTTP/1.1\r\nreferer: https://blog.example/{}",
    ];
    lines.map(|line| line.replace("{}", voter)).into()
}

#[tokio::test]
async fn the_log_tells_requests_without_who_voted() {
    for level in ["info", "trace"] {
        let server = Place::new().server_telling(level, &[]).await;
        server.vote(7, 4, 5).await;
        let voter = identifier(7);
        server.get(&rating_path(&format!("&voter={voter}"))).await;
        server
            .put(
                &format!("/api/v1/rating/votes/{voter}%20?article=a"),
                &json!({}),
            )
            .await;
        for request in misplaced(&voter) {
            let head = format!("{request}\r\nhost: x\r\nconnection: close\r\n\r\n");
            server.raw(&head).await;
        }
        let (_, log) = server.stop().await;
        assert!(!log.contains(&voter), "{log}");
        assert!(!log.contains("blog.example"), "{log}");
        for text in [
            "method=PUT path=\"/api/v1/rating/votes/{voter}\"",
            "method=GET path=\"/api/v1/rating\"",
            "method=GET path=\"assets\"",
            "method=other path=\"assets\"",
            "status=200",
            "latency=",
        ] {
            assert!(log.contains(text), "{text} in {log}");
        }
    }
}

#[tokio::test]
async fn no_answer_sets_a_cookie() {
    let server = Server::start(&[]).await;
    for path in [rating_path("").as_str(), "/article-widgets.js", "/nothing"] {
        let answer = server.get(path).await;
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
}
