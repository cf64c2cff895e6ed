//! Times and deadlines of cases in words, and who did something.

use std::collections::BTreeMap;

use access::PersonId;
use store::{StoreError, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::view::part::Chip;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A length of time in whole words: `3 days`, `5 hours`, `12 minutes`.
#[must_use]
pub fn length(words: Words, micros: i64) -> String {
    let micros = micros.max(0);
    let (key, unit) = match micros {
        DAY.. => ("case-days", DAY),
        HOUR.. => ("case-hours", HOUR),
        _ => ("case-minutes", MINUTE),
    };
    words.count(key, u64::try_from(micros / unit).unwrap_or(0))
}

/// Until when the next step is due, as a chip: amber on the last day, red when it has passed.
#[must_use]
pub fn due(words: Words, due: Option<i64>, now: i64) -> Option<Chip> {
    let left = due?.saturating_sub(now);
    let told = length(words, left.saturating_abs());
    Some(match left {
        ..=0 => Chip::new(words.say("case-overdue", &[("length", &told)]), "red"),
        1..=DAY => Chip::new(words.say("case-due-in", &[("length", &told)]), "amber"),
        _ => Chip::new(words.say("case-due-in", &[("length", &told)]), ""),
    })
}

/// The names of those who did something, as far as the viewer may see them.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The names of these actors: identifiers of people, `visitor` or `program`.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of<'a>(
        app: &App,
        viewer: &Viewer,
        words: Words,
        actors: impl Iterator<Item = &'a str>,
    ) -> Result<Self, Failure> {
        let mut names = BTreeMap::new();
        for actor in actors {
            if names.contains_key(actor) {
                continue;
            }
            let name = match actor {
                "visitor" => words.t("case-actor-visitor").to_owned(),
                "program" => words.t("case-actor-program").to_owned(),
                id => match app.store.person(viewer, &PersonId::kept(id.to_owned()), app.now()).await {
                    Ok(person) => person.into_value().name,
                    Err(StoreError::NotFound { .. } | StoreError::Refused { .. }) => String::new(),
                    Err(error) => return Err(error.into()),
                },
            };
            let name = if name.is_empty() { words.t("case-actor-person").to_owned() } else { name };
            names.insert(actor.to_owned(), name);
        }
        Ok(Self(names))
    }

    /// The name of an actor.
    #[must_use]
    pub fn name(&self, actor: &str) -> String {
        self.0.get(actor).cloned().unwrap_or_default()
    }
}
