use access::{Action, AppointmentId, PersonId, Record, RecordId, RecordKind, RecordState, Viewer};
use basis::Language;
use sqlx::{query, query_as};

use super::answers::{put_answer, said};
use crate::appointment::appoint;
use crate::database::recorded;
use crate::identifier::fresh;
use crate::link::Purpose;
use crate::mail::post;
use crate::person::add_person;
use crate::record::{SHELVE, put_record};
use crate::search::index;
use crate::trail::{detailed, enter, event};
use crate::{AnswerKept, Case, NewAppointment, NewMail, NewPerson, Store, StoreError};

/// A case about to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// What the policies will know of it; its identifier is given here.
    pub record: Record,
    /// The procedure that it follows.
    pub procedure: String,
    /// The form that was filled in, and which version of it.
    pub form: (String, i64),
    /// The state in which it begins.
    pub state: String,
    /// The language in which it was begun.
    pub language: Language,
    /// What it is called in that language: by this and by its answers it is found.
    pub title: String,
    /// Until when the first step is due, in microseconds since 1970-01-01 UTC.
    pub due_at: Option<i64>,
    /// The answers: question and value as JSON.
    pub answers: Vec<(String, String)>,
    /// Mails that go out with it.
    pub mails: Vec<NewMail>,
    /// What follows from it.
    pub effects: Vec<Effect>,
}

/// A step about to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// Which step.
    pub step: String,
    /// To which state.
    pub to: String,
    /// What the policies know of the case afterwards: its queue, and whether it is open.
    pub record: Record,
    /// Why, where a reason was asked for.
    pub reason: String,
    /// Until when the next step is due, in microseconds since 1970-01-01 UTC.
    pub due_at: Option<i64>,
    /// Mails that go out with it.
    pub mails: Vec<NewMail>,
    /// What follows from it.
    pub effects: Vec<Effect>,
}

/// What follows from a step, saved with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A person gets an account, appointments, and a link by which to log in for the first time.
    Admit {
        /// The person.
        person: NewPerson,
        /// Body, role, from and until of each appointment.
        appointments: Vec<NewAppointment>,
        /// The digest of the link and the moment at which it ends.
        link: (String, i64),
    },
    /// Somebody who has an account already gets appointments.
    Appoint {
        /// The appointments.
        appointments: Vec<NewAppointment>,
    },
    /// A link by which an address is proved: its digest and the moment at which it ends.
    Prove {
        /// The digest.
        digest: String,
        /// The moment at which it ends.
        ends_at: i64,
    },
}

const THERE: &str = "SELECT CAST(1 AS BIGINT) FROM record WHERE id = $1";
const ADD: &str = "INSERT INTO casework \
     (id, procedure_id, form, form_version, state, language, opened_at, due_at, service, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const MOVE: &str = "UPDATE casework SET state = $2, due_at = $3, closed_at = $4, reminded_at = NULL, \
     version = version + 1 WHERE id = $1 AND version = $5";
const TAKEN: &str = "INSERT INTO case_step (casework, number, step, from_state, to_state, actor, reason, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
/// Whoever asked without an account owns the case from the moment they have one.
const OWN: &str = "UPDATE record SET author = $2 WHERE id = $1 AND author IS NULL";
const LINK: &str =
    "INSERT INTO link (digest, purpose, person, subject, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";

/// Carries out what follows from a step, within a transaction. `$ids` has an identifier for each person and appointment.
macro_rules! carry_out {
    ($tx:ident, $viewer:expr, $case:expr, $effects:expr, $now:expr) => {{
        let effects: &[Effect] = $effects;
        for effect in effects {
            match effect {
                Effect::Admit { person, appointments, link } => {
                    let id = PersonId::kept(fresh($now));
                    add_person!($tx, $viewer, &id, person, $now);
                    query(OWN).bind($case).bind(id.as_str()).execute(&mut *$tx).await?;
                    for new in appointments {
                        let new = NewAppointment { person: id.clone(), ..new.clone() };
                        appoint!($tx, $viewer, &AppointmentId::kept(fresh($now)), &new, $now);
                    }
                    query(LINK)
                        .bind(&link.0)
                        .bind(Purpose::Welcome.as_str())
                        .bind(id.as_str())
                        .bind(&person.email)
                        .bind($now)
                        .bind(link.1)
                        .execute(&mut *$tx)
                        .await?;
                }
                Effect::Appoint { appointments } => {
                    for new in appointments {
                        appoint!($tx, $viewer, &AppointmentId::kept(fresh($now)), new, $now);
                    }
                }
                Effect::Prove { digest, ends_at } => {
                    query(LINK)
                        .bind(digest)
                        .bind(Purpose::Address.as_str())
                        .bind(Option::<String>::None)
                        .bind($case)
                        .bind($now)
                        .bind(*ends_at)
                        .execute(&mut *$tx)
                        .await?;
                }
            }
        }
    }};
}

/// The appointments that follow from something.
fn appointments(effects: &[Effect]) -> impl Iterator<Item = &NewAppointment> {
    effects.iter().flat_map(|effect| match effect {
        Effect::Admit { appointments, .. } | Effect::Appoint { appointments } => appointments.as_slice(),
        Effect::Prove { .. } => &[],
    })
}

impl Store {
    /// Whether what follows from a step is what a decision may give: roles that are given by request, for bodies that
    /// have them, and not to whoever decides.
    async fn may_grant(&self, viewer: &Viewer, action: Action, effects: &[Effect]) -> Result<(), StoreError> {
        let refused = || StoreError::Refused { policies: Vec::new() };
        let admits = effects.iter().any(|effect| !matches!(effect, Effect::Prove { .. }));
        if admits && action != Action::Decide {
            return Err(refused());
        }
        for new in appointments(effects) {
            if viewer.person() == Some(&new.person) {
                return Err(refused());
            }
            if !self.can_be_held(viewer, new).await?.granted_by_request {
                return Err(StoreError::Role(new.role.to_string()));
            }
        }
        Ok(())
    }

    /// An identifier for a case about to be opened.
    #[must_use]
    pub fn new_case_id(&self, now: i64) -> RecordId {
        RecordId::kept(fresh(now))
    }

    /// Opens a case with its answers and mails, all or nothing.
    ///
    /// # Errors
    /// `Taken` when a record of this identifier is there already, as after a form that was sent twice; `Refused`, `Full`, `Busy`, or what the database says.
    pub async fn open_case(&self, viewer: &Viewer, new: &NewCase, now: i64) -> Result<(), StoreError> {
        self.permit(viewer, Action::Lodge, &new.record, now)?;
        self.may_grant(viewer, Action::Lodge, &new.effects).await?;
        let id = new.record.id.as_str();
        recorded!(self, tx => {
            // The identifier comes from the form that was sent: it must never lead to a record that is there already.
            let there: Option<(i64,)> = query_as(THERE).bind(id).fetch_optional(&mut *tx).await?;
            if there.is_some() {
                return Err(StoreError::Taken("case"));
            }
            put_record!(tx, &new.record, now);
            query(ADD)
                .bind(id)
                .bind(&new.procedure)
                .bind(&new.form.0)
                .bind(new.form.1)
                .bind(&new.state)
                .bind(new.language.code())
                .bind(now)
                .bind(new.due_at)
                .bind(new.record.service.as_str())
                .execute(&mut *tx)
                .await?;
            query(SHELVE).bind(id).bind(&new.procedure).execute(&mut *tx).await?;
            for (question, value) in &new.answers {
                let (question, value, author) = (question.clone(), value.clone(), viewer.actor().to_owned());
                put_answer!(tx, id, &AnswerKept { question, value, author, at: now, version: 1 });
            }
            index!(tx, id, new.language, &new.title, &said(&new.answers));
            carry_out!(tx, viewer, id, &new.effects, now);
            for mail in &new.mails {
                post!(tx, mail, now);
            }
            let entered = event(viewer, "lodge", RecordKind::Case, id, now);
            enter!(tx, detailed(entered, &serde_json::json!({ "procedure": new.procedure })));
        })
        .map_err(|error| error.taken("address"))
    }

    /// Takes a step of a case with all that follows from it, all or nothing. Of two who take one at once, one is told that
    /// the case changed.
    ///
    /// # Errors
    /// `Changed`; `Taken` when an account exists for the address already; `Role` for a role that no request gives;
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn take_step(
        &self,
        viewer: &Viewer,
        action: Action,
        case: &Case,
        step: &CaseStep,
        now: i64,
    ) -> Result<(), StoreError> {
        let id = case.record.id.as_str();
        self.opened(viewer, action, RecordKind::Case, id, now).await?;
        self.may_grant(viewer, action, &step.effects).await?;
        let closed = (step.record.state == RecordState::Closed).then_some(now);
        recorded!(self, tx => {
            let run = query(MOVE).bind(id).bind(&step.to).bind(step.due_at).bind(closed).bind(case.version);
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "case", id: id.to_owned() });
            }
            query(TAKEN)
                .bind(id)
                .bind(case.version)
                .bind(&step.step)
                .bind(&case.state)
                .bind(&step.to)
                .bind(viewer.actor())
                .bind(&step.reason)
                .bind(now)
                .execute(&mut *tx)
                .await?;
            put_record!(tx, &step.record, case.opened_at);
            carry_out!(tx, viewer, id, &step.effects, now);
            for mail in &step.mails {
                post!(tx, mail, now);
            }
            let entered = event(viewer, "decide", RecordKind::Case, id, now);
            let detail = serde_json::json!({ "from": case.state, "step": step.step, "to": step.to });
            enter!(tx, detailed(entered, &detail));
        })
        .map_err(|error| error.taken("address"))
    }
}
