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
    const LISTEN: &str = "write it as ADDRESS:PORT, NAME:PORT or unix:PATH";
    let place = Place::new();
    for (options, reason) in [
        (
            ["--allow-origin", "blog.example"],
            "an origin looks like https://blog.example",
        ),
        (
            ["--allow-origin", "https://blog.example/"],
            "browsers send this origin as https://blog.example: write that",
        ),
        (
            ["--allow-origin", "https://blog.example/en/"],
            "browsers send this origin as https://blog.example: write that",
        ),
        (
            ["--allow-origin", "https://Blog.example:443"],
            "browsers send this origin as https://blog.example: write that",
        ),
        (
            ["--allow-origin", "https://a.example,https://b.example"],
            "separate origins by spaces, or give the option once for each",
        ),
        (
            ["--allow-origin", "https://a.example,"],
            "separate origins by spaces, or give the option once for each",
        ),
        (
            ["--allow-origin", "https://blog*.example"],
            "a star stands for any origin if it is alone",
        ),
        (
            ["--allow-origin", "https://.blog.example"],
            "is not the name of a host",
        ),
        (
            ["--article-prefix", "blog.example/"],
            "begins with http:// or https://, as https://blog.example/ does",
        ),
        (
            ["--article-prefix", "https://Blog.example/"],
            "browsers write this as https://blog.example/: write that",
        ),
        (
            ["--article-prefix", "https://a.example/,https://b.example/"],
            "separate prefixes by spaces, or give the option once for each",
        ),
        (
            ["--database", "postgres://localhost"],
            "write it as sqlite:PATH",
        ),
        (["--listen", "8080"], LISTEN),
        (["--listen", ":8080"], LISTEN),
        (["--listen", "localhost"], LISTEN),
        (["--listen", "http://localhost:8080"], LISTEN),
        (["--listen", "::1:8080"], LISTEN),
        (["--listen", "localhost:80800"], LISTEN),
        (["--listen", "unix:"], LISTEN),
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

#[tokio::test]
async fn a_prefix_that_is_a_host_alone_is_that_host_and_no_longer_one() {
    let server = Server::start(&["--article-prefix", "https://blog.example"]).await;
    let rating = async |article: &str| {
        let path = format!("/api/v1/rating?article={article}");
        server.get(&path).await.status
    };
    assert_eq!(rating("https://blog.example/first/").await, 200);
    assert_eq!(rating("https://blog.example.net/first/").await, 404);
    assert_eq!(rating("first").await, 404);
}

#[tokio::test]
async fn without_a_prefix_the_key_of_an_article_is_any_text() {
    let server = Server::start(&[]).await;
    let answer = server.get("/api/v1/rating?article=first").await;
    assert_eq!(answer.status, 200);
}

/// The text after a word in the log of a server with these options.
async fn told_at_the_start(place: &Place, options: &[&str], word: &str) -> Option<String> {
    let (_, log) = place.server(options).await.stop().await;
    let lines = log.lines().filter_map(|line| line.split_once(word));
    lines.map(|(_, rest)| rest.to_owned()).next()
}

#[tokio::test]
async fn the_start_tells_where_the_database_is_and_who_may_use_the_server() {
    let place = Place::new();
    let database = place.database().display().to_string();
    assert_eq!(
        told_at_the_start(&place, &[], " database: ").await,
        Some(database)
    );
    for (options, word, told) in [
        (&[][..], " allowed origins: ", "none but the server's own"),
        (&["--allow-origin", "*"], " allowed origins: ", "*"),
        (
            &["--allow-origin", "https://a.example https://*.b.example"],
            " allowed origins: ",
            "https://a.example https://*.b.example",
        ),
        (&[], " articles: ", "any"),
        (
            &["--article-prefix", "https://blog.example"],
            " articles: ",
            "https://blog.example/",
        ),
    ] {
        let line = told_at_the_start(&place, options, word).await;
        let line = line.expect("a line of the log");
        assert!(line.starts_with(told), "{options:?}: {line}");
    }
}

#[tokio::test]
async fn the_start_tells_what_is_off() {
    let place = Place::new();
    let owner = ["--admin-token", "the-owner-of-this-blog"];
    assert_eq!(
        told_at_the_start(&place, &[], " off: ").await.as_deref(),
        Some("moderation (no --admin-token)")
    );
    assert_eq!(told_at_the_start(&place, &owner, " off: ").await, None);
    let open = ["--votes-per-article", "0", "--comments-per-address", "0"];
    assert_eq!(
        told_at_the_start(
            &place,
            &[owner, [open[0], open[1]], [open[2], open[3]]].concat(),
            " off: "
        )
        .await
        .as_deref(),
        Some("a limit (--votes-per-article 0); a limit (--comments-per-address 0)")
    );
}

#[tokio::test]
async fn comments_that_nobody_can_publish_are_told_at_the_start() {
    let place = Place::new();
    let owner = ["--admin-token", "the-owner-of-this-blog"];
    for rule in [
        ["--hold", "all"],
        ["--hold", "first"],
        ["--hold-links", "2"],
        ["--hold-word", "casino"],
        ["--minimum-seconds", "3"],
    ] {
        let word = " comments are held, and without --admin-token ";
        assert!(
            told_at_the_start(&place, &rule, word).await.is_some(),
            "{rule:?}"
        );
        let with_owner = [rule, owner].concat();
        assert_eq!(told_at_the_start(&place, &with_owner, word).await, None);
    }
}
