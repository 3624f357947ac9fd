//! The figures of each candidate, as a table, for programs and as bars.

use serde_json::{Map, Value, json};

use crate::chart::{Bar, Group};
use crate::spread::Spread;
use crate::table;

/// Figures, a row a quantity, a column a candidate. The first column is ours.
pub(crate) struct Figures {
    columns: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    section: String,
    name: String,
    values: Vec<Vec<f64>>,
}

impl Row {
    fn spread(&self, column: usize) -> Option<Spread> {
        let values = &self.values[column];
        (!values.is_empty()).then(|| Spread::new(values.clone()))
    }

    /// The ratio of a column's median to ours, if neither is nothing.
    fn ratio(&self, column: usize) -> Option<f64> {
        let ratio = self.spread(column)?.median() / self.spread(0)?.median();
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }

    fn cell(&self, column: usize) -> String {
        let Some(spread) = self.spread(column) else {
            return String::new();
        };
        match self.ratio(column).filter(|_| column > 0) {
            Some(ratio) => format!("{spread} **{}×**", significant(ratio)),
            None => spread.to_string(),
        }
    }
}

/// A ratio with two digits that matter.
fn significant(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 9.95 => format!("{ratio:.0}"),
        _ if ratio >= 0.995 => format!("{ratio:.1}"),
        _ if ratio >= 0.0995 => format!("{ratio:.2}"),
        _ => format!("{ratio:.3}"),
    }
}

impl Figures {
    /// None yet, of these candidates.
    pub(crate) fn of(columns: Vec<String>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// One more value of a row, which is made where it is not there.
    pub(crate) fn add(&mut self, section: &str, name: &str, column: usize, value: f64) {
        let place = self.rows.iter().position(|row| row.is(section, name));
        let place = place.unwrap_or_else(|| {
            self.rows.push(Row {
                section: section.to_owned(),
                name: name.to_owned(),
                values: vec![Vec::new(); self.columns.len()],
            });
            self.rows.len() - 1
        });
        self.rows[place].values[column].push(value);
    }

    /// A table for each section, in Markdown.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        for section in self.sections() {
            let rows = self.rows.iter().filter(|row| row.section == section);
            let cells = rows.map(|row| {
                let columns = 0..self.columns.len();
                let cells = columns.map(|column| row.cell(column));
                std::iter::once(row.name.clone()).chain(cells).collect()
            });
            let head = std::iter::once(section).chain(self.columns.iter().map(String::as_str));
            text += &table::markdown(&head.collect::<Vec<_>>(), &cells.collect::<Vec<_>>());
            text.push('\n');
        }
        text
    }

    fn sections(&self) -> Vec<&str> {
        let mut sections: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !sections.contains(&row.section.as_str()) {
                sections.push(&row.section);
            }
        }
        sections
    }

    /// Each row with its values, for programs.
    pub(crate) fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let values = self.columns.iter().enumerate().filter_map(|(place, name)| {
                let mut value = row.spread(place)?.to_json();
                value["ratio"] = json!(row.ratio(place));
                Some((name.clone(), value))
            });
            let values: Map<String, Value> = values.collect();
            json!({"section": row.section, "name": row.name, "values": values})
        });
        rows.collect()
    }

    /// The medians of a row as bars, if it was measured.
    pub(crate) fn bars(&self, section: &str, name: &str, title: &str) -> Option<Group> {
        let row = self.rows.iter().find(|row| row.is(section, name))?;
        let bars = self.columns.iter().enumerate().filter_map(|(place, name)| {
            let value = row.spread(place)?.median();
            Some(Bar {
                name: name.clone(),
                value,
            })
        });
        Some(Group {
            title: title.to_owned(),
            bars: bars.collect(),
        })
    }
}

impl Row {
    fn is(&self, section: &str, name: &str) -> bool {
        self.section == section && self.name == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let mut figures = Figures::of(vec!["ours".to_owned(), "theirs".to_owned()]);
        for (ours, theirs) in [(10.0, 40.0), (30.0, 60.0), (20.0, f64::INFINITY)] {
            figures.add("At 1x", "shown, ms", 0, ours);
            figures.add("At 1x", "shown, ms", 1, theirs);
        }
        figures.add("At 4x", "nodes", 0, 1_000.0);
        figures
    }

    #[test]
    fn a_section_is_a_table_with_spreads_and_ratios() {
        let expected = "\
| At 1x | ours | theirs |
| --- | --- | --- |
| shown, ms | 20 (10 to 30) | 60 (40 to never) **3.0×** |

| At 4x | ours | theirs |
| --- | --- | --- |
| nodes | 1,000 |  |

";
        assert_eq!(figures().tables(), expected);
    }

    #[test]
    fn programs_get_every_value_and_the_ratio_to_ours() {
        let json = figures().to_json();
        assert_eq!(json[0]["values"]["theirs"]["ratio"], 3.0);
        assert_eq!(json[0]["values"]["theirs"]["most"], Value::Null);
        assert_eq!(
            json[0]["values"]["ours"]["values"],
            json!([10.0, 20.0, 30.0])
        );
        assert_eq!(json[1]["values"].get("theirs"), None);
    }

    #[test]
    fn bars_are_the_medians_of_what_was_measured() {
        let figures = figures();
        let group = figures.bars("At 1x", "shown, ms", "Shown").expect("a row");
        let values: Vec<f64> = group.bars.iter().map(|bar| bar.value).collect();
        assert_eq!(values, [20.0, 60.0]);
        assert!(figures.bars("At 1x", "bytes", "Bytes").is_none());
    }

    #[test]
    fn small_ratios_keep_two_digits() {
        let cases = [
            (12.4, "12"),
            (1.04, "1.0"),
            (0.5, "0.50"),
            (0.0123, "0.012"),
        ];
        for (ratio, written) in cases {
            assert_eq!(significant(ratio), written);
        }
    }
}
