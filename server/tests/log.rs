//! The log: whatever becomes of it, readers are served and the server stops when told.

use std::fs::File;
use std::io::{PipeReader, pipe};
use std::os::fd::OwnedFd;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::unix::pipe::{OpenOptions, Receiver};
use tokio::process::Command;

use crate::support::{Place, Server, program, rating_path, read_to_end};

/// A pipe whose reader has gone.
fn broken_pipe() -> Stdio {
    let (_, writer) = pipe().expect("a pipe");
    writer.into()
}

/// Sends so many requests one after another, and asserts that each is answered.
async fn check_answered(server: &Server, requests: usize) {
    let head = format!("GET {} HTTP/1.1\r\nhost: x\r\n", rating_path(""));
    let all = format!("{head}\r\n").repeat(requests - 1) + &head + "connection: close\r\n\r\n";
    let mut stream = server.connect().await.expect("a connection");
    let (mut reader, mut writer) = stream.split();
    let (sent, answers) = tokio::join!(writer.write_all(all.as_bytes()), read_to_end(&mut reader));
    sent.expect("requests");
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), requests);
}

async fn check_stops(server: Server) {
    let (status, _) = server.stop().await;
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn readers_are_served_when_the_logs_reader_has_gone() {
    let server = Place::new().server_logging(broken_pipe(), &[]).await;
    check_answered(&server, 20).await;
    check_stops(server).await;
}

#[tokio::test]
async fn readers_are_served_when_nobody_reads_the_log() {
    let (unread, writer) = pipe().expect("a pipe");
    let server = Place::new().server_logging(writer, &[]).await;
    check_answered(&server, 2_000).await;
    check_stops(server).await;
    drop(unread);
}

/// Reads lines until each of so many requests is told or counted as lost, and returns how
/// many were lost.
async fn lost(lines: &mut Lines<BufReader<impl AsyncRead + Unpin>>, requests: usize) -> usize {
    let (mut told, mut lost) = (0, 0);
    while told + lost < requests {
        let line = lines.next_line().await.expect("a log").expect("a line");
        if line.contains("finished processing request") {
            told += 1;
        } else if let Some((number, _)) = line.split_once(" lines of the log were lost") {
            let number = number.rsplit(' ').next().expect("a number");
            lost += number.parse::<usize>().expect("a number");
        }
    }
    assert_eq!(told + lost, requests);
    lost
}

fn lines_of(reader: PipeReader) -> Lines<BufReader<Receiver>> {
    let file = File::from(OwnedFd::from(reader));
    BufReader::new(Receiver::from_file(file).expect("a pipe")).lines()
}

#[tokio::test]
async fn a_log_that_is_read_late_tells_how_many_lines_it_lacks() {
    const REQUESTS: usize = 6_000;
    let (reader, writer) = pipe().expect("a pipe");
    let server = Place::new().server_logging(writer, &[]).await;
    check_answered(&server, REQUESTS).await;
    assert!(lost(&mut lines_of(reader), REQUESTS).await > 0);
    check_stops(server).await;
}

#[tokio::test]
async fn a_log_whose_reader_comes_back_tells_how_many_lines_it_lacks() {
    let place = Place::new();
    let log = place.path().join("log");
    let made = Command::new("mkfifo").arg(&log).status().await;
    assert!(made.expect("mkfifo").success());
    let reader = || {
        let opened = OpenOptions::new().open_receiver(&log);
        BufReader::new(opened.expect("a reader")).lines()
    };
    let mut lines = reader();
    let writer = OpenOptions::new().open_sender(&log).expect("a writer");
    let writer = writer.into_blocking_fd().expect("a writer");
    let server = place.server_logging(writer, &[]).await;
    check_answered(&server, 1).await;
    assert_eq!(lost(&mut lines, 1).await, 0);

    drop(lines);
    check_answered(&server, 300).await;
    let mut lines = reader();
    check_answered(&server, 1).await;
    assert!(lost(&mut lines, 301).await > 0);
    check_stops(server).await;
}

#[tokio::test]
async fn a_start_that_nobody_hears_of_is_one() {
    let place = Place::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = port.local_addr().expect("an address");
    drop(port);
    let mut command = place.command(&["--listen", &address.to_string()]);
    command.stdout(broken_pipe()).stderr(broken_pipe());
    let mut process = command.spawn().expect("the program starts");
    let url = format!("http://{address}{}", rating_path(""));
    let answer = loop {
        let ended = process.try_wait().expect("a status");
        assert!(ended.is_none(), "{ended:?}");
        if let Ok(answer) = reqwest::get(&url).await {
            break answer;
        }
    };
    assert_eq!(answer.status(), 200);
    process.kill().await.expect("an end");
}

#[tokio::test]
async fn a_start_that_fails_says_so_by_its_exit_code_when_nobody_reads_why() {
    let mut command = program();
    command.args(["--assets", "nothing"]).stderr(broken_pipe());
    let status = command.status().await.expect("the program starts");
    assert_eq!(status.code(), Some(1));
}

#[tokio::test]
async fn what_cannot_be_understood_of_the_logs_level_is_told_and_the_rest_holds() {
    let place = Place::new();
    let level = "article_widgets_server=chatty,tower_http=debug";
    let server = place.server_telling(level, &[]).await;
    check_answered(&server, 1).await;
    let (_, log) = server.stop().await;
    assert!(log.contains("article_widgets_server=chatty"), "{log}");
    assert!(log.contains("finished processing request"), "{log}");

    let mut command = place.command(&["--assets", "nothing"]);
    command.env("RUST_LOG", level).stderr(broken_pipe());
    let status = command.status().await.expect("the program starts");
    assert_eq!(status.code(), Some(1));
}
