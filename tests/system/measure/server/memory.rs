//! The memory of a server, where the system tells.

use std::fs;

/// The resident memory of a process and of those that it started, in megabytes.
pub(crate) fn resident(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).ok()?;
    let children = children.split_whitespace().filter_map(|child| {
        let child = child.parse().ok()?;
        resident(child)
    });
    Some(kilobytes / 1e3 * 1.024 + children.sum::<f64>())
}
