//! htmx, swup and Turbo, which show another article without loading a page.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::announce;
use super::folder::ToolsFolder;
use super::npm::Npm;

/// npm's packages, each with the script that a page loads. Both htmx are in use.
const PACKAGES: [(&str, &str); 4] = [
    ("htmx.org@4.0.1", "htmx.org/dist/htmx.js"),
    ("htmx2@npm:htmx.org@2.0.8", "htmx2/dist/htmx.js"),
    ("swup@4.10.0", "swup/dist/Swup.umd.js"),
    (
        "@hotwired/turbo@8.0.23",
        "@hotwired/turbo/dist/turbo.es2017-umd.js",
    ),
];

/// The tools folder's name for them, which is another one for other versions.
const FOLDER: &str = "routers-htmx-4.0.1-2.0.8-swup-4.10.0-turbo-8.0.23";

/// The folder of npm's packages.
pub(crate) struct Routers(PathBuf);

impl Routers {
    /// Finds or installs them.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        let modules = tools.folder_of(FOLDER).join("node_modules");
        let is_there = |(_, script): &(&str, &str)| modules.join(script).is_file();
        if !PACKAGES.iter().all(is_there) {
            let packages = PACKAGES.map(|(package, _)| package);
            announce(&format!(
                "fetching {} with npm: the tests go from article to article with them",
                packages.join(", ")
            ));
            let npm = Npm::set_up("htmx, swup and Turbo come with npm")?;
            tools.install(FOLDER, |root| npm.install_all(root, &packages))?;
        }
        Ok(Self(modules))
    }

    /// Gives a command their paths, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("ARTICLE_WIDGETS_ROUTERS", &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_versions_have_another_folder() {
        for (package, _) in PACKAGES {
            let version = package.rsplit_once('@').expect("a version").1;
            assert!(FOLDER.contains(version), "{package}");
        }
    }
}
