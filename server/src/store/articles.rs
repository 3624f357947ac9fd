//! Articles, each found under every spelling of its key.
//!
//! Earlier versions kept keys as they were written, so that several articles may share a
//! normalised key. All stay as they are: each is found under the key that it has, and the
//! one with most votes and comments under all others.

use article_widgets_model::{ArticleKey, normalised};
use sqlx::SqliteConnection;

use super::writer::Writer;
use crate::unicode::UNICODE;

/// Keys that are normalised at a time, so that other servers' writes come in between.
const BATCH: i64 = 500;

/// The number of the article that the key names.
pub(super) async fn find_article(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
) -> Result<Option<i64>, sqlx::Error> {
    // A normalised key does not name an earlier version's article of just that key alone:
    // browsers send it for all.
    if article.written() != article.as_str() {
        let exact = sqlx::query_scalar("SELECT id FROM article WHERE key = ?")
            .bind(article.written())
            .fetch_optional(&mut *connection)
            .await?;
        if exact.is_some() {
            return Ok(exact);
        }
    }
    let found: Vec<i64> = sqlx::query_scalar("SELECT id FROM article WHERE normal = ? LIMIT 2")
        .bind(article.as_str())
        .fetch_all(&mut *connection)
        .await?;
    // Nearly always: to weigh articles against each other costs every reader.
    if found.len() < 2 {
        return Ok(found.first().copied());
    }
    sqlx::query_scalar(
        "SELECT id FROM article WHERE normal = ?
         ORDER BY comments + (
             SELECT coalesce(sum(votes), 0) FROM tally WHERE tally.article = article.id
         ) DESC, id
         LIMIT 1",
    )
    .bind(article.as_str())
    .fetch_optional(connection)
    .await
}

/// The article's number, given now if this is its first vote or comment.
pub(super) async fn intern_article(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
) -> Result<i64, sqlx::Error> {
    if let Some(known) = find_article(connection, article).await? {
        return Ok(known);
    }
    sqlx::query_scalar(
        "INSERT INTO article (key, normal) VALUES (?1, ?1)
         ON CONFLICT (key) DO UPDATE SET normal = excluded.normal
         RETURNING id",
    )
    .bind(article.as_str())
    .fetch_one(connection)
    .await
}

/// True if the key is a spelling of the article's key.
pub(super) async fn is_spelling(
    connection: &mut SqliteConnection,
    article: &ArticleKey,
    number: i64,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM article WHERE id = ? AND normal = ?)")
        .bind(number)
        .bind(article.as_str())
        .fetch_one(connection)
        .await
}

/// Fills in the normalised keys that an earlier version, or a start that came to no end,
/// has left out.
pub(super) async fn normalise_keys(writer: &Writer) -> Result<(), sqlx::Error> {
    loop {
        let mut transaction = writer.begin().await?;
        let keys: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, key FROM article WHERE normal IS NULL LIMIT ?")
                .bind(BATCH)
                .fetch_all(&mut *transaction)
                .await?;
        if keys.is_empty() {
            return Ok(());
        }
        for (id, key) in &keys {
            sqlx::query("UPDATE article SET normal = ? WHERE id = ?")
                .bind(normalised(key, &UNICODE))
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        tracing::info!(articles = keys.len(), "normalised the keys of articles");
    }
}

#[cfg(test)]
mod tests {
    use article_widgets_model::{Identifier, Vote};
    use sqlx::sqlite::SqliteConnectOptions;
    use tempfile::TempDir;

    use super::*;
    use crate::store::{MIGRATIONS, Store, pool};

    fn key(text: &str) -> ArticleKey {
        ArticleKey::parse(text, &UNICODE).expect("a key")
    }

    /// A database as an earlier version left it: articles with so many comments and votes.
    async fn earlier(articles: &[(&str, u32, u32)]) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("widgets.db"))
            .create_if_missing(true);
        let earlier = pool(1).connect_with(options).await.expect("a database");
        MIGRATIONS.run_to(3, &earlier).await.expect("tables");
        for (key, comments, votes) in articles {
            sqlx::query("INSERT INTO article (key, comments) VALUES (?, ?)")
                .bind(key)
                .bind(comments)
                .execute(&earlier)
                .await
                .expect("an article");
            for _ in 0..*votes {
                sqlx::query(
                    "INSERT INTO vote (article, voter, value, best)
                     SELECT max(id), randomblob(16), 5, 5 FROM article",
                )
                .execute(&earlier)
                .await
                .expect("a vote");
            }
        }
        earlier.close().await;
        folder
    }

    async fn open(folder: &TempDir) -> Store {
        let store = Store::open(&folder.path().join("widgets.db")).await;
        store.expect("a newer database")
    }

    async fn votes(store: &Store, text: &str) -> u64 {
        let summary = store.rating(&key(text), 5, None).await;
        summary.expect("a summary").count
    }

    #[tokio::test]
    async fn keys_of_an_earlier_version_are_found_in_every_spelling() {
        let folder = earlier(&[
            ("http://www.blog.example/first/", 0, 1),
            ("https://blog.example/%E0%A4%95%E0%A4%BC/", 0, 2),
            ("post-12", 0, 3),
        ])
        .await;
        let store = open(&folder).await;
        for (text, count) in [
            ("http://www.blog.example/first/", 1),
            ("https://blog.example/first", 1),
            ("https://blog.example/first/index.html?utm_source=a", 1),
            ("https://blog.example/क़", 2),
            ("https://blog.example/\u{958}/?fbclid=1", 2),
            (" post-12", 3),
            ("https://blog.example/second", 0),
        ] {
            assert_eq!(votes(&store, text).await, count, "{text}");
        }
        let vote = Vote { value: 5, best: 5 };
        let voter = Identifier::from_bytes([1; 16]);
        let article = key("https://blog.example/first");
        store.vote(&article, voter, vote).await.expect("a vote");
        let old = "http://www.blog.example/first/";
        assert_eq!(votes(&store, old).await, 2, "it is the same article");
        store.close().await;
    }

    #[tokio::test]
    async fn of_articles_that_share_a_key_each_has_its_own_and_the_most_used_all_others() {
        let folder = earlier(&[
            ("https://blog.example/first", 0, 1),
            ("https://blog.example/first/", 4, 3),
            ("http://blog.example/first/", 0, 6),
        ])
        .await;
        let store = open(&folder).await;
        for (text, count) in [
            ("https://blog.example/first/", 3),
            ("http://blog.example/first/", 6),
            ("https://www.blog.example/first/?utm_source=a", 3),
            // Browsers send this for every spelling.
            ("https://blog.example/first", 3),
        ] {
            assert_eq!(votes(&store, text).await, count, "{text}");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_start_goes_on_where_the_one_before_came_to_no_end() {
        let keys: Vec<String> = (0..1_100)
            .map(|number| format!("https://blog.example/{number}/"))
            .collect();
        let articles: Vec<_> = keys.iter().map(|key| (key.as_str(), 0, 0)).collect();
        let folder = earlier(&articles).await;
        let store = open(&folder).await;
        sqlx::query("UPDATE article SET normal = NULL WHERE id > 700")
            .execute(store.writer.connection())
            .await
            .expect("keys that are left out");
        store.close().await;
        let store = open(&folder).await;
        for number in [0, 699, 700, 1_099] {
            let article = key(&format!("https://blog.example/{number}"));
            let mut snapshot = store.read().await.expect("a snapshot");
            let found = find_article(&mut snapshot, &article).await;
            assert_eq!(found.expect("an answer"), Some(number + 1));
        }
        store.close().await;
    }
}
