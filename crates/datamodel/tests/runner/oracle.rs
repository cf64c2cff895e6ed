//! A second opinion: expat, through Python's standard library, where Python is installed.

use std::io::Write;
use std::process::{Command, Stdio};

const SCRIPT: &str = "
import sys, struct
from xml.parsers import expat
data = sys.stdin.buffer
while True:
    head = data.read(4)
    if len(head) < 4: break
    document = data.read(struct.unpack('<I', head)[0])
    parser = expat.ParserCreate()
    try:
        parser.Parse(document, True)
        print('ok')
    except expat.ExpatError as error:
        print(error.lineno)
    except (ValueError, LookupError):
        print(1)
";

/// For each document the line of the first fault that expat sees, or `None` where it is well-formed; nothing at all
/// where there is no Python.
pub fn verdicts(documents: &[Vec<u8>]) -> Option<Vec<Option<u64>>> {
    let child = Command::new("python3").args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("the comparison with expat did not run: python3 is not installed");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let framed: Vec<u8> = documents
        .iter()
        .flat_map(|document| (document.len() as u32).to_le_bytes().into_iter().chain(document.iter().copied()))
        .collect();
    let writer = std::thread::spawn(move || input.write_all(&framed));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    Some(lines.lines().map(|line| line.parse().ok()).collect())
}

/// Fails where our verdict on well-formedness is not expat's.
pub fn compare(documents: &[Vec<u8>], name: impl Fn(usize) -> String) {
    let Some(verdicts) = verdicts(documents) else { return };
    assert_eq!(verdicts.len(), documents.len());
    for (index, (document, theirs)) in documents.iter().zip(&verdicts).enumerate() {
        let ours = super::read(document).err();
        // Expat does not look at the number of the version, we do; Python knows more encodings than we read.
        let stricter = |error: &datamodel::ReadError| {
            error.code == "xml-encoding" || error.text.en.contains("XML declaration is not of the form")
        };
        if ours.as_ref().is_some_and(stricter) {
            continue;
        }
        assert_eq!(
            ours.is_none(),
            theirs.is_none(),
            "{}: ours {:?}, expat says line {theirs:?}\n{}",
            name(index),
            ours.map(|error| error.to_string()),
            String::from_utf8_lossy(document).chars().take(2000).collect::<String>(),
        );
    }
}

#[test]
fn agrees_with_expat_on_every_sample_and_the_line_of_every_fault() {
    let files = super::samples::all();
    if files.is_empty() {
        return;
    }
    let documents: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.clone()).collect();
    compare(&documents, |index| files[index].0.display().to_string());
    let Some(verdicts) = verdicts(&documents) else { return };
    for ((path, bytes), theirs) in files.iter().zip(verdicts) {
        let ours = super::read(bytes).err().map(|error| error.place.line);
        assert_eq!(ours, theirs, "{}", path.display());
    }
}

#[test]
fn agrees_with_expat_on_mutants_of_a_small_message() {
    let seed = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<m:M xmlns:m='u'><!-- a - b --><D k=\"v\" l='w'>t&amp;&#65;</D><?p q?><E/><![CDATA[x]]></m:M>\n";
    let tokens: [&[u8]; 22] = [
        b"<", b">", b"&", b";", b"-", b"--", b"\"", b"'", b"=", b"/", b"?", b"!", b"]", b"]]>", b" ", b"\n", b"a",
        b"<!--", b"-->", b"<a>", b"</D>", b"\x01",
    ];
    let mut mutants = Vec::new();
    for at in 0..=seed.len() {
        for token in tokens {
            let mut inserted = seed[..at].to_vec();
            inserted.extend_from_slice(token);
            inserted.extend_from_slice(&seed[at..]);
            mutants.push(inserted);
            if at < seed.len() {
                let mut replaced = seed[..at].to_vec();
                replaced.extend_from_slice(token);
                replaced.extend_from_slice(&seed[at + 1..]);
                mutants.push(replaced);
            }
        }
        if at < seed.len() {
            let mut removed = seed.to_vec();
            removed.remove(at);
            mutants.push(removed);
        }
    }
    compare(&mutants, |index| format!("mutant {index}"));
}
