use std::collections::BTreeMap;

use access::{
    Action, AppointmentId, Approval, Circumstances, Key, LogIn, Marks, PersonId, Proposal, ProposalRefused, Record,
    RecordId, RecordKind, SessionId, Viewer, WAIT_MICROS,
};
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::appointment::appoint;
use crate::database::{reading, recorded};
use crate::identifier::fresh;
use crate::paper::change::{TURN, check};
use crate::record::put_record;
use crate::trail::{detailed, enter, event};
use crate::{NewAppointment, ProposalId, Store, StoreError};

/// A sensitive act that needs a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// An appointment to a role that two persons give.
    Appoint {
        /// Who is appointed.
        person: PersonId,
        /// For which body.
        body: access::BodyCode,
        /// To which role.
        role: access::Role,
        /// From when, in microseconds since 1970-01-01 UTC.
        from: i64,
        /// Until when, this moment excluded.
        until: Option<i64>,
    },
    /// A person is erased.
    Erase {
        /// Who.
        person: PersonId,
    },
    /// A restricted document is opened to more people, sooner or for longer.
    Release {
        /// Which document.
        record: RecordId,
        /// The marks that it gets.
        marks: Marks,
        /// The version of it that was looked at: where it changed since, nothing is opened.
        version: i64,
    },
}

impl Act {
    /// The word used in data.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Appoint { .. } => "appoint",
            Self::Erase { .. } => "erase",
            Self::Release { .. } => "release",
        }
    }

    /// What whoever asks for it, and whoever approves, has to be allowed to do.
    fn action(&self) -> Action {
        match self {
            Self::Appoint { .. } => Action::Appoint,
            Self::Erase { .. } => Action::Erase,
            Self::Release { .. } => Action::Release,
        }
    }

    /// The appointment that it makes.
    fn appointment(&self) -> Option<NewAppointment> {
        let Self::Appoint { person, body, role, from, until } = self else { return None };
        let (person, body, role) = (person.clone(), body.clone(), role.clone());
        Some(NewAppointment { person, body, role, from: *from, until: *until })
    }

    /// The record that it is about, if one is kept of it.
    fn kept(&self) -> Option<(RecordKind, &str)> {
        match self {
            Self::Appoint { .. } => None,
            Self::Erase { person } => Some((RecordKind::Person, person.as_str())),
            Self::Release { record, .. } => Some((RecordKind::Document, record.as_str())),
        }
    }

    /// Whom or what it is about.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::Appoint { person, .. } | Self::Erase { person } => person.as_str(),
            Self::Release { record, .. } => record.as_str(),
        }
    }
}

/// A sensitive act with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Its identifier.
    pub id: ProposalId,
    /// What is to be done.
    pub act: Act,
    /// Who asked, when, and what was decided.
    pub proposal: Proposal,
}

const ADD: &str = "INSERT INTO proposal (id, act, subject, content, asked_by, asked_session, asked_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ONE: &str = "SELECT id, content, asked_by, asked_session, asked_at, decided_by, decided_session, approved \
     FROM proposal WHERE id = $1";
const WAITING: &str = "SELECT id, content, asked_by, asked_session, asked_at, decided_by, decided_session, approved \
     FROM proposal WHERE decided_by IS NULL AND asked_at > $1 ORDER BY asked_at, id LIMIT 200";
const DECIDE: &str = "UPDATE proposal SET decided_by = $2, decided_session = $3, decided_at = $4, approved = $5 \
     WHERE id = $1 AND decided_by IS NULL";

type Line = (String, String, String, String, i64, Option<String>, Option<String>, Option<i64>);

fn read(line: Line) -> Result<Proposed, StoreError> {
    let (id, content, asked_by, asked_session, asked_at, decided_by, decided_session, approved) = line;
    let act = serde_json::from_str(&content).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
    let decided = decided_by.map(|by| Approval {
        by: PersonId::kept(by),
        session: decided_session.unwrap_or_default(),
        approved: approved == Some(1),
    });
    let proposal = Proposal { asked_by: PersonId::kept(asked_by), asked_session, asked_at, decided };
    Ok(Proposed { id: ProposalId::kept(id), act, proposal })
}

const VERSION: &str = "SELECT version FROM paper WHERE id = $1";

/// What the policies know of an appointment that is proposed.
fn of_appointment(new: &NewAppointment) -> Record {
    let mut record = crate::appointment::record_of(&AppointmentId::kept(String::new()), &new.person, &new.body);
    record.queue = [Key::administrators()].into();
    record
}

/// Opens a document as it was proposed, within a transaction, where nobody changed it since.
macro_rules! release {
    ($tx:ident, $record:expr, $marks:expr, $version:expr, $moment:expr) => {{
        let (mut record, id): (Record, String) = ($record.clone(), $record.id.to_string());
        if query(TURN).bind(&id).bind($version).execute(&mut *$tx).await?.rows_affected() == 0 {
            return Err(StoreError::Changed { what: "document", id });
        }
        $marks.set_on(&mut record);
        put_record!($tx, &record, $moment);
    }};
}

impl Store {
    /// What the policies know of what an act is about, and the moment that orders it.
    async fn record_of_act(&self, act: &Act) -> Result<(Record, i64), StoreError> {
        if let Some(new) = act.appointment() {
            return Ok((of_appointment(&new), 0));
        }
        let kept = match act.kept() {
            Some((kind, id)) => self.kept(id).await?.filter(|kept| kept.record.kind == kind),
            None => None,
        };
        let what = act.kept().map_or("appointment", |(kind, _)| kind.as_str());
        let missing = || StoreError::NotFound { what, id: act.subject().to_owned() };
        kept.map(|kept| (kept.record, kept.moment)).ok_or_else(missing)
    }

    /// Whether the viewer could do it with a second person.
    async fn may_ask(&self, viewer: &Viewer, act: &Act, record: &Record, now: i64) -> Result<(), StoreError> {
        if let Some(new) = act.appointment() {
            self.may_appoint(viewer, &new, now).await?;
        }
        self.permit(viewer, act.action(), record, now).map(|_| ())
    }

    /// Asks for a sensitive act; another person approves it.
    ///
    /// # Errors
    /// `Refused` for whoever could not do it with a second person either, and for a release that opens nothing;
    /// `Changed` for a document that is not as it was seen; `Marks`, `NotFound`, `Role`, `Apart`, `Full`, `Busy`.
    pub async fn propose(&self, viewer: &Viewer, act: &Act, now: i64) -> Result<ProposalId, StoreError> {
        let refused = || StoreError::Refused { policies: Vec::new() };
        let (Some(person), Some(session)) = (viewer.person(), viewer.session()) else { return Err(refused()) };
        let (record, _) = self.record_of_act(act).await?;
        self.may_ask(viewer, act, &record, now).await?;
        if let Act::Release { marks, .. } = act {
            check(marks)?;
            if !marks.release(&record, now) {
                return Err(refused());
            }
        }
        let id = ProposalId::kept(fresh(now));
        let content = serde_json::to_string(act).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
        recorded!(self, tx => {
            if let Act::Release { record, version, .. } = act {
                let kept: Option<(i64,)> = query_as(VERSION).bind(record.as_str()).fetch_optional(&mut *tx).await?;
                if kept != Some((*version,)) {
                    return Err(StoreError::Changed { what: "document", id: record.to_string() });
                }
            }
            query(ADD)
                .bind(id.as_str())
                .bind(act.as_str())
                .bind(act.subject())
                .bind(&content)
                .bind(person.as_str())
                .bind(session.as_str())
                .bind(now)
                .execute(&mut *tx)
                .await?;
            let entered = event(viewer, "propose", record.kind, act.subject(), now);
            enter!(tx, detailed(entered, act));
        })?;
        Ok(id)
    }

    /// The sensitive acts that wait for a second person, as far as the viewer might be one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn proposals(&self, viewer: &Viewer, now: i64) -> Result<Vec<Proposed>, StoreError> {
        let since = now.saturating_sub(WAIT_MICROS);
        let lines: Vec<Line> = reading!(self, pool => query_as(WAITING).bind(since).fetch_all(pool))?;
        let waiting = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<&str> = waiting.iter().filter_map(|one| one.act.kept().map(|(_, id)| id)).collect();
        let kept = self.kept_all(&ids).await?;
        let kept: BTreeMap<&str, &Record> = kept.iter().map(|kept| (kept.record.id.as_str(), &kept.record)).collect();
        let sitting = self.policies().sitting(viewer, &Circumstances { now, asked: None });
        let shown = |act: &Act| match (act.appointment(), act.kept()) {
            (Some(new), _) => sitting.decide(Action::View, &of_appointment(&new)).allowed,
            (None, Some((kind, id))) => {
                let record = kept.get(id).filter(|record| record.kind == kind);
                record.is_some_and(|record| sitting.decide(Action::View, record).allowed)
            }
            (None, None) => false,
        };
        let seen: Vec<bool> = waiting.iter().map(|one| shown(&one.act)).collect();
        Ok(waiting.into_iter().zip(seen).filter_map(|(one, seen)| seen.then_some(one)).collect())
    }

    /// Refuses what whoever asked for it may no longer do, however fresh their log-in were.
    async fn still_asked(&self, proposed: &Proposed, record: &Record, now: i64) -> Result<(), StoreError> {
        let unentitled = || StoreError::Proposal(ProposalRefused::Unentitled);
        let (by, id) = (&proposed.proposal.asked_by, SessionId::kept(proposed.proposal.asked_session.clone()));
        if self.account(&Viewer::program(), by).await?.closed_at.is_some() {
            return Err(unentitled());
        }
        let log_in = LogIn::Session { id, second_factor: true, proved_at: Some(now) };
        let viewer = self.viewer_of(by, log_in, now).await?;
        self.may_ask(&viewer, &proposed.act, record, now).await.map_err(|error| match error {
            StoreError::Refused { .. } => unentitled(),
            other => other,
        })
    }

    /// Whether the viewer, as the second person, may decide so on what was proposed.
    async fn may_decide(
        &self,
        viewer: &Viewer,
        proposed: &Proposed,
        record: &Record,
        approved: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        let asked = Some((proposed.proposal.asked_by.clone(), proposed.proposal.asked_session.clone()));
        let answer = self.policies().decide(viewer, Action::Approve, record, &Circumstances { now, asked });
        if !answer.allowed {
            return Err(StoreError::Refused { policies: answer.policies });
        }
        if !approved {
            return Ok(());
        }
        self.still_asked(proposed, record, now).await?;
        // Somebody may have been erased, or a body changed, since it was asked for.
        self.may_ask(viewer, &proposed.act, record, now).await
    }

    /// Approves a sensitive act, which is then done, or turns it down. It needs another person in another log-in session.
    ///
    /// # Errors
    /// `NotFound`; `Proposal` when it was decided on, lapsed, asked for by the same person or in the same session, or
    /// whoever asked may no longer do it; `Changed` when a document changed since; `Refused`; `Full`, `Busy`.
    pub async fn decide_proposal(
        &self,
        viewer: &Viewer,
        id: &ProposalId,
        approved: bool,
        now: i64,
    ) -> Result<Proposed, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "proposal", id: id.to_string() };
        let mut proposed = line.map(read).transpose()?.ok_or_else(missing)?;
        let (Some(person), Some(session)) = (viewer.person(), viewer.session()) else { return Err(missing()) };
        let (record, moment) = self.record_of_act(&proposed.act).await?;
        self.permit(viewer, Action::View, &record, now).map_err(|_| missing())?;
        proposed.proposal.decidable(person, session.as_str(), now).map_err(StoreError::Proposal)?;
        self.may_decide(viewer, &proposed, &record, approved, now).await?;
        let appointment = AppointmentId::kept(fresh(now));
        let new = proposed.act.appointment();
        recorded!(self, tx => {
            let run = query(DECIDE).bind(id.as_str()).bind(person.as_str()).bind(session.as_str()).bind(now);
            if run.bind(i64::from(approved)).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Proposal(ProposalRefused::Decided));
            }
            let entered = event(viewer, if approved { "approve" } else { "turn-down" }, record.kind, proposed.act.subject(), now);
            enter!(tx, detailed(entered, &proposed.act));
            if let (true, Some(new)) = (approved, &new) {
                appoint!(tx, viewer, &appointment, new, now);
            }
            match &proposed.act {
                Act::Erase { person } if approved => crate::erasure::erase!(self, tx, person, now),
                Act::Release { marks, version, .. } if approved => release!(tx, &record, marks, *version, moment),
                _ => {}
            }
        })?;
        if matches!(&proposed.act, Act::Erase { .. }) {
            self.empty_log().await;
        }
        let session = session.to_string();
        proposed.proposal.decided = Some(Approval { by: person.clone(), session, approved });
        Ok(proposed)
    }
}
