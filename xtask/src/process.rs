//! Running other programs so that a signal to this one leaves none of them behind.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use process_wrap::std::{ChildWrapper, CommandWrap};

/// The pause between two looks at whether a program has ended.
const POLL: Duration = Duration::from_millis(50);

/// The time that a program may take to end by itself once it was asked to.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(5);

static STOP: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C, SIGTERM and SIGHUP do not end this program at once:
/// whatever runs is ended first, and what waited for it returns an error.
pub(crate) fn end_children_on_signals() -> Result<()> {
    let waiting = thread::current();
    ctrlc::set_handler(move || {
        STOP.store(true, Ordering::SeqCst);
        waiting.unpark();
    })
    .context("cannot listen to Ctrl-C")
}

/// True if this program was asked to stop.
pub(crate) fn stop_asked() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// Waits a moment, less if this program is asked to stop.
pub(crate) fn pause() {
    thread::park_timeout(POLL);
}

/// A program that runs beside this one, with all that it starts itself.
/// Dropping it ends them.
pub(crate) struct Running {
    line: String,
    child: Box<dyn ChildWrapper>,
}

impl Running {
    /// Starts `command` without standard input, in a process group of its own
    /// (a job object on Windows).
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let line = command_line(&command);
        command.stdin(Stdio::null());
        let mut wrapped = CommandWrap::from(command);
        #[cfg(unix)]
        wrapped.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        wrapped.wrap(process_wrap::std::JobObject);
        let child = wrapped
            .spawn()
            .with_context(|| format!("cannot start `{line}`"))?;
        Ok(Self { line, child })
    }

    /// The standard output, if the command asked for a pipe and nobody took it.
    pub(crate) fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout().take()
    }

    /// The exit status of the program, if it has ended.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("cannot wait for `{}`", self.line))
    }

    /// The end of the program; an error when it failed or a signal came first.
    fn succeed(self) -> Result<()> {
        self.succeed_before(None)
    }

    /// The same, and an error when it takes longer than until `limit`.
    fn succeed_before(mut self, limit: Option<Instant>) -> Result<()> {
        loop {
            if let Some(status) = self.ended()? {
                return check(&self.line, status);
            }
            if stop_asked() {
                bail!("stopped during `{}`", self.line);
            }
            if limit.is_some_and(|limit| Instant::now() > limit) {
                bail!("`{}` takes too long", self.line);
            }
            pause();
        }
    }

    /// Asks the program and its children to end, then makes them.
    fn end(&mut self) {
        #[cfg(unix)]
        {
            const SIGTERM: i32 = 15;
            let asked = self.child.signal(SIGTERM);
            let limit = Instant::now() + GRACE;
            while asked.is_ok()
                && Instant::now() < limit
                && matches!(self.child.try_wait(), Ok(None))
            {
                // Not `pause`: the signal that stops this program would cut it short.
                thread::sleep(POLL);
            }
        }
        // Also where the program itself has ended: its children may not have.
        // An error means that nobody is left.
        let _ = self.child.start_kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs `command` to its end with its output shown; fails when it fails.
pub(crate) fn run(command: Command) -> Result<()> {
    Running::start(command)?.succeed()
}

/// Like [`run`], and fails when it takes longer than `patience`.
pub(crate) fn run_within(command: Command, patience: Duration) -> Result<()> {
    Running::start(command)?.succeed_before(Some(Instant::now() + patience))
}

/// Like [`run`], and gives every line of standard output to `read` once it is shown.
pub(crate) fn run_reading(mut command: Command, read: impl FnMut(&str) + Send) -> Result<()> {
    command.stdout(Stdio::piped());
    let mut running = Running::start(command)?;
    let output = running.take_stdout().context("standard output is piped")?;
    thread::scope(|scope| {
        scope.spawn(|| show_lines(output, read));
        running.succeed()
    })
}

/// Prints what arrives on `output` line by line, giving each line to `read`.
pub(crate) fn show_lines(output: ChildStdout, mut read: impl FnMut(&str)) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while matches!(output.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        read(text.trim_end());
        line.clear();
    }
}

/// The standard output of a command that answers at once; standard error is dropped.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = command_line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    check(&line, output.status).map_err(|error| {
        let reason = String::from_utf8_lossy(&output.stderr);
        match reason.trim() {
            "" => error,
            reason => error.context(reason.to_owned()),
        }
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn check(line: &str, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{line}` failed ({status})")
}

/// The program's name and its arguments, as one would type them.
pub(crate) fn command_line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let mut command = Command::new(env!("CARGO"));
        command.arg("no-such-command").stderr(Stdio::null());
        let error = run(command).expect_err("cargo has no such command");
        assert!(error.to_string().contains("`cargo no-such-command` failed"));
    }

    #[cfg(unix)]
    #[test]
    fn what_takes_too_long_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("600");
        let error = run_within(command, Duration::ZERO).expect_err("ten minutes are not over");
        assert_eq!(error.to_string(), "`sleep 600` takes too long");
    }

    #[test]
    fn lines_are_read_whole() {
        let mut command = Command::new(env!("CARGO"));
        command.arg("--version");
        let mut lines = Vec::new();
        run_reading(command, |line| lines.push(line.to_owned())).expect("cargo tells its version");
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("cargo "));
    }
}
