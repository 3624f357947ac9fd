use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The token of the blog's owner, at servers that are started with it.
pub(crate) const ADMIN_TOKEN: &str = "the-owner-of-this-blog";

/// The identifier of a comment that a test leaves.
pub(crate) fn identifier(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The widget server, on a database file of its own.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
    // Kept open, since the server would fail to write to a closed pipe.
    _output: Lines<BufReader<ChildStdout>>,
    folder: TempDir,
    options: Vec<String>,
}

impl Server {
    /// Starts a server on a free port, with further `options`.
    pub(crate) async fn start(options: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        let (child, output, url) = run(&folder, "127.0.0.1:0", &options).await?;
        Ok(Self {
            url,
            child,
            _output: output,
            folder,
            options,
        })
    }

    /// Leaves a comment on the article `article`, as another reader's browser would, and
    /// answers what the server says.
    pub(crate) async fn comment(&self, article: &str, number: u32, draft: &Value) -> Result<Value> {
        let request = reqwest::Client::new()
            .put(format!(
                "{}/api/v1/comments/{}",
                self.url,
                identifier(number)
            ))
            .query(&[("article", article)])
            .json(draft);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Votes on an article, as another reader's browser would.
    pub(crate) async fn vote(&self, article: &str, number: u32, value: u8) -> Result<()> {
        let voter = identifier(number);
        let request = reqwest::Client::new()
            .put(format!("{}/api/v1/rating/votes/{voter}", self.url))
            .query(&[("article", article)])
            .json(&json!({"value": value, "best": 5}));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Publishes a comment that is held, as the blog's owner.
    pub(crate) async fn publish(&self, article: &str, id: &str) -> Result<()> {
        let request = reqwest::Client::new()
            .put(format!("{}/api/v1/comments/{id}/state", self.url))
            .query(&[("article", article)])
            .bearer_auth(ADMIN_TOKEN)
            .json(&json!({"state": "published"}));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Deletes a comment, as the blog's owner.
    pub(crate) async fn delete(&self, article: &str, id: &str) -> Result<()> {
        let url = format!("{}/api/v1/comments/{id}", self.url);
        let request = reqwest::Client::new()
            .delete(url)
            .query(&[("article", article)])
            .bearer_auth(ADMIN_TOKEN);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// The comments of an article, as everyone gets them.
    pub(crate) async fn comments(&self, article: &str) -> Result<Vec<Value>> {
        let request = reqwest::Client::new()
            .get(format!("{}/api/v1/comments", self.url))
            .query(&[("article", article), ("limit", "100")]);
        let mut page: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(serde_json::from_value(page["comments"].take())?)
    }

    /// The rating of an article, as everyone gets it.
    pub(crate) async fn rating(&self, article: &str) -> Result<Value> {
        let request = reqwest::Client::new()
            .get(format!("{}/api/v1/rating", self.url))
            .query(&[("article", article)]);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// The number of its process.
    #[allow(dead_code, reason = "the measurements need it")]
    pub(crate) fn process(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// Ends the server as a crash would, by SIGKILL.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Starts the server again at the same address, on the same database file.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        let address = self.url.trim_start_matches("http://").to_owned();
        let (child, output, url) = run(&self.folder, &address, &self.options).await?;
        ensure!(url == self.url, "the server came back as {url}");
        self.child = child;
        self._output = output;
        Ok(())
    }
}

async fn run(
    folder: &TempDir,
    address: &str,
    options: &[String],
) -> Result<(Child, Lines<BufReader<ChildStdout>>, String)> {
    let database = format!("sqlite:{}", folder.path().join("widgets.db").display());
    let mut child = Command::new(super::path("ARTICLE_WIDGETS_SERVER")?)
        .args(["--listen", address, "--database", &database, "--assets"])
        .arg(super::path("ARTICLE_WIDGETS_DIST")?)
        .args(options)
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("starting the server")?;
    let output = child.stdout.take().context("the server's output")?;
    let mut lines = BufReader::new(output).lines();
    let line = lines.next_line().await?.context("the server ended")?;
    let url = line
        .strip_prefix("listening on ")
        .with_context(|| format!("the server said {line:?}"))?
        .to_owned();
    Ok((child, lines, url))
}
