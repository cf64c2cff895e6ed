//! The outbox, for administrators. What a mail says is shown without the secrets of its links.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::{Mail, MailId, MailState};

use super::jobs::state;
use super::{log_in_first, named};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// Mails on one page.
const ROWS: u32 = 50;
/// What stands before the secret of a link.
const SECRETS: [&str; 4] = ["/welcome/", "/reset/", "/prove/", "/setup/"];

/// Which mails.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// Only those older than this mail.
    pub before: String,
}

struct Row {
    id: String,
    address: String,
    subject: String,
    content: String,
    template: String,
    state: Chip,
    when: String,
    attempts: String,
    problem: String,
    failed: bool,
    blanked: bool,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Outbox {
    f: Frame,
    waiting: String,
    rows: Vec<Row>,
    first: bool,
    next: Option<String>,
}

/// A mail's text with the secrets of its links left out: whoever keeps the outbox must not be able to use them.
#[must_use]
pub fn without_secrets(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((at, before)) = SECRETS.iter().filter_map(|before| Some((rest.find(before)?, *before))).min() {
        let (head, tail) = rest.split_at_checked(at + before.len()).unwrap_or((rest, ""));
        out.push_str(head);
        let end =
            tail.find(|mark: char| !mark.is_ascii_alphanumeric() && mark != '_' && mark != '-').unwrap_or(tail.len());
        if end > 0 {
            out.push('…');
        }
        rest = tail.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The mails, the latest first.
///
/// # Errors
/// `refused` for whoever is no administrator, or what the store says.
pub async fn show(State(app): State<App>, visit: Visit, Asked(which): Asked<Which>) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/mail") {
        return Ok(log_in);
    }
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let before: Option<MailId> = if which.before.is_empty() { None } else { Some(named(&which.before)?) };
    let mut mails = app.store.mails(viewer, before.as_ref(), ROWS + 1, app.now()).await?;
    let more = mails.len() > ROWS as usize;
    mails.truncate(ROWS as usize);
    page(&Outbox {
        f: visit.frame(&app, words.t("mail-title"), Service::People),
        waiting: words.count("mail-waiting", app.store.mails_waiting(viewer).await?),
        first: before.is_some(),
        next: mails.last().filter(|_| more).map(|last| format!("/mail?before={}", last.id)),
        rows: mails.iter().map(|mail| row(words, mail, app.now())).collect(),
    })
}

fn row(words: Words, mail: &Mail, now: i64) -> Row {
    let blanked = mail.new.content.contains(access::secret::GONE);
    Row {
        id: mail.id.to_string(),
        address: mail.new.address.clone(),
        subject: mail.new.subject.clone(),
        content: without_secrets(&mail.new.content),
        template: mail.new.template.clone(),
        state: state(words, mail.state.as_str()),
        when: words.ago(now, mail.sent_at.unwrap_or(mail.made_at)),
        attempts: words.number(u64::try_from(mail.attempts).unwrap_or(0)),
        problem: mail.problem.clone().unwrap_or_default(),
        // Without its link it is of no use to anybody.
        failed: mail.state == MailState::Failed && !blanked,
        blanked,
    }
}

/// Tries a failed mail again.
///
/// # Errors
/// `refused`, or what the store says.
pub async fn again(State(app): State<App>, visit: Visit, Posted { fields, .. }: Posted) -> Result<Response, Failure> {
    let id: MailId = named(fields.one("mail"))?;
    app.store.mail_again(&visit.who.viewer, &id, app.now()).await?;
    Ok(visit.to("/mail"))
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn the_secrets_of_links_are_left_out() {
        let text = "see https://a.example/en/welcome/welcome_0aZ-9\nor /fr/reset/x1, and /prove/ nothing";
        let shown = "see https://a.example/en/welcome/…\nor /fr/reset/…, and /prove/ nothing";
        assert_eq!(without_secrets(text), shown);
        assert_eq!(without_secrets("no link"), "no link");
    }
}
