//! The one connection that writes, and the queue for it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use super::{PATIENCE, error, pool};

const RETRY_INTERVAL: Duration = Duration::from_millis(20);
/// The time that SQLite itself waits for the file's lock before another attempt.
const LOCK_WAIT: Duration = Duration::from_millis(100);
const WRITING: &str = "BEGIN IMMEDIATE";

/// SQLite lets one connection write at a time. Writes queue for the only one of this
/// program, which is fairer than letting several poll the file's lock.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    connection: SqlitePool,
    queue: Arc<Mutex<()>>,
}

impl Writer {
    /// Connects, and makes the file a database if it is none yet. A new file is turned to
    /// write-ahead logging by the first connection. SQLite refuses that at once, instead
    /// of waiting, to servers that start together.
    pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let options = options.clone().busy_timeout(LOCK_WAIT);
        let deadline = Instant::now() + PATIENCE;
        loop {
            match pool(1).connect_with(options.clone()).await {
                Err(error) if error::is_busy(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(RETRY_INTERVAL).await;
                }
                connected => {
                    return Ok(Self {
                        connection: connected?,
                        queue: Arc::default(),
                    });
                }
            }
        }
    }

    /// The sole right to write, until the transaction ends. Whether it is to be waited
    /// for in the queue or for another program's lock, that takes [`PATIENCE`] at most.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        let deadline = Instant::now() + PATIENCE;
        let begun = timeout_at(deadline, async {
            let _turn = self.queue.lock().await;
            self.lock(deadline).await
        });
        begun.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    async fn lock(&self, deadline: Instant) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        let mut has_reconnected = false;
        loop {
            match self.connection.begin_with(WRITING).await {
                Err(error) if error::is_busy(&error) && Instant::now() + LOCK_WAIT < deadline => {}
                // What was opened while the file could not be written stays so.
                Err(error) if error::is_read_only(&error) && !has_reconnected => {
                    has_reconnected = true;
                    self.connection.acquire().await?.close().await?;
                }
                begun => return begun,
            }
        }
    }

    /// The connection itself, for what is no transaction.
    pub(super) fn connection(&self) -> &SqlitePool {
        &self.connection
    }

    /// Closes the connection once no one uses it.
    pub(super) async fn close(&self) {
        self.connection.close().await;
    }
}
