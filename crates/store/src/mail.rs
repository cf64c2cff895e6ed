use access::{Action, Key, LogIn, PersonId, Record, RecordId, RecordKind, Service, SessionId, Viewer, secret};
use basis::Language;
use sqlx::{query, query_as};

use crate::database::{answering, reading, recorded, transaction, writing};
use crate::trail::{enter, event};
use crate::{MailId, Store, StoreError};

/// A mail about to be set in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// To whom, where it is a person with an account.
    pub person: Option<PersonId>,
    /// To which address.
    pub address: String,
    /// In which language it is written.
    pub language: Language,
    /// By which template.
    pub template: String,
    /// Of which record it speaks: it is sent only where that is open to the person when it is sent. None where it
    /// speaks of what concerns its person alone.
    pub record: Option<RecordId>,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub content: String,
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It waits for a mail server.
    Waiting,
    /// A mail server took it.
    Sent,
    /// A mail server will never take it.
    Failed,
}

impl MailState {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        let found = [Self::Waiting, Self::Sent, Self::Failed].into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| StoreError::Unreadable(format!("state `{word}` of a mail")))
    }
}

/// A mail of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its identifier.
    pub id: MailId,
    /// To whom, to which address, in which words.
    pub new: NewMail,
    /// How far it has come.
    pub state: MailState,
    /// How often it was tried; a mail server that could not be reached does not count.
    pub attempts: i64,
    /// When it is tried next, in microseconds since 1970-01-01 UTC.
    pub next_at: i64,
    /// When it was written.
    pub made_at: i64,
    /// When a mail server took it.
    pub sent_at: Option<i64>,
    /// What the mail server said last.
    pub problem: Option<String>,
}

pub(crate) const ADD: &str = "INSERT INTO mail \
     (id, person, address, language, template, record, subject, content, state, attempts, next_at, made_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $9)";
const LIST: &str = "SELECT id, person, address, language, template, record, subject, content, state, attempts, next_at, \
     made_at, sent_at, problem FROM mail WHERE id < $1 ORDER BY id DESC LIMIT $2";
/// To a person, or to their address before they had an account; not what was for another person who had the address then.
const TO: &str = "SELECT id, person, address, language, template, record, subject, content, state, attempts, next_at, \
     made_at, sent_at, problem FROM mail WHERE person = $1 OR (person IS NULL AND ( \
     lower(address) = (SELECT p.email_folded FROM person p WHERE p.id = $1) \
     OR address = (SELECT p.email FROM person p WHERE p.id = $1))) ORDER BY made_at, id";
const CLAIM_SQLITE: &str = "UPDATE mail SET attempts = attempts + 1, next_at = $2 WHERE id = \
     (SELECT id FROM mail WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT 1) \
     RETURNING id, person, address, language, template, record, subject, content, state, attempts, next_at, made_at, \
     sent_at, problem";
const CLAIM_POSTGRES: &str = "UPDATE mail SET attempts = attempts + 1, next_at = $2 WHERE id = \
     (SELECT id FROM mail WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
     RETURNING id, person, address, language, template, record, subject, content, state, attempts, next_at, made_at, \
     sent_at, problem";
const SENT: &str = "UPDATE mail SET state = 'sent', sent_at = $2, problem = NULL, content = $3 WHERE id = $1";
const PUT_OFF: &str = "UPDATE mail SET problem = $2, next_at = $3 WHERE id = $1 AND state = 'waiting'";
const UNREACHED: &str = "UPDATE mail SET problem = $2, next_at = $3, attempts = attempts - 1 \
     WHERE id = $1 AND state = 'waiting' AND attempts > 0";
const PUT_OFF_ALL: &str = "UPDATE mail SET next_at = $2 WHERE state = 'waiting' AND next_at <= $1";
const FAIL: &str = "UPDATE mail SET state = 'failed', problem = $2, content = $3 WHERE id = $1 AND state = 'waiting'";
const CONTENT: &str = "SELECT content FROM mail WHERE id = $1";
const BLANK: &str = "UPDATE mail SET content = $2 WHERE id = $1";
/// Mails that may hold the secret of a link, of a span of time, after one.
const WITH_LINKS: &str = "SELECT id, content FROM mail WHERE made_at >= $1 AND id > $2 AND (content LIKE '%/reset/%' \
     OR content LIKE '%/welcome/%' OR content LIKE '%/prove/%') AND content NOT LIKE $3 ORDER BY id LIMIT 500";
const LINK_IS_OPEN: &str = "SELECT count(*) FROM link WHERE digest = $1 AND used_at IS NULL AND ends_at > $2";
const AGAIN: &str = "UPDATE mail SET state = 'waiting', attempts = 0, next_at = $2 \
     WHERE id = $1 AND state = 'failed' AND address <> ''";
const WAITING: &str = "SELECT count(*) FROM mail WHERE state = 'waiting'";

/// Sets a mail in the outbox, within a transaction.
macro_rules! post {
    ($tx:ident, $new:expr, $now:expr) => {{
        let new: &$crate::NewMail = $new;
        sqlx::query($crate::mail::ADD)
            .bind($crate::identifier::fresh($now))
            .bind(new.person.as_ref().map(access::PersonId::as_str))
            .bind(&new.address)
            .bind(new.language.code())
            .bind(&new.template)
            .bind(new.record.as_ref().map(access::RecordId::as_str))
            .bind(&new.subject)
            .bind(&new.content)
            .bind($now)
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(crate) use post;

type Line = (
    String,
    Option<String>,
    String,
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<String>,
);

fn read(line: Line) -> Result<Mail, StoreError> {
    let (
        id,
        person,
        address,
        language,
        template,
        record,
        subject,
        content,
        state,
        attempts,
        next_at,
        made_at,
        sent_at,
        problem,
    ) = line;
    let language = Language::of_code(&language)
        .ok_or_else(|| StoreError::Unreadable(format!("language `{language}` of a mail")))?;
    let (person, record) = (person.map(PersonId::kept), record.map(RecordId::kept));
    Ok(Mail {
        id: MailId::kept(id),
        new: NewMail { person, address, language, template, record, subject, content },
        state: MailState::of_word(&state)?,
        attempts,
        next_at,
        made_at,
        sent_at,
        problem,
    })
}

/// The record that stands for the outbox in decisions: the administrators keep it, nobody else reads it.
pub(crate) fn outbox() -> Record {
    let mut record = Record::standing(RecordKind::Mail, Service::Administration);
    record.queue = [Key::administrators()].into();
    record
}

impl Store {
    /// Sets mails in the outbox, all or none.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn post(&self, _viewer: &Viewer, mails: &[NewMail], now: i64) -> Result<(), StoreError> {
        transaction!(self, tx => {
            for mail in mails {
                post!(tx, mail, now);
            }
        })
    }

    /// The mails of the outbox, the newest first, before one, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// `Refused` for whoever does not keep the outbox, or what the database says.
    pub async fn mails(
        &self,
        viewer: &Viewer,
        before: Option<&MailId>,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Mail>, StoreError> {
        self.permit(viewer, Action::List, &outbox(), now)?;
        let (before, limit) = (before.map_or("~", MailId::as_str), i64::from(limit.clamp(1, 1_000)));
        let lines: Vec<Line> = reading!(self, pool => query_as(LIST).bind(before).bind(limit).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// The mails to a person, the earliest first, without the secrets of links; whoever asks.
    pub(crate) async fn mails_to(&self, person: &PersonId) -> Result<Vec<Mail>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(TO).bind(person.as_str()).fetch_all(pool))?;
        let mut mails = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for mail in &mut mails {
            mail.new.content = secret::blanked(&mail.new.content);
        }
        Ok(mails)
    }

    /// Takes a mail that is due to be sent; until `until` nobody else takes it, and after that it is tried again, so that
    /// a server that dies while it sends loses nothing.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn claim_mail(&self, _viewer: &Viewer, now: i64, until: i64) -> Result<Option<Mail>, StoreError> {
        let question = if self.is_single() { CLAIM_SQLITE } else { CLAIM_POSTGRES };
        let lines: Vec<Line> = answering!(self, pool => query_as(question).bind(now).bind(until).fetch_all(pool))?;
        lines.into_iter().next().map(read).transpose()
    }

    /// Whether a mail may go to its person now: one that speaks of a record goes only to whom that is open still.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mail_is_open(&self, _viewer: &Viewer, mail: &Mail, now: i64) -> Result<bool, StoreError> {
        let Some(record) = &mail.new.record else { return Ok(true) };
        let (Some(person), Some(kept)) = (&mail.new.person, self.kept(record.as_str()).await?) else {
            return Ok(false);
        };
        // Nobody is logged in when mail is sent: the person's rights decide, not what was proved.
        let log_in = LogIn::Session { id: SessionId::kept(String::new()), second_factor: true, proved_at: None };
        let viewer = self.viewer_of(person, log_in, now).await?;
        Ok(self.permit(&viewer, Action::Notify, &kept.record, now).is_ok())
    }

    /// Says what became of a mail that was taken: sent, to be tried again at a moment, or never to be taken. Once it is
    /// not sent again, the secrets of its links are no longer kept.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn mail_done(
        &self,
        _viewer: &Viewer,
        id: &MailId,
        problem: Option<&str>,
        again_at: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        let id = id.as_str();
        if let (Some(said), Some(at)) = (problem, again_at) {
            return writing!(self, pool => query(PUT_OFF).bind(id).bind(said).bind(at).execute(pool))
                .map(|_| ())
                .map_err(Into::into);
        }
        // A content is only ever blanked: what is read here cannot be out of date, and those who send at once on other
        // servers get in nobody's way.
        let kept: Option<(String,)> = reading!(self, pool => query_as(CONTENT).bind(id).fetch_optional(pool))?;
        let left = kept.map(|(content,)| secret::blanked(&content)).unwrap_or_default();
        match problem {
            None => writing!(self, pool => query(SENT).bind(id).bind(now).bind(&left).execute(pool)),
            Some(said) => writing!(self, pool => query(FAIL).bind(id).bind(said).bind(&left).execute(pool)),
        }
        .map(|_| ())
        .map_err(Into::into)
    }

    /// Takes the secrets of links that were used or are over out of the mails written since a moment; out of how many.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_mail_secrets(&self, _viewer: &Viewer, since: i64, now: i64) -> Result<u64, StoreError> {
        let (gone, mut after, mut blanked) = (format!("%{}%", secret::GONE), String::new(), 0);
        loop {
            let mails: Vec<(String, String)> = reading!(self, pool =>
                query_as(WITH_LINKS).bind(since).bind(&after).bind(&gone).fetch_all(pool))?;
            let Some((last, _)) = mails.last() else { return Ok(blanked) };
            after.clone_from(last);
            for (id, content) in mails {
                let mut open = 0;
                for link in secret::within(&content) {
                    let digest = secret::digest(link);
                    let (count,): (i64,) = reading!(self, pool =>
                        query_as(LINK_IS_OPEN).bind(&digest).bind(now).fetch_one(pool))?;
                    open += count;
                }
                if open == 0 {
                    let left = secret::blanked(&content);
                    blanked += writing!(self, pool => query(BLANK).bind(&id).bind(&left).execute(pool))?;
                }
            }
        }
    }

    /// Says that no mail server could be reached for a mail that was taken: it counts as not tried, and whatever is due
    /// waits with it until `again_at`.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn mail_unreached(
        &self,
        _viewer: &Viewer,
        id: &MailId,
        problem: &str,
        now: i64,
        again_at: i64,
    ) -> Result<(), StoreError> {
        transaction!(self, tx => {
            query(UNREACHED).bind(id.as_str()).bind(problem).bind(again_at).execute(&mut *tx).await?;
            query(PUT_OFF_ALL).bind(now).bind(again_at).execute(&mut *tx).await?;
        })
    }

    /// Tries a failed mail again, as if it had never been tried; not one whose person was erased.
    ///
    /// # Errors
    /// `State` for a mail whose link is no longer kept: without it, it is of no use; `Refused`, `Full`, `Busy`, or what
    /// the database says.
    pub async fn mail_again(&self, viewer: &Viewer, id: &MailId, now: i64) -> Result<(), StoreError> {
        self.permit(viewer, Action::Edit, &outbox(), now)?;
        recorded!(self, tx => {
            let kept: Option<(String,)> = query_as(CONTENT).bind(id.as_str()).fetch_optional(&mut *tx).await?;
            if kept.is_some_and(|(content,)| content.contains(secret::GONE)) {
                let state = "without its link".to_owned();
                return Err(StoreError::State { what: "mail", id: id.to_string(), state });
            }
            let run = query(AGAIN).bind(id.as_str()).bind(now);
            if run.execute(&mut *tx).await?.rows_affected() > 0 {
                enter!(tx, event(viewer, "send-again", RecordKind::Mail, id.as_str(), now));
            }
        })
    }

    /// How many mails wait.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mails_waiting(&self, _viewer: &Viewer) -> Result<u64, StoreError> {
        let (count,): (i64,) = reading!(self, pool => query_as(WAITING).fetch_one(pool))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
