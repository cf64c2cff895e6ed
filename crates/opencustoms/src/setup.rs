//! The first administrator: a link for whoever starts the server, where there is nobody yet.

use access::{BodyCode, secret};
use server::chance;
use store::{Link, Purpose, Store, Viewer};

use crate::failure::Failure;

/// The role whose holder appoints all others.
const ADMINISTRATOR: &str = "administration.administrator";
/// For how long the link works: a day.
const MICROS: i64 = 86_400_000_000;

/// A link by which the first administrator is made; none where there is one.
pub(crate) async fn link(store: &Store, base: &str, now: i64) -> Result<Option<String>, Failure> {
    let program = Viewer::program();
    let appointed = store.appointments_for(&program, &BodyCode::secretariat(), now).await?;
    if appointed.iter().any(|one| one.role.to_string() == ADMINISTRATOR && one.holds(now)) {
        return Ok(None);
    }
    let secret = secret::text(Purpose::Setup.as_str(), &chance::bytes()?);
    let link = Link { person: None, subject: String::new() };
    let until = now.saturating_add(MICROS);
    store.add_link(&program, Purpose::Setup, &secret::digest(&secret), &link, until, now).await?;
    Ok(Some(format!("{base}/en/setup/{secret}")))
}
