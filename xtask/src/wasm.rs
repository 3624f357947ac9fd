//! What the build and the size report both ask of a WebAssembly program.

use wasmparser::{ImportSectionReader, Result, TypeRef};

/// How many functions are imported: the indexes of the program's own begin after them.
pub(crate) fn imported_functions(section: ImportSectionReader<'_>) -> Result<u32> {
    section.into_imports().try_fold(0, |count, import| {
        Ok(count + u32::from(matches!(import?.ty, TypeRef::Func(_))))
    })
}
