//! The workspace that the commands work on, as cargo describes it.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Target, TargetKind};

use crate::process;

/// The package with the widgets.
pub(crate) const BUNDLE_PACKAGE: &str = "article-widgets";

/// The package of the tests and measurements that need the built bundle and server.
pub(crate) const SYSTEM_TESTS_PACKAGE: &str = "article-widgets-system-tests";

/// The package, and the program, of the widget server.
pub(crate) const SERVER_PACKAGE: &str = "article-widgets-server";

/// Cargo's description of the workspace.
pub(crate) struct Workspace {
    metadata: Metadata,
    cargo: OsString,
}

impl Workspace {
    /// Asks cargo about the workspace around the current folder.
    pub(crate) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("cannot read the workspace")?;
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Ok(Self { metadata, cargo })
    }

    /// The folder of the workspace's Cargo.toml.
    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// The folder of everything that cargo builds.
    pub(crate) fn target_folder(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The deployable bundle.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root().join("dist")
    }

    /// A command that runs at the root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root());
        command
    }

    /// The cargo that runs this program, at the root.
    pub(crate) fn cargo(&self) -> Command {
        self.command(&self.cargo)
    }

    /// The path of the server's program; `profile_folder` is "debug" or "release".
    pub(crate) fn server_program(&self, profile_folder: &str) -> PathBuf {
        self.target_folder()
            .join(profile_folder)
            .join(format!("{SERVER_PACKAGE}{}", env::consts::EXE_SUFFIX))
    }

    /// Builds the server's program and names it; `release` or quick to build.
    pub(crate) fn build_server(&self, release: bool) -> Result<PathBuf> {
        let mut command = self.cargo();
        command.args(["build", "--package", SERVER_PACKAGE]);
        if release {
            command.arg("--release");
        }
        process::run(command)?;
        Ok(self.server_program(if release { "release" } else { "debug" }))
    }

    /// The bundle package's targets: its library, its programs, its tests.
    pub(crate) fn bundle_targets(&self) -> Result<&[Target]> {
        let mut packages = self.metadata.packages.iter();
        let package = packages
            .find(|package| package.name == BUNDLE_PACKAGE)
            .with_context(|| format!("the workspace has no package {BUNDLE_PACKAGE}"))?;
        Ok(&package.targets)
    }

    /// The version of `package` in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let answer = process::output(self.cargo().args(["pkgid", "--quiet", package]))
            .with_context(|| format!("Cargo.lock does not name one version of {package}"))?;
        version_in_package_id(&answer)
            .map(str::to_owned)
            .with_context(|| format!("cargo answered {answer:?} instead of a package id"))
    }
}

/// True if a target can hold documentation tests.
pub(crate) fn is_library(target: &Target) -> bool {
    target
        .kind
        .iter()
        .any(|kind| matches!(kind, TargetKind::Lib | TargetKind::RLib))
}

/// The version at the end of a package id such as
/// `registry+https://github.com/rust-lang/crates.io-index#yew@0.23.0`.
fn version_in_package_id(id: &str) -> Option<&str> {
    let (_, fragment) = id.trim().rsplit_once('#')?;
    let version = fragment
        .rsplit_once('@')
        .map_or(fragment, |(_, version)| version);
    version
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(version)
}

#[cfg(test)]
mod tests {
    use super::version_in_package_id;

    #[test]
    fn a_package_id_ends_with_its_version() {
        let id = "registry+https://github.com/rust-lang/crates.io-index#wasm-bindgen@0.2.130\n";
        assert_eq!(version_in_package_id(id), Some("0.2.130"));
        assert_eq!(
            version_in_package_id("path+file:///widgets/model#0.1.0"),
            Some("0.1.0")
        );
        assert_eq!(version_in_package_id("wasm-bindgen"), None);
        assert_eq!(version_in_package_id("path+file:///widgets#model"), None);
    }
}
