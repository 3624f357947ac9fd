use crate::{Code, Field, FieldError, Identifier};

/// The longest text of a comment, in characters.
pub const BODY_MAXIMUM: usize = 65_535;
/// The longest name, in characters.
pub const NAME_MAXIMUM: usize = 100;
/// The longest e-mail address, in characters (RFC 5321 leaves room for no more).
pub const EMAIL_MAXIMUM: usize = 254;
/// The longest website address, in characters.
pub const WEBSITE_MAXIMUM: usize = 2_000;

/// What a reader typed into the form. An empty text is a field left empty.
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
    /// The name to show, 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1))]
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
    /// scheme before the website. What is already so stays as it is.
    pub fn normalised(&self) -> Self {
        Self {
            body: lines(&self.body),
            name: line(&self.name),
            email: line(&self.email),
            website: with_scheme(line(&self.website)),
            parent: self.parent,
        }
    }

    /// What is wrong with a normalised draft, in the order of the form's fields.
    pub fn validate(&self) -> Vec<FieldError> {
        [
            required(Field::Body, &self.body, BODY_MAXIMUM),
            required(Field::Name, &self.name, NAME_MAXIMUM),
            optional(Field::Email, &self.email, EMAIL_MAXIMUM, is_email),
            optional(Field::Website, &self.website, WEBSITE_MAXIMUM, is_website),
        ]
        .into_iter()
        .flatten()
        .collect()
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
    /// The commenter's name.
    pub name: String,
    /// The commenter's website, an http or https address.
    pub website: Option<String>,
    /// The text, with `\n` between its lines.
    pub body: String,
    /// When the server took the comment, as RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created: String,
}

/// One page of an article's comments: each comment that answers none, followed
/// by the replies under it, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentPage {
    /// The comments of this page.
    pub comments: Vec<Comment>,
    /// How many comments the article has in all, replies included.
    pub count: u64,
    /// The cursor that asks for the page after this one; none on the last page.
    pub next: Option<String>,
}

/// Which comments a list begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

fn line(text: &str) -> String {
    let spaced: String = text
        .chars()
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

fn lines(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect();
    text.trim().to_owned()
}

fn with_scheme(website: String) -> String {
    let has_scheme = website
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|start| start.contains(':') && !is_host_and_port(start));
    if website.is_empty() || has_scheme {
        website
    } else {
        ["https://", website.trim_start_matches('/')].concat()
    }
}

fn is_host_and_port(text: &str) -> bool {
    text.split_once(':').is_some_and(|(host, port)| {
        host.contains('.') && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn required(field: Field, text: &str, maximum: usize) -> Option<FieldError> {
    if text.is_empty() {
        Some(FieldError::new(field, Code::Missing))
    } else {
        optional(field, text, maximum, |_| true)
    }
}

fn optional(
    field: Field,
    text: &str,
    maximum: usize,
    is_well_formed: fn(&str) -> bool,
) -> Option<FieldError> {
    if text.is_empty() {
        None
    } else if text.chars().nth(maximum).is_some() {
        Some(FieldError::too_long(field, maximum))
    } else if is_well_formed(text) {
        None
    } else {
        Some(FieldError::new(field, Code::Malformed))
    }
}

/// A local part, one `@` and a domain of at least two labels: enough to catch a
/// slip of the finger. Whether the address exists only a message to it can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && !local.contains('@')
        && !text.chars().any(char::is_whitespace)
        && is_domain(domain)
}

fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|character| character == '-' || character.is_alphanumeric())
        })
}

/// An http or https URL with a plain host: no credentials, no white space, and
/// none of the characters that could end an attribute or a header.
fn is_website(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.split_once(':') {
        Some(_) if !is_host_and_port(authority) => return false,
        Some((host, _)) => host,
        None => authority,
    };
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && is_domain(host)
        && !rest
            .chars()
            .any(|character| character.is_whitespace() || r#"<>"'`\"#.contains(character))
}
