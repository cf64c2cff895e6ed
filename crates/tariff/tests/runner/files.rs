//! The demonstration tariff and the case files, read from the repository.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use tariff::Tariff;

pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The demonstration tariff's files, sorted by name.
pub fn demonstration_files() -> Vec<(String, String)> {
    let folder = fs::read_dir(repository("reference/tariff")).unwrap();
    let mut files: Vec<(String, String)> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

pub fn read(files: &[(String, String)]) -> Result<Tariff, Vec<tariff::Problem>> {
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Tariff::read(&borrowed)
}

/// The demonstration tariff, read once for all tests.
pub static MERIDIA: LazyLock<Tariff> = LazyLock::new(|| {
    read(&demonstration_files()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("the demonstration tariff does not read:\n{}", lines.join("\n"))
    })
});

/// The folder of shared test data, where there is one.
pub fn shared() -> Option<PathBuf> {
    std::env::var_os("OPENCUSTOMS_SHARED").map(PathBuf::from)
}

/// A small tariff of a Member with the pound as currency, with these tables after the Member's.
pub fn small(tables: &str) -> Result<Tariff, Vec<tariff::Problem>> {
    let member = r#"
[member]
code = "XT"
currency = "GBP"
demonstration = true
counts_transport = true
name = { en = "Test", fr = "Essai" }
notice = { en = "A test.", fr = "Un essai." }
"#;
    Tariff::read(&[("member.toml", member), ("tables.toml", tables)])
}
