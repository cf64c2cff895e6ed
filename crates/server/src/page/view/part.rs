//! The small parts that several pages share.

use basis::{Finding, Severity};
use clearance::{DutyState, Lane};

use crate::language::Words;
use crate::look;

/// A word in a coloured frame. The colour repeats what the word says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// The word.
    pub word: String,
    /// The class: `green`, `amber`, `red`, `blue`, or empty.
    pub colour: &'static str,
}

impl Chip {
    /// A chip of a colour.
    #[must_use]
    pub fn new(word: impl Into<String>, colour: &'static str) -> Self {
        Self { word: word.into(), colour }
    }

    /// The chip of a lane; "no lane" where there is none.
    #[must_use]
    pub fn lane(words: Words, lane: Option<Lane>) -> Self {
        match lane {
            Some(lane) => Self::new(words.word("lane", lane.as_str()), lane.as_str()),
            None => Self::new(words.t("lane-none"), ""),
        }
    }

    /// The chip of a duty state.
    #[must_use]
    pub fn duty(words: Words, state: DutyState) -> Self {
        Self::new(words.word("duty", state.as_str()), duty_colour(state.as_str()))
    }

    /// The chip of a finding's weight.
    #[must_use]
    pub fn severity(words: Words, severity: Severity) -> Self {
        let colour = match severity {
            Severity::Error => "red",
            Severity::Warning => "amber",
            Severity::Information => "blue",
        };
        Self::new(words.word("severity", severity.as_str()), colour)
    }
}

/// The colour of a duty state by its word in data.
#[must_use]
pub fn duty_colour(state: &str) -> &'static str {
    match state {
        "due" => "green",
        "not-determined" => "amber",
        "suspended" | "relieved" => "blue",
        _ => "",
    }
}

/// The lane of a word in data.
#[must_use]
pub fn lane_of(word: &str) -> Option<Lane> {
    Lane::ALL.into_iter().find(|lane| lane.as_str() == word)
}

/// One figure of a conclusion: what it is, the figure, a note beneath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What the figure is.
    pub label: String,
    /// The figure itself.
    pub figure: String,
    /// A few words beneath it.
    pub note: String,
}

impl Figure {
    /// A figure with its label and note.
    #[must_use]
    pub fn new(label: impl Into<String>, figure: impl Into<String>, note: impl Into<String>) -> Self {
        Self { label: label.into(), figure: figure.into(), note: note.into() }
    }
}

/// One choice of a selection list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value sent.
    pub value: String,
    /// The words shown.
    pub words: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// One finding as a page shows it.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// Its weight.
    pub severity: Chip,
    /// Its identifier.
    pub code: String,
    /// Its words as HTML, with the value filled in.
    pub words: String,
    /// The place in the data model, or empty.
    pub pointer: String,
    /// The place in the bytes in words, or empty.
    pub place: String,
    /// Where the rule comes from.
    pub source: String,
}

impl FindingView {
    /// A finding in the reader's language.
    #[must_use]
    pub fn of(words: Words, finding: &Finding) -> Self {
        let place = finding.place.map(|place| {
            let (line, column) = (words.number(place.line), words.number(place.column));
            words.say("place-line-column", &[("line", &line), ("column", &column)])
        });
        Self {
            severity: Chip::severity(words, finding.notice.severity),
            code: finding.notice.code.clone(),
            words: look::marked(&words.sentence(&finding.words(words.0))),
            pointer: finding.pointer.as_ref().map(ToString::to_string).unwrap_or_default(),
            place: place.unwrap_or_default(),
            source: finding.notice.source.clone(),
        }
    }
}
