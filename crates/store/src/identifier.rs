use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{NoContext, Timestamp, Uuid};

/// A new identifier that sorts by the moment it was made, in microseconds since 1970-01-01 UTC.
fn fresh(now: i64) -> String {
    let micros = u64::try_from(now).unwrap_or(0);
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0).saturating_mul(1_000);
    Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos)).hyphenated().to_string()
}

fn checked(text: &str, what: &str) -> Result<String, String> {
    let known = Uuid::try_parse(text).map_err(|_| format!("`{text}` is not the identifier of {what}"))?;
    Ok(known.hyphenated().to_string())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new identifier made at a moment, in microseconds since 1970-01-01 UTC.
            #[must_use]
            pub fn new(now: i64) -> Self {
                Self(fresh(now))
            }

            /// As text: 36 characters, lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub(crate) fn kept(text: String) -> Self {
                Self(text)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                checked(text, $what).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// The identifier of an upload.
    UploadId, "an upload"
}
identifier! {
    /// The identifier of a batch.
    BatchId, "a batch"
}
