//! Texts of the page and of other sources, whatever language they are in.

/// The words of a text on one line, a space between two.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
