//! Any form as fields of a page: each question by its kind, with its help, its condition in words and what is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::BodyKind;
use secretariat::form::{Answer, Condition, Form, Kind, Question, Refusal, Test};
use store::{Bodies, Body, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::offer;
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::view::part::Choice;

/// So many options are shown all at once; more are a list to open.
const SHOWN_AT_ONCE: usize = 6;

/// A part of a form with its fields.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// Its heading.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// What the fields of a form are made with.
pub struct Questions<'q> {
    app: &'q App,
    words: Words,
    form: &'q Form,
    bodies: Arc<Bodies>,
}

impl<'q> Questions<'q> {
    /// The questions of a form.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of(app: &'q App, words: Words, form: &'q Form) -> Result<Self, Failure> {
        let asked = form.questions().any(|question| question.kind == Kind::Body);
        let bodies = if asked { app.store.bodies(&Viewer::visitor()).await? } else { Arc::default() };
        Ok(Self { app, words, form, bodies })
    }

    /// The sections of the form, filled in.
    #[must_use]
    pub fn sections(&self, values: &BTreeMap<String, Vec<String>>, refusals: &[Refusal]) -> Vec<SectionView> {
        let section = |section: &'q secretariat::form::Section| SectionView {
            title: self.words.of(&section.title).to_owned(),
            fields: section.questions.iter().map(|question| self.field(question, values, refusals)).collect(),
        };
        self.form.sections.iter().map(section).collect()
    }

    /// One question as a field.
    #[must_use]
    pub fn field(&self, question: &Question, values: &BTreeMap<String, Vec<String>>, refusals: &[Refusal]) -> Field {
        let words = self.words;
        let none = Vec::new();
        let given = values.get(&question.id).unwrap_or(&none);
        let one = given.first().map(String::as_str).unwrap_or_default();
        let depends = question.shown_if.is_some() || question.required_if.is_some();
        let mut label = words.of(&question.label).to_owned();
        if !question.required && !depends {
            label = words.say("form-optional", &[("question", &label)]);
        }
        let mut field = Field::new(&question.id, self.kind(question), &label).value(one);
        field.id = format!("q-{}", question.id);
        field.required = question.required && !depends;
        field.complete = match (question.kind, question.id.as_str()) {
            (Kind::Email, _) => "email",
            (_, "name") => "name",
            (_, "phone") => "tel",
            _ => "",
        };
        field.choices = self.choices(question, given);
        let refusal = refusals.iter().find(|refusal| refusal.question == question.id);
        let told = refusal.map(|refusal| words.sentence(words.of(&refusal.text))).unwrap_or_default();
        field.hint(&self.hint(question)).problem(&told)
    }

    fn kind(&self, question: &Question) -> &'static str {
        match question.kind {
            Kind::Line | Kind::Number | Kind::File => "text",
            Kind::Text => "lines",
            Kind::Date => "date",
            Kind::Email => "email",
            Kind::YesNo => "radio",
            Kind::Choice if question.limits.options.len() <= SHOWN_AT_ONCE => "radio",
            Kind::Choices => "checkbox",
            Kind::Choice | Kind::Country | Kind::Body => "select",
        }
    }

    fn choices(&self, question: &Question, given: &[String]) -> Vec<Choice> {
        let words = self.words;
        let one = given.first().map(String::as_str).unwrap_or_default();
        let none = Some(words.t("form-choose"));
        let options = question.limits.options.iter();
        let options = options.map(|option| (option.value.clone(), words.of(&option.text).to_owned()));
        match question.kind {
            Kind::YesNo => {
                let both = [("yes", "form-yes"), ("no", "form-no")];
                choices(None, both.map(|(value, key)| (value.to_owned(), words.t(key).to_owned())).into_iter(), one)
            }
            Kind::Choice if question.limits.options.len() <= SHOWN_AT_ONCE => choices(None, options, one),
            Kind::Choice => choices(none, options, one),
            Kind::Choices => {
                let chosen = |(value, words)| Choice { chosen: given.contains(&value), value, words };
                options.map(chosen).collect()
            }
            Kind::Country => choices(none, offer::of(&self.app.books, words).countries.iter().cloned(), one),
            Kind::Body => {
                let known = |body: &&Body| matches!(body.kind, BodyKind::Member | BodyKind::Partner);
                let mut known: Vec<&Body> = self.bodies.iter().filter(known).collect();
                known.sort_by_key(|body| body.name(words.0));
                let named = |body: &Body| (body.code.to_string(), body.name(words.0).to_owned());
                choices(none, known.into_iter().map(named), one)
            }
            _ => Vec::new(),
        }
    }

    fn hint(&self, question: &Question) -> String {
        let words = self.words;
        let help = question.help.as_ref().map(|help| words.of(help).to_owned());
        let unit = question.limits.unit.as_ref().map(|unit| words.say("form-unit", &[("unit", words.of(unit))]));
        let only = question.shown_if.as_ref().map(|condition| {
            words.say("form-only-if", &[("condition", &condition_words(words, self.form, condition))])
        });
        [only, help, unit].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// An answer in words.
    #[must_use]
    pub fn told(&self, answer: &Answer, question: &str) -> String {
        let words = self.words;
        match (answer, self.form.question(question)) {
            (Answer::YesNo(true), _) => words.t("form-yes").to_owned(),
            (Answer::YesNo(false), _) => words.t("form-no").to_owned(),
            (Answer::Date(day), _) => words.date(*day),
            (Answer::Country(country), _) => offer::country(&self.app.books, words, country.as_str()),
            (Answer::Body(code), _) => {
                let found = self.bodies.of_code(code);
                found.map_or_else(|| code.clone(), |body| format!("{} ({code})", body.name(words.0)))
            }
            (Answer::Number(number), asked) => {
                let unit = asked.and_then(|question| question.limits.unit.as_ref());
                let unit = unit.map(|unit| format!("\u{a0}{}", words.of(unit))).unwrap_or_default();
                format!("{}{unit}", words.decimal(*number))
            }
            (Answer::Choice(_) | Answer::Choices(_), Some(question)) => {
                let all = answer.raw();
                words.row(&all.iter().map(|value| option_words(words, question, value)).collect::<Vec<_>>())
            }
            _ => answer.raw().join(", "),
        }
    }
}

fn option_words(words: Words, question: &Question, value: &str) -> String {
    let option = question.limits.options.iter().find(|option| option.value == value);
    option.map_or_else(|| value.to_owned(), |option| words.of(&option.text).to_owned())
}

fn condition_words(words: Words, form: &Form, condition: &Condition) -> String {
    let joined = |parts: &[Condition], by: &str| {
        let parts: Vec<String> = parts.iter().map(|part| condition_words(words, form, part)).collect();
        parts.join(&format!(" {} ", words.t(by)))
    };
    match condition {
        Condition::All(parts) => joined(parts, "form-and"),
        Condition::Any(parts) => joined(parts, "form-or"),
        Condition::One { question, test } => test_words(words, form.question(question), question, test),
    }
}

fn test_words(words: Words, asked: Option<&Question>, id: &str, test: &Test) -> String {
    let label = asked.map_or(id, |question| words.of(&question.label));
    let value = |value: &String| match value.as_str() {
        "yes" | "no" if asked.is_some_and(|question| question.kind == Kind::YesNo) => {
            words.word("form", value).to_owned()
        }
        _ => asked.map_or_else(|| value.clone(), |question| option_words(words, question, value)),
    };
    let quoted = |text: &String| words.say("form-quoted", &[("text", &value(text))]);
    let (key, values) = match test {
        Test::Is(one) => ("form-if-is", quoted(one)),
        Test::IsNot(one) => ("form-if-not", quoted(one)),
        Test::AnyOf(some) => {
            let or = format!(" {} ", words.t("form-or"));
            ("form-if-is", some.iter().map(quoted).collect::<Vec<_>>().join(&or))
        }
        Test::Answered(true) => ("form-if-answered", String::new()),
        Test::Answered(false) => ("form-if-unanswered", String::new()),
    };
    words.say(key, &[("question", label), ("values", &values)])
}

/// What stands above a form that was refused: which answers need another look; as HTML.
#[must_use]
pub fn summary(words: Words, form: &Form, refusals: &[Refusal]) -> String {
    let label = |refusal: &Refusal| match form.question(&refusal.question) {
        Some(question) => words.of(&question.label).to_owned(),
        None => refusal.question.clone(),
    };
    let named: Vec<String> = refusals.iter().map(label).collect();
    if named.is_empty() {
        return String::new();
    }
    look::marked(&words.say("form-refused", &[("questions", &words.row(&named))]))
}
