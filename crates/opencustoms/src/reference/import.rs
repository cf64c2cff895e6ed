//! Taking an operator's own file: the Harmonized System with national lines, or a list of codes.

use std::io::Write;
use std::path::Path;

use nomenclature::{Counts, Edition, Nomenclature};

use super::folder::{self, Folder};
use super::{Kind, ReferenceError, table};

/// The most problems that are shown one by one.
const MOST_SHOWN: usize = 50;
/// What the 2022 edition has. An own file with other numbers is taken, and the difference is said.
const EDITION_2022: (usize, usize, usize) = (96, 1_228, 5_612);

/// What the person asked for.
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    pub(crate) edition: Option<u16>,
    pub(crate) skip_refused: bool,
}

/// A file that was read: words on what it holds, and the rows that do not hold.
struct Reading {
    summary: String,
    notes: Vec<String>,
    refused: Vec<table::Refused>,
    edition: Option<u16>,
}

/// Reads and keeps a file. The answer is whether it was kept: where rows do not hold it is kept only when the person said
/// to skip them.
pub(crate) fn import(
    file: &Path,
    wanted: &Wanted,
    folder: &Folder,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<bool, ReferenceError> {
    let bytes = folder::read(file)?;
    let reading = match wanted.kind {
        Kind::Hs => nomenclature(&bytes, wanted.edition),
        kind => list(&bytes, kind),
    };
    let reading = reading.map_err(|why| ReferenceError::content(file, why))?;
    for (line, why) in reading.refused.iter().take(MOST_SHOWN) {
        writeln!(err, "{}:{line}: {why}", file.display())?;
    }
    let refused = reading.refused.len();
    if refused > MOST_SHOWN {
        writeln!(err, "... and {} more rows", refused - MOST_SHOWN)?;
    }
    for note in &reading.notes {
        writeln!(err, "note: {note}")?;
    }
    if refused > 0 && !wanted.skip_refused {
        writeln!(err, "{refused} rows do not hold; nothing was imported. Correct them, or say --skip-refused")?;
        return Ok(false);
    }
    let kept = folder.own(wanted.kind, reading.edition);
    folder::write(&folder::sum_of(&kept), format!("{}\n", folder::hash(&bytes)).as_bytes())?;
    folder::write(&kept, &bytes)?;
    writeln!(out, "imported {}; {refused} rows skipped", reading.summary)?;
    Ok(true)
}

fn nomenclature(bytes: &[u8], year: Option<u16>) -> Result<Reading, String> {
    let year = year.ok_or("--edition YEAR is wanted for --kind hs, for example --edition 2022")?;
    let edition = Edition::of_year(year, "file of the operator").map_err(|error| error.to_string())?;
    let (tree, problems) = Nomenclature::from_csv(bytes, edition).map_err(|error| error.to_string())?;
    let Counts { chapters, headings, subheadings, national } = tree.counts();
    let mut notes = Vec::new();
    if year == 2022 && (chapters, headings, subheadings) != EDITION_2022 {
        notes.push("the 2022 edition has 96 chapters, 1,228 headings and 5,612 subheadings".to_owned());
    }
    let numbers =
        format!("{chapters} chapters, {headings} headings, {subheadings} subheadings, {national} national lines");
    Ok(Reading {
        summary: format!("HS {year}: {numbers}; {} rows of statistics set aside", tree.set_aside()),
        notes,
        refused: problems.into_iter().map(|problem| (problem.line, problem.text.en.into_owned())).collect(),
        edition: Some(year),
    })
}

fn list(bytes: &[u8], kind: Kind) -> Result<Reading, String> {
    let (list, refused) = table::read(bytes, kind)?;
    if list.is_empty() {
        return Err("no row of the file could be taken".to_owned());
    }
    Ok(Reading { summary: format!("{} {}", list.len(), kind.as_str()), notes: Vec::new(), refused, edition: None })
}

#[cfg(test)]
mod tests {
    use super::super::{load, report};
    use super::*;
    use crate::reference::manifest::Manifest;

    const HS: &str = "hscode,description\n87,Vehicles\n8712,Bicycles\n871200,Bicycles\n87120030,With ball bearings\n";

    fn imported(data: &Path, content: &str, kind: Kind, skip_refused: bool) -> (bool, String) {
        let file = data.join("own.csv");
        std::fs::write(&file, content).unwrap();
        let wanted = Wanted { kind, edition: (kind == Kind::Hs).then_some(2022), skip_refused };
        let mut said = Vec::new();
        let mut problems = Vec::new();
        let kept = import(&file, &wanted, &Folder::new(data), &mut said, &mut problems).unwrap();
        said.extend(problems);
        (kept, String::from_utf8(said).unwrap())
    }

    #[test]
    fn nothing_fetched_still_loads_and_says_so() {
        let data = tempfile::tempdir().unwrap();
        let loaded = load(data.path()).unwrap();
        assert!(loaded.nomenclature.is_empty() && loaded.countries.is_empty());
        assert!(loaded.units.contains("KGM") && loaded.currencies.contains("EUR") && loaded.incoterms.contains("CIF"));
        assert!(loaded.messages.iter().any(|message| message.contains("reference fetch")));
        assert!(loaded.messages.iter().any(|message| message.contains("edition-not-loaded")));
    }

    #[test]
    fn an_own_file_is_kept_loaded_and_verified() {
        let data = tempfile::tempdir().unwrap();
        let (kept, said) = imported(data.path(), HS, Kind::Hs, false);
        assert!(kept && said.contains("1 national lines") && said.contains("note: the 2022 edition has"), "{said}");
        let (kept, said) = imported(data.path(), "code,en,fr\nKR,Korea,Corée\n", Kind::Countries, false);
        assert!(kept && said.contains("imported 1 countries"), "{said}");
        let loaded = load(data.path()).unwrap();
        assert!(loaded.nomenclature.contains("87120030".parse().unwrap()) && loaded.countries.contains("KR"));
        let folder = Folder::new(data.path());
        let none: Manifest = toml::from_str("").unwrap();
        assert!(report::verify(&none, &folder, &mut Vec::new()).unwrap());
        std::fs::write(folder.own(Kind::Countries, None), "code,en,fr\nKR,x,x\n").unwrap();
        let mut said = Vec::new();
        assert!(!report::verify(&none, &folder, &mut said).unwrap());
        assert!(String::from_utf8(said).unwrap().contains("CHANGED"));
    }

    #[test]
    fn rows_that_do_not_hold_are_named_and_nothing_is_kept() {
        let data = tempfile::tempdir().unwrap();
        let (kept, said) = imported(data.path(), &format!("{HS}871,Odd\n"), Kind::Hs, false);
        assert!(!kept && said.contains("own.csv:6: `871` has 3 digits") && said.contains("--skip-refused"), "{said}");
        assert!(load(data.path()).unwrap().nomenclature.is_empty());
        let (kept, said) = imported(data.path(), &format!("{HS}871,Odd\n"), Kind::Hs, true);
        assert!(kept && said.contains("1 rows skipped"), "{said}");
        let loaded = load(data.path()).unwrap();
        assert!(
            loaded.messages.iter().any(|message| message.contains("1 rows were not taken")),
            "{:?}",
            loaded.messages
        );
    }

    #[test]
    fn a_changed_package_is_not_used() {
        let data = tempfile::tempdir().unwrap();
        let manifest = Manifest::own().unwrap();
        let package = manifest.packages.first().unwrap();
        let file = package.files.first().unwrap();
        folder::write(&Folder::new(data.path()).of_package(package, file), b"{\"hscodes\":[]}").unwrap();
        let loaded = load(data.path()).unwrap();
        assert!(loaded.messages.iter().any(|message| message.contains("was changed after it was fetched")));
        assert!(loaded.nomenclature.is_empty());
    }
}
