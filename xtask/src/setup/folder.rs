//! The folder of the tools that these commands install for themselves.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// One folder a tool and version. A tool's folder has its name only once it is whole.
pub(super) struct ToolsFolder(PathBuf);

impl ToolsFolder {
    /// The folder that `ARTICLE_WIDGETS_TOOLS` names, else one in the user's cache folder.
    pub(super) fn find() -> Result<Self> {
        if let Some(folder) = env::var_os("ARTICLE_WIDGETS_TOOLS") {
            let folder = std::path::absolute(folder)
                .context("ARTICLE_WIDGETS_TOOLS does not name a folder")?;
            return Ok(Self(folder));
        }
        let cache = dirs::cache_dir()
            .context("this user has no cache folder: set ARTICLE_WIDGETS_TOOLS to a folder")?;
        Ok(Self(cache.join("article-widgets")))
    }

    /// The folder of a tool, which need not be there yet.
    pub(super) fn folder_of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Fills a folder with `fill`, then gives that folder the name `name`. The files of an
    /// interrupted `fill` are there again for the next one to go on with.
    pub(super) fn install(&self, name: &str, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let whole = self.folder_of(name);
        let partial = self.0.join(format!("{name}.partial"));
        fs::create_dir_all(&partial)
            .with_context(|| format!("cannot make the tools folder {}", partial.display()))?;
        let _lock = self.lock()?;
        if !partial.exists() {
            // Another of these commands installed the tool while this one waited.
            return Ok(());
        }
        fill(&partial)?;
        if whole.exists() {
            fs::remove_dir_all(&whole)
                .with_context(|| format!("cannot replace the broken {}", whole.display()))?;
        }
        fs::rename(&partial, &whole)
            .with_context(|| format!("cannot put {} in its place", whole.display()))
    }

    /// Holds off other commands' installations until it is dropped.
    fn lock(&self) -> Result<File> {
        let path = self.0.join(".lock");
        File::create(&path)
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("cannot lock {}", path.display()))
    }
}

/// `cargo install --root root` with `arguments`, compiled quickly rather than well:
/// these tools run for seconds.
pub(super) fn cargo_install(workspace: &Workspace, root: &Path, arguments: &[&str]) -> Result<()> {
    let build = root.join("build");
    let mut command: Command = workspace.cargo();
    command
        .current_dir(root)
        .arg("install")
        .args(arguments)
        .arg("--root")
        .arg(root)
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    process::run(command)?;
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
}

/// The program `name` in `folder`, as this system spells it.
pub(super) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn an_interrupted_installation_does_not_count() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let tools = ToolsFolder(parent.path().to_owned());

        let interrupted = tools.install("tool-1", |folder| {
            fs::write(folder.join("half"), "")?;
            bail!("interrupted")
        });
        assert!(interrupted.is_err());
        assert!(!tools.folder_of("tool-1").exists());

        tools
            .install("tool-1", |folder| {
                assert!(folder.join("half").exists(), "goes on where it was");
                Ok(fs::write(folder.join("program"), "")?)
            })
            .expect("the second time nothing interrupts");
        assert!(tools.folder_of("tool-1").join("program").exists());
    }

    #[test]
    fn a_broken_installation_is_replaced() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let tools = ToolsFolder(parent.path().to_owned());
        fs::create_dir(tools.folder_of("tool-1")).expect("a folder without its program");
        tools
            .install("tool-1", |folder| {
                Ok(fs::write(folder.join("program"), "")?)
            })
            .expect("nothing interrupts");
        assert!(tools.folder_of("tool-1").join("program").exists());
    }
}
