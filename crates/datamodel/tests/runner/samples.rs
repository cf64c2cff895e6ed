//! The published sample messages, where they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use datamodel::{Element, Name};

/// The folder of sample messages, when `OPENCUSTOMS_SHARED` says where the shared test data is.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("OPENCUSTOMS_SHARED")?;
    Some(Path::new(&shared).join("data/datamodel/hmrc-cds"))
}

/// Every XML file below a folder, in the order of the names.
pub fn xml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The files and their bytes; says so and gives nothing where the data is not at hand.
pub fn all() -> Vec<(PathBuf, Vec<u8>)> {
    let Some(folder) = folder() else {
        println!("the samples were not read: OPENCUSTOMS_SHARED is not set");
        return Vec::new();
    };
    xml_files(&folder.join("samples")).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn counts_what_the_founding_data_holds() {
    let files = all();
    if files.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    let mut amendments = 0;
    for (path, bytes) in &files {
        match super::read(bytes) {
            Ok(message) => {
                *kinds.entry(message.describe().en.into_owned()).or_default() += 1;
                let function = message.declaration().and_then(|declaration| declaration.child(Name::FunctionCode));
                amendments += usize::from(function.is_some_and(|function| function.text() == "13"));
            }
            Err(error) => {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                broken.push((name, error.place.line, error.code));
            }
        }
    }
    assert_eq!(files.len(), 717);
    assert_eq!(kinds.get("a MetaData message that carries `Declaration`"), Some(&275));
    assert_eq!(amendments, 24);
    assert_eq!(kinds.get("a MetaData message that carries `Response`, not `Declaration`"), Some(&379));
    let expected = [("TT_EX002a.xml", 72), ("TT_EX022a_Declaration1_(Step1).xml", 52), ("TT_IM084a.xml", 164)];
    let found: Vec<_> = broken.iter().map(|(name, line, _)| (name.as_str(), *line)).collect();
    assert_eq!(found, expected);
    assert!(broken.iter().all(|(_, _, code)| *code == "xml-not-well-formed"));
}

#[test]
fn every_element_of_the_tree_stands_where_it_says() {
    for (path, bytes) in all() {
        let Ok(message) = super::read(&bytes) else { continue };
        let text = std::str::from_utf8(&bytes).unwrap().trim_start_matches('\u{FEFF}');
        let lines: Vec<&str> = text.split('\n').collect();
        for element in message.elements() {
            let place = element.place();
            let line = lines[place.line as usize - 1];
            let tag: String = line.chars().skip(place.column as usize - 1).collect();
            let name = element.local_name();
            assert!(tag.starts_with('<') && tag.contains(name), "{} {place:?} {name}", path.display());
            if let (Some(pointer), true) = (element.pointer(), message.declaration().is_some()) {
                let back = message.find(&pointer).unwrap();
                assert_eq!(back.pointer().unwrap(), pointer, "{}", path.display());
            }
        }
    }
}

#[test]
fn text_and_children_hang_together() {
    let message =
        super::read(b"<a x='1&amp;2'>\r\n  <b>  one </b><c/>\n<b>t<!-- x -->w<![CDATA[<o>]]>&#x21;</b></a>").unwrap();
    let root = message.root_element().unwrap();
    assert_eq!(root.attribute("x"), Some("1&2"));
    let texts: Vec<(&str, &str)> = root.children().map(|child: Element| (child.local_name(), child.text())).collect();
    assert_eq!(texts, [("b", "one"), ("c", ""), ("b", "tw<o>!")]);
}

#[test]
fn mixed_text_keeps_its_inner_white_space() {
    let message = super::read(b"<a> one <b>two</b> three\r\nfour &lt; five </a>").unwrap();
    assert_eq!(message.root_element().unwrap().text(), "one  three\nfour < five");
}
