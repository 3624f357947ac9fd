//! The compiler from Rust to WebAssembly: the active toolchain with its wasm32 target, or Debian's
//! compiler, which builds the standard library along with the program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{announce, apt};
use crate::process;
use crate::workspace::Workspace;

/// The target of the bundle.
const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages: compiler, cargo, the standard library's source, linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// The paths of what Debian's packages install.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// The path of the standard library's source in a toolchain.
const SOURCE: &str = "lib/rustlib/src/rust/library/Cargo.lock";

/// The flags of rustc for the smallest program.
const SIZE_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// A compiler that can make WebAssembly on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WasmCompiler {
    /// The toolchain that runs these commands has the target.
    ActiveToolchain {
        /// Its cargo.
        cargo: PathBuf,
    },
    /// Debian's packages, which have no target but the library's source.
    Debian,
}

impl WasmCompiler {
    /// Finds or installs one.
    pub(super) fn set_up(workspace: &Workspace) -> Result<Self> {
        let mut found = Found::look(workspace)?;
        loop {
            match choose(&found) {
                Choice::ActiveToolchain => {
                    let cargo = workspace.cargo().get_program().into();
                    return Ok(Self::ActiveToolchain { cargo });
                }
                Choice::Debian => {
                    link_debian_cargo(&programs_folder(workspace))?;
                    return Ok(Self::Debian);
                }
                Choice::AddTarget => found.target = add_target(workspace),
                Choice::InstallDebian => found.debian = install_debian()?,
                Choice::Nothing(advice) => bail!(advice),
            }
        }
    }

    /// Its cargo.
    pub(super) fn cargo(&self) -> &Path {
        match self {
            Self::ActiveToolchain { cargo } => cargo,
            Self::Debian => Path::new(DEBIAN_CARGO),
        }
    }

    /// True if it can run clippy for the target.
    pub(crate) fn has_clippy(&self) -> bool {
        matches!(self, Self::ActiveToolchain { .. })
    }

    /// Makes a command, cargo or what calls cargo, compile with it.
    pub(super) fn apply(&self, command: &mut Command, workspace: &Workspace) {
        if let Self::Debian = self {
            with_library(command)
                .env("CARGO", DEBIAN_CARGO)
                .env("RUSTC", DEBIAN_RUSTC)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
                // Shared with the active toolchain, each would build everything again.
                .env("CARGO_TARGET_DIR", debian_folder(workspace))
                // These name the active toolchain and its libraries.
                .env_remove("RUSTUP_TOOLCHAIN")
                .env_remove("LD_LIBRARY_PATH");
        }
    }

    /// Lets `command`, cargo or what calls cargo, build the standard library along with
    /// the program and both for size: a panic ends the program at once, and nothing is
    /// kept of what its message would have said. Where the library's source cannot be
    /// had, the library is taken as it is, and the bundle is larger.
    pub(crate) fn apply_for_size(&self, command: &mut Command, workspace: &Workspace) {
        let is_active = matches!(self, Self::ActiveToolchain { .. });
        if is_active && !has_source(workspace) && !add_source(workspace) {
            return;
        }
        with_library(command)
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SIZE_FLAGS)
            // Where it shared the folder, each of the two would build everything again.
            .env("CARGO_TARGET_DIR", self.size_folder(workspace));
    }

    /// The folder in which cargo builds for size.
    pub(crate) fn size_folder(&self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::ActiveToolchain { .. } if !has_source(workspace) => {
                workspace.target_folder().to_owned()
            }
            Self::ActiveToolchain { .. } => workspace.target_folder().join("size"),
            Self::Debian => debian_folder(workspace),
        }
    }

    /// A folder to go first on the PATH of what calls cargo by its name.
    pub(super) fn programs_folder(&self, workspace: &Workspace) -> Option<PathBuf> {
        matches!(self, Self::Debian).then(|| programs_folder(workspace))
    }
}

/// Makes cargo build the standard library along with the program, which stable cargo does only so.
fn with_library(command: &mut Command) -> &mut Command {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
}

/// The folder of everything that is compiled with Debian's packages.
fn debian_folder(workspace: &Workspace) -> PathBuf {
    workspace.target_folder().join("debian")
}

/// A folder that holds Debian's cargo and nothing else: on PATH before rustup's folder
/// it hides rustup's cargo, and none of the tools, as /usr/bin would.
fn programs_folder(workspace: &Workspace) -> PathBuf {
    debian_folder(workspace).join("programs")
}

#[cfg(unix)]
fn link_debian_cargo(folder: &Path) -> Result<()> {
    let link = folder.join("cargo");
    if link.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)
        .and_then(|()| std::os::unix::fs::symlink(DEBIAN_CARGO, &link))
        .with_context(|| format!("cannot link {}", link.display()))
}

#[cfg(not(unix))]
fn link_debian_cargo(_: &Path) -> Result<()> {
    bail!("Debian's compiler runs on Debian only")
}

/// The compiler that `ARTICLE_WIDGETS_COMPILER` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Road {
    ActiveToolchain,
    Debian,
}

/// The wasm32 target of the active toolchain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Installed,
    /// Not there, and rustup is there to add it.
    Addable,
    /// Not there, and cannot be added.
    Unavailable,
}

/// Debian's packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Debian {
    Installed,
    /// Not there, and this user can install packages.
    Installable,
    /// Not there, and another user can install packages.
    NeedsRoot,
    /// This system is none of Debian's family.
    Unavailable,
}

/// The compilers that this machine has.
#[derive(Clone, Copy, Debug)]
struct Found {
    asked: Option<Road>,
    target: Target,
    debian: Debian,
}

impl Found {
    fn look(workspace: &Workspace) -> Result<Self> {
        let asked = match env::var("ARTICLE_WIDGETS_COMPILER") {
            Ok(name) => Some(road(&name)?),
            Err(_) => None,
        };
        Ok(Self {
            asked,
            target: look_for_target(workspace),
            debian: look_for_debian(),
        })
    }
}

/// The next step of the set-up.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    ActiveToolchain,
    Debian,
    AddTarget,
    InstallDebian,
    /// Nothing that a program can do; what the user can.
    Nothing(String),
}

/// The way to a compiler from what is there: the one that is whole, else the target,
/// else Debian's packages.
fn choose(found: &Found) -> Choice {
    let by_target = match found.target {
        _ if found.asked == Some(Road::Debian) => None,
        Target::Installed => return Choice::ActiveToolchain,
        Target::Addable => Some(Choice::AddTarget),
        Target::Unavailable => None,
    };
    let by_debian = match found.debian {
        _ if found.asked == Some(Road::ActiveToolchain) => None,
        Debian::Installed => return Choice::Debian,
        Debian::Installable => Some(Choice::InstallDebian),
        Debian::NeedsRoot | Debian::Unavailable => None,
    };
    by_target
        .or(by_debian)
        .unwrap_or_else(|| Choice::Nothing(advice(found)))
}

fn advice(found: &Found) -> String {
    let target = format!("`rustup target add {TARGET}`");
    let debian = format!("`sudo apt-get install {}`", DEBIAN_PACKAGES.join(" "));
    let debian_can = found.debian == Debian::NeedsRoot;
    let commands = match found.asked {
        Some(Road::Debian) => debian,
        None if debian_can => format!("{target} or {debian}"),
        Some(Road::ActiveToolchain) | None => target,
    };
    format!("nothing here compiles Rust to WebAssembly: run {commands}, then this again")
}

fn road(name: &str) -> Result<Road> {
    match name {
        "rustup" => Ok(Road::ActiveToolchain),
        "debian" => Ok(Road::Debian),
        other => bail!("ARTICLE_WIDGETS_COMPILER is {other:?}; it can be rustup or debian"),
    }
}

/// The active toolchain's rustc.
fn rustc(workspace: &Workspace) -> Command {
    workspace.command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The library's folder and not rustup's list: a toolchain need not come from rustup.
fn look_for_target(workspace: &Workspace) -> Target {
    let mut rustc = rustc(workspace);
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let installed =
        process::output(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).is_dir());
    match which::which("rustup") {
        _ if installed => Target::Installed,
        Ok(_) => Target::Addable,
        Err(_) => Target::Unavailable,
    }
}

fn add_target(workspace: &Workspace) -> Target {
    announce(&format!(
        "adding the target {TARGET} to Rust, which the bundle is compiled for"
    ));
    let mut command = workspace.command("rustup");
    command.args(["target", "add", TARGET]);
    match process::run(command) {
        Ok(()) => look_for_target(workspace),
        Err(_) => Target::Unavailable,
    }
}

fn has_source(workspace: &Workspace) -> bool {
    let mut rustc = rustc(workspace);
    rustc.args(["--print", "sysroot"]);
    process::output(&mut rustc).is_ok_and(|sysroot| Path::new(sysroot.trim()).join(SOURCE).exists())
}

fn add_source(workspace: &Workspace) -> bool {
    if which::which("rustup").is_err() {
        return false;
    }
    announce("adding the source of Rust's standard library, which is built small for the bundle");
    let mut command = workspace.command("rustup");
    command.args(["component", "add", "rust-src"]);
    let is_added = process::run(command).is_ok() && has_source(workspace);
    if !is_added {
        announce("without it the bundle is a tenth larger");
    }
    is_added
}

fn look_for_debian() -> Debian {
    let programs = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_SOURCE, DEBIAN_LINKER];
    if programs.iter().all(|path| Path::new(path).exists()) {
        Debian::Installed
    } else if apt::can_install() {
        Debian::Installable
    } else if apt::exists() {
        Debian::NeedsRoot
    } else {
        Debian::Unavailable
    }
}

fn install_debian() -> Result<Debian> {
    announce(&format!(
        "installing {} with apt-get: they compile the bundle, as this Rust has no {TARGET}",
        DEBIAN_PACKAGES.join(", ")
    ));
    apt::install(&DEBIAN_PACKAGES).context(
        "Debian's compiler cannot be installed; what is needed is a Rust with the target \
         wasm32-unknown-unknown",
    )?;
    match look_for_debian() {
        Debian::Installed => Ok(Debian::Installed),
        _ => bail!("Debian's packages are installed, but not with the files that are needed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(asked: Option<Road>, target: Target, debian: Debian) -> Found {
        Found {
            asked,
            target,
            debian,
        }
    }

    #[test]
    fn what_is_there_comes_first() {
        for debian in [Debian::Installed, Debian::Installable, Debian::Unavailable] {
            let found = found(None, Target::Installed, debian);
            assert_eq!(choose(&found), Choice::ActiveToolchain, "{found:?}");
        }
        for target in [Target::Addable, Target::Unavailable] {
            let found = found(None, target, Debian::Installed);
            assert_eq!(choose(&found), Choice::Debian, "{found:?}");
        }
    }

    #[test]
    fn the_target_is_tried_before_packages() {
        let before = found(None, Target::Addable, Debian::Installable);
        assert_eq!(choose(&before), Choice::AddTarget);
        let refused = found(None, Target::Unavailable, Debian::Installable);
        assert_eq!(choose(&refused), Choice::InstallDebian);
    }

    #[test]
    fn what_the_user_asks_for_is_used() {
        let debian = found(Some(Road::Debian), Target::Installed, Debian::Installed);
        assert_eq!(choose(&debian), Choice::Debian);
        let missing = found(Some(Road::Debian), Target::Installed, Debian::Installable);
        assert_eq!(choose(&missing), Choice::InstallDebian);
        let target = found(
            Some(Road::ActiveToolchain),
            Target::Addable,
            Debian::Installed,
        );
        assert_eq!(choose(&target), Choice::AddTarget);
    }

    #[test]
    fn who_is_not_root_reads_the_command() {
        let found = found(None, Target::Unavailable, Debian::NeedsRoot);
        let Choice::Nothing(advice) = choose(&found) else {
            panic!("there is nothing to do for a program");
        };
        assert!(advice.contains("sudo apt-get install rustc-web cargo-web rust-web-src lld-22"));
    }

    #[test]
    fn where_debian_is_not_it_is_not_spoken_of() {
        for asked in [None, Some(Road::ActiveToolchain)] {
            let found = found(asked, Target::Unavailable, Debian::Unavailable);
            let Choice::Nothing(advice) = choose(&found) else {
                panic!("there is nothing to do for a program");
            };
            assert!(advice.contains("rustup target add"));
            assert!(!advice.contains("apt-get"));
        }
    }

    #[test]
    fn only_the_documented_names_are_taken() {
        assert!(road("rustup").is_ok() && road("debian").is_ok());
        assert!(road("gcc").is_err());
    }
}
