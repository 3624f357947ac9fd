//! Turns the parser's events into the elements that comments may have. Nothing that was written
//! is lost: what cannot be rendered is shown as it was written.

use std::collections::HashSet;
use std::ops::Range;

use article_widgets_model::is_visible;
use article_widgets_model::markup::{Addressed, LINK, PICTURE};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::addresses::{Form, Signed, Span, href};
use super::definitions::Used;

/// The largest depth of lists and quotations; deeper ones are not indented further.
pub(super) const DEPTH_MAXIMUM: usize = 50;

/// An event of the parser's, and where in the text it was found.
pub(super) type Found<'a> = (Event<'a>, Range<usize>);

/// Turns what the parser finds into what comments may have.
pub(super) struct Writer<'a> {
    signed: &'a Signed,
    used: Used,
    shows_images: bool,
    events: Vec<Event<'a>>,
    /// The elements that are open.
    open: Vec<Open>,
    /// Inside of how many links it is, in which no text becomes another one.
    links: usize,
    /// The events are inside a picture, of which only texts are used.
    is_in_picture: bool,
    /// Inside of how many blocks with text of their own it is.
    blocks: usize,
    /// A line of HTML, which is shown as text, came just before.
    has_line: bool,
    /// The end of the latest event, or the beginning of the latest element.
    place: usize,
    /// Up to where the text is in blocks, or was found to be outside of them.
    read: usize,
    /// Text came that is in no block of its own, as in tight lists.
    is_loose: bool,
}

/// An element that is open.
struct Open {
    /// The number of events before it.
    start: usize,
    written: Written,
}

/// As what an element is written.
enum Written {
    /// It is too deep: its content alone.
    Nothing,
    /// As itself.
    Itself,
    /// A heading: the page has headings of its own.
    Strong,
    /// A link to an address, which is shown if nothing else is.
    Link(String),
    /// A picture or a link in another one: its content with its address.
    Content(String),
    /// A target that comments may not have: shown as it was written, up to this sign.
    Source(char),
    /// Code, whose first line says this.
    Code(String),
}

impl<'a> Writer<'a> {
    pub(super) fn new(signed: &'a Signed, used: Used, shows_images: bool) -> Self {
        Self {
            signed,
            used,
            shows_images,
            events: Vec::new(),
            open: Vec::new(),
            links: 0,
            is_in_picture: false,
            blocks: 0,
            has_line: false,
            place: 0,
            read: 0,
            is_loose: false,
        }
    }

    /// The events for all that was found.
    pub(super) fn written(mut self, found: Vec<Found<'a>>) -> Vec<Event<'a>> {
        for (event, range) in found {
            if self.blocks == 0 {
                self.look_outside(&event, &range);
            }
            self.take(event, range);
        }
        let end = self.signed.text.len();
        self.show_definitions(end);
        self.events
    }

    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        let (start, end) = (range.start, range.end);
        match event {
            Event::Start(tag) => {
                self.start(tag);
                self.place = start;
                return;
            }
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) if matches!(self.written_as(), Some(Written::Code(_))) => {
                self.write(&text, Form::Written);
            }
            Event::Text(text) if self.links > 0 => self.write(&text, Form::Meant),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                let code = self.signed.restored(&code, Form::Written);
                self.events.push(Event::Code(code.into()));
            }
            Event::Html(line) => self.line(&line),
            Event::InlineHtml(html) => self.write(&html, Form::Written),
            // Readers expect their lines to end where they ended them.
            Event::SoftBreak => self.events.push(Event::HardBreak),
            event => self.events.push(event),
        }
        self.place = end;
    }

    fn written_as(&self) -> Option<&Written> {
        self.open.last().map(|open| &open.written)
    }

    fn start(&mut self, tag: Tag<'a>) {
        let start = self.events.len();
        self.blocks += usize::from(is_block(&tag));
        let written = if self.open.len() < DEPTH_MAXIMUM {
            self.begin(tag)
        } else {
            Written::Nothing
        };
        self.open.push(Open { start, written });
    }

    fn begin(&mut self, tag: Tag<'a>) -> Written {
        match tag {
            Tag::HtmlBlock => {
                self.has_line = false;
                self.events.push(Event::Start(Tag::Paragraph));
                Written::Itself
            }
            Tag::Heading { .. } => {
                self.events.push(Event::Start(Tag::Paragraph));
                self.events.push(Event::Start(Tag::Strong));
                Written::Strong
            }
            Tag::CodeBlock(kind) => self.begin_code(kind),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.begin_link(LINK, link_type, &dest_url, &title),
            Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            } => self.begin_link(PICTURE, link_type, &dest_url, &title),
            tag => {
                self.events.push(Event::Start(tag));
                Written::Itself
            }
        }
    }

    /// Begins a block of code. The text beside the opening fence is the language, if it looks
    /// like one.
    fn begin_code(&mut self, kind: CodeBlockKind<'a>) -> Written {
        let info = match &kind {
            CodeBlockKind::Fenced(info) => self.signed.restored(info, Form::Written),
            CodeBlockKind::Indented => String::new(),
        };
        let kind = CodeBlockKind::Indented;
        self.events.push(Event::Start(Tag::CodeBlock(kind)));
        let is_of_language =
            |sign: char| sign.is_ascii_alphanumeric() || "+-#._,:={}".contains(sign);
        if !info.chars().all(is_of_language) {
            self.events.push(Event::Text([&info, "\n"].concat().into()));
        }
        Written::Code(info)
    }

    fn begin_link(
        &mut self,
        kind: Addressed,
        link_type: LinkType,
        address: &str,
        title: &str,
    ) -> Written {
        let (element, _, schemes) = kind;
        let address = self.address(link_type, address);
        let Some(href) = href(&address, schemes) else {
            let (opening, closing) = match (link_type, element) {
                (LinkType::Autolink | LinkType::Email, _) => ("<", '>'),
                (_, "img") => ("![", ']'),
                _ => ("[", ']'),
            };
            self.write(opening, Form::Written);
            return Written::Source(closing);
        };
        let title = self.signed.restored(title, Form::Meant);
        if element == "img" && self.shows_images && !self.is_in_picture {
            self.links += 1;
            self.is_in_picture = true;
            self.events.push(Event::Start(Tag::Image {
                link_type: LinkType::Inline,
                dest_url: href.into(),
                title: title.into(),
                id: CowStr::Borrowed(""),
            }));
            return Written::Itself;
        }
        if self.links > 0 {
            return Written::Content(address);
        }
        self.links += 1;
        self.events.push(link(href, title));
        Written::Link(address)
    }

    /// The intended target of a link.
    fn address(&self, link_type: LinkType, address: &str) -> String {
        let written = self.signed.restored(address, Form::Written);
        match link_type {
            // It knows no escapes.
            LinkType::Autolink if written.contains('\\') => written,
            LinkType::Email => ["mailto:", &written].concat(),
            _ => self.signed.restored(address, Form::Meant),
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        let is_block = matches!(
            tag,
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock
        );
        self.blocks -= usize::from(is_block && self.blocks > 0);
        let Some(Open { start, written }) = self.open.pop() else {
            return;
        };
        match written {
            Written::Nothing => {}
            Written::Itself => {
                let tag = match tag {
                    TagEnd::HtmlBlock => TagEnd::Paragraph,
                    tag => tag,
                };
                if tag == TagEnd::Image {
                    self.links -= 1;
                    self.is_in_picture = false;
                }
                self.events.push(Event::End(tag));
            }
            Written::Strong => {
                self.events.push(Event::End(TagEnd::Strong));
                self.events.push(Event::End(TagEnd::Paragraph));
            }
            Written::Link(address) => {
                if !is_seen(&self.events[start..]) {
                    self.events.push(Event::Text(address.into()));
                }
                self.links -= 1;
                self.events.push(Event::End(TagEnd::Link));
            }
            Written::Content(address) if is_seen(&self.events[start..]) => {
                let address = [" (", &address, ")"].concat();
                self.events.push(Event::Text(address.into()));
            }
            Written::Content(address) => self.events.push(Event::Text(address.into())),
            Written::Source(closing) => {
                let source = self.signed.text.get(self.place..range.end);
                let source = source.unwrap_or_default();
                let rest = source.find(closing).map_or("", |at| &source[at..]);
                self.write(rest, Form::Written);
            }
            Written::Code(info) => self.end_code(start, &info),
        }
    }

    /// A fence around nothing is words that stand after it.
    fn end_code(&mut self, start: usize, info: &str) {
        if is_seen(&self.events[start..]) || info.is_empty() {
            self.events.push(Event::End(TagEnd::CodeBlock));
            return;
        }
        self.events.truncate(start);
        self.events.push(Event::Start(Tag::Paragraph));
        self.events.push(Event::Text(["```", info].concat().into()));
        self.events.push(Event::End(TagEnd::Paragraph));
    }

    /// A line of HTML is shown as it was written.
    fn line(&mut self, line: &str) {
        if std::mem::replace(&mut self.has_line, true) {
            self.events.push(Event::HardBreak);
        }
        self.write(line.trim_end_matches('\n'), Form::Written);
    }

    fn write(&mut self, text: &str, form: Form) {
        let text = self.signed.restored(text, form);
        self.events.push(Event::Text(text.into()));
    }

    /// Addresses of the web in a text become links.
    fn text(&mut self, text: &str) {
        for span in self.signed.spans(text) {
            match span {
                Span::Words(words) => {
                    let words = words.into_owned();
                    self.events.push(Event::Text(words.into()));
                }
                Span::Address(address) => self.link(address),
            }
        }
    }

    fn link(&mut self, address: &str) {
        let text = Event::Text(address.to_owned().into());
        let Some(href) = href(address, LINK.2) else {
            self.events.push(text);
            return;
        };
        self.events.push(link(href, String::new()));
        self.events.push(text);
        self.events.push(Event::End(TagEnd::Link));
    }

    /// Looks between blocks for what is in none.
    fn look_outside(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) if is_container(tag) => {
                self.show_definitions(range.start);
                self.read = range.start;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                self.show_definitions(range.end);
                self.read = self.read.max(range.end);
            }
            Event::Start(tag) if is_block(tag) => {
                self.show_definitions(range.start);
                self.read = range.end;
            }
            Event::Rule => {
                self.show_definitions(range.start);
                self.read = range.end;
            }
            _ => {
                if !self.is_loose {
                    self.show_definitions(range.start);
                }
                self.is_loose = true;
                self.read = self.read.max(range.end);
                return;
            }
        }
        self.is_loose = false;
    }

    /// Shows what is defined before a place and that no link uses.
    fn show_definitions(&mut self, end: usize) {
        let signed = self.signed;
        let mut lines = self.used.unused(&signed.text, self.read..end).into_iter();
        let Some(first) = lines.next() else {
            return;
        };
        self.events.push(Event::Start(Tag::Paragraph));
        self.text(first);
        for line in lines {
            self.events.push(Event::HardBreak);
            self.text(line);
        }
        self.events.push(Event::End(TagEnd::Paragraph));
    }
}

/// The beginning of a link.
fn link<'a>(href: String, title: String) -> Event<'a> {
    // The parser's own writer knows no address of IPv6.
    if href.contains("://[") {
        let quoted = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
        let tag = format!(
            "<a href=\"{}\" title=\"{}\">",
            quoted(&href),
            quoted(&title)
        );
        let tag = tag.replace(" title=\"\"", "");
        return Event::InlineHtml(tag.into());
    }
    Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url: href.into(),
        title: title.into(),
        id: CowStr::Borrowed(""),
    })
}

/// The labels of the definitions that links and pictures use which are shown as such.
pub(super) fn used_labels(found: &[Found], signed: &Signed, shows_images: bool) -> HashSet<String> {
    let mut labels = HashSet::new();
    let mut links = 0;
    for (event, _) in found {
        let (is_link, dest_url, id) = match event {
            Event::Start(Tag::Link { dest_url, id, .. }) => (true, dest_url, id),
            Event::Start(Tag::Image { dest_url, id, .. }) => (false, dest_url, id),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                links -= 1;
                continue;
            }
            _ => continue,
        };
        let (_, _, schemes) = if is_link { LINK } else { PICTURE };
        let address = signed.restored(dest_url, Form::Meant);
        let is_shown = links == 0 || !is_link && shows_images;
        if is_shown && !id.is_empty() && href(&address, schemes).is_some() {
            labels.insert(id.to_string());
        }
        links += 1;
    }
    labels
}

fn is_container(tag: &Tag) -> bool {
    matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)
}

/// True if an element contains text and no blocks.
fn is_block(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock
    )
}

/// True if readers would see something of the events.
fn is_seen(events: &[Event]) -> bool {
    events.iter().any(|event| match event {
        Event::Text(text) | Event::Code(text) => is_visible(text),
        Event::Start(Tag::Image { .. }) => true,
        _ => false,
    })
}
