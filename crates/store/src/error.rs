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
            Self::Busy => "la base enregistre un gros envoi et ne peut répondre : réessayez dans une minute".to_owned(),
            Self::Unreadable(cause) => format!("une valeur enregistrée est illisible : {cause}"),
            Self::File { path, cause } => format!("`{path}` ne peut servir de base de données : {cause}"),
            Self::Database(cause) => format!("la base de données a répondu : {cause}"),
        };
        Text::owned(self.to_string(), fr)
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
