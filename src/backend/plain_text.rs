use crate::text::one_line;

/// The characters that HTML names and titles use.
const NAMED: [(&str, &str); 18] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
];

/// The text of a title that was written as HTML, on one line: without tags, and
/// with characters in the place of their names and numbers.
pub(super) fn plain_text(html: &str) -> String {
    one_line(&without_names(&without_tags(html)))
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((tag, after)) if is_tag(tag) => rest = after,
            _ => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// The elements of HTML that titles have. What else stands between `<` and `>` is
/// the title's own, as in `List<String>`.
const ELEMENTS: [&str; 27] = [
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "div", "em", "i", "img", "ins", "kbd",
    "mark", "p", "q", "s", "script", "small", "span", "strong", "style", "sub", "sup", "u", "wbr",
];

fn is_tag(tag: &str) -> bool {
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let name = name
        .split(|end: char| end.is_whitespace() || end == '/')
        .next();
    ELEMENTS.iter().any(|element| Some(*element) == name)
}

fn without_names(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        match after
            .split_once(';')
            .and_then(|(name, rest)| Some((character(name)?, rest)))
        {
            Some((character, after)) => {
                text.push_str(&character);
                rest = after;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

fn character(name: &str) -> Option<String> {
    if let Some((_, character)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*character).to_owned());
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_names_become_characters() {
        for (html, text) in [
            ("Fish &amp; chips", "Fish & chips"),
            ("3 &#60; 4 <em>minutes</em>", "3 < 4 minutes"),
            ("3 < 4, 5 > 4", "3 < 4, 5 > 4"),
            ("l&#8217;&#xe9;t&eacute;", "l’été"),
            (
                "R&D; & more &unknown; &#1114112; &#; &",
                "R&D; & more &unknown; &#1114112; &#; &",
            ),
            ("  a\n <br/> b ", "a b"),
            ("&lt;script&gt;", "<script>"),
            ("<unclosed", "<unclosed"),
            (
                "A List<String> <em class='x'>in</em> Java",
                "A List<String> in Java",
            ),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
