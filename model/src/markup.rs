//! The HTML that comments may have, whoever made it: the server leaves no more in what it
//! makes of Markdown, and the browser builds no more of what a server sends. What is not
//! named here gives way to the text in it.

/// The elements without an address, first those that no other rule of HTML applies to
/// than that each has an end.
pub const ELEMENTS: [&str; 14] = [
    "p",
    "em",
    "strong",
    "b",
    "i",
    "del",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
    "br",
    "hr",
    "pre",
];

/// The number of [`ELEMENTS`] that need no more than their end.
pub const SIMPLE: usize = 11;

/// An element that leads somewhere, the attribute that says where, and the schemes that
/// this may have.
pub type Addressed = (&'static str, &'static str, &'static [&'static str]);

/// Links.
pub const LINK: Addressed = ("a", "href", &["http", "https", "mailto"]);

/// Pictures, where the blog shows them.
pub const PICTURE: Addressed = ("img", "src", &["http", "https"]);

/// The attributes that are texts or numbers, each after its element.
pub const ATTRIBUTES: [(&str, &str); 4] = [
    ("a", "title"),
    ("img", "alt"),
    ("img", "title"),
    ("ol", "start"),
];

/// The relation of every link to the blog: it vouches for none.
pub const REL: &str = "nofollow ugc noopener";

/// The elements whose content is no text for readers: it goes with them.
pub const UNREADABLE: [&str; 12] = [
    "script", "style", "template", "iframe", "object", "embed", "noscript", "noembed", "textarea",
    "select", "svg", "math",
];
