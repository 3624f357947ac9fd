//! The words of each language without their names: the bundle reads them in the files'
//! order, which the tests hold to be that of the sentences' type.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use indexmap::IndexMap;
use serde_json::Value;

use super::files_in;
use super::fingerprint::{FOLDER, read_text, write};

/// Leaves of each language's file in `dist` a list of its sentences.
pub(super) fn drop_names(dist: &Path) -> Result<()> {
    let files = files_in(&dist.join(FOLDER))?;
    let is_words = |path: &&PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    };
    for path in files.iter().filter(is_words) {
        let text = read_text(path)?;
        let list = values(&text).with_context(|| format!("in {}", path.display()))?;
        write(path, list)?;
    }
    Ok(())
}

/// The values of an object, in its order.
fn values(object: &str) -> Result<String> {
    let object: IndexMap<String, Value> = serde_json::from_str(object)?;
    Ok(serde_json::to_string(&object.values().collect::<Vec<_>>())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stay_in_their_order() {
        let list = values("{\"b\": \"\\u00a0B\", \"a\": {\"one\": \"A\", \"other\": \"As\"}}");
        assert_eq!(
            list.expect("an object"),
            "[\"\u{a0}B\",{\"one\":\"A\",\"other\":\"As\"}]"
        );
        assert!(values("[]").is_err());
    }
}
