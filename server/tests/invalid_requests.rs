//! Requests that are wrong, and the problem documents that answer them.

use reqwest::{Body, Method};

use crate::support::{
    ARTICLE, Answer, Server, comment_path, comments_path, draft, identifier, rating_path,
    read_to_end, vote_path,
};

const VOTE: &str = r#"{"value": 4, "best": 5}"#;
const DRAFT: &str = r#"{"name": "Ada", "body": "Hello"}"#;

async fn put(server: &Server, path: &str, body: impl Into<Body>) -> Answer {
    let request = server
        .request(Method::PUT, path)
        .header("content-type", "application/json")
        .body(body);
    Answer::to(request).await
}

#[tokio::test]
async fn parameters_are_told_what_is_wrong_with_them() {
    let server = Server::start(&[]).await;
    let long = format!("/api/v1/rating?article={}", "a".repeat(2_049));
    for (path, error) in [
        ("/api/v1/rating", "article missing"),
        ("/api/v1/rating?article=", "article missing"),
        ("/api/v1/rating?article=%20%09", "article missing"),
        ("/api/v1/rating?article=a%00b", "article malformed"),
        ("/api/v1/rating?article=a&article=b", "article malformed"),
        (&long, "article too_long"),
        ("/api/v1/comments?Article=a", "article missing"),
        (&rating_path("&best=1"), "best out_of_range"),
        (&rating_path("&best=11"), "best out_of_range"),
        (&rating_path("&best=-5"), "best out_of_range"),
        (
            &rating_path("&best=99999999999999999999"),
            "best out_of_range",
        ),
        (&rating_path("&best=five"), "best malformed"),
        (&rating_path("&best="), "best malformed"),
        (&rating_path("&best=5&best=5"), "best malformed"),
        (&rating_path("&voter=ada"), "voter malformed"),
        (&rating_path("&voter="), "voter malformed"),
        (&comments_path("&limit=0"), "limit out_of_range"),
        (&comments_path("&limit=251"), "limit out_of_range"),
        (&comments_path("&limit=many"), "limit malformed"),
        (&comments_path("&order=best"), "order malformed"),
        (&comments_path("&cursor="), "cursor malformed"),
        (&comments_path("&cursor=oldest-"), "cursor malformed"),
        (&comments_path("&cursor=newest-1"), "cursor malformed"),
        (&comments_path("&cursor=%27%20OR%201"), "cursor malformed"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 422, "{path}");
        assert_eq!(answer.errors(), [error], "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(
            answer.json()["type"],
            "urn:article-widgets:problem:invalid-fields"
        );
    }
}

#[tokio::test]
async fn what_no_route_knows_is_ignored() {
    let server = Server::start(&[]).await;
    for parameters in ["&page=2", "&&", "&=", "&x=%zz", "&x&x&x"] {
        assert_eq!(server.get(&rating_path(parameters)).await.status, 200);
    }
    let body = r#"{"name": "Ada", "body": "Hello", "rank": {"a": [1]}}"#;
    assert_eq!(put(&server, &comment_path(1), body).await.status, 201);
}

#[tokio::test]
async fn a_name_in_the_path_must_be_a_uuid() {
    let server = Server::start(&[]).await;
    for (path, body, error) in [
        ("/api/v1/comments/1?article=a", DRAFT, "id malformed"),
        ("/api/v1/comments/%00?article=a", DRAFT, "id malformed"),
        (
            "/api/v1/rating/votes/ada?article=a",
            VOTE,
            "voter malformed",
        ),
    ] {
        let answer = put(&server, path, body).await;
        assert_eq!(answer.status, 422, "{path}");
        assert_eq!(answer.errors(), [error]);
    }
    let without_article = format!("/api/v1/comments/{}", identifier(1));
    let answer = put(&server, &without_article, DRAFT).await;
    assert_eq!(answer.errors(), ["article missing"]);
}

#[tokio::test]
async fn a_vote_is_told_which_field_is_wrong() {
    let server = Server::start(&[]).await;
    for (body, error) in [
        (r#"{"value": 0, "best": 5}"#, "value out_of_range"),
        (r#"{"value": 6, "best": 5}"#, "value out_of_range"),
        (r#"{"value": -1, "best": 5}"#, "value out_of_range"),
        (r#"{"value": 300, "best": 5}"#, "value out_of_range"),
        (r#"{"value": 1, "best": 11}"#, "best out_of_range"),
        (r#"{"value": 4.5, "best": 5}"#, "value wrong_type"),
        (r#"{"value": "4", "best": 5}"#, "value wrong_type"),
        (r#"{"value": null, "best": 5}"#, "value wrong_type"),
        (r#"{"value": 4, "best": [5]}"#, "best wrong_type"),
        (r#"{"value": 4}"#, "best missing"),
        (r#"{"best": 5}"#, "value missing"),
    ] {
        let answer = put(&server, &vote_path(1), body).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.errors(), [error], "{body}");
    }
    assert_eq!(server.get(&rating_path("")).await.json()["count"], 0);
}

#[tokio::test]
async fn a_comment_is_told_which_field_is_wrong() {
    let server = Server::start(&[]).await;
    for (body, error) in [
        (r#"{"name": "Ada", "body": 1}"#, "body wrong_type"),
        (r#"{"name": ["Ada"], "body": "a"}"#, "name wrong_type"),
        (
            r#"{"name": "Ada", "body": "a", "email": {}}"#,
            "email wrong_type",
        ),
        (
            r#"{"name": "Ada", "body": "a", "website": true}"#,
            "website wrong_type",
        ),
        (
            r#"{"name": "Ada", "body": "a", "parent": 5}"#,
            "parent wrong_type",
        ),
        (
            r#"{"name": "Ada", "body": "a", "parent": "x"}"#,
            "parent malformed",
        ),
    ] {
        let answer = put(&server, &comment_path(1), body).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.errors(), [error], "{body}");
    }
}

#[tokio::test]
async fn json_of_another_shape_is_no_vote() {
    let server = Server::start(&[]).await;
    for body in [
        "5",
        "null",
        "[]",
        "[4, 5]",
        r#""vote""#,
        r#"{"value":1,"value":2,"best":5}"#,
    ] {
        let answer = put(&server, &vote_path(1), body).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.errors(), [""; 0]);
        assert!(answer.json()["detail"].is_string());
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_malformed() {
    let server = Server::start(&[]).await;
    let deep = "[".repeat(200_000);
    for body in [
        b"".as_slice(),
        b"{",
        b"{\"value\": 4, \"best\": 5} and more",
        b"{\"value\": \"four\", \"best\"",
        b"{\"value\": 4, \"best\": 5, \"x\": \"\xff\"}",
        b"\xff",
        b"{\"value\": 4, \"best\": 1e999}",
        b"{\"x\": \"\\ud800\", \"value\": }",
        deep.as_bytes(),
    ] {
        let answer = put(&server, &vote_path(1), body.to_vec()).await;
        let start = String::from_utf8_lossy(&body[..body.len().min(40)]);
        assert_eq!(answer.status, 400, "{start:?}");
        assert_eq!(answer.errors(), [""; 0]);
        assert_eq!(
            answer.json()["type"],
            "urn:article-widgets:problem:malformed-request"
        );
    }
    for path in [
        "/api/v1/rating?article=%ff",
        "/api/v1/rating?article=a&x=%c3%28",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(answer.errors(), [""; 0]);
    }
    let path = put(&server, "/api/v1/comments/%ff?article=a", DRAFT).await;
    assert_eq!(path.status, 400);
}

#[tokio::test]
async fn a_body_is_declared_as_json() {
    let server = Server::start(&[]).await;
    let undeclared = server.request(Method::PUT, &vote_path(1)).body(VOTE);
    let answer = Answer::to(undeclared).await;
    assert_eq!(answer.status, 415);
    assert_eq!(answer.errors(), [""; 0]);
    for (media_type, status) in [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("nonsense", 415),
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
    ] {
        let request = server
            .request(Method::PUT, &vote_path(1))
            .header("content-type", media_type)
            .body(VOTE);
        assert_eq!(Answer::to(request).await.status, status, "{media_type}");
    }
}

fn sized_body(bytes: usize) -> String {
    let frame = r#"{"name": "Ada", "body": "Hello", "x": ""}"#;
    let filling = "x".repeat(bytes - frame.len());
    frame.replace(r#""x": """#, &format!(r#""x": "{filling}""#))
}

#[tokio::test]
async fn a_body_has_at_most_512_kib() {
    let server = Server::start(&[]).await;
    let most = put(&server, &comment_path(1), sized_body(512 * 1024)).await;
    assert_eq!(most.status, 201);
    let more = put(&server, &comment_path(2), sized_body(512 * 1024 + 1)).await;
    assert_eq!(more.status, 413);
    assert_eq!(more.errors(), [""; 0]);
}

#[tokio::test]
async fn a_chunked_body_has_at_most_512_kib() {
    let server = Server::start(&[]).await;
    let chunks = |bytes| {
        let body = sized_body(bytes).into_bytes();
        let pieces: Vec<std::io::Result<Vec<u8>>> =
            body.chunks(1_000).map(|piece| Ok(piece.to_vec())).collect();
        Body::wrap_stream(futures_util::stream::iter(pieces))
    };
    let most = put(&server, &comment_path(1), chunks(512 * 1024)).await;
    assert_eq!(most.status, 201);
    let more = put(&server, &comment_path(2), chunks(512 * 1024 + 1)).await;
    assert_eq!(more.status, 413);
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let server = Server::start(&[]).await;
    for path in [
        "/api/v1",
        "/api/v1/",
        "/api/v1/ratings",
        "/api/v1/rating/",
        "/api/v2/rating?article=a",
        "/nothing.js",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.errors(), [""; 0]);
    }
    for (method, path, allowed) in [
        (Method::POST, "/api/v1/rating", "GET,HEAD"),
        (Method::DELETE, "/api/v1/comments", "GET,HEAD"),
        (Method::POST, "/api/v1/openapi.json", "GET,HEAD"),
        (Method::POST, &comment_path(1), "GET,HEAD,PUT,DELETE"),
        (Method::POST, &vote_path(1), "PUT,DELETE"),
        (Method::PUT, "/article-widgets.js", "GET,HEAD"),
    ] {
        let answer = Answer::to(server.request(method, path)).await;
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.errors(), [""; 0]);
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
}

#[tokio::test]
async fn a_request_without_a_path_finds_nothing() {
    let server = Server::start(&[]).await;
    for target in ["blog.example", "blog.example:443", "*"] {
        let method = if target == "*" { "OPTIONS" } else { "GET" };
        let request = format!("{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = server.raw(&request).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{target}: {answer}");
    }
}

#[tokio::test]
async fn articles_outside_the_prefixes_are_unknown() {
    let server = Server::start(&[
        "--article-prefix",
        "https://blog.example/",
        "--article-prefix",
        "https://other.example/",
    ])
    .await;
    let other = "https://blog.example.net/";
    let voter = identifier(1);
    for answer in [
        server.get(&format!("/api/v1/rating?article={other}")).await,
        server
            .get(&format!("/api/v1/comments?article={other}"))
            .await,
        put(
            &server,
            &format!("/api/v1/comments/{voter}?article={other}"),
            DRAFT,
        )
        .await,
        put(
            &server,
            &format!("/api/v1/rating/votes/{voter}?article={other}"),
            VOTE,
        )
        .await,
    ] {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.errors(), ["article unknown"]);
    }
    assert_eq!(server.comment(1, &draft("Hello")).await.status, 201);
    let second = "/api/v1/rating?article=https://other.example/a";
    assert_eq!(server.get(second).await.status, 200);
}

#[tokio::test]
async fn a_connection_that_breaks_off_leaves_nothing() {
    use tokio::io::AsyncWriteExt as _;

    let server = Server::start(&[]).await;
    let mut stream = server.connect().await.expect("a connection");
    let half = format!(
        "PUT /api/v1/comments/{}?article={ARTICLE} HTTP/1.1\r\nhost: x\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"name\"",
        identifier(1)
    );
    stream.write_all(half.as_bytes()).await.expect("a request");
    stream.shutdown().await.expect("an end");
    read_to_end(&mut stream).await;
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 0);
}
