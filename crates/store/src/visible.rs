use access::{Action, Circumstances, Viewer};

use crate::{Store, StoreError};

impl Store {
    /// The second look: of things that the predicate let through, those that the policies let through as well. Both say
    /// the same, which a test holds; were they ever to differ, the stricter wins.
    pub(crate) async fn still_visible<T>(
        &self,
        viewer: &Viewer,
        action: Action,
        things: Vec<T>,
        id: impl for<'t> Fn(&'t T) -> &'t str,
        now: i64,
    ) -> Result<Vec<T>, StoreError> {
        if viewer.is_program() || things.is_empty() {
            return Ok(things);
        }
        let ids: Vec<&str> = things.iter().map(&id).collect();
        let kept = self.kept_all(&ids).await?;
        let sitting = self.policies().sitting(viewer, &Circumstances { now, asked: None });
        let open: Vec<&str> = kept
            .iter()
            .filter(|one| sitting.decide(action, &one.record).allowed)
            .map(|one| one.record.id.as_str())
            .collect();
        Ok(things.into_iter().filter(|thing| open.binary_search(&id(thing)).is_ok()).collect())
    }
}
