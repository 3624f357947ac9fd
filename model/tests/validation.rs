//! The cases of `model/cases.json`, which the browser's and the server's tests
//! read as well, so that the three agree.

use article_widgets_model::{Code, CommentDraft, CommentState, Field, Required};
use serde_json::Value;

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        long => {
            let unit = long["repeat"].as_str().expect("a text to repeat");
            let times = long["times"].as_u64().expect("how many times");
            unit.repeat(usize::try_from(times).expect("a length"))
        }
    }
}

#[test]
fn every_case_has_the_errors_it_names() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../cases.json")).expect("JSON");
    assert!(!cases.is_empty());
    for case in cases {
        let draft = CommentDraft {
            body: text(&case["draft"]["body"]),
            name: text(&case["draft"]["name"]),
            email: text(&case["draft"]["email"]),
            website: text(&case["draft"]["website"]),
            parent: None,
        };
        let required = match case["required"].as_array() {
            None => Required::default(),
            Some(fields) => Required {
                name: fields.contains(&"name".into()),
                email: fields.contains(&"email".into()),
                website: fields.contains(&"website".into()),
            },
        };
        let errors: Vec<String> = draft
            .normalised()
            .validate(required)
            .iter()
            .map(|error| format!("{} {}", error.field.name(), error.code.name()))
            .collect();
        assert_eq!(Value::from(errors), case["errors"], "{}", case["draft"]);
    }
}

#[test]
fn a_normalised_draft_stays_as_it_is() {
    let draft = CommentDraft {
        body: " one\r\ntwo\rthree\0\n\n".into(),
        name: "\tAda\nLovelace\u{202e} ".into(),
        email: " ada@example.org".into(),
        website: "//example.org".into(),
        parent: None,
    };
    let normalised = draft.normalised();
    assert_eq!(normalised.body, "one\ntwo\nthree");
    assert_eq!(normalised.name, "Ada Lovelace");
    assert_eq!(normalised.email, "ada@example.org");
    assert_eq!(normalised.website, "https://example.org");
    assert_eq!(normalised.normalised(), normalised);
}

#[test]
fn the_room_before_a_first_line_of_code_stays() {
    for (written, kept) in [
        ("    let a = 1;\n      a", "    let a = 1;\n      a"),
        ("\n \n    code\n", "    code"),
        ("\tcode", "\tcode"),
        ("  \tcode", "  \tcode"),
        ("   Hello", "Hello"),
        ("\n Hello", "Hello"),
        (
            "\u{3000}一行目\n\u{3000}二行目",
            "\u{3000}一行目\n\u{3000}二行目",
        ),
        ("    \n", ""),
        ("", ""),
    ] {
        let draft = CommentDraft {
            body: written.into(),
            ..CommentDraft::default()
        };
        let normalised = draft.normalised();
        assert_eq!(normalised.body, kept, "{written:?}");
        assert_eq!(normalised.normalised(), normalised, "{written:?}");
    }
}

#[test]
fn names_on_the_wire_read_back() {
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(field));
    }
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.name()), Some(code));
    }
    for state in CommentState::ALL {
        assert_eq!(CommentState::from_name(state.name()), Some(state));
    }
    assert_eq!(Field::from_name("nothing"), None);
    assert_eq!(Code::from_name("nothing"), None);
}

#[cfg(feature = "serde")]
#[test]
fn names_are_the_same_in_json() {
    for field in Field::ALL {
        assert_eq!(serde_json::json!(field), field.name());
    }
    for code in Code::ALL {
        assert_eq!(serde_json::json!(code), code.name());
    }
}
