//! Texts of the page and of other sources, whatever language they are in.

/// The words of a text on one line, a space between two.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A whole number in digits of ASCII, as addresses and attributes have it; what readers
/// see is [`crate::language`]'s. The standard library's way brings its formatting along.
pub fn digits(number: impl Into<u64>) -> String {
    written(number.into())
}

fn written(number: u64) -> String {
    let mut text = if number < 10 {
        String::new()
    } else {
        written(number / 10)
    };
    text.push((b'0' + (number % 10) as u8).into());
    text
}

/// The part of a text before the first of these ASCII characters.
pub fn before<'a>(text: &'a str, ends: &str) -> &'a str {
    let is_end = |byte: &u8| ends.as_bytes().contains(byte);
    let end = text.as_bytes().iter().position(is_end);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The position of a part's first occurrence. The standard library's search, which stays quick in
/// long texts, is more code than the widgets' short texts are worth.
pub fn find(text: &str, part: &str) -> Option<usize> {
    let text = text.as_bytes();
    (0..text.len()).find(|start| text[*start..].starts_with(part.as_bytes()))
}

/// True if a text has the part.
pub fn has(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_where_it_stands_first() {
        for (text, part, place) in [
            ("one, two, two", "two", Some(5)),
            ("déjà vu", "vu", Some(7)),
            ("tw", "two", None),
            ("", "two", None),
        ] {
            assert_eq!(find(text, part), place, "{text}");
        }
    }

    #[test]
    fn a_number_is_written_as_the_standard_library_writes_it() {
        for number in [0, 7, 10, 429, 1_000_000, u64::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
    }

    #[test]
    fn a_text_ends_before_the_first_of_the_ends() {
        assert_eq!(before("/é/?page=2#top", "?#"), "/é/");
        assert_eq!(before("#top", "?#"), "");
        assert_eq!(before("/é/", "?#"), "/é/");
    }
}
