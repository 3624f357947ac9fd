//! WordPress' errors of comments that it did not take, by their codes, and by the
//! fields that it names.

use article_widgets_model::{Code, Field, FieldError};

use crate::backend::error_mapping::{Reason, Says};

/// The error of whoever leaves no name, or no e-mail address.
const NO_AUTHOR: &str = "\"rest_comment_author_data_required\"";

/// The reasons; those of a name and an address that are missing come first and last.
static REASONS: [Reason; 14] = [
    (NO_AUTHOR, missing(Field::Name)),
    // One that was there and is missing was nothing but markup.
    ("\"rest_comment_content_invalid\"", missing(Field::Body)),
    // The table has no room for more.
    (
        "\"comment_content_column_length\"",
        too_long(Field::Body, 65_525),
    ),
    (
        "\"comment_author_column_length\"",
        too_long(Field::Name, 245),
    ),
    (
        "\"comment_author_email_column_length\"",
        too_long(Field::Email, 100),
    ),
    (
        "\"comment_author_url_column_length\"",
        too_long(Field::Website, 200),
    ),
    ("\"content\":", malformed(Field::Body)),
    ("\"author_name\":", malformed(Field::Name)),
    ("\"author_email\":", malformed(Field::Email)),
    ("\"author_url\":", malformed(Field::Website)),
    ("\"comment_flood\"", Says::Status(429)),
    ("\"rest_comment_closed\"", Says::Status(423)),
    ("\"rest_comment_invalid_post_id\"", Says::Status(404)),
    (NO_AUTHOR, missing(Field::Email)),
];

const fn missing(field: Field) -> Says {
    Says::Field(FieldError::new(field, Code::Missing))
}

const fn malformed(field: Field) -> Says {
    Says::Field(FieldError::new(field, Code::Malformed))
}

const fn too_long(field: Field, limit: usize) -> Says {
    Says::Field(FieldError::too_long(field, limit))
}

/// The reasons for which a comment of this name and address may not be taken: what is
/// there is not missing.
pub(super) fn reasons(name: &str, email: &str) -> &'static [Reason] {
    let first = usize::from(!name.is_empty());
    let last = REASONS.len() - usize::from(!email.is_empty());
    &REASONS[first..last]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::BackendError;
    use crate::backend::error_mapping::failure;

    fn invalid(field: Field, code: Code) -> BackendError {
        BackendError::Invalid(vec![FieldError::new(field, code)])
    }

    fn of(status: u16, code: &str) -> BackendError {
        let text = format!(r#"{{"code":"{code}","message":"","data":{{"status":{status}}}}}"#);
        failure(status, &text, reasons("", ""))
    }

    #[test]
    fn errors_of_fields_land_on_their_fields() {
        assert_eq!(
            of(400, "comment_author_column_length"),
            BackendError::Invalid(vec![FieldError::too_long(Field::Name, 245)])
        );
        assert_eq!(
            of(400, "rest_comment_content_invalid"),
            invalid(Field::Body, Code::Missing)
        );
        let wrong = r#"{"code":"rest_invalid_param","message":"\"author_url\": no",
            "data":{"status":400,"params":{"author_email":"Invalid email address."}}}"#;
        assert_eq!(
            failure(400, wrong, reasons("Ada", "ada@")),
            invalid(Field::Email, Code::Malformed)
        );
    }

    #[test]
    fn of_name_and_address_what_is_missing_is_said() {
        for (name, email, fields) in [
            ("", "", &[Field::Name, Field::Email][..]),
            ("Ada", "", &[Field::Email]),
            ("", "ada@example.org", &[Field::Name]),
        ] {
            let errors = fields
                .iter()
                .map(|field| FieldError::new(*field, Code::Missing));
            assert_eq!(
                failure(400, NO_AUTHOR, reasons(name, email)),
                BackendError::Invalid(errors.collect())
            );
        }
    }

    #[test]
    fn what_no_field_can_mend_says_why() {
        for (status, code, expected) in [
            (401, "rest_comment_login_required", BackendError::Login),
            (401, "rest_not_logged_in", BackendError::Login),
            (403, "rest_comment_closed", BackendError::Closed),
            (403, "rest_comment_invalid_post_id", BackendError::Absent),
            (404, "rest_no_route", BackendError::Absent),
            (404, "", BackendError::Absent),
            (409, "comment_duplicate", BackendError::Duplicate),
            (400, "comment_flood", BackendError::Limited),
            (403, "rest_forbidden", BackendError::Refused(403)),
            (500, "", BackendError::Refused(500)),
        ] {
            assert_eq!(of(status, code), expected, "{status} {code}");
        }
    }
}
