use access::{Action, Appointment, PersonId, RecordKind, Viewer};
use serde_json::{Value, json};
use sqlx::query_as;

use crate::database::reading;
use crate::{Batch, Mail, MailState, Store, StoreError, Upload};

const DOWNLOADS: &str = "SELECT paper, language, edition, at FROM download WHERE actor = $1 ORDER BY at, id";
/// All that was ever answered in the cases of a person, by whomever, and by the person in those of others. A case that
/// nobody owns belongs to whose address stands in it, as when somebody with an account asks without a log-in. Texts are
/// compared as neither database has a pattern sign in.
const ANSWERS: &str = "SELECT a.casework, c.procedure_id, a.question, a.value, a.author, a.at, a.version, a.kept \
     FROM answer_past a JOIN casework c ON c.id = a.casework WHERE a.author = $1 OR a.casework IN ( \
     SELECT r.id FROM record r WHERE r.author = $1 AND r.kind = 'case' \
     UNION SELECT r.id FROM answer e JOIN record r ON r.id = e.casework JOIN person p ON p.id = $1 \
     WHERE e.question = 'email' AND r.author IS NULL AND r.kind = 'case' AND p.email_folded IS NOT NULL \
     AND replace(lower(e.value), '\"' || p.email_folded || '\"', '') <> lower(e.value)) \
     ORDER BY a.casework, a.question, a.at, a.version, a.author";
const ENTRIES: &str = "SELECT number, at, action, kind, record FROM audit_entry WHERE actor = $1 ORDER BY number";

/// Case, procedure, question, value, author, moment, version, and whether it stood.
type AnswerLine = (String, String, String, String, String, i64, i64, i64);

/// What is kept about a person beside the person and the account.
struct Kept {
    downloads: Vec<(String, String, i64, i64)>,
    answers: Vec<AnswerLine>,
    mails: Vec<Mail>,
    uploads: Vec<Upload>,
    batches: Vec<Batch>,
    entries: Vec<(i64, i64, String, String, String)>,
    appointments: Vec<Appointment>,
}

/// Whose an answer is, without a word about anybody else.
fn given_by(author: &str, person: &PersonId) -> &'static str {
    match author {
        "visitor" => "visitor",
        "program" => "program",
        _ if author == person.as_str() => "person",
        _ => "another person",
    }
}

fn answer((case, procedure, question, value, author, at, version, kept): &AnswerLine, person: &PersonId) -> Value {
    // What is no JSON is given as the text that it is.
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.clone()));
    json!({
        "case": case, "procedure": procedure, "question": question, "value": value, "given_by": given_by(author, person),
        "at": at, "version": version, "stood": *kept == 1,
    })
}

fn mail(mail: &Mail) -> Value {
    json!({
        "template": mail.new.template, "address": mail.new.address, "language": mail.new.language,
        "subject": mail.new.subject, "text": mail.new.content, "state": mail.state.as_str(), "made_at": mail.made_at,
        "sent_at": mail.sent_at,
    })
}

fn upload(upload: &Upload) -> Value {
    json!({
        "name": upload.name, "purpose": upload.purpose, "size": upload.size, "received": upload.received, "state": upload.state,
        "begun_at": upload.created_at, "changed_at": upload.updated_at,
    })
}

fn batch(batch: &Batch) -> Value {
    json!({
        "id": batch.id, "name": batch.name, "on": batch.on, "state": batch.state, "outcomes": batch.outcome_count,
        "unread": batch.unread_count, "made_at": batch.created_at, "finished_at": batch.finished_at,
    })
}

impl Store {
    /// All that is kept about a person, as JSON: what data protection asks for. The person gets all of it after a log-in
    /// with two factors, and so does the program; anybody else who may see the person gets what they may see anyway. Of
    /// files it says that they were sent in, not what stands in them; secrets are nobody's to read.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn person_export(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<Value, StoreError> {
        self.opened(viewer, Action::Export, RecordKind::Person, person.as_str(), now).await?;
        let account = self.account(viewer, person).await?;
        let mut kept = self.kept_about(person, now).await?;
        let own = viewer.person() == Some(person) && viewer.session().is_some() && viewer.has_second_factor();
        if !own && !viewer.is_program() {
            kept = self.narrowed(viewer, kept, now).await?;
        }
        let sessions = self.sessions(viewer, person, now).await?;
        let passkeys = self.passkeys(viewer, person).await?;
        let tokens = self.tokens(viewer, person, now).await?;
        Ok(json!({
            "person": self.person_kept(person).await?,
            "account": {
                "password_set_at": account.password_at,
                "one_time_passwords": account.one_time_confirmed,
                "address_proved_at": account.email_proved_at,
                "other_provider": account.subject,
                "closed_at": account.closed_at,
            },
            "appointments": kept.appointments,
            "sessions": sessions.iter().map(|one| json!({
                "begun_at": one.begun_at, "seen_at": one.seen_at, "way": one.way, "agent": one.agent,
                "address": one.address,
            })).collect::<Vec<_>>(),
            "passkeys": passkeys.iter().map(|one| json!({ "name": one.name, "made_at": one.made_at })).collect::<Vec<_>>(),
            "tokens": tokens.iter().map(|one| json!({ "name": one.name, "made_at": one.made_at })).collect::<Vec<_>>(),
            "downloads": kept.downloads.iter().map(|(paper, language, edition, at)| json!({
                "document": paper, "language": language, "edition": edition, "at": at,
            })).collect::<Vec<_>>(),
            "answers": kept.answers.iter().map(|one| answer(one, person)).collect::<Vec<_>>(),
            "mails": kept.mails.iter().map(mail).collect::<Vec<_>>(),
            "uploads": kept.uploads.iter().map(upload).collect::<Vec<_>>(),
            "batches": kept.batches.iter().map(batch).collect::<Vec<_>>(),
            "trail": kept.entries.iter().map(|(number, at, action, kind, record)| json!({
                "number": number, "at": at, "action": action, "kind": kind, "record": record,
            })).collect::<Vec<_>>(),
        }))
    }

    async fn kept_about(&self, person: &PersonId, now: i64) -> Result<Kept, StoreError> {
        let id = person.as_str();
        let mut mails = Vec::new();
        for mail in self.mails_to(person).await? {
            // What was never sent because its record was closed meanwhile is not read here either.
            if mail.state == MailState::Sent || self.mail_is_open(&Viewer::program(), &mail, now).await? {
                mails.push(mail);
            }
        }
        Ok(Kept {
            downloads: reading!(self, pool => query_as(DOWNLOADS).bind(id).fetch_all(pool))?,
            answers: reading!(self, pool => query_as(ANSWERS).bind(id).fetch_all(pool))?,
            mails,
            uploads: self.uploads_of(person).await?,
            batches: self.batches_of(person).await?,
            entries: reading!(self, pool => query_as(ENTRIES).bind(id).fetch_all(pool))?,
            appointments: self.appointments_kept(person).await?,
        })
    }

    /// Of what is kept about a person, what somebody else may see: what stands in records that are open to them; the
    /// letters, where they keep the outbox; what was done, where they read the trail; no file that was only sent in.
    async fn narrowed(&self, viewer: &Viewer, kept: Kept, now: i64) -> Result<Kept, StoreError> {
        let Kept { downloads, answers, mut mails, batches, mut entries, appointments, .. } = kept;
        if self.permit(viewer, Action::List, &crate::mail::outbox(), now).is_err() {
            mails.clear();
        }
        if self.permit(viewer, Action::List, &crate::trail::trail(), now).is_err() {
            entries.clear();
        }
        let export = Action::Export;
        Ok(Kept {
            downloads: self.still_visible(viewer, export, downloads, |(paper, ..)| paper.as_str(), now).await?,
            answers: self.still_visible(viewer, export, answers, |(case, ..)| case.as_str(), now).await?,
            mails,
            uploads: Vec::new(),
            batches: self.still_visible(viewer, export, batches, |one| one.id.as_str(), now).await?,
            entries,
            appointments: self.still_visible(viewer, export, appointments, |one| one.id.as_str(), now).await?,
        })
    }
}
