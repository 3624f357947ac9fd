//! The documentation's tables against the code: neither names what the other lacks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Names = BTreeSet<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Names {
    names.into_iter().map(str::to_owned).collect()
}

/// The pages for owners of blogs, one after the other.
fn pages() -> String {
    ["attributes", "events", "looks"]
        .map(|page| read(&format!("docs/{page}.md")))
        .concat()
}

/// The cells of the rows under the header row that begins with `header`.
fn table(header: &str) -> Vec<Vec<String>> {
    let pages = pages();
    let rows = pages
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {header} |")))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

/// The texts between backquotes.
fn quoted(text: &str) -> Names {
    names(text.split('`').skip(1).step_by(2))
}

/// The texts that follow each `before` up to the next of `until`.
fn between<'a>(text: &'a str, before: &str, until: &[char]) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .map(|rest| rest.split(until).next().unwrap_or_default())
        .collect()
}

/// The properties that the loader lists for an element.
fn properties(element: &str) -> Names {
    let loader = read("src/article-widgets.js");
    let list = between(&loader, &format!("\"{element}\": {{"), &['}']);
    let list = list.first().expect("the loader lists every element");
    names(
        list.split(',')
            .filter_map(|entry| entry.split_once(':'))
            .map(|(name, _)| name.trim()),
    )
}

/// All of a widget's code.
fn sources(folder: &str) -> String {
    sources_in(&root().join("src").join(folder))
}

fn sources_in(folder: &Path) -> String {
    let files = fs::read_dir(folder).expect("a widget's folder");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            if path.is_dir() {
                sources_in(&path)
            } else {
                fs::read_to_string(path).expect("a text")
            }
        })
        .collect()
}

/// The attribute beside a property, as the loader makes it.
fn attribute(property: &str) -> String {
    let mut attribute = String::new();
    for letter in property.chars() {
        if letter.is_ascii_uppercase() {
            attribute.push('-');
        }
        attribute.push(letter.to_ascii_lowercase());
    }
    attribute
}

/// The attributes in the table's rows for an element.
fn attributes(short: &str) -> Names {
    table("attribute")
        .iter()
        .filter(|row| row[1] == "all" || row[1].split(", ").any(|on| on == short))
        .flat_map(|row| quoted(&row[0]))
        .collect()
}

const ELEMENTS: [(&str, &str, &str); 3] = [
    ("article-rating", "rating", "rating"),
    ("article-comments", "comments", "comments"),
    ("article-nav", "nav", "navigation"),
];

#[test]
fn the_attributes_are_the_loaders() {
    for (element, short, _) in ELEMENTS {
        let mut used: Names = properties(element)
            .iter()
            .map(|property| attribute(property))
            .collect();
        // The platform's own property, which the loader need not make.
        used.insert("lang".to_owned());
        assert_eq!(attributes(short), used, "{element}");
    }
}

/// The custom properties that a sheet reads.
fn custom_properties_of(sheet: &str) -> Names {
    let sheet = read(&format!("styles/{sheet}.css")).replace(char::is_whitespace, "");
    let used = between(&sheet, "var(--article-widgets-", &[',', ')']);
    used.into_iter()
        .map(|name| format!("--article-widgets-{name}"))
        .collect()
}

#[test]
fn the_custom_properties_are_the_sheets() {
    let documented: Names = table("custom property")
        .iter()
        .flat_map(|row| quoted(&row[0]))
        .collect();
    let used: Names = ["tokens", "rating", "comments", "navigation"]
        .into_iter()
        .flat_map(custom_properties_of)
        .collect();
    assert_eq!(documented, used);
}

#[test]
fn the_parts_are_the_views() {
    for (element, _, folder) in ELEMENTS {
        let rows = table("element");
        let row = rows.iter().find(|row| row[0] == format!("`{element}`"));
        let documented = quoted(&row.expect("a row an element")[1]);
        let mut views = sources(folder);
        if folder == "comments" {
            views.push_str(&read("src/element/notice.rs"));
        }
        // Drawn, or made by hand.
        let mut parts = between(&views, ".part(\"", &['"']);
        parts.extend(between(&views, "(\"part\", \"", &['"']));
        let mut used = names(parts.iter().flat_map(|parts| parts.split(' ')));
        if element == "article-nav" {
            // Written as the direction's name beside `link`.
            used.extend(["link", "previous", "next"].map(str::to_owned));
        }
        assert_eq!(documented, used, "{element}");
    }
}

#[test]
fn the_events_are_the_widgets() {
    let documented: Names = table("event")
        .iter()
        .flat_map(|row| quoted(&row[0]))
        .collect();
    let mut used = Names::new();
    for (element, _, folder) in ELEMENTS {
        let view = sources(folder);
        for method in [".emit(\"", ".ask(\""] {
            for event in between(&view, method, &['"']) {
                used.insert(format!("{element}:{event}"));
            }
        }
        if view.contains(".emit_ready(") {
            used.insert(format!("{element}:ready"));
        }
        // Each element's `:error` is the loader's as well.
        used.insert(format!("{element}:error"));
    }
    assert_eq!(documented, used);
}

#[test]
fn the_error_codes_are_the_failures() {
    let pages = pages();
    let (_, sentence) = pages.split_once("`code` is ").expect("a sentence on codes");
    let documented = quoted(&format!(
        " {}",
        sentence.split("when").next().unwrap_or_default()
    ));
    let failures = read("src/backend/failure.rs");
    let (_, codes) = failures
        .split_once("fn code")
        .expect("the failures have codes");
    let mut used = names(between(codes, "=> \"", &['"']));
    used.insert("bundle".to_owned());
    assert_eq!(documented, used);
}

#[test]
fn the_doc_of_an_element_names_what_the_readme_does() {
    for (element, short, folder) in ELEMENTS {
        let module = read(&format!("src/{folder}/mod.rs"));
        let doc: String = module
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .collect();
        let named = quoted(&doc);
        let parts = table("element")
            .iter()
            .filter(|row| row[0] == format!("`{element}`"))
            .flat_map(|row| quoted(&row[1]))
            .collect();
        let events: Names = table("event")
            .iter()
            .flat_map(|row| quoted(&row[0]))
            .filter(|event| event.starts_with(&format!("{element}:")))
            .collect();
        for (what, documented) in [
            ("attribute", attributes(short)),
            ("part", parts),
            ("event", events),
            ("custom property", custom_properties_of(folder)),
        ] {
            let everywhere = custom_properties_of("tokens");
            let missing: Names = documented
                .difference(&named)
                .filter(|name| !everywhere.contains(*name))
                .cloned()
                .collect();
            assert!(missing.is_empty(), "{element}: no {what} {missing:?}");
        }
    }
}

#[test]
fn the_readme_has_the_recipe_of_a_plain_page() {
    let recipes = read("docs/recipes.md");
    let (_, plain) = recipes
        .split_once("## Plain HTML\n\n")
        .expect("a recipe for plain pages");
    let (_, snippet) = plain.split_once("```html").expect("its code");
    let (snippet, _) = snippet.split_once("```").expect("its end");
    assert!(read("README.md").contains(snippet));
}

/// The targets of a page's links to files of the repository.
fn links(page: &str) -> Vec<String> {
    let text = read(page);
    between(&text, "](", &[')'])
        .into_iter()
        .filter(|target| !target.contains("://") && !target.starts_with('#'))
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    let docs = docs.map(|file| file.expect("a file").path());
    let mut pages: Vec<PathBuf> = docs
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    let named = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "server/README.md",
        "examples/README.md",
        "xtask/README.md",
        "lean-yew/README.md",
    ];
    pages.extend(named.map(|page| root().join(page)));
    for page in pages {
        let folder = page.parent().expect("a folder").to_owned();
        for target in links(page.to_str().expect("a name")) {
            assert!(
                folder.join(&target).exists(),
                "{}: {target}",
                page.display()
            );
        }
    }
}
