//! The sheets: one for each template, filled by the handlers.

use askama::Template;

use crate::page::frame::Frame;
use crate::page::view::answer::AnswerView;
use crate::page::view::ask::AskForm;
use crate::page::view::batch::{ChartView, OutcomeRow, Progress, Tile};
use crate::page::view::declaration::DeclarationView;
use crate::page::view::description::Description;
use crate::page::view::part::{Chip, Choice};
use crate::page::view::reference::{HsView, ReferenceView};

/// The trade question.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// The frame.
    pub f: Frame,
    /// The form.
    pub form: AskForm,
    /// Questions that work: words and address.
    pub samples: Vec<(String, String)>,
    /// What is missing, or empty.
    pub missing: String,
}

/// The trade answer.
#[derive(Template)]
#[template(path = "answer.html")]
pub struct Answer {
    /// The frame.
    pub f: Frame,
    /// The form, with what was asked.
    pub form: AskForm,
    /// What could not be understood, as HTML.
    pub problems: Vec<String>,
    /// The answer.
    pub a: AnswerView,
}

/// One earlier file in the list.
pub struct BatchRow {
    /// The tail of its address.
    pub link: String,
    /// The file's name.
    pub name: String,
    /// How far it has come.
    pub state: Chip,
    /// How many records.
    pub records: String,
    /// The day asked about.
    pub on: String,
    /// When it was asked for.
    pub begun: String,
}

/// Clear a file.
#[derive(Template)]
#[template(path = "clear.html")]
pub struct Clear {
    /// The frame.
    pub f: Frame,
    /// Why the last attempt was refused, as HTML, or empty.
    pub problem: String,
    /// The mappings.
    pub maps: Vec<Choice>,
    /// The day.
    pub on: String,
    /// What can be read: name, endings, words.
    pub formats: Vec<(String, &'static str, String)>,
    /// The earlier files.
    pub batches: Vec<BatchRow>,
    /// How many stand there.
    pub earlier_note: String,
    /// The address of older ones.
    pub older: Option<String>,
}

/// A file on its way, or one that could not be cleared.
#[derive(Template)]
#[template(path = "batch_running.html")]
pub struct Running {
    /// The frame.
    pub f: Frame,
    /// The batch's identifier.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The state.
    pub state: Chip,
    /// Where it stands in the line, or what is being done.
    pub stage: String,
    /// Where it can be stopped.
    pub stop: String,
    /// The progress.
    pub progress: Progress,
    /// Why it failed, as HTML, or empty.
    pub failure: String,
    /// Where it can be run again.
    pub again: String,
    /// Whether it can.
    pub can_again: bool,
    /// The books.
    pub books: String,
}

/// The filter of a batch.
pub struct FilterForm {
    /// The lanes.
    pub lanes: Vec<Choice>,
    /// The findings.
    pub findings: Vec<Choice>,
    /// The duty states.
    pub states: Vec<Choice>,
    /// The chapters.
    pub chapters: Vec<Choice>,
    /// The text.
    pub text: String,
    /// Whether anything restricts.
    pub on: bool,
}

/// A cleared file.
#[derive(Template)]
#[template(path = "batch.html")]
pub struct Finished {
    /// The frame.
    pub f: Frame,
    /// The file's name.
    pub name: String,
    /// The tail of the batch's address.
    pub tail: String,
    /// How many, for which day.
    pub summary: String,
    /// The downloads: words and address.
    pub downloads: Vec<(String, String)>,
    /// What was not read or set aside: words, note, address.
    pub left_out: Vec<(String, String, String)>,
    /// The lanes.
    pub tiles: Vec<Tile>,
    /// The charts.
    pub charts: Vec<ChartView>,
    /// The filter.
    pub filter: FilterForm,
    /// How many the filter leaves.
    pub found: String,
    /// The rows.
    pub rows: Vec<OutcomeRow>,
    /// The currency of the amounts.
    pub currency: String,
    /// Which rows are shown.
    pub page_note: String,
    /// The first page, where another is shown.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// The books.
    pub books: String,
}

/// One declaration.
#[derive(Template)]
#[template(path = "declaration.html")]
pub struct OneDeclaration {
    /// The frame.
    pub f: Frame,
    /// The declaration and its outcome.
    pub d: DeclarationView,
    /// The tail of the batch's address, with the filter.
    pub back: String,
    /// The file's name.
    pub batch_name: String,
    /// The declaration's number in the file.
    pub number: String,
    /// The declaration before, under the filter.
    pub previous: Option<String>,
    /// The declaration after, under the filter.
    pub next: Option<String>,
    /// The same as JSON.
    pub json: String,
    /// The digest of the books it was cleared by.
    pub books: String,
}

/// What is loaded.
#[derive(Template)]
#[template(path = "reference.html")]
pub struct Reference {
    /// The frame.
    pub f: Frame,
    /// What is loaded.
    pub r: ReferenceView,
}

/// One place of the nomenclature.
#[derive(Template)]
#[template(path = "hs.html")]
pub struct Hs {
    /// The frame.
    pub f: Frame,
    /// The place.
    pub h: HsView,
}

/// The API reference.
#[derive(Template)]
#[template(path = "api.html")]
pub struct Api {
    /// The frame.
    pub f: Frame,
    /// The description.
    pub a: Description,
}

/// An error.
#[derive(Template)]
#[template(path = "error.html")]
pub struct Lost {
    /// The frame.
    pub f: Frame,
    /// The status.
    pub status: u16,
    /// What it means.
    pub words: String,
    /// What exactly is wrong, as HTML, or empty.
    pub detail: String,
}
