//! Questions about a WebAssembly program that the build and the size report share.

use wasmparser::{ImportSectionReader, Result, TypeRef};

/// The number of imported functions: the indexes of the program's own begin after them.
pub(crate) fn imported_functions(section: ImportSectionReader<'_>) -> Result<u32> {
    section.into_imports().try_fold(0, |count, import| {
        Ok(count + u32::from(matches!(import?.ty, TypeRef::Func(_))))
    })
}
