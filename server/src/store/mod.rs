//! What outlives a request: votes and comments in one SQLite file. The only
//! module that knows SQL.
//!
//! Every write is on the disk before it is acknowledged, and several processes
//! may use one file at a time.

mod comments;
mod error;
mod identifiers;
mod rating;
mod secret;

use std::path::Path;
use std::time::{Duration, Instant};

use article_widgets_model::ArticleKey;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction};

pub(crate) use comments::{Addition, Hold, NewComment, Page, Place, Position, Refusal, Text, View};
pub(crate) use error::{OpenError, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a request waits for its turn at the file.
const PATIENCE: Duration = Duration::from_secs(5);
const RETRY_INTERVAL: Duration = Duration::from_millis(20);
const READERS: u32 = 4;
const WRITING: &str = "BEGIN IMMEDIATE";

/// The votes and comments of one SQLite file.
///
/// SQLite lets one connection write at a time. Writes queue for the one
/// connection of `writer`, which is fairer than letting several poll the
/// file's lock; reads never wait for them.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the file, makes it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or is not a database of this
    /// program's version or an earlier one.
    pub(crate) async fn open(file: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            // What is withdrawn is gone from the file as well.
            .pragma("secure_delete", "ON")
            .foreign_keys(true);
        let writer = connect_writer(&options).await?;
        migrate(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(options);
        Ok(Self { readers, writer })
    }

    /// Closes the file once no request uses it.
    pub(crate) async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A view of the file that later writes do not change.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// The sole right to write, until the transaction ends.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        match self.writer.begin_with(WRITING).await {
            // What was opened while the file could not be written stays so.
            Err(error) if error::is_read_only(&error) => {
                self.writer.acquire().await?.close().await?;
                Ok(self.writer.begin_with(WRITING).await?)
            }
            begun => Ok(begun?),
        }
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        // SQLite itself ends a transaction that finds the disk full, which sqlx does
        // not notice: that connection would begin no other one.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

/// A new file is turned to write-ahead logging by the first connection. SQLite
/// refuses that at once, instead of waiting, to servers that start together.
async fn connect_writer(options: &SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match pool(1).connect_with(options.clone()).await {
            Err(error) if error::is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(RETRY_INTERVAL).await;
            }
            result => return result,
        }
    }
}

/// In one transaction, so that of two servers that start together on a new file
/// one makes the tables and the other finds them.
async fn migrate(writer: &SqlitePool) -> Result<(), OpenError> {
    let mut transaction = writer.begin_with(WRITING).await?;
    MIGRATIONS.run(&mut *transaction).await?;
    transaction.commit().await.map_err(MigrateError::from)?;
    Ok(())
}

async fn find_article(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM article WHERE key = ?")
        .bind(article.as_str())
        .fetch_optional(connection)
        .await
}

/// The article's number, given now if this is its first vote or comment.
async fn intern_article(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
) -> Result<i64, sqlx::Error> {
    if let Some(known) = find_article(connection, article).await? {
        return Ok(known);
    }
    sqlx::query_scalar("INSERT INTO article (key) VALUES (?) RETURNING id")
        .bind(article.as_str())
        .fetch_one(connection)
        .await
}

#[cfg(test)]
mod tests {
    use article_widgets_model::{Identifier, RatingSummary};
    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn votes_of_an_earlier_version_are_counted() {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("widgets.db");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true);
        let earlier = pool(1).connect_with(options).await.expect("a database");
        MIGRATIONS.run_to(1, &earlier).await.expect("tables");
        sqlx::raw_sql(
            "INSERT INTO article (id, key) VALUES (7, 'first');
             INSERT INTO vote (article, voter, value, best)
             VALUES (7, zeroblob(16), 4, 5), (7, randomblob(16), 10, 10);",
        )
        .execute(&earlier)
        .await
        .expect("two votes");
        earlier.close().await;

        let store = Store::open(&file).await.expect("a newer database");
        let article = ArticleKey::parse("first").expect("a key");
        let voter = Identifier::from_bytes([0; 16]);
        let expected = |average, count, vote| RatingSummary {
            average: Some(average),
            best: 5,
            count,
            vote,
        };
        let summary = store.rating(&article, 5, Some(voter)).await;
        assert_eq!(summary.expect("a summary"), expected(4.5, 2, Some(4)));
        let summary = store.withdraw_vote(&article, voter, 5).await;
        assert_eq!(summary.expect("a summary"), expected(5.0, 1, None));
        store.close().await;
    }
}
