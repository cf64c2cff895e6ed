//! The working copy of one language: title, summary, file.

use access::RecordId;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use basis::Language;
use store::{Draft, Paper, PaperLanguage, StoreError};

use super::intake::{self, Sent};
use super::sheet::{Beside, EditSheet};
use super::words::language_name;
use crate::App;
use crate::api::documents::{document_id, language_of};
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::Service;
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};

/// The longest title and the longest summary, in characters.
const TITLE: usize = 300;
const SUMMARY: usize = 5_000;

/// What is wrong with a form, in words; empty where nothing is.
#[derive(Debug, Default)]
struct Wrong {
    title: String,
    summary: String,
    file: String,
    /// What is said above the form, as HTML.
    above: String,
    /// Whether somebody else changed the document meanwhile.
    changed: bool,
}

impl Wrong {
    fn is_none(&self) -> bool {
        self.title.is_empty() && self.summary.is_empty() && self.file.is_empty() && self.above.is_empty()
    }
}

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
    sheet(&app, &visit, &paper, language, &sent, Wrong::default())
}

/// Keeps the working copy and goes back to the document. Where it is refused, the form says why and keeps what was
/// typed; a file has to be chosen again.
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
    let viewer = &visit.who.viewer;
    let mut wrong = checked(visit.words, &sent);
    if sent.version != paper.version {
        wrong.changed = true;
        visit.words.t("document-changed").clone_into(&mut wrong.above);
    }
    if !wrong.is_none() {
        intake::discard(&app, viewer, sent.file.as_ref()).await;
        return refused(&app, &visit, &paper, language, &sent, wrong);
    }
    let kept = copy_of(&paper, language).map(|copy| (copy.draft.blob.clone(), copy.draft.file.clone()));
    let (blob, file) = match &sent.file {
        Some(file) => match intake::take(&app, viewer, file).await? {
            Ok(blob) => (Some(blob.hash), file.name.clone()),
            Err(text) => {
                wrong.file = visit.words.of(&text).to_owned();
                return refused(&app, &visit, &paper, language, &sent, wrong);
            }
        },
        None if sent.remove => (None, String::new()),
        None => kept.unwrap_or_default(),
    };
    let draft = Draft { title: sent.title.clone(), summary: sent.summary.clone(), blob, file };
    let id = &paper.record.id;
    match app.store.write_paper(viewer, id, language, &draft, sent.version, app.now()).await {
        Ok(()) => Ok(visit.to(&format!("/document/{id}?told=saved"))),
        Err(StoreError::Changed { .. }) => {
            let paper = app.store.paper(viewer, id, app.now()).await?.into_value();
            wrong.changed = true;
            visit.words.t("document-changed").clone_into(&mut wrong.above);
            refused(&app, &visit, &paper, language, &sent, wrong)
        }
        Err(error) => Err(error.into()),
    }
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

fn checked(words: Words, sent: &Sent) -> Wrong {
    let mut wrong = Wrong::default();
    let most = |key: &str, most: usize| words.say(key, &[("most", &words.number(most as u64))]);
    if sent.title.is_empty() {
        words.t("document-problem-title").clone_into(&mut wrong.title);
    }
    if sent.title.chars().count() > TITLE {
        wrong.title = most("document-problem-long", TITLE);
    }
    if sent.summary.chars().count() > SUMMARY {
        wrong.summary = most("document-problem-long", SUMMARY);
    }
    if let Some(problem) = &sent.problem {
        wrong.file = words.sentence(words.of(problem));
    }
    wrong
}

fn refused(
    app: &App,
    visit: &Visit,
    paper: &Paper,
    language: Language,
    sent: &Sent,
    mut wrong: Wrong,
) -> Result<Response, Failure> {
    let status = if wrong.changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    if wrong.above.is_empty() {
        visit.words.t("document-problem").clone_into(&mut wrong.above);
    }
    if sent.file.is_some() && wrong.file.is_empty() {
        visit.words.t("document-problem-file-again").clone_into(&mut wrong.file);
    }
    let mut response = sheet(app, visit, paper, language, sent, wrong)?;
    *response.status_mut() = status;
    Ok(response)
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

fn sheet(
    app: &App,
    visit: &Visit,
    paper: &Paper,
    language: Language,
    sent: &Sent,
    wrong: Wrong,
) -> Result<Response, Failure> {
    let words = visit.words;
    let heading = words.say("document-edit-title", &[("language", &language_name(words, language))]);
    let tail = format!("/document/{}", paper.record.id);
    let own = copy_of(paper, language);
    let theirs = own.filter(|_| wrong.changed).map(|copy| beside(words, "document-theirs", copy));
    let others = paper.languages.iter().filter(|copy| copy.language != language);
    let others = others.map(|copy| beside(words, "document-other-text", copy));
    let size = words.size(intake::largest(app));
    let mut f = visit.frame(app, heading.clone(), Service::Documents);
    f.here = format!("{tail}/edit/{}", language.code());
    page(&EditSheet {
        f,
        heading,
        problem: look::marked(&wrong.above),
        name: paper.symbol.clone().unwrap_or_else(|| words.t("document-the").to_owned()),
        action: format!("{tail}/edit/{}", language.code()),
        tail,
        lang: language.code(),
        version: paper.version,
        title: Field::new("title", "text", words.t("document-title"))
            .required()
            .value(&sent.title)
            .problem(&wrong.title),
        summary: Field::new("summary", "lines", words.t("document-summary"))
            .hint(words.t("document-summary-hint"))
            .value(&sent.summary)
            .problem(&wrong.summary),
        file: Field::new("file", "file", words.t("document-file"))
            .hint(&words.say("document-file-hint", &[("size", &size)]))
            .problem(&wrong.file),
        has: own.filter(|copy| copy.draft.blob.is_some()).map(|copy| copy.draft.file.clone()).unwrap_or_default(),
        beside: theirs.into_iter().chain(others).collect(),
    })
}
