//! Files on their way in and out of the store: a form's file streamed piece by piece, and a reader over a stored one.

use std::io::{self, Read, Seek, SeekFrom};

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use basis::Date;
use clearance::pipeline::Format;
use store::{BatchId, NewBatch, NewUpload, Store, Upload, UploadId, UploadPurpose, UploadState, Viewer};
use tokio::runtime::Handle;

use crate::App;
use crate::error::Failure;

/// Bytes gathered from a form before they are kept.
const PIECE: usize = 1 << 20;
/// The longest file name that is kept.
const NAME_CHARACTERS: usize = 200;
/// The longest text field of a form, in bytes.
const FIELD_BYTES: usize = 200;

pub(crate) fn not_in_form(en: &str, fr: &str) -> Failure {
    Failure::misuse("form", en, fr)
}

pub(crate) fn broken(error: &axum::extract::multipart::MultipartError) -> Failure {
    let status = error.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure {
            status,
            code: "too-large",
            ..not_in_form("the file is too large", "le fichier est trop grand")
        };
    }
    not_in_form("the form broke off; send the file again", "l'envoi s'est interrompu ; renvoyez le fichier")
}

/// The last part of a name, without folders and control characters, cut to a length.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|character| !character.is_control()).take(NAME_CHARACTERS).collect()
}

/// Refuses a name whose ending is no form we read, and a table without a mapping.
///
/// # Errors
/// A failure that names the endings, or the mappings.
pub fn check_name(app: &App, name: &str, map: &str) -> Result<Format, Failure> {
    let format = Format::of_name(name).ok_or_else(|| {
        Failure::misuse(
            "format",
            format!("the name `{name}` must end in .csv, .jsonl, .xml, .arrow or .parquet"),
            format!("le nom `{name}` doit se terminer par .csv, .jsonl, .xml, .arrow ou .parquet"),
        )
    })?;
    let known = || app.maps.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if !map.is_empty() && !app.maps.contains_key(map) {
        return Err(Failure::misuse(
            "map",
            format!("no mapping is called `{map}`; there are {}", known()),
            format!("aucune table de correspondance ne s'appelle `{map}` ; il y a {}", known()),
        ));
    }
    if map.is_empty() && matches!(format, Format::Csv | Format::Arrow | Format::Parquet) {
        return Err(Failure::misuse(
            "map",
            format!("a table needs a mapping from its columns to the data model: {}", known()),
            format!("un tableau demande une correspondance de ses colonnes avec le modèle : {}", known()),
        ));
    }
    Ok(format)
}

/// Refuses an upload of which content is missing, or gone.
///
/// # Errors
/// `state`.
pub fn whole(upload: &Upload) -> Result<(), Failure> {
    if upload.state == UploadState::Complete {
        return Ok(());
    }
    Err(Failure {
        status: StatusCode::CONFLICT,
        ..Failure::misuse(
            "state",
            format!("the upload `{}` is {}: send all of it first", upload.id, upload.state.as_str()),
            format!("l'envoi `{}` n'est pas complet ({})", upload.id, upload.state.as_str()),
        )
    })
}

/// Asks for a complete upload to be cleared, and puts it in line.
///
/// # Errors
/// `state` when content is missing, `for` when it is for a document, a refusal of its name or mapping, `too-many` when the
/// line is full, or what the store says.
pub async fn clear(app: &App, viewer: &Viewer, upload: &Upload, map: &str, on: Date) -> Result<BatchId, Failure> {
    whole(upload)?;
    if upload.purpose != UploadPurpose::Declarations {
        return Err(Failure {
            status: StatusCode::CONFLICT,
            ..Failure::misuse(
                "for",
                format!("the upload `{}` is for a document: it is not cleared", upload.id),
                format!("l'envoi `{}` est destiné à un document : il ne se dédouane pas", upload.id),
            )
        });
    }
    check_name(app, &upload.name, map)?;
    app.jobs.room(app).await?;
    let new = NewBatch {
        upload: Some(upload.id.clone()),
        name: upload.name.clone(),
        map: map.to_owned(),
        on,
        books_digest: app.books.digest().to_owned(),
    };
    let id = app.store.begin_batch(viewer, &new, app.now()).await?;
    app.jobs.wake(app);
    Ok(id)
}

/// Puts a batch that was interrupted, cancelled or failed in line again, to be cleared by the books of today.
///
/// # Errors
/// `state` when it is open or finished or its file is gone, `too-many`, or what the store says.
pub async fn again(app: &App, viewer: &Viewer, id: &BatchId) -> Result<(), Failure> {
    app.jobs.room(app).await?;
    app.store.reopen_batch(viewer, id, app.books.digest(), app.now()).await?;
    app.jobs.wake(app);
    Ok(())
}

/// What a form says beside its file.
#[derive(Debug, Default)]
struct Said {
    map: String,
    on: Option<Date>,
}

/// Takes the upload form of a page: the fields `map` and `on`, then the file, which is kept piece by piece as it comes
/// in; then puts it in line. Nothing is left behind when the form breaks off.
///
/// # Errors
/// What is wrong with the form, the file's name, its size, or the store.
pub async fn from_form(app: &App, viewer: &Viewer, mut form: Multipart) -> Result<BatchId, Failure> {
    let mut said = Said::default();
    let mut upload = None;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "map" => said.map = word(field, FIELD_BYTES).await?,
            "on" => said.on = day(&word(field, FIELD_BYTES).await?)?,
            "file" if upload.is_none() => upload = Some(keep(app, viewer, field, &said.map).await?),
            _ => {}
        }
    }
    let upload =
        upload.ok_or_else(|| not_in_form("the form has no file", "le formulaire ne contient pas de fichier"))?;
    let done = clear(app, viewer, &upload, &said.map, said.on.unwrap_or_else(|| app.today())).await;
    if done.is_err() {
        app.store.discard_upload(viewer, &upload.id, app.now()).await?;
    }
    done
}

/// A text field of a form, of at most so many bytes, without spaces around it.
pub(crate) async fn word(mut field: Field<'_>, most: usize) -> Result<String, Failure> {
    let mut text = Vec::new();
    while let Some(part) = field.chunk().await.map_err(|error| broken(&error))? {
        text.extend_from_slice(&part);
        if text.len() > most {
            return Err(not_in_form("a field of the form is too long", "un champ du formulaire est trop long"));
        }
    }
    Ok(String::from_utf8_lossy(&text).trim().to_owned())
}

/// The day in a field; `None` where it is empty.
///
/// # Errors
/// A failure for anything but `2026-01-15`.
pub fn day(text: &str) -> Result<Option<Date>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        Failure::misuse(
            "date",
            format!("`{text}` is not a day: write it as 2026-01-15"),
            format!("`{text}` n'est pas une date : écrivez-la 2026-01-15"),
        )
    })
}

async fn keep(app: &App, viewer: &Viewer, mut field: Field<'_>, map: &str) -> Result<Upload, Failure> {
    let name = clean_name(field.file_name().unwrap_or_default());
    if name.is_empty() {
        return Err(not_in_form("choose a file first", "choisissez d'abord un fichier"));
    }
    Format::of_name(&name).map_or_else(|| check_name(app, &name, map).map(|_| ()), |_| Ok(()))?;
    app.jobs.room(app).await?;
    let new = NewUpload { name, size: None, map: map.to_owned(), purpose: UploadPurpose::Declarations };
    let id = app.store.begin_upload(viewer, &new, app.now()).await?;
    match pour(app, viewer, &id, &mut field, app.limits.file_bytes).await {
        Ok(()) => Ok(app.store.complete_upload(viewer, &id, app.now()).await?),
        Err(failure) => {
            // A disk that is full may refuse this too; the pieces then go with the uploads nobody went on with.
            let _ = app.store.discard_upload(viewer, &id, app.now()).await;
            Err(failure)
        }
    }
}

/// Keeps the file of a form piece by piece as it comes in, at most so many bytes.
pub(crate) async fn pour(
    app: &App,
    viewer: &Viewer,
    id: &UploadId,
    field: &mut Field<'_>,
    allowed: u64,
) -> Result<(), Failure> {
    let mut piece = Vec::with_capacity(PIECE);
    let mut offset = 0;
    loop {
        let part = field.chunk().await.map_err(|error| broken(&error))?;
        let at_end = part.is_none();
        piece.extend_from_slice(part.as_deref().unwrap_or_default());
        if offset + piece.len() as u64 > allowed {
            return Err(store::StoreError::TooLong { allowed }.into());
        }
        while piece.len() >= PIECE || at_end && !piece.is_empty() {
            let rest = piece.split_off(piece.len().min(PIECE));
            offset = app.store.append_upload(viewer, id, offset, &piece, app.now()).await?.offset;
            piece = rest;
        }
        if at_end {
            return Ok(());
        }
    }
}

/// Reads a stored file on a thread that may wait.
pub struct Reader {
    store: Store,
    viewer: Viewer,
    id: UploadId,
    size: u64,
    position: u64,
    start: u64,
    piece: Vec<u8>,
    handle: Handle,
}

impl Reader {
    /// A reader at the beginning of an upload. It must not be read on a thread of the runtime.
    #[must_use]
    pub fn new(store: Store, viewer: Viewer, upload: &Upload, handle: Handle) -> Self {
        let (id, size) = (upload.id.clone(), upload.received);
        Self { store, viewer, id, size, position: 0, start: 0, piece: Vec::new(), handle }
    }

    fn held(&self) -> Option<&[u8]> {
        let within = usize::try_from(self.position.checked_sub(self.start)?).ok()?;
        self.piece.get(within..).filter(|rest| !rest.is_empty())
    }

    fn fetch(&mut self) -> io::Result<()> {
        let piece = self.handle.block_on(self.store.upload_piece(&self.viewer, &self.id, self.position));
        (self.start, self.piece) = piece.map_err(io::Error::other)?.unwrap_or_default();
        Ok(())
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size || into.is_empty() {
            return Ok(0);
        }
        if self.held().is_none() {
            self.fetch()?;
        }
        let held = self.held().ok_or_else(|| io::Error::other("the content of the upload is gone"))?;
        let count = io::Read::read(&mut &*held, into)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
