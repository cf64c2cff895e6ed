//! Whether a form is sound: names, texts, limits that fit their kind, conditions that can be answered.

use std::collections::BTreeSet;

use basis::{Country, Date, Decimal};

use super::{Condition, Form, Kind, Question, Test};
use crate::register::is_code;
use crate::{Faults, words};

const SECTIONS: usize = 50;
const QUESTIONS: usize = 300;
const OPTIONS: usize = 500;
const VALUE_BYTES: usize = 100;
/// The most characters that any answer may be allowed to have.
const LONGEST: u32 = 100_000;
const LONGEST_LINE: u32 = 1_000;

impl Form {
    /// All that is wrong with the form; nothing where it may be published.
    #[must_use]
    pub fn check(&self) -> Faults {
        let mut faults = Faults::default();
        let at = format!("form `{}`", self.id);
        words::check_name(&self.id, &at, "form", &mut faults);
        words::check_name(&self.service, &at, "service", &mut faults);
        faults.need(self.version > 0, &at, || "versions begin at 1".to_owned());
        words::check_text(&self.title, &at, "title", &mut faults);
        words::check_text(&self.intro, &at, "intro", &mut faults);
        self.check_sections(&at, &mut faults);
        for question in self.questions() {
            question.check(self, &mut faults);
        }
        self.check_circles(&mut faults);
        faults
    }

    fn check_sections(&self, at: &str, faults: &mut Faults) {
        let (sections, questions) = (self.sections.len(), self.questions().count());
        faults.need(sections <= SECTIONS, at, || format!("{sections} sections; at most {SECTIONS}"));
        faults.need(questions <= QUESTIONS, at, || format!("{questions} questions; at most {QUESTIONS}"));
        faults.need(questions > 0, at, || "asks nothing".to_owned());
        words::check_once(self.sections.iter().map(|section| section.id.as_str()), "section", faults);
        words::check_once(self.questions().map(|question| question.id.as_str()), "question", faults);
        for section in &self.sections {
            let at = format!("section `{}`", section.id);
            words::check_name(&section.id, &at, "section", faults);
            words::check_text(&section.title, &at, "title", faults);
            faults.need(!section.questions.is_empty(), &at, || "asks nothing".to_owned());
        }
    }

    /// Questions that are shown by answers to themselves, by whatever way round.
    fn check_circles(&self, faults: &mut Faults) {
        for question in self.questions() {
            let mut met = BTreeSet::new();
            let mut ahead: Vec<&str> = conditions_of(&question.shown_if);
            while let Some(id) = ahead.pop() {
                if met.insert(id) {
                    ahead.extend(self.question(id).map(|other| conditions_of(&other.shown_if)).unwrap_or_default());
                }
            }
            faults.need(!met.contains(question.id.as_str()), &named(question), || {
                "whether it is shown depends on its own answer".to_owned()
            });
        }
    }
}

fn named(question: &Question) -> String {
    format!("question `{}`", question.id)
}

fn conditions_of(condition: &Option<Condition>) -> Vec<&str> {
    condition.iter().flat_map(Condition::questions).collect()
}

impl Question {
    fn check(&self, form: &Form, faults: &mut Faults) {
        let at = named(self);
        words::check_name(&self.id, &at, "question", faults);
        words::check_text(&self.label, &at, "label", faults);
        if let Some(help) = &self.help {
            words::check_text(help, &at, "help", faults);
        }
        for (limit, kinds) in self.limits.set() {
            faults.need(kinds.contains(&self.kind), &at, || {
                format!("a question of kind `{}` has no limit `{limit}`", self.kind)
            });
        }
        self.check_bounds(&at, faults);
        self.check_options(&at, faults);
        faults.need(!(self.required && self.required_if.is_some()), &at, || {
            "is required in any case, so `required_if` says nothing".to_owned()
        });
        let required = conditions_of(&self.required_if);
        faults.need(!required.contains(&self.id.as_str()), &at, || {
            "whether it is required depends on its own answer".to_owned()
        });
        for condition in [&self.shown_if, &self.required_if].into_iter().flatten() {
            condition.check(form, &at, faults);
        }
    }

    fn check_bounds(&self, at: &str, faults: &mut Faults) {
        let limits = &self.limits;
        let longest = if self.kind == Kind::Line { LONGEST_LINE } else { LONGEST };
        let length = self.max_length();
        faults.need((1..=longest).contains(&length), at, || format!("`max_length` is from 1 to {longest}"));
        faults.need(limits.min_length.is_none_or(|least| least <= length), at, || {
            "`min_length` is above `max_length`".to_owned()
        });
        let ordered =
            |least: Option<Decimal>, most: Option<Decimal>| least.zip(most).is_none_or(|(least, most)| least <= most);
        faults.need(ordered(limits.min, limits.max), at, || "`min` is above `max`".to_owned());
        faults.need(limits.scale.is_none_or(|scale| scale <= 20), at, || "`scale` is at most 20".to_owned());
        faults.need(limits.from.zip(limits.to).is_none_or(|(from, to)| from <= to), at, || {
            "`from` is after `to`".to_owned()
        });
        if let Some(unit) = &limits.unit {
            words::check_text(unit, at, "unit", faults);
        }
    }

    fn check_options(&self, at: &str, faults: &mut Faults) {
        let options = &self.limits.options;
        let fewest = match self.kind {
            Kind::Choice => 2,
            Kind::Choices => 1,
            _ => 0,
        };
        let found = options.len();
        faults.need((fewest..=OPTIONS).contains(&found), at, || format!("{found} options; from {fewest} to {OPTIONS}"));
        let most = self.limits.most.map(|most| most as usize);
        faults.need(most.is_none_or(|most| (1..=found).contains(&most)), at, || {
            "`most` is from 1 to the number of options".to_owned()
        });
        let mut seen = BTreeSet::new();
        for option in options {
            let value = option.value.as_str();
            let sound = !value.is_empty() && value.len() <= VALUE_BYTES && value.trim() == value;
            let sound = sound && !value.chars().any(char::is_control);
            faults.need(sound, at, || {
                format!("`{value}` is no value of an option: 1 to {VALUE_BYTES} bytes, no outer space")
            });
            faults.need(seen.insert(value), at, || format!("the option `{value}` stands more than once"));
            words::check_text(&option.text, at, "text of an option", faults);
        }
    }
}

impl Condition {
    /// Notes what in the condition can never be answered by a form.
    pub(crate) fn check(&self, form: &Form, at: &str, faults: &mut Faults) {
        faults.need(self.depth() <= Self::DEPTH, at, || format!("a condition is at most {} deep", Self::DEPTH));
        faults.need(!self.is_hollow(), at, || "a condition has an empty list".to_owned());
        for (id, test) in self.tests() {
            match form.question(id) {
                None => faults.say(at, format!("a condition names the question `{id}`, which the form does not have")),
                Some(question) => test.check(question, at, faults),
            }
        }
    }
}

impl Test {
    /// Whether an answer to the question could ever be what the test names.
    fn check(&self, question: &Question, at: &str, faults: &mut Faults) {
        for value in self.values() {
            let can = match question.kind {
                Kind::Text | Kind::File => false,
                Kind::Line | Kind::Email => !value.is_empty(),
                Kind::Number => value.parse::<Decimal>().is_ok(),
                Kind::Date => value.parse::<Date>().is_ok(),
                Kind::YesNo => value == "yes" || value == "no",
                Kind::Choice | Kind::Choices => question.limits.offers(value),
                Kind::Country => value.parse::<Country>().is_ok_and(|country| country.as_str() == value),
                Kind::Body => is_code(value),
            };
            faults.need(can, at, || format!("no answer to `{}` can be `{value}`", question.id));
        }
    }
}
