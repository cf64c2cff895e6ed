use access::{AccountKind, BodyCode, PersonName, Role, email};
use basis::{Language, Text};
use secretariat::form::Answers;
use store::{Effect, NewAppointment, NewPerson, Person, StoreError, Viewer};

use super::kept::line;
use super::step::refused;
use crate::App;
use crate::chance;
use crate::error::Failure;

/// How long the link to the first log-in works.
const WELCOME_HOURS: i64 = 7 * 24;
const HOUR_MICROS: i64 = 3_600_000_000;

/// What the approval of a request for an account gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The roles to which the person is appointed.
    pub roles: Vec<Role>,
    /// The services asked for that this kind of account cannot have.
    pub lacking: Vec<String>,
    /// Whether a company has to be named by whoever approves.
    pub needs_company: bool,
}

/// What the approval of a request with these answers would give.
#[must_use]
pub fn plan(answers: &Answers) -> Plan {
    let account = line(answers, "account");
    let services = answers.get("services").map(secretariat::form::Answer::raw).unwrap_or_default();
    let mut plan = Plan::default();
    for service in services {
        let role = match (account.as_str(), service.as_str()) {
            ("member", "documents" | "members") => "members.delegate",
            ("member", "clearance") => "clearance.officer",
            ("partner", "documents" | "members") => "members.observer",
            ("company", "clearance") => "clearance.declarant",
            _ => "",
        };
        match role.parse::<Role>() {
            Ok(role) if !plan.roles.contains(&role) => plan.roles.push(role),
            Ok(_) => {}
            Err(_) => plan.lacking.push(service),
        }
    }
    plan.needs_company = account == "company" && !plan.roles.is_empty();
    plan
}

/// What follows from an approval.
#[derive(Clone, Debug, Default)]
pub(super) struct Granted {
    /// What is saved with the step.
    pub(super) effects: Vec<Effect>,
    /// The tail of the address that the mail names, after the language, and for how many hours it works.
    pub(super) link: Option<(String, i64)>,
    /// Whether the person had an account before.
    pub(super) known: bool,
}

/// The account and the appointments that an approved request gives.
pub(super) async fn grant(app: &App, answers: &Answers, company: &str, now: i64) -> Result<Granted, Failure> {
    let plan = plan(answers);
    let body = body_of(app, &plan, answers, company).await?;
    let address = email::read(&line(answers, "email")).map_err(|error| refused(&error.text()))?;
    let known = app.store.person_by_email(&Viewer::program(), &address).await?;
    if let Some(person) = &known
        && app.store.account(&Viewer::program(), &person.id).await?.closed_at.is_some()
    {
        return Err(refused(&Text::fixed(
            "the account of this address was closed: refuse the request, so that the person can name another address",
            "le compte de cette adresse est fermé : refusez la demande, pour que la personne indique une autre adresse",
        )));
    }
    match known {
        Some(person) => appoint(app, &person, &plan, body.as_ref(), now).await,
        None => admit(&plan, answers, address, body, now),
    }
}

/// The body for which the person will act; none where the request gives no role. It has to be there, and of a kind in
/// which the roles are held.
async fn body_of(app: &App, plan: &Plan, answers: &Answers, company: &str) -> Result<Option<BodyCode>, Failure> {
    if plan.roles.is_empty() {
        return Ok(line(answers, "body").parse().ok());
    }
    let code = if plan.needs_company { company.to_owned() } else { line(answers, "body") };
    let missing = || {
        refused(&Text::fixed(
            "choose the company for which the person acts; one that is not in the list is added to the register first",
            "choisissez l’entreprise pour laquelle la personne agit ; une entreprise absente s’ajoute d’abord au registre",
        ))
    };
    let code: BodyCode = code.parse().map_err(|_| missing())?;
    let body = match app.store.body(&Viewer::program(), &code).await {
        Ok(body) => body,
        Err(StoreError::NotFound { .. }) => return Err(missing()),
        Err(error) => return Err(error.into()),
    };
    let held = |role: &Role| app.store.roles().get(role).is_some_and(|facts| facts.bodies.contains(&body.kind));
    if plan.roles.iter().all(held) { Ok(Some(code)) } else { Err(missing()) }
}

async fn appoint(
    app: &App,
    person: &Person,
    plan: &Plan,
    body: Option<&BodyCode>,
    now: i64,
) -> Result<Granted, Failure> {
    let held = app.store.appointments_of(&Viewer::program(), &person.id, now).await?;
    let mut appointments = Vec::new();
    for role in &plan.roles {
        let Some(body) = body else { continue };
        if !held.iter().any(|one| one.holds(now) && one.role == *role && one.body == *body) {
            let (person, body, role) = (person.id.clone(), body.clone(), role.clone());
            appointments.push(NewAppointment { person, body, role, from: now, until: None });
        }
    }
    let link = Some(("/account".to_owned(), 0));
    Ok(Granted { effects: vec![Effect::Appoint { appointments }], link, known: true })
}

fn admit(
    plan: &Plan,
    answers: &Answers,
    address: String,
    body: Option<BodyCode>,
    now: i64,
) -> Result<Granted, Failure> {
    let name = PersonName::read(&line(answers, "name")).map_err(|error| refused(&error.text()))?;
    let kind = match line(answers, "account").as_str() {
        "member" => AccountKind::Member,
        "partner" => AccountKind::Partner,
        "company" => AccountKind::Trader,
        _ => AccountKind::Public,
    };
    let (secret, digest) = chance::secret("welcome")?;
    // The store gives the person an identifier when it saves them, and sets it here.
    let nobody = access::PersonId::kept(String::new());
    let new = |(role, body): (&Role, &BodyCode)| NewAppointment {
        person: nobody.clone(),
        body: body.clone(),
        role: role.clone(),
        from: now,
        until: None,
    };
    let appointments = plan.roles.iter().filter_map(|role| body.as_ref().map(|body| (role, body))).map(new).collect();
    let person = NewPerson {
        name,
        email: address,
        language: Language::of_code(&line(answers, "language")).unwrap_or_default(),
        kind,
        owner: body.clone(),
        handle: chance::handle()?,
    };
    let ends_at = now.saturating_add(WELCOME_HOURS * HOUR_MICROS);
    let effects = vec![Effect::Admit { person, appointments, link: (digest, ends_at) }];
    Ok(Granted { effects, link: Some((format!("/welcome/{secret}"), WELCOME_HOURS)), known: false })
}
