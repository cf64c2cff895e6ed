//! Answers of a case as fields that can be changed, each with the version that was seen.

use std::collections::BTreeMap;

use secretariat::case::Actor;
use secretariat::form::{Answers, Form, Question, Refusal};
use store::{Case, Clash, Viewer};

use crate::App;
use crate::casework;
use crate::page::casework::questions::Questions;
use crate::page::view::field::Field;

/// A question whose answer can be changed.
pub struct EditField {
    /// Its field.
    pub field: Field,
    /// The name of the hidden field with the version seen.
    pub version_name: String,
    /// The version seen.
    pub version: i64,
    /// What somebody else answered meanwhile, or empty.
    pub theirs: String,
}

/// What was sent to change answers, and what was wrong with it.
#[derive(Default)]
pub struct Sent {
    /// The values as they were typed.
    pub values: BTreeMap<String, Vec<String>>,
    /// Answers that cannot be taken.
    pub refusals: Vec<Refusal>,
    /// Answers that somebody else changed meanwhile.
    pub clashes: Vec<Clash>,
}

/// Whether a viewer may change the answers of a case now: those who work on it while it is open, whoever opened it until
/// it has moved on. The policies are asked again when the change is saved.
#[must_use]
pub fn is_editable(app: &App, viewer: &Viewer, case: &Case) -> bool {
    let Ok(procedure) = app.library.procedure(&case.procedure) else { return false };
    let open = procedure.state(&case.state).is_some_and(|state| !state.is_end());
    let Actor { author, handler, .. } = casework::actor(viewer, case);
    let keeps = viewer.officer_of().contains(&case.record.service) && !author;
    open && (handler || keeps || author && case.state == procedure.start)
}

/// The questions whose answers can be changed.
pub fn editable(form: &Form) -> impl Iterator<Item = &Question> {
    form.questions().filter(|question| question.is_editable())
}

/// The name of the hidden field that holds the version of an answer.
#[must_use]
pub fn version_name(question: &str) -> String {
    format!("version-{question}")
}

/// The fields of a case's form, with the answers as they stand or as they were sent.
#[must_use]
pub fn fields(form: &Form, questions: &Questions<'_>, case: &Case, answers: &Answers, sent: &Sent) -> Vec<EditField> {
    let standing = |id: &String| answers.get(id).map(|answer| answer.raw()).unwrap_or_default();
    let mut values: BTreeMap<String, Vec<String>> =
        editable(form).map(|question| (question.id.clone(), standing(&question.id))).collect();
    if !sent.values.is_empty() {
        for question in editable(form) {
            values.insert(question.id.clone(), sent.values.get(&question.id).cloned().unwrap_or_default());
        }
    }
    let field = |question: &Question| {
        let kept = case.answers.iter().find(|answer| answer.question == question.id);
        let now = kept.map_or(0, |answer| answer.version);
        let clash = sent.clashes.iter().find(|clash| clash.standing.question == question.id);
        let theirs = clash.and_then(|_| answers.get(&question.id)).map(|answer| questions.told(answer, &question.id));
        let seen = sent.values.get(&version_name(&question.id)).and_then(|values| values.first()?.parse().ok());
        EditField {
            field: questions.field(question, &values, &sent.refusals),
            version_name: version_name(&question.id),
            // After a clash was shown, saving again means it.
            version: if sent.clashes.is_empty() { seen.unwrap_or(now) } else { now },
            theirs: theirs.unwrap_or_default(),
        }
    };
    editable(form).map(field).collect()
}
