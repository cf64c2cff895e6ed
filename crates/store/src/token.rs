use access::{Action, LogIn, PersonId, RecordKind, Scopes, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, writing};
use crate::identifier::fresh;
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError, TokenId};

/// A token by which a program acts for a person. It can do what its owner can do at that moment, within its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its identifier.
    pub id: TokenId,
    /// Whose it is.
    pub person: PersonId,
    /// What the person calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Whether its owner had proved two factors when it was made.
    pub second_factor: bool,
    /// When it was made, in microseconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// When it ends.
    pub ends_at: i64,
    /// When it was last used, to the minute.
    pub used_at: Option<i64>,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
}

const ADD: &str = "INSERT INTO token (id, digest, person, name, scopes, second_factor, made_at, ends_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const BY_DIGEST: &str = "SELECT t.id, t.person, t.name, t.scopes, t.second_factor, t.made_at, t.ends_at, t.used_at, \
     t.ended_at FROM token t JOIN account a ON a.person = t.person \
     WHERE t.digest = $1 AND t.ended_at IS NULL AND t.ends_at > $2 AND t.made_at <= $2 AND a.closed_at IS NULL";
const OF_PERSON: &str = "SELECT id, person, name, scopes, second_factor, made_at, ends_at, used_at, ended_at FROM token \
     WHERE person = $1 ORDER BY made_at DESC, id";
const USED: &str = "UPDATE token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $3)";
const END: &str = "UPDATE token SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL";
pub(crate) const END_ALL: &str = "UPDATE token SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL";

type Line = (String, String, String, String, i64, i64, i64, Option<i64>, Option<i64>);

fn read(line: Line) -> Result<Token, StoreError> {
    let (id, person, name, scopes, second_factor, made_at, ends_at, used_at, ended_at) = line;
    let scopes = scopes.split_whitespace().map(str::parse).collect::<Result<Scopes, _>>();
    Ok(Token {
        id: TokenId::kept(id),
        person: PersonId::kept(person),
        name,
        scopes: scopes.map_err(StoreError::Unreadable)?,
        second_factor: second_factor != 0,
        made_at,
        ends_at,
        used_at,
        ended_at,
    })
}

impl Store {
    /// Makes a token for the viewer's own person. A token makes no token, and neither does a log-in of long
    /// ago, nor one by one factor of whoever has a second.
    ///
    /// # Errors
    /// `Refused`, `Full`, `Busy`, or what the database says.
    pub async fn add_token(
        &self,
        viewer: &Viewer,
        digest: &str,
        name: &str,
        scopes: &Scopes,
        ends_at: i64,
        now: i64,
    ) -> Result<TokenId, StoreError> {
        let Some(person) = viewer.person().filter(|_| viewer.is_fresh(now)) else {
            return Err(StoreError::Refused { policies: vec!["step-up".to_owned()] });
        };
        self.opened(viewer, Action::Edit, RecordKind::Person, person.as_str(), now).await?;
        self.may_change_proofs(viewer, person, "add-token", now).await?;
        let id = TokenId::kept(fresh(now));
        let words: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        recorded!(self, tx => {
            query(ADD)
                .bind(id.as_str())
                .bind(digest)
                .bind(person.as_str())
                .bind(name)
                .bind(words.join(" "))
                .bind(i64::from(viewer.has_second_factor()))
                .bind(now)
                .bind(ends_at)
                .execute(&mut *tx)
                .await?;
            let entered = event(viewer, "add-token", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "scopes": words, "token": id })));
        })?;
        Ok(id)
    }

    /// The person of a token as the policies see them now; none for a token that is over, ended, or never was.
    ///
    /// # Errors
    /// What the database says.
    pub async fn viewer_by_token(&self, digest: &str, now: i64) -> Result<Option<Viewer>, StoreError> {
        let line: Option<Line> =
            reading!(self, pool => query_as(BY_DIGEST).bind(digest).bind(now).fetch_optional(pool))?;
        let Some(token) = line.map(read).transpose()? else { return Ok(None) };
        let minute = now.saturating_sub(60_000_000);
        if token.used_at.is_none_or(|used| used < minute) {
            // That it was used can be noted a minute later as well.
            let _ = writing!(self, pool => query(USED).bind(token.id.as_str()).bind(now).bind(minute).execute(pool));
        }
        let log_in = LogIn::Token { scopes: token.scopes, second_factor: token.second_factor };
        self.viewer_of(&token.person, log_in, now).await.map(Some)
    }

    /// The tokens of a person, the newest first, past ones too.
    ///
    /// # Errors
    /// `NotFound` for whoever may not see the person, or what the database says.
    pub async fn tokens(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<Vec<Token>, StoreError> {
        self.opened(viewer, Action::View, RecordKind::Person, person.as_str(), now).await?;
        let lines: Vec<Line> = reading!(self, pool => query_as(OF_PERSON).bind(person.as_str()).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// Ends a token of a person.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn end_token(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        id: &TokenId,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Person, person.as_str(), now).await?;
        recorded!(self, tx => {
            let run = query(END).bind(id.as_str()).bind(person.as_str()).bind(now);
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::NotFound { what: "token", id: id.to_string() });
            }
            let entered = event(viewer, "end-token", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "token": id })));
        })
    }
}
