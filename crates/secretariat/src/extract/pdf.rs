//! The text of a PDF, page by page. A page that the library cannot read is left out, and the text says so.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{
    Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, PlainTextOutput, Stream, Transform,
    output_doc_page,
};

use super::gather::Gather;
use super::{ExtractError, Limits, cmap, guard};

/// How deep drawings may stand in drawings.
const FORM_DEPTH: usize = 24;
/// The most bytes of drawing that one page may come to, drawings within it counted each time.
const PAGE_WORK: u64 = 64 * 1024 * 1024;
/// The largest content that is drawn, in bytes, and how often it may save its state: a library keeps hundreds of bytes
/// for each of its words.
const CONTENT: usize = 8 * 1024 * 1024;
const STATES: usize = 50_000;
/// How far up a page is looked for what it inherits.
const PARENTS: usize = 64;
/// A stream packed in another way than the usual is read up to this size: what it unpacks to is not known beforehand.
const UNMEASURED: usize = 16 * 1024;
/// The most characters that all tables of characters may stand for.
const TABLE: u64 = 2_000_000;

/// Reads the pages and gives their number.
pub(super) fn read(bytes: &[u8], limits: &Limits, gather: &mut Gather) -> Result<usize, ExtractError> {
    guard::check(bytes, limits)?;
    let damaged = |error: pdf_extract::Error| ExtractError::Damaged("PDF", error.to_string());
    let mut document = Document::load_mem(bytes).map_err(damaged)?;
    if document.is_encrypted() {
        return Err(ExtractError::Encrypted);
    }
    if empty_unsafe(&mut document) {
        gather.omit();
    }
    let weights = weights(&document)?;
    let pages = document.get_pages();
    for (number, id) in &pages {
        let in_order = usize::try_from(*number).is_ok_and(|number| number <= limits.pages);
        if !in_order || gather.is_full() {
            gather.omit();
            break;
        }
        match page(&document, *number, *id, &weights, gather.left()) {
            Some((text, whole)) => {
                gather.push(&text);
                if !whole {
                    gather.omit();
                }
            }
            None => gather.omit(),
        }
        gather.line();
    }
    Ok(pages.len())
}

/// The text of one page and whether it is all of it; `None` where it cannot be read.
fn page(document: &Document, number: u32, id: ObjectId, weights: &Weights, left: usize) -> Option<(String, bool)> {
    let content = document.get_page_content(id).ok()?;
    let line = line_of(document, id)?;
    let drawings = line.iter().flat_map(|dictionary| children(document, dictionary));
    let heaviest = drawings.filter_map(|id| weights.get(&id)).max().copied().unwrap_or(0);
    if draws(&content).saturating_mul(heaviest).saturating_add(heft(&content)) > PAGE_WORK {
        return None;
    }
    let mut text = String::new();
    let mut whole = true;
    // The library panics on pages that are not as it expects. Only this page's text is shared with it, and what was
    // written before the panic is a beginning of that text.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut output = Capped { inner: PlainTextOutput::new(&mut text), left };
        output_doc_page(document, &mut output, number).is_ok()
    }));
    if !matches!(read, Ok(true)) {
        whole = false;
    }
    Some((text, whole))
}

/// A page with its parents, from which it inherits; `None` where they never end.
fn line_of(document: &Document, page: ObjectId) -> Option<Vec<&Dictionary>> {
    let mut line = vec![document.get_dictionary(page).ok()?];
    for _ in 0..PARENTS {
        let parent = line.last()?.get(b"Parent").and_then(Object::as_reference);
        match parent.and_then(|parent| document.get_dictionary(parent)) {
            Ok(parent) => line.push(parent),
            Err(_) => return Some(line),
        }
    }
    None
}

/// Empties what has no text or cannot be read safely: images; streams packed so that their size is not known;
/// tables of characters beyond all measure; drawings that draw with what is not their own. Says whether more than
/// images went.
fn empty_unsafe(document: &mut Document) -> bool {
    let (mut lost, mut table) = (false, 0_u64);
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if subtype == b"Image" {
            stream.set_plain_content(Vec::new());
            continue;
        }
        let borrowing = subtype == b"Form" && stream.dict.get(b"Resources").is_err();
        if !is_measured(stream) {
            stream.set_plain_content(Vec::new());
            lost = true;
            continue;
        }
        let content = plain(stream);
        let has = |word: &[u8]| content.windows(word.len()).any(|found| found == word);
        let mut harmful = borrowing && has(b"Do");
        if has(b"beginbfrange") {
            table = cmap::size(&content).and_then(|size| table.checked_add(size)).unwrap_or(u64::MAX);
            harmful |= table > TABLE;
        }
        if harmful {
            stream.set_plain_content(Vec::new());
            lost = true;
        }
    }
    lost
}

/// Whether the size that a stream unpacks to was counted before, or is bounded by its own size.
fn is_measured(stream: &Stream) -> bool {
    match stream.filters() {
        Err(_) => true,
        Ok(filters) => match filters.as_slice() {
            [] | [b"FlateDecode"] => true,
            [_] | [b"ASCII85Decode", b"FlateDecode"] => stream.content.len() <= UNMEASURED,
            _ => false,
        },
    }
}

fn plain(stream: &Stream) -> Vec<u8> {
    stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
}

/// How often a content asks for something to be drawn: at most as often as `Do` stands in it.
fn draws(content: &[u8]) -> u64 {
    content.windows(2).filter(|found| *found == b"Do").count() as u64
}

/// What a content costs to draw by itself, in bytes; beyond all measure where it is too large or saves its state too
/// often.
fn heft(content: &[u8]) -> u64 {
    let states = content.split(|byte| byte.is_ascii_whitespace() || *byte == 0).filter(|word| *word == b"q").count();
    if content.len() > CONTENT || states > STATES { u64::MAX } else { content.len() as u64 + 1 }
}

/// The bytes of drawing that each stream comes to, drawings within it counted each time.
type Weights = BTreeMap<ObjectId, u64>;

/// Weighs every stream. A form that draws itself, by whatever way round, never comes
/// to rest and is refused: the library would draw it until its stack is full.
fn weights(document: &Document) -> Result<Weights, ExtractError> {
    let mut forms: BTreeMap<ObjectId, (u64, u64, Vec<ObjectId>)> = BTreeMap::new();
    for (id, object) in &document.objects {
        let Object::Stream(stream) = object else { continue };
        let content = plain(stream);
        forms.insert(*id, (heft(&content), draws(&content), children(document, &stream.dict)));
    }
    let mut weights: Weights = forms.iter().map(|(id, (length, ..))| (*id, *length)).collect();
    for _ in 0..FORM_DEPTH {
        let weigh = |(id, (length, draws, children)): (&ObjectId, &(u64, u64, Vec<ObjectId>))| {
            let child = children.iter().filter_map(|child| weights.get(child)).max().copied().unwrap_or(0);
            (*id, length.saturating_add(draws.saturating_mul(child)))
        };
        let next: Weights = forms.iter().map(weigh).collect();
        if next == weights {
            return Ok(weights);
        }
        weights = next;
    }
    Err(ExtractError::Many("drawings in each other", FORM_DEPTH))
}

/// The streams that a drawing may draw: those its own resources name.
fn children(document: &Document, dictionary: &Dictionary) -> Vec<ObjectId> {
    let below = |dictionary: &Dictionary, key: &[u8]| {
        dictionary.get_deref(key, document).and_then(Object::as_dict).cloned().ok()
    };
    let named = below(dictionary, b"Resources").and_then(|resources| below(&resources, b"XObject"));
    let references = named.iter().flat_map(Dictionary::iter).filter_map(|(_, object)| object.as_reference().ok());
    references.flat_map(|id| through(document, id)).collect()
}

/// A reference, and what it stands for where that is a reference again.
fn through(document: &Document, id: ObjectId) -> Vec<ObjectId> {
    let mut found = vec![id];
    while let Some(next) =
        found.last().and_then(|id| document.objects.get(id)).and_then(|next| next.as_reference().ok())
    {
        if found.len() > PARENTS || found.contains(&next) {
            break;
        }
        found.push(next);
    }
    found
}

/// Plain text that ends where the limit is reached.
struct Capped<'t> {
    inner: PlainTextOutput<&'t mut String>,
    left: usize,
}

impl OutputDev for Capped<'_> {
    fn begin_page(
        &mut self,
        number: u32,
        media: &MediaBox,
        art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.inner.begin_page(number, media, art)
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.inner.end_page()
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        size: f64,
        letter: &str,
    ) -> Result<(), OutputError> {
        self.left = self.left.checked_sub(letter.chars().count()).ok_or(OutputError::FormatError(std::fmt::Error))?;
        self.inner.output_character(place, width, spacing, size, letter)
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.inner.begin_word()
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        self.inner.end_word()
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        self.inner.end_line()
    }
}
