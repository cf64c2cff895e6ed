use csv::{ByteRecord, ReaderBuilder};
use rustc_hash::FxHashSet;
use thiserror::Error;

use crate::tree::Line;
use crate::{Code, Edition, Nomenclature, RowProblem};

/// The largest file that is read, in bytes.
const LARGEST_FILE_BYTES: usize = 64 * 1024 * 1024;
/// The most rows that are read. The largest national tariffs have some 40,000 lines.
const MOST_ROWS: usize = 500_000;
/// The longest text of a row, in characters; the longest text of the 2022 edition has 254.
const LONGEST_TEXT: usize = 4_000;
/// Rows of statistics that are no part of the Harmonized System.
const NOT_OF_THE_NOMENCLATURE: [&str; 5] = ["99", "9999", "999999", "TOTAL", "ALL"];

/// A row of a file before it is checked. A field that the file does not have is empty; only `code` and `text` must be
/// there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The section in Roman numerals.
    pub section: &'a str,
    /// The code, with or without points.
    pub code: &'a str,
    /// The text.
    pub text: &'a str,
    /// The code of the row above in the tree.
    pub parent: &'a str,
    /// The number of digits.
    pub level: &'a str,
}

/// Why a file could not be read as a nomenclature at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// The file is larger than the limit.
    #[error("the file has {0} bytes; at most {LARGEST_FILE_BYTES} are read")]
    TooLarge(usize),
    /// There are more rows than the limit.
    #[error("the file has more than {MOST_ROWS} rows")]
    TooManyRows,
    /// Columns are missing from the header.
    #[error("the header lacks the column {0}; it has {1}")]
    MissingColumns(String, String),
    /// The file cannot be taken apart into rows.
    #[error("the file cannot be read as comma-separated values: {0}")]
    Form(String),
    /// Not a single row could be taken.
    #[error("none of the {0} rows of the file could be taken")]
    NoRow(usize),
}

/// Collects rows, checks each, and makes a nomenclature of those that hold.
#[derive(Debug)]
pub struct Importer {
    edition: Edition,
    taken: Vec<Taken>,
    problems: Vec<RowProblem>,
    set_aside: usize,
    rows: usize,
}

#[derive(Debug)]
struct Taken {
    row: u64,
    code: Code,
    parent: Option<Code>,
    line: Line,
}

impl Importer {
    /// Nothing collected yet for an edition.
    #[must_use]
    pub fn new(edition: Edition) -> Self {
        Self { edition, taken: Vec::new(), problems: Vec::new(), set_aside: 0, rows: 0 }
    }

    /// Takes a row, sets it aside (totals and "not specified" of statistics) or keeps the problem it has.
    ///
    /// # Errors
    /// [`ImportError::TooManyRows`] beyond the limit.
    pub fn push(&mut self, row: Row<'_>) -> Result<(), ImportError> {
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(ImportError::TooManyRows);
        }
        if NOT_OF_THE_NOMENCLATURE.contains(&row.code.trim()) {
            self.set_aside += 1;
            return Ok(());
        }
        match checked(row) {
            Ok(taken) => self.taken.push(taken),
            Err(problem) => self.problems.push(problem),
        }
        Ok(())
    }

    /// Keeps a problem found before the row could be taken apart.
    fn refuse(&mut self, problem: RowProblem) {
        self.rows += 1;
        self.problems.push(problem);
    }

    /// The nomenclature of the rows that hold, and the problems of the others by line.
    ///
    /// # Errors
    /// [`ImportError::NoRow`] when no row holds.
    pub fn finish(mut self) -> Result<(Nomenclature, Vec<RowProblem>), ImportError> {
        self.taken.sort_by_key(|taken| (taken.code, taken.row));
        self.drop_duplicates();
        self.drop_orphans();
        if self.taken.is_empty() {
            return Err(ImportError::NoRow(self.rows));
        }
        self.problems.sort_by_key(|problem| problem.line);
        let lines = self.taken.into_iter().map(|taken| (taken.code, taken.line)).collect();
        Ok((Nomenclature::of_sorted(self.edition, lines, self.set_aside), self.problems))
    }

    fn drop_duplicates(&mut self) {
        let mut before: Option<(Code, u64)> = None;
        let problems = &mut self.problems;
        self.taken.retain(|taken| match before {
            Some((code, first)) if code == taken.code => {
                problems.push(RowProblem::new(
                    taken.row,
                    "duplicate",
                    format!("`{code}` stands already on line {first}"),
                    format!("`{code}` figure déjà à la ligne {first}"),
                ));
                false
            }
            _ => {
                before = Some((taken.code, taken.row));
                true
            }
        });
    }

    /// A row whose parent is not taken cannot be shown with its path, so it is not taken either. Parents come before
    /// their children in the order of the codes, so that one pass sees whole branches.
    fn drop_orphans(&mut self) {
        let mut known: FxHashSet<Code> = FxHashSet::default();
        let problems = &mut self.problems;
        self.taken.retain(|taken| {
            if let Some(parent) = taken.parent.filter(|parent| !known.contains(parent)) {
                problems.push(RowProblem::new(
                    taken.row,
                    "orphan",
                    format!("`{}` stands under `{parent}`, which the file lacks or which was refused", taken.code),
                    format!("`{}` relève de `{parent}`, absent du fichier ou refusé", taken.code),
                ));
                return false;
            }
            known.insert(taken.code);
            true
        });
    }
}

fn checked(row: Row<'_>) -> Result<Taken, RowProblem> {
    let code: Code = row.code.parse().map_err(|error| {
        let shown: String = row.code.chars().take(40).collect();
        RowProblem::new(
            row.line,
            "code",
            format!("{error}"),
            format!("`{shown}` n’est pas un code : 2, 4, 6, 8 ou 10 chiffres sont attendus, zéros de tête compris"),
        )
    })?;
    if code.chapter_number() == 77 {
        let (en, fr) = (format!("`{code}`: chapter 77 is reserved"), format!("`{code}` : le chapitre 77 est réservé"));
        return Err(RowProblem::new(row.line, "chapter", en, fr));
    }
    check_text(row, code)?;
    check_level(row, code)?;
    let parent = parent_of(row, code)?;
    let line = Line { section: row.section.trim().into(), text: row.text.trim().into() };
    Ok(Taken { row: row.line, code, parent, line })
}

fn check_text(row: Row<'_>, code: Code) -> Result<(), RowProblem> {
    let text = row.text.trim();
    let problem = |en: &str, fr: &str| {
        Err(RowProblem::new(row.line, "text", format!("`{code}`: {en}"), format!("`{code}` : {fr}")))
    };
    if text.is_empty() {
        return problem("the text is missing", "le libellé manque");
    }
    if text.contains('\n') {
        return problem(
            "the text holds a line break; a quotation mark may not be closed",
            "le libellé contient un saut de ligne ; un guillemet n’est peut-être pas fermé",
        );
    }
    if text.chars().take(LONGEST_TEXT + 1).count() > LONGEST_TEXT {
        return problem("the text is longer than 4,000 characters", "le libellé dépasse 4 000 caractères");
    }
    Ok(())
}

fn check_level(row: Row<'_>, code: Code) -> Result<(), RowProblem> {
    let level = row.level.trim();
    if level.is_empty() || level.parse() == Ok(code.digits()) {
        return Ok(());
    }
    let level: String = level.chars().take(40).collect();
    let digits = code.digits();
    Err(RowProblem::new(
        row.line,
        "level",
        format!("`{code}` has {digits} digits, but the level is `{level}`"),
        format!("`{code}` compte {digits} chiffres, mais le niveau est `{level}`"),
    ))
}

/// The parent as the row names it, or else the code without its last two digits; none for a chapter.
fn parent_of(row: Row<'_>, code: Code) -> Result<Option<Code>, RowProblem> {
    let Some(usual) = code.prefix(code.digits() - 2) else { return Ok(None) };
    if row.parent.trim().is_empty() {
        return Ok(Some(usual));
    }
    match Code::read(row.parent) {
        Some(parent) if parent != code && code.is_within(parent) => Ok(Some(parent)),
        _ => {
            let named: String = row.parent.chars().take(40).collect();
            Err(RowProblem::new(
                row.line,
                "parent",
                format!("`{code}` does not begin with its parent `{named}`; `{usual}` would be right"),
                format!("`{code}` ne commence pas par son parent `{named}` ; `{usual}` conviendrait"),
            ))
        }
    }
}

impl Nomenclature {
    /// Reads an edition from comma-separated values in UTF-8 with a header. The columns `hscode` and `description` are
    /// wanted; `section`, `parent` and `level` are used where they are there, others are not. Rows that do not hold
    /// (code, level, parent, duplicate, text, encoding) are named with their line; the rows 99, 9999, 999999 and TOTAL
    /// of statistics are set aside.
    ///
    /// # Errors
    /// [`ImportError`] when the file is too large, has no such header, or no row of it holds.
    pub fn from_csv(bytes: &[u8], edition: Edition) -> Result<(Self, Vec<RowProblem>), ImportError> {
        if bytes.len() > LARGEST_FILE_BYTES {
            return Err(ImportError::TooLarge(bytes.len()));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = reader.byte_headers().map_err(|error| ImportError::Form(error.to_string()))?.clone();
        let columns = Columns::of(&header)?;
        let mut importer = Importer::new(edition);
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| ImportError::Form(error.to_string()))? {
            let line = record.position().map_or(0, csv::Position::line);
            match columns.row(&record, line, header.len()) {
                Ok(row) => importer.push(row)?,
                Err(problem) => importer.refuse(problem),
            }
        }
        importer.finish()
    }
}

/// Where the columns stand.
struct Columns {
    code: usize,
    text: usize,
    section: Option<usize>,
    parent: Option<usize>,
    level: Option<usize>,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self, ImportError> {
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
        let find = |wanted: &str| names.iter().position(|name| name == wanted);
        let needed = |wanted: &str| {
            find(wanted).ok_or_else(|| {
                let there: String = format!("`{}`", names.join("`, `")).chars().take(400).collect();
                ImportError::MissingColumns(format!("`{wanted}`"), there)
            })
        };
        let (code, text) = (needed("hscode")?, needed("description")?);
        Ok(Self { code, text, section: find("section"), parent: find("parent"), level: find("level") })
    }

    fn row<'r>(&self, record: &'r ByteRecord, line: u64, wanted: usize) -> Result<Row<'r>, RowProblem> {
        let found = record.len();
        if found != wanted {
            return Err(RowProblem::new(
                line,
                "fields",
                format!("the row has {found} fields; the header has {wanted}"),
                format!("la ligne compte {found} champs ; l’en-tête en compte {wanted}"),
            ));
        }
        let field = |place: Option<usize>| {
            let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
            std::str::from_utf8(bytes).map_err(|_| {
                let en = "the row is not text in UTF-8; save the file in that encoding";
                let fr = "la ligne n’est pas du texte en UTF-8 ; enregistrez le fichier dans ce codage";
                RowProblem::new(line, "encoding", en, fr)
            })
        };
        Ok(Row {
            line,
            section: field(self.section)?,
            code: field(Some(self.code))?,
            text: field(Some(self.text))?,
            parent: field(self.parent)?,
            level: field(self.level)?,
        })
    }
}
