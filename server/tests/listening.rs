//! Listening: at an address, a name's addresses, or a Unix socket.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream, lookup_host};

use crate::support::{Answer, Place, Server, comments_path, draft, rating_path, vote_path};

fn socket(place: &Place) -> PathBuf {
    place.path().join("server.sock")
}

fn option(path: &Path) -> String {
    format!("unix:{}", path.display())
}

async fn server_at(place: &Place, path: &Path, options: &[&str]) -> Server {
    let listen = option(path);
    let options = [&["--listen", &listen], options].concat();
    place.server(&options).await
}

async fn check_served(server: &Server) {
    assert_eq!(server.get(&rating_path("")).await.status, 200);
}

#[tokio::test]
async fn a_name_stands_for_each_of_its_addresses() {
    let server = Server::start(&["--listen", "localhost:0"]).await;
    check_served(&server).await;
    let (_, port) = server.address.rsplit_once(':').expect("a port");
    let port: u16 = port.parse().expect("a port");
    let mut addresses = 0;
    for address in lookup_host(("localhost", port)).await.expect("addresses") {
        let is_here = std::net::TcpListener::bind((address.ip(), 0)).is_ok();
        let is_served = TcpStream::connect(address).await.is_ok();
        assert_eq!(is_served, is_here, "{address}");
        addresses += usize::from(is_served);
    }
    assert!(addresses > 0);
    let (status, _) = server.stop().await;
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn a_name_without_an_address_is_told() {
    let place = Place::new();
    let output = place
        .failed_start(&["--listen", "nobody.invalid:8080"])
        .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    let expected = "error: cannot listen on nobody.invalid:8080: ";
    assert!(told.starts_with(expected), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[tokio::test]
async fn a_socket_serves_as_a_port_does_and_goes_with_the_server() {
    let place = Place::new();
    let path = socket(&place);
    let server = server_at(&place, &path, &[]).await;
    assert_eq!(server.comment(1, &draft("Hello")).await.status, 201);
    assert_eq!(server.vote(1, 4, 5).await.status, 200);
    assert_eq!(server.get(&comments_path("")).await.bodies(), ["Hello"]);
    assert_eq!(server.get("/article-widgets.js").await.status, 200);
    // A web server that runs as another user has to connect.
    let mode = path.metadata().expect("a socket").permissions().mode();
    assert_eq!(mode & 0o777, 0o666);
    let (status, log) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_that_a_killed_server_left_is_taken_over() {
    let place = Place::new();
    let path = socket(&place);
    server_at(&place, &path, &[]).await.kill().await;
    assert!(path.exists());
    let server = server_at(&place, &path, &[]).await;
    check_served(&server).await;
}

#[tokio::test]
async fn a_socket_in_use_is_told_and_left_alone() {
    let place = Place::new();
    let path = socket(&place);
    let first = server_at(&place, &path, &[]).await;
    let other = Place::new();
    let output = other.failed_start(&["--listen", &option(&path)]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    let expected = format!("error: cannot listen on {}: ", option(&path));
    assert!(told.starts_with(&expected), "{told}");
    check_served(&first).await;
}

#[tokio::test]
async fn a_file_that_is_no_socket_is_left_alone() {
    let place = Place::new();
    let path = place.path().join("letters");
    std::fs::write(&path, "mine").expect("a file");
    let output = place.failed_start(&["--listen", &option(&path)]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "mine");
}

#[tokio::test]
async fn a_start_that_fails_leaves_no_socket() {
    let place = Place::new();
    let path = socket(&place);
    let database = format!("sqlite:{}", place.path().join("no/widgets.db").display());
    let listen = option(&path);
    let output = place
        .failed_start(&["--listen", &listen, "--database", &database])
        .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.starts_with("error: cannot open the database"),
        "{told}"
    );
    assert!(!path.exists());
}

#[tokio::test]
async fn a_server_that_stops_leaves_the_socket_of_the_next() {
    let place = Place::new();
    let path = socket(&place);
    let first = server_at(&place, &path, &[]).await;
    std::fs::remove_file(&path).expect("no socket");
    let next = server_at(&place, &path, &[]).await;
    first.stop().await;
    check_served(&next).await;
}

/// The answer to a vote that a proxy passed on.
async fn forwarded(server: &Server, voter: u64, address: &str) -> u16 {
    let request = server
        .request(Method::PUT, &vote_path(voter))
        .header("x-forwarded-for", address)
        .json(&json!({"value": 5, "best": 5}));
    Answer::to(request).await.status
}

#[tokio::test]
async fn readers_behind_a_proxy_at_a_socket_are_told_apart() {
    let place = Place::new();
    let options = ["--votes-per-article", "1", "--trust-proxy"];
    let server = server_at(&place, &socket(&place), &options).await;
    assert_eq!(forwarded(&server, 1, "192.0.2.1").await, 200);
    assert_eq!(forwarded(&server, 2, "192.0.2.2").await, 200);
    assert_eq!(forwarded(&server, 3, "192.0.2.2").await, 429);
    let (_, log) = server.stop().await;
    assert!(!log.contains("--trust-proxy"), "{log}");
}

#[tokio::test]
async fn readers_at_a_socket_share_the_limits_of_one_address_unless_a_proxy_is_trusted() {
    let place = Place::new();
    let options = ["--votes-per-article", "1"];
    let server = server_at(&place, &socket(&place), &options).await;
    assert_eq!(forwarded(&server, 1, "192.0.2.1").await, 200);
    assert_eq!(forwarded(&server, 2, "192.0.2.2").await, 429);
    let (_, log) = server.stop().await;
    assert!(log.contains("--trust-proxy"), "{log}");
}

#[tokio::test]
async fn a_socket_serves_more_at_a_time_than_one_address_gets() {
    let place = Place::new();
    let path = socket(&place);
    let server = server_at(&place, &path, &[]).await;
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: 23\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        vote_path(1)
    );
    let mut under_way = Vec::new();
    for _ in 0..300 {
        let mut stream = UnixStream::connect(&path).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("a head");
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).await.expect("an answer");
        assert!(go_on.starts_with(b"HTTP/1.1 100 "));
        under_way.push(stream);
    }
    check_served(&server).await;
    let last = under_way.last_mut().expect("a request");
    let vote = br#"{"value": 4, "best": 5}"#;
    last.write_all(vote).await.expect("a body");
    let mut answer = String::new();
    last.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
