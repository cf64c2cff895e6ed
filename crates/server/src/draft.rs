//! The working copy of one language on its way into a document, from a page or a program: its text is checked, its file
//! is looked at before it is kept.

use access::RecordId;
use basis::{Language, Text};
use secretariat::extract::{Limits, media_type};
use store::{Blob, Draft, Scan, StoreError, Upload, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::scan::scan;
use crate::upload::whole;

/// The longest title and the longest summary, in characters.
const TITLE: usize = 300;
const SUMMARY: usize = 5_000;

/// What somebody writes.
#[derive(Debug, Default)]
pub struct Sent {
    /// The version of the document that was looked at.
    pub version: i64,
    /// The title.
    pub title: String,
    /// The summary.
    pub summary: String,
    /// Whether the file that is there goes.
    pub remove: bool,
    /// The file that takes its place.
    pub file: Option<Upload>,
    /// Whether that file had come in before, in pieces.
    pub before: bool,
    /// What is wrong with the file.
    pub problem: Option<Text>,
}

/// Why a working copy was not kept; nothing where it was.
#[derive(Debug, Default)]
pub struct Faults {
    /// What is wrong with the title.
    pub title: Option<Text>,
    /// What is wrong with the summary.
    pub summary: Option<Text>,
    /// What is wrong with the file.
    pub file: Option<Text>,
    /// Whether somebody else changed the document meanwhile.
    pub changed: bool,
}

impl Faults {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.title.is_none() && self.summary.is_none() && self.file.is_none() && !self.changed
    }
}

/// The largest content of a document, in bytes: what its text can be read from.
#[must_use]
pub fn largest(app: &App) -> u64 {
    app.limits.file_bytes.min(Limits::default().bytes as u64)
}

/// Keeps the working copy of a language of a document, which stands at this version with this copy; or says why not. A
/// file that is refused for what it is, is dropped; one that nothing was said about stays.
///
/// # Errors
/// `state` for a file that is not complete, `too-large`, `not-found`, `refused`, what the store says, or `internal`.
pub async fn save(
    app: &App,
    viewer: &Viewer,
    id: &RecordId,
    language: Language,
    (version, copy): (i64, Option<&Draft>),
    sent: &Sent,
) -> Result<Faults, Failure> {
    let mut faults = checked(sent);
    faults.changed = sent.version != version;
    if !faults.is_none() {
        return Ok(faults);
    }
    let (blob, file) = match &sent.file {
        Some(file) => match take(app, viewer, file).await? {
            Ok(blob) => (Some(blob.hash), file.name.clone()),
            Err(text) => {
                faults.file = Some(text);
                return Ok(faults);
            }
        },
        None if sent.remove => (None, String::new()),
        None => copy.map(|copy| (copy.blob.clone(), copy.file.clone())).unwrap_or_default(),
    };
    // No text of PostgreSQL holds a zero; it is shown where it stood.
    let (title, summary) = (sent.title.replace('\0', "\u{fffd}"), sent.summary.replace('\0', "\u{fffd}"));
    let draft = Draft { title, summary, blob, file };
    match app.store.write_paper(viewer, id, language, &draft, sent.version, app.now()).await {
        Err(StoreError::Changed { .. }) => faults.changed = true,
        written => written?,
    }
    Ok(faults)
}

/// A text in both languages, from the words of the pages.
fn both(say: impl Fn(Words) -> String) -> Text {
    Text::owned(say(Words(Language::En)), say(Words(Language::Fr)))
}

fn checked(sent: &Sent) -> Faults {
    let longer = |text: &str, most: usize| {
        let told = |words: Words| words.say("document-problem-long", &[("most", &words.number(most as u64))]);
        (text.chars().count() > most).then(|| both(told))
    };
    let none = || sent.title.is_empty().then(|| both(|words| words.t("document-problem-title").to_owned()));
    Faults {
        title: longer(&sent.title, TITLE).or_else(none),
        summary: longer(&sent.summary, SUMMARY),
        file: sent.problem.as_ref().map(|problem| both(|words| words.sentence(words.of(problem)))),
        changed: false,
    }
}

/// Gives up a file.
pub async fn discard(app: &App, viewer: &Viewer, file: Option<&Upload>) {
    if let Some(file) = file {
        // What cannot be dropped now goes with the uploads nobody went on with.
        let _ = app.store.discard_upload(viewer, &file.id, app.now()).await;
    }
}

/// Looks at a file, has it looked at by the scanner, and keeps it by its hash; or says why it is not taken, and drops it.
async fn take(app: &App, viewer: &Viewer, file: &Upload) -> Result<Result<Blob, Text>, Failure> {
    let bytes = gathered(app, viewer, file).await?;
    let name = file.name.clone();
    let sniffing = tokio::task::spawn_blocking(move || media_type(&bytes, &name).map(|media| (media, bytes)));
    let (media, bytes) = match sniffing.await.map_err(|_| Failure::inner())? {
        Ok(found) => found,
        Err(error) => {
            discard(app, viewer, Some(file)).await;
            return Ok(Err(error.text()));
        }
    };
    let found = scan(app.site.scanner.as_deref(), &bytes).await;
    if found == Scan::Infected {
        discard(app, viewer, Some(file)).await;
        return Ok(Err(Text::fixed(
            "The virus scanner found something in this file. It was not kept.",
            "L’antivirus a trouvé quelque chose dans ce fichier. Il n’a pas été conservé.",
        )));
    }
    let blob = app.store.keep_blob(viewer, &file.id, media.name(), found, app.now()).await?;
    if blob.scan != found && found != Scan::None {
        app.store.scanned(viewer, &blob.hash, found, app.now()).await?;
    }
    Ok(Ok(blob))
}

async fn gathered(app: &App, viewer: &Viewer, file: &Upload) -> Result<Vec<u8>, Failure> {
    whole(file)?;
    if file.received > largest(app) {
        return Err(StoreError::TooLong { allowed: largest(app) }.into());
    }
    let mut bytes = Vec::new();
    while let Some((_, piece)) = app.store.upload_piece(viewer, &file.id, bytes.len() as u64).await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
