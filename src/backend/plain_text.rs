use crate::browser::text::{has, one_line};

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
    let mut open = Vec::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((tag, after)) if is_markup(tag, after, &text, &mut open) => rest = after,
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
const ELEMENTS: [&str; 24] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "div", "em", "i", "ins", "kbd", "mark", "p",
    "q", "s", "script", "small", "span", "strong", "style", "sub", "sup", "u",
];

/// Those of them that have no end.
const VOID_ELEMENTS: [&str; 3] = ["br", "img", "wbr"];

/// Whether a tag marks the title up, rather than being what the title speaks of, as in
/// `Why I use <a> and not <button>`: feeds write both the same. What marks up stands close
/// to its text, and has an end.
///
/// `after` is what follows the tag, `before` the text that precedes it, and `open` are the
/// elements that have begun.
fn is_markup<'a>(tag: &'a str, after: &str, before: &str, open: &mut Vec<&'a str>) -> bool {
    let name = |tag: &'a str| {
        let ends = |end: char| end.is_whitespace() || end == '/';
        tag.split(ends).next().unwrap_or_default()
    };
    if let Some(tag) = tag.strip_prefix('/') {
        let begun = open.iter().rposition(|begun| *begun == name(tag));
        return begun.map(|begun| open.truncate(begun)).is_some();
    }
    let name = name(tag);
    let is_apart = after.starts_with(char::is_whitespace);
    if VOID_ELEMENTS.contains(&name) {
        let is_alone = before.is_empty() || before.ends_with(char::is_whitespace);
        return tag != name || !(is_alone && (is_apart || after.is_empty()));
    }
    let end = ["</", name, ">"].concat();
    let is_known = ELEMENTS.contains(&name) && !is_apart && has(after, &end);
    if is_known {
        open.push(name);
    }
    is_known
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
            (
                "Why I use <a> and not <button>",
                "Why I use <a> and not <button>",
            ),
            ("What <em> and </em> do", "What <em> and </em> do"),
            ("<b>The <i>whole</i></b> of it</b>", "The whole of it</b>"),
            (
                "A line<br>break, and <br> itself",
                "A linebreak, and <br> itself",
            ),
            ("</p> is optional", "</p> is optional"),
            ("<strong", "<strong"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
