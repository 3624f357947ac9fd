//! Torture of the server: in short here, at length in `cargo xtask torture`.

#[cfg(target_os = "linux")]
mod full_disk;
mod fuzz;
mod kills;
mod ledger;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod slow_clients;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use crate::support::Place;

/// The database of a place.
async fn database(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.database());
    SqliteConnection::connect_with(&options)
        .await
        .expect("the file")
}

/// Asserts that SQLite finds nothing wrong with the file.
async fn check_integrity(place: &Place) {
    let mut database = database(place).await;
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut database)
        .await
        .expect("a check");
    assert_eq!(found, ["ok"]);
}

/// The most memory that a program has held so far, in MiB.
#[cfg(target_os = "linux")]
fn peak_memory(server: &crate::support::Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()));
    let status = status.expect("a running program");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|peak| peak.trim().strip_suffix("kB"))
        .expect("a peak");
    peak.trim().parse::<u64>().expect("a number") / 1024
}
