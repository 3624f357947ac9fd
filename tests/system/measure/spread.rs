use std::fmt;

use serde_json::{Value, json};

/// Measured values of one kind. One that never came is infinite.
#[derive(Clone)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    /// Of these values, at least one.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The value in the middle, or between the two that are.
    pub(crate) fn median(&self) -> f64 {
        let (below, above) = ((self.0.len() - 1) / 2, self.0.len() / 2);
        f64::midpoint(self.0[below], self.0[above])
    }

    fn least(&self) -> f64 {
        self.0[0]
    }

    fn most(&self) -> f64 {
        self.0[self.0.len() - 1]
    }

    /// As it is written for programs; null is what never came.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "median": self.median(),
            "least": self.least(),
            "most": self.most(),
            "values": self.0,
        })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let median = number(self.median());
        let (least, most) = (number(self.least()), number(self.most()));
        if least == most {
            return formatter.write_str(&median);
        }
        write!(formatter, "{median} ({least} to {most})")
    }
}

/// A number as people read it: `1,234`, `12` or `1.2`.
pub(crate) fn number(value: f64) -> String {
    if value.is_infinite() {
        return "never".to_owned();
    }
    if value != 0.0 && value < 9.95 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Spread::new(vec![9.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Spread::new(vec![4.0, 1.0, 2.0, 9.0]).median(), 3.0);
        assert_eq!(Spread::new(vec![7.0]).median(), 7.0);
    }

    #[test]
    fn what_mostly_never_came_has_no_median() {
        let spread = Spread::new(vec![f64::INFINITY, 5.0, f64::INFINITY]);
        assert_eq!(spread.to_string(), "never (5.0 to never)");
        assert_eq!(spread.to_json()["median"], Value::Null);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let cases = [
            (0.0, "0"),
            (0.04, "0.0"),
            (9.94, "9.9"),
            (9.96, "10"),
            (999.4, "999"),
            (1_000.0, "1,000"),
            (1_234_567.0, "1,234,567"),
        ];
        for (value, written) in cases {
            assert_eq!(number(value), written);
        }
    }

    #[test]
    fn a_spread_of_one_value_is_that_value() {
        assert_eq!(Spread::new(vec![5.0, 5.0]).to_string(), "5.0");
    }
}
