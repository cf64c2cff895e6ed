//! The form of a working copy on its way in: its fields, and its file, which is looked at before it is kept.

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use basis::Text;
use secretariat::extract::{Limits, media_type};
use store::{Blob, NewUpload, Scan, StoreError, Upload, Viewer};

use crate::App;
use crate::error::Failure;
use crate::posted::{MARK, check_mark};
use crate::scan::scan;
use crate::upload::{broken, clean_name, pour, word};
use crate::who::Who;

/// Bytes of a text field that are read; how much of them is taken is said beside the field.
const FIELD_BYTES: usize = 64 << 10;

/// What a form says.
#[derive(Debug, Default)]
pub struct Sent {
    /// The version that was looked at.
    pub version: i64,
    /// The title.
    pub title: String,
    /// The summary.
    pub summary: String,
    /// Whether the file that is there goes.
    pub remove: bool,
    /// The file that came.
    pub file: Option<Upload>,
    /// What is wrong with the file.
    pub problem: Option<Text>,
}

/// The largest content of a document, in bytes: what its text can be read from.
#[must_use]
pub fn largest(app: &App) -> u64 {
    app.limits.file_bytes.min(Limits::default().bytes as u64)
}

/// Reads a form. Its file is kept piece by piece as it comes in, once its mark was seen.
///
/// # Errors
/// `mark`, what is wrong with the form, or what the store says.
pub async fn read(app: &App, who: &Who, mut form: Multipart) -> Result<Sent, Failure> {
    let mut sent = Sent::default();
    let mut mark = None;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == MARK {
            let given = word(field, FIELD_BYTES).await?;
            check_mark(who, &given)?;
            mark = Some(given);
            continue;
        }
        if mark.is_none() {
            check_mark(who, "")?;
        }
        match name.as_str() {
            "version" => sent.version = word(field, FIELD_BYTES).await?.parse().unwrap_or(0),
            "title" => sent.title = word(field, FIELD_BYTES).await?,
            "summary" => sent.summary = word(field, FIELD_BYTES).await?.replace("\r\n", "\n"),
            "remove" => sent.remove = true,
            "file" if sent.file.is_none() && sent.problem.is_none() => keep(app, &who.viewer, field, &mut sent).await?,
            _ => {}
        }
    }
    if mark.is_none() {
        check_mark(who, "")?;
    }
    Ok(sent)
}

/// Keeps the file of a form. An empty field without a name is no file.
async fn keep(app: &App, viewer: &Viewer, mut field: Field<'_>, sent: &mut Sent) -> Result<(), Failure> {
    let name = clean_name(field.file_name().unwrap_or_default());
    if name.is_empty() {
        return Ok(());
    }
    let id = app.store.begin_upload(viewer, &NewUpload { name, size: None, map: String::new() }, app.now()).await?;
    match pour(app, viewer, &id, &mut field, largest(app)).await {
        Ok(()) => sent.file = Some(app.store.complete_upload(viewer, &id, app.now()).await?),
        Err(failure) => {
            // A disk that is full may refuse this too; the pieces then go with the uploads nobody went on with.
            let _ = app.store.discard_upload(viewer, &id, app.now()).await;
            if failure.code != "too-large" {
                return Err(failure);
            }
            sent.problem = Some(failure.text);
        }
    }
    Ok(())
}

/// Gives up a file that came with a form.
pub async fn discard(app: &App, viewer: &Viewer, file: Option<&Upload>) {
    if let Some(file) = file {
        // What cannot be dropped now goes with the uploads nobody went on with.
        let _ = app.store.discard_upload(viewer, &file.id, app.now()).await;
    }
}

/// Looks at a file, has it looked at by the scanner, and keeps it by its hash; or says why it is not taken, and drops it.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn take(app: &App, viewer: &Viewer, file: &Upload) -> Result<Result<Blob, Text>, Failure> {
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
    if file.received > largest(app) {
        return Err(StoreError::TooLong { allowed: largest(app) }.into());
    }
    let mut bytes = Vec::new();
    while let Some((_, piece)) = app.store.upload_piece(viewer, &file.id, bytes.len() as u64).await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
