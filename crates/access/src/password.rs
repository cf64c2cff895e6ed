//! Passwords: which ones are taken, and their Argon2id form.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use basis::Text;
use thiserror::Error as Fault;

/// The shortest password, in characters (ASVS 5.0, 6.2.1 asks for 8 and recommends 15).
pub const SHORTEST: usize = 12;
/// The longest, in characters (ASVS 5.0, 6.2.9: at least 64 are to be taken).
pub const LONGEST: usize = 128;

/// Memory in KiB, rounds and lanes: the first choice of the OWASP Password Storage Cheat Sheet for Argon2id, 2025.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// A hash of no password that anybody has: it is proved against where there is no account, so that the time tells nothing.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b3BlbmN1c3RvbXMuLi4uLg$\
     4y9nJcY0kGHqJ0rUOvXv2rF1h1xjXG1fO7eKkF5nq2E";

/// What people choose when a rule asks for length alone, in small letters without marks. Passwords made of them are
/// refused whatever stands around them.
const COMMON: [&str; 24] = [
    "password",
    "passwort",
    "motdepasse",
    "contrasena",
    "qwerty",
    "qwertz",
    "azerty",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "111111",
    "000000",
    "abcdef",
    "letmein",
    "welcome",
    "bienvenue",
    "iloveyou",
    "admin",
    "administrator",
    "changeme",
    "secret",
    "opencustoms",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Fault)]
pub enum Weakness {
    /// It is too short.
    #[error("the password needs at least {SHORTEST} characters; a few words in a row are best")]
    Short,
    /// It is too long.
    #[error("the password may have at most {LONGEST} characters")]
    Long,
    /// It is one that everybody tries first.
    #[error("this password is among those that everybody tries first")]
    Common,
    /// It holds the person's name or address.
    #[error("the password holds your name or your address")]
    Own,
    /// It repeats a few characters.
    #[error("the password repeats a few characters")]
    Repeated,
}

impl Weakness {
    /// What is wrong, for a person.
    #[must_use]
    pub fn text(self) -> Text {
        let fr = match self {
            Self::Short => format!(
                "le mot de passe doit compter au moins {SHORTEST} caractères ; une suite de mots convient le mieux"
            ),
            Self::Long => format!("le mot de passe peut compter au plus {LONGEST} caractères"),
            Self::Common => "ce mot de passe est de ceux que chacun essaie d'abord".to_owned(),
            Self::Own => "le mot de passe contient votre nom ou votre adresse".to_owned(),
            Self::Repeated => "le mot de passe répète quelques caractères".to_owned(),
        };
        Text::owned(self.to_string(), fr)
    }
}

/// Whether a password is taken. `own` holds what is known of the person: name and address.
///
/// # Errors
/// The first weakness found.
pub fn check(password: &str, own: &[&str]) -> Result<(), Weakness> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weakness::Short);
    }
    if length > LONGEST {
        return Err(Weakness::Long);
    }
    let plain: String = password.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let mut left = plain.clone();
    for common in COMMON {
        left = left.replace(common, "");
    }
    if left.chars().count() < 6 && left != plain {
        return Err(Weakness::Common);
    }
    let parts = own.iter().flat_map(|text| text.split(|mark: char| !mark.is_alphanumeric())).map(str::to_lowercase);
    if parts.filter(|part| part.chars().count() >= 4).any(|part| plain.contains(&part)) {
        return Err(Weakness::Own);
    }
    let mut letters: Vec<char> = password.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.len() < 5 { Err(Weakness::Repeated) } else { Ok(()) }
}

fn argon() -> Result<Argon2<'static>, Error> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, Some(32)).map_err(|_| Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The Argon2id form of a password as a PHC string. It takes tens of milliseconds and 19 MiB: keep it off the threads
/// that answer requests.
///
/// # Errors
/// When it cannot be made at all.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String, Error> {
    let made: PasswordHash = argon()?.hash_password_with_salt(password.as_bytes(), salt)?;
    Ok(made.to_string())
}

/// Whether a password is the one that was kept. Where there is no account, give none: it takes as long, and says no.
#[must_use]
pub fn proves(password: &str, kept: Option<&str>) -> bool {
    let Ok(read) = PasswordHash::new(kept.unwrap_or(DUMMY)) else { return false };
    let fits = argon().is_ok_and(|argon| argon.verify_password(password.as_bytes(), &read).is_ok());
    fits && kept.is_some()
}

/// Whether a kept hash is weaker than those made today, so that it is made anew at the next log-in.
#[must_use]
pub fn is_dated(kept: &str) -> bool {
    let (memory, rounds, lanes) = COST;
    !kept.starts_with(&format!("$argon2id$v=19$m={memory},t={rounds},p={lanes}$"))
}
