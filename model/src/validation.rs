/// The subject of an error: a field of a comment or a vote, or a parameter of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Field {
    /// The article's key.
    Article,
    /// The scale of a vote.
    Best,
    /// The text of a comment.
    Body,
    /// The place in a list from which the next page starts.
    Cursor,
    /// The commenter's e-mail address.
    Email,
    /// A comment's identifier.
    Id,
    /// The number of comments on a page.
    Limit,
    /// The commenter's name.
    Name,
    /// The order of the comments.
    Order,
    /// The comment that a reply answers.
    Parent,
    /// The place among an article's comments after which the new ones stand.
    Since,
    /// The state of a comment.
    State,
    /// The stars of a vote.
    Value,
    /// A voter's identifier.
    Voter,
    /// The commenter's website.
    Website,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 15] = [
        Self::Article,
        Self::Best,
        Self::Body,
        Self::Cursor,
        Self::Email,
        Self::Id,
        Self::Limit,
        Self::Name,
        Self::Order,
        Self::Parent,
        Self::Since,
        Self::State,
        Self::Value,
        Self::Voter,
        Self::Website,
    ];

    /// The field's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Best => "best",
            Self::Body => "body",
            Self::Cursor => "cursor",
            Self::Email => "email",
            Self::Id => "id",
            Self::Limit => "limit",
            Self::Name => "name",
            Self::Order => "order",
            Self::Parent => "parent",
            Self::Since => "since",
            Self::State => "state",
            Self::Value => "value",
            Self::Voter => "voter",
            Self::Website => "website",
        }
    }

    /// The field of that name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// The kind of an error. The sentence for it belongs to the reader's language, and so to the
/// widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Code {
    /// Nothing was given, or white space alone.
    Missing,
    /// More than the limit.
    TooLong,
    /// Not of the form that the field has.
    Malformed,
    /// A number outside its range.
    OutOfRange,
    /// It names something that is not there.
    Unknown,
    /// A number where a text belongs, or the like.
    WrongType,
    /// Markup alone, of which readers would see nothing.
    Invisible,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 7] = [
        Self::Missing,
        Self::TooLong,
        Self::Malformed,
        Self::OutOfRange,
        Self::Unknown,
        Self::WrongType,
        Self::Invisible,
    ];

    /// The code's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::OutOfRange => "out_of_range",
            Self::Unknown => "unknown",
            Self::WrongType => "wrong_type",
            Self::Invisible => "invisible",
        }
    }

    /// The code of that name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// One thing wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field with the error.
    pub field: Field,
    /// The kind of the error.
    pub code: Code,
    /// The limit that was passed, in the field's own unit.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub limit: Option<u32>,
}

impl FieldError {
    /// An error that has no limit to tell.
    pub const fn new(field: Field, code: Code) -> Self {
        Self {
            field,
            code,
            limit: None,
        }
    }

    /// More than `limit` of the field's unit.
    pub const fn too_long(field: Field, limit: usize) -> Self {
        Self {
            field,
            code: Code::TooLong,
            limit: Some(limit as u32),
        }
    }
}
