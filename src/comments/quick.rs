//! HTML of the simplest kind, as most comments are: a few elements without attributes,
//! each closed where it should be. It is read here, since a document of its own for
//! each comment takes a page with many of them most of its time.

/// A part of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An element begins.
    Open(&'static str),
    /// The element that began last ends.
    Close,
    /// Words.
    Text(String),
}

/// The elements that may stand in it.
const ELEMENTS: [&str; 11] = [
    "p",
    "em",
    "strong",
    "b",
    "i",
    "del",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
];

/// The characters that HTML has to write otherwise.
const CHARACTERS: [(&str, &str); 5] = [
    ("quot;", "\""),
    ("#39;", "'"),
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
];

/// Deeper than anyone writes.
const DEPTH_MAXIMUM: usize = 16;

/// The parts of `html`; none if anything in it is not of the simplest kind.
pub(super) fn read(html: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut open = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    loop {
        let end = rest.find(['<', '&']).unwrap_or(rest.len());
        let (words, after) = rest.split_at(end);
        text.push_str(words);
        if let Some(named) = after.strip_prefix('&') {
            let known = |(name, text)| Some((named.strip_prefix(name)?, text));
            let (after, character) = CHARACTERS.into_iter().find_map(known)?;
            text.push_str(character);
            rest = after;
            continue;
        }
        // Between two paragraphs is nothing to see.
        if !text.is_empty() && (!open.is_empty() || !text.trim().is_empty()) {
            parts.push(Part::Text(std::mem::take(&mut text)));
        }
        text.clear();
        let Some(tag) = after.strip_prefix('<') else {
            return open.is_empty().then_some(parts);
        };
        let (name, after) = tag.split_once('>')?;
        parts.push(part(name, &mut open)?);
        rest = after;
    }
}

fn part(tag: &str, open: &mut Vec<&'static str>) -> Option<Part> {
    if let Some(name) = tag.strip_prefix('/') {
        return (open.pop()? == name).then_some(Part::Close);
    }
    let mut elements = ELEMENTS.into_iter();
    let name = elements.find(|known| *known == tag && open.len() < DEPTH_MAXIMUM)?;
    open.push(name);
    Some(Part::Open(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    #[test]
    fn paragraphs_with_emphasis_are_read() {
        assert_eq!(
            read("<p>Both <em>run</em> slow.</p>\n<p>AT&amp;T</p>\n"),
            Some(vec![
                Part::Open("p"),
                text("Both "),
                Part::Open("em"),
                text("run"),
                Part::Close,
                text(" slow."),
                Part::Close,
                Part::Open("p"),
                text("AT&T"),
                Part::Close,
            ])
        );
        assert_eq!(read(""), Some(vec![]));
    }

    #[test]
    fn anything_else_is_left_to_the_browser() {
        let deep = ["<em>".repeat(17), "</em>".repeat(17)].concat();
        for html in [
            &*deep,
            "<p>open",
            "<p><em>crossed</p></em>",
            "closed</p>",
            "<p class=\"x\">attribute</p>",
            "<P>upper case</P>",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<!-- comment -->",
            "<p>a < b</p>",
            "<p>&nbsp;</p>",
            "<p>&amp</p>",
            "<p>R&D</p>",
            "<",
            "&",
        ] {
            assert_eq!(read(html), None, "{html}");
        }
    }
}
