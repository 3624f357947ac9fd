//! The tools that make the sites of `examples`: Hugo and Jekyll, Eleventy, React with its tools,
//! and a packer for WordPress' plugin.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::folder::ToolsFolder;
use super::npm::Npm;
use super::{announce, apt};

/// Eleventy, as in the example.
const ELEVENTY: &str = "@11ty/eleventy@3.1.8";

/// The program in its package.
const ELEVENTY_PROGRAM: &str = "@11ty/eleventy/cmd.cjs";

/// React and its tools, as in the example.
const REACT: [&str; 6] = [
    "react@19.3.1",
    "react-dom@19.3.1",
    "@types/react@19.3.0",
    "@types/react-dom@19.3.0",
    "esbuild@0.28.2",
    "typescript@7.0.2",
];

/// The compilers beside esbuild that make JavaScript of the example in React.
const COMPILERS: [&str; 4] = [
    "@babel/core@8.1.3",
    "@babel/preset-react@8.0.1",
    "@babel/preset-typescript@8.0.7",
    "@swc/core@1.16.22",
];

/// The programs, and the folders of npm's packages.
pub(crate) struct Sites {
    hugo: PathBuf,
    jekyll: PathBuf,
    zip: PathBuf,
    node: PathBuf,
    eleventy: PathBuf,
    react: PathBuf,
    compilers: PathBuf,
}

impl Sites {
    /// Finds or installs them.
    pub(crate) fn set_up() -> Result<Self> {
        let names = ["hugo", "jekyll", "zip"];
        let missing: Vec<&str> = names
            .into_iter()
            .filter(|name| which::which(name).is_err())
            .collect();
        if !missing.is_empty() && apt::can_install() {
            let list = missing.join(", ");
            announce(&format!(
                "installing {list} with apt-get: the suite `blogs` makes the examples' sites"
            ));
            apt::install(&missing)?;
        }
        let npm = Npm::set_up("Eleventy and React come with npm")?;
        Ok(Self {
            hugo: program("hugo")?,
            jekyll: program("jekyll")?,
            zip: program("zip")?,
            node: program("node")?,
            eleventy: modules(&npm, &[ELEVENTY], ELEVENTY_PROGRAM)?.join(ELEVENTY_PROGRAM),
            react: modules(&npm, &REACT, "typescript/bin/tsc")?,
            compilers: modules(&npm, &COMPILERS, "@swc/core/package.json")?,
        })
    }

    /// Gives a command their paths, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        for (name, path) in [
            ("HUGO", &self.hugo),
            ("JEKYLL", &self.jekyll),
            ("ZIP", &self.zip),
            ("NODE", &self.node),
            ("ELEVENTY", &self.eleventy),
            ("REACT", &self.react),
            ("COMPILERS", &self.compilers),
        ] {
            command.env(format!("ARTICLE_WIDGETS_{name}"), path);
        }
    }
}

fn program(name: &str) -> Result<PathBuf> {
    which::which(name).with_context(|| {
        format!("install {name} (Debian: `apt-get install {name}`), and run this again")
    })
}

/// The folder of these packages, of which `file` is a part; they are fetched if it is
/// not there. The folder has the first one's name.
fn modules(npm: &Npm, packages: &[&str], file: &str) -> Result<PathBuf> {
    let tools = ToolsFolder::find()?;
    let first = packages.first().context("no packages")?;
    let name = first.trim_start_matches('@').replace(['/', '@'], "-");
    let folder = tools.folder_of(&name).join("node_modules");
    if !folder.join(file).is_file() {
        announce(&format!(
            "fetching {} with npm: the suite `blogs` makes the examples' sites",
            packages.join(", ")
        ));
        tools.install(&name, |root| npm.install_all(root, packages))?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_examples_name_the_packages_that_are_tested() {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        for (example, packages) in [("eleventy", &[ELEVENTY][..]), ("react", &REACT)] {
            let path = examples.join(example).join("package.json");
            let text = std::fs::read_to_string(&path).expect("the example's packages");
            for package in packages {
                let (name, version) = package.rsplit_once('@').expect("a version");
                let line = format!("\"{name}\": \"{version}\"");
                assert!(text.contains(&line), "{example} has no {line}");
            }
        }
    }
}
