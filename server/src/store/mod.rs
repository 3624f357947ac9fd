//! Votes and comments in one SQLite file. The only module that knows SQL.
//!
//! Every write is on the disk before it is acknowledged, and several processes may use one file
//! at a time.

mod articles;
mod background;
mod comments;
mod error;
mod file;
mod identifiers;
mod rating;
mod secret;
mod upkeep;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite, SqlitePool, Transaction};

use articles::{find_article, intern_article, is_spelling};
use background::Background;
use comments::Renewal;
use upkeep::Upkeep;
use writer::Writer;

pub(crate) use comments::{Addition, Hold, NewComment, Page, Place, Position, Refusal, Text, View};
pub(crate) use error::{OpenError, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The time that a request waits for its turn at the file.
const PATIENCE: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// The votes and comments of one SQLite file.
///
/// Reads never wait for writes, nor for the file's lock.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    readers: SqlitePool,
    writer: Writer,
    upkeep: Upkeep,
    renewal: Renewal,
    background: Arc<Background>,
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
        file::create_private(file);
        let writer = Writer::connect(&options).await?;
        migrate(&writer).await?;
        articles::normalise_keys(&writer).await?;
        // Not before it is known for a database of this program.
        file::make_private(file);
        let store = Self {
            readers: pool(READERS).connect_lazy_with(options),
            writer: writer.clone(),
            upkeep: Upkeep::default(),
            renewal: Renewal::default(),
            background: Arc::new(Background::new()),
        };
        let (upkeep, renewal) = (store.upkeep.clone(), store.renewal.clone());
        store.background.begin(|stop| upkeep.run(writer, stop));
        let writer = store.writer.clone();
        store.background.begin(|stop| renewal.run(writer, stop));
        Ok(store)
    }

    /// Closes the file once no request uses it.
    pub(crate) async fn close(self) {
        self.background.end().await;
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A view of the file that later writes do not change.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// The sole right to write, until the transaction ends.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin().await?)
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

/// In one transaction, so that of two servers that start together on a new file
/// one makes the tables and the other finds them.
async fn migrate(writer: &Writer) -> Result<(), OpenError> {
    let mut transaction = writer.begin().await?;
    let is_new: bool = sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)")
        .fetch_one(&mut *transaction)
        .await?;
    MIGRATIONS.run(&mut *transaction).await?;
    if is_new {
        upkeep::mark_new(&mut transaction).await?;
    }
    transaction.commit().await.map_err(MigrateError::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use article_widgets_model::{ArticleKey, Identifier, RatingSummary};
    use tempfile::TempDir;

    use super::*;
    use crate::unicode::UNICODE;

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
        let article = ArticleKey::parse("first", &UNICODE).expect("a key");
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
