//! Addresses of the web that stand bare in a text. They are found before the text is read
//! as Markdown, which would take their `_` and `*` for emphasis, and end where a writer of
//! any script ends them.

use std::borrow::Cow;
use std::collections::HashMap;

use url::Url;

use super::characters::{Unit, is_attached, is_joiner, is_word, unit};

/// The beginnings of addresses, in any case.
const STARTS: [&str; 3] = ["https://", "http://", "www."];

/// The longest host with what belongs to it, in bytes.
const AUTHORITY_MAXIMUM: usize = 500;

/// Bytes before an address in which an opening mark is looked for that the mark at its end may
/// close.
const PARAGRAPH_MAXIMUM: usize = 2_000;

/// Characters that an address may contain, but that belong to the sentence at its end.
const SOFT: [char; 9] = ['.', ',', ':', ';', '!', '?', '*', '\'', '^'];

/// The delimiters of a sign. No stored text has these characters, which to Markdown are neither
/// space nor punctuation.
const SIGN_START: char = '\u{91}';
const SIGN_END: char = '\u{92}';

/// A text with a sign in the place of each bare address but its beginning, which is
/// enough for Markdown to know an address where it wants one.
pub(super) struct Signed {
    /// The text to parse as Markdown.
    pub(super) text: String,
    addresses: Vec<Address>,
}

/// An address.
struct Address {
    /// Bytes before its sign.
    head: usize,
    /// The address as it is written.
    written: String,
    /// Without the escapes and the names of characters that Markdown has.
    meant: String,
}

/// In which way an address takes the place of its sign again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The form in which it is written, for code.
    Written,
    /// The form in which it is meant, for a link.
    Meant,
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// Words.
    Words(Cow<'a, str>),
    /// A bare address.
    Address(&'a str),
}

impl Signed {
    /// Finds the addresses of a text.
    pub(super) fn new(markdown: &str) -> Self {
        let mut signed = Self {
            text: String::with_capacity(markdown.len()),
            addresses: Vec::new(),
        };
        let mut known = HashMap::new();
        let mut done = 0;
        for (start, _) in markdown.match_indices(['h', 'H', 'w', 'W']) {
            let found = (start >= done)
                .then(|| Found::at(markdown, start))
                .flatten();
            let Some(found) = found else {
                continue;
            };
            // The same address has the same sign, so that references still agree.
            let written = &markdown[start..found.end];
            let index = *known.entry(written).or_insert_with(|| {
                signed.addresses.push(Address {
                    head: found.head,
                    written: written.to_owned(),
                    meant: found.meant,
                });
                signed.addresses.len() - 1
            });
            signed.text += &markdown[done..start + found.head];
            signed.text += &format!("{SIGN_START}{index}{SIGN_END}");
            done = found.end;
        }
        signed.text += &markdown[done..];
        signed
    }

    /// A text of the parser's with the addresses in the place of their signs.
    pub(super) fn restored(&self, text: &str, form: Form) -> String {
        let mut restored = String::with_capacity(text.len());
        for (words, address) in self.pieces(text) {
            restored += words;
            if let Some(address) = address {
                restored += match form {
                    Form::Written => &address.written,
                    Form::Meant => &address.meant,
                };
            }
        }
        restored
    }

    /// The words and the addresses of a text of the parser's.
    pub(super) fn spans<'a>(&'a self, text: &'a str) -> Vec<Span<'a>> {
        let mut spans = Vec::new();
        for (words, address) in self.pieces(text) {
            if !words.is_empty() {
                spans.push(Span::Words(words.into()));
            }
            spans.extend(address.map(|address| Span::Address(&address.meant)));
        }
        spans
    }

    /// The pieces of a text: words, and the address after them.
    fn pieces<'a>(&'a self, text: &'a str) -> Vec<(&'a str, Option<&'a Address>)> {
        let mut pieces = Vec::new();
        let (mut done, mut from) = (0, 0);
        while let Some(at) = text[from..].find(SIGN_START).map(|at| at + from) {
            from = at + SIGN_START.len_utf8();
            let Some((address, end)) = self.named(text, from) else {
                continue;
            };
            let start = at.saturating_sub(address.head);
            if start >= done && text.get(start..at) == address.written.get(..address.head) {
                pieces.push((&text[done..start], Some(address)));
                (done, from) = (end, end);
            }
        }
        pieces.push((&text[done..], None));
        pieces
    }

    /// The address of a sign that goes on here, and where the sign ends.
    fn named(&self, text: &str, from: usize) -> Option<(&Address, usize)> {
        let (index, _) = text[from..].split_once(SIGN_END)?;
        let address = self.addresses.get(index.parse::<usize>().ok()?)?;
        Some((address, from + index.len() + SIGN_END.len_utf8()))
    }
}

/// The URL that an address leads to.
fn url(address: &str) -> Option<Url> {
    Url::parse(&with_scheme(address)).ok()
}

/// An address with a scheme: one without has the safe one of the web.
fn with_scheme(address: &str) -> Cow<'_, str> {
    match strip_start(address, "www.") {
        Some(_) => ["https://", address].concat().into(),
        None => address.into(),
    }
}

/// The target of an address, in ASCII; none if it is incomplete, or has none of these schemes.
pub(super) fn href(address: &str, schemes: &[&str]) -> Option<String> {
    let url = url(address).filter(|url| schemes.contains(&url.scheme()))?;
    Some(if address.is_ascii() {
        with_scheme(address).into_owned()
    } else {
        url.into()
    })
}

/// An address that was found.
struct Found {
    /// Bytes before its sign.
    head: usize,
    /// The end of the address.
    end: usize,
    meant: String,
}

impl Found {
    /// The address that starts here, if one does.
    fn at(text: &str, start: usize) -> Option<Self> {
        let rest = &text[start..];
        let begin = STARTS
            .into_iter()
            .find(|begin| strip_start(rest, begin).is_some())?;
        let before = text[..start].chars().next_back();
        let has_scheme = begin.ends_with('/');
        let goes_on = |character: char| {
            let marks = if has_scheme { "+" } else { "+-./@\\=&?#%~" };
            character.is_ascii_alphanumeric() || marks.contains(character)
        };
        if before.is_some_and(goes_on) {
            return None;
        }
        let mut reader = Reader {
            text,
            start,
            at: start + begin.len(),
            meant: rest[..begin.len()].to_owned(),
            end: (0, 0),
        };
        reader.authority(!has_scheme)?;
        reader.path();
        reader.leave_closing_marks();
        let (end, length) = reader.end;
        reader.meant.truncate(length);
        Some(Self {
            head: begin.trim_end_matches('/').len(),
            end,
            meant: reader.meant,
        })
    }
}

fn strip_start<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let head = text.get(..start.len())?;
    head.eq_ignore_ascii_case(start)
        .then(|| &text[start.len()..])
}

/// Reads an address from its beginning on.
struct Reader<'a> {
    text: &'a str,
    start: usize,
    at: usize,
    /// The text read so far, without escapes.
    meant: String,
    /// The latest place at which it can end, in the text and in what is meant.
    end: (usize, usize),
}

impl Reader<'_> {
    fn unit(&self) -> Option<Unit> {
        unit(&self.text[self.at..])
    }

    fn take(&mut self, unit: Unit) {
        self.meant.push(unit.character);
        self.at += unit.length;
    }

    fn can_end(&mut self) {
        self.end = (self.at, self.meant.len());
    }

    /// The host with what belongs to it; none if it is no host.
    fn authority(&mut self, needs_dot: bool) -> Option<()> {
        let window = Window::before_path(&self.text[self.at..]);
        let user = user_info(&window.meant).len();
        let host = host(&window.meant[user..], window.has_path)?;
        if needs_dot && !host.contains('.') {
            return None;
        }
        let end = user + host.len();
        let end = end + port(&window.meant[end..]).len();
        self.meant += &window.meant[..end];
        self.at += window.written(end);
        url(&self.meant)?;
        if self.text[self.at..].starts_with("://") {
            // It is a scheme, and the address begins after it.
            return None;
        }
        self.can_end();
        Some(())
    }

    /// Reads what follows the host.
    fn path(&mut self) {
        let mut open = Vec::new();
        let mut previous = None;
        let mut is_query = false;
        let is_begun = |unit: Unit| "/?#".contains(unit.character);
        if !self.unit().is_some_and(is_begun) {
            return;
        }
        while let Some(unit) = self.unit() {
            let character = unit.character;
            if self.ends(unit, previous, is_query) {
                return;
            }
            is_query |= character == '?';
            let mut can_end = can_be_last(character);
            if let Some((_, closing)) = pair(|(opening, _)| opening == character) {
                open.push(closing);
                can_end = false;
            } else if pair(|(_, closing)| closing == character).is_some() {
                // What was opened before the address is closed after it.
                if open.pop() != Some(character) {
                    return;
                }
                can_end = true;
            }
            self.take(unit);
            if can_end && open.is_empty() {
                self.can_end();
            }
            previous = Some(character);
        }
    }

    /// True if the address ends before this character.
    fn ends(&self, unit: Unit, previous: Option<char>, is_query: bool) -> bool {
        let character = unit.character;
        let rest = &self.text[self.at + unit.length..];
        let next = || unit_character(rest);
        let is_next = |is: fn(char) -> bool| next().is_some_and(is);
        let joins = |side: char| is_word(side) || is_attached(side);
        let is_between_words = || previous.is_some_and(joins) && is_next(joins);
        match character {
            ',' | ';' | '!' | '*' | '\'' | '–' | '·' | '・' if is_address(rest) => true,
            '*' | '\'' if self.is_closed_by(character) => true,
            '|' if self.text[..self.start].ends_with('|') => true,
            '|' => !(is_query && is_next(|next| next.is_ascii_alphanumeric())),
            '\\' | '"' | '<' | '>' | '`' => true,
            '?' => is_next(is_attached) && !has_parameter(rest),
            _ if character.is_ascii() => character.is_ascii_control() || character == ' ',
            '’' => self.text[..self.start].ends_with('‘') || !is_between_words(),
            '–' | '‐' | '‑' | '·' | '・' => !is_next(is_word),
            _ if is_joiner(character) => !is_between_words(),
            // Scripts without spaces go on right after an address of other letters.
            _ if is_attached(character) => previous.is_some_and(|previous| {
                previous.is_ascii_alphanumeric() || ")]}.,;!".contains(previous)
            }),
            _ => !is_word(character),
        }
    }

    /// True if a mark before the address ends it here.
    fn is_closed_by(&self, mark: char) -> bool {
        let before = &self.text[..self.start];
        let run = before.len() - before.trim_end_matches(mark).len();
        let rest = &self.text[self.at..];
        let after = rest.trim_start_matches(mark);
        let is_within = run == 1 && unit_character(after).is_some_and(is_word);
        run > 0 && rest.len() - after.len() >= run && !is_within
    }

    /// Leaves out marks of emphasis at the end that began before the address.
    fn leave_closing_marks(&mut self) {
        for mark in ['_', '~'] {
            let address = &self.text[self.start..self.end.0];
            let unmarked = address.trim_end_matches(mark);
            if unmarked.len() == address.len() || unmarked.ends_with('\\') {
                continue;
            }
            let run = address.len() - unmarked.len();
            let run = run.min(opened(&self.text[..self.start], mark));
            let left = &address[..address.len() - run];
            let run = address.len() - left.trim_end_matches(SOFT).len();
            self.end = (self.end.0 - run, self.end.1 - run);
        }
    }
}

fn unit_character(text: &str) -> Option<char> {
    unit(text).map(|unit| unit.character)
}

/// The part of a text in which a host can stand.
struct Window {
    /// The text without escapes.
    meant: String,
    /// For each of its characters where it ends, as it is meant and as it was written.
    ends: Vec<(usize, usize)>,
    /// A path follows.
    has_path: bool,
}

impl Window {
    fn before_path(text: &str) -> Self {
        let mut window = Self {
            meant: String::new(),
            ends: Vec::new(),
            has_path: false,
        };
        let mut at = 0;
        while let Some(unit) = unit(&text[at..]) {
            let character = unit.character;
            window.has_path = character == '/';
            let is_end = character.is_whitespace() || "/?#\\<>\"`|".contains(character);
            if is_end || at > AUTHORITY_MAXIMUM {
                break;
            }
            at += unit.length;
            window.meant.push(character);
            window.ends.push((window.meant.len(), at));
        }
        window
    }

    /// The number of bytes as written for a number of bytes without escapes.
    fn written(&self, meant: usize) -> usize {
        let place = self.ends.partition_point(|(end, _)| *end < meant);
        self.ends.get(place).map_or(0, |(_, written)| *written)
    }
}

/// The user information before a host, with the sign after it.
fn user_info(text: &str) -> &str {
    let is_of_user =
        |sign: char| sign.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=:@".contains(sign);
    let end = text.find(|sign| !is_of_user(sign)).unwrap_or(text.len());
    let at = text[..end].rfind('@');
    at.map_or("", |at| &text[..=at])
}

/// The host that a text begins with.
fn host(text: &str, has_path: bool) -> Option<&str> {
    if let Some(address) = text.strip_prefix('[') {
        let (address, _) = address.split_once(']')?;
        return Some(&text[..address.len() + 2]);
    }
    let is_of_host = |character: char| {
        is_word(character)
            || is_joiner(character)
            || is_attached(character)
            || "-_.".contains(character)
    };
    let end = text.find(|character| !is_of_host(character));
    let mut host = &text[..end.unwrap_or(text.len())];
    host = host.find("..").map_or(host, |end| &host[..end]);
    host = &host[..end_of_labels(host)];
    // A dot at the end is the sentence's, unless the address goes on.
    if !has_path || host.len() < text.len() {
        host = host.trim_end_matches(['.', '-', '_']);
    }
    let is_name = host.contains('.') || host.is_ascii();
    (is_name && !host.is_empty()).then_some(host)
}

/// The end of a domain's letters, where words of a script without spaces follow directly.
fn end_of_labels(host: &str) -> usize {
    let (mut has_dot, mut previous) = (false, '.');
    for (at, character) in host.char_indices() {
        if has_dot && previous.is_ascii_alphanumeric() && is_attached(character) {
            return at;
        }
        has_dot |= character == '.';
        previous = character;
    }
    host.len()
}

/// A colon and a number.
fn port(text: &str) -> &str {
    let Some(number) = text.strip_prefix(':') else {
        return "";
    };
    let end = number.find(|digit: char| !digit.is_ascii_digit());
    let number = &number[..end.unwrap_or(number.len())];
    match number.parse::<u16>() {
        Ok(_) => &text[..number.len() + 1],
        Err(_) => "",
    }
}

fn is_address(text: &str) -> bool {
    STARTS[..2]
        .iter()
        .any(|start| strip_start(text, start).is_some())
}

/// True if a query goes on, rather than a sentence after its question mark.
fn has_parameter(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next();
    word.is_some_and(|word| word[..word.floor_char_boundary(200)].contains('='))
}

fn can_be_last(character: char) -> bool {
    !SOFT.contains(&character) && !"’–‐‑·・".contains(character) && !is_joiner(character)
}

fn pair(is: impl Fn((char, char)) -> bool) -> Option<(char, char)> {
    [('(', ')'), ('[', ']'), ('{', '}')]
        .into_iter()
        .find(|pair| is(*pair))
}

/// The number of a mark of emphasis that are open at the end of a text.
fn opened(text: &str, mark: char) -> usize {
    let paragraph = &text[text.ceil_char_boundary(text.len().saturating_sub(PARAGRAPH_MAXIMUM))..];
    let paragraph = paragraph.rsplit("\n\n").next().unwrap_or_default();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(start) = paragraph[at..].find(mark).map(|start| start + at) {
        let rest = &paragraph[start..];
        let length = rest.len() - rest.trim_start_matches(mark).len();
        at = start + length;
        let before = paragraph[..start].chars().next_back();
        // An address follows the end.
        let after = paragraph[at..].chars().next().unwrap_or('h');
        let begins = !after.is_whitespace() && !before.is_some_and(is_word);
        let ends = before.is_some_and(|before| !before.is_whitespace()) && !is_word(after);
        match (begins, ends) {
            _ if before == Some('\\') => {}
            (true, false) => open.push(length),
            (false, true) => drop(open.pop()),
            (true, true) if open.pop().is_none() => open.push(length),
            _ => {}
        }
    }
    open.pop().unwrap_or_default()
}
