//! The part of forms that says whom a document is for, how closely it is kept, and until when.

use std::collections::{BTreeMap, BTreeSet};

use access::{BodyCode, Key, Level, MarksFault, Role};
use basis::Date;
use secretariat::paper::{Retention, Since};
use store::Marks;

use super::words::{Names, day_of, level_words, midnight};
use crate::language::Words;
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::view::part::Choice;
use crate::posted::Fields;

/// The audiences that stand as boxes.
const GROUPS: [&str; 3] = ["anyone", "members", "partners"];

/// What is wrong with a form: the key of a text for each field by its name.
pub type Problems = BTreeMap<&'static str, &'static str>;

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    level: String,
    audience: Vec<String>,
    body: String,
    role: String,
    compartment: String,
    publish_from: String,
    years: String,
    until: String,
}

impl Typed {
    /// What stands in a form that was sent.
    #[must_use]
    pub fn sent(fields: &Fields) -> Self {
        let one = |name: &str| fields.one(name).to_owned();
        Self {
            level: one("level"),
            audience: fields.all("audience").iter().take(100).cloned().collect(),
            body: one("body"),
            role: one("role"),
            compartment: one("compartment"),
            publish_from: one("publish_from"),
            years: one("years"),
            until: one("until"),
        }
    }

    /// What stands in a form before anybody typed: nothing but the lowest level.
    #[must_use]
    pub fn fresh() -> Self {
        Self { level: Level::Public.as_str().to_owned(), ..Self::default() }
    }

    /// What a document has.
    #[must_use]
    pub fn kept(record: &access::Record) -> Self {
        let day = |micros: i64| day_of(micros).map(|day| day.to_string()).unwrap_or_default();
        let compartment = record.compartment.as_ref().and_then(|key| key.as_str().strip_prefix("body:"));
        Self {
            level: record.level.as_str().to_owned(),
            audience: record.audience.iter().map(ToString::to_string).collect(),
            compartment: compartment.unwrap_or_default().to_owned(),
            publish_from: if record.publish_from == 0 { String::new() } else { day(record.publish_from) },
            until: day(record.retain_until.saturating_sub(1)),
            ..Self::default()
        }
    }

    /// The marks that the form says. `before` is the audience that the document has, of which parts may be kept.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn read(&self, names: &Names<'_>, before: &BTreeSet<Key>, today: Date) -> Result<Marks, Problems> {
        let mut problems = Problems::new();
        let level = Level::of_word(&self.level);
        if level.is_none() {
            problems.insert("level", "document-problem-level");
        }
        let level = level.unwrap_or(Level::Confidential);
        let audience = self.audience(names, before, &mut problems);
        if audience.is_empty() {
            problems.entry("audience").or_insert("document-problem-audience-none");
        }
        let compartment = self.body_key(&self.compartment, names, "compartment", &mut problems);
        let from = self.day(&self.publish_from, "publish_from", &mut problems);
        let retain_until = self.retained(from.unwrap_or(today), &mut problems);
        let publish_from = from.map_or(0, midnight);
        if retain_until <= midnight(today) {
            problems.entry("until").or_insert("document-problem-until");
        }
        let marks = Marks { level, audience, compartment, publish_from, retain_until };
        for fault in marks.faults() {
            let (field, key) = match fault {
                MarksFault::Open => ("audience", "document-problem-audience-open"),
                MarksFault::Whole => ("audience", "document-problem-audience-whole"),
                MarksFault::Over => ("until", "document-problem-until"),
            };
            problems.entry(field).or_insert(key);
        }
        if problems.is_empty() { Ok(marks) } else { Err(problems) }
    }

    fn audience(&self, names: &Names<'_>, before: &BTreeSet<Key>, problems: &mut Problems) -> BTreeSet<Key> {
        let mut audience = BTreeSet::new();
        for text in &self.audience {
            let key = Key::kept(text.clone());
            if GROUPS.contains(&text.as_str()) || before.contains(&key) {
                audience.insert(key);
            }
        }
        audience.extend(self.body_key(&self.body, names, "body", problems));
        if !self.role.is_empty() {
            match self.role.parse::<Role>().ok().filter(|role| names.knows_role(role)) {
                Some(role) => {
                    audience.insert(Key::role(&role));
                }
                None => {
                    problems.insert("role", "document-problem-role");
                }
            }
        }
        audience
    }

    fn body_key(&self, text: &str, names: &Names<'_>, name: &'static str, problems: &mut Problems) -> Option<Key> {
        if text.is_empty() {
            return None;
        }
        let known = text.parse::<BodyCode>().ok().filter(|code| names.knows_body(code));
        if known.is_none() {
            problems.insert(name, "document-problem-body");
        }
        known.as_ref().map(Key::body)
    }

    fn day(&self, text: &str, name: &'static str, problems: &mut Problems) -> Option<Date> {
        let day = text.parse::<Date>().ok();
        if day.is_none() && !text.is_empty() {
            problems.insert(name, "document-problem-day");
        }
        day
    }

    /// The moment from which the document is no longer kept: the end of its last day.
    fn retained(&self, from: Date, problems: &mut Problems) -> i64 {
        let last = match (self.years.as_str(), self.until.as_str()) {
            ("" | "0", "") => return i64::MAX,
            ("" | "0", until) => self.day(until, "until", problems),
            (years, _) => match years.parse::<u16>() {
                Ok(years) => Retention { years, since: Since::Publication }.retain_until(None, Some(from)),
                Err(_) => {
                    problems.insert("years", "document-problem-years");
                    None
                }
            },
        };
        // Years beyond the calendar are for ever.
        last.and_then(|last| last.tomorrow().ok()).map_or(i64::MAX, midnight)
    }
}

/// The fields as a page shows them.
pub struct MarksForm {
    /// How closely.
    pub level: Field,
    /// Groups, and what the document is addressed to already.
    pub audience: Field,
    /// One more body.
    pub body: Field,
    /// One more role.
    pub role: Field,
    /// The closed group.
    pub compartment: Field,
    /// The day from which it may be given out.
    pub publish_from: Field,
    /// For how many years it is kept, in the form of a new document.
    pub years: Field,
    /// Until which day it is kept, in the form of one that is there.
    pub until: Field,
}

impl MarksForm {
    /// The fields with what was typed and what is wrong with it.
    #[must_use]
    pub fn of(words: Words, names: &Names<'_>, typed: &Typed, problems: &Problems) -> Self {
        let wrong = |name: &str| problems.get(name).map_or("", |key| words.t(key));
        let field = |name: &str, kind, label: &str| Field::new(name, kind, words.t(label)).problem(wrong(name));
        let levels = Level::ALL.into_iter().map(|level| (level.as_str().to_owned(), level_words(words, level)));
        let bodies = |none: &str, chosen: &str| {
            let named = names.bodies.iter().map(|body| (body.code.to_string(), body.name(words.0).to_owned()));
            choices(Some(none), named, chosen)
        };
        let roles = names.roles.iter().map(|facts| (facts.id.to_string(), words.of(&facts.title).to_owned()));
        let none = words.t("document-none");
        let hinted = |field: Field, key: &str| field.hint(words.t(key));
        Self {
            level: hinted(field("level", "select", "document-level"), "document-level-hint").choices(choices(
                None,
                levels,
                &typed.level,
            )),
            audience: hinted(field("audience", "checkbox", "document-audience"), "document-audience-hint")
                .choices(ticks(words, names, typed)),
            body: field("body", "select", "document-audience-body").choices(bodies(none, &typed.body)),
            role: field("role", "select", "document-audience-role").choices(choices(Some(none), roles, &typed.role)),
            compartment: hinted(field("compartment", "select", "document-compartment"), "document-compartment-hint")
                .choices(bodies(none, &typed.compartment)),
            publish_from: hinted(field("publish_from", "date", "document-from"), "document-from-hint")
                .value(&typed.publish_from),
            years: hinted(field("years", "number", "document-years"), "document-years-hint").value(&typed.years),
            until: hinted(field("until", "date", "document-until"), "document-until-hint").value(&typed.until),
        }
    }
}

fn ticks(words: Words, names: &Names<'_>, typed: &Typed) -> Vec<Choice> {
    let groups = GROUPS.into_iter().map(str::to_owned);
    let others = typed.audience.iter().filter(|key| !GROUPS.contains(&key.as_str())).cloned();
    let tick = |value: String| Choice {
        words: names.key(words, &Key::kept(value.clone())),
        chosen: typed.audience.contains(&value),
        value,
    };
    groups.chain(others).map(tick).collect()
}
