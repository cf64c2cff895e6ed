use basis::{Decimal, Text};
use serde::Serialize;

use super::{Kind, Question};

/// Why an answer cannot be taken, in words for the person who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The question.
    pub question: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Question {
    pub(super) fn refuse(&self, text: Text) -> Refusal {
        Refusal { question: self.id.clone(), text }
    }
}

/// A question that has to be answered and was not.
pub(super) fn missing(kind: Kind) -> Text {
    match kind {
        Kind::Choice | Kind::YesNo => Text::fixed("choose an answer", "choisissez une réponse"),
        Kind::Choices => Text::fixed("choose at least one answer", "choisissez au moins une réponse"),
        Kind::File => Text::fixed("add a document", "joignez un document"),
        _ => Text::fixed("give an answer", "donnez une réponse"),
    }
}

/// An answer of another kind than the question, as stored answers to another version may be.
pub(super) fn other_kind() -> Text {
    Text::fixed(
        "this answer is not of the kind that the question asks for",
        "cette réponse n’est pas du type que la question demande",
    )
}

/// An answer to a question that the form does not have.
pub(super) fn unknown() -> Text {
    Text::fixed("the form has no such question", "le formulaire n’a pas cette question")
}

/// More than one answer where one is asked for.
pub(super) fn several() -> Text {
    Text::fixed("give one answer only", "donnez une seule réponse")
}

/// Characters that cannot stand in an answer.
pub(super) fn characters() -> Text {
    Text::fixed(
        "the answer holds a control character; type it anew",
        "la réponse contient un caractère de commande ; saisissez-la de nouveau",
    )
}

pub(super) fn too_long(length: u32, most: u32) -> Text {
    Text::owned(
        format!("the answer has {length} characters; at most {most}"),
        format!("la réponse compte {length} caractères ; au plus {most}"),
    )
}

pub(super) fn too_short(length: u32, fewest: u32) -> Text {
    Text::owned(
        format!("the answer has {length} characters; at least {fewest}"),
        format!("la réponse compte {length} caractères ; au moins {fewest}"),
    )
}

/// Which form an answer has to have.
pub(super) fn form_of(kind: Kind) -> Text {
    match kind {
        Kind::Number => Text::fixed(
            "write a number such as 1250 or 12.5, without separators of thousands",
            "écrivez un nombre tel que 1250 ou 12,5, sans séparateur de milliers",
        ),
        Kind::Date => Text::fixed(
            "write a day that exists as year, month and day: 2026-11-22",
            "écrivez un jour qui existe sous la forme année, mois, jour : 2026-11-22",
        ),
        Kind::Country => Text::fixed("choose a country by its two letters", "choisissez un pays par ses deux lettres"),
        Kind::Email => Text::fixed(
            "write an e-mail address such as name@example.org",
            "écrivez une adresse électronique telle que nom@example.org",
        ),
        Kind::Body => Text::fixed(
            "choose a Member, partner or other body by its code",
            "choisissez un Membre, un partenaire ou un autre organisme par son code",
        ),
        Kind::File => Text::fixed(
            "the document was not uploaded; add it anew",
            "le document n’a pas été déposé ; joignez-le de nouveau",
        ),
        _ => Text::fixed("choose one of the answers offered", "choisissez l’une des réponses proposées"),
    }
}

/// A number or day outside its bounds. A bound that is not set is left out of the words.
pub(super) fn outside(least: Option<String>, most: Option<String>) -> Text {
    match (least, most) {
        (Some(least), Some(most)) => Text::owned(
            format!("give a value from {least} to {most}"),
            format!("donnez une valeur de {least} à {most}"),
        ),
        (Some(least), None) => {
            Text::owned(format!("give a value not below {least}"), format!("donnez une valeur d’au moins {least}"))
        }
        (None, most) => {
            let most = most.unwrap_or_default();
            Text::owned(format!("give a value not above {most}"), format!("donnez une valeur d’au plus {most}"))
        }
    }
}

pub(super) fn decimals(number: Decimal, most: u32) -> Text {
    let found = number.normalize().scale();
    Text::owned(
        format!("the number has {found} decimals; at most {most}"),
        format!("le nombre compte {found} décimales ; au plus {most}"),
    )
}

pub(super) fn too_many(found: usize, most: u32) -> Text {
    Text::owned(
        format!("{found} answers are chosen; at most {most}"),
        format!("{found} réponses sont choisies ; au plus {most}"),
    )
}
