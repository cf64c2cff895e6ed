use basis::Text;
use serde::{Deserialize, Serialize};

/// A policy in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The name of the policy.
    pub policy: String,
    /// What it says.
    pub text: Text,
}

/// Every policy with its words.
static WORDS: [(&str, Text); 23] = [
    ("published-to-audience", Text::fixed("it is published and addressed to you", "publié et adressé à vous")),
    ("anyone-may-ask", Text::fixed("whoever has a question may ask it", "quiconque a une question peut la poser")),
    (
        "declarations-by-declarants",
        Text::fixed("you hand in declarations for your body", "vous déposez des déclarations pour votre organe"),
    ),
    ("own-record", Text::fixed("you lodged it yourself", "vous l’avez déposé vous-même")),
    ("works-on-it", Text::fixed("you work on it", "vous y travaillez")),
    (
        "in-my-queue",
        Text::fixed("it stands in a queue of one of your roles", "il attend dans la file d’un de vos rôles"),
    ),
    (
        "officer-of-the-service",
        Text::fixed("you are an officer of the service that keeps it", "vous êtes agent du service qui le tient"),
    ),
    (
        "focal-point-of-the-body",
        Text::fixed(
            "you are the focal point of the administration",
            "vous êtes le point de contact de l’administration",
        ),
    ),
    ("administrator", Text::fixed("you are an administrator", "vous êtes administrateur")),
    ("auditor", Text::fixed("you are an auditor", "vous êtes auditeur")),
    (
        "second-factor",
        Text::fixed(
            "it is restricted: log in with a passkey, or with a password and a code",
            "accès restreint : connectez-vous avec une clé d’accès, ou un mot de passe et un code",
        ),
    ),
    (
        "closed-group",
        Text::fixed(
            "it belongs to a closed group that you are not of",
            "il appartient à un groupe fermé dont vous n’êtes pas membre",
        ),
    ),
    ("withdrawn", Text::fixed("it was withdrawn", "il a été retiré")),
    ("not-yet", Text::fixed("it is not given out yet", "il n’est pas encore diffusé")),
    ("retention-over", Text::fixed("the time for which it is kept is over", "sa durée de conservation est échue")),
    (
        "outside-the-membership",
        Text::fixed(
            "it is restricted, and partners, companies and the public see such things only where they are named in person",
            "accès restreint : partenaires, entreprises et public n’y accèdent que s’ils sont nommés en personne",
        ),
    ),
    (
        "token-reads-in-scope",
        Text::fixed("the token may not read in this service", "le jeton ne permet pas de lire dans ce service"),
    ),
    (
        "token-writes-in-scope",
        Text::fixed(
            "the token may not change anything in this service",
            "le jeton ne permet pas de modifier dans ce service",
        ),
    ),
    (
        "step-up",
        Text::fixed(
            "prove first who you are: this needs a log-in with two factors minutes ago",
            "prouvez d’abord votre identité : cet acte exige une connexion à deux facteurs toute récente",
        ),
    ),
    (
        "own-appointment",
        Text::fixed(
            "it is an appointment of your own: somebody else looks after it",
            "cette nomination est la vôtre : une autre personne s’en occupe",
        ),
    ),
    (
        "two-persons",
        Text::fixed(
            "this needs another person in another log-in session",
            "cet acte exige une autre personne, dans une autre session",
        ),
    ),
    ("program", Text::fixed("the program itself does it", "le programme lui-même le fait")),
    (
        "undecidable",
        Text::fixed(
            "the policies could not decide, and so the answer is no",
            "les règles n’ont pu décider : la réponse est non",
        ),
    ),
];

/// What a policy says; none for a name that is no policy.
#[must_use]
pub fn reason(policy: &str) -> Option<Reason> {
    let found = WORDS.iter().find(|(name, _)| *name == policy);
    found.map(|(name, text)| Reason { policy: (*name).to_owned(), text: text.clone() })
}
