//! Renders comments from Markdown (<https://commonmark.org>) to HTML with a few harmless
//! elements.

mod addresses;
mod characters;
mod definitions;
mod writer;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use article_widgets_model::markup::{
    ATTRIBUTES, Addressed, ELEMENTS, LINK, PICTURE, REL, UNREADABLE,
};
use article_widgets_model::{Code, Field, FieldError, is_visible};
use pulldown_cmark::{Options, Parser, TextMergeWithOffset};

use addresses::Signed;
use definitions::Used;
use writer::{Writer, used_labels};

/// Counts up when the same text makes other HTML, so that what was kept of it is made
/// anew.
const VERSION: i64 = 2;

/// Makes HTML of comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renderer {
    /// Pictures are shown; else they are links.
    pub(crate) images: bool,
}

impl Renderer {
    /// A number that tells HTML of this renderer from that of others; never 0.
    pub(crate) fn version(self) -> i64 {
        VERSION * 2 + i64::from(self.images)
    }

    /// True if HTML of the renderer with this version is replaced by this one's: not if a newer
    /// program made it.
    pub(crate) fn supersedes(self, version: i64) -> bool {
        version != self.version() && version / 2 <= VERSION
    }

    /// The text as HTML, of which there is something to see.
    ///
    /// # Errors
    /// [`Code::Invisible`] when there is nothing.
    pub(crate) fn render_seen(self, markdown: &str) -> Result<String, FieldError> {
        let html = self.render(markdown);
        if shows_something(&html) {
            Ok(html)
        } else {
            Err(FieldError::new(Field::Body, Code::Invisible))
        }
    }

    /// The text as HTML.
    pub(crate) fn render(self, markdown: &str) -> String {
        let signed = Signed::new(markdown);
        let parser = Parser::new_ext(&signed.text, Options::ENABLE_STRIKETHROUGH);
        let mut parser = parser.into_offset_iter();
        let found: Vec<_> = TextMergeWithOffset::new(parser.by_ref()).collect();
        let labels = used_labels(&found, &signed, self.images);
        let used = Used::new(parser.reference_definitions(), &labels);
        let events = Writer::new(&signed, used, self.images).written(found);
        let mut html = String::with_capacity(markdown.len() * 2);
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        let sanitiser = if self.images {
            &WITH_IMAGES
        } else {
            &WITHOUT_IMAGES
        };
        sanitiser.clean(&html).to_string().trim_end().to_owned()
    }
}

/// True if readers see something of HTML from [`Renderer::render`].
fn shows_something(html: &str) -> bool {
    html.split('<').any(|piece| {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let is_seen = tag == "hr" || tag.starts_with("img ");
        is_seen || is_visible(&text.replace("&nbsp;", ""))
    })
}

static WITHOUT_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| sanitiser(&[LINK]));
static WITH_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| sanitiser(&[LINK, PICTURE]));

/// The sanitiser that lets through what comments may have, with these elements that lead somewhere.
fn sanitiser(addressed: &[Addressed]) -> Builder<'static> {
    let mut attributes: HashMap<_, HashSet<_>> = HashMap::new();
    for (element, attribute) in ATTRIBUTES {
        attributes.entry(element).or_default().insert(attribute);
    }
    let mut elements = HashSet::from(ELEMENTS);
    for (element, attribute, _) in addressed {
        elements.insert(element);
        attributes.entry(element).or_default().insert(attribute);
    }
    let mut sanitiser = Builder::empty();
    sanitiser
        .tags(elements)
        .generic_attributes(HashSet::new())
        .tag_attributes(attributes)
        .url_schemes(LINK.2.iter().copied().collect())
        .url_relative(UrlRelative::Deny)
        .clean_content_tags(HashSet::from(UNREADABLE))
        .link_rel(Some(REL));
    sanitiser
}

#[cfg(test)]
mod tests {
    use super::writer::DEPTH_MAXIMUM;
    use super::*;
    use crate::text_content::TextContent;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::Value;

    fn link_count(html: &str) -> usize {
        TextContent::of(html).addresses.len()
    }

    fn html(markdown: &str) -> String {
        Renderer { images: false }.render(markdown)
    }

    #[test]
    fn markdown_becomes_html() {
        for (markdown, expected) in [
            ("Hello", "<p>Hello</p>"),
            ("one\ntwo", "<p>one<br>\ntwo</p>"),
            (
                "**a** *b* ~~c~~ `d`",
                "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>",
            ),
            ("# Title", "<p><strong>Title</strong></p>"),
            (
                "3. a\n4. b",
                "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>",
            ),
            ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
            (
                "```rust\nlet a = 1 < 2;\n```",
                "<pre><code>let a = 1 &lt; 2;\n</code></pre>",
            ),
            ("---", "<hr>"),
            ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn html_is_shown_as_it_was_written() {
        assert_eq!(html("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
        assert_eq!(
            html("<script>\nalert(1)\n</script>"),
            "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>"
        );
    }

    #[test]
    fn links_lead_to_the_web_and_to_mail_alone() {
        let link = |url: &str, text: &str| {
            format!("<p><a href=\"{url}\" rel=\"nofollow ugc noopener\">{text}</a></p>")
        };
        assert_eq!(
            html("[a](https://example.org)"),
            link("https://example.org", "a")
        );
        assert_eq!(
            html("[a](mailto:ada@example.org)"),
            link("mailto:ada@example.org", "a")
        );
        let bare = "https://example.org/a_b_c?d=e";
        assert_eq!(html(bare), link(bare, bare));
        assert_eq!(
            html(&format!("(see {bare})")),
            format!("<p>(see {}", &link(bare, bare)[3..]).replace("</p>", ")</p>")
        );
        for text in [
            "[a](javascript:alert(1))",
            "[a](/relative)",
            "[a](data:text/html,x)",
            "[a](//example.org)",
        ] {
            assert!(!html(text).contains("href"), "{}", html(text));
        }
        assert_eq!(
            html("`https://example.org`"),
            "<p><code>https://example.org</code></p>"
        );
        assert_eq!(
            link_count(&html(
                "https://a.example [b](https://b.example) ftp://c.example"
            )),
            2
        );
    }

    #[test]
    fn pictures_are_links_unless_they_are_allowed() {
        let picture = "![A *clock*](https://example.org/clock.png)";
        assert_eq!(
            html(picture),
            "<p><a href=\"https://example.org/clock.png\" rel=\"nofollow ugc noopener\">A <em>clock</em></a></p>"
        );
        assert_eq!(
            Renderer { images: true }.render(picture),
            "<p><img src=\"https://example.org/clock.png\" alt=\"A clock\"></p>"
        );
        assert_eq!(
            Renderer { images: true }.render("![a](data:image/png;base64,x)"),
            "<p>![a](data:image/png;base64,x)</p>"
        );
        let nested = html("[![a](https://a.example)](https://b.example)");
        assert_eq!(link_count(&nested), 1, "{nested}");
    }

    #[test]
    fn depth_without_end_has_one() {
        for unit in [
            ">", "> ", "[", "*", "![", "**a", "`", "- ", "1) ", "<a", "</", "&", "~~a",
        ] {
            let html = html(&unit.repeat(65_535 / unit.len()));
            let depth = html.matches("<blockquote>").count() + html.matches("<ul>").count();
            assert!(depth <= DEPTH_MAXIMUM, "{unit}: {depth}");
        }
    }

    /// HTML of `model/markup.json`, which the browser's tests read as well.
    fn of_list(name: &str) -> Vec<Value> {
        let list = include_str!("../../model/markup.json");
        let list: Value = serde_json::from_str(list).expect("JSON");
        list[name].as_array().expect("a list").clone()
    }

    fn text(value: &Value) -> &str {
        value.as_str().expect("a text")
    }

    /// HTML after the sanitiser, without the attributes that every link has.
    fn left(html: &str, sanitiser: &Builder) -> String {
        let html = sanitiser.clean(html).to_string();
        html.replace(&format!(" rel=\"{REL}\""), "")
    }

    #[test]
    fn the_list_lets_through_what_it_names_and_no_more() {
        for kept in of_list("kept") {
            assert_eq!(left(text(&kept), &WITHOUT_IMAGES), text(&kept));
        }
        for picture in of_list("pictures") {
            assert_eq!(left(text(&picture), &WITH_IMAGES), text(&picture));
            assert_eq!(left(text(&picture), &WITHOUT_IMAGES), "<p></p>");
        }
        for dropped in of_list("dropped") {
            let expected = text(&dropped[1]);
            assert_eq!(left(text(&dropped[0]), &WITH_IMAGES), expected);
        }
        for address in of_list("nowhere") {
            let link = format!("<a href=\"{}\">a</a>", text(&address));
            assert_eq!(left(&link, &WITH_IMAGES), "<a>a</a>");
        }
    }

    /// Pieces of Markdown; each `w` stands for a word of its own.
    const PIECES: [&str; 46] = [
        "w",
        "w ",
        "*w*",
        "_",
        "**",
        "~~",
        "`",
        "`w`",
        "\n",
        "\n\n",
        "\n> ",
        "\n- ",
        "\n1. ",
        "\n    ",
        "\n```\n",
        "``` w w\n",
        "\n# ",
        "\n---\n",
        "[",
        "![",
        "]",
        "(",
        ")",
        "](/w)",
        "](https://x.example/w)",
        "[w](ftp:w)",
        "[a]",
        "[b][a]",
        "[^w]: w",
        "<w>",
        "<!-- w -->",
        "<https://x.example/w>",
        " https://x.example/w_",
        "\n[a]: https://x.example/w \"w\"\n",
        "\n[b]:\n/w\n(w)\n",
        "\n[a]: w\n",
        "\\",
        "&amp;",
        "&nbsp;",
        "。",
        "「",
        "」",
        "|",
        "\"",
        "\u{91}0",
        "\u{92}",
    ];

    proptest! {
        #[test]
        fn no_word_goes(pieces in vec(select(&PIECES[..]), 1..20), images: bool) {
            let mut words = 0..;
            let mut text = String::new();
            for character in pieces.concat().chars() {
                match character {
                    'w' => text += &format!("q{}q", words.next().unwrap_or_default()),
                    other => text.push(other),
                }
            }
            let html = Renderer { images }.render(&text);
            for word in 0..words.start {
                prop_assert!(html.contains(&format!("q{word}q")), "{word} of {text}: {html}");
            }
        }
    }
}
