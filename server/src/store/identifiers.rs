//! Identifiers as SQLite keeps them: blobs of 16 bytes.

use article_widgets_model::Identifier;
use sqlx::types::Uuid;

pub(super) fn to_blob(identifier: Identifier) -> Uuid {
    Uuid::from_bytes(*identifier.as_bytes())
}

pub(super) fn from_blob(blob: Uuid) -> Identifier {
    Identifier::from_bytes(blob.into_bytes())
}
