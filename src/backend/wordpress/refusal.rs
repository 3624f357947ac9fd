//! WordPress' errors, by their codes, as what went wrong.

use article_widgets_model::{Code, CommentDraft, Field, FieldError};

use crate::backend::Failure;
use crate::backend::request::Answer;
use crate::object::{text, value};

/// The fields: as the API names them, and the table, which takes so much and no more.
const FIELDS: [(&str, &str, Field, usize); 4] = [
    ("content", "content", Field::Body, 65_525),
    ("author_name", "author", Field::Name, 245),
    ("author_email", "author_email", Field::Email, 100),
    ("author_url", "author_url", Field::Website, 200),
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
    failure(answer.status, &code, is_wrong, draft)
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
    is_wrong: impl Fn(&str) -> bool,
    draft: &CommentDraft,
) -> Failure {
    let mut errors = Vec::new();
    let long = code
        .strip_prefix("comment_")
        .and_then(|code| code.strip_suffix("_column_length"));
    for (parameter, column, field, limit) in FIELDS {
        if long == Some(column) {
            errors.push(FieldError::too_long(field, limit));
        } else if is_wrong(parameter) {
            errors.push(FieldError::new(field, Code::Malformed));
        }
    }
    match code {
        "rest_comment_content_invalid" => missing(&mut errors, Field::Body, ""),
        // It wants both.
        "rest_comment_author_data_required" => {
            missing(&mut errors, Field::Name, &draft.name);
            missing(&mut errors, Field::Email, &draft.email);
        }
        _ => {}
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

fn missing(errors: &mut Vec<FieldError>, field: Field, text: &str) {
    if text.is_empty() {
        errors.push(FieldError::new(field, Code::Missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid(field: Field, code: Code) -> Failure {
        Failure::Invalid(vec![FieldError::new(field, code)])
    }

    fn of(status: u16, code: &str) -> Failure {
        failure(status, code, |_| false, &CommentDraft::default())
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
            failure(400, "rest_invalid_param", wrong, &CommentDraft::default()),
            invalid(Field::Email, Code::Malformed)
        );
        let draft = CommentDraft {
            name: "Ada".into(),
            ..CommentDraft::default()
        };
        let code = "rest_comment_author_data_required";
        assert_eq!(
            failure(400, code, |_| false, &draft),
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
