//! What is loaded, and by which digests it is known.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::error::Message;

/// The books that every answer rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReferenceView {
    /// The digest over all of it, stored with every outcome.
    pub books: String,
    /// The nomenclature.
    pub nomenclature: NomenclatureView,
    /// The tariff.
    pub tariff: TariffView,
    /// The digest of the customs procedures.
    pub procedures: String,
    /// The digest of the business rules.
    pub rules: String,
    /// The digest of the code lists.
    pub lists: String,
    /// The digest of the risk model; none where no model is loaded.
    pub model: Option<String>,
    /// The mappings that a table can be read with.
    pub maps: Vec<String>,
}

/// The nomenclature that is loaded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NomenclatureView {
    /// The year of the edition.
    pub edition: u16,
    /// Where it comes from.
    pub source: String,
    /// Whether anything is loaded.
    pub loaded: bool,
    /// Its digest.
    pub digest: String,
}

/// The tariff that is loaded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TariffView {
    /// The Member whose tariff it is.
    pub member: Message,
    /// The Member's currency.
    pub currency: String,
    /// Whether it is a demonstration and not the law of any country.
    pub demonstration: bool,
    /// Its digest.
    pub digest: String,
}

/// What is loaded.
#[utoipa::path(get, path = "/api/v1/reference", tag = "reference",
    responses((status = 200, description = "The books", body = ReferenceView)))]
pub async fn show(State(app): State<App>) -> Json<ReferenceView> {
    let books = &app.books;
    let edition = books.nomenclature.edition();
    let nomenclature = NomenclatureView {
        edition: edition.year(),
        source: edition.source().to_owned(),
        loaded: !books.nomenclature.is_empty(),
        digest: books.nomenclature.digest().to_owned(),
    };
    let tariff = TariffView {
        member: Message::from(books.tariff.member()),
        currency: books.tariff.currency().to_string(),
        demonstration: books.tariff.demonstration(),
        digest: books.tariff.digest().to_owned(),
    };
    Json(ReferenceView {
        books: books.digest().to_owned(),
        nomenclature,
        tariff,
        procedures: books.procedures.digest().to_owned(),
        rules: books.rules.digest().to_owned(),
        lists: books.lists.digest().to_owned(),
        model: books.model.as_ref().map(|model| model.digest().to_owned()),
        maps: app.maps.keys().cloned().collect(),
    })
}
