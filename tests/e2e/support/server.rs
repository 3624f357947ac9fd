use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

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
