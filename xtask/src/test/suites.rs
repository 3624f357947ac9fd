//! The suites, and the steps of each.

use std::fmt;
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::budget;
use crate::build;
use crate::process;
use crate::setup::{
    self, Axe, Browser, Deny, Isso, Routers, Sites, Trunk, TypeScript, WasmTools, WordPress,
};
use crate::workspace::{self, BUNDLE_PACKAGE, SYSTEM_TESTS_PACKAGE, Workspace};

/// The system tests' target that drives the bundle and the server.
const END_TO_END: &str = "e2e";

/// Their target that drives the bundle on WordPress and Isso.
const BLOGS: &str = "blogs";

/// Their target that drives it on the sites of `examples`.
const SITES: &str = "sites";

/// Their target that measures, which has tests of its own.
const MEASURE: &str = "measure";

/// The target of the bundle, as cargo's option.
const FOR_WASM: &str = "--target=wasm32-unknown-unknown";

/// Tests that need the same things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Suite {
    /// Format, clippy, the documentation, the scripts' types and the dependencies, without a
    /// warning
    Lint,
    /// The tests that run on this machine
    Native,
    /// The bundle's tests in headless Chromium
    Browser,
    /// The release bundle on the real server in Chromium
    EndToEnd,
    /// The release bundle on real WordPress and Isso, and on the examples' sites, in Chromium
    Blogs,
}

impl Suite {
    /// All suites, in the order in which they run.
    pub(super) const ALL: [Self; 5] = [
        Self::Lint,
        Self::Native,
        Self::Browser,
        Self::EndToEnd,
        Self::Blogs,
    ];

    /// The suites of a contributor's everyday run: those that install no database, PHP or
    /// site generator.
    pub(super) fn is_everyday(self) -> bool {
        self != Self::Blogs
    }

    /// True if it counts tests.
    pub(super) fn has_tests(self) -> bool {
        self != Self::Lint
    }

    fn needs_wasm(self) -> bool {
        self != Self::Native
    }

    fn needs_browser(self) -> bool {
        matches!(self, Self::Browser | Self::EndToEnd | Self::Blogs)
    }

    /// True if it runs on the bundle as readers get it, and on the server.
    fn needs_release(self) -> bool {
        matches!(self, Self::EndToEnd | Self::Blogs)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.to_possible_value();
        formatter.write_str(name.as_ref().map_or("", |value| value.get_name()))
    }
}

/// The tools that the suites need.
pub(super) struct Machine {
    wasm: Option<WasmTools>,
    trunk: Option<Trunk>,
    browser: Option<Browser>,
    axe: Option<Axe>,
    routers: Option<Routers>,
    blogs: Option<(WordPress, Isso)>,
    sites: Option<Sites>,
    deny: Option<Deny>,
    typescript: Option<TypeScript>,
}

impl Machine {
    /// Finds or installs it.
    pub(super) fn set_up(workspace: &Workspace, suites: &[Suite]) -> Result<Self> {
        let any = |needs: fn(Suite) -> bool| suites.iter().any(|suite| needs(*suite));
        if suites.contains(&Suite::Lint) {
            setup::check_lint_components(workspace)?;
        }
        Ok(Self {
            wasm: any(Suite::needs_wasm)
                .then(|| WasmTools::set_up(workspace))
                .transpose()?,
            trunk: any(Suite::needs_release)
                .then(|| Trunk::set_up_for_release(workspace))
                .transpose()?,
            browser: any(Suite::needs_browser)
                .then(Browser::set_up)
                .transpose()?,
            axe: any(|suite| suite == Suite::EndToEnd)
                .then(Axe::set_up)
                .transpose()?,
            routers: any(|suite| suite == Suite::EndToEnd)
                .then(Routers::set_up)
                .transpose()?,
            blogs: any(|suite| suite == Suite::Blogs)
                .then(|| Ok::<_, anyhow::Error>((WordPress::set_up()?, Isso::set_up()?)))
                .transpose()?,
            sites: any(|suite| suite == Suite::Blogs)
                .then(Sites::set_up)
                .transpose()?,
            deny: any(|suite| suite == Suite::Lint)
                .then(|| Deny::set_up(workspace))
                .transpose()?,
            typescript: any(|suite| suite == Suite::Lint)
                .then(TypeScript::set_up)
                .transpose()?,
        })
    }

    fn axe(&self) -> Result<&Axe> {
        self.axe.as_ref().context("axe-core is not set up")
    }

    fn routers(&self) -> Result<&Routers> {
        let routers = self.routers.as_ref();
        routers.context("htmx, swup and Turbo are not set up")
    }

    fn deny(&self) -> Result<&Deny> {
        self.deny.as_ref().context("cargo-deny is not set up")
    }

    fn typescript(&self) -> Result<&TypeScript> {
        self.typescript.as_ref().context("TypeScript is not set up")
    }

    fn wasm(&self) -> Result<&WasmTools> {
        self.wasm.as_ref().context("the compiler is not set up")
    }

    fn trunk(&self) -> Result<&Trunk> {
        self.trunk.as_ref().context("Trunk is not set up")
    }

    fn blogs(&self) -> Result<&(WordPress, Isso)> {
        let blogs = self.blogs.as_ref();
        blogs.context("WordPress and Isso are not set up")
    }

    fn browser(&self) -> Result<&Browser> {
        self.browser.as_ref().context("the browser is not set up")
    }
}

/// One thing to run.
pub(super) struct Step<'a> {
    pub(super) suite: Suite,
    name: &'static str,
    pub(super) action: Action<'a>,
}

impl Step<'_> {
    /// The suite's name and the step's own.
    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.suite, self.name)
    }
}

/// The action of a step.
pub(super) enum Action<'a> {
    /// A command that fails or not.
    Run(Command),
    /// A command whose output tells the results of tests.
    Count(Command),
    /// The same command twice: a browser may hang before it runs the first test, and then
    /// the second one starts another.
    CountInBrowser([Command; 2]),
    /// A part of this program.
    Call(Box<dyn FnOnce() -> Result<()> + 'a>),
}

/// The steps of `suites`; `passed_on` goes to each test program.
pub(super) fn steps<'a>(
    workspace: &'a Workspace,
    machine: &'a Machine,
    suites: &[Suite],
    passed_on: &[String],
) -> Result<Vec<Step<'a>>> {
    let mut steps = Vec::new();
    for suite in suites {
        let mut add = |name, action| {
            steps.push(Step {
                suite: *suite,
                name,
                action,
            })
        };
        match suite {
            Suite::Lint => {
                lint(workspace, machine, &mut add)?;
                dependencies(workspace, machine, &mut add)?;
            }
            Suite::Native => native(workspace, passed_on, &mut add)?,
            Suite::Browser => browser(workspace, machine, passed_on, &mut add)?,
            Suite::EndToEnd => {
                release(workspace, machine, &mut add)?;
                end_to_end(workspace, machine, passed_on, &mut add)?;
            }
            Suite::Blogs => {
                if !suites.contains(&Suite::EndToEnd) {
                    release(workspace, machine, &mut add)?;
                }
                blogs(workspace, machine, passed_on, &mut add)?;
            }
        }
    }
    Ok(steps)
}

type Add<'add, 'a> = &'add mut dyn FnMut(&'static str, Action<'a>);

fn lint(workspace: &Workspace, machine: &Machine, add: Add) -> Result<()> {
    let mut format = workspace.cargo();
    format.args(["fmt", "--all", "--check"]);
    add("format", Action::Run(format));

    let deny_warnings = [
        "--all-targets",
        "--all-features",
        "--",
        "--deny",
        "warnings",
    ];
    let mut native = workspace.cargo();
    native.args(["clippy", "--workspace"]).args(deny_warnings);
    add("clippy", Action::Run(native));

    let wasm = machine.wasm()?;
    if wasm.compiler().has_clippy() {
        let mut for_wasm = wasm.cargo(workspace);
        for_wasm
            .args(["clippy", "--package", BUNDLE_PACKAGE, FOR_WASM])
            .args(deny_warnings);
        add("clippy for WebAssembly", Action::Run(for_wasm));
    } else {
        let say = || {
            println!("Left out: Debian's compiler comes without clippy for WebAssembly.");
            Ok(())
        };
        add("clippy for WebAssembly", Action::Call(Box::new(say)));
    }

    let mut documentation = workspace.cargo();
    documentation
        .args([
            "doc",
            "--workspace",
            "--all-features",
            "--no-deps",
            "--document-private-items",
        ])
        .env("RUSTDOCFLAGS", "--deny warnings");
    add("documentation", Action::Run(documentation));

    let scripts = machine.typescript()?.check(workspace);
    add("types of the scripts", Action::Run(scripts));
    Ok(())
}

fn dependencies<'a>(
    workspace: &'a Workspace,
    machine: &'a Machine,
    add: Add<'_, 'a>,
) -> Result<()> {
    let deny = machine.deny()?;
    let what = ["bans", "licenses", "sources"];
    let command = deny.check(workspace, &what);
    add("what the dependencies may be", Action::Run(command));

    let look = || {
        if deny.fetch_advisories(workspace) {
            return process::run(deny.check(workspace, &["--disable-fetch", "advisories"]));
        }
        println!("Left out: the database of advisories cannot be had from here.");
        Ok(())
    };
    add("what is known against them", Action::Call(Box::new(look)));
    Ok(())
}

fn native(workspace: &Workspace, passed_on: &[String], add: Add) -> Result<()> {
    let mut others = cargo_test(workspace.cargo());
    others.args(["--workspace", "--exclude", BUNDLE_PACKAGE]);
    others.args(["--exclude", SYSTEM_TESTS_PACKAGE]);
    add("server, model and commands", counted(others, passed_on));

    let mut units = cargo_test(workspace.cargo());
    units.args(["--package", BUNDLE_PACKAGE, "--lib", "--bins"]);
    add("bundle", counted(units, passed_on));

    let mut measurements = cargo_test(workspace.cargo());
    measurements.args(["--package", SYSTEM_TESTS_PACKAGE, "--example", MEASURE]);
    add("measurements", counted(measurements, passed_on));

    if workspace
        .bundle_targets()?
        .iter()
        .any(workspace::is_library)
    {
        let mut examples = cargo_test(workspace.cargo());
        examples.args(["--package", BUNDLE_PACKAGE, "--doc"]);
        add("bundle's documentation", counted(examples, passed_on));
    }
    Ok(())
}

fn browser(workspace: &Workspace, machine: &Machine, passed_on: &[String], add: Add) -> Result<()> {
    let first = in_browser(workspace, machine, passed_on)?;
    let second = in_browser(workspace, machine, passed_on)?;
    add("bundle", Action::CountInBrowser([first, second]));
    Ok(())
}

fn in_browser(workspace: &Workspace, machine: &Machine, passed_on: &[String]) -> Result<Command> {
    let mut command = cargo_test(machine.wasm()?.cargo(workspace));
    command.args(["--package", BUNDLE_PACKAGE, FOR_WASM, "--lib", "--bins"]);
    let targets = workspace.bundle_targets()?;
    for target in targets.iter().filter(|target| target.is_test()) {
        command.args(["--test", &target.name]);
    }
    machine.browser()?.apply(&mut command);
    command.arg("--").args(passed_on);
    Ok(command)
}

/// Builds the bundle and the server that the tests of the whole run on.
fn release<'a>(workspace: &'a Workspace, machine: &'a Machine, add: Add<'_, 'a>) -> Result<()> {
    let (wasm, trunk) = (machine.wasm()?, machine.trunk()?);
    let bundle = move || build::bundle(workspace, wasm, trunk);
    add("build the bundle", Action::Call(Box::new(bundle)));

    let budget = move || budget::check(workspace);
    add("the bundle's sizes", Action::Call(Box::new(budget)));

    let server = move || workspace.build_server(true).map(|_| ());
    add("build the server", Action::Call(Box::new(server)));
    Ok(())
}

fn end_to_end(
    workspace: &Workspace,
    machine: &Machine,
    passed_on: &[String],
    add: Add,
) -> Result<()> {
    let mut command = on_release(workspace, machine, END_TO_END)?;
    machine.axe()?.apply(&mut command);
    machine.routers()?.apply(&mut command);
    add("bundle and server", counted(command, passed_on));
    Ok(())
}

fn blogs(workspace: &Workspace, machine: &Machine, passed_on: &[String], add: Add) -> Result<()> {
    let mut command = on_release(workspace, machine, BLOGS)?;
    let (wordpress, isso) = machine.blogs()?;
    wordpress.apply(&mut command);
    isso.apply(&mut command);
    add("bundle on WordPress and Isso", counted(command, passed_on));

    let mut command = on_release(workspace, machine, SITES)?;
    wordpress.apply(&mut command);
    isso.apply(&mut command);
    let sites = machine.sites.as_ref();
    sites
        .context("the site generators are not set up")?
        .apply(&mut command);
    add("bundle on the examples' sites", counted(command, passed_on));
    Ok(())
}

/// A target of the system tests, on the release build of the bundle and the server.
fn on_release(workspace: &Workspace, machine: &Machine, target: &str) -> Result<Command> {
    let mut command = cargo_test(workspace.cargo());
    command
        .args(["--package", SYSTEM_TESTS_PACKAGE, "--test", target])
        .env(
            "ARTICLE_WIDGETS_SERVER",
            workspace.server_program("release"),
        )
        .env("ARTICLE_WIDGETS_DIST", workspace.dist());
    machine.browser()?.apply(&mut command);
    Ok(command)
}

/// `cargo test`, which goes on after a failure so that all are counted.
fn cargo_test(mut cargo: Command) -> Command {
    cargo.args(["test", "--no-fail-fast", "--all-features"]);
    cargo
}

fn counted(mut command: Command, passed_on: &[String]) -> Action<'static> {
    command.arg("--").args(passed_on);
    Action::Count(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_named_as_in_the_documentation() {
        let names: Vec<String> = Suite::ALL.iter().map(Suite::to_string).collect();
        assert_eq!(names, ["lint", "native", "browser", "end-to-end", "blogs"]);
    }
}
