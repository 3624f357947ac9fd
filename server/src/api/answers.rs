//! The memory of long responses, kept until their clients have read them: a client that
//! reads slowly fills no more than its share.

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::response::Response;
use http_body_util::BodyExt as _;

use super::problems::ApiError;
use crate::client::ClientAddress;
use crate::shares::{Most, Share, Shares};

/// Responses up to this many bytes are not counted; most are shorter.
const GRANTED: u64 = 16 * 1024;

/// Bytes of longer responses that are kept at a time: for one client, 30 of the longest
/// pages of comments. Files are read as they are sent, and not counted.
const TOGETHER: Most = Most {
    all: usize::MAX,
    site: 64 * 1024 * 1024,
    client: 32 * 1024 * 1024,
};

/// The memory for long responses, none of it taken.
pub(super) fn room() -> Arc<Shares> {
    Shares::new("long answers", TOGETHER)
}

/// The bytes of a response, and the share that they take until they are all sent.
struct Kept {
    bytes: Bytes,
    _share: Share,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The same response, counted in its client's share.
///
/// # Errors
/// [`ApiError::Busy`] if too little of the share is left.
pub(super) async fn keep(
    room: &Arc<Shares>,
    client: Option<ClientAddress>,
    answer: Response,
) -> Result<Response, ApiError> {
    let length = answer.body().size_hint().exact();
    let Some(length) = length.filter(|length| *length > GRANTED) else {
        return Ok(answer);
    };
    let share = usize::try_from(length)
        .ok()
        .and_then(|length| room.take(client, length))
        .ok_or(ApiError::Busy)?;
    let (parts, body) = answer.into_parts();
    let whole = body.collect().await.map_err(|error| {
        tracing::error!("an answer cannot be read: {error}");
        ApiError::Unexpected
    })?;
    let kept = Kept {
        bytes: whole.to_bytes(),
        _share: share,
    };
    Ok(Response::from_parts(
        parts,
        Body::from(Bytes::from_owner(kept)),
    ))
}
