use article_widgets_model::FieldError;

/// The reason why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendError {
    /// The thing asked for does not exist, or is switched off.
    Absent,
    /// The article takes no comments, or no more of them.
    Closed,
    /// Another comment was published under this identifier.
    Conflict,
    /// The same comment of the same author is there already.
    Duplicate,
    /// The server found fields that are wrong.
    Invalid(Vec<FieldError>),
    /// Too many requests came from this reader's network.
    Limited,
    /// The server speaks only with those who are logged in.
    Login,
    /// The answer was not what the protocol says.
    Malformed,
    /// The server refused, with this HTTP status.
    Refused(u16),
    /// No answer within the time limit.
    Timeout,
    /// No connection to the server.
    Unreachable,
}

impl BackendError {
    /// The failure's name in the detail of an `:error` event.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Closed => "closed",
            Self::Conflict | Self::Duplicate => "conflict",
            Self::Invalid(_) => "invalid",
            Self::Limited => "limited",
            Self::Login => "login",
            Self::Malformed => "malformed",
            Self::Refused(_) => "refused",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
        }
    }

    /// True if something else is published under the same identifier.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict | Self::Duplicate)
    }

    /// True if the same request may succeed when it is sent again.
    pub const fn can_retry(&self) -> bool {
        !matches!(
            self,
            Self::Closed | Self::Conflict | Self::Duplicate | Self::Invalid(_)
        )
    }

    /// True if the submission may wait on the device: [`Self::is_passing`], or too many requests
    /// from this network.
    pub const fn can_wait(&self) -> bool {
        self.is_passing() || matches!(self, Self::Limited)
    }

    /// True if the server has not refused the request: the same request may succeed later, or has
    /// been carried out already.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Malformed | Self::Refused(500..) | Self::Timeout | Self::Unreachable
        )
    }
}
