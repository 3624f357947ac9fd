//! The bundle's WebAssembly program: the library, whose exports the loader calls.
//!
//! A program of its own, since a library that is also a `cdylib` is not optimized across
//! its crates, which costs a tenth of the bundle.

use article_widgets as _;

fn main() {}
