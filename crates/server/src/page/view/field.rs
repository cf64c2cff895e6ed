//! The parts of forms.

use crate::page::view::part::Choice;

/// A field of a form, as `parts::field` shows it.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its identifier on the page.
    pub id: String,
    /// Its name in the form.
    pub name: String,
    /// `lines` for several lines, `select`, or the type of an input: `text`, `email`, `password`, `date`, ...
    pub kind: &'static str,
    /// What it is called.
    pub label: String,
    /// What helps to fill it in.
    pub hint: String,
    /// What is wrong with it; empty where nothing is.
    pub problem: String,
    /// What stands in it.
    pub value: String,
    /// What a browser may fill in by itself: `email`, `current-password`, ...
    pub complete: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
    /// What can be chosen, for a `select` and for boxes.
    pub choices: Vec<Choice>,
    /// The identifiers of what describes it: hint and problem.
    pub described: String,
}

impl Field {
    /// A field by its name, its kind and its words.
    #[must_use]
    pub fn new(name: &str, kind: &'static str, label: &str) -> Self {
        Self { id: name.to_owned(), name: name.to_owned(), kind, label: label.to_owned(), ..Self::default() }
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With what stands in it.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// With what helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self.describe();
        self
    }

    /// With what is wrong with it; nothing is where the words are empty.
    #[must_use]
    pub fn problem(mut self, problem: &str) -> Self {
        problem.clone_into(&mut self.problem);
        self.describe();
        self
    }

    /// With what a browser may fill in by itself.
    #[must_use]
    pub fn complete(mut self, complete: &'static str) -> Self {
        self.complete = complete;
        self
    }

    /// With what can be chosen.
    #[must_use]
    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    fn describe(&mut self) {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let problem = (!self.problem.is_empty()).then(|| format!("{}-problem", self.id));
        self.described = [hint, problem].into_iter().flatten().collect::<Vec<_>>().join(" ");
    }
}
