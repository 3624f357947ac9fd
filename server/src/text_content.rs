//! The content of HTML for readers: its text, the alternatives of its pictures, and the targets
//! of its links.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements that neither begin nor end a word. All others but `br` and `img` stand
/// apart from the text around them.
const INLINE: [&str; 19] = [
    "a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "u", "wbr",
];

/// The content of HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TextContent {
    /// The text, with what stands for pictures in their places. There is white space
    /// between blocks, and a line feed where a line ends.
    pub(crate) text: String,
    /// The alternative of each picture, and the titles, which readers see when they point.
    pub(crate) alternatives: Vec<String>,
    /// The targets of links and the addresses of pictures.
    pub(crate) addresses: Vec<String>,
}

impl TextContent {
    /// Extracts the content of HTML.
    pub(crate) fn of(html: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let reader = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        // There is no script that would interrupt it.
        let _ = reader.feed(&input);
        reader.end();
        reader.sink.0.into_inner().content
    }
}

#[derive(Default)]
struct Reader(RefCell<Reading>);

#[derive(Default)]
struct Reading {
    content: TextContent,
    /// An element has just ended a line, which a line break in the source ends as well.
    is_after_break: bool,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => reading.text(&text),
            Token::TagToken(tag) => reading.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Reading {
    fn text(&mut self, text: &str) {
        let is_after_break = std::mem::take(&mut self.is_after_break);
        let text = if is_after_break {
            text.strip_prefix('\n').unwrap_or(text)
        } else {
            text
        };
        self.content.text.push_str(text);
    }

    fn tag(&mut self, tag: &Tag) {
        let content = &mut self.content;
        let name: &str = &tag.name;
        match name {
            "br" => content.text.push('\n'),
            "img" => {
                let alternative = attribute(tag, "alt").unwrap_or_default();
                content.text.push_str(&alternative);
                content.alternatives.push(alternative);
            }
            name if INLINE.contains(&name) => {}
            _ => content.text.push(' '),
        }
        self.is_after_break = name == "br";
        if tag.kind == TagKind::StartTag {
            let addresses = ["href", "src"].map(|name| attribute(tag, name));
            content.addresses.extend(addresses.into_iter().flatten());
            content.alternatives.extend(attribute(tag, "title"));
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let attribute = tag.attrs.iter().find(|one| &*one.name.local == name)?;
    Some(attribute.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        TextContent::of(html).text
    }

    #[test]
    fn a_text_is_what_readers_see_of_it() {
        for (html, expected) in [
            ("", ""),
            ("<p>one</p>", " one "),
            ("<p>o<em>n</em>e</p>", " one "),
            ("<p>a &lt;b&gt; &amp; c&nbsp;d</p>", " a <b> & c\u{a0}d "),
            ("<p>one<br>\ntwo</p>", " one\ntwo "),
            ("<pre><code>a\nb</code></pre>", " a\nb "),
            ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", " \n a \n b \n "),
            ("a<hr>b", "a b"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn links_and_pictures_have_addresses() {
        let html = "<p><a href=\"https://a.example/?b&amp;c\" rel=\"nofollow\">d</a>\
                    <img src=\"https://e.example\" alt=\"f &quot;g&quot;\"><img alt=\"h\"></p>";
        let expected = TextContent {
            text: " df \"g\"h ".into(),
            alternatives: vec!["f \"g\"".into(), "h".into()],
            addresses: vec!["https://a.example/?b&c".into(), "https://e.example".into()],
        };
        assert_eq!(TextContent::of(html), expected);
    }
}
