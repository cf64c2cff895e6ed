//! The clearance of a stored file in the background: one at a time, the others in line, each with its progress; it can
//! be stopped, and nothing is shown before all of it is saved.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use basis::Text;
use clearance::pipeline::{self, Content, Format, Options, Progress, Source, Summary};
use serde::Serialize;
use store::{Batch, BatchId, BatchState, BatchWriter, CLEARANCE, StoreError, Upload, Viewer, clearance_key};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use utoipa::ToSchema;

use crate::App;
use crate::chance;
use crate::desk::{Entry, Rows};
use crate::error::Failure;
use crate::upload::Reader;

/// Trays of answers that may wait for the store: what bounds the memory when saving is slower than clearing.
const TRAYS: usize = 4;
/// Time between two signs of life.
const BEAT: Duration = Duration::from_secs(5);
/// How long a file is this server's without a sign of life, in microseconds.
const HOLD_MICROS: i64 = 30_000_000;
/// Single declarations that are cleared at once.
const SINGLE: usize = 32;
/// How often a file is taken again by itself whose server died.
const TRIES: i64 = 3;

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// In line.
    Waiting,
    /// Being cleared and saved.
    Clearing,
    /// All is cleared; the whole is being made visible.
    Closing,
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// Where it stands.
    pub stage: Stage,
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Bytes of the file.
    pub size: u64,
    /// Declarations answered so far.
    pub records: u64,
    /// Outcomes handed to the store so far.
    pub saved: u64,
    /// Files in line before it.
    pub before: u64,
}

#[derive(Debug, Default)]
struct Job {
    size: u64,
    stage: AtomicU8,
    saved: AtomicU64,
    cancelled: AtomicBool,
    progress: Progress,
}

impl Job {
    fn standing(&self) -> Standing {
        Standing {
            stage: if self.stage.load(Ordering::Relaxed) == 0 { Stage::Clearing } else { Stage::Closing },
            bytes: self.progress.bytes.load(Ordering::Relaxed).min(self.size),
            size: self.size,
            records: self.progress.records.load(Ordering::Relaxed),
            saved: self.saved.load(Ordering::Relaxed),
            before: 0,
        }
    }
}

/// What this server does of the files in line. The line itself is in the database: whichever server is free takes the
/// next file, and where one dies another takes its file again.
#[derive(Clone, Debug)]
pub struct Jobs {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// One file at a time: two would only take each other's cores and memory.
    turn: Semaphore,
    /// Single declarations at once.
    single: Semaphore,
    open: Mutex<BTreeMap<BatchId, Arc<Job>>>,
    stopping: AtomicBool,
    waiting: usize,
}

/// Why a clearance ended without outcomes.
enum End {
    Cancelled,
    Stopped,
    Failed(Text),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Failed(Failure::from(error).text)
    }
}

impl Jobs {
    /// No files yet; at most `waiting` may be open at once, on all servers together.
    #[must_use]
    pub fn new(waiting: usize) -> Self {
        let inner = Inner {
            turn: Semaphore::new(1),
            single: Semaphore::new(SINGLE),
            open: Mutex::default(),
            stopping: AtomicBool::new(false),
            waiting,
        };
        Self { inner: Arc::new(inner) }
    }

    fn open<T>(&self, ask: impl FnOnce(&mut BTreeMap<BatchId, Arc<Job>>) -> T) -> T {
        ask(&mut self.inner.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::Relaxed)
    }

    /// Whether one more file may be put in line.
    ///
    /// # Errors
    /// `too-many` when the line is full, `stopping` while the server ends, or what the store says.
    pub async fn room(&self, app: &App) -> Result<(), Failure> {
        if self.is_stopping() {
            return Err(Failure::fixed(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the server is stopping; send the file again when it is back",
                "le serveur s'arrête ; renvoyez le fichier quand il sera revenu",
            ));
        }
        let (running, waiting) = self.load(app).await?;
        if running.saturating_add(waiting) < self.inner.waiting as u64 {
            return Ok(());
        }
        Err(Failure::fixed(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many",
            "too many files are waiting; send this one when some are cleared",
            "trop de fichiers sont en attente ; envoyez celui-ci quand certains seront traités",
        ))
    }

    /// A turn to clear one declaration; few have it at once, so that they cannot take all threads.
    ///
    /// # Errors
    /// `internal`, which does not come: the turns are never closed.
    pub async fn turn_of_one(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Failure> {
        self.inner.single.acquire().await.map_err(|_| Failure::inner())
    }

    /// Does what stands in line, one file after the other, until nothing is due.
    pub fn wake(&self, app: &App) {
        let app = app.clone();
        tokio::spawn(async move {
            let Ok(turn) = app.jobs.inner.turn.acquire().await else { return };
            if let Err(failure) = drain(&app).await {
                tracing::error!(error = %failure.text.en, "the line of files could not be worked on");
            }
            drop(turn);
        });
    }

    /// As [`Jobs::wake`], unless it is being done already: for a call again and again.
    pub fn look(&self, app: &App) {
        if self.inner.turn.available_permits() > 0 {
            self.wake(app);
        }
    }

    /// How far a batch has come; `None` when it is not open, or another server clears it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn standing(&self, app: &App, batch: &Batch) -> Result<Option<Standing>, Failure> {
        match batch.state {
            BatchState::Running => return Ok(self.open(|open| open.get(&batch.id).map(|job| job.standing()))),
            BatchState::Queued => {}
            _ => return Ok(None),
        }
        let program = Viewer::program();
        let before = app.store.jobs_before(&program, &clearance_key(&batch.id)).await?;
        let size = match &batch.upload {
            Some(upload) => app.store.upload(&program, upload).await?.received,
            None => 0,
        };
        Ok(Some(Standing { stage: Stage::Waiting, bytes: 0, size, records: 0, saved: 0, before }))
    }

    /// Stops a batch that waits or is being cleared, here or by another server. It ends as `cancelled` at once or soon
    /// after, and nothing of it is shown.
    ///
    /// # Errors
    /// `state` when it is not open, `refused` for whoever may only read it, or what the store says.
    pub async fn cancel(&self, app: &App, viewer: &Viewer, id: &BatchId) -> Result<(), Failure> {
        let batch = app.store.batch_to_change(viewer, id, app.now()).await?;
        if self.open(|open| open.get(id).map(|job| job.cancelled.store(true, Ordering::Relaxed))).is_some() {
            return Ok(());
        }
        if !batch.state.is_open() {
            let state = batch.state.as_str().to_owned();
            return Err(StoreError::State { what: "batch", id: id.to_string(), state }.into());
        }
        Ok(app.store.end_batch(viewer, id, BatchState::Cancelled, None, app.now()).await?)
    }

    /// How many files are being cleared, and how many wait, on all servers together.
    ///
    /// # Errors
    /// What the store says.
    pub async fn load(&self, app: &App) -> Result<(u64, u64), Failure> {
        Ok(app.store.jobs_open(&Viewer::program(), CLEARANCE).await?)
    }

    /// Stops everything: what is being cleared becomes `interrupted` and stands in line for the next start, or for
    /// another server. Waits for that at most `patience`.
    pub async fn stop(&self, patience: Duration) {
        self.inner.stopping.store(true, Ordering::Relaxed);
        // Whoever has the turn gives it back once what it was doing is written down.
        let _ended = tokio::time::timeout(patience, self.inner.turn.acquire()).await;
    }

    fn end_asked(&self, job: &Job) -> Result<(), End> {
        if job.cancelled.load(Ordering::Relaxed) {
            return Err(End::Cancelled);
        }
        if self.is_stopping() { Err(End::Stopped) } else { Ok(()) }
    }
}

/// Takes one file after the other from the line.
async fn drain(app: &App) -> Result<(), Failure> {
    let (program, holder) = (Viewer::program(), access::audit::hex(&chance::bytes::<16>()?));
    while !app.jobs.is_stopping() {
        let now = app.now();
        let Some(taken) = app.store.claim_job(&program, &holder, now, now.saturating_add(HOLD_MICROS)).await? else {
            break;
        };
        let again = match taken.content.parse() {
            Ok(id) => take(app, &id, &taken, &holder).await?,
            Err(_) => None,
        };
        app.store.job_done(&program, &taken.id, &holder, again, app.now()).await?;
    }
    Ok(())
}

/// Clears the batch of a job; where it is to be tried again, why and when.
async fn take(
    app: &App,
    id: &BatchId,
    taken: &store::Job,
    holder: &str,
) -> Result<Option<(&'static str, i64)>, Failure> {
    let program = Viewer::program();
    let batch = match app.store.batch(&program, id).await {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        batch => batch?,
    };
    let interrupted = batch.state == BatchState::Interrupted;
    if !interrupted && !batch.state.is_open() {
        return Ok(None);
    }
    if taken.attempts > TRIES {
        // It may be what the servers died of: a person decides whether it is tried again.
        return if interrupted { Ok(None) } else { end(app, id, Err(End::Stopped)).await.map(|_| None) };
    }
    if interrupted {
        app.store.resume_batch(&program, id, app.books.digest(), app.now()).await?;
    }
    let size = match &batch.upload {
        Some(upload) => app.store.upload(&program, upload).await?.received,
        None => 0,
    };
    let job = Arc::new(Job { size, ..Job::default() });
    app.jobs.open(|open| open.insert(id.clone(), Arc::clone(&job)));
    let cleared = tokio::select! {
        cleared = tokio::time::timeout(app.limits.job, clear(app, &batch, &job)) => cleared.unwrap_or_else(|_| {
            let en = "the clearance took longer than allowed; nothing was saved";
            Err(End::Failed(Text::fixed(en, "le traitement a dépassé le temps admis ; rien n'a été enregistré")))
        }),
        end = keep(app, id, taken, holder) => Err(end),
    };
    let ended = end(app, id, cleared).await;
    app.jobs.open(|open| open.remove(id));
    ended
}

/// Writes down how a clearance ended; where it is to be tried again, why and when.
async fn end(app: &App, id: &BatchId, cleared: Result<(), End>) -> Result<Option<(&'static str, i64)>, Failure> {
    let (state, problem, again) = match cleared {
        Ok(()) => return Ok(None),
        Err(End::Cancelled) => (BatchState::Cancelled, None, None),
        Err(End::Stopped) => (BatchState::Interrupted, None, Some(("the server was stopped", app.now()))),
        Err(End::Failed(text)) => (BatchState::Failed, serde_json::to_string(&text).ok(), None),
    };
    match app.store.end_batch(&Viewer::program(), id, state, problem.as_deref(), app.now()).await {
        // It was ended by somebody else before.
        Ok(()) | Err(StoreError::State { .. }) => Ok(again),
        Err(error) => Err(error.into()),
    }
}

/// Holds the job and says that the batch is being worked on, for as long as that is so. Ends when the batch was stopped
/// by somebody else, or the job went to another server because this one was silent for too long.
async fn keep(app: &App, id: &BatchId, taken: &store::Job, holder: &str) -> End {
    let program = Viewer::program();
    loop {
        tokio::time::sleep(BEAT).await;
        let now = app.now();
        match app.store.hold_job(&program, &taken.id, holder, now.saturating_add(HOLD_MICROS)).await {
            Ok(true) => {}
            Ok(false) => return End::Stopped,
            // A database that cannot be asked now is asked again; the hold lasts for several beats.
            Err(error) => tracing::warn!(error = %error, "a job could not be held"),
        }
        match app.store.beat(&program, id, now).await {
            Ok(true) => {}
            Ok(false) => return End::Cancelled,
            Err(error) => tracing::warn!(error = %error, "a batch could not be held"),
        }
    }
}

fn failed(failure: Failure) -> End {
    End::Failed(failure.text)
}

/// Clears the file on threads of its own and saves the rows as they come.
async fn clear(app: &App, batch: &Batch, job: &Arc<Job>) -> Result<(), End> {
    let viewer = Viewer::program();
    app.store.start_batch(&viewer, &batch.id, app.now()).await?;
    let gone = || failed(Failure::not_found("the file is no longer kept", "le fichier n'est plus conservé"));
    let upload = app.store.upload(&viewer, batch.upload.as_ref().ok_or_else(gone)?).await?;
    let format = crate::upload::check_name(app, &batch.name, &batch.map).map_err(failed)?;
    let mut writer = app.store.batch_writer(&viewer, &batch.id).await?;
    match pass(app, batch, &upload, format, job, &mut writer).await {
        Ok(summary) => {
            job.stage.store(1, Ordering::Relaxed);
            writer.finish(app.books.digest(), &summary, app.now()).await?;
            Ok(())
        }
        Err(end) => {
            if let Err(error) = writer.abandon().await {
                // Nothing of it is shown, and the next writer of the batch clears it away.
                tracing::warn!(error = %error, "what was saved of a batch could not be dropped");
            }
            Err(end)
        }
    }
}

/// Passes the file through the pipeline into the store; the summary as JSON.
async fn pass(
    app: &App,
    batch: &Batch,
    upload: &Upload,
    format: Format,
    job: &Arc<Job>,
    writer: &mut BatchWriter,
) -> Result<String, End> {
    let (sender, mut receiver) = mpsc::channel(TRAYS);
    let clearing = begin(app, batch, upload, format, sender, job);
    save(app, job, &mut receiver, writer).await?;
    let cleared = clearing.await.map_err(|_| failed(Failure::inner()))?;
    let summary = cleared.map_err(|error| failed(error.into()))?;
    app.jobs.end_asked(job)?;
    serde_json::to_string(&summary).map_err(|_| failed(Failure::inner()))
}

type Clearing = tokio::task::JoinHandle<Result<Summary, pipeline::PipelineError>>;

fn begin(
    app: &App,
    batch: &Batch,
    upload: &Upload,
    format: Format,
    sender: mpsc::Sender<Vec<Entry>>,
    job: &Arc<Job>,
) -> Clearing {
    let reader = Reader::new(app.store.clone(), Viewer::program(), upload, Handle::current());
    let content = match format {
        Format::Arrow | Format::Parquet => Content::File(Box::new(reader)),
        Format::Csv | Format::JsonLines | Format::DecXml => Content::Stream(Box::new(reader)),
    };
    let source = Source { name: batch.name.as_str().into(), format, content };
    let map = app.maps.get(&batch.map).cloned();
    let options = Options { on: batch.on, threads: app.limits.threads.max(1), steps: true, language: None, map };
    let (books, job) = (Arc::clone(&app.books), Arc::clone(job));
    tokio::task::spawn_blocking(move || {
        let mut sources = std::iter::once(source);
        let deliver = &mut |tray| sender.blocking_send(tray).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe));
        pipeline::run(&mut sources, &books, &options, &job.progress, &Rows, deliver)
    })
}

/// Takes the trays in the order of the file. Dropping the receiver ends the clearance.
async fn save(
    app: &App,
    job: &Job,
    receiver: &mut mpsc::Receiver<Vec<Entry>>,
    writer: &mut BatchWriter,
) -> Result<(), End> {
    while let Some(tray) = receiver.recv().await {
        app.jobs.end_asked(job)?;
        for entry in tray {
            match entry {
                Entry::Outcome(mut row) => {
                    row.number = writer.taken() + 1;
                    writer.put(*row).await?;
                }
                Entry::Unread(unread) => writer.put_unread(unread).await?,
            }
        }
        job.saved.store(writer.taken(), Ordering::Relaxed);
    }
    Ok(())
}
