//! Horizontal bars as SVG, which keep the reader's font, and are read in light and dark.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::spread::number;

/// The bars of one quantity; the first is ours.
pub(crate) struct Group {
    /// The quantity, with its unit.
    pub(crate) title: String,
    pub(crate) bars: Vec<Bar>,
}

/// One candidate's value.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
}

impl Group {
    /// As it is written for programs.
    pub(crate) fn to_json(&self) -> Value {
        let bars = self.bars.iter();
        let bars: Value = bars
            .map(|bar| json!({"name": bar.name, "value": bar.value}))
            .collect();
        json!({"title": self.title, "bars": bars})
    }

    /// As a program wrote it.
    pub(crate) fn from_json(json: &Value) -> Option<Self> {
        let bars = json["bars"].as_array()?.iter().map(|bar| {
            Some(Bar {
                name: bar["name"].as_str()?.to_owned(),
                value: bar["value"].as_f64().unwrap_or(f64::INFINITY),
            })
        });
        Some(Self {
            title: json["title"].as_str()?.to_owned(),
            bars: bars.collect::<Option<_>>()?,
        })
    }

    fn most(&self) -> f64 {
        let values = self.bars.iter().map(|bar| bar.value);
        values.filter(|value| value.is_finite()).fold(0.0, f64::max)
    }

    fn in_words(&self) -> String {
        let bars = self.bars.iter();
        let bars: Vec<String> = bars
            .map(|bar| format!("{} {}", bar.name, number(bar.value)))
            .collect();
        format!("{}: {}.", self.title, bars.join(", "))
    }
}

const WIDTH: f64 = 760.0;
const NAMES: f64 = 190.0;
/// Room for the number after the longest bar.
const NUMBERS: f64 = 90.0;
const LINE: f64 = 22.0;
const BAR: f64 = 14.0;
const GAP: f64 = 14.0;

const STYLE: &str = "\
.ground { fill: #ffffff; }
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.name { text-anchor: end; }
.ours { fill: #0969da; }
.theirs { fill: #8c959f; }
@media (prefers-color-scheme: dark) {
  .ground { fill: #0d1117; }
  text { fill: #e6edf3; }
  .ours { fill: #4493f8; }
  .theirs { fill: #6e7681; }
}
";

/// A drawing of the groups, each to a scale of its own, with all of it in words for
/// those who do not see it.
pub(crate) fn svg(title: &str, groups: &[Group]) -> String {
    let lines = |group: &Group| LINE * (group.bars.len() + 1) as f64 + GAP;
    let height: f64 = GAP + groups.iter().map(lines).sum::<f64>();
    let words: Vec<String> = groups.iter().map(Group::in_words).collect();
    let mut drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title words\">\n<title id=\"title\">{}</title>\n\
         <desc id=\"words\">{}</desc>\n<style>\n{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(title),
        escaped(&words.join(" "))
    );
    let mut top = GAP;
    for group in groups {
        draw(&mut drawing, group, top);
        top += lines(group);
    }
    drawing + "</svg>\n"
}

fn draw(drawing: &mut String, group: &Group, top: f64) {
    let scale = (WIDTH - NAMES - NUMBERS) / group.most().max(f64::MIN_POSITIVE);
    let base = |line: usize| top + LINE * line as f64 + BAR;
    // Writing to a text cannot fail.
    let _ = writeln!(
        drawing,
        "<text class=\"title\" x=\"{NAMES}\" y=\"{}\">{}</text>",
        base(0),
        escaped(&group.title)
    );
    for (place, bar) in group.bars.iter().enumerate() {
        let width = if bar.value.is_finite() {
            (bar.value * scale).max(1.0)
        } else {
            WIDTH - NAMES - NUMBERS
        };
        let (class, base) = (if place == 0 { "ours" } else { "theirs" }, base(place + 1));
        let _ = writeln!(
            drawing,
            "<text class=\"name\" x=\"{}\" y=\"{base}\">{}</text>\
             <rect class=\"{class}\" x=\"{NAMES}\" y=\"{}\" width=\"{width:.1}\" height=\"{BAR}\"/>\
             <text x=\"{:.1}\" y=\"{base}\">{}</text>",
            NAMES - 8.0,
            escaped(&bar.name),
            base - BAR + 2.0,
            NAMES + width + 8.0,
            number(bar.value)
        );
    }
}

/// A text of the tables, which may have code in it, as the drawing's.
fn escaped(text: &str) -> String {
    let plain = text.replace('`', "");
    plain.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(values: &[f64]) -> Group {
        let bars = values.iter().enumerate().map(|(place, value)| Bar {
            name: format!("A & `B` <{place}>"),
            value: *value,
        });
        Group {
            title: "Shown, ms".to_owned(),
            bars: bars.collect(),
        }
    }

    #[test]
    fn the_drawing_says_in_words_what_it_shows() {
        let drawing = svg("Ours beside theirs", &[group(&[500.0, 1_000.0])]);
        assert!(drawing.contains("<title id=\"title\">Ours beside theirs</title>"));
        assert!(drawing.contains("Shown, ms: A &amp; B &lt;0> 500, A &amp; B &lt;1> 1,000."));
        assert!(drawing.contains("role=\"img\""));
    }

    #[test]
    fn the_longest_bar_fills_the_width_and_others_are_to_its_scale() {
        let drawing = svg("", &[group(&[500.0, 1_000.0, 0.0, f64::INFINITY])]);
        for width in ["240.0", "480.0", "1.0"] {
            assert!(drawing.contains(&format!("width=\"{width}\"")), "{drawing}");
        }
        assert!(drawing.contains(">never</text>"));
    }

    #[test]
    fn a_group_outlives_being_written() {
        let group = group(&[1.0, f64::INFINITY]);
        let text = group.to_json().to_string();
        let read = serde_json::from_str(&text).expect("what was written");
        let again = Group::from_json(&read).expect("a group");
        assert_eq!(again.in_words(), group.in_words());
    }
}
