//! The conditions under which a client wants a file, or a part of it (RFC 9110, sections
//! 13 and 14).

use axum::http::header::{IF_NONE_MATCH, RANGE};
use axum::http::{HeaderMap, HeaderValue};
use headers::{
    HeaderMapExt as _, IfMatch, IfModifiedSince, IfNoneMatch, IfRange, IfUnmodifiedSince,
};

use super::contents::Validators;

/// The only unit in which parts are told.
const UNIT: &[u8] = b"bytes=";

/// The outcome of a request's conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The file is wanted.
    Met,
    /// The client has the file.
    NotModified,
    /// The client wanted another file than this one has become.
    Failed,
}

/// The conditions of a request of one file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conditions<'a>(&'a HeaderMap);

impl<'a> Conditions<'a> {
    /// Those that stand in the request's headers.
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        Self(headers)
    }

    /// Evaluates the conditions for the content with these validators.
    pub(super) fn outcome(&self, validators: &Validators) -> Outcome {
        if !self.is_the_wanted(validators) {
            Outcome::Failed
        } else if self.is_known(validators) {
            Outcome::NotModified
        } else {
            Outcome::Met
        }
    }

    fn is_the_wanted(&self, validators: &Validators) -> bool {
        if let Some(wanted) = self.0.typed_get::<IfMatch>() {
            return wanted.precondition_passes(&validators.tag);
        }
        let since = self.0.typed_get::<IfUnmodifiedSince>();
        since
            .zip(validators.changed)
            .is_none_or(|(since, changed)| since.precondition_passes(changed))
    }

    /// A date is that of the content only if it is the very same: a folder that is put
    /// back in the place of a newer one has older dates and another content.
    fn is_known(&self, validators: &Validators) -> bool {
        if self.0.contains_key(IF_NONE_MATCH) {
            let known = self.0.typed_get::<IfNoneMatch>();
            return known.is_some_and(|known| !known.precondition_passes(&validators.tag));
        }
        let since = self.0.typed_get::<IfModifiedSince>();
        since
            .zip(validators.changed)
            .is_some_and(|(since, changed)| since == IfModifiedSince::from(changed))
    }

    /// The part of the file that is wanted instead of the whole, if any. By a date nobody
    /// can tell that the parts fit together.
    pub(super) fn range(&self, validators: &Validators) -> Option<&'a HeaderValue> {
        let range = self.0.get(RANGE)?;
        let unit = range.as_bytes().get(..UNIT.len())?;
        let condition = self.0.typed_get::<IfRange>();
        let is_changed =
            condition.is_some_and(|condition| condition.is_modified(Some(&validators.tag), None));
        (unit.eq_ignore_ascii_case(UNIT) && !is_changed).then_some(range)
    }
}
