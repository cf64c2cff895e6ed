use std::collections::BTreeMap;

use access::{BodyKind, Level, Record, RecordId, RecordKind, RecordState, email};
use axum::http::StatusCode;
use basis::{Language, Text};
use secretariat::case::Procedure;
use secretariat::form::{Answers, Form, Kind, Refusal};
use store::{Effect, NewCase, StoreError, Viewer};

use super::kept::line;
use super::letter::{Story, written};
use super::{library, standing, step};
use crate::App;
use crate::chance;
use crate::error::Failure;
use crate::log_in::Client;

/// How many cases one client may open within an hour, and how many can name one address.
const MOST_BY_CLIENT: u64 = 5;
const MOST_BY_ADDRESS: u64 = 3;
const HOUR_MICROS: i64 = 3_600_000_000;
/// How long the link works by which an address is proved: as long as the request waits for it.
const PROOF_HOURS: i64 = 72;

/// A form that somebody sends to open a case.
#[derive(Clone, Copy, Debug)]
pub struct Lodging<'a> {
    /// The procedure that the case will follow.
    pub procedure: &'a str,
    /// The language of the page.
    pub language: Language,
    /// The identifier that the form was made with: the same form sent twice opens one case.
    pub once: &'a str,
    /// Where it comes from.
    pub client: &'a Client,
}

/// What became of a form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lodged {
    /// A case was opened, by this sending or by an earlier one of the same form.
    Opened(RecordId),
    /// Answers that cannot be taken; nothing was opened.
    Refused(Vec<Refusal>),
}

/// Opens a case with the answers of a form.
///
/// # Errors
/// `too-many` after too many within an hour, or what the store says.
pub async fn lodge(
    app: &App,
    viewer: &Viewer,
    asked: &Lodging<'_>,
    posted: &BTreeMap<String, Vec<String>>,
) -> Result<Lodged, Failure> {
    let procedure = app.library.procedure(asked.procedure)?;
    let form = app.library.form(&procedure.form)?;
    let (answers, refusals) = judged(app, form, posted).await?;
    if !refusals.is_empty() {
        return Ok(Lodged::Refused(refusals));
    }
    let now = app.now();
    within_limits(app, asked, &answers, now).await?;
    let id = asked.once.parse().unwrap_or_else(|_| app.store.new_case_id(now));
    let new = new_case(app, viewer, asked, (procedure, form), (id.clone(), answers)).await?;
    match app.store.open_case(viewer, &new, now).await {
        // The same form came before: its case stands.
        Err(StoreError::Taken("case")) => return Ok(Lodged::Opened(id)),
        done => done?,
    }
    step::by_system(app, &id, now).await?;
    Ok(Lodged::Opened(id))
}

/// The answers that count, and all that is wrong with them.
async fn judged(
    app: &App,
    form: &Form,
    posted: &BTreeMap<String, Vec<String>>,
) -> Result<(Answers, Vec<Refusal>), Failure> {
    let (answers, mut refusals) = form.parse(posted);
    let mut unread = Vec::new();
    // What is wrong with an answer to a hidden question is not asked about.
    let counting = form.counting(&answers);
    let hidden = |refusal: &Refusal| {
        form.question(&refusal.question).is_some_and(|question| {
            let shown = question.shown_if.as_ref();
            shown.is_some_and(|condition| !condition.holds(&mut |id| counting.get(id)))
        })
    };
    refusals.retain(|refusal| !hidden(refusal));
    unread.extend(refusals.iter().map(|refusal| refusal.question.clone()));
    let missing = form.check_answers(&counting).into_iter().filter(|refusal| !unread.contains(&refusal.question));
    refusals.extend(missing);
    refusals.extend(unknown_bodies(app, form, &counting).await?);
    Ok((counting, refusals))
}

/// Answers that name a body which is not in the register, or not of the kind that the request says.
///
/// # Errors
/// What the store says.
pub async fn unknown_bodies(app: &App, form: &Form, answers: &Answers) -> Result<Vec<Refusal>, Failure> {
    let wanted = match line(answers, "account").as_str() {
        "member" => Some(BodyKind::Member),
        "partner" => Some(BodyKind::Partner),
        _ => None,
    };
    let asked = form.questions().filter(|question| question.kind == Kind::Body && answers.contains_key(&question.id));
    let mut refusals = Vec::new();
    for question in asked {
        let code = line(answers, &question.id);
        let found = match code.parse() {
            Ok(code) => app.store.body(&Viewer::visitor(), &code).await,
            Err(_) => Err(StoreError::NotFound { what: "body", id: code.clone() }),
        };
        let fits = match found {
            Ok(body) => wanted.is_none_or(|kind| kind == body.kind),
            Err(StoreError::NotFound { .. }) => false,
            Err(error) => return Err(error.into()),
        };
        if !fits {
            let text = Text::fixed(
                "choose one from the list, of the kind that you named",
                "choisissez dans la liste, selon le type indiqué",
            );
            refusals.push(Refusal { question: question.id.clone(), text });
        }
    }
    Ok(refusals)
}

async fn within_limits(app: &App, asked: &Lodging<'_>, answers: &Answers, now: i64) -> Result<(), Failure> {
    let visitor = Viewer::visitor();
    let address = email::folded(&line(answers, "email"));
    let names = [
        (format!("lodge:client:{}", asked.client.0), MOST_BY_CLIENT),
        (format!("lodge:address:{}:{address}", asked.procedure), MOST_BY_ADDRESS),
    ];
    for (name, most) in names {
        // No address is kept where tries are counted.
        let name = crate::seal::name(&app.site, &name);
        if app.store.count_try(&visitor, &name, HOUR_MICROS, now).await? > most {
            return Err(Failure::fixed(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many",
                "too many forms were sent from here within an hour; nothing was sent now, try again in an hour",
                "trop de formulaires ont été envoyés d’ici en une heure ; rien n’a été envoyé, réessayez dans une heure",
            ));
        }
    }
    Ok(())
}

async fn new_case(
    app: &App,
    viewer: &Viewer,
    asked: &Lodging<'_>,
    (procedure, form): (&Procedure, &Form),
    (id, answers): (RecordId, Answers),
) -> Result<NewCase, Failure> {
    let now = app.now();
    let version = library::version(app, form).await?;
    let service = form.service.parse().map_err(|_| Failure::inner())?;
    let mut record = Record::draft(id, RecordKind::Case, service);
    (record.author, record.state, record.level) = (viewer.person().cloned(), RecordState::Open, Level::Members);
    let start = procedure.state(&procedure.start).ok_or_else(Failure::inner)?;
    let (record, due_at) = standing(record, start, &answers, now)?;
    let proves = procedure.steps.iter().any(|step| step.id == "prove" && step.starts_in(&procedure.start));
    let (effects, link) = if proves { proof(now)? } else { (Vec::new(), None) };
    let language = Language::of_code(&line(&answers, "language")).unwrap_or(asked.language);
    let story =
        Story { procedure, form, answers: &answers, record: &record, language, due: due_at, reason: "", link, now };
    let mails = written(app, &procedure.mail, &story).await?;
    let (kind, name) = (procedure.title.in_language(language), line(&answers, "name"));
    let title = if name.is_empty() { kind.to_owned() } else { format!("{kind}: {name}") };
    let as_json = |(question, answer): (&String, _)| Ok((question.clone(), serde_json::to_string(answer)?));
    let kept: Result<Vec<_>, serde_json::Error> = answers.iter().map(as_json).collect();
    Ok(NewCase {
        record,
        procedure: procedure.id.clone(),
        form: (form.id.clone(), version),
        state: procedure.start.clone(),
        language,
        title,
        due_at,
        answers: kept.map_err(|_| Failure::inner())?,
        mails,
        effects,
    })
}

type Proof = (Vec<Effect>, Option<(String, i64)>);

/// The link by which whoever opens a case proves their address.
fn proof(now: i64) -> Result<Proof, Failure> {
    let (secret, digest) = chance::secret("address")?;
    let ends_at = now.saturating_add(PROOF_HOURS * HOUR_MICROS);
    Ok((vec![Effect::Prove { digest, ends_at }], Some((format!("/prove/{secret}"), PROOF_HOURS))))
}
