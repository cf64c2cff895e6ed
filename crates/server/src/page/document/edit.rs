//! The working copy of one language: title, summary, file.

use access::RecordId;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use basis::{Language, Text};
use store::{Paper, PaperLanguage, Upload};

use super::intake;
use super::sheet::{Beside, EditSheet};
use super::words::language_name;
use crate::App;
use crate::api::documents::{document_id, language_of};
use crate::draft::{self, Faults, Sent};
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::Service;
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::view::part::Choice;
use crate::page::visit::{Visit, page};

/// The form with the working copy as it stands.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id, written)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (language, paper) = opened(&app, &visit, &id, &written).await?;
    let copy = copy_of(&paper, language);
    let draft = copy.map(|copy| copy.draft.clone());
    let (title, summary) = draft.map(|draft| (draft.title, draft.summary)).unwrap_or_default();
    let sent = Sent { version: paper.version, title, summary, ..Sent::default() };
    sheet(&app, &visit, &paper, language, &sent, &Faults::default()).await
}

/// Keeps the working copy and goes back to the document. Where it is refused, the form says why and keeps what was
/// typed; a file that came with it has to be chosen again.
///
/// # Errors
/// `not-found`, `refused`, `mark`, what the store says, or `internal`.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((_, id, written)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Failure> {
    let (language, paper) = opened(&app, &visit, &id, &written).await?;
    let form = Multipart::from_request(request, &app).await.map_err(|_| {
        Failure::misuse(
            "form",
            "this address takes a form with a file",
            "cette adresse attend un formulaire avec fichier",
        )
    })?;
    let sent = intake::read(&app, &visit.who, form).await?;
    let (viewer, id) = (&visit.who.viewer, &paper.record.id);
    let copy = copy_of(&paper, language).map(|copy| &copy.draft);
    let faults = draft::save(&app, viewer, id, language, (paper.version, copy), &sent).await?;
    if faults.is_none() {
        return Ok(visit.to(&format!("/document/{id}?told=saved")));
    }
    if !sent.before {
        draft::discard(&app, viewer, sent.file.as_ref()).await;
    }
    // Whoever was overtaken sees what stands there now.
    let paper = match faults.changed {
        true => app.store.paper(viewer, id, app.now()).await?.into_value(),
        false => paper,
    };
    let status = if faults.changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut response = sheet(&app, &visit, &paper, language, &sent, &faults).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// The document and the language, for those who may change it.
async fn opened(app: &App, visit: &Visit, id: &str, written: &str) -> Result<(Language, Paper), Failure> {
    let language = language_of(written)?;
    let id: RecordId = document_id(id)?;
    let viewer = &visit.who.viewer;
    let paper = app.store.paper(viewer, &id, app.now()).await?.into_value();
    if paper.editable { Ok((language, paper)) } else { Err(Failure::refused(&[])) }
}

fn copy_of(paper: &Paper, language: Language) -> Option<&PaperLanguage> {
    paper.languages.iter().find(|copy| copy.language == language)
}

/// What is wrong with the file: what was said of it, or that it is no longer there to be taken.
fn file_problem(words: Words, sent: &Sent, faults: &Faults, uploads: &[Upload]) -> String {
    let lost = |file: &Upload| !uploads.iter().any(|upload| upload.id == file.id);
    match &faults.file {
        Some(text) => words.of(text).to_owned(),
        None if sent.file.as_ref().is_some_and(lost) => words.t("document-problem-file-again").to_owned(),
        None => String::new(),
    }
}

/// The files that were sent in pieces, to choose from; nothing where there are none.
fn waiting(words: Words, sent: &Sent, uploads: &[Upload]) -> Vec<Choice> {
    if uploads.is_empty() {
        return Vec::new();
    }
    let told = |upload: &Upload| format!("{} ({})", upload.name, words.size(upload.received));
    let chosen = sent.file.as_ref().map_or("", |file| file.id.as_str());
    let values = uploads.iter().map(|upload| (upload.id.to_string(), told(upload)));
    choices(Some(words.t("document-upload-none")), values, chosen)
}

/// Another text beside the form.
fn beside(words: Words, key: &str, copy: &PaperLanguage) -> Beside {
    Beside {
        heading: words.say(key, &[("language", &language_name(words, copy.language))]),
        lang: copy.language.code(),
        title: copy.draft.title.clone(),
        summary: copy.draft.summary.clone(),
        file: copy.draft.file.clone(),
    }
}

async fn sheet(
    app: &App,
    visit: &Visit,
    paper: &Paper,
    language: Language,
    sent: &Sent,
    faults: &Faults,
) -> Result<Response, Failure> {
    let words = visit.words;
    let uploads = app.store.document_uploads(&visit.who.viewer).await?;
    let above = match (faults.is_none(), faults.changed) {
        (true, _) => "",
        (false, true) => words.t("document-changed"),
        (false, false) => words.t("document-problem"),
    };
    let problem = |text: &Option<Text>| text.as_ref().map(|text| words.of(text).to_owned()).unwrap_or_default();
    let heading = words.say("document-edit-title", &[("language", &language_name(words, language))]);
    let tail = format!("/document/{}", paper.record.id);
    let own = copy_of(paper, language);
    let theirs = own.filter(|_| faults.changed).map(|copy| beside(words, "document-theirs", copy));
    let others = paper.languages.iter().filter(|copy| copy.language != language);
    let others = others.map(|copy| beside(words, "document-other-text", copy));
    let size = words.size(draft::largest(app));
    let mut f = visit.frame(app, heading.clone(), Service::Documents);
    f.here = format!("{tail}/edit/{}", language.code());
    page(&EditSheet {
        f,
        heading,
        problem: look::marked(above),
        name: paper.symbol.clone().unwrap_or_else(|| words.t("document-the").to_owned()),
        action: format!("{tail}/edit/{}", language.code()),
        tail,
        lang: language.code(),
        version: paper.version,
        title: Field::new("title", "text", words.t("document-title"))
            .required()
            .value(&sent.title)
            .problem(&problem(&faults.title)),
        summary: Field::new("summary", "lines", words.t("document-summary"))
            .hint(words.t("document-summary-hint"))
            .value(&sent.summary)
            .problem(&problem(&faults.summary)),
        file: Field::new("file", "file", words.t("document-file"))
            .hint(&words.say("document-file-hint", &[("size", &size)]))
            .problem(&file_problem(words, sent, faults, &uploads)),
        upload: Field::new("upload", "select", words.t("document-upload"))
            .hint(words.t("document-upload-hint"))
            .choices(waiting(words, sent, &uploads)),
        has: own.filter(|copy| copy.draft.blob.is_some()).map(|copy| copy.draft.file.clone()).unwrap_or_default(),
        beside: theirs.into_iter().chain(others).collect(),
    })
}
