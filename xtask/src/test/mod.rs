//! `cargo xtask test`: every test, suite by suite.

mod suites;
mod tally;

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use suites::{Action, Machine, Step, Suite};
use tally::Tally;

/// The time that the suites take.
const TIMES: &str = "\
On two cores, with the tools installed and nothing compiled yet: lint 3 minutes, native 5,
browser 1, end-to-end 15, blogs 4. Once all is compiled: lint, native and browser 2 together,
end-to-end 7.";

/// The arguments of `cargo xtask test`.
#[derive(clap::Args)]
#[command(after_help = TIMES)]
pub(crate) struct Arguments {
    /// Run this suite; may be given several times [default: all but blogs]
    #[arg(long = "suite", value_name = "NAME", value_enum)]
    suites: Vec<Suite>,

    /// Run every suite, as the continuous integration does
    #[arg(long, conflicts_with = "suites")]
    all: bool,

    /// Passed on to the tests, such as a part of their names
    #[arg(last = true, value_name = "ARGUMENTS")]
    passed_on: Vec<String>,
}

impl Arguments {
    /// The suites asked for, in the order in which they run.
    fn suites(&self) -> Vec<Suite> {
        let is_asked = |suite: &Suite| match self.suites.as_slice() {
            [] => self.all || suite.is_everyday(),
            named => named.contains(suite),
        };
        Suite::ALL.into_iter().filter(is_asked).collect()
    }
}

/// Runs the suites; the last line that it prints is the count of tests.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let suites = arguments.suites();
    let machine = Machine::set_up(workspace, &suites)?;
    let steps = suites::steps(workspace, &machine, &suites, &arguments.passed_on)?;
    println!("This runs:");
    for step in &steps {
        println!("  {}", step.title());
    }

    let mut all = Tally::default();
    let result = run_suites(&suites, steps, &mut all, !arguments.passed_on.is_empty());
    if let Err(error) = &result {
        eprintln!("\nerror: {error:#}");
    } else {
        println!("\nEverything passed.");
    }
    println!("{all}");
    Ok(if result.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_suites(suites: &[Suite], steps: Vec<Step>, all: &mut Tally, some_only: bool) -> Result<()> {
    let mut steps = steps.into_iter().peekable();
    for suite in suites {
        let before = *all;
        while let Some(step) = steps.next_if(|step| step.suite == *suite) {
            run_step(step, all)?;
        }
        // Suites whose tests went unseen would pass for ever.
        if suite.has_tests() && !some_only && *all == before {
            bail!("{suite}: no test ran");
        }
    }
    Ok(())
}

fn run_step(step: Step, all: &mut Tally) -> Result<()> {
    let title = step.title();
    println!("\n== {title}");
    let started = Instant::now();
    let result = match step.action {
        Action::Run(command) => crate::process::run(command),
        Action::Count(command) => count(command, all),
        Action::CountInBrowser(commands) => count_in_browser(commands, all),
        Action::Call(function) => function(),
    };
    let seconds = started.elapsed().as_secs_f64();
    match result {
        Ok(()) => println!("== {title}: {seconds:.1} s"),
        Err(error) => return Err(error.context(format!("{title} failed after {seconds:.1} s"))),
    }
    Ok(())
}

fn count(command: Command, all: &mut Tally) -> Result<()> {
    crate::process::run_reading(command, |line| all.add_line(line))
}

fn count_in_browser([first, second]: [Command; 2], all: &mut Tally) -> Result<()> {
    let before = *all;
    let result = count(first, all);
    if result.is_ok() || *all != before || crate::process::stop_asked() {
        return result;
    }
    println!("No test ran: this starts the browser once more.");
    count(second, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_browser_is_started_again_if_no_test_ran_and_not_if_one_failed() {
        let passed = "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'";
        let failed = "echo 'test result: FAILED. 1 passed; 1 failed; 0 ignored'; false";
        let mut tally = Tally::default();
        let run = |first, second, tally: &mut Tally| {
            count_in_browser([shell(first), shell(second)], tally)
        };
        assert!(run("false", passed, &mut tally).is_ok());
        assert_eq!(tally.to_string(), "2 passed, 0 failed");
        assert!(run(failed, passed, &mut tally).is_err());
        assert_eq!(tally.to_string(), "3 passed, 1 failed");
        assert!(run("false", "false", &mut tally).is_err());
    }

    #[test]
    fn suites_run_in_their_order_whatever_the_order_asked() {
        let arguments = Arguments {
            suites: vec![Suite::Browser, Suite::Lint],
            all: false,
            passed_on: Vec::new(),
        };
        assert_eq!(arguments.suites(), [Suite::Lint, Suite::Browser]);
    }

    #[test]
    fn without_a_name_the_everyday_suites_run_and_on_request_all() {
        let arguments = |all| Arguments {
            suites: Vec::new(),
            all,
            passed_on: Vec::new(),
        };
        assert_eq!(arguments(false).suites(), Suite::ALL[..4]);
        assert_eq!(arguments(true).suites(), Suite::ALL);
    }

    #[test]
    fn a_suite_whose_tests_are_not_found_fails() {
        let mut tally = Tally::default();
        assert!(run_suites(&[Suite::Browser], Vec::new(), &mut tally, false).is_err());
        assert!(run_suites(&[Suite::Browser], Vec::new(), &mut tally, true).is_ok());
        assert!(run_suites(&[Suite::Lint], Vec::new(), &mut tally, false).is_ok());
    }
}
