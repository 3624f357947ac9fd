//! Definitions of references, such as `[1]: https://blog.example`: of those that no link
//! uses the parser says nothing.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::RefDefs;

/// The definitions of a text that links use.
#[derive(Default)]
pub(super) struct Used {
    /// The positions of the definitions, in their order.
    places: Vec<(usize, usize)>,
}

impl Used {
    /// Of all definitions those with these labels.
    pub(super) fn new(all: &RefDefs<'_>, labels: &HashSet<String>) -> Self {
        let mut places: Vec<_> = labels
            .iter()
            .filter_map(|label| all.get(label))
            .map(|definition| (definition.span.start, definition.span.end))
            .collect();
        places.sort_unstable();
        Self { places }
    }

    fn has(&self, place: usize) -> bool {
        let next = self.places.partition_point(|(start, _)| *start <= place);
        let former = next.checked_sub(1).and_then(|index| self.places.get(index));
        former.is_some_and(|(_, end)| place < *end)
    }

    /// The lines of unused definitions in a part of the text that is in no block: where
    /// there is more than what begins a line of a list or a quotation, it is definitions.
    pub(super) fn unused<'a>(&self, text: &'a str, part: Range<usize>) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut place = part.start;
        for line in text.get(part).unwrap_or_default().split_inclusive('\n') {
            let begin = place + begin_of(line, found.is_empty());
            place += line.len();
            let definition = text[begin..place].trim();
            let is_more = !found.is_empty() || definition.starts_with('[');
            if is_more && !definition.is_empty() && !self.has(begin) {
                found.push(definition);
            }
        }
        found
    }
}

/// The position in a line at which the text of the innermost list or quotation begins.
fn begin_of(line: &str, is_first: bool) -> usize {
    let marks = if is_first {
        " \t>-+*0123456789.)"
    } else {
        " \t>"
    };
    line.len() - line.trim_start_matches(|mark| marks.contains(mark)).len()
}
