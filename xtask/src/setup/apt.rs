//! apt-get, where a system has it and this user may use it.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// True if this user can install packages.
pub(super) fn can_install() -> bool {
    exists() && is_root()
}

/// True if this system has apt-get.
pub(super) fn exists() -> bool {
    which::which("apt-get").is_ok()
}

/// True if this user is root.
pub(super) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

/// Installs `packages` from the lists of today.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    process::run(apt_get(&["update"]))?;
    let mut command = apt_get(&["install", "--yes", "--no-install-recommends"]);
    command.args(packages);
    process::run(command)
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
