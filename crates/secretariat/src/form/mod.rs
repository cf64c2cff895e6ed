//! Forms as data: sections of questions with their kinds, limits and conditions. A published form is frozen as JSON; a
//! change is a new version.

mod answer;
mod check;
mod complete;
mod condition;
mod email;
mod parse;
mod question;
mod refusal;

use std::collections::BTreeMap;

use basis::Text;
use serde::{Deserialize, Serialize};

pub use answer::{Answer, Answers, read_answers, write_answers};
pub use complete::Shown;
pub use condition::{Condition, Test};
pub use email::is_email;
pub use question::{Choice, Kind, Limits, Question};
pub use refusal::Refusal;

use crate::{Faults, words};

/// A form: what a person is asked, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name, for example `access-request`.
    pub id: String,
    /// The service it belongs to.
    pub service: String,
    /// The version, from 1. A version that was published never changes.
    pub version: u32,
    /// The heading.
    #[serde(deserialize_with = "words::text")]
    pub title: Text,
    /// What the form is for and what one needs at hand.
    #[serde(deserialize_with = "words::text")]
    pub intro: Text,
    /// The parts, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name within the form.
    pub id: String,
    /// The heading.
    #[serde(deserialize_with = "words::text")]
    pub title: Text,
    /// The questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

impl Form {
    /// Reads and checks a form written in TOML.
    ///
    /// # Errors
    /// All faults of a form that reads; where TOML itself or a word is wrong, that one with line, column and question.
    pub fn read(source: &str) -> Result<Self, Faults> {
        let form: Self = words::toml(source).map_err(|faults| explained(source, faults))?;
        form.check().or(form)
    }

    /// Reads and checks a frozen form.
    ///
    /// # Errors
    /// As for `read`.
    pub fn from_json(source: &str) -> Result<Self, Faults> {
        let form: Self = words::json(source)?;
        form.check().or(form)
    }

    /// The form as JSON whose bytes follow from the form alone: what is frozen when it is published.
    ///
    /// # Errors
    /// `Faults` where the form cannot be written, which a form that was checked never meets.
    pub fn to_json(&self) -> Result<String, Faults> {
        words::to_json(self)
    }

    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question of a name.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// What an HTML form posted, as answers: every field is read, and every one that cannot be is told. Fields that
    /// are no question of the form are left alone; whether an answer is missing is said by `check_answers`.
    #[must_use]
    pub fn parse(&self, posted: &BTreeMap<String, Vec<String>>) -> (Answers, Vec<Refusal>) {
        let (mut answers, mut refusals) = (Answers::new(), Vec::new());
        for question in self.questions() {
            let Some(raw) = posted.get(&question.id) else { continue };
            match question.parse(raw) {
                Ok(Some(answer)) => drop(answers.insert(question.id.clone(), answer)),
                Ok(None) => {}
                Err(refusal) => refusals.push(refusal),
            }
        }
        (answers, refusals)
    }
}

/// Puts the name of the question beside what TOML says about it, where reading the questions one by one finds it.
fn explained(source: &str, mut faults: Faults) -> Faults {
    let Ok(table) = source.parse::<toml::Table>() else { return faults };
    let rows = |value: Option<&toml::Value>| value.and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let questions = rows(table.get("section")).into_iter().flat_map(|section| rows(section.get("question")));
    for (index, question) in questions.enumerate() {
        let id =
            question.get("id").and_then(toml::Value::as_str).map_or_else(|| (index + 1).to_string(), str::to_owned);
        if let Err(error) = question.try_into::<Question>() {
            let at = faults.0.first().map(|fault| fault.at.clone()).unwrap_or_default();
            faults.0.clear();
            faults.say(format!("question `{id}` ({at})"), error.message().trim());
            break;
        }
    }
    faults
}
