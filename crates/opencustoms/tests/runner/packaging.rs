//! The service and the Debian package: what they promise, beside what the program knows. The package is made around a
//! stand-in, so that nothing is built for it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::support::{Desk, said};

/// What keeps the service from the rest of the machine.
const RIGHTS: [(&str, &str); 29] = [
    ("DynamicUser", "yes"),
    ("User", "opencustoms"),
    ("StateDirectory", "opencustoms"),
    ("StateDirectoryMode", "0700"),
    ("UMask", "0077"),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("ProtectProc", "invisible"),
    ("ProcSubset", "pid"),
    ("ProtectClock", "yes"),
    ("ProtectHostname", "yes"),
    ("ProtectControlGroups", "yes"),
    ("ProtectKernelLogs", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectKernelTunables", "yes"),
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("AmbientCapabilities", ""),
    ("LockPersonality", "yes"),
    ("MemoryDenyWriteExecute", "yes"),
    ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
    ("RestrictNamespaces", "yes"),
    ("RestrictRealtime", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("SystemCallArchitectures", "native"),
    ("SystemCallFilter", "@system-service"),
    ("SystemCallFilter", "~@privileged"),
];

/// All that the package puts on a machine, with its rights; everything is root's.
const LAYOUT: [(&str, &str); 18] = [
    ("drwxr-xr-x", "./"),
    ("drwxr-xr-x", "./etc/"),
    ("drwxr-xr-x", "./etc/opencustoms/"),
    ("-rw-r-----", "./etc/opencustoms/environment"),
    ("drwxr-xr-x", "./usr/"),
    ("drwxr-xr-x", "./usr/bin/"),
    ("-rwxr-xr-x", "./usr/bin/opencustoms"),
    ("drwxr-xr-x", "./usr/lib/"),
    ("drwxr-xr-x", "./usr/lib/systemd/"),
    ("drwxr-xr-x", "./usr/lib/systemd/system/"),
    ("-rw-r--r--", "./usr/lib/systemd/system/opencustoms.service"),
    ("drwxr-xr-x", "./usr/sbin/"),
    ("-rwxr-xr-x", "./usr/sbin/opencustoms-admin"),
    ("drwxr-xr-x", "./usr/share/"),
    ("drwxr-xr-x", "./usr/share/doc/"),
    ("drwxr-xr-x", "./usr/share/doc/opencustoms/"),
    ("-rw-r--r--", "./usr/share/doc/opencustoms/copyright"),
    ("-rw-r--r--", "./usr/share/doc/opencustoms/running.md"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The settings of the service, in their order.
fn service() -> Vec<(String, String)> {
    let text = read("packaging/opencustoms.service");
    let lines = text.lines().filter(|line| !line.starts_with(['#', '[']) && !line.is_empty());
    lines.map(|line| line.split_once('=').unwrap()).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// What the service says of a setting; empty where it says nothing.
fn says(key: &str) -> Vec<String> {
    service().into_iter().filter(|(known, _)| known == key).map(|(_, value)| value).collect()
}

fn manual(arguments: &[&str]) -> String {
    let output = Desk::new().run(arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The words of a text that name a setting of the program.
fn settings(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.strip_prefix("OPENCUSTOMS_").is_some_and(|rest| !rest.is_empty())).collect()
}

fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("`{tool}` is not on this machine: what needs it did not run");
    }
    found
}

#[test]
fn the_service_starts_the_program_with_what_it_knows() {
    let start = says("ExecStart");
    let [start] = start.as_slice() else { panic!("{start:?}") };
    let words: Vec<&str> = start.split(' ').collect();
    let [program, command, flags @ ..] = words.as_slice() else { panic!("{start}") };
    assert_eq!(*program, "/usr/bin/opencustoms");
    let known = manual(&["--help"]);
    assert!(known.lines().any(|line| line.starts_with(&format!("  {command} "))), "`{command}` in {known}");
    let help = manual(&[command, "--help"]);
    for flag in flags {
        assert!(help.split_whitespace().any(|word| word == *flag), "`{flag}` in {help}");
    }
    let unit = read("packaging/opencustoms.service");
    let (environment, running) = (read("packaging/environment"), read("docs/running.md"));
    let named = settings(&unit).into_iter().chain(settings(&environment)).chain(settings(&running));
    for name in named.chain(["PORT"]).collect::<BTreeSet<_>>() {
        assert!(help.contains(&format!("[env: {name}=")), "`{name}` in {help}");
    }
    // A line that can be taken into use as it stands: a setting, or words about it.
    for line in environment.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        let name = line.strip_prefix('#').and_then(|line| line.split_once('=')).map(|(name, _)| name);
        assert!(name.is_some_and(|name| help.contains(&format!("[env: {name}="))), "{line}");
    }
}

#[test]
fn the_service_keeps_to_its_folder_and_its_few_rights() {
    let service = service();
    for (key, value) in RIGHTS {
        assert!(service.contains(&(key.to_owned(), value.to_owned())), "{key}={value}");
    }
    assert_eq!(says("EnvironmentFile"), ["-/etc/opencustoms/environment"]);
    let environment = says("Environment").join(" ");
    let given: BTreeSet<&str> = environment.split(' ').collect();
    assert_eq!(given, BTreeSet::from(["OPENCUSTOMS_DATA=/var/lib/opencustoms", "OPENCUSTOMS_LOG=json"]));
    assert_eq!(
        (says("Restart"), says("WantedBy")),
        (vec!["on-failure".to_owned()], vec!["multi-user.target".to_owned()])
    );
    // A command beside the service is the same user with the same folder, and may do no more than it.
    let admin = read("packaging/opencustoms-admin");
    let properties: Vec<&str> =
        admin.split("--property=").skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(properties.len() >= 8, "{properties:?}");
    for property in &properties {
        let (key, value) = property.split_once('=').unwrap();
        assert!(says(key).iter().any(|said| said.split(' ').any(|word| word == value)), "{property}");
    }
    for key in ["DynamicUser", "User", "StateDirectory", "UMask", "NoNewPrivileges", "EnvironmentFile"] {
        assert!(properties.iter().any(|property| property.starts_with(&format!("{key}="))), "{key}");
    }
}

#[test]
fn systemd_understands_every_line_of_the_service() {
    if !has("systemd-analyze") {
        return;
    }
    let desk = Desk::new();
    let verify = |name: &str, text: &str| {
        let path = desk.write(name, &text.replace("/usr/bin/opencustoms", env!("CARGO_BIN_EXE_opencustoms")));
        let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(path).output().unwrap();
        said(&output).lines().filter(|line| line.contains("opencustoms.service")).collect::<Vec<_>>().join("\n")
    };
    let unit = read("packaging/opencustoms.service");
    assert_eq!(verify("whole/opencustoms.service", &unit), "");
    let wrong = verify("wrong/opencustoms.service", &unit.replace("PrivateTmp=yes", "PrivateTemp=yes"));
    assert!(wrong.contains("PrivateTemp"), "{wrong}");
}

/// Makes a package around a program that says which C library it needs, in an environment that is as strict as any.
fn packaged(desk: &Desk, folder: &str, program: &str) -> PathBuf {
    let (stand_in, folder) = (desk.write("stand-in", program), desk.path(folder));
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o700)).unwrap();
    let made = Command::new("bash")
        .args(["-c", "umask 077; exec tools/deb.sh \"$1\"", "bash"])
        .arg(&folder)
        .current_dir(root())
        .env("OPENCUSTOMS_BINARY", &stand_in)
        .env("SOURCE_DATE_EPOCH", "1768471200")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let mut packages = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (package, more) = (packages.next().unwrap(), packages.next());
    let name = package.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with(concat!("opencustoms_", env!("CARGO_PKG_VERSION"), "_")) && name.ends_with(".deb"),
        "{name}"
    );
    assert_eq!(more, None);
    package
}

fn asked(arguments: &[&str], package: &Path) -> String {
    let output: Output = Command::new("dpkg-deb").args(arguments).arg(package).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

const PROGRAM: &str = "#!/bin/sh\n# GLIBC_2.9 GLIBC_2.34 GLIBC_2.17\nexit 0\n";

#[test]
fn the_package_holds_what_it_should_and_nothing_else() {
    if !has("dpkg-deb") {
        return;
    }
    let desk = Desk::new();
    let package = packaged(&desk, "first", PROGRAM);
    let listed = asked(&["--contents"], &package);
    let mut found = Vec::new();
    for line in listed.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!((words.len(), words[1]), (6, "root/root"), "{line}");
        found.push((words[0], words[5]));
    }
    found.sort_by_key(|(_, path)| *path);
    let mut wanted = LAYOUT;
    wanted.sort_by_key(|(_, path)| *path);
    assert_eq!(found, wanted);

    let unpacked = desk.path("unpacked");
    Command::new("dpkg-deb").arg("--extract").args([&package, &unpacked]).output().unwrap();
    for (path, source) in [
        ("usr/sbin/opencustoms-admin", "packaging/opencustoms-admin"),
        ("usr/lib/systemd/system/opencustoms.service", "packaging/opencustoms.service"),
        ("etc/opencustoms/environment", "packaging/environment"),
        ("usr/share/doc/opencustoms/running.md", "docs/running.md"),
        ("usr/share/doc/opencustoms/copyright", "LICENSE"),
    ] {
        assert_eq!(fs::read_to_string(unpacked.join(path)).unwrap(), read(source), "{path}");
    }
    assert_eq!(fs::read_to_string(unpacked.join("usr/bin/opencustoms")).unwrap(), PROGRAM);
    // What the service starts and where its manual is said to be.
    assert!(says("ExecStart")[0].starts_with("/usr/bin/opencustoms "));
    assert_eq!(says("Documentation"), ["file:///usr/share/doc/opencustoms/running.md"]);

    let again = packaged(&desk, "again", PROGRAM);
    assert_eq!(fs::read(&package).unwrap(), fs::read(&again).unwrap(), "the same program gives the same package");
}

#[test]
fn the_package_says_what_it_needs_and_starts_no_service_that_was_not_started() {
    if !has("dpkg-deb") {
        return;
    }
    let desk = Desk::new();
    let package = packaged(&desk, "deb", PROGRAM);
    let field =
        |name: &str| asked(&["--field"], &package).lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
    assert_eq!(field("Package: ").as_deref(), Some("opencustoms"));
    assert_eq!(field("Version: ").as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(field("Depends: ").as_deref(), Some("libc6 (>= 2.34), libgcc-s1"), "the newest that it asks for");
    let fixed = packaged(&desk, "fixed", "#!/bin/sh\nexit 0\n");
    assert!(asked(&["--field"], &fixed).contains("libc6 (>= 2.31)"), "a program that names no C library");

    let control = desk.path("control");
    Command::new("dpkg-deb").arg("--control").args([&package, &control]).output().unwrap();
    let mut names: Vec<String> =
        fs::read_dir(&control).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["conffiles", "control", "postinst", "postrm", "prerm"]);
    assert_eq!(desk.read("control/conffiles"), "/etc/opencustoms/environment\n");
    for script in ["postinst", "prerm", "postrm"] {
        let path = control.join(script);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755, "{script}");
        assert!(Command::new("sh").arg("-n").arg(&path).status().unwrap().success(), "{script}");
        let text = fs::read_to_string(&path).unwrap();
        let acts = text.lines().filter(|line| line.contains("systemctl"));
        let wakes = |line: &&str| [" enable", " start", " restart", " reenable"].iter().any(|act| line.contains(act));
        assert_eq!(acts.clone().find(wakes), None, "{script}");
        assert!(!text.contains("/var/lib"), "{script} touches the data");
        assert_eq!(script == "postinst", acts.clone().any(|line| line.contains("try-restart")), "{script}");
    }
}
