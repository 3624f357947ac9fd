//! Reading a request's body whole before anything is done for it, so that a client
//! that sends slowly keeps no other waiting.

use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problems::Failure;

/// Room for the longest comment, even when it is all emoji.
const MAXIMUM: usize = 512 * 1024;

/// How much of each body is read in any case: what votes and most comments have.
const GRANTED: usize = 16 * 1024;

/// How much is kept at a time of what bodies have beyond that.
const TOGETHER: usize = 64 * 1024 * 1024;

/// The memory for bodies.
#[derive(Clone, Debug)]
pub(super) struct Bodies(Arc<Semaphore>);

impl Bodies {
    /// All of it.
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(TOGETHER)))
    }
}

/// Goes on with the body in memory, which is free again once that is answered.
pub(super) async fn read_whole(
    State(bodies): State<Bodies>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    match collect(&bodies, body).await {
        Ok((bytes, _permit)) => next.run(Request::from_parts(parts, bytes.into())).await,
        Err(failure) => failure.into_response(),
    }
}

type Collected = (Vec<u8>, Option<OwnedSemaphorePermit>);

async fn collect(bodies: &Bodies, mut body: Body) -> Result<Collected, Failure> {
    if body.size_hint().lower() > MAXIMUM as u64 {
        return Err(Failure::BodyTooLarge);
    }
    let mut bytes = Vec::new();
    let mut permit: Option<OwnedSemaphorePermit> = None;
    while let Some(frame) = body.frame().await {
        let broken = |_| Failure::MalformedRequest("The body broke off.".into());
        let Ok(data) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > MAXIMUM {
            return Err(Failure::BodyTooLarge);
        }
        let beyond = (bytes.len() + data.len()).saturating_sub(GRANTED.max(bytes.len()));
        if beyond > 0 {
            let more = reserve(bodies, beyond)?;
            match &mut permit {
                Some(permit) => permit.merge(more),
                None => permit = Some(more),
            }
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes, permit))
}

fn reserve(bodies: &Bodies, bytes: usize) -> Result<OwnedSemaphorePermit, Failure> {
    u32::try_from(bytes)
        .ok()
        .and_then(|bytes| bodies.0.clone().try_acquire_many_owned(bytes).ok())
        .ok_or(Failure::Busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: usize) -> Body {
        Body::from(vec![b'x'; bytes])
    }

    #[tokio::test]
    async fn long_bodies_have_so_much_room_together_and_short_ones_always_some() {
        let bodies = Bodies::new();
        let mut kept = Vec::new();
        while let Ok(collected) = collect(&bodies, body(MAXIMUM)).await {
            kept.push(collected);
        }
        assert_eq!(kept.len(), TOGETHER / (MAXIMUM - GRANTED));
        assert!(collect(&bodies, body(GRANTED)).await.is_ok());
        let refused = collect(&bodies, body(MAXIMUM)).await;
        assert!(matches!(refused, Err(Failure::Busy)));
        kept.pop();
        assert!(collect(&bodies, body(MAXIMUM)).await.is_ok());
    }
}
