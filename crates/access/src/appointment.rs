use serde::{Deserialize, Serialize};

use crate::{AppointmentId, BodyCode, BodyKind, PersonId, Role};

/// A person acts for a body in a role, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its identifier.
    pub id: AppointmentId,
    /// Who is appointed.
    pub person: PersonId,
    /// For which body.
    pub body: BodyCode,
    /// What that body is.
    pub body_kind: BodyKind,
    /// To which role, which names its service.
    pub role: Role,
    /// From when, in microseconds since 1970-01-01 UTC.
    pub from: i64,
    /// Until when, this moment excluded; open where none is set.
    pub until: Option<i64>,
    /// Who appointed: the identifier of a person, or `program`.
    pub appointed_by: String,
    /// When it was last confirmed, by the appointment itself or a yearly certification.
    pub certified_at: i64,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
}

/// How long an appointment holds without being confirmed: a year, and the days that a reminder takes.
pub const CERTIFIED_MICROS: i64 = (365 + 30) * 86_400_000_000;

impl Appointment {
    /// Whether it holds at a moment: begun, not over, not ended, and confirmed within a year and thirty days.
    #[must_use]
    pub fn holds(&self, now: i64) -> bool {
        self.from <= now
            && self.until.is_none_or(|until| now < until)
            && self.ended_at.is_none_or(|ended| now < ended)
            && now < self.lapses_at()
    }

    /// When it is or will be over, by whichever reason comes first.
    #[must_use]
    pub fn over_at(&self) -> Option<i64> {
        [self.until, self.ended_at, Some(self.lapses_at())].into_iter().flatten().min()
    }

    /// The moment after which one has to be confirmed to hold at another.
    #[must_use]
    pub fn confirmed_after(now: i64) -> i64 {
        now.saturating_sub(CERTIFIED_MICROS)
    }

    /// When it lapses unless it is confirmed.
    #[must_use]
    pub fn lapses_at(&self) -> i64 {
        self.certified_at.saturating_add(CERTIFIED_MICROS)
    }
}
