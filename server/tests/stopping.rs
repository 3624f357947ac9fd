//! Stopping: what is under way is finished, and no more is begun.

use nix::sys::signal::Signal;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{ARTICLE, Server, comments_path, identifier, read_to_end};

const BODY: &str = r#"{"name": "Ada", "body": "Hello"}"#;

/// A comment under way: the server waits for its body.
async fn begun_comment(server: &Server) -> TcpStream {
    let mut stream = server.connect().await.expect("a connection");
    let head = format!(
        "PUT /api/v1/comments/{}?article={ARTICLE} HTTP/1.1\r\nhost: x\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        identifier(1),
        BODY.len(),
    );
    stream.write_all(head.as_bytes()).await.expect("a head");
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.expect("an answer");
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    stream
}

/// Waits until the server takes no more connections.
async fn closed(server: &Server) {
    while server.connect().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn either_signal_ends_it_in_good_order() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let server = Server::start(&[]).await;
        assert_eq!(server.get(&comments_path("")).await.status, 200);
        server.signal(signal);
        let (status, log) = server.ended().await;
        assert_eq!(status.code(), Some(0), "{log}");
    }
}

#[tokio::test]
async fn a_request_under_way_is_answered() {
    let server = Server::start(&[]).await;
    let mut stream = begun_comment(&server).await;
    server.terminate();
    closed(&server).await;
    stream.write_all(BODY.as_bytes()).await.expect("a body");
    let answer = read_to_end(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let place = server.place.clone();
    let (status, log) = server.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
    let next = place.server(&[]).await;
    assert_eq!(next.get(&comments_path("")).await.bodies(), ["Hello"]);
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_it() {
    let server = Server::start(&[]).await;
    let stream = begun_comment(&server).await;
    let (status, log) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{log}");
    drop(stream);
}
