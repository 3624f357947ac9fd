use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tokio::process::{Child, Command};

use super::{program, ready};

/// A MariaDB of its own, on a socket in a folder.
pub(crate) struct Database {
    pub(crate) socket: PathBuf,
    child: Child,
}

impl Database {
    /// Makes the files of an empty one.
    pub(crate) async fn make(data: &Path) -> Result<()> {
        let mut command = Command::new(program("ARTICLE_WIDGETS_MARIADB_INSTALL")?);
        command
            .arg("--no-defaults")
            .arg(argument("--datadir=", data))
            .args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        let output = as_this_user(&mut command, data)?.output().await?;
        ensure!(
            output.status.success(),
            "mariadb-install-db: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Starts one on its files, with its socket in `folder`. Its temporary tables are there
    /// too: a server that starts deletes those in its folder, and another one that has
    /// them open crashes.
    pub(crate) async fn start(data: &Path, folder: &Path) -> Result<Self> {
        let socket = folder.join("database.sock");
        let mut command = Command::new(program("ARTICLE_WIDGETS_MARIADBD")?);
        command
            .arg("--no-defaults")
            .arg(argument("--datadir=", data))
            .arg(argument("--socket=", &socket))
            .arg(argument("--pid-file=", &folder.join("database.pid")))
            .arg(argument("--tmpdir=", folder))
            .args(["--skip-networking", "--performance-schema=off"])
            .args(["--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M"])
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = as_this_user(&mut command, folder)?.spawn()?;
        let output = child.stderr.take().context("MariaDB's output")?;
        ready(output, "ready for connections")
            .await
            .context("starting MariaDB")?;
        Ok(Self { socket, child })
    }

    /// Waits until it has ended, as it was asked to by `SHUTDOWN`.
    pub(crate) async fn ended(mut self) -> Result<()> {
        self.child.wait().await?;
        Ok(())
    }
}

fn argument(name: &str, path: &Path) -> String {
    format!("{name}{}", path.display())
}

/// Root has to say that it means to run it so.
fn as_this_user<'a>(command: &'a mut Command, folder: &Path) -> Result<&'a mut Command> {
    let parent = folder.ancestors().find(|folder| folder.exists());
    let owner = parent.context("no folder")?.metadata()?.uid();
    if owner == 0 {
        command.arg("--user=root");
    }
    Ok(command)
}
