//! The names under which the script hands its functions to the WebAssembly: long ones,
//! with a hash each, that stand in both and that nobody reads.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser, Payload};

use super::fingerprint::{FOLDER, GLUE, WASM, read, read_text, replace_once, write};

/// Gives each import of the WebAssembly in `dist` a short name, in the script as well.
pub(super) fn shorten(dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
    let wasm = read(&folder.join(WASM))?;
    let names = short_names(&wasm).with_context(|| format!("in {FOLDER}/{WASM}"))?;
    let wasm = renamed(&wasm, &names).with_context(|| format!("in {FOLDER}/{WASM}"))?;

    let mut glue = read_text(&folder.join(GLUE))?;
    for (long, short) in &names {
        glue = replaced(&glue, long, short).with_context(|| format!("in {FOLDER}/{GLUE}"))?;
    }
    write(&folder.join(WASM), wasm)?;
    write(&folder.join(GLUE), glue)
}

/// A short name for each module and each import.
fn short_names(wasm: &[u8]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ImportSection(section) = payload? else {
            continue;
        };
        for import in section.into_imports() {
            let import = import?;
            for name in [import.module, import.name] {
                names.insert(name.to_owned(), String::new());
            }
        }
    }
    for (number, short) in names.values_mut().enumerate() {
        *short = letters(number);
    }
    Ok(names)
}

/// `a` to `z`, then `aa`, `ba` and so on.
fn letters(mut number: usize) -> String {
    let mut text = String::new();
    loop {
        text.push(char::from(b'a' + (number % 26) as u8));
        if number < 26 {
            return text;
        }
        number = number / 26 - 1;
    }
}

fn renamed(wasm: &[u8], names: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Renaming(names).parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

struct Renaming<'a>(&'a BTreeMap<String, String>);

impl Renaming<'_> {
    fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

impl Reencode for Renaming<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for import in section.into_imports() {
            let import = import?;
            let kind = self.entity_type(import.ty)?;
            imports.import(self.short(import.module), self.short(import.name), kind);
        }
        Ok(())
    }
}

/// The script with another name for a module or an import, which it names once as the
/// key of an object.
fn replaced(glue: &str, long: &str, short: &str) -> Result<String> {
    for (open, close) in [("", ""), ("\"", "\"")] {
        let old = format!("{open}{long}{close}:");
        if glue.contains(&old) {
            return replace_once(glue, &old, &format!("{short}:"));
        }
    }
    bail!("no key {long:?}")
}

#[cfg(test)]
mod tests {
    use wasm_encoder::EntityType;

    use super::*;

    fn program(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = ImportSection::new();
        for (module, name) in imports {
            let memory = wasm_encoder::MemoryType {
                minimum: 1,
                maximum: None,
                memory64: false,
                shared: false,
                page_size_log2: None,
            };
            section.import(module, name, EntityType::Memory(memory));
        }
        let mut module = Module::new();
        module.section(&section);
        module.finish()
    }

    fn built(glue: &str) -> tempfile::TempDir {
        let dist = tempfile::tempdir().expect("a temporary folder");
        let folder = dist.path().join(FOLDER);
        std::fs::create_dir(&folder).expect("a folder");
        let wasm = program(&[
            ("./glue.js", "__wbg_log_0a1b"),
            ("./glue.js", "__wbg_now_2c3d"),
        ]);
        write(&folder.join(WASM), wasm).expect("a file");
        write(&folder.join(GLUE), glue).expect("a file");
        dist
    }

    #[test]
    fn an_import_has_one_short_name_on_both_sides() {
        let dist = built("({\"./glue.js\":{__wbg_now_2c3d:now,__wbg_log_0a1b:log}})");
        shorten(dist.path()).expect("each name stands where it should");
        let folder = dist.path().join(FOLDER);
        let glue = read_text(&folder.join(GLUE)).expect("the script");
        assert_eq!(glue, "({a:{c:now,b:log}})");
        let wasm = read(&folder.join(WASM)).expect("the program");
        assert_eq!(wasm, program(&[("a", "b"), ("a", "c")]));
    }

    #[test]
    fn an_import_that_the_script_has_not_or_has_twice_is_an_error() {
        for glue in [
            "({\"./glue.js\":{__wbg_log_0a1b:log}})",
            "({\"./glue.js\":{__wbg_now_2c3d:now,__wbg_log_0a1b:log,__wbg_log_0a1b:log}})",
        ] {
            assert!(shorten(built(glue).path()).is_err(), "{glue}");
        }
    }

    #[test]
    fn every_number_has_letters_of_its_own() {
        let all: std::collections::BTreeSet<String> = (0..1000).map(letters).collect();
        assert_eq!(all.len(), 1000);
        assert_eq!(
            (letters(25), letters(26)),
            ("z".to_owned(), "aa".to_owned())
        );
    }
}
