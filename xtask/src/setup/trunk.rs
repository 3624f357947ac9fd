//! Trunk: builds the bundle and serves the preview.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use semver::{Version, VersionReq};

use super::folder::{self, ToolsFolder};
use super::{announce, version};
use crate::workspace::Workspace;

const VERSION: &str = "0.21.14";

/// Finds or installs Trunk.
pub(super) fn set_up(workspace: &Workspace, tools: &ToolsFolder) -> Result<PathBuf> {
    if let Ok(program) = which::which("trunk")
        && is_good(&program)
    {
        return Ok(program);
    }
    let name = format!("trunk-{VERSION}");
    let program = folder::program(&tools.folder_of(&name).join("bin"), "trunk");
    if is_good(&program) {
        return Ok(program);
    }
    announce(&format!(
        "compiling Trunk {VERSION}, which builds the bundle and serves the preview (some minutes)"
    ));
    tools
        .install(&name, |root| {
            let arguments = ["trunk", "--version", VERSION, "--locked"];
            folder::cargo_install(workspace, root, &arguments)
        })
        .with_context(|| {
            format!("Trunk cannot be installed; have Trunk {VERSION} on PATH and run this again")
        })?;
    Ok(program)
}

fn is_good(program: &Path) -> bool {
    version::told_by(program)
        .and_then(|told| version::semantic(&told))
        .is_some_and(|version| fits(&version))
}

/// The options that these commands give Trunk are those of 0.21.
fn fits(version: &Version) -> bool {
    VersionReq::parse("0.21").is_ok_and(|wanted| wanted.matches(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_trunk_of_the_same_series_fits() {
        assert!(fits(&Version::new(0, 21, 14)));
        assert!(fits(&Version::new(0, 21, 4)));
        assert!(!fits(&Version::new(0, 22, 0)));
        assert!(!fits(&Version::new(0, 20, 3)));
    }
}
