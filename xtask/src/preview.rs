//! `cargo xtask preview`: an article with the widgets, served and rebuilt on change.
//!
//! Trunk's dev server answers the browser; what asks for /api/ it hands to the widget server.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, Running};
use crate::server::Server;
use crate::setup::{Trunk, WasmTools};
use crate::workspace::Workspace;

/// The arguments of `cargo xtask preview`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The port to serve the article on
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
}

/// The votes and comments, at the root.
const DATABASE: &str = "preview.db";

/// Files at the root that do not belong to the bundle: a change here needs no rebuild. The last two
/// stand beside the database while the server runs.
const UNRELATED: [&str; 7] = [
    "dist",
    "server",
    "tests",
    "xtask",
    DATABASE,
    "preview.db-shm",
    "preview.db-wal",
];

/// Serves the article until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let port = arguments.port;
    check_free(port)?;
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up(workspace)?;
    let program = workspace.build_server(false)?;

    // The server wants a bundle, and a first build that fails should end here with its error.
    let dist = workspace.target_folder().join("preview");
    let mut first_build = trunk.command(workspace, &wasm)?;
    first_build.arg("build").arg("--dist").arg(&dist);
    process::run(first_build)?;

    let mut command = workspace.command(&program);
    command
        .args(["--database", &format!("sqlite:{DATABASE}")])
        .arg("--assets")
        .arg(&dist);
    let mut server = Server::start(command)?;
    let mut command = trunk.command(workspace, &wasm)?;
    command
        .args(["serve", "--address", "127.0.0.1"])
        // No name is looked up, and no proxy of the user's asked, for this machine itself.
        .args(["--disable-address-lookup=true", "--proxy-no-system-proxy"])
        .args(["--port", &port.to_string()])
        .args(["--proxy-backend", &format!("{}/api/", server.address)])
        .arg("--dist")
        .arg(&dist);
    for path in unwatched(workspace) {
        command.arg("--ignore").arg(path);
    }
    let mut trunk = Running::start(command)?;

    let address = format!("http://127.0.0.1:{port}/");
    let mut ready = false;
    while !process::stop_asked() {
        for (name, running) in [
            ("Trunk", &mut trunk),
            ("the widget server", &mut server.running),
        ] {
            if let Some(status) = running.ended()? {
                bail!("{name} ended by itself ({status}), so the preview ends too");
            }
        }
        if !ready && answers(&address) && answers(&format!("{address}api/")) {
            ready = true;
            println!("\nThe article is at {address} and is rebuilt on change.");
            println!("Ctrl-C stops; votes and comments stay in {DATABASE}.");
        }
        process::pause();
    }
    Ok(())
}

fn check_free(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(|_| ())
        .with_context(|| {
            format!("port {port} cannot be used; end what uses it or name another with --port")
        })
}

/// Everything else at the root is watched, so that new folders are.
fn unwatched(workspace: &Workspace) -> Vec<PathBuf> {
    let unrelated = UNRELATED.iter().map(|name| workspace.root().join(name));
    unrelated
        .chain([workspace.target_folder().to_owned()])
        // Trunk refuses to ignore what is not there.
        .filter(|path| path.exists())
        .collect()
}

/// True if an HTTP server responds there without an error of its own.
fn answers(address: &str) -> bool {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(2)))
        .http_status_as_error(false)
        // The user's proxy knows nothing about this machine's ports.
        .proxy(None)
        .build()
        .into();
    agent
        .get(address)
        .call()
        .is_ok_and(|response| !response.status().is_server_error())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_port_in_use_is_told_before_anything_is_built() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("an address").port();
        let error = check_free(port).expect_err("it is taken");
        assert!(error.to_string().contains(&port.to_string()));
        drop(taken);
        assert!(check_free(port).is_ok());
    }

    #[test]
    fn an_answer_counts_whatever_it_says_unless_the_proxy_failed() {
        for (status, expected) in [
            ("200 OK", true),
            ("404 Not Found", true),
            ("502 Bad Gateway", false),
        ] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            let address = format!("http://{}/", listener.local_addr().expect("an address"));
            let answering = thread::spawn(move || {
                use std::io::{BufRead, BufReader, Write};
                let (mut stream, _) = listener.accept().expect("a request");
                let lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                for line in lines.map_while(Result::ok) {
                    if line.is_empty() {
                        break;
                    }
                }
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")
                    .expect("an open stream");
            });
            assert_eq!(answers(&address), expected, "{status}");
            answering.join().expect("the request came");
        }
    }
}
