use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{free_port, program, ready};

/// A version of Isso.
#[derive(Clone, Copy)]
pub(crate) enum Version {
    /// The one that the adapter is made for.
    Current,
    /// One that knows neither orders nor pages.
    Older,
}

/// An Isso for a blog, on a database of its own.
pub(crate) struct Isso {
    pub(crate) url: String,
    blog: String,
    _child: Child,
    _folder: TempDir,
}

/// Serves it as its documentation says for WSGI servers, on the port that is named, and
/// says which that is.
const SERVE: &str = "
import sys
from isso.run import application
from werkzeug.serving import make_server
server = make_server('127.0.0.1', int(sys.argv[1]), application, threaded=True)
print('ready on port', server.port, flush=True)
server.serve_forever()
";

impl Isso {
    /// Starts one for the blog at this origin, which holds comments for
    /// its owner or not.
    pub(crate) async fn start(version: Version, blog: &str, moderated: bool) -> Result<Self> {
        Self::start_on(free_port()?, version, blog, moderated).await
    }

    /// Starts one on a port.
    pub(crate) async fn start_on(
        port: u16,
        version: Version,
        blog: &str,
        moderated: bool,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let settings = folder.path().join("isso.cfg");
        let database = folder.path().join("comments.db");
        std::fs::write(
            &settings,
            format!(
                "[general]\ndbpath = {}\nhost = {blog}\n[moderation]\nenabled = {moderated}\n\
                 [guard]\nenabled = false\n",
                database.display()
            ),
        )?;
        let variable = match version {
            Version::Current => "ARTICLE_WIDGETS_ISSO_PYTHON",
            Version::Older => "ARTICLE_WIDGETS_OLDER_ISSO_PYTHON",
        };
        let mut child = Command::new(program(variable)?)
            .args(["-c", SERVE, &port.to_string()])
            .env("ISSO_SETTINGS", &settings)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("Isso's output")?;
        let line = ready(output, "ready on port")
            .await
            .context("starting Isso")?;
        let port = line.rsplit(' ').next().unwrap_or_default();
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            blog: blog.to_owned(),
            _child: child,
            _folder: folder,
        })
    }

    /// The port at which it listens.
    pub(crate) fn port(&self) -> Result<u16> {
        let (_, port) = self.url.rsplit_once(':').context("a port")?;
        Ok(port.parse()?)
    }

    /// Leaves a comment, and answers its number.
    pub(crate) async fn comment(&self, text: &str, parent: Option<u64>) -> Result<u64> {
        let request = reqwest::Client::new()
            .post(format!("{}/new?uri=/", self.url))
            .header("origin", &self.blog)
            .json(&json!({"text": text, "author": "Bo & Co", "parent": parent, "title": "First"}));
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        answer["id"].as_u64().context("a number")
    }

    /// Sixty comments: forty that answer none, and twenty that answer one of those.
    pub(crate) async fn leave_sixty(&self) -> Result<()> {
        let mut root = None;
        for number in 1..=60 {
            let parent = root.filter(|_| number % 3 == 0);
            let id = self.comment(&format!("Number {number}."), parent).await?;
            root = parent.or(Some(id));
        }
        Ok(())
    }

    /// The texts of all comments on the blog's first page, as everyone gets them.
    pub(crate) async fn texts(&self) -> Result<Vec<String>> {
        self.texts_of("/").await
    }

    /// Those of the comments on the page at a path.
    pub(crate) async fn texts_of(&self, path: &str) -> Result<Vec<String>> {
        let url = format!("{}/?uri={path}&plain=1", self.url);
        let answer: Value = reqwest::get(url).await?.error_for_status()?.json().await?;
        let mut texts = Vec::new();
        for root in answer["replies"].as_array().context("a list")? {
            let replies = root["replies"].as_array().context("a list")?;
            for comment in std::iter::once(root).chain(replies) {
                texts.push(comment["text"].as_str().unwrap_or_default().to_owned());
            }
        }
        Ok(texts)
    }
}
