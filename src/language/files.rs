//! Tests of the files in `languages`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Words;

/// The files of `languages`, by name.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("languages");
    let entries = fs::read_dir(folder).expect("the folder of the languages");
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("a file").path();
            let text = fs::read_to_string(&path).expect("a file that can be read");
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

/// The sentences of a file by name, in its order.
fn sentences(file: &str) -> Vec<(&str, Value)> {
    let sentences: Value = serde_json::from_str(file).expect("JSON");
    let lines = file.lines().filter_map(|line| line.strip_prefix("  \""));
    lines
        .filter_map(|line| Some(line.split_once("\": ")?.0))
        .map(|name| (name, sentences[name].clone()))
        .collect()
}

/// The forms of a sentence: one, or one for each category.
fn forms(sentence: &Value) -> Vec<&str> {
    let forms = sentence.as_object().map(|forms| forms.values());
    let forms: Vec<_> = forms.map_or_else(|| vec![sentence], Iterator::collect);
    forms.into_iter().filter_map(Value::as_str).collect()
}

/// The names in braces.
fn names(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

#[test]
fn every_language_has_every_sentence_in_the_same_order() {
    for (language, file) in files() {
        let sentences = sentences(&file);
        let mut expected = Words::NAMES.iter();
        for (name, sentence) in &sentences {
            let (known, is_plural) = expected.next().unwrap_or(&("nothing", false));
            assert_eq!(
                (name, sentence.is_object()),
                (known, *is_plural),
                "{language}"
            );
        }
        assert_eq!(expected.next(), None, "{language}");
    }
}

#[test]
fn no_sentence_is_empty_and_each_plural_has_a_form_for_the_rest() {
    const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    for (language, file) in files() {
        let sentences = sentences(&file);
        for (name, sentence) in &sentences {
            let forms = forms(sentence);
            let is_text = |form: &&str| !form.trim().is_empty();
            assert!(!forms.is_empty(), "{language}: {name}");
            assert!(forms.iter().all(is_text), "{language}: {name}");
            let Some(plural) = sentence.as_object() else {
                continue;
            };
            assert_eq!(forms.len(), plural.len(), "{language}: {name}");
            assert!(plural.contains_key("other"), "{language}: {name}");
            let mut categories = plural.keys();
            assert!(categories.all(|category| CATEGORIES.contains(&&**category)));
        }
    }
}

#[test]
fn the_same_values_stand_in_every_language() {
    let files = files();
    let english = files.iter().find(|(language, _)| language == "en");
    let (_, english) = english.expect("English");
    let english = sentences(english);
    for (language, file) in &files {
        for ((name, sentence), (_, original)) in sentences(file).iter().zip(&english) {
            let expected = names(forms(original)[0]);
            for form in forms(sentence) {
                assert_eq!(names(form), expected, "{language}: {name}");
            }
        }
    }
}

#[test]
fn the_loader_knows_every_language() {
    let languages: Vec<_> = files().into_iter().map(|(language, _)| language).collect();
    let line = format!("const LANGUAGES = {languages:?};");
    assert!(
        include_str!("../article-widgets.js").contains(&line),
        "{line}"
    );
}
