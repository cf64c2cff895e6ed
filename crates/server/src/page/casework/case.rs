//! One case: what was answered, what was done, what can be done now.

use access::{BodyKind, RecordId, reason};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use secretariat::case::Step;
use secretariat::form::{Answer, Answers, Form};
use store::{AnswerKept, Case, Viewer};

use crate::App;
use crate::api::cases::case_id;
use crate::casework::{self, Plan};
use crate::error::Failure;
use crate::language::Words;
use crate::page::casework::edit::{self, EditField, Sent};
use crate::page::casework::questions::{Questions, summary};
use crate::page::casework::told::{self, Names};
use crate::page::casework::{frequent, queue};
use crate::page::clear::moment;
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::view::part::{Chip, Figure};
use crate::page::visit::{Visit, page};
use crate::posted::Fields;

/// A step that was tried and refused, with what was typed.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Which step.
    pub step: String,
    /// The reason that was typed.
    pub reason: String,
    /// The company that was chosen.
    pub company: String,
    /// Why it was refused.
    pub problem: String,
}

/// What the page shows beside the case itself.
#[derive(Default)]
pub struct Shown {
    /// Changes of answers that were not taken as they were sent.
    pub sent: Sent,
    /// A step that was refused.
    pub tried: Tried,
    /// A frequent question that was not taken.
    pub frequent: Fields,
}

/// An answer as it was at some time.
struct Told {
    value: Vec<String>,
    by: String,
    at: String,
}

/// A question with its answer and those before it.
struct AnswerView {
    question: String,
    now: Option<Told>,
    earlier: Vec<Told>,
}

/// A step that was taken.
struct StepView {
    title: String,
    to: Chip,
    by: String,
    at: String,
    reason: Vec<String>,
}

/// A step that can be taken.
struct StepForm {
    id: String,
    title: String,
    fields: Vec<Field>,
    /// Whether it ends the case without what was asked for.
    second: bool,
}

/// The page of a case.
#[derive(Template)]
#[template(path = "case.html")]
struct Sheet {
    f: Frame,
    title: String,
    kind: String,
    tail: String,
    state: Chip,
    due: Option<Chip>,
    figures: Vec<Figure>,
    problem: String,
    sections: Vec<(String, Vec<AnswerView>)>,
    steps: Vec<StepView>,
    forms: Vec<StepForm>,
    seen: i64,
    gives: Vec<String>,
    fields: Vec<EditField>,
    editing: bool,
    frequent: Vec<Field>,
    why: String,
}

/// The page of a case.
///
/// # Errors
/// `not-found`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    sheet(&app, &visit, &case_id(&id)?, Shown::default()).await
}

/// The page of a case with what was tried before.
///
/// # Errors
/// As [`show`].
pub async fn sheet(app: &App, visit: &Visit, id: &RecordId, shown: Shown) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let opened = app.store.case(viewer, id, now).await?;
    let why = why(words, opened.policies());
    let case = opened.into_value();
    let form = casework::form(app, viewer, &case).await?;
    let answers = casework::answers(&case)?;
    let questions = Questions::of(app, words, &form).await?;
    let past = past(app, viewer, &case, now).await?;
    let actors = case.steps.iter().map(|step| step.actor.as_str());
    let actors = actors.chain(case.answers.iter().chain(&past).map(|answer| answer.author.as_str()));
    let names = Names::of(app, viewer, words, actors).await?;
    let teller = Teller { words, form: &form, questions: &questions, names: &names };
    let (kind, name) = (queue::procedure_title(app, words, &case.procedure), casework::line(&answers, "name"));
    let title = match name.is_empty() {
        true => kind.clone(),
        false => words.say("case-title", &[("kind", &kind), ("name", &name)]),
    };
    let fields = match edit::is_editable(app, viewer, &case) {
        true => edit::fields(&form, &questions, &case, &answers, &shown.sent),
        false => Vec::new(),
    };
    page(&Sheet {
        f: visit.frame(app, title.clone(), Service::Casework),
        title,
        tail: format!("/case/{id}"),
        state: queue::state_chip(app, words, &case.procedure, &case.state),
        due: told::due(words, case.due_at, now).filter(|_| case.closed_at.is_none()),
        figures: figures(words, &case, now),
        problem: problem(words, &form, &shown),
        sections: teller.sections(&case, &past),
        steps: teller.steps(app, &case),
        forms: forms(app, words, viewer, &case, &form.counting(&answers), &shown.tried).await?,
        seen: case.version,
        gives: gives(app, words, viewer, &case, &form.counting(&answers)),
        editing: !shown.sent.values.is_empty(),
        fields,
        frequent: frequent::form(app, words, viewer, &case, &shown.frequent)?,
        kind,
        why,
    })
}

/// What stands above the page when something was refused, as HTML.
fn problem(words: Words, form: &Form, shown: &Shown) -> String {
    if !shown.tried.problem.is_empty() {
        return crate::look::marked(&shown.tried.problem);
    }
    if !shown.sent.clashes.is_empty() {
        return words.t("case-clash").to_owned();
    }
    if !shown.frequent.0.is_empty() {
        return words.t("faq-incomplete").to_owned();
    }
    summary(words, form, &shown.sent.refusals)
}

fn why(words: Words, policies: &[String]) -> String {
    let told = policies.iter().filter_map(|policy| reason(policy)).map(|reason| words.of(&reason.text).to_owned());
    words.row(&told.collect::<Vec<_>>())
}

fn figures(words: Words, case: &Case, now: i64) -> Vec<Figure> {
    let until = case.closed_at.unwrap_or(now);
    let waits = told::length(words, until.saturating_sub(case.opened_at));
    let note = if case.closed_at.is_some() { words.t("case-took") } else { words.t("case-waits") };
    let due = case.due_at.filter(|_| case.closed_at.is_none());
    let due = due.map_or_else(|| words.t("case-no-deadline").to_owned(), |due| moment(words, due));
    let body = case.record.owner.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
    let short: String = case.record.id.as_str().chars().take(8).collect();
    vec![
        Figure::new(note, waits, words.say("case-opened", &[("at", &moment(words, case.opened_at))])),
        Figure::new(words.t("case-due"), due, ""),
        Figure::new(words.t("case-body"), body, ""),
        Figure::new(words.t("case-reference"), short.to_uppercase(), ""),
    ]
}

/// The answers that were given to questions which have more than one.
async fn past(app: &App, viewer: &Viewer, case: &Case, now: i64) -> Result<Vec<AnswerKept>, Failure> {
    let mut past = Vec::new();
    for kept in case.answers.iter().filter(|answer| answer.version > 1) {
        past.extend(app.store.answer_history(viewer, &case.record.id, &kept.question, now).await?);
    }
    Ok(past)
}

/// What answers and steps look like.
struct Teller<'t> {
    words: Words,
    form: &'t Form,
    questions: &'t Questions<'t>,
    names: &'t Names,
}

impl Teller<'_> {
    fn sections(&self, case: &Case, past: &[AnswerKept]) -> Vec<(String, Vec<AnswerView>)> {
        let answer = |question: &secretariat::form::Question| {
            let now = case.answers.iter().find(|answer| answer.question == question.id);
            let of_it = past.iter().filter(|answer| answer.question == question.id);
            let earlier = of_it.filter(|answer| now.is_none_or(|now| now.value != answer.value || now.at != answer.at));
            AnswerView {
                question: self.words.of(&question.label).to_owned(),
                now: now.map(|answer| self.told(answer)),
                earlier: earlier.map(|answer| self.told(answer)).collect(),
            }
        };
        let section = |section: &secretariat::form::Section| {
            let asked = section.questions.iter().map(answer);
            let given = asked.filter(|view| view.now.is_some()).collect();
            (self.words.of(&section.title).to_owned(), given)
        };
        self.form.sections.iter().map(section).collect()
    }

    fn told(&self, kept: &AnswerKept) -> Told {
        let answer = serde_json::from_str::<Option<Answer>>(&kept.value).ok().flatten();
        let value = answer.map(|answer| self.questions.told(&answer, &kept.question));
        let value = value.unwrap_or_else(|| self.words.t("case-taken-back").to_owned());
        Told { value: frequent::paragraphs(&value), by: self.names.name(&kept.author), at: moment(self.words, kept.at) }
    }

    fn steps(&self, app: &App, case: &Case) -> Vec<StepView> {
        let procedure = app.library.procedure(&case.procedure).ok();
        let title = |id: &str| {
            let found = procedure.and_then(|procedure| procedure.steps.iter().find(|step| step.id == id));
            found.map_or_else(|| id.to_owned(), |step| self.words.of(&step.title).to_owned())
        };
        let step = |step: &store::StepTaken| StepView {
            title: title(&step.step),
            to: queue::state_chip(app, self.words, &case.procedure, &step.to),
            by: self.names.name(&step.actor),
            at: moment(self.words, step.at),
            reason: frequent::paragraphs(&step.reason),
        };
        case.steps.iter().map(step).collect()
    }
}

/// The steps that the viewer can take now.
async fn forms(
    app: &App,
    words: Words,
    viewer: &Viewer,
    case: &Case,
    answers: &Answers,
    tried: &Tried,
) -> Result<Vec<StepForm>, Failure> {
    let procedure = app.library.procedure(&case.procedure)?;
    let open = procedure.open_to(&case.state, casework::actor(viewer, case));
    let taken = casework::taken_by(viewer, case);
    let mut forms = Vec::new();
    for step in open.into_iter().filter(|step| step.is_open(answers) && !step.excludes(&taken)) {
        let to = procedure.state(&step.to);
        let mut fields = Vec::new();
        if step.needs_reason {
            fields.push(reason_field(words, step, tried));
        }
        let approves = case.procedure == "access-request" && step.to == "approved";
        if approves && casework::plan(answers).needs_company {
            fields.push(company_field(app, words, step, tried).await?);
        }
        forms.push(StepForm {
            id: step.id.clone(),
            title: words.of(&step.title).to_owned(),
            fields,
            second: to.is_some_and(|to| to.kind == secretariat::case::StateKind::Refused),
        });
    }
    Ok(forms)
}

fn reason_field(words: Words, step: &Step, tried: &Tried) -> Field {
    let own = format!("case-reason-{}", step.id);
    let key = if words.knows(&own) { own.as_str() } else { "case-reason" };
    let mut field = Field::new("reason", "lines", words.t(key)).required();
    field.id = format!("reason-{}", step.id);
    if tried.step == step.id {
        field = field.value(&tried.reason).problem(&tried.problem);
    }
    field
}

async fn company_field(app: &App, words: Words, step: &Step, tried: &Tried) -> Result<Field, Failure> {
    let bodies = app.store.bodies(&Viewer::visitor()).await?;
    let companies = bodies.iter().filter(|body| body.kind == BodyKind::Company);
    let named = companies.map(|body| (body.code.to_string(), format!("{} ({})", body.name(words.0), body.code)));
    let own = tried.step == step.id;
    let chosen = if own { tried.company.as_str() } else { "" };
    let choices = choices(Some(words.t("form-choose")), named, chosen);
    let mut field = Field::new("company", "select", words.t("case-company")).required().choices(choices);
    field.id = format!("company-{}", step.id);
    let problem = if own { tried.problem.as_str() } else { "" };
    Ok(field.hint(words.t("case-company-hint")).problem(problem))
}

/// What the approval of a request will give, in words, for those who decide on it.
fn gives(app: &App, words: Words, viewer: &Viewer, case: &Case, answers: &Answers) -> Vec<String> {
    if case.procedure != "access-request" || !casework::actor(viewer, case).queue {
        return Vec::new();
    }
    let Plan { roles, lacking, .. } = casework::plan(answers);
    let body = case.record.owner.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut told = vec![words.t("case-gives-account").to_owned()];
    for role in &roles {
        let facts = app.store.roles().get(role);
        let title = facts.map_or_else(|| role.to_string(), |facts| words.of(&facts.title).to_owned());
        told.push(match body.is_empty() {
            true => title,
            false => words.say("case-gives-role", &[("role", &title), ("body", &body)]),
        });
    }
    for service in &lacking {
        told.push(words.say("case-gives-not", &[("service", words.word("case-service", service))]));
    }
    told
}
