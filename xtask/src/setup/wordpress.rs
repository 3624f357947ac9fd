//! WordPress with PHP and MariaDB: the tests of its back end run against the real one.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{announce, apt};
use crate::process;

/// The folder in which Debian's package puts the program.
const SOURCE: &str = "/usr/share/wordpress";

/// The folder of a database server that is not on a user's PATH.
const SYSTEM_PROGRAMS: &str = "/usr/sbin";

/// Debian's packages.
const PACKAGES: [&str; 4] = ["wordpress", "php-cli", "php-mysql", "mariadb-server"];

/// WordPress, and what runs it. The tests start and stop what they need of it.
pub(crate) struct WordPress {
    php: PathBuf,
    mariadbd: PathBuf,
    install_database: PathBuf,
}

impl WordPress {
    /// Finds or installs it.
    pub(crate) fn set_up() -> Result<Self> {
        let advice = "install WordPress, PHP with its MySQL extension, and MariaDB (Debian: \
                      `apt-get install wordpress php-cli php-mysql mariadb-server`), and run this \
                      again";
        let missing = match Self::find() {
            Ok(found) => return Ok(found),
            Err(missing) => missing,
        };
        if !apt::can_install() {
            return Err(missing.context(advice));
        }
        announce(
            "installing WordPress, PHP and MariaDB with apt-get: the suite `blogs` reads and \
             sends comments with them",
        );
        apt::install(&PACKAGES)
            .and_then(|()| Self::find())
            .context(advice)
    }

    fn find() -> Result<Self> {
        let source = Path::new(SOURCE).join("wp-load.php");
        anyhow::ensure!(source.is_file(), "there is no WordPress in {SOURCE}");
        let php = which::which("php").context("there is no PHP")?;
        let modules = process::output(Command::new(&php).arg("-m"))?;
        let has_mysqli = modules.lines().any(|line| line.trim() == "mysqli");
        anyhow::ensure!(has_mysqli, "PHP has no extension `mysqli`");
        Ok(Self {
            php,
            mariadbd: program("mariadbd")?,
            install_database: program("mariadb-install-db")?,
        })
    }

    /// Gives a command its path, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("ARTICLE_WIDGETS_WORDPRESS", SOURCE)
            .env("ARTICLE_WIDGETS_PHP", &self.php)
            .env("ARTICLE_WIDGETS_MARIADBD", &self.mariadbd)
            .env("ARTICLE_WIDGETS_MARIADB_INSTALL", &self.install_database);
    }
}

fn program(name: &str) -> Result<PathBuf> {
    which::which(name)
        .or_else(|error| {
            let path = Path::new(SYSTEM_PROGRAMS).join(name);
            path.is_file().then_some(path).ok_or(error)
        })
        .with_context(|| format!("there is no {name}"))
}
