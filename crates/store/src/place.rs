use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file, made when it is not there. It serves one program at a time.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database, which serves several programs at a time.
    Postgres(String),
}

impl FromStr for Place {
    type Err = String;

    /// Reads `postgres://...`, or the path of a file; refuses an empty text and other schemes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.split_once("://") {
            Some((scheme, _)) => Err(format!("`{scheme}` is not a known database: give a file, or `postgres://...`")),
            None if text.trim().is_empty() => Err("no database is named: give a file, or `postgres://...`".to_owned()),
            None => Ok(Self::Sqlite(PathBuf::from(text))),
        }
    }
}

impl fmt::Display for Place {
    /// The file, or the address without user name and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let (rest, _) = rest.split_once('?').unwrap_or((rest, ""));
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "{scheme}://{host}")
            }
        }
    }
}
