//! The program's log on standard error, which may be a pipe that nobody reads: lines are
//! written by a thread of their own, and one that cannot be written is lost and counted.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, IsTerminal as _, Write};
use std::panic::PanicHookInfo;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;

/// Lines that may wait to be written; one more is lost.
const WAITING: usize = 4_096;
/// The pause after the last waiting line. Lines that come meanwhile are written together: to wake
/// a thread for each line would cost each request.
const PAUSE: Duration = Duration::from_millis(5);
/// The time that the end of the program waits for lines that are not written yet.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The log. What is told until it is dropped is written, if it can be within a second.
#[derive(Debug)]
pub struct Log {
    writer: NonBlocking,
    worker: Option<WorkerGuard>,
}

impl Log {
    /// Begins the log, with as much in it as `RUST_LOG` says; panics are told in it too.
    pub fn start() -> Self {
        let lost = Arc::new(OnceLock::new());
        let (writer, worker) = NonBlockingBuilder::default()
            .buffered_lines_limit(WAITING)
            .lossy(true)
            .thread_name("log")
            .finish(CountingWriter::new(io::stderr(), lost.clone()));
        // Only this function sets it.
        let _ = lost.set(writer.error_counter());
        let level = std::env::var("RUST_LOG").unwrap_or_default();
        let (filter, refused) = filter(&level);
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(writer.clone())
            .with_ansi(io::stderr().is_terminal())
            // It would write of a line's failure to standard error itself.
            .log_internal_errors(false)
            .init();
        std::panic::set_hook(Box::new(tell_panic));
        let mut log = Self {
            writer,
            worker: Some(worker),
        };
        for directive in refused {
            log.tell(&format!(
                "warning: RUST_LOG: {directive} means nothing, and is ignored"
            ));
        }
        log
    }

    /// Writes the reason why the program ends.
    pub fn tell_end(&mut self, error: &anyhow::Error) {
        self.tell(&format!("error: {error:#}"));
    }

    /// Writes a line for whoever starts the program, whatever the log's level.
    fn tell(&mut self, line: &str) {
        // It takes every line, or counts it as lost.
        let _ = self.writer.write_all(format!("{line}\n").as_bytes());
    }
}

impl Drop for Log {
    /// The guard waits for the lines to be written, and may print when they are not: in a
    /// thread of its own, which the program's end does not wait for.
    fn drop(&mut self) {
        let (sender, written) = mpsc::channel::<()>();
        let worker = self.worker.take();
        let waiting = thread::Builder::new().spawn(move || {
            drop(worker);
            drop(sender);
        });
        if waiting.is_ok() {
            // Either is the end of waiting.
            let _ = written.recv_timeout(LAST_LINES);
        }
    }
}

/// The directives of `RUST_LOG`, and those among them that mean nothing.
fn filter(text: &str) -> (EnvFilter, Vec<&str>) {
    let (known, refused): (Vec<_>, Vec<_>) = text
        .split(',')
        .filter(|directive| !directive.is_empty())
        .partition(|directive| directive.parse::<Directive>().is_ok());
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .parse_lossy(known.join(","));
    (filter, refused)
}

/// Writes lines, counts those that are lost, and says how many once it can.
struct CountingWriter<W> {
    output: W,
    /// The number of lines that were lost before this writer.
    dropped: Arc<OnceLock<ErrorCounter>>,
    /// The number of lines that could not be written.
    failed: usize,
    /// The number of lost lines that were reported.
    told: usize,
}

impl<W: Write> CountingWriter<W> {
    fn new(output: W, dropped: Arc<OnceLock<ErrorCounter>>) -> Self {
        Self {
            output,
            dropped,
            failed: 0,
            told: 0,
        }
    }

    fn lost(&self) -> usize {
        let dropped = self.dropped.get().map_or(0, ErrorCounter::dropped_lines);
        dropped + self.failed
    }

    fn tell(&mut self) {
        let lost = self.lost();
        let untold = lost - self.told;
        let now = Timestamp::now();
        let line = format!(
            "{now:.6}  WARN {}: {untold} lines of the log were lost\n",
            module_path!()
        );
        if untold > 0 && self.output.write_all(line.as_bytes()).is_ok() {
            self.told = lost;
        }
    }
}

impl<W: Write> Write for CountingWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.output.write_all(line).is_err() {
            self.failed += 1;
        } else if self.lost() - self.told >= WAITING {
            // There may be no moment without a line that waits.
            self.tell();
        }
        Ok(line.len())
    }

    /// Is asked for whenever no line waits.
    fn flush(&mut self) -> io::Result<()> {
        self.tell();
        self.output.flush()?;
        thread::sleep(PAUSE);
        Ok(())
    }
}

/// Standard error, where panics are told else, may be a pipe that nobody reads.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map_or_else(String::new, ToString::to_string);
    let reason = literal(panic.payload());
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        tracing::error!("panicked at {place}: {reason}\n{backtrace}");
    } else {
        tracing::error!("panicked at {place}: {reason}");
    }
}

/// The message of a panic, if it is a text of the code's own; other messages may contain a
/// reader's text.
fn literal(payload: &dyn Any) -> &'static str {
    payload
        .downcast_ref::<&'static str>()
        .unwrap_or(&"its reason may name a reader, and is not told")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes lines while it may.
    #[derive(Default)]
    struct Output {
        is_full: bool,
        text: String,
    }

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.is_full {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.text += str::from_utf8(bytes).expect("a text");
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_could_not_be_written_are_counted_once_they_can() {
        let mut writer = CountingWriter::new(Output::default(), Arc::default());
        let tell = |writer: &mut CountingWriter<Output>, line: &str| {
            writer.write_all(line.as_bytes()).expect("a line");
            writer.flush().expect("a line");
        };
        tell(&mut writer, "one\n");
        writer.output.is_full = true;
        tell(&mut writer, "two\n");
        tell(&mut writer, "three\n");
        writer.output.is_full = false;
        tell(&mut writer, "four\n");
        tell(&mut writer, "five\n");
        let lines: Vec<&str> = writer.output.text.lines().collect();
        assert_eq!([lines[0], lines[1], lines[3]], ["one", "four", "five"]);
        assert!(lines[2].ends_with(": 2 lines of the log were lost"));
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn a_panic_tells_no_text_but_the_codes_own() {
        let name = String::from("Ada");
        let literals = std::panic::catch_unwind(|| panic!("a fault"));
        assert_eq!(literal(&*literals.expect_err("a panic")), "a fault");
        let others = std::panic::catch_unwind(|| panic!("no such {name}"));
        assert!(!literal(&*others.expect_err("a panic")).contains("Ada"));
    }

    #[test]
    fn what_is_no_directive_is_set_apart() {
        let (filter, refused) = filter("warn,a=chatty,,tower_http=debug");
        assert_eq!(refused, ["a=chatty"]);
        assert_eq!(filter.to_string(), "tower_http=debug,warn");
        assert_eq!(super::filter("").0.to_string(), "info");
    }
}
