//! Embeds the style sheet, the scripts and, where `npm ci` has fetched them, the type faces.
//!
//! Without `web/node_modules` the pages use the system's faces: the build asks nothing of the network.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What we wrote: the name under `assets/`.
const OURS: [&str; 5] = ["look.css", "clear.js", "batch.js", "passkey.js", "mark.svg"];

/// The type faces: family, package, file, whether the file is the extended Latin subset.
const FACES: [(&str, &str, &str, bool); 6] = [
    ("Inter Variable", "inter", "inter-latin-wght-normal.woff2", false),
    ("Inter Variable", "inter", "inter-latin-ext-wght-normal.woff2", true),
    ("Source Serif 4 Variable", "source-serif-4", "source-serif-4-latin-wght-normal.woff2", false),
    ("Source Serif 4 Variable", "source-serif-4", "source-serif-4-latin-ext-wght-normal.woff2", true),
    ("JetBrains Mono Variable", "jetbrains-mono", "jetbrains-mono-latin-wght-normal.woff2", false),
    ("JetBrains Mono Variable", "jetbrains-mono", "jetbrains-mono-latin-ext-wght-normal.woff2", true),
];

fn main() -> Result<(), Box<dyn Error>> {
    let crate_folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let web = crate_folder.join("../../web");
    let mut code = String::from("pub(super) static OURS: &[(&str, &[u8])] = &[\n");
    for name in OURS {
        let file = crate_folder.join("assets").join(name);
        embed(&mut code, &format!("{name:?}"), &file)?;
    }
    code.push_str("];\npub(super) static FACES: &[(&str, bool, &str, &[u8])] = &[\n");
    for (family, package, name, extended) in FACES {
        let file = web.join("node_modules/@fontsource-variable").join(package).join("files").join(name);
        if file.is_file() {
            embed(&mut code, &format!("{family:?}, {extended}, {name:?}"), &file)?;
        }
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    println!("cargo::rerun-if-changed={}", crate_folder.join("assets").display());
    println!("cargo::rerun-if-changed={}", crate_folder.join("templates").display());
    println!("cargo::rerun-if-changed={}", web.join("package-lock.json").display());
    println!("cargo::rerun-if-changed={}", web.join("node_modules/.package-lock.json").display());
    Ok(())
}

/// Writes one row of a table: the columns before it, then the bytes of a file.
fn embed(code: &mut String, columns: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    writeln!(code, "    ({columns}, include_bytes!({:?})),", file.display().to_string())?;
    Ok(())
}
