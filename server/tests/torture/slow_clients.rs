//! Clients that are slow, idle or too large, and those beside them.

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::peak_memory;
use crate::scale::{figure, scaled};
use crate::support::{Server, UNLIMITED, comment_path, comments_path, draft, rating_path};

/// What a server may hold at most, in MiB, however many come.
const MEMORY: u64 = 384;

/// So many connections that have sent these bytes, and send no more.
async fn connections(server: &Server, count: u64, sent: &str) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..count {
        let mut stream = server.connect().await.expect("a connection");
        stream
            .write_all(sent.as_bytes())
            .await
            .expect("a beginning");
        streams.push(stream);
    }
    streams
}

/// Asserts that another reader is served.
async fn check_served(server: &Server, number: u64) {
    let kept = server.comment(number, &draft("Hello")).await;
    assert_eq!(kept.status, 201, "{}", kept.text);
    assert_eq!(server.vote(number, 4, 5).await.status, 200);
    assert_eq!(server.get(&comments_path("")).await.status, 200);
    assert_eq!(
        server.get(&rating_path("")).await.json()["count"],
        number + 1
    );
}

#[tokio::test]
async fn slow_heads_and_slow_bodies_keep_nobody_waiting() {
    let server = Server::start(&UNLIMITED).await;
    let count = scaled(200, 2_000);
    let head = "GET /api/v1/rating?article=a HTTP/1.1\r\nhost: x\r\nx-slow: ";
    let heads = connections(&server, count, head).await;
    let body = format!(
        "PUT {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: 500000\r\n\r\n{{\"body\": \"{}",
        comment_path(1_000_000),
        "x".repeat(8_000),
    );
    let bodies = connections(&server, count, &body).await;
    check_served(&server, 0).await;
    figure(
        "clients with half a head, and half a body, while others are served",
        heads.len() + bodies.len(),
    );
    figure(
        "the server's most memory, in MiB, with half heads and bodies",
        peak_memory(&server),
    );
}

#[tokio::test]
async fn idle_connections_keep_nobody_waiting() {
    let possible = rlimit::increase_nofile_limit(u64::MAX).map_or(500, |files| files - 200);
    let server = Server::start(&UNLIMITED).await;
    let count = scaled(500, 10_000).min(possible);
    let idle = connections(&server, count, "").await;
    check_served(&server, 0).await;
    let memory = peak_memory(&server);
    assert!(memory < MEMORY, "{memory} MiB");
    figure("idle connections while others are served", idle.len());
    figure(
        "the server's most memory, in MiB, with idle connections",
        memory,
    );
}

#[tokio::test]
async fn readers_who_do_not_read_keep_nobody_waiting() {
    let server = Server::start(&UNLIMITED).await;
    let long = json!({"name": "Ada", "body": "and so on ".repeat(6_000)});
    for number in 0..30 {
        assert_eq!(server.comment(number, &long).await.status, 201);
    }
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: x\r\n\r\n",
        comments_path("&limit=100")
    );
    let deaf = connections(&server, scaled(20, 200), &request).await;
    let mut first = [0; 15];
    for stream in deaf.iter().take(3) {
        stream
            .readable()
            .await
            .expect("an answer that nobody reads");
    }
    let mut hearing = connections(&server, 1, &request).await;
    hearing[0].read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let kept = server.comment(100, &draft("Hello")).await;
    assert_eq!(kept.status, 201);
    let memory = peak_memory(&server);
    figure(
        "readers of 2 MB who read nothing, while others are served",
        deaf.len(),
    );
    figure(
        "the server's most memory, in MiB, with readers who do not read",
        memory,
    );
}

#[tokio::test]
async fn heads_and_bodies_that_are_too_large_end_with_themselves() {
    let server = Server::start(&UNLIMITED).await;
    let header = "x".repeat(100_000);
    let many: String = (0..2_000)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect();
    let requests = [
        format!("GET / HTTP/1.1\r\nhost: x\r\nx: {header}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n"),
        format!("GET /{header} HTTP/1.1\r\nhost: x\r\n\r\n"),
    ];
    for request in &requests {
        let answers = join_all((0..scaled(10, 200)).map(|_| refused(&server, request))).await;
        for answer in answers {
            let status = answer.get(9..12).unwrap_or_default();
            assert!(matches!(status, "" | "414" | "431"), "{answer}");
        }
    }
    let huge = format!(
        "PUT {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: 99999999999\r\n\r\n",
        comment_path(7),
    );
    let answer = server.raw(&huge).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    check_served(&server, 0).await;
    let memory = peak_memory(&server);
    assert!(memory < MEMORY, "{memory} MiB");
}

/// What is answered to a request that the server need not have read to its end.
async fn refused(server: &Server, request: &str) -> String {
    let mut stream = server.connect().await.expect("a connection");
    // The server may hang up before it has read all.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
