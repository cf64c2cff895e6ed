//! The officer's part of a document's page: its working copies, its marks, and what can be done with it.

use std::collections::BTreeMap;

use access::RecordState;
use basis::Language;
use store::{Blob, Paper, PaperLanguage};

use super::marks::{MarksForm, Problems, Typed};
use super::sheet::{Desk, WorkingCopy};
use super::show::file_words;
use super::words::{Names, language_name, scan_chip, state_chip};
use crate::language::Words;
use crate::page::clear::moment;
use crate::page::view::part::Chip;

/// What the part is made of.
pub struct Desks<'a> {
    /// The reader's language.
    pub words: Words,
    /// The names of bodies and roles.
    pub names: &'a Names<'a>,
    /// The contents of the document.
    pub blobs: &'a BTreeMap<String, Blob>,
}

/// The officer's part of a document's page, with the marks that were typed where there are some.
#[must_use]
pub fn of(desks: &Desks<'_>, paper: &Paper, typed: Option<&(Typed, Problems)>) -> Desk {
    let tail = format!("/document/{}", paper.record.id);
    let copy = |language: Language| {
        let found = paper.languages.iter().find(|copy| copy.language == language);
        copy_of(desks, &tail, language, found)
    };
    let kept = (Typed::kept(&paper.record), Problems::new());
    let (marks, problems) = typed.unwrap_or(&kept);
    Desk {
        version: paper.version,
        copies: Language::ALL.into_iter().map(copy).collect(),
        marks: MarksForm::of(desks.words, desks.names, marks, problems),
        withdraws: paper.record.state == RecordState::Published,
        tail,
    }
}

fn copy_of(desks: &Desks<'_>, tail: &str, language: Language, copy: Option<&PaperLanguage>) -> WorkingCopy {
    let words = desks.words;
    let blob = copy.and_then(|copy| copy.draft.blob.as_ref()).and_then(|hash| desks.blobs.get(hash));
    let state = copy.map_or("missing", |copy| copy.state.as_str());
    let ready = copy.is_some_and(|copy| copy.state == "draft") && blob.is_none_or(|blob| blob.scan.lets_through());
    let file = copy.zip(blob).map(|(copy, blob)| format!("{} ({})", copy.draft.file, file_words(words, blob)));
    let publish = format!("{tail}/publish/{}", language.code());
    WorkingCopy {
        language: language_name(words, language),
        lang: language.code(),
        state: state_chip(words, state),
        title: copy.map(|copy| copy.draft.title.clone()).unwrap_or_default(),
        file: file.unwrap_or_default(),
        scan: blob.map_or_else(|| Chip::new("", ""), |blob| scan_chip(words, blob.scan)),
        changed: copy.map(|copy| moment(words, copy.changed_at)).unwrap_or_default(),
        edit: format!("{tail}/edit/{}", language.code()),
        publish: if ready { publish } else { String::new() },
    }
}
