//! A disk without room, and a file that may not be written.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::check_integrity;
use crate::effort::{figure, scaled};
use crate::support::{Answer, Place, Server, UNLIMITED, comments_path, draft};

/// Writes comments until one is refused; returns its number, and the refusal.
async fn write_until_refused(server: &Server, from: u64) -> (u64, Answer) {
    for number in from..from + 10_000 {
        let answer = server.comment(number, &long(number)).await;
        if answer.status != 201 {
            return (number, answer);
        }
    }
    panic!("the disk is never full")
}

/// A comment that takes some room.
fn long(number: u64) -> serde_json::Value {
    draft(&format!("comment {number} {}", "and so on ".repeat(500)))
}

fn assert_refused(answer: &Answer, status: u16, kind: &str) {
    assert_eq!((answer.status, answer.errors().len()), (status, 0));
    let kind = format!("urn:article-widgets:problem:{kind}");
    assert_eq!(answer.json()["type"], kind);
    assert!(answer.header("retry-after").parse::<u64>().is_ok());
}

async fn count(server: &Server) -> u64 {
    let page = server.get(&comments_path("")).await.json();
    page["count"].as_u64().expect("a count")
}

/// The largest file that a program may write.
async fn limit_files(server: &Server, bytes: &str) {
    let limit = Command::new("prlimit")
        .args(["--pid", &server.id().to_string()])
        .arg(format!("--fsize={bytes}:"))
        .status();
    assert!(limit.await.expect("prlimit").success());
}

#[tokio::test]
async fn a_file_that_may_not_grow_is_a_reason_to_come_back() {
    let place = Place::new();
    let server = place
        .server_by("trap '' XFSZ; exec \"$@\"", &UNLIMITED)
        .await;
    assert_eq!(server.comment(0, &long(0)).await.status, 201);
    limit_files(&server, "200000").await;
    let (refused, answer) = write_until_refused(&server, 1).await;
    assert_refused(&answer, 503, "unavailable");
    assert_eq!(count(&server).await, refused, "what is kept is still read");
    let again = server.comment(refused, &long(refused)).await;
    assert_refused(&again, 503, "unavailable");

    limit_files(&server, "unlimited").await;
    for status in [201, 200] {
        let answer = server.comment(refused, &long(refused)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    assert_eq!(count(&server).await, refused + 1);
    check_integrity(&place).await;
}

/// A file system that only the server sees, in a namespace of its own.
fn on_a_disk_of(size: &str, folder: &Path) -> String {
    let folder = folder.display();
    let mount = format!("mount -t tmpfs -o size={size} tmpfs \"{folder}\" && exec \"$@\"");
    format!("exec unshare --user --map-root-user --mount sh -c '{mount}' sh \"$@\"")
}

async fn may_mount() -> bool {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount"]);
    command.args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
    command.status().await.is_ok_and(|status| status.success())
}

/// The path outside of a file in the server's own namespace.
fn seen(server: &Server, path: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{}/root", server.id()));
    root.join(path.strip_prefix("/").expect("an absolute path"))
}

#[tokio::test]
async fn a_full_disk_is_told_and_forgotten_once_there_is_room() {
    const FIGURE: &str = "comments kept before the disk was full, and read while it was";
    if !may_mount().await {
        figure(FIGURE, "not measured: nobody may mount here");
        return;
    }
    let place = Place::new();
    let disk = place.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    let database = format!("sqlite:{}", disk.join("widgets.db").display());
    let options = [&UNLIMITED[..], &["--database", &database]].concat();
    let script = on_a_disk_of(scaled("1m", "32m"), &disk);
    let server = place.server_by(&script, &options).await;
    let filling = seen(&server, &disk.join("filling"));
    std::fs::write(&filling, [0; 300_000]).expect("something else on the disk");

    let (refused, answer) = write_until_refused(&server, 0).await;
    assert_refused(&answer, 507, "full");
    assert_eq!(count(&server).await, refused);
    std::fs::remove_file(&filling).expect("room");
    for status in [201, 200] {
        let answer = server.comment(refused, &long(refused)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    assert_eq!(count(&server).await, refused + 1);
    figure(FIGURE, refused);
}

/// The files of a database that nobody may write, root included, not even a program
/// that has them open, until this is dropped. Without the index of the log, which SQLite
/// writes as memory: the system ends any program that finds such memory read-only.
struct Immutable(Vec<PathBuf>);

impl Immutable {
    /// None where that may not be said of a file.
    fn new(place: &Place) -> Option<Self> {
        let database = place.database().display().to_string();
        let files = ["", "-wal"].map(|end| PathBuf::from(format!("{database}{end}")));
        let immutable = Self(files.into());
        immutable.set("+i").then_some(immutable)
    }

    fn set(&self, attribute: &str) -> bool {
        let mut command = std::process::Command::new("chattr");
        command.arg(attribute).args(&self.0);
        command.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        self.set("-i");
    }
}

#[tokio::test]
async fn a_file_that_turns_read_only_is_read_and_written_again_once_it_may_be() {
    const FIGURE: &str = "times that the file turned read-only under the server, and back";
    let place = Place::new();
    let server = place.server(&UNLIMITED).await;
    let times = scaled(3, 50);
    for number in 0..times {
        assert_eq!(server.comment(number, &long(number)).await.status, 201);
        let Some(immutable) = Immutable::new(&place) else {
            figure(
                FIGURE,
                "not measured: nobody may make a file immutable here",
            );
            return;
        };
        let next = number + 1;
        for _ in 0..3 {
            let answer = server.comment(next, &long(next)).await;
            assert_refused(&answer, 503, "unavailable");
            assert_refused(&server.vote(number, 4, 5).await, 503, "unavailable");
        }
        let readers = futures_util::future::join_all((0..8).map(|_| count(&server)));
        assert_eq!(readers.await, [next; 8], "what is kept is still read");
        drop(immutable);
        assert_eq!(server.vote(number, 4, 5).await.status, 200);
    }
    for status in [201, 200] {
        let answer = server.comment(times, &long(times)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    assert_eq!(count(&server).await, times + 1);
    check_integrity(&place).await;
    figure(FIGURE, times);
}

/// Another user than root, who may write anything.
const NOBODY: u32 = 65_534;

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("other permissions");
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_told_at_the_start() {
    let place = Place::new();
    let server = place.server(&[]).await;
    assert_eq!(server.comment(0, &long(0)).await.status, 201);
    server.stop().await;
    set_mode(&place.database(), 0o444);
    set_mode(place.path(), 0o555);

    let mut command = place.command(&[]);
    let is_root = std::fs::metadata(place.path()).expect("a folder").uid() == 0;
    if is_root {
        command.uid(NOBODY);
    }
    let output = command.output().await.expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.starts_with("error: cannot open the database"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "{told}");

    set_mode(&place.database(), 0o644);
    set_mode(place.path(), 0o755);
    let server = place.server(&[]).await;
    assert_eq!(count(&server).await, 1);
    assert_eq!(server.comment(1, &long(1)).await.status, 201);
}
