//! The folder in which reference data are kept, and the ways in and out of it.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::manifest::{Package, Wanted};
use super::{Kind, ReferenceError};

/// The largest file that is kept or read, in bytes.
pub(crate) const LARGEST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// `reference/` under the data folder: `packages/NAME-VERSION/` for what was fetched, `own/` for what was imported.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    data: PathBuf,
    reference: PathBuf,
}

/// How a kept file stands against its pinned SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is there and as pinned.
    Right(Vec<u8>),
    /// It is not there.
    Missing,
    /// It is there and other than pinned.
    Changed,
}

impl Folder {
    pub(crate) fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), reference: data.join("reference") }
    }

    /// The data folder itself.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// Where a file of a package is kept.
    pub(crate) fn of_package(&self, package: &Package, file: &Wanted) -> PathBuf {
        self.reference.join("packages").join(package.folder_name()).join(&file.keep_as)
    }

    /// Where an imported file is kept: `own/hs-2022.csv`, `own/units.csv`. Its SHA-256 stands beside it.
    pub(crate) fn own(&self, kind: Kind, edition: Option<u16>) -> PathBuf {
        let edition = edition.map(|year| format!("-{year}")).unwrap_or_default();
        self.reference.join("own").join(format!("{}{edition}.csv", kind.as_str()))
    }

    /// The imported files, by name.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.reference.join("own")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "csv")).collect();
        paths.sort();
        paths
    }

    /// A folder for work in progress on the same disk; it goes away with the value.
    pub(crate) fn work(&self) -> Result<TempDir, ReferenceError> {
        fs::create_dir_all(&self.reference).map_err(ReferenceError::file(&self.reference))?;
        let made = tempfile::Builder::new().prefix(".work-").tempdir_in(&self.reference);
        made.map_err(ReferenceError::file(&self.reference))
    }
}

/// Where the SHA-256 of an imported file stands.
pub(crate) fn sum_of(path: &Path) -> PathBuf {
    path.with_extension("sha256")
}

/// The file at a path, against its SHA-256.
pub(crate) fn kept(path: &Path, sha256: &str) -> Result<Kept, ReferenceError> {
    match read(path) {
        Ok(bytes) if hash(&bytes) == sha256 => Ok(Kept::Right(bytes)),
        Ok(_) => Ok(Kept::Changed),
        Err(ReferenceError::File { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::Missing),
        Err(other) => Err(other),
    }
}

/// All bytes of a file that is not beyond the limit.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ReferenceError> {
    let file = fs::File::open(path).map_err(ReferenceError::file(path))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(ReferenceError::file(path))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= LARGEST_FILE_BYTES) {
        Ok(bytes)
    } else {
        Err(ReferenceError::content(path, format!("the file is larger than {LARGEST_FILE_BYTES} bytes")))
    }
}

/// Writes a file whole or not at all: beside its place first, then moved there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), ReferenceError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let attempt = || {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        #[cfg(unix)]
        fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
        file.persist(path).map_err(|unmoved| unmoved.error)
    };
    attempt().map(|_| ()).map_err(ReferenceError::file(path))
}

/// The SHA-256 in lower-case hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
