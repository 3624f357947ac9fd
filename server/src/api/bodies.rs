//! Reading a request's body whole before anything is done for it, so that a client
//! that sends slowly keeps no other waiting.

use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use http_body_util::BodyExt as _;

use super::problems::ApiError;
use crate::client::ClientAddress;
use crate::shares::{Most, Share, Shares};

/// Room for the longest comment, even when it is all emoji.
const MAXIMUM: usize = 512 * 1024;

/// Bytes of each body that are not counted: votes and most comments have no more.
const GRANTED: usize = 16 * 1024;

/// Bytes beyond [`GRANTED`] that are kept at a time: for one client, those of 16 of the
/// longest bodies.
const TOGETHER: Most = Most {
    all: 64 * 1024 * 1024,
    site: 16 * 1024 * 1024,
    client: 8 * 1024 * 1024,
};

/// The memory for long bodies, none of it taken.
pub(super) fn room() -> Arc<Shares> {
    Shares::new("long bodies", TOGETHER)
}

/// Reads the body into memory; returns it with the share that it takes.
pub(super) async fn read_whole(
    room: &Arc<Shares>,
    client: Option<ClientAddress>,
    mut body: Body,
) -> Result<(Vec<u8>, Option<Share>), ApiError> {
    if body.size_hint().lower() > MAXIMUM as u64 {
        return Err(ApiError::BodyTooLarge);
    }
    let mut bytes = Vec::new();
    let mut share: Option<Share> = None;
    while let Some(frame) = body.frame().await {
        let broken = |_| ApiError::MalformedRequest("The body broke off.".into());
        let Ok(data) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > MAXIMUM {
            return Err(ApiError::BodyTooLarge);
        }
        let beyond = (bytes.len() + data.len()).saturating_sub(GRANTED.max(bytes.len()));
        if beyond > 0 {
            let has_room = match &mut share {
                Some(share) => share.grow(beyond),
                None => {
                    share = room.take(client, beyond);
                    share.is_some()
                }
            };
            if !has_room {
                return Err(ApiError::Busy);
            }
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: usize) -> Body {
        Body::from(vec![b'x'; bytes])
    }

    #[tokio::test]
    async fn long_bodies_have_so_much_room_together_and_short_ones_always_some() {
        let room = room();
        let mut kept = Vec::new();
        while let Ok(whole) = read_whole(&room, None, body(MAXIMUM)).await {
            kept.push(whole);
        }
        assert_eq!(kept.len(), TOGETHER.all / (MAXIMUM - GRANTED));
        assert!(read_whole(&room, None, body(GRANTED)).await.is_ok());
        let refused = read_whole(&room, None, body(MAXIMUM)).await;
        assert!(matches!(refused, Err(ApiError::Busy)));
        kept.pop();
        assert!(read_whole(&room, None, body(MAXIMUM)).await.is_ok());
    }
}
