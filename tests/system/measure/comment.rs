//! The comments that all candidates show: what our server keeps of made-up ones.

use jiff::Timestamp;

/// A comment as our server tells it.
#[derive(Clone)]
pub(crate) struct Comment {
    /// Its place in the thread, from 1.
    pub(crate) number: usize,
    pub(crate) name: String,
    /// The reader's text, in Markdown.
    pub(crate) body: String,
    /// The same as HTML.
    pub(crate) html: String,
    pub(crate) created: Timestamp,
}

/// The name and the text, of one to three sentences, of the comment with this number.
pub(crate) fn made_up(number: usize) -> (String, String) {
    let sentences = [
        "I had the same with a *long case* clock, and it took me a year to see it.",
        "The one in our kitchen runs slow on Sundays as well.",
        "Have you looked behind the [pendulum](https://clocks.example/), where the heating is?",
    ];
    let body: Vec<&str> = (0..=number % 3)
        .map(|place| sentences[(number + place) % 3])
        .collect();
    (format!("Reader {}", number % 97), body.join(" "))
}
