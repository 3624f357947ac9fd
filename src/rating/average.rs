//! An average as it is shown: the stars, the line and the structured data round it alike.

/// An average in tenths of a star.
pub(super) fn tenths(average: f64) -> u32 {
    (average * 10.0 + 0.5) as u32
}

/// An average to one decimal.
pub(super) fn shown_average(average: f64) -> f64 {
    f64::from(tenths(average)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_has_one_decimal() {
        for (average, shown) in [
            (4.975, 5.0),
            (4.95, 5.0),
            (4.94, 4.9),
            (4.96, 5.0),
            (4.83, 4.8),
            (4.666, 4.7),
            (4.35, 4.4),
            (1.0, 1.0),
            (10.0, 10.0),
        ] {
            assert_eq!(shown_average(average), shown, "{average}");
        }
    }
}
