//! What requests carry, read with our own words for what is wrong.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use store::{BatchId, UploadId};

use crate::error::Failure;

/// A JSON body. The content type is not asked for: `curl -d` says something else and means JSON.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let bytes = Raw::from_request(request, state).await?.0;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Failure::misuse(
                "json",
                format!("the body is not the JSON that this address takes: {error}"),
                format!("le corps n'est pas le JSON attendu (ligne {line}, colonne {column}) : {error}"),
            )
        })
    }
}

/// A body as bytes.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let too_large = |rejection: BytesRejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::fixed(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "the request is larger than allowed; send a file in pieces to /api/v1/uploads",
                "la requête dépasse la taille admise ; envoyez un fichier par parties à /api/v1/uploads",
            ),
            _ => Failure::misuse("body", "the body broke off", "le corps de la requête s'est interrompu"),
        };
        Bytes::from_request(request, state).await.map(Self).map_err(too_large)
    }
}

/// The query of an address.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let words = |rejection: QueryRejection| {
            let cause = rejection.body_text();
            Failure::misuse(
                "query",
                format!("the query of the address cannot be understood: {cause}"),
                format!("les paramètres de l'adresse sont incompréhensibles : {cause}"),
            )
        };
        Query::from_request_parts(parts, state).await.map(|Query(asked)| Self(asked)).map_err(words)
    }
}

/// The batch named in an address.
///
/// # Errors
/// `not-found` for a text that is no identifier.
pub fn batch_id(text: &str) -> Result<BatchId, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("no batch is known as `{text}`"), format!("`{text}` ne désigne aucun lot"))
    })
}

/// The upload named in an address.
///
/// # Errors
/// `not-found` for a text that is no identifier.
pub fn upload_id(text: &str) -> Result<UploadId, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("no upload is known as `{text}`"), format!("`{text}` ne désigne aucun envoi"))
    })
}
