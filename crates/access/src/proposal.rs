use basis::Text;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::PersonId;

/// How long an act waits for its second person: three days.
pub const WAIT_MICROS: i64 = 3 * 86_400_000_000;

/// A sensitive act that one person asked for and another has to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who asked.
    pub asked_by: PersonId,
    /// In which log-in session.
    pub asked_session: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub asked_at: i64,
    /// What became of it; none while it waits.
    pub decided: Option<Approval>,
}

/// What the second person said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who decided.
    pub by: PersonId,
    /// In which log-in session.
    pub session: String,
    /// Whether it is to be done.
    pub approved: bool,
}

/// Why an act cannot be decided on by this person now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProposalRefused {
    /// It was asked for by the same person.
    #[error("this was asked for by you: another person has to approve it")]
    SamePerson,
    /// It is decided on in the session in which it was asked for.
    #[error("this was asked for in the same log-in session: another one is needed")]
    SameSession,
    /// It waited too long.
    #[error("this was asked for more than three days ago: ask again")]
    Lapsed,
    /// Whoever asked may no longer do it themself.
    #[error("whoever asked for this may no longer do it")]
    Unentitled,
    /// It was decided on before.
    #[error("this was decided on before")]
    Decided,
}

impl ProposalRefused {
    /// What is wrong, for a person.
    #[must_use]
    pub fn text(self) -> Text {
        let fr = match self {
            Self::SamePerson => "vous l'avez demandé vous-même : une autre personne doit l'approuver",
            Self::SameSession => "demandé dans la même session : il en faut une autre",
            Self::Lapsed => "demandé il y a plus de trois jours : redemandez-le",
            Self::Unentitled => "la personne qui l'a demandé n'en a plus le droit",
            Self::Decided => "une décision a déjà été prise",
        };
        Text::owned(self.to_string(), fr)
    }
}

impl Proposal {
    /// Whether a person in a log-in session may decide at a moment.
    ///
    /// # Errors
    /// Why not.
    pub fn decidable(&self, by: &PersonId, session: &str, now: i64) -> Result<(), ProposalRefused> {
        match () {
            () if self.decided.is_some() => Err(ProposalRefused::Decided),
            () if now >= self.asked_at.saturating_add(WAIT_MICROS) => Err(ProposalRefused::Lapsed),
            () if *by == self.asked_by => Err(ProposalRefused::SamePerson),
            () if session == self.asked_session => Err(ProposalRefused::SameSession),
            () => Ok(()),
        }
    }
}
