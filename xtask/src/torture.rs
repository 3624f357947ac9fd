//! `cargo xtask torture`: faults and attacks at length, as a table of figures.
//!
//! The tests named `torture` go a short way in `cargo xtask test`; the environment
//! that is set here lets them go all the way.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::build;
use crate::process;
use crate::server::Server;
use crate::setup::{Browser, Schemathesis, Trunk, WasmTools};
use crate::workspace::{SERVER_PACKAGE, SYSTEM_TESTS_PACKAGE, Workspace};

/// The module of its tests.
const NAME: &str = "torture::";

/// The owner's token, so that the owner's operations are met too.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// The arguments of `cargo xtask torture`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run this part; may be given several times [default: all]
    #[arg(long = "part", value_name = "NAME", value_enum)]
    parts: Vec<Part>,

    /// The number from which all that is random follows, to have a run again
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Run only the tests whose names have this in them
    #[arg(last = true, value_name = "NAME")]
    name: Option<String>,
}

/// A part that can be tortured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The server: kills, a full disk, bursts, slow clients, wrong requests
    Server,
    /// The widgets: a bad network, a page that is changed around them
    Widgets,
    /// The API, with requests made up from its own description
    Api,
}

/// Builds what blogs run, and runs the parts; the last that it prints is the table.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let asked = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    let server = workspace.build_server(true)?;
    let figures = Figures::begin(workspace)?;
    let tests = |package: &str, target: &str| {
        let mut command = workspace.cargo();
        command
            .args([
                "test",
                "--package",
                package,
                "--all-features",
                "--test",
                target,
            ])
            .args(["--", "--nocapture", "--test-threads", "1", NAME])
            .args(&arguments.name)
            .env("ARTICLE_WIDGETS_SERVER", &server)
            .env("ARTICLE_WIDGETS_FIGURES", &figures.0);
        if let Some(seed) = arguments.seed {
            command.env("ARTICLE_WIDGETS_SEED", seed.to_string());
        }
        command
    };
    if asked(Part::Server) {
        process::run(tests(SERVER_PACKAGE, "server"))?;
    }
    if asked(Part::Widgets) {
        widgets(workspace, tests(SYSTEM_TESTS_PACKAGE, "e2e"))?;
    }
    if asked(Part::Api) {
        api(workspace, &figures, &server, arguments.seed)?;
    }
    figures.print()
}

fn widgets(workspace: &Workspace, mut tests: Command) -> Result<()> {
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up_for_release(workspace)?;
    let browser = Browser::set_up()?;
    build::bundle(workspace, &wasm, &trunk)?;
    tests.env("ARTICLE_WIDGETS_DIST", workspace.dist());
    browser.apply(&mut tests);
    process::run(tests)
}

/// The number of requests that are made up for each operation of the API.
const REQUESTS: &str = "150";

fn api(workspace: &Workspace, figures: &Figures, program: &Path, seed: Option<u64>) -> Result<()> {
    let schemathesis = Schemathesis::set_up()?;
    let folder = figures.folder().join("api");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir(&folder)
        .and_then(|()| fs::write(folder.join("article-widgets.js"), ""))
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    let mut command = workspace.command(program);
    command
        .args(["--votes-per-article", "0", "--votes-per-address", "0"])
        .args(["--comments-per-address", "0", "--admin-token", TOKEN])
        .args([
            "--database",
            &format!("sqlite:{}", folder.join("widgets.db").display()),
        ])
        .arg("--assets")
        .arg(&folder)
        .env("RUST_LOG", "error");
    let server = Server::start(command)?;
    let mut command = schemathesis.command(workspace);
    command
        .current_dir(&folder)
        .arg("run")
        .arg(format!("{}/api/v1/openapi.json", server.address))
        .args(["--header", &format!("Authorization: Bearer {TOKEN}")])
        .args(["--checks", "all", "--max-examples", REQUESTS, "--no-color"])
        // A description cannot say that a vote is at most its scale, for example.
        .args(["--exclude-checks", "positive_data_acceptance"]);
    if let Some(seed) = seed {
        command.args(["--seed", &seed.to_string()]);
    }
    let mut cases = None;
    process::run_reading(command, |line| {
        if line.contains(" generated, ") {
            cases = Some(line.trim().to_owned());
        }
    })?;
    let cases = cases.context("Schemathesis counts its cases no more")?;
    figures.add("requests made up from the API's own description", &cases)
}

/// The rows of the table, in a file to which the tests add.
struct Figures(PathBuf);

impl Figures {
    fn begin(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target_folder().join("torture");
        let file = folder.join("figures.md");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&file, "| what | figure |\n| --- | --- |\n"))
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Self(file))
    }

    fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(&self.0)
    }

    fn add(&self, name: &str, value: &str) -> Result<()> {
        let mut file = File::options().append(true).open(&self.0)?;
        Ok(writeln!(file, "| {name} | {value} |")?)
    }

    fn print(&self) -> Result<()> {
        let text = fs::read_to_string(&self.0)
            .with_context(|| format!("cannot read {}", self.0.display()))?;
        print!("\n{text}");
        println!("\nThe table is in {}.", self.0.display());
        Ok(())
    }
}
