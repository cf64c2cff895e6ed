//! Puts the books together from what travels inside the binary and what the data folder holds.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use basis::Date;
use clearance::{Books, Draw, Parts};
use declaration::mapping::Mapping;
use declaration::procedure::Procedures;
use declaration::rules::RuleBook;
use nomenclature::SearchIndex;
use risk::Model;
use tariff::Tariff;
use valuation::{Basis, Practice};

use crate::embedded;
use crate::failure::Failure;
use crate::reference;

/// The folder in which the program keeps its data.
#[derive(Clone, clap::Args)]
pub(crate) struct DataFolder {
    /// The folder with reference data, the database and the key of the random draw
    #[arg(long = "data", value_name = "FOLDER", default_value = "data", env = "OPENCUSTOMS_DATA")]
    pub(crate) path: PathBuf,
}

/// Where the books come from.
pub(crate) struct Sources {
    pub(crate) data: DataFolder,
    pub(crate) model: Option<PathBuf>,
    pub(crate) random_share: f64,
    pub(crate) random_key: Option<PathBuf>,
}

/// The books, and what a person should know about them.
pub(crate) struct Loaded {
    pub(crate) books: Books,
    pub(crate) messages: Vec<String>,
}

/// Today's date where the machine stands: the shell's clock, handed down as an argument.
pub(crate) fn today() -> Date {
    jiff::Zoned::now().date()
}

pub(crate) fn load(sources: &Sources) -> Result<Loaded, Failure> {
    let reference = reference::load(&sources.data.path)?;
    let model = sources.model.as_deref().map(model).transpose()?;
    let draw = draw(sources)?;
    let search = SearchIndex::build(&reference.nomenclature);
    let procedures = own("procedures.toml", Procedures::read(embedded::PROCEDURES))?;
    let lists = reference.lists(&procedures)?;
    let tariff = demonstration_tariff()?;
    let basis = if tariff.counts_transport() { Basis::Cif } else { Basis::Fob };
    let parts = Parts {
        search: Arc::new(search),
        nomenclature: Arc::new(reference.nomenclature),
        tariff: Arc::new(tariff),
        procedures: Arc::new(procedures),
        rules: Arc::new(own("rules.toml", RuleBook::read(embedded::RULES))?),
        lists: Arc::new(lists),
        practice: Practice::new(basis),
        model: model.map(Arc::new),
        thresholds: None,
        draw,
    };
    Ok(Loaded { books: Books::new(parts), messages: reference.messages })
}

/// The demonstration tariff of the fictional Member Meridia.
pub(crate) fn demonstration_tariff() -> Result<Tariff, Failure> {
    Tariff::read(&embedded::TARIFF).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::content(Path::new("reference/tariff"), first)
    })
}

fn own<T, E: ToString>(name: &str, read: Result<T, E>) -> Result<T, Failure> {
    read.map_err(|problem| Failure::content(Path::new(name), problem))
}

/// A mapping file, or one that travels inside the binary by its name (`kcs`, `meridia`).
pub(crate) fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let name = path.to_string_lossy();
    let text = match embedded::MAPS.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => (*text).to_owned(),
        None => fs::read_to_string(path).map_err(Failure::file(path))?,
    };
    Mapping::read(&text).map_err(|problem| Failure::content(path, problem))
}

fn model(path: &Path) -> Result<Model, Failure> {
    let bytes = fs::read(path).map_err(Failure::file(path))?;
    Model::read(&bytes).map_err(|problem| Failure::content(path, problem))
}

fn draw(sources: &Sources) -> Result<Draw, Failure> {
    if sources.random_share == 0.0 {
        return Ok(Draw::none());
    }
    let key = match &sources.random_key {
        Some(path) => fs::read(path).map_err(Failure::file(path))?,
        None => kept_key(&sources.data.path)?,
    };
    Draw::new(&key, sources.random_share).map_err(|problem| Failure::Misuse(problem.to_string()))
}

/// The key of the draw in the data folder: 32 random bytes of the system, made on first use, readable by its owner.
fn kept_key(folder: &Path) -> Result<Vec<u8>, Failure> {
    let path = folder.join("draw.key");
    if let Ok(key) = fs::read(&path) {
        return Ok(key);
    }
    fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    let mut key = vec![0; 32];
    let random = Path::new("/dev/urandom");
    File::open(random).and_then(|mut source| source.read_exact(&mut key)).map_err(Failure::file(random))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&path) {
        Ok(mut file) => file.write_all(&key).map_err(Failure::file(&path))?,
        // Another process made it first: theirs counts.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return fs::read(&path).map_err(Failure::file(&path));
        }
        Err(error) => return Err(Failure::file(&path)(error)),
    }
    Ok(key)
}
