use crate::{Code, Field, FieldError, Identifier};

/// The longest text of a comment, in characters.
pub const BODY_MAXIMUM: usize = 65_535;
/// The longest name, in characters.
pub const NAME_MAXIMUM: usize = 100;
/// The longest e-mail address, in characters (RFC 5321 leaves room for no more).
pub const EMAIL_MAXIMUM: usize = 254;
/// The longest website address, in characters.
pub const WEBSITE_MAXIMUM: usize = 2_000;

/// A comment as a reader typed it into the form. An empty text is a field left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default)
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentDraft {
    /// The comment itself, 1 to 65,535 characters.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1))]
    pub body: String,
    /// The name to show, at most 100 characters.
    pub name: String,
    /// An e-mail address, which is kept and never sent out.
    pub email: String,
    /// An http or https address, which the name links to.
    pub website: String,
    /// The comment that this one answers.
    pub parent: Option<Identifier>,
}

impl CommentDraft {
    /// The draft as it is kept: without the white space around each field,
    /// without control characters, with `\n` at the end of a line and with a
    /// scheme before the website. What is already so stays as it is, and so does the
    /// room before a comment's first line that makes it code, or sets it off.
    pub fn normalised(&self) -> Self {
        Self {
            body: lines(&self.body),
            name: line(&self.name),
            email: line(&self.email),
            website: with_scheme(line(&self.website)),
            parent: self.parent,
        }
    }

    /// The errors of a normalised draft, in the order of the form's fields.
    pub fn validate(&self, required: Required) -> Vec<FieldError> {
        let rules = [
            rule(Field::Body, &self.body, BODY_MAXIMUM, is_visible),
            rule(Field::Name, &self.name, NAME_MAXIMUM, is_visible),
            rule(Field::Email, &self.email, EMAIL_MAXIMUM, is_email),
            rule(Field::Website, &self.website, WEBSITE_MAXIMUM, is_website),
        ];
        let mut errors = Vec::new();
        for error in rules.into_iter().flatten() {
            if error.code != Code::Missing || required.demands(error.field) {
                errors.push(error);
            }
        }
        errors
    }
}

/// The fields beside the comment itself that a reader has to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required {
    /// The name.
    pub name: bool,
    /// The e-mail address.
    pub email: bool,
    /// The website.
    pub website: bool,
}

impl Default for Required {
    fn default() -> Self {
        Self {
            name: true,
            email: false,
            website: false,
        }
    }
}

impl Required {
    /// True if a field of the form must be filled in.
    pub const fn demands(self, field: Field) -> bool {
        match field {
            Field::Name => self.name,
            Field::Email => self.email,
            Field::Website => self.website,
            _ => true,
        }
    }
}

/// A comment as readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// The identifier that the commenter's browser made.
    pub id: Identifier,
    /// The comment that this one answers.
    pub parent: Option<Identifier>,
    /// Its state, which says who can read it.
    pub state: CommentState,
    /// The commenter's name; empty if none was given, or the comment is withdrawn.
    pub name: String,
    /// The commenter's website, an http or https address.
    pub website: Option<String>,
    /// The text as it was written, in Markdown, with `\n` between its lines; empty
    /// if the comment is withdrawn.
    pub body: String,
    /// The text as it is shown, as HTML of a few harmless elements.
    pub html: String,
    /// When the server took the comment, as RFC 3339 in UTC; none if the comment is
    /// withdrawn, and not that of the one who asks.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created: Option<String>,
    /// When its author changed it last, as RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub edited: Option<String>,
    /// The number of replies in the thread that begins with this comment; 0 on replies.
    pub replies: u64,
    /// For how many seconds yet the one who asks may change or withdraw it; none if
    /// it is not that reader's own, or the time is over.
    pub editable: Option<u32>,
}

/// The state of a comment: who can read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CommentState {
    /// Everyone.
    #[default]
    Published,
    /// Its author alone, until the blog's owner has read it.
    Held,
    /// Nobody any more; what answers it stays.
    Withdrawn,
}

impl CommentState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Published, Self::Held, Self::Withdrawn];

    /// The state's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// One page of an article's comments: each comment that answers none, followed
/// by the first replies under it, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentPage {
    /// The comments of this page.
    pub comments: Vec<Comment>,
    /// The number of the article's published comments in all, replies included.
    pub count: u64,
    /// The cursor that asks for the page after this one; none on the last page.
    pub next: Option<String>,
    /// The value of `since` for the comments that come after these; empty where a server other than
    /// article-widgets' own cannot tell.
    pub latest: String,
}

/// The order of a list of comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Order {
    /// The first comment first.
    #[default]
    Oldest,
    /// The latest comment first.
    Newest,
}

impl Order {
    /// The order's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Newest => "newest",
        }
    }
}

/// A text of one line, without the characters that turn the direction of what
/// stands after it: a name could pose as another one by them.
fn line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|character| !turns_direction(*character))
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    spaced.trim().to_owned()
}

const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut former = '\n';
    for character in text.chars() {
        match character {
            '\n' if former == '\r' => {}
            '\n' | '\r' => lines.push('\n'),
            _ if character.is_control() && character != '\t' => {}
            _ => lines.push(character),
        }
        former = character;
    }
    let lines = lines.trim_end();
    let text = lines.trim_start();
    let blank = &lines[..lines.len() - text.len()];
    let line = blank.bytes().rposition(|byte| byte == b'\n');
    let indent = &blank[line.map_or(0, |line| line + 1)..];
    let is_slip = indent.len() < 4 && indent.bytes().all(|byte| byte == b' ');
    let indent = if is_slip { "" } else { indent };
    [indent, text].concat()
}

fn with_scheme(website: String) -> String {
    let start = authority(&website);
    let has_scheme = has(start, b':') && !is_host_and_port(start);
    if website.is_empty() || has_scheme {
        website
    } else {
        ["https://", website.trim_start_matches('/')].concat()
    }
}

/// The part of a website's URL before its path.
fn authority(website: &str) -> &str {
    let end = website.bytes().position(|byte| b"/?#".contains(&byte));
    end.and_then(|end| website.get(..end)).unwrap_or(website)
}

/// True if a text has a character of ASCII. The standard library's way is more code than it is
/// worth in the bundle.
fn has(text: &str, character: u8) -> bool {
    text.bytes().any(|byte| byte == character)
}

fn is_host_and_port(text: &str) -> bool {
    text.split_once(':').is_some_and(|(host, port)| {
        has(host, b'.') && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn rule(
    field: Field,
    text: &str,
    maximum: usize,
    is_well_formed: fn(&str) -> bool,
) -> Option<FieldError> {
    if !is_visible(text) {
        Some(FieldError::new(field, Code::Missing))
    } else if text.chars().nth(maximum).is_some() {
        Some(FieldError::too_long(field, maximum))
    } else if is_well_formed(text) {
        None
    } else {
        Some(FieldError::new(field, Code::Malformed))
    }
}

/// True if there is something to see: no reader could tell a name of zero-width characters from
/// none.
pub fn is_visible(text: &str) -> bool {
    !text.chars().all(is_blank)
}

fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || turns_direction(character)
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2060}'..='\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}'
        )
}

/// A local part, one `@` and a domain of at least two labels: enough to catch a
/// slip of the finger. Whether the address exists only a message to it can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty() && !text.chars().any(char::is_whitespace) && is_domain(domain)
}

/// Labels of letters, digits and hyphens; beyond ASCII of any sign that can be seen: there
/// are domains of symbols, and tables of letters are more than they are worth in the bundle.
fn is_domain(text: &str) -> bool {
    has(text, b'.')
        && text.split('.').all(|label| {
            is_label(label) && !label.starts_with('-') && !label.ends_with('-') && !has(label, b'_')
        })
}

fn is_label(text: &str) -> bool {
    let is_of_label = |character: char| match character {
        // Words of Persian and of India have joiners in them.
        '-' | '_' | '\u{200c}' | '\u{200d}' => true,
        _ if character.is_ascii() => character.is_ascii_alphanumeric(),
        _ => !is_blank(character),
    };
    !text.is_empty() && text.chars().all(is_of_label)
}

/// A host as the parsers of URLs take it, if it can be somebody's website: of several
/// labels, or an address of IPv4 or, in brackets, of IPv6.
fn is_host(text: &str) -> bool {
    if let Some(address) = text.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(is_ipv6);
    }
    let (mut count, mut last, mut are_bytes) = (0, "", true);
    // The last dot may name the root; full-width ones are the same to every parser.
    let text = text.strip_suffix('.').unwrap_or(text);
    for label in text.split(['.', '。', '．', '｡']) {
        if !is_label(label) {
            return false;
        }
        count += 1;
        last = label;
        are_bytes &= label.parse::<u8>().is_ok();
    }
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        are_bytes && count == 4
    } else {
        count > 1
    }
}

/// Groups of digits between colons, and no more than that: it is a slip of the finger
/// that is to be caught.
fn is_ipv6(text: &str) -> bool {
    let is_of_address = |byte: u8| byte.is_ascii_hexdigit() || b":.".contains(&byte);
    text.bytes().all(is_of_address) && text.bytes().filter(|byte| *byte == b':').count() > 1
}

/// An http or https URL with a host that others can reach: no credentials, and none of
/// the characters that could end an attribute or make two parsers read two URLs.
fn is_website(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let Some(rest) = rest.strip_prefix("//") else {
        return false;
    };
    let (host, port) = host_and_port(authority(rest));
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && is_host(host)
        && (port.is_empty() || port.parse::<u16>().is_ok())
        && !rest
            .bytes()
            .any(|byte| matches!(byte, b'<' | b'>' | b'"' | b'`' | b'\\'))
}

/// A host, and the digits after its last colon: of an address of IPv6, those after its
/// brackets.
fn host_and_port(authority: &str) -> (&str, &str) {
    let colon = authority.bytes().rposition(|byte| byte == b':');
    match colon {
        Some(colon) if !has(&authority[colon..], b']') => {
            let (host, port) = (&authority[..colon], &authority[colon + 1..]);
            if port.bytes().all(|byte| byte.is_ascii_digit()) {
                (host, port)
            } else {
                (authority, "")
            }
        }
        _ => (authority, ""),
    }
}
