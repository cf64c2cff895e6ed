//! What is there: the packages with their licences, and the SHA-256 of every kept file.

use std::io::Write;
use std::path::Path;

use super::folder::{self, Folder, Kept};
use super::load::LoadedReference;
use super::manifest::{Manifest, Package};
use super::{ReferenceError, load};

/// Lists packages and what is loaded. The answer is whether every package is there as pinned.
pub(crate) fn list(
    manifest: &Manifest,
    folder: &Folder,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<bool, ReferenceError> {
    let mut whole = true;
    for package in &manifest.packages {
        let state = state(package, folder)?;
        whole &= state == State::Right;
        writeln!(
            out,
            "{} {} ({}, {}): {}",
            package.name,
            package.version,
            package.registry,
            package.licence,
            state.words()
        )?;
        writeln!(out, "  gives   {}", package.gives.en)?;
        writeln!(out, "  source  {}", package.source)?;
        let from = package.valid_from.map(|day| format!("valid from {day}, ")).unwrap_or_default();
        writeln!(out, "  dates   {from}as of {}", package.as_of)?;
    }
    for path in folder.own_files() {
        writeln!(out, "own file `{}`", path.display())?;
    }
    let loaded = load(folder.data())?;
    write_loaded(&loaded, out)?;
    for message in &loaded.messages {
        writeln!(err, "{message}")?;
    }
    Ok(whole)
}

fn write_loaded(loaded: &LoadedReference, out: &mut dyn Write) -> Result<(), ReferenceError> {
    let tree = &loaded.nomenclature;
    let counts = tree.counts();
    writeln!(out, "loaded:")?;
    writeln!(
        out,
        "  HS {}     {} chapters, {} headings, {} subheadings, {} national lines; {} rows of statistics set aside",
        tree.edition().year(),
        counts.chapters,
        counts.headings,
        counts.subheadings,
        counts.national,
        tree.set_aside()
    )?;
    writeln!(out, "  digest      {}", tree.digest())?;
    let further = [("countries", &loaded.countries), ("currencies", &loaded.currencies), ("units", &loaded.units)];
    for (name, list) in further {
        writeln!(out, "  {name:<11} {}", list.len())?;
    }
    Ok(())
}

/// Computes every SHA-256 again. The answer is whether all are as pinned, or as they were at the import.
pub(crate) fn verify(manifest: &Manifest, folder: &Folder, out: &mut dyn Write) -> Result<bool, ReferenceError> {
    let mut whole = true;
    for package in &manifest.packages {
        for file in &package.files {
            whole &= verify_file(&folder.of_package(package, file), &file.sha256, out)?;
        }
    }
    for path in folder.own_files() {
        let beside = folder::sum_of(&path);
        let sum = folder::read(&beside).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        whole &= verify_file(&path, &sum.unwrap_or_default(), out)?;
    }
    Ok(whole)
}

fn verify_file(path: &Path, sha256: &str, out: &mut dyn Write) -> Result<bool, ReferenceError> {
    let kept = folder::kept(path, sha256)?;
    let words = match kept {
        Kept::Right(_) => "as pinned",
        Kept::Missing => "missing",
        Kept::Changed => "CHANGED",
    };
    writeln!(out, "{words:<9}  {}", path.display())?;
    Ok(matches!(kept, Kept::Right(_)))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Right,
    Missing,
    Changed,
}

impl State {
    fn words(self) -> &'static str {
        match self {
            Self::Right => "there, SHA-256 as pinned",
            Self::Missing => "not fetched",
            Self::Changed => "CHANGED since it was fetched; it is not used",
        }
    }
}

fn state(package: &Package, folder: &Folder) -> Result<State, ReferenceError> {
    let mut worst = State::Right;
    for file in &package.files {
        let found = match folder::kept(&folder.of_package(package, file), &file.sha256)? {
            Kept::Right(_) => State::Right,
            Kept::Missing => State::Missing,
            Kept::Changed => State::Changed,
        };
        worst = worst.max(found);
    }
    Ok(worst)
}
