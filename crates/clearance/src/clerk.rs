use std::sync::Arc;

use basis::{Date, Finding, Language, Text};
use declaration::message::Places;
use declaration::{Declaration, Kind};
use risk::{Contribution, Model, Score, Scorer};

use crate::books::Books;
use crate::lane;
use crate::line;
use crate::notice::notices;
use crate::outcome::{Outcome, OutcomeKind, Reason, ReasonKind};

/// Clears one declaration on a day: the answer for anybody who holds the same books.
///
/// A record's own acceptance date wins over `on`. A finding is an answer, never an error; a figure that is not known is
/// said to be not determined and is never zero.
#[must_use]
pub fn clear(declaration: &Declaration, books: &Books, on: Date) -> Outcome {
    Clerk::new(books).clear(declaration, on, true)
}

/// Clears declaration after declaration with the same books, and keeps its working memory between them. No answer
/// depends on the declarations before.
pub struct Clerk<'b> {
    books: &'b Books,
    scorer: Option<Scorer<'b>>,
    scores: Vec<Score>,
    language: Option<Language>,
}

impl<'b> Clerk<'b> {
    /// A clerk with these books.
    #[must_use]
    pub fn new(books: &'b Books) -> Self {
        Self { books, scorer: books.model.as_deref().map(Model::scorer), scores: Vec::new(), language: None }
    }

    /// The same clerk, giving the model's reasons in one language only; the other stays empty.
    #[must_use]
    pub fn speaking(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// As [`clear`]; with `steps`, each line carries its steps in words.
    #[must_use]
    pub fn clear(&mut self, declaration: &Declaration, on: Date, steps: bool) -> Outcome {
        let mut outcome = self.answer(declaration, on, steps);
        self.select(std::iter::once((declaration, &mut outcome)));
        outcome
    }

    /// Clears many declarations: the answers of [`Clerk::clear`] in the same order, in less time, because the model
    /// scores them side by side.
    #[must_use]
    pub fn clear_all(&mut self, declarations: &[Declaration], on: Date, steps: bool) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> =
            declarations.iter().map(|declaration| self.answer(declaration, on, steps)).collect();
        self.select(declarations.iter().zip(&mut outcomes));
        outcomes
    }

    /// Everything but score, lane and reasons.
    fn answer(&self, declaration: &Declaration, on: Date, steps: bool) -> Outcome {
        let asked = on;
        let on = declaration.acceptance.unwrap_or(on);
        let mut outcome = self.open(declaration, on);
        if declaration.kind == Kind::Amendment {
            outcome.kind = OutcomeKind::Amendment;
            return outcome;
        }
        outcome.findings = self.books.rules.check(declaration, &self.books.lists, asked);
        if declaration.items.is_empty() {
            outcome.findings.push(Finding::new(Arc::clone(&notices().no_goods_item)).at("42A/67A/68A"));
        }
        outcome.lines = line::lines(declaration, self.books, on, steps, &mut outcome.findings);
        outcome
    }

    /// Puts declarations that were answered in their lanes, with the reasons. An amendment has no lane.
    fn select<'o>(&mut self, answered: impl Iterator<Item = (&'o Declaration, &'o mut Outcome)>) {
        let mut answered: Vec<_> = answered.filter(|(declaration, _)| declaration.kind != Kind::Amendment).collect();
        let mut scores = std::mem::take(&mut self.scores);
        scores.clear();
        if let Some(scorer) = &mut self.scorer {
            let items = answered.iter().flat_map(|(declaration, _)| {
                let declaration: &Declaration = declaration;
                declaration.items.iter().map(move |item| (declaration, item))
            });
            scorer.score_all(items, &mut scores);
        }
        let mut left = scores.as_slice();
        for (declaration, outcome) in &mut answered {
            let (own, rest) = left.split_at(declaration.items.len().min(left.len()));
            left = rest;
            self.reason(own, outcome);
            outcome.random = self.books.draw.chooses(&declaration.id);
            let lane = lane::lane(outcome.score, self.books.thresholds(), &outcome.findings, outcome.random);
            outcome.lane = Some(lane);
            lane::reasons(&outcome.findings, outcome.random, &mut outcome.reasons);
        }
        self.scores = scores;
    }

    /// As [`Clerk::clear`] for a message whose values have places in its bytes: findings carry line and column, and
    /// what could not be read in the message is among them.
    #[must_use]
    pub fn clear_message(&mut self, declaration: &Declaration, places: &Places, on: Date, steps: bool) -> Outcome {
        let mut outcome = self.clear(declaration, on, steps);
        let read = places.findings().iter().cloned();
        outcome.findings.splice(0..0, read);
        for finding in &mut outcome.findings {
            if finding.place.is_none() {
                finding.place = finding.pointer.as_ref().and_then(|pointer| places.of(&pointer.0));
            }
        }
        outcome
    }

    /// The answer for bytes that are not a well-formed message: the finding says where.
    #[must_use]
    pub fn unreadable(&self, declaration: &Declaration, on: Date, finding: Finding) -> Outcome {
        let mut outcome = self.open(declaration, on);
        outcome.kind = OutcomeKind::Unreadable;
        outcome.findings.push(finding);
        outcome
    }

    fn open(&self, declaration: &Declaration, on: Date) -> Outcome {
        Outcome {
            source: Arc::clone(&declaration.record.name),
            line: declaration.record.line,
            id: declaration.id.clone(),
            kind: OutcomeKind::Declaration,
            on,
            currency: self.books.tariff.currency(),
            findings: Vec::new(),
            lines: Vec::new(),
            lane: None,
            score: None,
            random: false,
            reasons: Vec::new(),
        }
    }

    /// The score of a declaration is that of its riskiest item, the first of equals; the reasons are that item's.
    fn reason(&self, scores: &[Score], outcome: &mut Outcome) {
        let riskier = |best: &'_ Score, next: &'_ Score| next.probability > best.probability;
        let riskiest = scores.iter().reduce(|best, next| if riskier(best, next) { next } else { best });
        let (Some(score), Some(model)) = (riskiest, &self.books.model) else { return };
        outcome.score = Some(score.probability);
        outcome.reasons.reserve(score.top.len());
        outcome.reasons.extend(score.top.iter().flatten().map(|top| Reason {
            kind: ReasonKind::Model,
            text: phrase(model, top, self.language),
            weight: Some(top.value),
        }));
    }
}

fn phrase(model: &Model, contribution: &Contribution, language: Option<Language>) -> Text {
    let Some(language) = language else { return model.phrase(contribution) };
    let mut words = String::with_capacity(80);
    model.write_phrase(contribution, language, &mut words);
    match language {
        Language::En => Text::owned(words, String::new()),
        Language::Fr => Text::owned(String::new(), words),
    }
}
