//! HTML of the simplest kind, as most comments are: a few elements without attributes,
//! and links, each closed where it should be. It is read here, since a document of its
//! own for each comment takes a page with many of them most of its time.

use article_widgets_model::markup::{self, ELEMENTS, SIMPLE};

/// A part of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An element begins.
    Open(&'static str),
    /// A link to this address begins, whatever its scheme.
    Link(String),
    /// The end of the last open element.
    Close,
    /// Words.
    Text(String),
}

/// The element that ends where it begins.
const BREAK: &str = "br";

const LINK: &str = markup::LINK.0;

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
    let mut rest = html;
    loop {
        let (words, tag) = match rest.split_once('<') {
            Some((words, after)) => (words, after.split_once('>')?.into()),
            None => (rest, None),
        };
        // Between two paragraphs is nothing to see.
        if !words.is_empty() && (!open.is_empty() || !words.trim().is_empty()) {
            parts.push(Part::Text(decoded(words)?));
        }
        let Some((tag, after)) = tag else {
            return open.is_empty().then_some(parts);
        };
        add(tag, &mut open, &mut parts)?;
        rest = after;
    }
}

fn add(tag: &str, open: &mut Vec<&'static str>, parts: &mut Vec<Part>) -> Option<()> {
    if let Some(name) = tag.strip_prefix('/') {
        // A link that says nothing is not of the simplest kind.
        if let Some(Part::Link(_)) = parts.last() {
            return None;
        }
        parts.push(Part::Close);
        return (open.pop()? == name).then_some(());
    }
    if tag == BREAK {
        parts.extend([Part::Open(BREAK), Part::Close]);
        return Some(());
    }
    let (name, part) = match address(tag) {
        Some(address) if !open.contains(&LINK) => (LINK, Part::Link(decoded(address)?)),
        _ => {
            let name = ELEMENTS[..SIMPLE].iter().find(|known| **known == tag)?;
            (*name, Part::Open(name))
        }
    };
    open.push(name);
    parts.push(part);
    (open.len() <= DEPTH_MAXIMUM).then_some(())
}

/// The address of a link, unless the tag has other attributes than the usual relation.
fn address(tag: &str) -> Option<&str> {
    let (address, rest) = tag.strip_prefix("a href=\"")?.split_once('"')?;
    let relation = rest.strip_prefix(" rel=\"");
    let is_simple = match relation.and_then(|relation| relation.strip_suffix('"')) {
        Some(relation) => !relation.contains('"'),
        None => rest.is_empty(),
    };
    is_simple.then_some(address)
}

/// A text with its characters as they are; none if one is not known.
fn decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('&');
    let mut decoded = pieces.next()?.to_owned();
    for piece in pieces {
        let known = |(name, text)| Some((text, piece.strip_prefix(name)?));
        let (character, words) = CHARACTERS.into_iter().find_map(known)?;
        decoded += character;
        decoded += words;
    }
    Some(decoded)
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
    fn links_and_breaks_are_read() {
        let rel = "nofollow ugc noopener";
        let link =
            format!("<p>See<br><a href=\"https://a.example/?b&amp;c\" rel=\"{rel}\">it</a></p>");
        let parts = [
            Part::Open("p"),
            text("See"),
            Part::Open("br"),
            Part::Close,
            Part::Link("https://a.example/?b&c".to_owned()),
            text("it"),
            Part::Close,
            Part::Close,
        ];
        assert_eq!(read(&link).as_deref(), Some(&parts[..]));
        let short = read("<a href=\"https://a.example/\">it</a>");
        assert!(short.is_some_and(|parts| parts.len() == 3));
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
            "</p>",
            "<br/>",
            "<br></br>",
            "<a>nowhere</a>",
            "<a href=\"https://a.example/\"></a>",
            "<ol start=\"3\"><li>three</li></ol>",
            "<a href=\"https://a.example/\">open",
            "<a href=\"https://a.example/&nbsp;\">odd</a>",
            "<a href=\"https://a.example/\" onclick=\"alert(1)\">more</a>",
            "<a href=\"https://a.example/\" rel=\"ugc\" id=\"x\">more</a>",
            "<a href=\"https://a.example/>\">odd</a>",
            "<a href=\"https://a.example/\"><a href=\"https://a.example/\">in it</a></a>",
            "<a href='https://a.example/'>other marks</a>",
        ] {
            assert_eq!(read(html), None, "{html}");
        }
    }
}
