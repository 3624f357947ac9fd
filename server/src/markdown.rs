//! What a comment says, from Markdown (<https://commonmark.org>) to HTML of a few
//! harmless elements.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

/// Counts up when the same text makes other HTML, so that what was kept of it is made
/// anew.
const VERSION: i64 = 1;

/// How deep lists and quotations may stand in each other; what is deeper is not
/// indented further.
const DEPTH_MAXIMUM: usize = 50;

/// The relation of every link to the blog: it vouches for none.
const REL: &str = "nofollow ugc noopener";

/// Makes HTML of comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renderer {
    /// Whether pictures are shown; else they are links to them.
    pub(crate) images: bool,
}

impl Renderer {
    /// What tells HTML that this renderer made from that of others; never 0.
    pub(crate) fn version(self) -> i64 {
        VERSION * 2 + i64::from(self.images)
    }

    /// The text as HTML.
    pub(crate) fn render(self, markdown: &str) -> String {
        let events = TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH));
        let mut writer = Writer::new(self.images);
        for event in events {
            writer.take(event);
        }
        let mut html = String::with_capacity(markdown.len() * 2);
        pulldown_cmark::html::push_html(&mut html, writer.events.into_iter());
        let sanitiser = if self.images {
            &WITH_IMAGES
        } else {
            &WITHOUT_IMAGES
        };
        sanitiser.clean(&html).to_string().trim_end().to_owned()
    }
}

/// How many links there are in HTML from [`Renderer::render`].
pub(crate) fn link_count(html: &str) -> usize {
    html.matches("<a href=").count()
}

static WITHOUT_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(sanitiser);
static WITH_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = sanitiser();
    sanitiser.add_tags(["img"]);
    sanitiser.add_tag_attributes("img", ["src", "alt"]);
    sanitiser
});

fn sanitiser() -> Builder<'static> {
    let mut sanitiser = Builder::empty();
    sanitiser
        .add_tags([
            "p",
            "br",
            "strong",
            "em",
            "del",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "hr",
            "a",
        ])
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .add_url_schemes(["http", "https", "mailto"])
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(REL));
    sanitiser
}

/// Turns what the parser finds into what comments may have.
struct Writer<'a> {
    events: Vec<Event<'a>>,
    /// Whether each element that is open was written, or was too deep.
    open: Vec<bool>,
    shows_images: bool,
    /// Inside of which no text becomes a link.
    links: usize,
    code: usize,
    /// Whether a line of HTML, which is shown as text, came just before.
    has_line: bool,
}

impl<'a> Writer<'a> {
    fn new(shows_images: bool) -> Self {
        Self {
            events: Vec::new(),
            open: Vec::new(),
            shows_images,
            links: 0,
            code: 0,
            has_line: false,
        }
    }

    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.links == 0 && self.code == 0 => self.text(text),
            Event::Html(line) => self.line(&line),
            Event::InlineHtml(html) => self.events.push(Event::Text(html)),
            // Readers expect their lines to end where they ended them.
            Event::SoftBreak => self.events.push(Event::HardBreak),
            event => self.events.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let is_written = self.open.len() < DEPTH_MAXIMUM;
        let tag = match tag {
            Tag::HtmlBlock => {
                self.has_line = false;
                Tag::Paragraph
            }
            // The page has headings of its own.
            Tag::Heading { .. } => {
                self.open.push(is_written);
                if is_written {
                    self.events.push(Event::Start(Tag::Paragraph));
                    self.events.push(Event::Start(Tag::Strong));
                }
                return;
            }
            Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            } if !self.shows_images => Tag::Link {
                link_type,
                dest_url,
                title: CowStr::Borrowed(""),
                id,
            },
            tag => tag,
        };
        // A link has no other one in it.
        let is_written = is_written && !(matches!(tag, Tag::Link { .. }) && self.links > 0);
        match &tag {
            Tag::Link { .. } | Tag::Image { .. } => self.links += 1,
            Tag::CodeBlock(_) => self.code += 1,
            _ => {}
        }
        self.open.push(is_written);
        if is_written {
            self.events.push(Event::Start(tag));
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let was_written = self.open.pop().unwrap_or_default();
        let tag = match tag {
            TagEnd::HtmlBlock => TagEnd::Paragraph,
            TagEnd::Heading(_) => {
                if was_written {
                    self.events.push(Event::End(TagEnd::Strong));
                    self.events.push(Event::End(TagEnd::Paragraph));
                }
                return;
            }
            TagEnd::Image if !self.shows_images => TagEnd::Link,
            tag => tag,
        };
        match tag {
            TagEnd::Link | TagEnd::Image => self.links = self.links.saturating_sub(1),
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            _ => {}
        }
        if was_written {
            self.events.push(Event::End(tag));
        }
    }

    /// A line of HTML is shown as it was written.
    fn line(&mut self, line: &str) {
        if std::mem::replace(&mut self.has_line, true) {
            self.events.push(Event::HardBreak);
        }
        let text = line.trim_end_matches('\n').to_owned();
        self.events.push(Event::Text(text.into()));
    }

    /// Addresses of the web in a text become links.
    fn text(&mut self, text: CowStr<'a>) {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for span in finder.spans(&text) {
            let part = CowStr::from(span.as_str().to_owned());
            let is_web = span.kind().is_some()
                && (starts_with(span.as_str(), "http://")
                    || starts_with(span.as_str(), "https://"));
            if is_web {
                self.events.push(Event::Start(Tag::Link {
                    link_type: LinkType::Autolink,
                    dest_url: part.clone(),
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                }));
                self.events.push(Event::Text(part));
                self.events.push(Event::End(TagEnd::Link));
            } else {
                self.events.push(Event::Text(part));
            }
        }
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "<p><img alt=\"a\"></p>"
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
}
