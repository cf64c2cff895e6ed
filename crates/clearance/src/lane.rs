//! Lanes: from score, findings and the random draw to green, blue, yellow or red.

use basis::{Finding, Language, Severity, Text};
use risk::Model;
use serde::{Deserialize, Serialize};

use crate::outcome::{Lane, Reason, ReasonKind};

/// The scores from which a declaration is put in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Red from this probability on.
    pub red: f64,
    /// Yellow from this probability on.
    pub yellow: f64,
}

impl Thresholds {
    /// The thresholds that were set when the model was fitted, from out-of-fold scores for a stated budget.
    #[must_use]
    pub fn of_model(model: &Model) -> Self {
        let thresholds = model.thresholds();
        Self { red: thresholds.red, yellow: thresholds.yellow }
    }

    /// The lane of a score alone.
    #[must_use]
    pub fn lane(&self, score: f64) -> Lane {
        if score >= self.red {
            Lane::Red
        } else if score >= self.yellow {
            Lane::Yellow
        } else {
            Lane::Green
        }
    }

    /// The thresholds that give exactly these shares of the scores of one file: the `k` highest scores reach the
    /// threshold, `k` being the share of the number of scores, rounded. Equal scores are never split.
    #[must_use]
    pub fn exact(scores: &[f64], red: f64, yellow: f64) -> Self {
        let mut sorted = scores.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let at = |share: f64| {
            let k = (share * sorted.len() as f64).round() as usize;
            k.checked_sub(1).and_then(|last| sorted.get(last)).copied().unwrap_or(f64::INFINITY)
        };
        Self { red: at(red), yellow: at(red + yellow) }
    }
}

/// The lane of a declaration: the strictest of what the score, the findings and the random draw ask for.
pub(crate) fn lane(score: Option<f64>, thresholds: Option<Thresholds>, findings: &[Finding], random: bool) -> Lane {
    let by_score = match (score, thresholds) {
        (Some(score), Some(thresholds)) => thresholds.lane(score),
        _ => Lane::Green,
    };
    let by_findings = match findings.iter().map(|finding| finding.notice.severity).max() {
        Some(Severity::Error) => Lane::Yellow,
        Some(Severity::Warning) => Lane::Blue,
        _ => Lane::Green,
    };
    let by_draw = if random { Lane::Red } else { Lane::Green };
    by_score.max(by_findings).max(by_draw)
}

/// The reasons that do not come from the model: the draw, and the weightiest findings.
pub(crate) fn reasons(findings: &[Finding], random: bool, reasons: &mut Vec<Reason>) {
    if random {
        let text = Text::fixed("chosen by the random draw", "choisie par le tirage au sort");
        reasons.push(Reason { kind: ReasonKind::Random, text, weight: None });
    }
    let mut grave: Vec<&Finding> =
        findings.iter().filter(|finding| finding.notice.severity >= Severity::Warning).collect();
    grave.sort_by_key(|finding| std::cmp::Reverse(finding.notice.severity));
    for finding in grave.into_iter().take(3) {
        let text = Text::owned(finding.words(Language::En), finding.words(Language::Fr));
        reasons.push(Reason { kind: ReasonKind::Rule, text, weight: None });
    }
}
