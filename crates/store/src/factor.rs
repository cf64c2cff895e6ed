use access::{PersonId, RecordKind, Viewer};
use sqlx::query_as;

use crate::database::reading;
use crate::trail::event;
use crate::{Store, StoreError};

const KEPT: &str = "SELECT one_time_confirmed + (SELECT count(*) FROM passkey WHERE passkey.person = account.person) \
     FROM account WHERE person = $1";

impl Store {
    /// Whether a person has a second factor: a passkey, or confirmed one-time codes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_second_factor(&self, _viewer: &Viewer, person: &PersonId) -> Result<bool, StoreError> {
        let kept: Option<(i64,)> = reading!(self, pool => query_as(KEPT).bind(person.as_str()).fetch_optional(pool))?;
        Ok(kept.is_some_and(|(count,)| count > 0))
    }

    /// The choke point for whatever changes how a person proves who they are, or lets a program act for them: only they
    /// themselves, proved minutes ago, and by two factors once they have a second. A refusal is written down.
    pub(crate) async fn may_change_proofs(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        action: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let lacking = if viewer.is_program() || viewer.person() == Some(person) {
            viewer.lacks_for_proofs(self.has_second_factor(viewer, person).await?, now)
        } else {
            Some("own-record")
        };
        let Some(policy) = lacking else { return Ok(()) };
        let mut refused = event(viewer, action, RecordKind::Person, person.as_str(), now);
        refused.allowed = false;
        policy.clone_into(&mut refused.policies);
        self.noted(refused).await?;
        Err(StoreError::Refused { policies: vec![policy.to_owned()] })
    }
}
