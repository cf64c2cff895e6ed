//! The user's own pip, npm and cargo. They know the machine's registries, mirrors, proxies and passwords; this program
//! does not.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::manifest::{Package, Registry};

/// How long a client may take for one package.
const LONGEST: Duration = Duration::from_secs(300);
/// How often a running client is looked at.
const PAUSE: Duration = Duration::from_millis(20);
/// The lines of a client's complaint that are repeated.
const COMPLAINT_LINES: usize = 3;
/// The longest complaint that is repeated, in characters.
const LONGEST_COMPLAINT: usize = 300;

/// How each registry's client is called on this machine: programs with their first arguments, tried in order.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    pub(crate) pip: Vec<Vec<OsString>>,
    pub(crate) npm: Vec<Vec<OsString>>,
    pub(crate) cargo: Vec<Vec<OsString>>,
}

impl Tools {
    /// The clients by their usual names.
    pub(crate) fn of_this_machine() -> Self {
        let call = |words: &str| words.split(' ').map(OsString::from).collect::<Vec<_>>();
        Self {
            pip: vec![call("pip3"), call("pip"), call("python3 -m pip")],
            npm: vec![call("npm")],
            cargo: vec![call("cargo")],
        }
    }

    /// Lets the client of the package's registry put the artefact into a folder and answers where it lies.
    ///
    /// # Errors
    /// A sentence for a person: the client is missing, could not reach the package, took too long, or brought something
    /// else.
    pub(crate) fn bring(&self, package: &Package, work: &Path) -> Result<PathBuf, String> {
        let Package { name, version, .. } = package;
        let pinned = |sign: &str| format!("{name}{sign}{version}");
        match package.registry {
            Registry::Pypi => {
                let options = ["download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];
                let more = ["--only-binary", ":all:", "--retries", "1", "--timeout", "20", "--dest", "."];
                call(&self.pip, "pip", options.iter().chain(&more).copied(), &pinned("=="), work)?;
            }
            Registry::Npm => {
                let options = ["pack", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"];
                let more = ["--fetch-timeout=60000", "--pack-destination", "."];
                call(&self.npm, "npm", options.iter().chain(&more).copied(), &pinned("@"), work)?;
            }
            Registry::Cargo => {
                lay_out_crate(package, work).map_err(|error| error.to_string())?;
                call(&self.cargo, "cargo", ["fetch", "--quiet", "--manifest-path"].into_iter(), "Cargo.toml", work)?;
                return cached_crate(package);
            }
        }
        let path = work.join(&package.artefact);
        if path.is_file() {
            Ok(path)
        } else {
            Err(format!("{} brought no file `{}`", package.registry, package.artefact))
        }
    }
}

/// Calls the first client that can be started, in the work folder.
fn call<'a>(
    clients: &[Vec<OsString>],
    name: &str,
    options: impl Iterator<Item = &'a str> + Clone,
    last: &str,
    work: &Path,
) -> Result<(), String> {
    let complaints = work.join("complaints.txt");
    for client in clients {
        let Some((program, first)) = client.split_first() else { continue };
        let file = File::create(&complaints).map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.args(first).args(options.clone()).arg(last).current_dir(work);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        match command.spawn() {
            Ok(child) => return ended(child, name, &complaints),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{name} could not be started: {error}")),
        }
    }
    Err(format!("{name} is not installed on this machine or not on the search path"))
}

fn ended(mut child: Child, name: &str, complaints: &Path) -> Result<(), String> {
    let begun = Instant::now();
    let status: ExitStatus = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if begun.elapsed() < LONGEST => std::thread::sleep(PAUSE),
            Ok(None) => {
                let _gone = child.kill();
                let _status = child.wait();
                return Err(format!("{name} did not end within {} seconds and was stopped", LONGEST.as_secs()));
            }
            Err(error) => return Err(format!("{name}: {error}")),
        }
    };
    if status.success() {
        return Ok(());
    }
    Err(format!("{name} could not get it: {}", complaint(&fs::read(complaints).unwrap_or_default())))
}

/// The lines in which a client says what went wrong, shortened; its warnings and advice where it has no such line.
fn complaint(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("complete log"));
    let says_error = |line: &&str| line.to_ascii_lowercase().starts_with("error") || line.contains("npm error ");
    let errors: Vec<&str> = lines().filter(says_error).take(COMPLAINT_LINES).collect();
    let chosen = if errors.is_empty() { lines().take(COMPLAINT_LINES).collect() } else { errors };
    let words: String = chosen.join(" / ").chars().take(LONGEST_COMPLAINT).collect();
    if words.is_empty() { "it gave no reason".to_owned() } else { words }
}

/// A crate that only depends on the wanted one, so that `cargo fetch` brings it into cargo's own cache.
fn lay_out_crate(package: &Package, work: &Path) -> io::Result<()> {
    let manifest = format!(
        "[package]\nname = \"wanted\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n\n[dependencies]\n\"{}\" = \"={}\"\n",
        package.name, package.version
    );
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("src/lib.rs"), "")?;
    fs::write(work.join("Cargo.toml"), manifest)
}

/// Where cargo keeps the artefact of a crate it has fetched.
fn cached_crate(package: &Package) -> Result<PathBuf, String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let cache = home.map(|home| home.join("registry/cache")).ok_or("cargo's own folder is not known")?;
    let registries = fs::read_dir(&cache).map_err(|error| format!("`{}`: {error}", cache.display()))?;
    let mut found: Vec<PathBuf> =
        registries.flatten().map(|entry| entry.path().join(&package.artefact)).filter(|path| path.is_file()).collect();
    found.sort();
    found.into_iter().next().ok_or_else(|| format!("cargo keeps no file `{}`", package.artefact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complaint_is_the_error_and_not_the_advice() {
        let pip = b"WARNING: Retrying after refused\nERROR: No matching distribution found for x==1\n";
        assert_eq!(complaint(pip), "ERROR: No matching distribution found for x==1");
        assert_eq!(
            complaint(b"npm error code E404\nnpm error\nnpm error A complete log of this run\n"),
            "npm error code E404"
        );
        assert_eq!(complaint(b"No module named pip"), "No module named pip");
        assert_eq!(complaint(b"\n"), "it gave no reason");
        assert_eq!(complaint("é".repeat(1_000).as_bytes()).chars().count(), 300);
    }
}
