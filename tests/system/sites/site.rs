//! A site of files, served on an origin of its own, with the widgets' server beside it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::support::{Blog, Browser, Server};

/// The place of a blog, and the server that lets it embed.
pub(crate) struct Ground {
    pub(crate) url: String,
    pub(crate) server: Server,
    listener: TcpListener,
}

impl Ground {
    /// Takes a free port, and starts a server.
    pub(crate) async fn prepare() -> Result<Self> {
        let (listener, url) = Blog::reserve().await?;
        let server = Server::start(&["--allow-origin", &url]).await?;
        Ok(Self {
            url,
            server,
            listener,
        })
    }

    /// Serves the files of a folder; a path that names none is answered by the page
    /// `fallback`, if there is one.
    pub(crate) fn serve(self, folder: TempDir, fallback: Option<&'static str>) -> Result<Site> {
        let files = folder.path().to_owned();
        let answer = move |uri: Uri| {
            let answer = file(&files, uri.path(), fallback);
            async move { answer }
        };
        Ok(Site {
            blog: Blog::route(self.listener, Router::new().fallback(answer))?,
            server: self.server,
            _folder: folder,
        })
    }
}

/// A blog that stands.
pub(crate) struct Site {
    pub(crate) blog: Blog,
    pub(crate) server: Server,
    _folder: TempDir,
}

/// An article of a site, which stands between two others.
pub(crate) struct Article {
    /// The path of its page.
    pub(crate) path: &'static str,
    /// The paths and titles of its neighbours.
    pub(crate) previous: (&'static str, &'static str),
    pub(crate) next: (&'static str, &'static str),
}

impl Site {
    /// Checks as a reader that an article carries all three widgets, and that its votes
    /// and comments are kept under its URL.
    pub(crate) async fn carries_all_three(&self, article: &Article) -> Result<()> {
        let reader = Browser::start().await?;
        let page = format!("{}{}", self.blog.url, article.path);
        reader.open(&page).await?;
        reader.vote_and_wait(4).await?;
        reader
            .until_shown("article-rating", "4/5 - (1 vote)")
            .await?;
        reader.comment("Well made", "Ada").await?;
        reader.until_shown("article-comments", "1 comment").await?;
        let comments = self.server.comments(&page).await?;
        ensure!(comments.len() == 1, "{comments:?}");
        assert_eq!(comments[0]["body"], "Well made");

        for (link, (path, title)) in [("previous", article.previous), ("next", article.next)] {
            reader.open(&page).await?;
            reader
                .until_shown("article-rating", "4/5 - (1 vote)")
                .await?;
            let link = format!("a.{link}");
            reader.find("article-nav", &link).await?;
            reader.until_shown("article-nav", title).await?;
            reader.click("article-nav", &link).await?;
            reader
                .until(&format!("location.pathname === '{path}'"))
                .await?;
            reader.until_shown("article-rating", "No votes yet").await?;
            reader
                .until_shown("article-comments", "No comments yet")
                .await?;
        }
        assert_eq!(reader.console().await?, Vec::<String>::new());
        Ok(())
    }
}

/// A program that `cargo xtask test` names by an environment variable.
pub(crate) fn program(variable: &str) -> Result<Command> {
    Ok(Command::new(path(variable)?))
}

/// A path that it names so.
pub(crate) fn path(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test --suite blogs`"))?;
    Ok(path.into())
}

/// Runs a program to its end.
pub(crate) async fn build(command: &mut Command) -> Result<()> {
    let output = command.output().await?;
    ensure!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn file(folder: &Path, path: &str, fallback: Option<&str>) -> Response {
    let mut file = folder.join(path.trim_start_matches('/'));
    if path.ends_with('/') {
        file.push("index.html");
    }
    let found = fs::read(&file).or_else(|error| match fallback {
        Some(page) if path.ends_with('/') => fs::read(folder.join(page)),
        _ => Err(error),
    });
    let media_type = match file.extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        _ => "text/html",
    };
    match found {
        Ok(text) => ([(header::CONTENT_TYPE, media_type)], text).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
