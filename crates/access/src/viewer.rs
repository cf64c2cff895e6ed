use std::collections::BTreeSet;

use crate::{Appointment, BodyCode, BodyKind, Key, PersonId, Role, RoleFacts, Roles, Scopes, Service, SessionId};

/// How long after a proof of identity sensitive acts can be done: ten minutes.
pub const FRESH_MICROS: i64 = 600_000_000;

/// How a request was proved to come from a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogIn {
    /// A log-in session in a browser.
    Session {
        /// The session.
        id: SessionId,
        /// Whether two factors were proved when it began.
        second_factor: bool,
        /// When the person last proved who they are, in microseconds since 1970-01-01 UTC. A persistent log-in that was
        /// only continued has none.
        proved_at: Option<i64>,
    },
    /// A token of the person, used by a program.
    Token {
        /// What it may be used for.
        scopes: Scopes,
        /// Whether its owner proved two factors when it was made.
        second_factor: bool,
    },
}

/// The circumstances of a decision that are neither the person's nor the record's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The moment, in microseconds since 1970-01-01 UTC.
    pub now: i64,
    /// Who asked for the act that is to be approved, and in which log-in session.
    pub asked: Option<(PersonId, String)>,
}

/// The person for whom something is read or written, as the policies see them: never made by hand, always from what
/// holds now. There is no way to the data beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    person: Option<PersonId>,
    log_in: Option<LogIn>,
    keys: BTreeSet<Key>,
    officer_of: BTreeSet<Service>,
    focal_of: BTreeSet<BodyCode>,
    outside: bool,
    program: bool,
}

impl Viewer {
    /// Somebody without an account, or before the log-in.
    #[must_use]
    pub fn visitor() -> Self {
        Self {
            person: None,
            log_in: None,
            keys: BTreeSet::from([Key::anyone()]),
            officer_of: BTreeSet::new(),
            focal_of: BTreeSet::new(),
            outside: false,
            program: false,
        }
    }

    /// The program itself: its jobs, and commands of whoever has the database's files in hand. What it does is written
    /// down as its own.
    #[must_use]
    pub fn program() -> Self {
        Self { program: true, officer_of: BTreeSet::from(Service::ALL), ..Self::visitor() }
    }

    /// The visitor of a server that answers this machine only and was told to let its user clear files without an
    /// account.
    #[must_use]
    pub fn desk() -> Self {
        Self { officer_of: BTreeSet::from([Service::Clearance]), ..Self::visitor() }
    }

    /// The same at such a server: whoever logs in there can do no less than before.
    #[must_use]
    pub fn at_desk(mut self) -> Self {
        self.officer_of.insert(Service::Clearance);
        self
    }

    /// A person with the appointments that hold at a moment; those that do not hold are passed over.
    #[must_use]
    pub fn of(person: PersonId, appointments: &[Appointment], roles: &Roles, log_in: LogIn, now: i64) -> Self {
        let mut viewer = Self::visitor();
        viewer.keys.extend([Key::account(), Key::person(&person)]);
        let holding =
            || appointments.iter().filter(|appointment| appointment.person == person && appointment.holds(now));
        for appointment in holding() {
            // A role that is no longer listed gives nothing.
            if let Some(facts) = roles.get(&appointment.role) {
                viewer.take(appointment, facts);
            }
        }
        let within = |kind| matches!(kind, BodyKind::Member | BodyKind::Secretariat | BodyKind::Body);
        viewer.outside = !holding().any(|appointment| within(appointment.body_kind));
        viewer.person = Some(person);
        viewer.log_in = Some(log_in);
        viewer
    }

    fn take(&mut self, appointment: &Appointment, facts: &RoleFacts) {
        let (role, body) = (&appointment.role, &appointment.body);
        self.keys.extend([Key::body(body), Key::role(role), Key::role_for(role, body)]);
        match appointment.body_kind {
            BodyKind::Member => self.keys.insert(Key::members()),
            BodyKind::Partner => self.keys.insert(Key::partners()),
            BodyKind::Company | BodyKind::Body | BodyKind::Secretariat => false,
        };
        if facts.officer {
            self.officer_of.insert(role.service());
            self.keys.insert(Key::officers(role.service()));
        }
        if facts.focal {
            self.focal_of.insert(body.clone());
        }
    }

    /// The person; none for a visitor and for the program.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }

    /// The log-in session; none for a visitor, a token and the program.
    #[must_use]
    pub fn session(&self) -> Option<&SessionId> {
        match &self.log_in {
            Some(LogIn::Session { id, .. }) => Some(id),
            _ => None,
        }
    }

    /// All terms by which records are opened to this person.
    #[must_use]
    pub fn keys(&self) -> &BTreeSet<Key> {
        &self.keys
    }

    /// Whether a key is held.
    #[must_use]
    pub fn holds(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// Whether a role is held, for whatever body.
    #[must_use]
    pub fn has_role(&self, role: &Role) -> bool {
        self.holds(&Key::role(role))
    }

    /// The services whose records the person keeps.
    #[must_use]
    pub fn officer_of(&self) -> &BTreeSet<Service> {
        &self.officer_of
    }

    /// The bodies whose people the person looks after.
    #[must_use]
    pub fn focal_of(&self) -> &BTreeSet<BodyCode> {
        &self.focal_of
    }

    /// The body for which the person acts in a service; the first by its code where there are several.
    #[must_use]
    pub fn body_in(&self, service: Service) -> Option<BodyCode> {
        let role = format!("role:{service}.");
        let body = |key: &Key| key.as_str().strip_prefix(&role)?.split_once('@')?.1.parse().ok();
        self.keys.iter().filter_map(body).min()
    }

    /// Whether no appointment is one of a Member, a working body or the Secretariat.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.outside
    }

    /// Whether some appointment is one of a Member, a working body or the Secretariat.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.person.is_some() && !self.outside
    }

    /// Whether the person is an administrator.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.holds(&Key::administrators())
    }

    /// Whether the person is an auditor.
    #[must_use]
    pub fn audits(&self) -> bool {
        self.holds(&Key::auditors())
    }

    /// Whether the viewer keeps the records of a service: its officers, and the program.
    #[must_use]
    pub fn keeps(&self, service: Service) -> bool {
        self.program || self.officer_of.contains(&service)
    }

    /// Whether it is the program itself.
    #[must_use]
    pub fn is_program(&self) -> bool {
        self.program
    }

    /// Whether the log-in was proved by two factors. The program stands for whoever has the machine itself.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        match &self.log_in {
            Some(LogIn::Session { second_factor, .. } | LogIn::Token { second_factor, .. }) => *second_factor,
            None => self.program,
        }
    }

    /// The same person as if two factors had been proved: to tell what a log-in lacks, never to show anything.
    #[must_use]
    pub fn as_if_proved_twice(&self) -> Self {
        let mut viewer = self.clone();
        if let Some(LogIn::Session { second_factor, .. } | LogIn::Token { second_factor, .. }) = &mut viewer.log_in {
            *second_factor = true;
        }
        viewer
    }

    /// How the request was proved to come from the person; none for a visitor and for the program.
    #[must_use]
    pub fn log_in(&self) -> Option<&LogIn> {
        self.log_in.as_ref()
    }

    /// What the token that is used may be used for; none where a person acts themselves.
    #[must_use]
    pub fn scopes(&self) -> Option<&Scopes> {
        match &self.log_in {
            Some(LogIn::Token { scopes, .. }) => Some(scopes),
            _ => None,
        }
    }

    /// Whether the person proved minutes ago who they are. A token never did, nor did a persistent log-in that was only
    /// continued.
    #[must_use]
    pub fn is_fresh(&self, now: i64) -> bool {
        match &self.log_in {
            Some(LogIn::Session { proved_at: Some(proved), .. }) => {
                (*proved..proved.saturating_add(FRESH_MICROS)).contains(&now)
            }
            Some(_) => false,
            None => self.program,
        }
    }

    /// What keeps the person from changing how they prove who they are, by the name of its policy: a proof of long ago, or
    /// one factor where the account has a second. Whoever has the password or the mailbox alone gains nothing by either.
    #[must_use]
    pub fn lacks_for_proofs(&self, second_factor_kept: bool, now: i64) -> Option<&'static str> {
        match (self.is_fresh(now), second_factor_kept && !self.has_second_factor()) {
            (false, _) => Some("step-up"),
            (true, true) => Some("second-factor"),
            (true, false) => None,
        }
    }

    /// Who acts, as the trail names them: the identifier of a person, `program` or `visitor`.
    #[must_use]
    pub fn actor(&self) -> &str {
        match &self.person {
            Some(person) => person.as_str(),
            None if self.program => "program",
            None => "visitor",
        }
    }
}
