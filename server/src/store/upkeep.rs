//! Removes withdrawn and edited-away text from the disk, beside the requests.
//!
//! SQLite overwrites deleted content (`secure_delete`), but first in its log alone, which still
//! has the text itself. So the log is emptied into the file soon after, and at each start, since
//! a program that ended in between did not do it. Where rows moved from one page of the file to
//! another, a copy can be left in the unused part of a page, which only `VACUUM` clears: that is
//! done as well, but more rarely.

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use super::background::Stop;
use super::writer::Writer;

/// The time for which wipes are gathered, so that many cost the disk as much as one.
const GATHERING: Duration = Duration::from_millis(50);
/// The first pause before another attempt to empty a log that others keep from being emptied;
/// each further pause is twice as long.
const FIRST_RETRY: Duration = Duration::from_millis(20);
const LAST_RETRY: Duration = Duration::from_secs(10);
/// The part of the time in which the file is vacuumed, at most: nothing is written then.
const VACUUM_SHARE: u32 = 1_000;
/// The pause after a failed `VACUUM`.
const VACUUM_RETRY: Duration = Duration::from_secs(60);
/// From how many bytes on a file takes too long for that: about a second's worth.
const VACUUM_MAXIMUM: i64 = 64 * 1024 * 1024;

/// The file's own number (`user_version`): whether something was wiped since it was
/// vacuumed. As a file has it that no program has set it in, it may be so.
const WIPED: i64 = 0;
const VACUUMED: i64 = 1;
const VACUUMING: i64 = 2;

/// The signal that something was wiped.
#[derive(Clone, Debug, Default)]
pub(super) struct Upkeep(Arc<Notify>);

/// Sends the signal once the transaction has ended, even if nobody waits for that any more.
#[must_use]
pub(super) struct Wiping(Arc<Notify>);

impl Drop for Wiping {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Upkeep {
    /// Notes in the transaction that it overwrites a text. To be kept until it has ended.
    pub(super) async fn wiping(
        &self,
        transaction: &mut SqliteConnection,
    ) -> Result<Wiping, sqlx::Error> {
        set_mark(transaction, WIPED).await?;
        Ok(Wiping(self.0.clone()))
    }

    /// Keeps the file until the stop.
    pub(super) async fn run(self, writer: Writer, mut stop: Stop) {
        let mut vacuum_at = Instant::now();
        let mut is_wiped = true;
        loop {
            if !empty_log(&writer, &mut stop).await {
                return;
            }
            tokio::select! {
                () = self.0.notified() => {
                    is_wiped = true;
                    tokio::select! {
                        () = sleep(GATHERING) => {}
                        () = stop.asked() => {}
                    }
                }
                () = sleep_until(vacuum_at), if is_wiped => {
                    let begun = Instant::now();
                    let vacuumed = vacuum(&writer).await;
                    is_wiped = vacuumed.is_err();
                    vacuum_at = Instant::now() + match vacuumed {
                        Ok(()) => begun.elapsed() * VACUUM_SHARE,
                        Err(error) => {
                            tracing::warn!(%error, "cannot vacuum the database");
                            VACUUM_RETRY
                        }
                    };
                }
                () = stop.asked() => {
                    // What was wiped just now.
                    let _ = try_to_empty_log(&writer).await;
                    return;
                }
            }
        }
    }
}

/// Notes in a new file that nothing was wiped in it.
pub(super) async fn mark_new(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    set_mark(connection, VACUUMED).await
}

async fn mark(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(connection)
        .await
}

async fn set_mark(connection: &mut SqliteConnection, mark: i64) -> Result<(), sqlx::Error> {
    let statement = match mark {
        VACUUMED => "PRAGMA user_version = 1",
        VACUUMING => "PRAGMA user_version = 2",
        _ => "PRAGMA user_version = 0",
    };
    sqlx::query(statement).execute(connection).await?;
    Ok(())
}

/// Tries until the log is empty; returns false if it is to stop instead.
async fn empty_log(writer: &Writer, stop: &mut Stop) -> bool {
    let mut retry = FIRST_RETRY;
    loop {
        let reason = match try_to_empty_log(writer).await {
            Ok(true) => return true,
            Ok(false) => "another program reads it".to_owned(),
            Err(error) => error.to_string(),
        };
        tokio::select! {
            () = sleep(retry) => {}
            () = stop.asked() => return false,
        }
        if retry < LAST_RETRY {
            retry = LAST_RETRY.min(retry * 2);
            if retry == LAST_RETRY {
                tracing::warn!(
                    reason,
                    "what was withdrawn is still in the log of the database file, \
                     which is tried to be emptied until it is gone"
                );
            }
        }
    }
}

/// Empties the log; returns true if all of it is in the file. Nothing is written meanwhile, and
/// readers are not blocked.
async fn try_to_empty_log(writer: &Writer) -> Result<bool, sqlx::Error> {
    let mut connection = writer.connection().acquire().await?;
    // Who begins to read once all is in the file needs no log, and is not in the way.
    let (_, log, copied) = checkpoint(&mut connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    if copied < log {
        return Ok(false);
    }
    let (busy, ..) = checkpoint(&mut connection, "PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(busy == 0)
}

/// Returns whether the checkpoint was blocked, the pages in the log, and the number of them that
/// are in the file.
async fn checkpoint(
    connection: &mut PoolConnection<Sqlite>,
    statement: &'static str,
) -> Result<(i64, i64, i64), sqlx::Error> {
    sqlx::query_as(statement).fetch_one(&mut **connection).await
}

/// Writes the file anew, without what is not used of it, if something was wiped since it
/// last was.
async fn vacuum(writer: &Writer) -> Result<(), sqlx::Error> {
    let mut connection = writer.connection().acquire().await?;
    if mark(&mut connection).await? == VACUUMED {
        return Ok(());
    }
    let bytes: i64 = sqlx::query_scalar(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    )
    .fetch_one(&mut *connection)
    .await?;
    if bytes > VACUUM_MAXIMUM {
        tracing::info!("the database is too large to be vacuumed beside requests");
        return Ok(());
    }
    set_mark(&mut connection, VACUUMING).await?;
    sqlx::query("VACUUM").execute(&mut *connection).await?;
    drop(connection);
    let mut transaction = writer.begin().await?;
    // Not so if another program wiped something meanwhile.
    if mark(&mut transaction).await? == VACUUMING {
        set_mark(&mut transaction, VACUUMED).await?;
    }
    transaction.commit().await
}
