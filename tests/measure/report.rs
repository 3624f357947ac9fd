use anyhow::Result;
use serde_json::Value;

/// Writes the values of a measurement for programs, and says where.
pub(crate) fn write(name: &str, values: &Value) -> Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench");
    std::fs::create_dir_all(folder)?;
    let file = format!("{folder}/{name}.json");
    std::fs::write(&file, serde_json::to_string_pretty(values)?)?;
    println!("\nThe values are in {file}.");
    Ok(())
}
