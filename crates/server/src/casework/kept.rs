use secretariat::form::{Answer, Answers, Form};
use store::{Case, Viewer};

use crate::App;
use crate::error::Failure;

/// The answers of a case as they stand; one that was taken back is none.
///
/// # Errors
/// `internal` where one cannot be read.
pub fn answers(case: &Case) -> Result<Answers, Failure> {
    let mut found = Answers::new();
    for kept in &case.answers {
        let answer: Option<Answer> = serde_json::from_str(&kept.value).map_err(|_| Failure::inner())?;
        if let Some(answer) = answer {
            found.insert(kept.question.clone(), answer);
        }
    }
    Ok(found)
}

/// The version of the form that a case was begun with.
///
/// # Errors
/// What the store says, or `internal` where it cannot be read.
pub async fn form(app: &App, viewer: &Viewer, case: &Case) -> Result<Form, Failure> {
    let (id, version) = &case.form;
    Form::from_json(&app.store.form(viewer, id, *version).await?).map_err(|_| Failure::inner())
}

/// The answer to a question in one line; empty where there is none.
#[must_use]
pub fn line(answers: &Answers, question: &str) -> String {
    answers.get(question).map(|answer| answer.raw().join(", ")).unwrap_or_default()
}
