//! Books for tests: the reference files of the repository, and a nomenclature of a few codes.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use basis::Date;
use clearance::pipeline::{self, Content, Format, Options, PipelineError, Progress, Source, Summary};
use clearance::write::{Scribe, Sink};
use clearance::{Books, Draw, Parts};
use declaration::lists::CodeLists;
use declaration::mapping::Mapping;
use declaration::procedure::Procedures;
use declaration::rules::RuleBook;
use nomenclature::{Edition, Nomenclature, SearchIndex};
use tariff::Tariff;
use valuation::{Basis, Practice};

pub const CODES: &str = "section,hscode,description,parent,level\n\
    XVII,87,Vehicles,TOTAL,2\nXVII,8712,Bicycles and other cycles,87,4\nXVII,871200,Bicycles,8712,6\n\
    I,01,Animals; live,TOTAL,2\nI,0101,Horses; live,01,4\nI,010121,Horses; pure-bred,0101,6\n\
    XVI,85,Electrical machinery,TOTAL,2\nXVI,8510,Shavers,85,4\nXVI,851090,Shavers; parts,8510,6\n";

pub fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference").join(name)
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn shared() -> Option<PathBuf> {
    std::env::var_os("OPENCUSTOMS_SHARED").map(PathBuf::from)
}

fn tariff() -> Tariff {
    let mut files: Vec<(String, String)> = fs::read_dir(reference("tariff"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Tariff::read(&files).unwrap()
}

pub fn parts() -> Parts {
    let edition = Edition::of_year(2022, "test").unwrap();
    let csv = match shared() {
        Some(folder) => fs::read(folder.join("data/nomenclature/hs2022_harmonized-system.csv")).unwrap(),
        None => CODES.as_bytes().to_vec(),
    };
    let (nomenclature, _) = Nomenclature::from_csv(&csv, edition).unwrap();
    let read = |name: &str| fs::read_to_string(reference(name)).unwrap();
    Parts {
        search: Arc::new(SearchIndex::build(&nomenclature)),
        nomenclature: Arc::new(nomenclature),
        tariff: Arc::new(tariff()),
        procedures: Arc::new(Procedures::read(&read("procedures.toml")).unwrap()),
        rules: Arc::new(RuleBook::read(&read("rules.toml")).unwrap()),
        lists: Arc::new(CodeLists::default()),
        practice: Practice::new(Basis::Cif),
        model: None,
        thresholds: None,
        draw: Draw::new(b"0123456789abcdef", 0.01).unwrap(),
    }
}

pub fn books() -> Books {
    Books::new(parts())
}

pub fn map(name: &str) -> Arc<Mapping> {
    let text = fs::read_to_string(reference("maps").join(name)).unwrap();
    Arc::new(Mapping::read(&text).unwrap())
}

pub fn options(map: Option<Arc<Mapping>>, threads: usize) -> Options {
    Options { on: day("2026-01-15"), threads, steps: true, language: None, map }
}

/// A row of the Korean columns.
pub fn row(id: u64, code: &str, price: &str) -> String {
    format!(
        "{id},2020-03-01,40,B,11,21,11,10,DCL{},IMP{},SEL{},,{code},CN,CN,8.0,A,Y,{}.5,{price},0,0\n",
        id % 7,
        id % 11,
        id % 13,
        10 + id % 90
    )
}

pub const HEADER: &str = "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,\
Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,\
Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud\n";

pub fn table(rows: u64) -> String {
    let codes = ["871200", "010121", "851090", "000000"];
    let rows = (1..=rows).map(|id| row(id, codes[id as usize % 4], &format!("{}.25", 1000 + id * 37 % 9000)));
    HEADER.to_owned() + &rows.collect::<String>()
}

/// Everything a run wrote.
pub struct Written {
    pub text: Vec<u8>,
    pub errors: String,
    pub skipped: String,
    pub summary: Summary,
}

impl Written {
    pub fn lines(&self) -> Vec<String> {
        String::from_utf8(self.text.clone()).unwrap().lines().map(str::to_owned).collect()
    }

    pub fn outcomes(&self) -> Vec<serde_json::Value> {
        self.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub fn stream(name: &str, reader: impl Read + Send + 'static, format: Format) -> Source {
    Source { name: name.into(), format, content: Content::Stream(Box::new(reader)) }
}

pub fn file(name: &str, bytes: Vec<u8>, format: Format) -> Source {
    Source { name: name.into(), format, content: Content::File(Box::new(Cursor::new(bytes))) }
}

pub fn run(sources: Vec<Source>, books: &Books, options: &Options, to: Format) -> Result<Written, PipelineError> {
    let mut bytes = Vec::new();
    let (mut errors, mut skipped) = (Vec::new(), Vec::new());
    let mut sink = Sink::open(to, &mut bytes).unwrap();
    let scribe = Scribe::new(to, basis::Language::En);
    let summary =
        pipeline::run(&mut sources.into_iter(), books, options, &Progress::default(), &scribe, &mut |draft| {
            let sheet = draft.finish().unwrap();
            sink.write(&sheet).unwrap();
            errors.extend_from_slice(&sheet.errors);
            skipped.extend_from_slice(&sheet.skipped);
            Ok(())
        })?;
    sink.close().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ok(Written { text: bytes, errors: text(errors), skipped: text(skipped), summary })
}

pub fn run_csv(text: &str, to: Format) -> Written {
    let source = stream("t.csv", Cursor::new(text.as_bytes().to_vec()), Format::Csv);
    run(vec![source], &books(), &options(Some(map("kcs.toml")), 2), to).unwrap()
}
