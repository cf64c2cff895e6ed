//! The form of a working copy on its way in: its fields, and its file, which is kept as it comes.

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use basis::Text;
use store::{NewUpload, UploadPurpose, Viewer};

use crate::App;
use crate::api::take::upload_id;
use crate::draft::{Sent, largest};
use crate::error::Failure;
use crate::posted::{MARK, check_mark};
use crate::upload::{broken, clean_name, pour, whole, word};
use crate::who::Who;

/// Bytes of a text field that are read; how much of them is taken is said beside the field.
const FIELD_BYTES: usize = 64 << 10;

/// Reads a form. Its file is kept piece by piece as it comes in, once its mark was seen.
///
/// # Errors
/// `mark`, what is wrong with the form, or what the store says.
pub async fn read(app: &App, who: &Who, mut form: Multipart) -> Result<Sent, Failure> {
    let mut sent = Sent::default();
    let (mut mark, mut before) = (None, String::new());
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
            "upload" => before = word(field, FIELD_BYTES).await?,
            "file" if sent.file.is_none() && sent.problem.is_none() => keep(app, &who.viewer, field, &mut sent).await?,
            _ => {}
        }
    }
    if mark.is_none() {
        check_mark(who, "")?;
    }
    if !before.is_empty() {
        choose(app, &who.viewer, &before, &mut sent).await?;
    }
    Ok(sent)
}

/// Takes a file that was sent before. One that is gone meanwhile, and a second one, are told beside the field.
async fn choose(app: &App, viewer: &Viewer, before: &str, sent: &mut Sent) -> Result<(), Failure> {
    if sent.file.is_some() {
        sent.problem = Some(Text::fixed(
            "Two files were given. Choose the one that was sent before, or send another, not both.",
            "Deux fichiers ont été donnés. Choisissez celui qui a été envoyé auparavant ou envoyez-en un autre, pas les deux.",
        ));
        return Ok(());
    }
    let found = match upload_id(before) {
        Ok(id) => app.store.upload(viewer, &id).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    match found.and_then(|upload| whole(&upload).map(|()| upload)) {
        Ok(upload) => (sent.file, sent.before) = (Some(upload), true),
        Err(failure) if failure.status.is_client_error() => sent.problem = Some(failure.text),
        Err(failure) => return Err(failure),
    }
    Ok(())
}

/// Keeps the file of a form. An empty field without a name is no file.
async fn keep(app: &App, viewer: &Viewer, mut field: Field<'_>, sent: &mut Sent) -> Result<(), Failure> {
    let name = clean_name(field.file_name().unwrap_or_default());
    if name.is_empty() {
        return Ok(());
    }
    let new = NewUpload { name, size: None, map: String::new(), purpose: UploadPurpose::Document };
    let id = app.store.begin_upload(viewer, &new, app.now()).await?;
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
