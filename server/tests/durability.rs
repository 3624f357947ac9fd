//! What was acknowledged stays, and a second server on the file sees it.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::support::{
    Place, Server, UNLIMITED, comments_path, draft, identifier, rating_path, reply,
};

#[tokio::test]
async fn what_was_acknowledged_outlives_a_kill() {
    let server = Server::start(&[]).await;
    let writes = (0..20).map(|number| {
        let server = &server;
        async move {
            let draft = draft(&format!("comment {number}"));
            assert_eq!(server.comment(number, &draft).await.status, 201);
            assert_eq!(server.vote(number, 5, 5).await.status, 200);
        }
    });
    join_all(writes).await;
    let before = server.get(&comments_path("")).await.json();
    let place = server.kill().await;

    let server = place.server(&[]).await;
    assert_eq!(server.get(&comments_path("")).await.json(), before);
    assert_eq!(server.get(&rating_path("")).await.json()["count"], 20);
    let again = server.comment(0, &draft("comment 0")).await;
    assert_eq!(again.status, 200);
}

#[tokio::test]
async fn two_servers_share_one_file() {
    let place = Place::new();
    let (first, second) = tokio::join!(place.server(&[]), place.server(&[]));
    let root = first.comment(1, &draft("from the first")).await;
    assert_eq!(root.status, 201);
    let answer = second.comment(2, &reply("from the second", 1)).await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        second.comment(1, &draft("from the first")).await.status,
        200
    );
    assert_eq!(second.comment(1, &draft("other")).await.status, 409);
    for server in [&first, &second] {
        let page = server.get(&comments_path("")).await;
        assert_eq!(page.bodies(), ["from the first", "from the second"]);
    }
}

#[tokio::test]
async fn servers_that_start_together_on_a_new_file_all_start() {
    let place = Place::new();
    let servers = join_all((0..6).map(|_| place.server(&[]))).await;
    for (voter, server) in (0..).zip(&servers) {
        assert_eq!(server.vote(voter, 4, 5).await.json()["count"], voter + 1);
    }
}

#[tokio::test]
async fn two_servers_count_together() {
    let place = Place::new();
    let (first, second) = tokio::join!(place.server(&[]), place.server(&[]));
    let answers = join_all((0..50).map(|voter| {
        let server = if voter % 2 == 0 { &first } else { &second };
        server.vote(voter, 4, 5)
    }))
    .await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    for server in [&first, &second] {
        assert_eq!(
            server.get(&rating_path("")).await.json(),
            json!({"average": 4.0, "best": 5, "count": 50, "vote": null}),
        );
    }
}

#[tokio::test]
async fn a_cursor_of_one_server_is_good_at_the_other() {
    let place = Place::new();
    let (first, second) = tokio::join!(place.server(&[]), place.server(&[]));
    for number in 0..3 {
        first.comment(number, &draft("Hello")).await;
    }
    let page = first.get(&comments_path("&limit=2")).await.json();
    let cursor = page["next"].as_str().expect("a cursor");
    let rest = second
        .get(&comments_path(&format!("&cursor={cursor}")))
        .await;
    assert_eq!(rest.json()["comments"][0]["id"], identifier(2));
}

#[tokio::test]
async fn a_file_that_stays_locked_is_a_reason_to_come_back() {
    let server = Server::start(&[]).await;
    let address = format!("sqlite:{}", server.place.database().display());
    let mut other = SqliteConnection::connect(&address).await.expect("the file");
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");

    let answer = server.comment(1, &draft("Hello")).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.errors(), [""; 0]);
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(server.get(&comments_path("")).await.status, 200);

    other.execute("ROLLBACK").await.expect("the lock's end");
    assert_eq!(server.comment(1, &draft("Hello")).await.status, 201);
}

#[tokio::test]
async fn the_queue_and_the_lock_are_waited_for_together() {
    let server = Server::start(&UNLIMITED).await;
    let file = SqliteConnectOptions::new().filename(server.place.database());
    let mut other = SqliteConnection::connect_with(&file)
        .await
        .expect("the file");
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    // A program that waits for the lock half as long again as a request.
    let patient = file.busy_timeout(Duration::from_millis(7_500));
    let patient = SqliteConnection::connect_with(&patient).await;
    let mut patient = patient.expect("the file");
    let waited = patient.execute("BEGIN IMMEDIATE");

    let write = async |number: u64| {
        // Each comes a little later than the one before.
        for _ in 0..number {
            server.get(&rating_path("")).await;
        }
        server.comment(number, &draft("Hello")).await.status
    };
    let writes = join_all((0..20).map(|number| write(number * 5)));
    tokio::select! {
        statuses = writes => assert_eq!(statuses, [503; 20]),
        _ = waited => panic!("a request waits longer for its turn and the lock than for either"),
    }
}
