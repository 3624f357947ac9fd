//! WordPress' errors, by their codes, as what went wrong.

use article_widgets_model::{Code, CommentDraft, Field, FieldError};

use crate::backend::Failure;
use crate::backend::request::Answer;
use crate::object::{text, value};

/// Whoever leaves no name, or no e-mail address, is told of both.
const NO_AUTHOR: Option<&str> = Some("rest_comment_author_data_required");

/// The fields: as the API names them, the error of a text that the table has no room
/// for, with how much it takes, and the error of one that is missing.
static FIELDS: [(&str, &str, usize, Option<&str>, Field); 4] = [
    (
        "content",
        "comment_content_column_length",
        65_525,
        Some("rest_comment_content_invalid"),
        Field::Body,
    ),
    (
        "author_name",
        "comment_author_column_length",
        245,
        NO_AUTHOR,
        Field::Name,
    ),
    (
        "author_email",
        "comment_author_email_column_length",
        100,
        NO_AUTHOR,
        Field::Email,
    ),
    (
        "author_url",
        "comment_author_url_column_length",
        200,
        None,
        Field::Website,
    ),
];

/// Why there is nothing to read.
pub(super) fn of_reading(answer: &Answer) -> Failure {
    match answer.status {
        200..=299 => of_no_answer(answer),
        // Where the API is switched off, or closed to this reader, no error is like
        // another.
        401 => Failure::Login,
        403 | 404 | 410 => Failure::Absent,
        429 => Failure::Limited,
        status => Failure::Refused(status),
    }
}

/// Why a comment was not taken.
pub(super) fn of_writing(answer: &Answer, draft: &CommentDraft) -> Failure {
    if answer.is_success {
        return of_no_answer(answer);
    }
    let content = answer.content();
    let code = content.and_then(|content| text(content, "code"));
    let parameters = content
        .and_then(|content| value(content, "data"))
        .and_then(|data| value(&data, "params"));
    let is_wrong = |name: &str| {
        let parameters = parameters.as_ref();
        parameters.is_some_and(|parameters| value(parameters, name).is_some())
    };
    let code = code.unwrap_or_default();
    failure(answer.status, &code, &is_wrong, draft)
}

/// A page in the place of an answer: mostly the one where readers log in.
fn of_no_answer(answer: &Answer) -> Failure {
    if answer.is_redirected {
        Failure::Login
    } else {
        Failure::Malformed
    }
}

fn failure(
    status: u16,
    code: &str,
    is_wrong: &dyn Fn(&str) -> bool,
    draft: &CommentDraft,
) -> Failure {
    let mut errors = Vec::new();
    for (parameter, long, limit, missing, field) in &FIELDS {
        let is_empty = match field {
            Field::Name => draft.name.is_empty(),
            Field::Email => draft.email.is_empty(),
            // One that was there and is missing was nothing but markup.
            _ => true,
        };
        errors.push(if code == *long {
            FieldError::too_long(*field, *limit)
        } else if *missing == Some(code) && is_empty {
            FieldError::new(*field, Code::Missing)
        } else if is_wrong(parameter) {
            FieldError::new(*field, Code::Malformed)
        } else {
            continue;
        });
    }
    if !errors.is_empty() {
        return Failure::Invalid(errors);
    }
    match (code, status) {
        ("comment_flood", _) | (_, 429) => Failure::Limited,
        ("rest_comment_closed", _) => Failure::Closed,
        ("rest_comment_invalid_post_id", _) | (_, 404 | 410) => Failure::Absent,
        (_, 401) => Failure::Login,
        (_, 409) => Failure::Duplicate,
        _ => Failure::Refused(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid(field: Field, code: Code) -> Failure {
        Failure::Invalid(vec![FieldError::new(field, code)])
    }

    fn of(status: u16, code: &str) -> Failure {
        failure(status, code, &|_| false, &CommentDraft::default())
    }

    #[test]
    fn errors_of_fields_land_on_their_fields() {
        assert_eq!(
            of(400, "comment_author_column_length"),
            Failure::Invalid(vec![FieldError::too_long(Field::Name, 245)])
        );
        assert_eq!(
            of(400, "rest_comment_content_invalid"),
            invalid(Field::Body, Code::Missing)
        );
        let wrong = |name: &str| name == "author_email";
        assert_eq!(
            failure(400, "rest_invalid_param", &wrong, &CommentDraft::default()),
            invalid(Field::Email, Code::Malformed)
        );
        let draft = CommentDraft {
            name: "Ada".into(),
            ..CommentDraft::default()
        };
        let code = "rest_comment_author_data_required";
        assert_eq!(
            failure(400, code, &|_| false, &draft),
            invalid(Field::Email, Code::Missing)
        );
    }

    #[test]
    fn what_no_field_can_mend_says_why() {
        for (status, code, expected) in [
            (401, "rest_comment_login_required", Failure::Login),
            (401, "rest_not_logged_in", Failure::Login),
            (403, "rest_comment_closed", Failure::Closed),
            (403, "rest_comment_invalid_post_id", Failure::Absent),
            (404, "rest_no_route", Failure::Absent),
            (404, "", Failure::Absent),
            (409, "comment_duplicate", Failure::Duplicate),
            (400, "comment_flood", Failure::Limited),
            (403, "rest_forbidden", Failure::Refused(403)),
            (500, "", Failure::Refused(500)),
        ] {
            assert_eq!(of(status, code), expected, "{status} {code}");
        }
    }
}
