use access::{Appointment, AppointmentId, BodyCode, PersonId, RecordKind, Role, Viewer};
use sqlx::{query, query_as};

use crate::appointment::appoint;
use crate::database::recorded;
use crate::identifier::fresh;
use crate::mail::post;
use crate::person::add_person;
use crate::trail::{enter, event};
use crate::{NewAppointment, NewMail, NewPerson, Purpose, Store, StoreError};

/// The role whose holder appoints all others.
const ADMINISTRATOR: &str = "administration.administrator";
const HOLDING: &str =
    concat!("SELECT count(*) FROM appointment a WHERE a.role = $1 AND ", crate::appointment::holds!("$2", "$3"));

/// What lets somebody who is added log in for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The digest of the link.
    pub digest: String,
    /// The moment at which it ends, in microseconds since 1970-01-01 UTC.
    pub ends_at: i64,
    /// The mails that carry it; to the person who is added.
    pub mails: Vec<NewMail>,
}

impl Store {
    /// Makes the first administrator by a link of the first start: person, account with password, appointments to roles
    /// of the Secretariat, and the end of every such link, or nothing of it. None for a link that is over, and where
    /// there is an administrator.
    ///
    /// # Errors
    /// `Taken` when the address is another person's; `Full`, `Busy`, or what the database says.
    pub async fn make_first_administrator(
        &self,
        digest: &str,
        new: &NewPerson,
        hash: &str,
        roles: &[Role],
        now: i64,
    ) -> Result<Option<PersonId>, StoreError> {
        let (program, setup) = (&Viewer::program(), Purpose::Setup.as_str());
        let confirmed = Appointment::confirmed_after(now);
        recorded!(self, tx => {
            let holding = query_as(HOLDING).bind(ADMINISTRATOR).bind(now).bind(confirmed);
            let (holding,): (i64,) = holding.fetch_one(&mut *tx).await?;
            let used: Option<(Option<String>, String)> =
                query_as(crate::link::USE).bind(digest).bind(setup).bind(now).fetch_optional(&mut *tx).await?;
            if used.is_none() || holding > 0 {
                None
            } else {
                let id = PersonId::kept(fresh(now));
                add_person!(tx, program, &id, new, now);
                query(crate::password::SET).bind(id.as_str()).bind(hash).bind(now).execute(&mut *tx).await?;
                enter!(tx, event(program, "set-password", RecordKind::Person, id.as_str(), now));
                for role in roles {
                    let (person, body) = (id.clone(), BodyCode::secretariat());
                    let new = NewAppointment { person, body, role: role.clone(), from: now, until: None };
                    appoint!(tx, program, &AppointmentId::kept(fresh(now)), &new, now);
                }
                query(crate::link::CANCEL_ALL).bind(setup).bind(now).execute(&mut *tx).await?;
                Some(id)
            }
        })
        .map_err(|error| error.taken("address"))
    }

    /// Adds a person with the link by which they log in for the first time and the mails that carry it, or nothing of it.
    ///
    /// # Errors
    /// `Refused`; `Taken` when the address is another person's; `Full`, `Busy`.
    pub async fn invite(
        &self,
        viewer: &Viewer,
        new: &NewPerson,
        invitation: &Invitation,
        now: i64,
    ) -> Result<PersonId, StoreError> {
        let id = PersonId::kept(fresh(now));
        let record = crate::person::record_of(&id, new.owner.as_ref());
        self.permit(viewer, access::Action::Administer, &record, now)?;
        recorded!(self, tx => {
            add_person!(tx, viewer, &id, new, now);
            query(crate::link::ADD)
                .bind(&invitation.digest)
                .bind(Purpose::Welcome.as_str())
                .bind(id.as_str())
                .bind(&new.email)
                .bind(now)
                .bind(invitation.ends_at)
                .execute(&mut *tx)
                .await?;
            enter!(tx, event(viewer, "add-link", RecordKind::Person, id.as_str(), now));
            for mail in &invitation.mails {
                let mail = NewMail { person: Some(id.clone()), ..mail.clone() };
                post!(tx, &mail, now);
            }
        })
        .map_err(|error| error.taken("address"))?;
        Ok(id)
    }
}
