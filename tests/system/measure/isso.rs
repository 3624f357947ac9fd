//! A real Isso with comments in its database, as one server after the other runs it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::comment::Comment;
use crate::machine::version_of;
use crate::port::free_port;
use crate::program::named_by;
use crate::thread::key;

/// The settings and the database of an Isso.
pub(crate) struct Isso {
    folder: TempDir,
    port: u16,
}

/// One of its servers, ended when dropped.
pub(crate) struct Running {
    pub(crate) url: String,
    pub(crate) process: u32,
    _child: Child,
}

/// The time that a server may take to respond.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks at whether it does.
const POLL: Duration = Duration::from_millis(50);

/// Its program, which has no file of its own that can be moved.
const PROGRAM: &str = "import sys; from isso import main; sys.argv[0] = 'isso'; main()";

impl Isso {
    /// With these threads, for a blog at `origin`.
    pub(crate) async fn with(origin: &str, threads: &[Vec<Comment>]) -> Result<Self> {
        let isso = Self {
            folder: tempfile::tempdir()?,
            port: free_port()?,
        };
        let database = isso.folder.path().join("comments.db");
        std::fs::write(
            isso.settings(),
            format!(
                "[general]\ndbpath = {}\nhost = {origin}\n[server]\nlisten = http://127.0.0.1:{}\n\
                 [moderation]\nenabled = false\n[guard]\nenabled = false\n",
                database.display(),
                isso.port
            ),
        )?;
        isso.import(threads).await?;
        Ok(isso)
    }

    /// Imports the threads into Isso.
    async fn import(&self, threads: &[Vec<Comment>]) -> Result<()> {
        println!("importing them into Isso");
        let dump = self.folder.path().join("threads.json");
        let threads: Value = threads.iter().map(|thread| dumped(thread)).collect();
        std::fs::write(&dump, threads.to_string())?;
        let output = self
            .isso()?
            .args(["import", "--type", "generic"])
            .arg(&dump)
            .output()
            .await?;
        ensure!(
            output.status.success(),
            "Isso did not take the comments in: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Its own server, `isso run`.
    pub(crate) async fn run(&self) -> Result<Running> {
        self.answering(self.isso()?.arg("run"), self.port).await
    }

    /// The server that its documentation names for more readers, with two workers.
    pub(crate) async fn run_under_gunicorn(&self) -> Result<Running> {
        let port = free_port()?;
        let mut command = python()?;
        command
            .args(["-m", "gunicorn", "--workers", "2", "--bind"])
            .arg(format!("127.0.0.1:{port}"))
            .arg("isso.run")
            .env("ISSO_SETTINGS", self.settings());
        self.answering(&mut command, port).await
    }

    async fn answering(&self, command: &mut Command, port: u16) -> Result<Running> {
        let child = command
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let running = Running {
            url: format!("http://127.0.0.1:{port}"),
            process: child.id().context("a process")?,
            _child: child,
        };
        let limit = Instant::now() + PATIENCE;
        while reqwest::get(format!("{}/js/embed.min.js", running.url))
            .await
            .is_err()
        {
            ensure!(
                Instant::now() < limit,
                "Isso does not answer at {}",
                running.url
            );
            sleep(POLL).await;
        }
        Ok(running)
    }

    fn isso(&self) -> Result<Command> {
        let mut command = python()?;
        command.args(["-c", PROGRAM, "-c"]).arg(self.settings());
        Ok(command)
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("isso.cfg")
    }
}

fn python() -> Result<Command> {
    let mut command = Command::new(named_by("ARTICLE_WIDGETS_ISSO_PYTHON")?);
    command.env("TZ", "UTC");
    Ok(command)
}

/// A thread as Isso's generic import wants it.
fn dumped(thread: &[Comment]) -> Value {
    let comments: Value = thread
        .iter()
        .map(|comment| {
            json!({
                "id": comment.number,
                "author": comment.name,
                "email": null,
                "website": null,
                "remote_addr": "127.0.0.0",
                "created": comment.created.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                "text": comment.body,
            })
        })
        .collect();
    json!({"id": key(thread.len()), "title": "Article", "comments": comments})
}

/// The version of a package that the Python of Isso has.
pub(crate) fn package_version(package: &str) -> Result<String> {
    let python = named_by("ARTICLE_WIDGETS_ISSO_PYTHON")?;
    let ask = format!("import importlib.metadata as m; print(m.version('{package}'))");
    version_of(std::process::Command::new(&python).args(["-c", &ask]))
}
