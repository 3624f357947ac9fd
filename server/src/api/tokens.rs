//! The tokens that a request carries: `Authorization: Bearer …` (RFC 6750).

use article_widgets_model::Identifier;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::ApiState;
use super::moderation::is_owners;
use super::problems::ApiError;
use crate::client::ClientAddress;
use crate::identity::{AdminToken, Author, Identity};

/// The identity that a request claims.
enum Claim {
    /// Nothing.
    None,
    /// This author.
    Author(Author),
    /// The blog's owner, with the right token.
    Owner,
    /// An identity that is unknown here.
    Unknown,
}

impl Claim {
    fn of(headers: &HeaderMap, admin: Option<AdminToken>) -> Result<Self, ApiError> {
        let Some(value) = headers.get(AUTHORIZATION) else {
            return Ok(Self::None);
        };
        let token = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let token = token.ok_or(ApiError::TokenNeeded)?;
        if admin.is_some_and(|admin| admin.is(token)) {
            return Ok(Self::Owner);
        }
        let author = Identifier::parse(token).map(Author::of);
        Ok(author.map_or(Self::Unknown, Self::Author))
    }
}

impl FromRequestParts<ApiState> for Identity {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        match Claim::of(&parts.headers, state.admin_token)? {
            Claim::None => Ok(Self::Anyone),
            Claim::Author(author) => Ok(Self::Author(author)),
            Claim::Owner => {
                let Ok(address) = ClientAddress::from_request_parts(parts, state).await;
                state.limits.guesses.admit(address)?;
                Ok(Self::Admin)
            }
            Claim::Unknown => Err(guessed(parts, state).await),
        }
    }
}

/// The error for a token that is not the owner's.
async fn guessed(parts: &mut Parts, state: &ApiState) -> ApiError {
    if state.admin_token.is_none() {
        return ApiError::TokenNeeded;
    }
    let Ok(address) = ClientAddress::from_request_parts(parts, state).await;
    state.limits.guesses.refuse(address)
}

/// Someone who says who it is: an author, or the blog's owner.
pub(super) struct Known(pub(super) Identity);

impl FromRequestParts<ApiState> for Known {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        match Identity::from_request_parts(parts, state).await? {
            Identity::Anyone => Err(ApiError::TokenNeeded),
            known => Ok(Self(known)),
        }
    }
}

/// The blog's owner.
pub(super) struct Admin;

impl FromRequestParts<ApiState> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        match Identity::from_request_parts(parts, state).await? {
            Identity::Admin => Ok(Self),
            Identity::Anyone => Err(ApiError::TokenNeeded),
            Identity::Author(_) => Err(guessed(parts, state).await),
        }
    }
}

/// Refuses what the blog's owner alone may ask for to anyone else.
pub(super) async fn refuse_stranger(parts: &mut Parts, state: &ApiState) -> Result<(), ApiError> {
    let route = parts.extensions.get::<MatchedPath>();
    if route.is_some_and(|route| is_owners(&parts.method, route.as_str())) {
        Admin::from_request_parts(parts, state).await?;
    }
    Ok(())
}
