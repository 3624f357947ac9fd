//! The order of the WebAssembly's functions: those that begin alike stand side by side,
//! where brotli says the second in fewer bytes.

use std::convert::Infallible;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload};

use super::fingerprint::{FOLDER, WASM, read, write};
use crate::wasm::imported_functions;

/// Sorts the functions of the WebAssembly in `dist` by their bytes.
pub(super) fn sort_functions(dist: &Path) -> Result<()> {
    let path = dist.join(FOLDER).join(WASM);
    let sorted = sorted(&read(&path)?).with_context(|| format!("in {FOLDER}/{WASM}"))?;
    write(&path, sorted)
}

fn sorted(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Sorting::of(wasm)?.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The new index of each function.
struct Sorting {
    /// The number of functions that the script brings; they stay where they are.
    imported: u32,
    /// The former places, in the new order.
    former: Vec<usize>,
    /// The new places, in the former order.
    places: Vec<u32>,
}

impl Sorting {
    fn of(wasm: &[u8]) -> Result<Self> {
        let (mut imported, mut bodies) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(section) => imported = imported_functions(section)?,
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        let mut former: Vec<usize> = (0..bodies.len()).collect();
        former.sort_by_key(|place| bodies[*place]);
        let mut places = vec![0; former.len()];
        for (place, former) in (0..).zip(&former) {
            places[*former] = place;
        }
        Ok(Self {
            imported,
            former,
            places,
        })
    }
}

impl Reencode for Sorting {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let Some(former) = function.checked_sub(self.imported) else {
            return Ok(function);
        };
        let place = self.places.get(former as usize);
        let place = place.ok_or(reencode::Error::InvalidCodeSectionSize)?;
        Ok(self.imported + place)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for former in &self.former {
            functions.function(types[*former]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        let bodies: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
        for former in self.former.clone() {
            self.parse_function_body(code, bodies[former].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, ImportSection, TypeSection, ValType,
    };

    use super::*;

    /// One import and one function for each body, the first of which is exported. The
    /// type of a function has as many parameters as its body names.
    fn program(bodies: &[(u32, Function)], exported: u32) -> Vec<u8> {
        let mut types = TypeSection::new();
        for parameters in 0..=2 {
            types
                .ty()
                .function(vec![ValType::I32; parameters], [ValType::I32]);
        }
        let mut imports = ImportSection::new();
        imports.import("a", "b", EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for (parameters, body) in bodies {
            functions.function(*parameters);
            code.function(body);
        }
        let mut exports = ExportSection::new();
        exports.export("run", ExportKind::Func, exported);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&exports)
            .section(&code);
        module.finish()
    }

    fn constant(value: i32) -> (u32, Function) {
        let mut body = Function::new([]);
        body.instructions().i32_const(value).end();
        (2, body)
    }

    fn calling(first: u32, second: u32) -> (u32, Function) {
        let mut body = Function::new([]);
        body.instructions()
            .call(first)
            .local_get(0)
            .call(second)
            .end();
        (1, body)
    }

    #[test]
    fn calls_types_and_exports_follow_the_functions() {
        // `call` is a smaller byte than `i32.const`: the caller comes first.
        let before = program(&[constant(7), constant(3), calling(0, 1)], 3);
        let after = program(&[calling(0, 3), constant(3), constant(7)], 1);
        assert_eq!(sorted(&before).expect("a program"), after);
    }

    #[test]
    fn what_is_in_order_stays() {
        let program = program(&[calling(0, 2), constant(3)], 1);
        assert_eq!(sorted(&program).expect("a program"), program);
    }
}
