//! Errors of the database, sorted by what a caller can do about them.

use sqlx::migrate::MigrateError;

/// The reason why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// SQLite refused the file.
    #[error("{}", reason(.0))]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("its tables cannot be brought up to date: {0}")]
    Migration(#[from] MigrateError),
}

/// The reason why an operation failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file is busy, read-only or out of reach: the same request can succeed
    /// later.
    #[error("the database is unavailable: {}", reason(.0))]
    Unavailable(#[source] sqlx::Error),
    /// The disk has no room for more: the same request can succeed once it has.
    #[error("the database cannot grow: {}", reason(.0))]
    Full(#[source] sqlx::Error),
    /// Nothing that waiting would mend.
    #[error("the database failed: {}", reason(.0))]
    Failed(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if primary_code(&error) == Some(FULL) {
            Self::Full(error)
        } else if is_temporary(&error) {
            Self::Unavailable(error)
        } else {
            Self::Failed(error)
        }
    }
}

/// SQLite's primary result codes (<https://sqlite.org/rescode.html>) that tell
/// of the file's surroundings, not of the request.
const TEMPORARY: [u32; 5] = [BUSY, LOCKED, READ_ONLY, INPUT_OUTPUT, CANNOT_OPEN];
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const READ_ONLY: u32 = 8;
const INPUT_OUTPUT: u32 = 10;
const FULL: u32 = 13;
const CANNOT_OPEN: u32 = 14;

/// True if another connection has locked the file.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(BUSY)
}

/// True if the connection may only read.
pub(super) fn is_read_only(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(READ_ONLY)
}

fn is_temporary(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => true,
        error => primary_code(error).is_some_and(|code| TEMPORARY.contains(&code)),
    }
}

/// SQLite's own code, without the part that extends it.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    let extended: u32 = code.parse().ok()?;
    Some(extended & 0xff)
}

fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        error => error.to_string(),
    }
}
