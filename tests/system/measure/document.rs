//! Parts of a document that a program writes, between marks, beside those that people do.

/// The document with `text` in its part of this name, which comes at the end if it is
/// not there yet.
pub(crate) fn with_part(document: &str, name: &str, text: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->\n"),
    );
    let part = format!("{begin}{text}{end}");
    let place = document.find(&begin).zip(document.find(&end));
    match place {
        Some((from, to)) if from < to => {
            let (before, after) = (&document[..from], &document[to + end.len()..]);
            format!("{before}{part}{after}")
        }
        _ => format!("{document}\n{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_part;

    #[test]
    fn a_part_is_written_anew_and_the_rest_stays() {
        let first = with_part("# Figures\n", "server", "one\n");
        assert_eq!(
            first,
            "# Figures\n\n<!-- server -->\none\n<!-- end of server -->\n"
        );
        let both = with_part(&first, "peers", "two\n");
        let again = with_part(&both, "server", "three\n");
        assert_eq!(again, both.replace("one", "three"));
    }
}
