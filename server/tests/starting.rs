//! Starting: the options, and what is said when it cannot be.

use std::process::Output;

use crate::support::{Place, Server, program, rating_path};

/// The first line on standard error.
fn message(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().next().unwrap_or_default().to_owned()
}

fn line_count(output: &Output) -> usize {
    String::from_utf8_lossy(&output.stderr).lines().count()
}

#[tokio::test]
async fn help_names_every_option_its_variable_and_its_default() {
    let output = program().arg("--help").output().await.expect("the program");
    assert!(output.status.success());
    let help = String::from_utf8_lossy(&output.stdout);
    for text in [
        "--listen <ADDRESS:PORT>",
        "ARTICLE_WIDGETS_LISTEN",
        "[default: 127.0.0.1:8080]",
        "--database <sqlite:PATH>",
        "ARTICLE_WIDGETS_DATABASE",
        "[default: sqlite:widgets.db]",
        "--assets <FOLDER>",
        "ARTICLE_WIDGETS_ASSETS",
        "[default: dist]",
        "--allow-origin <ORIGIN>",
        "ARTICLE_WIDGETS_ALLOW_ORIGIN",
        "--article-prefix <PREFIX>",
        "ARTICLE_WIDGETS_ARTICLE_PREFIX",
        "RUST_LOG",
    ] {
        assert!(help.contains(text), "{text} in {help}");
    }
}

#[tokio::test]
async fn the_environment_sets_what_the_command_line_does_not() {
    let place = Place::new();
    let output = program()
        .env("ARTICLE_WIDGETS_LISTEN", "nowhere")
        .output()
        .await
        .expect("the program");
    assert_eq!(output.status.code(), Some(2));
    let output = program()
        .env("ARTICLE_WIDGETS_ASSETS", place.path().join("nothing"))
        .output()
        .await
        .expect("the program");
    assert!(message(&output).ends_with("nothing does not exist"));
    let output = program()
        .env("ARTICLE_WIDGETS_ALLOW_ORIGIN", "https://one.example two")
        .output()
        .await
        .expect("the program");
    assert!(message(&output).contains("'two'"), "{}", message(&output));
}

#[tokio::test]
async fn the_first_start_makes_the_database() {
    let place = Place::new();
    assert!(!place.database().exists());
    let server = place.server(&[]).await;
    assert!(place.database().exists());
    assert_eq!(server.get(&rating_path("")).await.status, 200);
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let first = Server::start(&[]).await;
    let place = Place::new();
    let output = place.failed_start(&["--listen", &first.address]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(line_count(&output), 1);
    let expected = format!("error: cannot listen on {}: ", first.address);
    assert!(message(&output).starts_with(&expected), "{output:?}");
    assert!(!place.database().exists());
}

#[tokio::test]
async fn a_database_that_cannot_be_is_told() {
    let place = Place::new();
    let junk = place.path().join("junk.db");
    std::fs::write(&junk, "this is no database, ".repeat(1_000)).expect("a new file");
    for (path, reason) in [
        (place.path().join("no/widgets.db"), "does not exist"),
        (junk, "file is not a database"),
        (place.assets(), "unable to open database file"),
        ("/proc/widgets.db".into(), "unable to open database file"),
    ] {
        let option = format!("sqlite:{}", path.display());
        let output = place.failed_start(&["--database", &option]).await;
        assert_eq!(output.status.code(), Some(1), "{option}");
        assert_eq!(line_count(&output), 1, "{output:?}");
        let expected = format!("error: cannot open the database {}: ", path.display());
        assert!(message(&output).starts_with(&expected), "{output:?}");
        assert!(message(&output).ends_with(reason), "{output:?}");
    }
}

#[tokio::test]
async fn assets_that_are_no_bundle_are_told() {
    let place = Place::new();
    for (folder, reason) in [
        (place.path().join("nothing"), "does not exist"),
        (place.path().to_owned(), "has no article-widgets.js"),
    ] {
        let folder = folder.display().to_string();
        let output = place.failed_start(&["--assets", &folder]).await;
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(line_count(&output), 1);
        assert_eq!(
            message(&output),
            format!("error: the assets folder {folder} {reason}")
        );
    }
}

#[tokio::test]
async fn options_that_are_wrong_are_told() {
    let place = Place::new();
    for (options, reason) in [
        (
            ["--allow-origin", "blog.example"],
            "an origin looks like https://blog.example",
        ),
        (
            ["--allow-origin", "https://blog.example/"],
            "browsers send this origin as https://blog.example",
        ),
        (
            ["--database", "postgres://localhost"],
            "write it as sqlite:PATH",
        ),
        (["--listen", "8080"], "invalid socket address"),
        (["--article-prefix", ""], "a value is required"),
    ] {
        let output = place.failed_start(&options).await;
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(message(&output).contains(reason), "{}", message(&output));
    }
    let both = [
        "--allow-origin",
        "*",
        "--allow-origin",
        "https://blog.example",
    ];
    assert_eq!(place.failed_start(&both).await.status.code(), Some(2));
}
