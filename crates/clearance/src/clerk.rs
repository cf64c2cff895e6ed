use std::sync::Arc;

use basis::{Date, Finding, Language, Text};
use declaration::message::Places;
use declaration::{Declaration, Kind};
use risk::{Contribution, Model, Scorer};

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
    language: Option<Language>,
}

impl<'b> Clerk<'b> {
    /// A clerk with these books.
    #[must_use]
    pub fn new(books: &'b Books) -> Self {
        Self { books, scorer: books.model.as_deref().map(risk::Model::scorer), language: None }
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
        self.score(declaration, &mut outcome);
        outcome.random = self.books.draw.chooses(&declaration.id);
        let lane = lane::lane(outcome.score, self.books.thresholds(), &outcome.findings, outcome.random);
        outcome.lane = Some(lane);
        lane::reasons(&outcome.findings, outcome.random, &mut outcome.reasons);
        outcome
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

    /// The score of a declaration is that of its riskiest item; the reasons are that item's.
    fn score(&mut self, declaration: &Declaration, outcome: &mut Outcome) {
        let (Some(scorer), Some(model)) = (&mut self.scorer, &self.books.model) else { return };
        for item in &declaration.items {
            let score = scorer.score(declaration, item);
            if outcome.score.is_some_and(|best| best >= score.probability) {
                continue;
            }
            outcome.score = Some(score.probability);
            outcome.reasons.clear();
            outcome.reasons.extend(score.top.iter().flatten().map(|top| Reason {
                kind: ReasonKind::Model,
                text: phrase(model, top, self.language),
                weight: Some(top.value),
            }));
        }
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
