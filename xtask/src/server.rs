//! The widget server's program, started beside this one.

use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::process::{self, Running};

/// The widget server on a free port.
pub(crate) struct Server {
    /// The program.
    pub(crate) running: Running,
    /// Such as `http://127.0.0.1:40123`.
    pub(crate) address: String,
}

impl Server {
    /// Starts the server's program by `command`, which names a database and assets,
    /// and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        command
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped());
        let mut running = Running::start(command)?;
        let output = running.take_stdout().context("standard output is piped")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            process::show_lines(output, |line| {
                if let Some(address) = address_in(line) {
                    // Nobody waits for a second address.
                    let _ = sender.send(address.to_owned());
                }
            });
        });
        let address = wait_for_address(&mut running, &receiver)?;
        Ok(Self { running, address })
    }
}

fn wait_for_address(running: &mut Running, addresses: &Receiver<String>) -> Result<String> {
    loop {
        match addresses.try_recv() {
            Ok(address) => return Ok(address),
            Err(TryRecvError::Empty) => process::pause(),
            Err(TryRecvError::Disconnected) => match running.ended()? {
                Some(status) => bail!("the widget server ended before it listened ({status})"),
                None => process::pause(),
            },
        }
        if process::stop_asked() {
            bail!("stopped before the widget server listened");
        }
    }
}

/// The address in the line with which the server says that it is ready.
fn address_in(line: &str) -> Option<&str> {
    let (_, address) = line.split_once("listening on ")?;
    let address = address.split_whitespace().next()?.trim_end_matches('/');
    address.starts_with("http://").then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_first_line_tells_its_address() {
        let address = Some("http://127.0.0.1:40123");
        assert_eq!(address_in("listening on http://127.0.0.1:40123"), address);
        assert_eq!(address_in("listening on http://127.0.0.1:40123/"), address);
        assert_eq!(address_in("opening the database"), None);
        assert_eq!(address_in("listening on a socket"), None);
    }
}
