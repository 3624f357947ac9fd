//! Permissions of the database's files.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::{Place, comments_path, draft};

fn mode(path: &Path) -> u32 {
    let metadata = std::fs::metadata(path).expect("a file");
    metadata.permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(path, permissions).expect("other permissions");
}

#[tokio::test]
async fn nobody_but_its_owner_can_read_a_new_database() {
    let place = Place::new();
    let server = place.server_by("umask 000; exec \"$@\"", &[]).await;
    server.comment(1, &draft("Hello")).await;
    let files = place.database_files();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    let (_, log) = server.stop().await;
    assert!(!log.contains("permissions"), "{log}");
    assert_eq!(mode(&place.database()), 0o600);
}

#[tokio::test]
async fn a_database_that_others_could_read_is_taken_from_them_and_that_is_told() {
    let place = Place::new();
    let server = place.server(&[]).await;
    server.comment(1, &draft("Hello")).await;
    server.kill().await;
    for file in place.database_files() {
        set_mode(&file, 0o664);
    }
    let beside = place.path().join("widgets.db.copy");
    std::fs::copy(place.database(), &beside).expect("a copy");
    set_mode(&beside, 0o644);

    let server = place.server(&[]).await;
    for file in place.database_files() {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(&beside), 0o644, "it is no file of the database");
    assert_eq!(server.get(&comments_path("")).await.bodies(), ["Hello"]);
    let (_, log) = server.stop().await;
    let told = log.lines().filter(|line| line.contains("permissions"));
    let told: Vec<&str> = told.collect();
    let file = place.database().display().to_string();
    assert!(told.iter().any(|line| line.contains(&file)), "{log}");
    assert!(told.iter().all(|line| line.contains("664")), "{log}");
}

#[tokio::test]
async fn a_file_that_is_no_database_of_the_servers_keeps_its_permissions() {
    let place = Place::new();
    let junk = place.path().join("junk.db");
    std::fs::write(&junk, "this is no database, ".repeat(1_000)).expect("a new file");
    set_mode(&junk, 0o644);
    let option = format!("sqlite:{}", junk.display());
    let output = place.failed_start(&["--database", &option]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(mode(&junk), 0o644);
}
