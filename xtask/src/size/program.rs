//! The parts of a WebAssembly program.

use std::collections::HashMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

use crate::wasm::imported_functions;

/// The sizes of a program's parts, in bytes.
pub(super) struct Program {
    /// Each function's name, as the source has it, and size.
    pub(super) functions: Vec<(String, usize)>,
    /// The texts and other constants.
    pub(super) data: usize,
    /// Everything else but the names: types, imports, tables.
    pub(super) rest: usize,
}

impl Program {
    /// Reads a program whose functions have names.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let (mut sizes, mut data, mut customs) = (Vec::new(), 0, 0);
        let (mut imported, mut names) = (0, HashMap::new());
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(section) => imported = imported_functions(section)?,
                Payload::CodeSectionEntry(body) => sizes.push(length(body.range())),
                Payload::DataSection(section) => data = length(section.range()),
                Payload::CustomSection(section) => {
                    customs += length(section.range());
                    if let KnownCustom::Name(section) = section.as_known() {
                        names.extend(function_names(section)?);
                    }
                }
                _ => {}
            }
        }
        let code: usize = sizes.iter().sum();
        let functions = sizes.into_iter().enumerate().map(|(index, size)| {
            let name = names
                .remove(&(index + imported as usize))
                .unwrap_or_default();
            (name, size)
        });
        Ok(Self {
            functions: functions.collect(),
            data,
            rest: bytes.len() - code - data - customs,
        })
    }
}

fn length(range: std::ops::Range<impl TryInto<usize>>) -> usize {
    let [start, end] = [range.start, range.end].map(|at| at.try_into().unwrap_or_default());
    end - start
}

fn function_names(section: NameSectionReader<'_>) -> Result<HashMap<usize, String>> {
    let mut names = HashMap::new();
    for part in section {
        if let Name::Function(functions) = part? {
            for function in functions {
                let function = function?;
                let name = rustc_demangle::demangle(function.name);
                // The alternate form leaves the hashes of crates out, where wasm-bindgen
                // has not read the name before.
                let name = without_hashes(&format!("{name:#}"));
                names.insert(function.index as usize, name);
            }
        }
    }
    Ok(names)
}

/// A name without the numbers that tell crates of one name apart: `yew::html` for
/// `yew[0a1b2c3d4e5f6071]::html`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hash = part.split_once(']');
        let is_hex = |hash: &str| hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let follows_word = text.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        match hash.filter(|(hash, _)| follows_word && is_hex(hash)) {
            Some((_, rest)) => text.push_str(rest),
            None => {
                text.push('[');
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, CustomSection, Function, FunctionSection, Module, NameMap, NameSection,
        TypeSection,
    };

    use super::*;

    #[test]
    fn functions_have_their_names_and_sizes() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut map = NameMap::new();
        for (index, name) in [(0, "_RNvC1a1f"), (1, "plain")] {
            functions.function(0);
            let mut body = Function::new([]);
            body.instructions().end();
            code.function(&body);
            map.append(index, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&code)
            .section(&names)
            .section(&CustomSection {
                name: "producers".into(),
                data: (&[0; 100]).into(),
            });

        let program = Program::read(&module.finish()).expect("a program");
        let expected = [("a::f".to_owned(), 2), ("plain".to_owned(), 2)];
        assert_eq!(program.functions, expected);
        assert_eq!(program.data, 0);
        assert!(program.rest < 50, "{}", program.rest);
    }

    #[test]
    fn crates_have_no_hashes_and_lists_stay() {
        for (name, expected) in [
            ("yew[0a1b2c3d4e5f6071]::html", "yew::html"),
            (
                "<a[0]::B as c_d[ff]::E<[f32]>>::f",
                "<a::B as c_d::E<[f32]>>::f",
            ),
            ("<[u8; 4]>::g", "<[u8; 4]>::g"),
            ("odd[", "odd["),
        ] {
            assert_eq!(without_hashes(name), expected);
        }
    }
}
