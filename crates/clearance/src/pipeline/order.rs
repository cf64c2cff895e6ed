//! Workers side by side, answers in order: a bounded number of chunks is under way.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::read::{Job, read};
use super::source::Source;
use super::work::work;
use super::{Desk, Options, PipelineError, Progress, Summary};
use crate::books::Books;
use crate::clerk::Clerk;

/// A chunk with its number in the order of the input.
type Numbered = (u64, Job);

/// What a worker hands over: the number, the tray, the counts.
type Done<T> = (u64, T, Summary);

pub(super) fn run<D: Desk>(
    sources: &mut (dyn Iterator<Item = Source> + Send),
    books: &Books,
    options: &Options,
    progress: &Progress,
    desk: &D,
    deliver: &mut dyn FnMut(D::Tray) -> io::Result<()>,
) -> Result<Summary, PipelineError> {
    let threads = options.threads.max(1);
    let under_way = 3 * threads;
    let (to_workers, from_reader) = sync_channel::<Numbered>(threads);
    let (to_writer, from_workers) = sync_channel::<Done<D::Tray>>(under_way);
    let (permits, permit) = permits(under_way);
    let stop = AtomicBool::new(false);
    let shared = Mutex::new(from_reader);
    std::thread::scope(|scope| {
        let stop = &stop;
        let shared = &shared;
        let reader = scope.spawn(move || read(sources, options, progress, &permit, &to_workers, stop));
        for _ in 0..threads {
            let to_writer = to_writer.clone();
            scope.spawn(move || {
                let mut clerk = Clerk::new(books).speaking(options.language);
                while let Some((number, job)) = next(shared) {
                    let mut tray = desk.tray();
                    let counts = work(&mut clerk, options, job, desk, &mut tray);
                    progress.records.fetch_add(counts.records, Ordering::Relaxed);
                    if to_writer.send((number, tray, counts)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(to_writer);
        let written = deliver_in_order(&from_workers, &permits, deliver);
        stop.store(true, Ordering::Relaxed);
        drop(from_workers);
        drop(permits);
        while next(shared).is_some() {}
        let read = reader.join().unwrap_or_else(|_| Err(stopped()));
        let summary = written?;
        read?;
        Ok(summary)
    })
}

/// Tokens that bound the chunks under way: the reader takes one for a chunk, the writer gives it back.
fn permits(count: usize) -> (SyncSender<()>, Receiver<()>) {
    let (give, take) = sync_channel(count);
    for _ in 0..count {
        let _full = give.try_send(());
    }
    (give, take)
}

fn next(shared: &Mutex<Receiver<Numbered>>) -> Option<Numbered> {
    shared.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn stopped() -> PipelineError {
    PipelineError::Output(io::Error::other("the reader stopped before the input ended"))
}

fn deliver_in_order<T>(
    from_workers: &Receiver<Done<T>>,
    permits: &SyncSender<()>,
    deliver: &mut dyn FnMut(T) -> io::Result<()>,
) -> Result<Summary, PipelineError> {
    let mut summary = Summary::default();
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    while let Ok((number, tray, counts)) = from_workers.recv() {
        waiting.insert(number, (tray, counts));
        while let Some((tray, counts)) = waiting.remove(&due) {
            deliver(tray)?;
            summary.add(&counts);
            due += 1;
            let _reader_gone = permits.try_send(());
        }
    }
    if waiting.is_empty() { Ok(summary) } else { Err(stopped()) }
}
