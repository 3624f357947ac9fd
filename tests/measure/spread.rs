use std::fmt;

use serde_json::{Value, json};

/// Measured values, in milliseconds.
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    /// Of these values, at least one.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The value in the middle.
    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    /// As it is written for programs.
    pub(crate) fn to_json(&self) -> Value {
        json!({"median": self.median(), "values": self.0})
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (self.0[0], self.0[self.0.len() - 1]);
        let median = self.median();
        write!(formatter, "{median:.0} ({least:.0} to {most:.0})")
    }
}
