//! Chromium and ChromeDriver: where the tests in a browser and end to end run.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use super::{announce, apt, version};

/// Chromium's names, as distributions and Google spell them.
const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser's path on macOS, where it is on no PATH.
const CHROMIUM_ON_MACOS: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A Chromium and the ChromeDriver for it.
pub(crate) struct Browser {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Finds or installs both.
    pub(crate) fn set_up() -> Result<Self> {
        let advice = "install Chromium and the ChromeDriver of the same version (Debian: `apt-get \
                      install chromium chromium-driver`), or name them in CHROMIUM and CHROMEDRIVER, \
                      and run this again";
        let missing = match Self::find() {
            Ok(browser) => return Ok(browser),
            Err(missing) => missing,
        };
        if env::var_os("CHROMIUM").is_some() || env::var_os("CHROMEDRIVER").is_some() {
            return Err(missing.context("CHROMIUM and CHROMEDRIVER do not name a pair that works"));
        }
        if !apt::can_install() {
            return Err(missing.context(advice));
        }
        announce("installing Chromium and ChromeDriver with apt-get: the tests run in them");
        apt::install(&["chromium", "chromium-driver"])
            .and_then(|()| Self::find())
            .context(advice)
    }

    fn find() -> Result<Self> {
        let chromium = env::var_os("CHROMIUM")
            .map(PathBuf::from)
            .or_else(|| {
                CHROMIUM_NAMES
                    .iter()
                    .find_map(|name| which::which(name).ok())
            })
            .or_else(|| Some(PathBuf::from(CHROMIUM_ON_MACOS)).filter(|path| path.exists()))
            .context("there is no Chromium")?;
        let driver = env::var_os("CHROMEDRIVER")
            .map(PathBuf::from)
            .or_else(|| which::which("chromedriver").ok())
            .context("there is no ChromeDriver")?;
        check_same_major(major_of(&chromium)?, major_of(&driver)?)?;
        Ok(Self { chromium, driver })
    }

    /// Gives a command the paths of both, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("CHROMIUM", &self.chromium)
            .env("CHROMEDRIVER", &self.driver)
            // In seconds. The test runner's own limits, 20 and 5, fail on a busy machine.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    }
}

fn major_of(program: &Path) -> Result<u32> {
    version::told_by(program)
        .and_then(|told| version::major(&told))
        .with_context(|| format!("{} does not tell its version", program.display()))
}

fn check_same_major(chromium: u32, driver: u32) -> Result<()> {
    if chromium == driver {
        return Ok(());
    }
    Err(anyhow!(
        "Chromium is version {chromium}, but ChromeDriver is {driver}"
    ))
}

#[cfg(test)]
mod tests {
    use super::check_same_major;

    #[test]
    fn a_driver_of_another_version_is_refused() {
        assert!(check_same_major(156, 156).is_ok());
        let error = check_same_major(156, 120).expect_err("they do not fit");
        assert!(error.to_string().contains("156") && error.to_string().contains("120"));
    }
}
