//! Texts that were written to break servers: they are refused, or kept as texts.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Server, UNLIMITED, comments_path, draft, identifier, rating_path, text,
};

/// Texts that mean something to SQL, shells, templates, logs, paths and pages.
const TEXTS: &[&str] = &[
    "'",
    "''",
    "\"",
    "`",
    ";",
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR ('1'='1",
    "'; DROP TABLE comment; --",
    "1; ATTACH DATABASE '/tmp/x.db' AS x; --",
    "' UNION SELECT email FROM comment --",
    "\"; DELETE FROM vote; --",
    "admin'/*",
    "?1",
    ":article",
    "@article",
    "$1",
    "NULL",
    "%",
    "_%_",
    "*",
    "\\",
    "\\'",
    "randomblob(1000000000)",
    "load_extension('x')",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//....//etc/passwd",
    "%2e%2e%2f",
    "%00",
    "%0d%0a",
    "%c0%ae%c0%ae",
    "$(id)",
    "`id`",
    "| id",
    "; id",
    "&& id",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "${jndi:ldap://127.0.0.1/x}",
    "%s%s%s%n",
    "{0}",
    "{}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "x: y\u{85}z: w",
    "\u{2028}\u{2029}",
    "\u{202e}\u{202d}",
    "\u{feff}",
    "\u{fffe}\u{ffff}",
    "e\u{301}\u{301}\u{301}\u{301}",
    "𝕯𝖗𝖔𝖕",
    "__proto__",
    "constructor",
    "toString",
    "true",
    "-1",
    "1e999",
    "NaN",
    "0x1F",
    "١٢٣",
    "Set-Cookie: a=b",
];

/// Those of them that nobody could see.
const BLANK: [&str; 3] = ["\u{2028}\u{2029}", "\u{202e}\u{202d}", "\u{feff}"];

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn comment_at(
    server: &Server,
    number: u64,
    article: &str,
    body: &serde_json::Value,
) -> Answer {
    let path = format!(
        "/api/v1/comments/{}?article={}",
        identifier(number),
        encoded(article)
    );
    server.put(&path, body).await
}

async fn comments_of(server: &Server, article: &str) -> Answer {
    server
        .get(&format!("/api/v1/comments?article={}", encoded(article)))
        .await
}

#[tokio::test]
async fn a_text_is_kept_as_a_text_in_every_field() {
    let server = Server::start(&UNLIMITED).await;
    let mut refused = Vec::new();
    for (number, hostile) in (0..).zip(TEXTS) {
        let body = json!({"name": hostile, "body": format!("{hostile} {hostile}")});
        let answer = comment_at(&server, number, "texts", &body).await;
        if answer.status == 422 {
            refused.push(*hostile);
            continue;
        }
        assert_eq!(answer.status, 201, "{hostile}: {}", answer.text);
        let kept = answer.json();
        let name = hostile.replace('\u{85}', " ");
        assert_eq!(kept["name"], name.trim(), "{hostile}");
        let path = format!("/api/v1/comments/{}?article=texts", identifier(number));
        let read = server.get(&path).await;
        assert_eq!(read.json()["comments"][0], kept, "{hostile}");
        assert!(!text(&kept["html"]).contains("<script"), "{kept}");
        assert!(!text(&kept["html"]).contains("<img"), "{kept}");
    }
    // Code of a space, and lists of nothing: Markdown of which nobody would see anything.
    let unseen = ["`", "*"];
    assert_eq!(refused, [&unseen[..], &BLANK].concat());
}

#[tokio::test]
async fn no_text_is_an_address_or_an_identifier() {
    let server = Server::start(&UNLIMITED).await;
    let mut numbers = 0..;
    // Where nobody sees anything, nothing was given.
    for (name, none) in [
        ("email", &BLANK[..]),
        ("website", &BLANK[..2]),
        ("parent", &[]),
    ] {
        let mut accepted = Vec::new();
        for hostile in TEXTS {
            let mut body = draft("Hello");
            body[name] = json!(hostile);
            let number = numbers.next().expect("a number");
            let answer = comment_at(&server, number, "texts", &body).await;
            if answer.status == 422 {
                assert_eq!(answer.errors().len(), 1, "{name} {hostile}");
            } else {
                assert_eq!(answer.status, 201, "{name} {hostile}");
                accepted.push(*hostile);
            }
        }
        assert_eq!(accepted, none, "{name}");
    }
}

#[tokio::test]
async fn an_article_of_any_name_is_that_article_and_no_other() {
    let server = Server::start(&UNLIMITED).await;
    let mut refused = Vec::new();
    for (number, hostile) in (0..).zip(TEXTS) {
        let answer = comment_at(&server, number, hostile, &draft(hostile)).await;
        if answer.status == 422 {
            refused.push(*hostile);
            continue;
        }
        assert_eq!(answer.status, 201, "{hostile}: {}", answer.text);
        let location = answer.header("location").to_owned();
        assert_eq!(server.get(&location).await.status, 200, "{location}");
        let page = comments_of(&server, hostile).await;
        assert_eq!(page.json()["count"], 1, "{hostile}");
        let vote = format!(
            "/api/v1/rating/votes/{}?article={}",
            identifier(1),
            encoded(hostile)
        );
        let answer = server.put(&vote, &json!({"value": 1, "best": 5})).await;
        assert_eq!(answer.json()["count"], 1, "{hostile}");
    }
    // A list of nothing, of which nobody would see anything, and a key of two lines.
    let others = ["*", "x: y\u{85}z: w"];
    assert_eq!(refused, [&others[..], &BLANK].concat());
    assert_eq!(
        comments_of(&server, "none of these").await.json()["count"],
        0
    );
}

#[tokio::test]
async fn a_text_in_place_of_a_name_or_a_number_is_refused() {
    let server = Server::start(&UNLIMITED).await;
    for hostile in TEXTS {
        let hostile = encoded(hostile);
        for path in [
            rating_path(&format!("&voter={hostile}")),
            rating_path(&format!("&best={hostile}")),
            comments_path(&format!("&cursor={hostile}")),
            comments_path(&format!("&order={hostile}")),
            comments_path(&format!("&limit={hostile}")),
            comments_path(&format!("&since={hostile}")),
        ] {
            let answer = server.get(&path).await;
            assert_eq!((answer.status, answer.errors().len()), (422, 1), "{path}");
        }
        let path = format!("/api/v1/comments/{hostile}?article=a");
        for method in [Method::GET, Method::DELETE] {
            let answer = Answer::to(server.request(method, &path)).await;
            assert!(matches!(answer.status, 400 | 404 | 422), "{path}");
            answer.errors();
        }
    }
}

/// Heads by which two servers could read two different requests, or none should
/// read any.
const HEADS: &[&str] = &[
    "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nx y: z\r\n\r\n0\r\n\r\n",
    "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
    "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999999\r\n\r\n",
    "PUT / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: x\r\n folded: y\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: x\r\na\0b: y\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: x\r\na: y\0z\r\n\r\n",
    "GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET / HTTP/9.9\r\nhost: x\r\n\r\n",
    "GET  HTTP/1.1\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}\x03\x03",
    "* * *\r\n\r\n",
];

#[tokio::test]
async fn heads_that_can_be_read_in_two_ways_are_refused() {
    let server = Server::start(&[]).await;
    for head in HEADS {
        let answer = server.raw(head).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{head:?}: {answer}");
    }
    assert_eq!(server.get(&rating_path("")).await.status, 200);
}

#[tokio::test]
async fn no_header_comes_out_of_a_request() {
    let server = Server::start(&["--allow-origin", "https://blog.example"]).await;
    let injected = "a%0d%0ax-injected:%20yes%0d%0a%0d%0a<script>";
    for path in [
        format!("/api/v1/comments/{}?article={injected}", identifier(1)),
        format!("/api/v1/rating?article={injected}"),
        format!("/{injected}"),
        format!("//evil.example/{injected}"),
        "//evil.example".to_owned(),
        "/\\evil.example".to_owned(),
        "/first".to_owned(),
    ] {
        for method in ["GET", "PUT", "OPTIONS"] {
            let answer = server
                .raw(&format!(
                    "{method} {path} HTTP/1.1\r\nhost: evil.example\r\norigin: https://evil.example\r\n\
                     content-length: 0\r\nconnection: close\r\n\r\n"
                ))
                .await;
            let head = answer
                .split("\r\n\r\n")
                .next()
                .unwrap_or_default()
                .to_lowercase();
            assert!(head.starts_with("http/1.1 "), "{method} {path}: {head}");
            assert!(!head.contains("x-injected: "), "{method} {path}: {head}");
            assert!(!head.contains("evil.example"), "{method} {path}: {head}");
        }
    }
}
