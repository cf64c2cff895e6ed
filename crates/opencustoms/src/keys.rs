//! The keys in the data folder. They are kept beside the database and not in it: whoever has only the one can neither
//! read what is sealed nor forge a checkpoint.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use access::audit::{Seal, Signet, hex};
use server::chance;
use store::Reliance;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// The key by which secrets are sealed that must be read back.
const SITE: &str = "site.key";
/// The private half that signs checkpoints of the trail.
const AUDIT: &str = "audit.key";
/// Its public half.
pub(crate) const SEAL: &str = "audit.seal";
/// The checkpoints, one a line, outside the database.
pub(crate) const WITNESS: &str = "audit.witness.jsonl";

/// The site's key, made on first use.
pub(crate) fn site(folder: &Path) -> Result<[u8; 32], Failure> {
    kept_or_made(&folder.join(SITE))
}

/// The signet, made on first use; its public half is laid beside it.
pub(crate) fn signet(folder: &Path) -> Result<Signet, Failure> {
    let signet = Signet::new(&kept_or_made(&folder.join(AUDIT))?);
    let (path, seal) = (folder.join(SEAL), format!("{}\n", signet.seal()));
    if fs::read_to_string(&path).ok().as_ref() != Some(&seal) {
        fs::write(&path, seal).map_err(Failure::file(&path))?;
    }
    Ok(signet)
}

/// Refuses to go on where a key is missing with which the content of the database was made: a new one would make every
/// checkpoint look forged, and every one-time code wrong.
pub(crate) fn expect(folder: &Path, reliance: Reliance) -> Result<(), Failure> {
    for (name, needed) in [(SITE, reliance.sealed), (AUDIT, reliance.signed)] {
        let path = folder.join(name);
        if needed && kept(&path)?.is_none() {
            return Err(Failure::Serve(format!(
                "`{}` is missing, and the database was made with it: put it back, or start once with `--new-keys`",
                path.display()
            )));
        }
    }
    Ok(())
}

/// The public half of the signet of a data folder, where one was made.
pub(crate) fn seal(folder: &Path) -> Result<Option<Seal>, Failure> {
    let path = folder.join(AUDIT);
    match kept(&path)? {
        Some(secret) => Ok(Some(Signet::new(&secret).seal())),
        None => Ok(None),
    }
}

/// A key of 64 hexadecimal digits; none where there is no such file.
fn kept(path: &Path) -> Result<Option<[u8; 32]>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(path)(error)),
    };
    let wrong = || Failure::content(path, "this is no key: 64 hexadecimal digits; put back the file as it was");
    let digits = text.trim().as_bytes();
    if digits.len() != 64 {
        return Err(wrong());
    }
    let mut key = [0; 32];
    for (place, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
        *place = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(Some(key))
}

/// A key, made from the system's chance where there is none, and readable by its owner alone.
fn kept_or_made(path: &Path) -> Result<[u8; 32], Failure> {
    if let Some(key) = kept(path)? {
        return Ok(key);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let key = chance::bytes::<32>()?;
    // A temporary file is made for its owner alone, and gets its name when it is whole.
    let mut file = NamedTempFile::new_in(folder).map_err(Failure::file(folder))?;
    let written = writeln!(file, "{}", hex(&key)).and_then(|()| file.as_file().sync_all());
    written.map_err(Failure::file(path))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(key),
        // Another process made it first: theirs counts.
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => {
            kept(path)?.ok_or_else(|| Failure::file(path)(refused.error))
        }
        Err(refused) => Err(Failure::file(path)(refused.error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let made = site(folder.path()).unwrap();
        assert_eq!(site(folder.path()).unwrap(), made);
        assert_ne!(made, [0; 32]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(SITE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let signet = signet(folder.path()).unwrap();
        assert_eq!(seal(folder.path()).unwrap(), Some(signet.seal()));
        assert_eq!(fs::read_to_string(folder.path().join(SEAL)).unwrap().trim(), signet.seal().to_string());
    }

    #[test]
    fn a_key_that_the_database_was_made_with_is_not_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let needs = |sealed, signed| expect(folder.path(), Reliance { sealed, signed });
        needs(false, false).unwrap();
        for (sealed, signed, name) in [(true, false, SITE), (false, true, AUDIT)] {
            let refused = needs(sealed, signed).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains("--new-keys"), "{refused}");
        }
        site(folder.path()).unwrap();
        signet(folder.path()).unwrap();
        needs(true, true).unwrap();
    }

    #[test]
    fn a_damaged_key_is_refused_and_never_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        for damaged in ["", "abc", &"x".repeat(64)] {
            fs::write(folder.path().join(SITE), damaged).unwrap();
            assert!(site(folder.path()).unwrap_err().to_string().contains("no key"), "{damaged}");
        }
    }
}
