use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::{
    Action, Appointment, AppointmentId, BodyCode, BodyKind, Circumstances, Key, LogIn, PersonId, Record, RecordId,
    RecordKind, Role, RoleFacts, Service, Viewer,
};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::gathered::{Gathered, gathered, gathering};
use crate::identifier::fresh;
use crate::trail::{HEAD, detailed, enter, event};
use crate::{Store, StoreError};

/// An appointment about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAppointment {
    /// Who is appointed.
    pub person: PersonId,
    /// For which body.
    pub body: BodyCode,
    /// To which role.
    pub role: Role,
    /// From when, in microseconds since 1970-01-01 UTC.
    pub from: i64,
    /// Until when, this moment excluded.
    pub until: Option<i64>,
}

/// Appointments that are to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Those that lapse first.
    pub first: Vec<Appointment>,
    /// Whether there are more than these.
    pub more: bool,
}

pub(crate) const ADD: &str = "INSERT INTO appointment \
     (id, person, body, role, from_at, until_at, appointed_by, certified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_PERSON: &str = "SELECT a.id, a.person, a.body, b.kind, a.role, a.from_at, a.until_at, a.appointed_by, \
     a.certified_at, a.ended_at FROM appointment a JOIN body b ON b.code = a.body \
     WHERE a.person = $1 ORDER BY a.from_at, a.id";
/// Whether an appointment `a` holds at a moment, as [`Appointment::holds`] says it: begun, not over, not ended, and
/// confirmed after another moment.
macro_rules! holds {
    ($now:literal, $confirmed_after:literal) => {
        concat!(
            "a.ended_at IS NULL AND a.from_at <= ",
            $now,
            " AND (a.until_at IS NULL OR a.until_at > ",
            $now,
            ") AND a.certified_at > ",
            $confirmed_after
        )
    };
}
pub(crate) use holds;

macro_rules! appointments {
    ($rest:literal) => {
        gathered!(
            "id, person, body, kind, role, from_at, until_at, appointed_by, certified_at, ended_at",
            "SELECT a.id, a.person, a.body, b.kind, a.role, a.from_at, a.until_at, a.appointed_by, a.certified_at, \
             a.ended_at FROM appointment a JOIN body b ON b.code = a.body WHERE ",
            $rest
        )
    };
}
const OF_BODY: Gathered = appointments!("a.body = $1 ORDER BY a.from_at, a.id");
const ONE: &str = "SELECT a.id, a.person, a.body, b.kind, a.role, a.from_at, a.until_at, a.appointed_by, \
     a.certified_at, a.ended_at FROM appointment a JOIN body b ON b.code = a.body WHERE a.id = $1";
const END: &str = "UPDATE appointment SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";
const CERTIFY: &str = "UPDATE appointment SET certified_at = $2 WHERE id = $1 AND ended_at IS NULL";
const DUE: &str = "SELECT a.id, a.person, a.body, b.kind, a.role, a.from_at, a.until_at, a.appointed_by, \
     a.certified_at, a.ended_at FROM appointment a JOIN body b ON b.code = a.body \
     WHERE a.ended_at IS NULL AND (a.until_at IS NULL OR a.until_at > $2) AND a.certified_at <= $1 \
     AND a.certified_at > $3 ORDER BY a.certified_at, a.id LIMIT $4";
/// How many appointments that are to be confirmed are read at once.
const MOST_DUE: usize = 1_000;
const BODIES_DUE: &str = concat!(
    "SELECT DISTINCT a.body FROM appointment a WHERE a.certified_at <= $1 AND ",
    holds!("$2", "$3"),
    " ORDER BY a.body"
);
const HOLDERS: &str = concat!(
    "SELECT DISTINCT a.person FROM appointment a WHERE a.role = $1 AND ",
    holds!("$2", "$3"),
    " ORDER BY a.person"
);

const PEOPLE_BY_BODY: Gathered = gathered!(
    "body, people",
    "SELECT a.body, count(DISTINCT a.person) AS people FROM appointment a WHERE ",
    holds!("$1", "$2"),
    " GROUP BY a.body ORDER BY a.body"
);
const OF_PEOPLE: Gathered =
    appointments!("a.person IN (SELECT value FROM json_each($1)) ORDER BY a.person, a.from_at, a.id");

/// How many people act for each body, as it was counted last.
#[derive(Debug, Default)]
pub(crate) struct Headcount(Mutex<Counted>);

/// A count: where the trail stood then, and when.
#[derive(Debug, Default)]
struct Counted {
    standing: i64,
    at: i64,
    people: Arc<BTreeMap<BodyCode, u64>>,
}

impl Headcount {
    /// What was counted, where it still holds.
    fn known(&self, standing: i64, now: i64) -> Option<Arc<BTreeMap<BodyCode, u64>>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = last.standing == standing && (last.at..last.at.saturating_add(MINUTE_MICROS)).contains(&now);
        (holds && !last.people.is_empty()).then(|| Arc::clone(&last.people))
    }

    fn learn(&self, standing: i64, at: i64, people: &Arc<BTreeMap<BodyCode, u64>>) {
        let people = Arc::clone(people);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Counted { standing, at, people };
    }
}

const MINUTE_MICROS: i64 = 60_000_000;

type Line = (String, String, String, String, String, i64, Option<i64>, String, i64, Option<i64>);

fn read(line: Line) -> Result<Appointment, StoreError> {
    let (id, person, body, kind, role, from, until, appointed_by, certified_at, ended_at) = line;
    Ok(Appointment {
        id: AppointmentId::kept(id),
        person: PersonId::kept(person),
        body: body.parse().map_err(StoreError::Unreadable)?,
        body_kind: BodyKind::of_word(&kind)
            .ok_or_else(|| StoreError::Unreadable(format!("kind `{kind}` of a body")))?,
        role: role.parse().map_err(StoreError::Unreadable)?,
        from,
        until,
        appointed_by,
        certified_at,
        ended_at,
    })
}

/// The record of an appointment: the person's, and of those who look after the body.
pub(crate) fn record_of(id: &AppointmentId, person: &PersonId, body: &BodyCode) -> Record {
    let mut record = Record::draft(RecordId::kept(id.to_string()), RecordKind::Appointment, Service::Administration);
    record.owner = Some(body.clone());
    record.handlers = [Key::person(person)].into();
    record
}

/// Adds an appointment and its record, within a transaction.
macro_rules! appoint {
    ($tx:ident, $viewer:expr, $id:expr, $new:expr, $now:expr) => {{
        let (id, new): (&access::AppointmentId, &$crate::NewAppointment) = ($id, $new);
        sqlx::query($crate::appointment::ADD)
            .bind(id.as_str())
            .bind(new.person.as_str())
            .bind(new.body.as_str())
            .bind(new.role.to_string())
            .bind(new.from)
            .bind(new.until)
            .bind($viewer.actor())
            .bind($now)
            .execute(&mut *$tx)
            .await?;
        $crate::record::put_record!($tx, &$crate::appointment::record_of(id, &new.person, &new.body), $now);
        let entered = $crate::trail::event($viewer, "appoint", access::RecordKind::Appointment, id.as_str(), $now);
        let detail = serde_json::json!({
            "body": new.body, "from": new.from, "person": new.person, "role": new.role, "until": new.until,
        });
        $crate::trail::enter!($tx, $crate::trail::detailed(entered, &detail));
    }};
}
pub(crate) use appoint;

impl Store {
    /// Appoints a person. A role that two persons must give is not given here: it is proposed.
    ///
    /// # Errors
    /// `Role` when the role is not known or not for such a body, `TwoPersons`, `NotFound` for an unknown person or body,
    /// `Refused` for whoever may not appoint to it, `Full`, `Busy`.
    pub async fn appoint(&self, viewer: &Viewer, new: &NewAppointment, now: i64) -> Result<AppointmentId, StoreError> {
        let two_persons = self.may_appoint(viewer, new, now).await?;
        if two_persons && !viewer.is_program() {
            return Err(StoreError::TwoPersons);
        }
        let id = AppointmentId::kept(fresh(now));
        recorded!(self, tx => {
            appoint!(tx, viewer, &id, new, now);
        })?;
        Ok(id)
    }

    /// Whether the viewer may appoint so, and whether it needs a second person.
    pub(crate) async fn may_appoint(
        &self,
        viewer: &Viewer,
        new: &NewAppointment,
        now: i64,
    ) -> Result<bool, StoreError> {
        let facts = self.can_be_held(viewer, new).await?;
        let person = self.person_kept(&new.person).await?;
        if person.erased_at.is_some() {
            return Err(StoreError::NotFound { what: "person", id: new.person.to_string() });
        }
        self.stands_alone(new, facts, now).await?;
        let prospective = record_of(&AppointmentId::kept(fresh(now)), &new.person, &new.body);
        self.permit(viewer, Action::Appoint, &prospective, now)?;
        self.gives(viewer, &new.role, &new.body)?;
        Ok(facts.two_persons)
    }

    /// What is known of the role of an appointment, where such a body has it and it ends after it begins.
    pub(crate) async fn can_be_held(&self, viewer: &Viewer, new: &NewAppointment) -> Result<&RoleFacts, StoreError> {
        let impossible = || StoreError::Role(new.role.to_string());
        let facts = self.roles().get(&new.role).ok_or_else(impossible)?;
        let body = self.body(viewer, &new.body).await?;
        let ordered = new.until.is_none_or(|until| until > new.from);
        if facts.bodies.contains(&body.kind) && ordered { Ok(facts) } else { Err(impossible()) }
    }

    /// Refuses a role for whoever holds, or will hold, one beside which nobody holds it.
    async fn stands_alone(&self, new: &NewAppointment, facts: &RoleFacts, now: i64) -> Result<(), StoreError> {
        let apart = |held: &Role| {
            let of_held = self.roles().get(held);
            facts.never_with.contains(held) || of_held.is_some_and(|facts| facts.never_with.contains(&new.role))
        };
        let held = self.appointments_kept(&new.person).await?;
        match held.into_iter().find(|one| apart(&one.role) && one.over_at().is_none_or(|over| over > now)) {
            Some(held) => Err(StoreError::Apart { role: new.role.to_string(), held: held.role.to_string() }),
            None => Ok(()),
        }
    }

    /// Whether it is the viewer who gives a role for a body: a focal point for the own body alone. A role that is no
    /// longer listed is the administrators'.
    fn gives(&self, viewer: &Viewer, role: &Role, body: &BodyCode) -> Result<(), StoreError> {
        let for_body = |facts: &RoleFacts| !facts.focal || viewer.focal_of().contains(body);
        let by = |role: &Role| viewer.has_role(role) && self.roles().get(role).is_some_and(for_body);
        let gives = match self.roles().get(role) {
            Some(facts) => facts.appointed_by.iter().any(by),
            None => viewer.administers(),
        };
        if gives || viewer.is_program() { Ok(()) } else { Err(StoreError::Refused { policies: Vec::new() }) }
    }

    /// Whether an appointment is one that the viewer confirms and ends: of a role that they give, and not their own.
    #[must_use]
    pub fn looks_after(&self, viewer: &Viewer, one: &Appointment) -> bool {
        viewer.person() != Some(&one.person) && self.gives(viewer, &one.role, &one.body).is_ok()
    }

    /// One appointment, if the viewer looks after it: whoever may end or confirm it is whoever could give it.
    async fn looked_after(&self, viewer: &Viewer, id: &AppointmentId, now: i64) -> Result<(), StoreError> {
        self.opened(viewer, Action::Appoint, RecordKind::Appointment, id.as_str(), now).await?;
        let one = self.appointment_kept(id).await?;
        self.gives(viewer, &one.role, &one.body)
    }

    async fn appointment_kept(&self, id: &AppointmentId) -> Result<Appointment, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        line.map_or_else(|| Err(StoreError::NotFound { what: "appointment", id: id.to_string() }), read)
    }

    /// Ends an appointment now: access by it ends with this call, in every open log-in session.
    ///
    /// # Errors
    /// `State` when it was ended before; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn end_appointment(&self, viewer: &Viewer, id: &AppointmentId, now: i64) -> Result<(), StoreError> {
        self.looked_after(viewer, id, now).await?;
        recorded!(self, tx => {
            let done = query(END).bind(id.as_str()).bind(now).bind(viewer.actor()).execute(&mut *tx).await?;
            if done.rows_affected() == 0 {
                let state = "ended".to_owned();
                return Err(StoreError::State { what: "appointment", id: id.to_string(), state });
            }
            enter!(tx, event(viewer, "end", RecordKind::Appointment, id.as_str(), now));
        })
    }

    /// Confirms that an appointment is still right, for another year.
    ///
    /// # Errors
    /// `State` when it was ended; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn certify(&self, viewer: &Viewer, id: &AppointmentId, now: i64) -> Result<(), StoreError> {
        self.certify_all(viewer, std::slice::from_ref(id), now).await
    }

    /// Confirms that some appointments are still right, for another year: all of them, or none where one is refused.
    ///
    /// # Errors
    /// As with one.
    pub async fn certify_all(&self, viewer: &Viewer, ids: &[AppointmentId], now: i64) -> Result<(), StoreError> {
        for id in ids {
            self.looked_after(viewer, id, now).await?;
        }
        recorded!(self, tx => {
            for id in ids {
                let done = query(CERTIFY).bind(id.as_str()).bind(now).execute(&mut *tx).await?;
                if done.rows_affected() == 0 {
                    let state = "ended".to_owned();
                    return Err(StoreError::State { what: "appointment", id: id.to_string(), state });
                }
                let entered = event(viewer, "certify", RecordKind::Appointment, id.as_str(), now);
                enter!(tx, detailed(entered, &serde_json::json!({ "until": now })));
            }
        })
    }

    /// One appointment.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn appointment(&self, viewer: &Viewer, id: &AppointmentId, now: i64) -> Result<Appointment, StoreError> {
        self.opened(viewer, Action::View, RecordKind::Appointment, id.as_str(), now).await?;
        self.appointment_kept(id).await
    }

    /// The appointments of a person that the viewer may see, past ones too.
    ///
    /// # Errors
    /// What the database says.
    pub async fn appointments_of(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        now: i64,
    ) -> Result<Vec<Appointment>, StoreError> {
        let found = self.appointments_kept(person).await?;
        self.still_visible(viewer, Action::List, found, |one| one.id.as_str(), now).await
    }

    /// The appointments for a body that the viewer may see, past ones too.
    ///
    /// # Errors
    /// What the database says.
    pub async fn appointments_for(
        &self,
        viewer: &Viewer,
        body: &BodyCode,
        now: i64,
    ) -> Result<Vec<Appointment>, StoreError> {
        let lines: Vec<Line> = gathering!(self, OF_BODY, run => run.bind(body.as_str()))?;
        let found = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.still_visible(viewer, Action::List, found, |one| one.id.as_str(), now).await
    }

    pub(crate) async fn appointments_kept(&self, person: &PersonId) -> Result<Vec<Appointment>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(OF_PERSON).bind(person.as_str()).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// How many people act for each body now, of the bodies whose appointments the viewer may have counted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn people_by_body(&self, viewer: &Viewer, now: i64) -> Result<BTreeMap<BodyCode, u64>, StoreError> {
        let all = viewer.administers() || viewer.keeps(Service::Administration);
        if !all && viewer.focal_of().is_empty() {
            return Ok(BTreeMap::new());
        }
        let people = self.people_of_all_bodies(now).await?;
        let sitting = self.policies().sitting(viewer, &Circumstances { now, asked: None });
        let may = |body: &BodyCode| {
            let id = RecordId::kept(String::new());
            let mut any = Record::draft(id, RecordKind::Appointment, Service::Administration);
            any.owner = Some(body.clone());
            sitting.decide(Action::Count, &any).allowed
        };
        let counted = people.iter().filter(|(body, _)| may(body));
        Ok(counted.map(|(body, people)| (body.clone(), *people)).collect())
    }

    /// The same for every body, whoever asks. It is counted anew once anything was entered in the trail since, and after a
    /// minute, for an appointment may begin or lapse meanwhile.
    async fn people_of_all_bodies(&self, now: i64) -> Result<Arc<BTreeMap<BodyCode, u64>>, StoreError> {
        let (standing, _): (i64, String) = reading!(self, pool => query_as(HEAD).fetch_one(pool))?;
        if let Some(known) = self.headcount().known(standing, now) {
            return Ok(known);
        }
        let confirmed = Appointment::confirmed_after(now);
        let lines: Vec<(String, i64)> = gathering!(self, PEOPLE_BY_BODY, run => run.bind(now).bind(confirmed))?;
        let read = |(body, people): (String, i64)| -> Result<(BodyCode, u64), StoreError> {
            Ok((body.parse().map_err(StoreError::Unreadable)?, u64::try_from(people).unwrap_or(0)))
        };
        let people: BTreeMap<_, _> = lines.into_iter().map(read).collect::<Result<_, _>>()?;
        let people = Arc::new(people);
        self.headcount().learn(standing, now, &people);
        Ok(people)
    }

    /// All appointments of some people, past ones too; whoever asks, for decisions alone.
    pub(crate) async fn appointments_of_all(&self, people: &[String]) -> Result<Vec<Appointment>, StoreError> {
        let asked = serde_json::to_string(people).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
        let lines: Vec<Line> = gathering!(self, OF_PEOPLE, run => run.bind(&asked))?;
        lines.into_iter().map(read).collect()
    }

    /// Appointments that are neither over nor lapsed and were last confirmed at `before` or earlier: those that lapse
    /// first, at most 1,000, and whether there are more; of those that the viewer may see.
    ///
    /// # Errors
    /// What the database says.
    pub async fn due_for_certification(&self, viewer: &Viewer, before: i64, now: i64) -> Result<Due, StoreError> {
        let (confirmed, limit) = (Appointment::confirmed_after(now), MOST_DUE + 1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut lines: Vec<Line> = reading!(self, pool =>
            query_as(DUE).bind(before).bind(now).bind(confirmed).bind(limit).fetch_all(pool))?;
        let more = lines.len() > MOST_DUE;
        lines.truncate(MOST_DUE);
        let found = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let first = self.still_visible(viewer, Action::List, found, |one| one.id.as_str(), now).await?;
        Ok(Due { first, more })
    }

    /// The bodies that have an appointment which holds and was last confirmed at `before` or earlier; for the program
    /// alone, which reminds of them.
    ///
    /// # Errors
    /// `Refused` for anybody but the program, or what the database says.
    pub async fn bodies_to_certify(&self, viewer: &Viewer, before: i64, now: i64) -> Result<Vec<BodyCode>, StoreError> {
        self.program_alone(viewer)?;
        let confirmed = Appointment::confirmed_after(now);
        let bodies: Vec<(String,)> = reading!(self, pool =>
            query_as(BODIES_DUE).bind(before).bind(now).bind(confirmed).fetch_all(pool))?;
        bodies.into_iter().map(|(body,)| body.parse().map_err(StoreError::Unreadable)).collect()
    }

    /// Who holds a role now, for whichever body; for the program alone.
    ///
    /// # Errors
    /// `Refused` for anybody but the program, or what the database says.
    pub async fn holders(&self, viewer: &Viewer, role: &Role, now: i64) -> Result<Vec<PersonId>, StoreError> {
        self.program_alone(viewer)?;
        let confirmed = Appointment::confirmed_after(now);
        let people: Vec<(String,)> = reading!(self, pool =>
            query_as(HOLDERS).bind(role.to_string()).bind(now).bind(confirmed).fetch_all(pool))?;
        Ok(people.into_iter().map(|(person,)| PersonId::kept(person)).collect())
    }

    /// A person as the policies see them at a moment, who logged in as said.
    pub(crate) async fn viewer_of(&self, person: &PersonId, log_in: LogIn, now: i64) -> Result<Viewer, StoreError> {
        let appointments = self.appointments_kept(person).await?;
        Ok(Viewer::of(person.clone(), &appointments, self.roles(), log_in, now))
    }

    /// Whether an appointment of the viewer that is over opened a record that was there while it held.
    pub(crate) async fn was_open(
        &self,
        viewer: &Viewer,
        record: &Record,
        moment: i64,
        now: i64,
    ) -> Result<bool, StoreError> {
        let (Some(person), Some(log_in)) = (viewer.person(), viewer.log_in()) else { return Ok(false) };
        let over = |one: &Appointment| one.over_at().filter(|over| *over <= now && moment < *over);
        let appointments = self.appointments_kept(person).await?;
        let moments = appointments.iter().filter_map(over);
        Ok(moments.into_iter().any(|over| {
            let then = over - 1;
            let before = Viewer::of(person.clone(), &appointments, self.roles(), log_in.clone(), then);
            let circumstances = Circumstances { now: then, asked: None };
            self.policies().decide(&before.as_if_proved_twice(), Action::View, record, &circumstances).allowed
        }))
    }
}
