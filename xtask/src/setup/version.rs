//! Versions as tools tell them.

use std::path::Path;
use std::process::Command;

use semver::Version;

use crate::process;

/// The output of `program --version`, if it can be run.
pub(super) fn told_by(program: &Path) -> Option<String> {
    process::output(Command::new(program).arg("--version")).ok()
}

/// The first complete version in a line such as `trunk 0.21.14`.
pub(super) fn semantic(told: &str) -> Option<Version> {
    words(told).find_map(|word| word.trim_start_matches('v').parse().ok())
}

/// The first number in a line such as `wasm-opt version 132 (version_132)` or
/// `Chromium 156.0.8078.79 built on Debian`.
pub(super) fn major(told: &str) -> Option<u32> {
    words(told).find_map(|word| word.split('.').next()?.parse().ok())
}

fn words(told: &str) -> impl Iterator<Item = &str> {
    told.lines().next().unwrap_or_default().split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_where_tools_write_them() {
        let cases = [
            ("trunk 0.21.14\n", Some("0.21.14")),
            (
                "wasm-bindgen 0.2.130 (f9a2c0e1b 2026-10-01)",
                Some("0.2.130"),
            ),
            ("v20.20.2", Some("20.20.2")),
            ("wasm-opt version 132", None),
            ("", None),
        ];
        for (told, version) in cases {
            let expected = version.map(|text| Version::parse(text).expect("a version"));
            assert_eq!(semantic(told), expected, "{told:?}");
        }
    }

    #[test]
    fn majors_are_found_where_tools_write_them() {
        let cases = [
            ("wasm-opt version 132 (version_132)", Some(132)),
            (
                "Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)",
                Some(156),
            ),
            ("Google Chrome 155.0.7000.1 ", Some(155)),
            (
                "ChromeDriver 156.0.8078.79 (9e5b2c0d1-refs/branch-heads/8078@{#1})",
                Some(156),
            ),
            ("no version here", None),
            ("", None),
        ];
        for (told, expected) in cases {
            assert_eq!(major(told), expected, "{told:?}");
        }
    }
}
