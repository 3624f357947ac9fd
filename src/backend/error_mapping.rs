//! Maps the error responses of other systems to back-end errors.

use article_widgets_model::FieldError;

use super::BackendError;
use super::request::ApiResponse;
use crate::browser::text::has;

/// Words in an answer, and what they say.
pub(super) type Reason = (&'static str, Says);

/// The meaning of words in an error response.
pub(super) enum Says {
    /// This field is wrong.
    Field(FieldError),
    /// It is as if the answer had this HTTP status.
    Status(u16),
}

/// The error that a response stands for: by its status, and for errors of the request by the
/// `reasons` whose words it has.
pub(super) fn error_of(answer: &ApiResponse, reasons: &[Reason]) -> BackendError {
    if !answer.is_success {
        failure(answer.status, &answer.text(), reasons)
    } else if answer.is_redirected {
        // A page in the place of an answer: mostly the one where readers log in.
        BackendError::Login
    } else {
        BackendError::Malformed
    }
}

/// The same by the status and the text of an answer that tells of no success.
pub(super) fn failure(mut status: u16, text: &str, reasons: &[Reason]) -> BackendError {
    let mut errors = Vec::new();
    if status < 500 {
        for (words, says) in reasons {
            if has(text, words) {
                match says {
                    Says::Field(error) => errors.push(*error),
                    Says::Status(said) => status = *said,
                }
            }
        }
    }
    match status {
        _ if !errors.is_empty() => BackendError::Invalid(errors),
        401 => BackendError::Login,
        404 | 410 => BackendError::Absent,
        409 => BackendError::Duplicate,
        423 => BackendError::Closed,
        429 => BackendError::Limited,
        _ => BackendError::Refused(status),
    }
}
