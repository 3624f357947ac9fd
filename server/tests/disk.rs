//! What was withdrawn or edited away is gone from the disk.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::support::{ARTICLE, Place, Server, comment_path, comments_path, draft, identifier};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const OWNER: &str = "the-owner-of-this-blog";
/// The texts of a comment's fields.
const TEXTS: [&str; 4] = [
    "what-was-regretted",
    "Zacharias",
    "zacharias@regretted.example",
    "https://website.regretted.example",
];

fn regretted() -> Value {
    let [body, name, email, website] = TEXTS;
    json!({"body": body, "name": name, "email": email, "website": website})
}

async fn add(server: &Server, number: u64, draft: &Value) {
    let path = comment_path(number);
    let added = server.with_token(AUTHOR, Method::PUT, &path, Some(draft));
    let added = added.await;
    assert_eq!(added.status, 201, "{}", added.text);
}

async fn withdraw(server: &Server, token: &str, number: u64) {
    let path = comment_path(number);
    let left = server.with_token(token, Method::DELETE, &path, None).await;
    assert_eq!(left.json()["state"], "withdrawn");
}

async fn edit(server: &Server, number: u64, body: &str) {
    let path = format!(
        "/api/v1/comments/{}/body?article={ARTICLE}",
        identifier(number)
    );
    let body = json!({"body": body});
    let edited = server.with_token(AUTHOR, Method::PUT, &path, Some(&body));
    assert_eq!(edited.await.json()["body"], body["body"]);
}

async fn connect(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.database());
    let connected = SqliteConnection::connect_with(&options).await;
    connected.expect("the file")
}

/// Another program that reads the file as it is now, and goes on to.
async fn reader(place: &Place) -> SqliteConnection {
    let mut reader = connect(place).await;
    reader.execute("BEGIN").await.expect("a transaction");
    read(&mut reader).await;
    reader
}

async fn read(connection: &mut SqliteConnection) {
    let read = sqlx::query("SELECT count(*) FROM comment").fetch_one(connection);
    read.await.expect("comments");
}

#[tokio::test]
async fn a_withdrawn_comment_is_gone_from_the_disk() {
    for token in [AUTHOR, OWNER] {
        let server = Server::start(&["--admin-token", OWNER]).await;
        add(&server, 1, &regretted()).await;
        add(&server, 2, &draft("what-stays")).await;
        for text in TEXTS {
            assert!(server.place.keeps(text), "{text}");
        }
        withdraw(&server, token, 1).await;
        for text in TEXTS {
            server.place.forgets(text).await;
        }
        let place = server.kill().await;
        assert!(place.keeps("what-stays"));
        assert!(TEXTS.iter().all(|text| !place.keeps(text)));
    }
}

#[tokio::test]
async fn an_edited_away_text_is_gone_from_the_disk() {
    let server = Server::start(&[]).await;
    add(&server, 1, &draft("the-text-before")).await;
    assert!(server.place.keeps("the-text-before"));
    edit(&server, 1, "the-text-after").await;
    server.place.forgets("the-text-before").await;
    assert!(server.place.keeps("the-text-after"));
}

#[tokio::test]
async fn a_withdrawn_comment_is_gone_once_another_program_has_read() {
    let place = Place::new();
    let (server, beside) = tokio::join!(place.server(&[]), place.server(&[]));
    add(&server, 1, &regretted()).await;
    let mut reader = reader(&place).await;
    withdraw(&server, AUTHOR, 1).await;
    assert!(place.keeps(TEXTS[0]), "it is still read");
    // Nobody waits for that.
    add(&server, 2, &draft("from the one")).await;
    add(&beside, 3, &draft("from the other")).await;
    reader.execute("ROLLBACK").await.expect("the reader's end");
    for text in TEXTS {
        place.forgets(text).await;
    }
    let page = server.get(&comments_path("")).await;
    assert_eq!(page.bodies(), ["from the one", "from the other"]);
}

#[tokio::test]
async fn a_withdrawn_comment_is_gone_when_the_server_has_stopped_beside_another_program() {
    let server = Server::start(&[]).await;
    let mut beside = connect(&server.place).await;
    add(&server, 1, &regretted()).await;
    read(&mut beside).await;
    withdraw(&server, AUTHOR, 1).await;
    let place = server.place.clone();
    server.stop().await;
    for text in TEXTS {
        assert!(!place.keeps(text), "{text}");
    }
    read(&mut beside).await;
}

#[tokio::test]
async fn the_next_start_forgets_what_a_crash_left() {
    let server = Server::start(&[]).await;
    add(&server, 1, &regretted()).await;
    let reader = reader(&server.place).await;
    withdraw(&server, AUTHOR, 1).await;
    let crashed = server.kill().await;
    // As the crash left it: to close the last connection would mend it.
    let place = Place::new();
    for file in crashed.database_files() {
        let name = file.file_name().expect("a name");
        std::fs::copy(&file, place.path().join(name)).expect("a copy");
    }
    drop(reader);
    assert!(place.keeps(TEXTS[0]));
    let server = place.server(&[]).await;
    for text in TEXTS {
        place.forgets(text).await;
    }
    let again = server.comment(1, &regretted()).await;
    assert_eq!(again.status, 409);
}

/// The number of comments that [`churn`] writes.
const CHURNED: i64 = 200;

/// The text of the `number`th of them.
fn word(number: i64) -> String {
    format!("w{number:05} ")
}

/// Comments of other lengths between each other, of which some are edited, so that the
/// pages of the file divide and rows are moved from one to the other; then all are wiped.
async fn churn(place: &Place) {
    let mut file = connect(place).await;
    for pragma in ["PRAGMA secure_delete = ON", "BEGIN"] {
        file.execute(pragma).await.expect("a new transaction");
    }
    file.execute("INSERT INTO article (key) VALUES ('a')")
        .await
        .expect("an article");
    let length = |number: i64, unit: i64, most: i64| {
        usize::try_from(1 + number * unit % most).expect("a length")
    };
    for number in 0..CHURNED {
        let body = word(number).repeat(length(number, 31, 15));
        let insert = sqlx::query(
            "INSERT INTO comment (id, article, name, email, website, body, created, html, author)
             VALUES (randomblob(16), 1, 'Ada', '', '', ?1, 1700000000000, ?1, zeroblob(32))",
        );
        insert
            .bind(body)
            .execute(&mut file)
            .await
            .expect("a comment");
    }
    let edits = (0..CHURNED).step_by(2).map(|number| (number, 93));
    let edits = edits.chain((1..CHURNED).step_by(3).map(|number| (number, 155)));
    for (number, unit) in edits {
        let body = "y".repeat(length(number, unit, 800));
        let update = "UPDATE comment SET body = ?1, html = ?1, edited = 1700000000000,
                      first_body = randomblob(32) WHERE sequence = ?2";
        let update = sqlx::query(update).bind(body).bind(number + 1);
        update.execute(&mut file).await.expect("an edit");
    }
    for number in 0..CHURNED {
        let wipe = "UPDATE comment SET body = '', html = '', name = '', edited = NULL,
                    first_body = NULL, state = 2, shown = 0 WHERE sequence = ?";
        let wipe = sqlx::query(wipe).bind(number + 1);
        wipe.execute(&mut file).await.expect("a withdrawal");
    }
    for end in [
        "COMMIT",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA user_version = 0",
    ] {
        file.execute(end).await.expect("the transaction's end");
    }
}

#[tokio::test]
async fn nothing_of_a_withdrawn_comment_is_left_in_unused_parts_of_the_file() {
    let place = Place::new();
    place.server(&[]).await.stop().await;
    churn(&place).await;
    let left: Vec<i64> = (0..CHURNED)
        .filter(|number| place.keeps(&word(*number)))
        .collect();
    assert!(
        !left.is_empty(),
        "SQLite left nothing in this file by itself"
    );
    let server = place.server(&[]).await;
    for number in left {
        place.forgets(&word(number)).await;
    }
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 0);
}
