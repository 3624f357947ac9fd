//! Clients that are slow, idle or too large, and those beside them.

use std::net::Ipv4Addr;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::peak_memory;
use crate::effort::{figure, scaled};
use crate::support::{
    Answer, Place, Server, UNLIMITED, client_at, comment_path, comments_path, draft, rating_path,
    read_to_end, vote_path,
};

/// The most memory that a server may hold, in MiB, however many come.
const MEMORY: u64 = 384;

/// The number of connections of each of many addresses: fewer than an address may have.
const EACH: u64 = 50;

/// So many connections, of many addresses, that have sent these bytes and send no more.
async fn connections(server: &Server, count: u64, sent: &str) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for number in 0..count {
        let address = u32::try_from(number / EACH).expect("an address");
        let address = Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 1).to_bits() + address);
        let mut stream = server.connect_from(address).await;
        stream
            .write_all(sent.as_bytes())
            .await
            .expect("a beginning");
        streams.push(stream);
    }
    streams
}

/// The one client that would have everything.
const GREEDY: Ipv4Addr = Ipv4Addr::new(127, 2, 0, 1);
/// Somebody else.
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 2, 0, 2);

/// The answer to somebody else who reads the rating.
async fn read_by_another(server: &Server) -> Answer {
    Answer::to(server.request_by(&client_at(OTHER), Method::GET, &rating_path(""))).await
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

/// The number of these that were refused to a client for its share's sake, as the log says once in
/// a while.
fn told_refused(log: &str, name: &str) -> usize {
    let told: Vec<usize> = log
        .lines()
        .filter(|line| line.contains(&format!(": {name} were refused")))
        .filter_map(|line| {
            line.split_once("beyond_share=")?
                .1
                .split(' ')
                .next()?
                .parse()
                .ok()
        })
        .collect();
    assert!(told.len() < 10, "{log}");
    told.iter().sum()
}

#[tokio::test]
async fn one_clients_idle_connections_keep_no_other_out() {
    const ROOM: usize = 200;
    const SHARE: usize = 64;
    let place = Place::new();
    let few_files = "ulimit -n 300; exec \"$@\"";
    let server = place.server_by(few_files, &[]).await;
    let mut idle = Vec::new();
    for _ in 0..ROOM + 50 {
        idle.push(server.connect_from(GREEDY).await);
    }
    // What was refused is closed.
    let mut closing = idle
        .iter_mut()
        .map(async |stream| read_to_end(stream).await)
        .collect::<FuturesUnordered<_>>();
    for _ in 0..50 {
        assert_eq!(closing.next().await.as_deref(), Some(""));
    }
    assert_eq!(read_by_another(&server).await.status, 200);
    for _ in 50..ROOM + 50 - SHARE {
        assert_eq!(closing.next().await.as_deref(), Some(""));
    }
    let (_, log) = server.stop().await;
    assert_eq!(told_refused(&log, "connections"), ROOM + 50 - SHARE);

    // What comes from a proxy is no one client's.
    let server = place.server_by(few_files, &["--trust-proxy"]).await;
    let mut idle = Vec::new();
    for _ in 0..ROOM - 10 {
        idle.push(server.connect_from(GREEDY).await);
    }
    let proxy = client_at(GREEDY);
    let answer = Answer::to(server.request_by(&proxy, Method::GET, &rating_path(""))).await;
    assert_eq!(answer.status, 200);
}

/// The head of a write with a body of so many bytes, which a proxy passed on for a client.
fn head(path: &str, bytes: usize, client: &str) -> String {
    format!(
        "PUT {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {bytes}\r\nx-forwarded-for: {client}\r\n\
         expect: 100-continue\r\n\r\n"
    )
}

/// The status that is answered to a head: 100 when its body may come.
async fn status_of_head(stream: &mut TcpStream, head: &str) -> u16 {
    stream.write_all(head.as_bytes()).await.expect("a head");
    let mut line = [0; 25];
    stream.read_exact(&mut line).await.expect("an answer");
    let line = String::from_utf8_lossy(&line);
    line[9..12].parse().expect("a status")
}

#[tokio::test]
async fn one_client_has_so_many_requests_under_way_and_others_go_on() {
    const SHARE: usize = 128;
    const VOTE: &[u8] = br#"{"value": 4, "best": 5}"#;
    let options = [&UNLIMITED[..], &["--trust-proxy"]].concat();
    let server = Server::start(&options).await;
    let mut under_way = Vec::new();
    for number in 0..SHARE + 20 {
        let mut stream = server.connect().await.expect("a connection");
        // One customer's addresses, as a provider gives them out.
        let client = format!("2001:db8:0:1::{number:x}");
        let head = head(&vote_path(1), VOTE.len(), &client);
        let status = status_of_head(&mut stream, &head).await;
        assert_eq!(status, if number < SHARE { 100 } else { 503 });
        under_way.push(stream);
    }
    let mut other = server.connect().await.expect("a connection");
    let vote = head(&vote_path(2), VOTE.len(), "2001:db8:1::1");
    assert_eq!(status_of_head(&mut other, &vote).await, 100);
    other.write_all(VOTE).await.expect("a body");
    let mut answer = [0; 15];
    other.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");

    // Whose own request is answered may send the next.
    let first = &mut under_way[0];
    first.write_all(VOTE).await.expect("a body");
    first.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    let mut next = server.connect().await.expect("a connection");
    let vote = head(&vote_path(1), VOTE.len(), "2001:db8:0:1::1");
    assert_eq!(status_of_head(&mut next, &vote).await, 100);
    drop((under_way, next));
    let (_, log) = server.stop().await;
    assert_eq!(told_refused(&log, "requests"), 20);
    assert!(!log.contains("status=503"), "{log}");
}

#[tokio::test]
async fn one_clients_unfinished_bodies_leave_room_for_others() {
    const BYTES: usize = 500_000;
    let options = [&UNLIMITED[..], &["--trust-proxy"]].concat();
    let server = Server::start(&options).await;
    let mut unfinished = Vec::new();
    for number in 0..160 {
        let mut stream = server.connect().await.expect("a connection");
        // Many customers of one provider, and most of them refused by their number.
        let client = format!("2001:db8:0:{:x}::1", number / 2);
        let head = head(&comment_path(1), BYTES, &client);
        if status_of_head(&mut stream, &head).await == 100 {
            // The server may hang up before it has read all.
            let _ = stream.write_all(&vec![b' '; BYTES - 1]).await;
        }
        unfinished.push(stream);
    }
    // Of what all may have, more than one site's share was asked for.
    let refused = unfinished
        .iter()
        .map(TcpStream::readable)
        .collect::<FuturesUnordered<_>>();
    assert_eq!(refused.take(15).count().await, 15);
    let long = json!({"name": "Ada", "body": "Hello", "x": "x".repeat(BYTES)});
    let request = server
        .request(Method::PUT, &comment_path(2))
        .header("x-forwarded-for", "192.0.2.1")
        .json(&long);
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    drop(unfinished);
    let (_, log) = server.stop().await;
    assert!(told_refused(&log, "long bodies") >= 15);
}

#[tokio::test]
async fn one_client_that_reads_nothing_is_not_kept_much() {
    let server = Server::start(&UNLIMITED).await;
    let long = json!({"name": "Ada", "body": "and so on ".repeat(6_000)});
    for number in 0..10 {
        assert_eq!(server.comment(number, &long).await.status, 201);
    }
    let request = format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", comments_path(""));
    let mut deaf = Vec::new();
    let mut refused = 0;
    for _ in 0..100 {
        let mut stream = server.connect_narrowly_from(GREEDY).await;
        stream
            .write_all(request.as_bytes())
            .await
            .expect("a request");
        let mut line = [0; 15];
        stream.read_exact(&mut line).await.expect("an answer");
        refused += u64::from(line.starts_with(b"HTTP/1.1 503"));
        deaf.push(stream);
    }
    assert!((1..100).contains(&refused), "{refused}");
    let request = server.request_by(&client_at(OTHER), Method::GET, &comments_path(""));
    assert_eq!(Answer::to(request).await.status, 200);
    figure(
        "of 100 answers of 1 MB that one client takes slowly, put off",
        refused,
    );
    figure(
        "the server's most memory, in MiB, with these answers",
        peak_memory(&server),
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

/// The response to a request that the server need not have read to its end.
async fn refused(server: &Server, request: &str) -> String {
    let mut stream = server.connect().await.expect("a connection");
    // The server may hang up before it has read all.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
