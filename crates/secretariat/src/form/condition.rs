use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Answer;

/// When a question is shown or has to be answered, or a step of a case is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub enum Condition {
    /// One answer is as stated.
    One {
        /// The question whose answer is looked at.
        question: String,
        /// What is asked of its answer.
        test: Test,
    },
    /// All of these hold.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
}

/// What is asked of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is this; for `choices`, this is among them.
    Is(String),
    /// It is not this, or there is none.
    IsNot(String),
    /// It is one of these.
    AnyOf(Vec<String>),
    /// There is one, or there is none.
    Answered(bool),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Raw {
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_not: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
}

impl TryFrom<Raw> for Condition {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        let tests: Vec<Test> = [
            raw.is.map(Test::Is),
            raw.is_not.map(Test::IsNot),
            raw.any_of.map(Test::AnyOf),
            raw.answered.map(Test::Answered),
        ]
        .into_iter()
        .flatten()
        .collect();
        match (raw.question, <[Test; 1]>::try_from(tests), raw.all, raw.any) {
            (Some(question), Ok([test]), None, None) => Ok(Self::One { question, test }),
            (None, Err(tests), Some(all), None) if tests.is_empty() => Ok(Self::All(all)),
            (None, Err(tests), None, Some(any)) if tests.is_empty() => Ok(Self::Any(any)),
            _ => Err("a condition is `question` with one of `is`, `is-not`, `any-of`, `answered`; or `all`; or `any`"
                .to_owned()),
        }
    }
}

impl From<Condition> for Raw {
    fn from(condition: Condition) -> Self {
        let (question, test) = match condition {
            Condition::All(all) => return Self { all: Some(all), ..Self::default() },
            Condition::Any(any) => return Self { any: Some(any), ..Self::default() },
            Condition::One { question, test } => (Some(question), test),
        };
        match test {
            Test::Is(value) => Self { question, is: Some(value), ..Self::default() },
            Test::IsNot(value) => Self { question, is_not: Some(value), ..Self::default() },
            Test::AnyOf(values) => Self { question, any_of: Some(values), ..Self::default() },
            Test::Answered(answered) => Self { question, answered: Some(answered), ..Self::default() },
        }
    }
}

impl Test {
    /// The values it names.
    pub(crate) fn values(&self) -> &[String] {
        match self {
            Self::Is(value) | Self::IsNot(value) => std::slice::from_ref(value),
            Self::AnyOf(values) => values,
            Self::Answered(_) => &[],
        }
    }

    fn holds(&self, answer: Option<&Answer>) -> bool {
        let is = |value: &str| answer.is_some_and(|answer| answer.is(value));
        match self {
            Self::Is(value) => is(value),
            Self::IsNot(value) => !is(value),
            Self::AnyOf(values) => values.iter().any(|value| is(value)),
            Self::Answered(answered) => answer.is_some() == *answered,
        }
    }
}

impl Condition {
    /// How deep `all` and `any` may stand in each other.
    pub(crate) const DEPTH: usize = 6;

    /// Whether it holds, where `answer` gives the answer to a question that is shown.
    pub fn holds<'a>(&self, answer: &mut dyn FnMut(&str) -> Option<&'a Answer>) -> bool {
        match self {
            Self::One { question, test } => test.holds(answer(question)),
            Self::All(all) => all.iter().all(|one| one.holds(answer)),
            Self::Any(any) => any.iter().any(|one| one.holds(answer)),
        }
    }

    /// The names of the questions it looks at.
    #[must_use]
    pub fn questions(&self) -> BTreeSet<&str> {
        self.tests().into_iter().map(|(question, _)| question).collect()
    }

    /// Every single test in it, with its question.
    pub(crate) fn tests(&self) -> Vec<(&str, &Test)> {
        match self {
            Self::One { question, test } => vec![(question, test)],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
        }
    }

    /// How deep it goes; 1 for a single test.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::One { .. } => 1,
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
        }
    }

    /// Whether a list in it is empty, so that it would say nothing.
    pub(crate) fn is_hollow(&self) -> bool {
        match self {
            Self::One { test: Test::AnyOf(values), .. } => values.is_empty(),
            Self::One { .. } => false,
            Self::All(parts) | Self::Any(parts) => parts.is_empty() || parts.iter().any(Self::is_hollow),
        }
    }
}
