use basis::Text;
use thiserror::Error;

/// Why the store could not answer. Nothing is half-saved after any of them.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A second program asks for a SQLite file that one program serves.
    #[error("another opencustoms serves `{0}`: stop it first, or name another database")]
    Locked(String),
    /// No room is left on the disk, or the limit set for the database is reached.
    #[error("the disk of the database is full: nothing of this was saved; free some space, then repeat it")]
    Full,
    /// Nothing is known under the identifier, or not for this viewer.
    #[error("no {what} is known as `{id}`")]
    NotFound {
        /// What was asked for: `batch`, `upload`, `declaration`.
        what: &'static str,
        /// The identifier asked for.
        id: String,
    },
    /// A piece of a file that does not begin where the content received so far ends.
    #[error("the piece begins at byte {given}, but {expected} bytes have been received: continue from there")]
    Offset {
        /// Bytes received so far.
        expected: u64,
        /// Where the piece begins.
        given: u64,
    },
    /// More content than was announced or is allowed.
    #[error("the file is longer than the {allowed} bytes that were announced")]
    TooLong {
        /// Bytes announced.
        allowed: u64,
    },
    /// The upload or batch is not in a state in which this can be done.
    #[error("{what} `{id}` is {state}, so this cannot be done")]
    State {
        /// What it is: `batch`, `upload`.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// The state it is in.
        state: String,
    },
    /// The database was made by a newer version.
    #[error("the database has schema {found}, this program knows {known}: use a newer opencustoms")]
    Newer {
        /// The newest schema in the database.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The database was made by an older version, and a server of that version holds it.
    #[error("the database has schema {found} and is being served, this program knows {known}: stop the server first")]
    Older {
        /// The newest schema in the database.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The person holds a role beside which nobody holds this one.
    #[error("whoever holds the role `{held}` cannot hold `{role}` beside it")]
    Apart {
        /// The role to which somebody is to be appointed.
        role: String,
        /// The role that they hold.
        held: String,
    },
    /// Marks that contradict themselves, such as a confidential document for all Members.
    #[error("a document cannot be marked so: the classification and the audience contradict each other")]
    Marks(std::collections::BTreeSet<access::MarksFault>),
    /// The viewer may not do this. The policies that say so, if any forbids it.
    #[error("this is not for you to do")]
    Refused {
        /// The policies that forbid it; none where nothing permits it.
        policies: Vec<String>,
    },
    /// Somebody else has it already: an address, a passkey.
    #[error("this {0} is taken already")]
    Taken(&'static str),
    /// So many are open that one more is refused until something is done with them.
    #[error("too many of this kind are open: {0}; do something with them first")]
    TooMany(&'static str),
    /// Somebody changed it meanwhile.
    #[error("{what} `{id}` was changed by somebody else meanwhile: look at it again, then repeat your change")]
    Changed {
        /// What it is: `person`, `document`.
        what: &'static str,
        /// Its identifier.
        id: String,
    },
    /// A role that is not known, or not held for such a body, or for no time at all.
    #[error("`{0}` is no role that can be held for this body at this time")]
    Role(String),
    /// An act that needs a second person.
    #[error("this needs a second person: ask for it, and another administrator approves it")]
    TwoPersons,
    /// A sensitive act that cannot be decided on so.
    #[error("{0}")]
    Proposal(access::ProposalRefused),
    /// A reading or a change that could not be entered in the trail, and so did not happen.
    #[error("this could not be entered in the trail, and so was not done: try again")]
    Unrecorded,
    /// A backup that cannot be read into this database. Nothing of it was kept.
    #[error("line {line} of the backup: {cause}")]
    Backup {
        /// The line at which it shows.
        line: u64,
        /// What is wrong.
        cause: String,
    },
    /// Other writes take so long that this one gave up waiting.
    #[error("the database is busy saving something large: try again in a minute")]
    Busy,
    /// A stored value that this program cannot read.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
    /// The file or folder of the database cannot be used.
    #[error("`{path}` cannot be used as a database: {cause}")]
    File {
        /// The file or folder.
        path: String,
        /// Why.
        cause: String,
    },
    /// Anything else that the database says.
    #[error("the database answered: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// What is wrong and what would be right, for a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let fr = match self {
            Self::Locked(path) => {
                format!("un autre opencustoms sert `{path}` : arrêtez-le d'abord, ou indiquez une autre base")
            }
            Self::Full => "le disque de la base de données est plein : rien n'a été enregistré ; libérez de la place, \
                           puis recommencez"
                .to_owned(),
            Self::NotFound { what, id } => format!("`{id}` ne désigne aucun élément connu ({})", french(what)),
            Self::Offset { expected, given } => {
                format!("la partie commence à l'octet {given}, or {expected} octets ont été reçus : reprenez de là")
            }
            Self::TooLong { allowed } => format!("le fichier dépasse les {allowed} octets annoncés"),
            Self::State { what, id, state } => {
                format!("{} `{id}` : l'état `{state}` ne permet pas cette opération", french(what))
            }
            Self::Newer { found, known } => format!(
                "la base suit le schéma {found}, ce programme connaît le schéma {known} : utilisez un opencustoms plus \
                 récent"
            ),
            Self::Older { found, known } => format!(
                "la base suit le schéma {found} et est en service, ce programme connaît le schéma {known} : arrêtez \
                 d'abord le serveur"
            ),
            Self::Apart { role, held } => format!("qui tient le rôle `{held}` ne peut tenir `{role}` en même temps"),
            Self::Marks(_) => {
                "un document ne peut être marqué ainsi : classification et destinataires se contredisent".to_owned()
            }
            Self::Refused { .. } => "cela ne vous est pas permis".to_owned(),
            Self::Taken(what) => format!("déjà pris ({})", french(what)),
            Self::TooMany(what) => {
                format!("trop d'éléments de ce genre sont ouverts ({}) : terminez-en d'abord", french(what))
            }
            Self::Changed { what, id } => {
                format!(
                    "{} `{id}` : quelqu'un l'a modifié entre-temps ; relisez, puis refaites votre modification",
                    french(what)
                )
            }
            Self::Role(role) => format!("`{role}` n'est pas un rôle possible pour cet organe à cette date"),
            Self::TwoPersons => {
                "cet acte exige une seconde personne : demandez-le, un autre administrateur l'approuvera".to_owned()
            }
            Self::Proposal(refused) => refused.text().fr.into_owned(),
            Self::Unrecorded => {
                "cela n'a pu être inscrit dans la piste, et n'a donc pas été fait : réessayez".to_owned()
            }
            Self::Backup { line, cause } => format!("ligne {line} de la sauvegarde : {cause}"),
            Self::Busy => "la base enregistre un gros envoi et ne peut répondre : réessayez dans une minute".to_owned(),
            Self::Unreadable(cause) => format!("une valeur enregistrée est illisible : {cause}"),
            Self::File { path, cause } => format!("`{path}` ne peut servir de base de données : {cause}"),
            Self::Database(cause) => format!("la base de données a répondu : {cause}"),
        };
        Text::owned(self.to_string(), fr)
    }

    /// A violated uniqueness as what it means: somebody else has it already.
    pub(crate) fn taken(self, what: &'static str) -> Self {
        match &self {
            Self::Database(sqlx::Error::Database(cause)) if cause.is_unique_violation() => Self::Taken(what),
            _ => self,
        }
    }

    /// Whether two transactions met and one should simply be repeated (PostgreSQL, serialisation failure or deadlock).
    pub(crate) fn is_conflict(&self) -> bool {
        let Self::Database(sqlx::Error::Database(cause)) = self else { return false };
        matches!(cause.code().as_deref(), Some("40001" | "40P01"))
    }
}

fn french(what: &str) -> &'static str {
    match what {
        "batch" => "lot",
        "upload" => "envoi",
        "person" => "personne",
        "account" => "compte",
        "appointment" => "nomination",
        "body" => "organe",
        "session" => "session",
        "token" => "jeton",
        "passkey" => "clé d'accès",
        "proposal" => "demande à deux",
        "document" => "document",
        "series" => "série",
        "case" => "dossier",
        "form" => "formulaire",
        "question" => "question",
        "mail" => "courrier",
        "address" => "adresse",
        "subject" => "identité",
        _ => "déclaration",
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            // No space left on the device, as the system names it.
            sqlx::Error::Io(cause) if cause.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::Database(cause) => match cause.code().as_deref() {
                // SQLITE_FULL; SQLITE_IOERR_WRITE when the log cannot grow; PostgreSQL's disk_full.
                Some("13" | "778" | "53100") => Self::Full,
                Some("5" | "517") => Self::Busy,
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}
