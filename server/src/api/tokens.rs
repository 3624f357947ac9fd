//! The tokens that a request carries: `Authorization: Bearer …` (RFC 6750).

use article_widgets_model::Identifier;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::ApiState;
use super::problems::Failure;
use crate::asker::{Asker, Author};

impl FromRequestParts<ApiState> for Asker {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(AUTHORIZATION) else {
            return Ok(Self::Anyone);
        };
        let token = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let token = token.ok_or(Failure::TokenNeeded)?;
        if state.admin_token.is_some_and(|admin| admin.is(token)) {
            return Ok(Self::Admin);
        }
        let author = Identifier::parse(token).ok_or(Failure::TokenNeeded)?;
        Ok(Self::Author(Author::of(author)))
    }
}

/// Someone who says who it is: an author, or the blog's owner.
pub(super) struct Known(pub(super) Asker);

impl FromRequestParts<ApiState> for Known {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        match Asker::from_request_parts(parts, state).await? {
            Asker::Anyone => Err(Failure::TokenNeeded),
            known => Ok(Self(known)),
        }
    }
}

/// The blog's owner.
pub(super) struct Admin;

impl FromRequestParts<ApiState> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        match Asker::from_request_parts(parts, state).await? {
            Asker::Admin => Ok(Self),
            Asker::Anyone | Asker::Author(_) => Err(Failure::TokenNeeded),
        }
    }
}
