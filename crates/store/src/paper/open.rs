use std::collections::{BTreeMap, BTreeSet};

use access::{Action, RecordId, RecordKind, Viewer};
use basis::Language;
use sqlx::{query, query_as};

use super::{Draft, Edition, LanguageLine, Paper, PaperKind, WorkingCopy, language_of, read_language};
use crate::database::{reading, writing};
use crate::identifier::fresh;
use crate::record::{Authorized, list};
use crate::{Blob, Scan, Store, StoreError};

const ONE: &str = "SELECT kind, series, number, symbol, made_at, version FROM paper WHERE id = $1";
const BY_SYMBOL: &str = "SELECT id FROM paper WHERE symbol = $1";
const LANGUAGES: &str = "SELECT language, state, title, summary, blob, file, edition, changed_at, published_at \
     FROM paper_language WHERE paper = $1 ORDER BY language";
const EDITIONS: &str = "SELECT language, edition, title, summary, blob, file, published_at FROM paper_edition \
     WHERE paper = $1 ORDER BY published_at DESC, language, edition DESC";
const CONTENT: &str =
    "SELECT e.blob, e.file FROM paper_edition e WHERE e.paper = $1 AND e.language = $2 AND e.edition = $3";
const WORKING: &str = "SELECT blob, file FROM paper_language WHERE paper = $1 AND language = $2";
const CONTENTS: &str =
    "SELECT hash, size, media, scan FROM blob WHERE hash IN (SELECT value FROM json_each($1)) ORDER BY hash";
const DOWNLOADED: &str =
    "INSERT INTO download (id, paper, language, edition, actor, at) VALUES ($1, $2, $3, $4, $5, $6)";
const DOWNLOADS: &str =
    "SELECT language, edition, actor, at FROM download WHERE paper = $1 ORDER BY at DESC, id DESC LIMIT $2";

type Line = (String, Option<String>, Option<i64>, Option<String>, i64, i64);
type EditionLine = (String, i64, String, String, Option<String>, String, i64);

/// A content that its reader was let through to, for as long as they may do what they were let through for.
#[derive(Clone, Debug)]
pub struct Reading {
    store: Store,
    record: RecordId,
    action: Action,
    /// The content.
    pub blob: Blob,
    /// What the file was called.
    pub file: String,
}

impl Reading {
    /// The bytes from `offset` to the end of the piece that holds it; `None` at the end. The viewer is whoever reads, as
    /// they stand now.
    ///
    /// # Errors
    /// `Refused` once the viewer may not read on, or what the database says.
    pub async fn piece(&self, viewer: &Viewer, offset: u64, now: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let missing = || StoreError::NotFound { what: "document", id: self.record.to_string() };
        let kept = self.store.kept(self.record.as_str()).await?.ok_or_else(missing)?;
        self.store.permit(viewer, self.action, &kept.record, now)?;
        let found = self.store.blob_piece(&self.blob.hash, offset).await?;
        Ok(found.map(|(start, mut piece)| {
            let before = usize::try_from(offset - start).unwrap_or(usize::MAX).min(piece.len());
            piece.drain(..before);
            piece
        }))
    }
}

impl Store {
    /// A document as the viewer may see it: whoever may not change it sees published editions alone.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn paper(&self, viewer: &Viewer, id: &RecordId, now: i64) -> Result<Authorized<Paper>, StoreError> {
        let opened = self.opened(viewer, Action::View, RecordKind::Document, id.as_str(), now).await?;
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "document", id: id.to_string() };
        let (kind, series, number, symbol, made_at, version) = line.ok_or_else(missing)?;
        let lines: Vec<LanguageLine> = reading!(self, pool => query_as(LANGUAGES).bind(id.as_str()).fetch_all(pool))?;
        let editable = self.permit(viewer, Action::Edit, opened.value(), now).is_ok();
        let languages = lines.into_iter().map(read_language).collect::<Result<Vec<_>, _>>()?;
        let editions = self.editions(id).await?;
        let kind =
            PaperKind::of_word(&kind).ok_or_else(|| StoreError::Unreadable(format!("kind `{kind}` of a document")))?;
        let languages = if editable { languages } else { Vec::new() };
        Ok(opened.map(|record| Paper {
            record,
            kind,
            series,
            number,
            symbol,
            made_at,
            version,
            editable,
            languages,
            editions,
        }))
    }

    async fn editions(&self, id: &RecordId) -> Result<Vec<Edition>, StoreError> {
        let lines: Vec<EditionLine> = reading!(self, pool => query_as(EDITIONS).bind(id.as_str()).fetch_all(pool))?;
        let edition = |(language, edition, title, summary, blob, file, published_at): (String, _, _, _, _, _, _)| {
            let language = language_of(&language)?;
            Ok(Edition { language, edition, draft: Draft { title, summary, blob, file }, published_at })
        };
        lines.into_iter().map(edition).collect()
    }

    /// The identifier of the document with a symbol, which its page then asks for; it says nothing by itself.
    ///
    /// # Errors
    /// What the database says.
    pub async fn paper_by_symbol(&self, _viewer: &Viewer, symbol: &str) -> Result<Option<RecordId>, StoreError> {
        let found: Option<(String,)> = reading!(self, pool => query_as(BY_SYMBOL).bind(symbol).fetch_optional(pool))?;
        Ok(found.map(|(id,)| RecordId::kept(id)))
    }

    /// The contents of a document that was opened, by their hashes: how large they are, of which kind, and what the
    /// scanner said.
    ///
    /// # Errors
    /// What the database says.
    pub async fn contents(
        &self,
        _viewer: &Viewer,
        paper: &Authorized<Paper>,
    ) -> Result<BTreeMap<String, Blob>, StoreError> {
        let paper = paper.value();
        let working = paper.languages.iter().map(|one| &one.draft);
        let drafts = working.chain(paper.editions.iter().map(|one| &one.draft));
        let hashes: BTreeSet<&str> = drafts.filter_map(|draft| draft.blob.as_deref()).collect();
        let asked = list(&hashes);
        let lines: Vec<(String, i64, String, String)> =
            reading!(self, pool => query_as(CONTENTS).bind(&asked).fetch_all(pool))?;
        let blob = |(hash, size, media, scan): (String, i64, String, String)| {
            let blob = Blob { hash, size: u64::try_from(size).unwrap_or(0), media, scan: Scan::of_word(&scan)? };
            Ok((blob.hash.clone(), blob))
        };
        lines.into_iter().map(blob).collect()
    }

    /// The working copy of a language, for whoever may change it.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn working_copy(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        language: Language,
        now: i64,
    ) -> Result<WorkingCopy, StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Document, id.as_str(), now).await?;
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "document", id: id.to_string() };
        let (.., version) = line.ok_or_else(missing)?;
        let lines: Vec<LanguageLine> = reading!(self, pool => query_as(LANGUAGES).bind(id.as_str()).fetch_all(pool))?;
        let copies = lines.into_iter().map(read_language).collect::<Result<Vec<_>, _>>()?;
        let draft = copies.into_iter().find(|copy| copy.language == language).map(|copy| copy.draft);
        let blob = match draft.as_ref().and_then(|draft| draft.blob.as_deref()) {
            Some(hash) => Some(self.blob_kept(hash).await?),
            None => None,
        };
        Ok(WorkingCopy { version, draft, blob })
    }

    /// The content of a working copy, for whoever may change it; none where there is no content.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn working_content(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        language: Language,
        now: i64,
    ) -> Result<Option<Reading>, StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Document, id.as_str(), now).await?;
        let found: Option<(Option<String>, String)> = reading!(self, pool =>
            query_as(WORKING).bind(id.as_str()).bind(language.code()).fetch_optional(pool))?;
        let Some((Some(hash), file)) = found else { return Ok(None) };
        let (record, action, blob) = (id.clone(), Action::Edit, self.blob_kept(&hash).await?);
        Ok(Some(Reading { store: self.clone(), record, action, blob, file }))
    }

    /// The content of an edition, to be taken away; who took it is noted.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `State` when the scanner did not let the content through, or what the database says.
    pub async fn download(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        language: Language,
        edition: i64,
        now: i64,
    ) -> Result<Reading, StoreError> {
        self.opened(viewer, Action::Download, RecordKind::Document, id.as_str(), now).await?;
        let found: Option<(Option<String>, String)> = reading!(self, pool => query_as(CONTENT)
            .bind(id.as_str())
            .bind(language.code())
            .bind(edition)
            .fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "content", id: id.to_string() };
        let (Some(hash), file) = found.ok_or_else(missing)? else { return Err(missing()) };
        let blob = self.blob_kept(&hash).await?;
        if !blob.scan.lets_through() {
            return Err(StoreError::State { what: "document", id: id.to_string(), state: "held back".to_owned() });
        }
        writing!(self, pool => query(DOWNLOADED)
            .bind(fresh(now))
            .bind(id.as_str())
            .bind(language.code())
            .bind(edition)
            .bind(viewer.actor())
            .bind(now)
            .execute(pool))?;
        Ok(Reading { store: self.clone(), record: id.clone(), action: Action::Download, blob, file })
    }

    /// Who took a document away, the latest first: language, edition, actor, moment. For whoever may change it.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn downloads(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        limit: u32,
        now: i64,
    ) -> Result<Vec<(String, i64, String, i64)>, StoreError> {
        self.opened(viewer, Action::Publish, RecordKind::Document, id.as_str(), now).await?;
        let limit = i64::from(limit.clamp(1, 1_000));
        reading!(self, pool => query_as(DOWNLOADS).bind(id.as_str()).bind(limit).fetch_all(pool)).map_err(Into::into)
    }
}
