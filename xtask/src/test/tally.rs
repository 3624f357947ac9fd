//! The number of tests that passed and failed, summed from what the test programs print.

use std::fmt;

/// The sum so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Adds the numbers of a line such as
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out`;
    /// other lines add nothing.
    pub(super) fn add_line(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result: ") else {
            return;
        };
        self.passed += number_before(result, "passed");
        self.failed += number_before(result, "failed");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(result: &str, word: &str) -> u64 {
    let mut parts = result.split([';', '.']).map(str::trim);
    parts
        .find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_results_of_several_programs_are_summed() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test rating::shows_the_average ... ok",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.20s",
            "9 passed; 9 failed",
        ] {
            tally.add_line(line);
        }
        assert_eq!(tally.to_string(), "15 passed, 2 failed");
    }
}
