//! Public visibility of comments: a comment is visible if it is published, or has visible
//! replies. Of one that is held or withdrawn, only its position is visible.

use sqlx::types::Uuid;
use sqlx::{FromRow, SqliteConnection};

use super::row::PUBLISHED;

#[derive(FromRow)]
struct Link {
    parent: Option<Uuid>,
    root: Option<i64>,
    state: i64,
    shown: bool,
    is_answered: bool,
}

/// A comment with the comments above it, of which each may be held or withdrawn; a root is
/// answered by all of its thread.
const LINK: &str = "
    SELECT parent, root, state, shown,
        CASE WHEN root IS NULL
        THEN coalesce((SELECT replies FROM thread WHERE thread.root = comment.sequence), 0) > 0
        ELSE EXISTS (SELECT 1 FROM comment AS answer WHERE answer.parent = comment.id AND answer.shown = 1)
        END AS is_answered
    FROM comment WHERE sequence = ?";

/// Brings up to date who finds the comment, whose state has changed, and with it those
/// above it.
pub(super) async fn update_visibility(
    connection: &mut SqliteConnection,
    sequence: i64,
) -> Result<(), sqlx::Error> {
    let mut next = Some(sequence);
    let mut thread = None;
    while let Some(sequence) = next {
        let link = link(connection, sequence).await?;
        if !has_changed(connection, sequence, &link).await? {
            break;
        }
        thread = thread.or(link.root);
        next = match link.parent {
            Some(parent) => sequence_of(connection, parent).await?,
            None => None,
        };
    }
    if let Some(root) = thread {
        let link = link(connection, root).await?;
        has_changed(connection, root, &link).await?;
    }
    Ok(())
}

/// True if the comment's visibility changes.
async fn has_changed(
    connection: &mut SqliteConnection,
    sequence: i64,
    link: &Link,
) -> Result<bool, sqlx::Error> {
    let shown = link.state == PUBLISHED || link.is_answered;
    if shown == link.shown {
        return Ok(false);
    }
    sqlx::query("UPDATE comment SET shown = ? WHERE sequence = ?")
        .bind(shown)
        .bind(sequence)
        .execute(connection)
        .await?;
    Ok(true)
}

async fn link(connection: &mut SqliteConnection, sequence: i64) -> Result<Link, sqlx::Error> {
    sqlx::query_as(LINK)
        .bind(sequence)
        .fetch_one(connection)
        .await
}

async fn sequence_of(
    connection: &mut SqliteConnection,
    id: Uuid,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT sequence FROM comment WHERE id = ?")
        .bind(id)
        .fetch_optional(connection)
        .await
}
