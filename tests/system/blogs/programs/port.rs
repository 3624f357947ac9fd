use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, bail};

/// A port that is free now, and that nobody gets who takes any: such ports begin at
/// 32,768 or above. A program can end and come back on it.
pub(crate) fn free_port() -> Result<u16> {
    const PORTS: u32 = 10_000;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    loop {
        let taken = TAKEN.fetch_add(1, Ordering::Relaxed);
        if taken == PORTS {
            bail!("no port from 20,000 on is free");
        }
        let port = 20_000 + (std::process::id().wrapping_add(taken) % PORTS) as u16;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
}
