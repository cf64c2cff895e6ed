use std::collections::HashMap;

use cedar_policy::RestrictedExpression;
use serde_json::Value;

/// One thing that the policies are told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    Word(String),
    Words(Vec<String>),
    Number(i64),
    Flag(bool),
}

impl Fact {
    pub(super) fn word(word: impl ToString) -> Self {
        Self::Word(word.to_string())
    }

    /// A word, or an empty one.
    pub(super) fn optional(word: Option<&impl ToString>) -> Self {
        Self::Word(word.map(ToString::to_string).unwrap_or_default())
    }

    pub(super) fn words<T: ToString>(words: impl IntoIterator<Item = T>) -> Self {
        Self::Words(words.into_iter().map(|word| word.to_string()).collect())
    }

    /// A value in the text of a policy; none where it is of another kind.
    pub(super) fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(word) => Some(Self::Word(word.clone())),
            Value::Bool(flag) => Some(Self::Flag(*flag)),
            Value::Number(number) => number.as_i64().map(Self::Number),
            _ => None,
        }
    }

    /// A set of words in the text of a policy.
    pub(super) fn read_set(values: &Value) -> Option<Self> {
        let word = |value: &Value| value.get("Value")?.as_str().map(ToOwned::to_owned);
        values.as_array()?.iter().map(word).collect::<Option<_>>().map(Self::Words)
    }

    fn value(&self) -> RestrictedExpression {
        let text = |word: &String| RestrictedExpression::new_string(word.clone());
        match self {
            Self::Word(word) => text(word),
            Self::Words(words) => RestrictedExpression::new_set(words.iter().map(text)),
            Self::Number(number) => RestrictedExpression::new_long(*number),
            Self::Flag(flag) => RestrictedExpression::new_bool(*flag),
        }
    }
}

/// What the policies are told of somebody or something, by the names in their schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Facts(Vec<(&'static str, Fact)>);

impl Facts {
    pub(super) fn of<const COUNT: usize>(facts: [(&'static str, Fact); COUNT]) -> Self {
        Self(facts.into())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Fact> {
        self.0.iter().find(|(one, _)| *one == name).map(|(_, fact)| fact)
    }

    /// As the engine takes them.
    pub(super) fn values(&self) -> HashMap<String, RestrictedExpression> {
        self.0.iter().map(|(name, fact)| ((*name).to_owned(), fact.value())).collect()
    }
}
