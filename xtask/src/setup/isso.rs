//! Isso, today's and an older one: the tests of its back end run against the real ones,
//! and the bench measures beside today's.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::folder::ToolsFolder;
use super::{announce, apt};
use crate::process;

/// The version that the back end is made for.
const VERSION: &str = "0.14.0";

/// The last version that knows no order and no pages.
const OLDER_VERSION: &str = "0.12.6.2";

/// The server that Isso's documentation names for more readers.
const GUNICORN: &str = "gunicorn==27.0.1";

/// A Python that has Isso, in two versions.
pub(crate) struct Isso {
    python: PathBuf,
    older_python: PathBuf,
}

impl Isso {
    /// Finds or installs both.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        Ok(Self {
            python: version(&tools, VERSION, &[])?,
            // It looks for its own version with what Python no longer brings along.
            older_python: version(&tools, OLDER_VERSION, &["setuptools<81"])?,
        })
    }

    /// Gives a command their paths, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("ARTICLE_WIDGETS_ISSO_PYTHON", &self.python)
            .env("ARTICLE_WIDGETS_OLDER_ISSO_PYTHON", &self.older_python);
    }
}

/// A Python that has today's Isso, and gunicorn to run it.
pub(crate) struct IssoUnderGunicorn(PathBuf);

impl IssoUnderGunicorn {
    /// Finds or installs both.
    pub(crate) fn set_up() -> Result<Self> {
        let python = version(&ToolsFolder::find()?, VERSION, &[])?;
        let mut look = Command::new(&python);
        look.args(["-c", "import gunicorn"]);
        if process::output(&mut look).is_err() {
            announce("fetching gunicorn with pip: the bench runs Isso as large blogs do");
            process::run(pip_install(&python, &[GUNICORN]))?;
        }
        Ok(Self(python))
    }

    /// Gives a command their paths, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("ARTICLE_WIDGETS_ISSO_PYTHON", &self.0);
    }
}

/// The Python of a virtual environment with this version.
fn version(tools: &ToolsFolder, version: &str, others: &[&str]) -> Result<PathBuf> {
    let name = format!("isso-{version}");
    let python = tools.folder_of(&name).join("bin/python");
    if !python.is_file() {
        announce(&format!(
            "fetching Isso {version} with pip: the suite `blogs` reads and sends comments with \
             it, and the bench measures beside it"
        ));
        tools.install(&name, |root| install(root, version, others))?;
    }
    Ok(python)
}

fn install(root: &Path, version: &str, others: &[&str]) -> Result<()> {
    let advice = "install Python 3 with venv (Debian: `apt-get install python3-venv`), and run \
                  this again";
    if make_environment(root).is_err() && apt::can_install() {
        announce("installing python3-venv with apt-get: Isso is a program in Python");
        apt::install(&["python3-venv"])?;
    }
    make_environment(root).context(advice)?;
    let isso = format!("isso=={version}");
    let packages: Vec<&str> = std::iter::once(isso.as_str())
        .chain(others.iter().copied())
        .collect();
    process::run(pip_install(&root.join("bin/python"), &packages))
}

fn pip_install(python: &Path, packages: &[&str]) -> Command {
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(packages);
    pip
}

fn make_environment(root: &Path) -> Result<()> {
    let mut command = Command::new("python3");
    command.args(["-m", "venv"]).arg(root);
    process::run(command)
}
