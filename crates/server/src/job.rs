//! The clearance of a stored file in the background: one at a time, the others in line, each with its progress; it can
//! be stopped, and nothing is saved before all of it is.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use basis::Text;
use clearance::pipeline::{self, Content, Format, Options, Progress, Source, Summary};
use serde::Serialize;
use store::{Batch, BatchId, BatchState, BatchWriter, StoreError, Upload};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use utoipa::ToSchema;

use crate::App;
use crate::desk::{Entry, Rows};
use crate::error::Failure;
use crate::upload::Reader;

/// Trays of answers that may wait for the store: what bounds the memory when saving is slower than clearing.
const TRAYS: usize = 4;
/// Microseconds between two signs of life.
const BEAT_MICROS: i64 = 10_000_000;

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
    turn: u64,
    stage: AtomicU8,
    saved: AtomicU64,
    cancelled: AtomicBool,
    progress: Progress,
}

/// The files that are being cleared or wait for it.
#[derive(Clone, Debug)]
pub struct Jobs {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// One file at a time: two would only take each other's cores and memory.
    turn: Semaphore,
    open: Mutex<BTreeMap<BatchId, Arc<Job>>>,
    next: AtomicU64,
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
    /// No files yet; at most `waiting` may be open at once.
    #[must_use]
    pub fn new(waiting: usize) -> Self {
        let inner = Inner {
            turn: Semaphore::new(1),
            open: Mutex::default(),
            next: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            waiting,
        };
        Self { inner: Arc::new(inner) }
    }

    fn open<T>(&self, ask: impl FnOnce(&mut BTreeMap<BatchId, Arc<Job>>) -> T) -> T {
        ask(&mut self.inner.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether one more file may be put in line.
    ///
    /// # Errors
    /// `too-many` when the line is full, `stopping` while the server ends.
    pub fn room(&self) -> Result<(), Failure> {
        if self.inner.stopping.load(Ordering::Relaxed) {
            return Err(Failure::fixed(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the server is stopping; send the file again when it is back",
                "le serveur s'arrête ; renvoyez le fichier quand il sera revenu",
            ));
        }
        if self.open(|open| open.len()) < self.inner.waiting {
            return Ok(());
        }
        Err(Failure::fixed(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many",
            "too many files are waiting; send this one when some are cleared",
            "trop de fichiers sont en attente ; envoyez celui-ci quand certains seront traités",
        ))
    }

    /// Puts a batch in line. `size` is that of its file in bytes.
    pub fn add(&self, app: &App, batch: Batch, size: u64) {
        let turn = self.inner.next.fetch_add(1, Ordering::Relaxed);
        let job = Arc::new(Job { size, turn, ..Job::default() });
        self.open(|open| open.insert(batch.id.clone(), Arc::clone(&job)));
        let app = app.clone();
        tokio::spawn(async move {
            run(&app, &batch, &job).await;
            app.jobs.open(|open| open.remove(&batch.id));
        });
    }

    /// How far a batch has come; `None` when it is not open here.
    #[must_use]
    pub fn standing(&self, id: &BatchId) -> Option<Standing> {
        self.open(|open| {
            let job = open.get(id)?;
            let stage = match job.stage.load(Ordering::Relaxed) {
                0 => Stage::Waiting,
                1 => Stage::Clearing,
                _ => Stage::Closing,
            };
            let before = open.values().filter(|other| other.turn < job.turn).count() as u64;
            Some(Standing {
                stage,
                bytes: job.progress.bytes.load(Ordering::Relaxed).min(job.size),
                size: job.size,
                records: job.progress.records.load(Ordering::Relaxed),
                saved: job.saved.load(Ordering::Relaxed),
                before,
            })
        })
    }

    /// Asks a batch to stop; whether it was open here. It ends as `cancelled` soon after, and nothing of it is saved.
    pub fn cancel(&self, id: &BatchId) -> bool {
        self.open(|open| open.get(id).map(|job| job.cancelled.store(true, Ordering::Relaxed))).is_some()
    }

    /// How many files are being cleared, and how many wait.
    #[must_use]
    pub fn load(&self) -> (u64, u64) {
        let stages: Vec<u8> = self.open(|open| open.values().map(|job| job.stage.load(Ordering::Relaxed)).collect());
        let waiting = stages.iter().filter(|stage| **stage == 0).count() as u64;
        (stages.len() as u64 - waiting, waiting)
    }

    /// Stops everything: what is open becomes `interrupted` and can be run again. Waits for that at most `patience`.
    pub async fn stop(&self, patience: Duration) {
        self.inner.stopping.store(true, Ordering::Relaxed);
        let step = Duration::from_millis(20);
        let mut left = patience;
        while self.open(|open| !open.is_empty()) && left > Duration::ZERO {
            tokio::time::sleep(step).await;
            left = left.saturating_sub(step);
        }
    }

    fn end_asked(&self, job: &Job) -> Result<(), End> {
        if job.cancelled.load(Ordering::Relaxed) {
            return Err(End::Cancelled);
        }
        if self.inner.stopping.load(Ordering::Relaxed) { Err(End::Stopped) } else { Ok(()) }
    }
}

/// Waits for the turn, clears, and writes down how it ended.
async fn run(app: &App, batch: &Batch, job: &Arc<Job>) {
    let turn = app.jobs.inner.turn.acquire().await;
    let cleared = match app.jobs.end_asked(job) {
        Ok(()) => tokio::time::timeout(app.limits.job, clear(app, batch, job)).await.unwrap_or_else(|_| {
            let en = "the clearance took longer than allowed; nothing was saved";
            Err(End::Failed(Text::fixed(en, "le traitement a dépassé le temps admis ; rien n'a été enregistré")))
        }),
        Err(end) => Err(end),
    };
    let viewer = app.viewer();
    let ended = match cleared {
        Ok(()) => Ok(()),
        Err(End::Cancelled) => app.store.end_batch(&viewer, &batch.id, BatchState::Cancelled, None, app.now()).await,
        Err(End::Stopped) => app.store.end_batch(&viewer, &batch.id, BatchState::Interrupted, None, app.now()).await,
        Err(End::Failed(text)) => {
            let problem = serde_json::to_string(&text).unwrap_or_default();
            app.store.end_batch(&viewer, &batch.id, BatchState::Failed, Some(&problem), app.now()).await
        }
    };
    // Where even that cannot be written (a full disk), the next start marks the batch as interrupted.
    drop((ended, turn));
}

fn failed(failure: Failure) -> End {
    End::Failed(failure.text)
}

/// Clears the file on threads of its own and saves the rows as they come, all in one transaction.
async fn clear(app: &App, batch: &Batch, job: &Arc<Job>) -> Result<(), End> {
    let viewer = app.viewer();
    job.stage.store(1, Ordering::Relaxed);
    app.store.start_batch(&viewer, &batch.id, app.now()).await?;
    let gone = || failed(Failure::not_found("the file is no longer kept", "le fichier n'est plus conservé"));
    let upload = app.store.upload(&viewer, batch.upload.as_ref().ok_or_else(gone)?).await?;
    let format = crate::upload::check_name(app, &batch.name, &batch.map).map_err(failed)?;
    let (sender, mut receiver) = mpsc::channel(TRAYS);
    let clearing = begin(app, batch, &upload, format, sender, job);
    let mut writer = app.store.batch_writer(&viewer, &batch.id).await?;
    save(app, batch, job, &mut receiver, &mut writer).await?;
    let cleared = clearing.await.map_err(|_| failed(Failure::inner()))?;
    let summary = cleared.map_err(|error| failed(error.into()))?;
    app.jobs.end_asked(job)?;
    job.stage.store(2, Ordering::Relaxed);
    let summary = serde_json::to_string(&summary).unwrap_or_default();
    writer.finish(app.books.digest(), &summary, app.now()).await?;
    Ok(())
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
    let reader = Reader::new(app.store.clone(), app.viewer(), upload, Handle::current());
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
    batch: &Batch,
    job: &Job,
    receiver: &mut mpsc::Receiver<Vec<Entry>>,
    writer: &mut BatchWriter,
) -> Result<(), End> {
    let mut beat = app.now();
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
        if app.now().saturating_sub(beat) > BEAT_MICROS {
            beat = app.now();
            app.store.beat(&app.viewer(), &batch.id, beat).await?;
        }
    }
    Ok(())
}
