//! The classes and elements of the WCO Data Model that a declaration is bound from: their ids, as facts.
//!
//! An element's id has its meaning only inside its class: `D014` is the declaration's id in `42A` and the
//! guarantee's in `90A`. The key is the pair.

use crate::Name;
use crate::Name as N;

/// A class of the model, by the name of the element that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The element's local name.
    pub name: Name,
    /// The class id, for example `68A`.
    pub id: &'static str,
    /// Whether more than one may stand beside each other, so that a pointer must say which.
    pub repeats: bool,
    /// The elements of the class that we know, with their ids.
    pub elements: &'static [(Name, &'static str)],
}

const fn one(name: Name, id: &'static str, elements: &'static [(Name, &'static str)]) -> Class {
    Class { name, id, repeats: false, elements }
}

const fn many(name: Name, id: &'static str, elements: &'static [(Name, &'static str)]) -> Class {
    Class { name, id, repeats: true, elements }
}

/// Class and element ids of WCO Data Model 3.6, checked by a test against the pointer paths of a published
/// implementation. `67A` occurs once in a declaration, so it carries no bracket.
#[rustfmt::skip]
pub static CLASSES: &[Class] = &[
    one(N::Declaration, "42A", &[
        (N::FunctionCode, "017"), (N::FunctionalReferenceId, "D026"), (N::Id, "D014"), (N::TypeCode, "D013"),
        (N::AcceptanceDateTime, "023"), (N::GoodsItemQuantity, "228"), (N::DeclarationOfficeId, "065"),
        (N::InvoiceAmount, "109"), (N::IssueDateTime, "D011"), (N::TotalGrossMassMeasure, "131"),
        (N::TotalPackageQuantity, "146"),
    ]),
    many(N::AdditionalDocument, "02A", &[
        (N::CategoryCode, "D031"), (N::Id, "D005"), (N::TypeCode, "D006"), (N::NameElement, "D028"),
        (N::LpcoExemptionCode, "360"),
    ]),
    one(N::WriteOff, "22C", &[(N::QuantityQuantity, "502"), (N::AmountAmount, "503")]),
    many(N::AdditionalInformation, "03A", &[
        (N::StatementCode, "226"), (N::StatementDescription, "225"), (N::StatementTypeCode, "369"),
    ]),
    one(N::Agent, "05A", &[(N::FunctionCode, "102"), (N::NameElement, "R003"), (N::Id, "R004")]),
    many(N::Amendment, "06A", &[(N::ChangeReasonCode, "099")]),
    many(N::AuthorisationHolder, "17C", &[(N::Id, "R144"), (N::CategoryCode, "R145")]),
    one(N::BorderTransportMeans, "15A", &[
        (N::NameElement, "T005"), (N::Id, "T006"), (N::IdentificationTypeCode, "T018"), (N::TypeCode, "T010"),
        (N::RegistrationNationalityCode, "T014"), (N::ModeCode, "T022"),
    ]),
    one(N::Submitter, "17B", &[(N::NameElement, "R058"), (N::Id, "R059"), (N::RoleCode, "R005")]),
    one(N::Declarant, "57B", &[(N::Id, "R123"), (N::NameElement, "R124")]),
    one(N::Exporter, "57A", &[(N::NameElement, "R031"), (N::Id, "R032")]),
    one(N::ExitOffice, "56A", &[(N::Id, "G005")]),
    one(N::PresentationOffice, "15C", &[(N::Id, "G015")]),
    one(N::SupervisingOffice, "97B", &[(N::Id, "G012")]),
    many(N::CurrencyExchange, "40A", &[]),
    many(N::ObligationGuarantee, "90A", &[
        (N::Id, "D014"), (N::ReferenceId, "100"), (N::SecurityDetailsCode, "101"), (N::AmountAmount, "492"),
    ]),
    one(N::Address, "04A", &[
        (N::Line, "239"), (N::CityName, "241"), (N::CountryCode, "242"), (N::PostcodeId, "245"),
        (N::TypeCode, "410"),
    ]),
    one(N::Consignment, "28A", &[(N::ContainerCode, "096")]),
    many(N::ConsignmentItem, "29A", &[(N::SequenceNumeric, "006")]),
    one(N::Carrier, "18A", &[(N::NameElement, "R011"), (N::Id, "R012")]),
    one(N::Consignor, "30A", &[(N::NameElement, "R020"), (N::Id, "R021")]),
    one(N::Consignee, "27A", &[(N::NameElement, "R014"), (N::Id, "R015")]),
    one(N::Freight, "62A", &[(N::PaymentMethodCode, "098")]),
    many(N::Itinerary, "81A", &[(N::SequenceNumeric, "006"), (N::RoutingCountryCode, "064")]),
    one(N::ArrivalTransportMeans, "10A", &[
        (N::NameElement, "T001"), (N::Id, "T002"), (N::IdentificationTypeCode, "T034"), (N::TypeCode, "T008"),
        (N::ModeCode, "T020"),
    ]),
    one(N::DepartureTransportMeans, "46A", &[
        (N::NameElement, "T003"), (N::Id, "T004"), (N::IdentificationTypeCode, "T029"), (N::TypeCode, "T009"),
        (N::ModeCode, "T021"),
    ]),
    one(N::GoodsLocation, "64A", &[(N::NameElement, "L016"), (N::Id, "L017"), (N::TypeCode, "L110")]),
    many(N::TransportEquipment, "31B", &[(N::SequenceNumeric, "006"), (N::Id, "159")]),
    many(N::Seal, "44B", &[(N::SequenceNumeric, "006"), (N::Id, "165")]),
    one(N::GoodsShipment, "67A", &[(N::TransactionNatureCode, "103")]),
    many(N::AeoMutualRecognitionParty, "16C", &[(N::Id, "R143"), (N::RoleCode, "R005")]),
    one(N::Buyer, "16A", &[(N::NameElement, "R009"), (N::Id, "R010")]),
    one(N::Seller, "09B", &[(N::NameElement, "R050"), (N::Id, "R051")]),
    one(N::Importer, "74A", &[(N::NameElement, "R037"), (N::Id, "R038")]),
    one(N::Payer, "56B", &[(N::NameElement, "R120"), (N::Id, "R121")]),
    many(N::DomesticDutyTaxParty, "55B", &[(N::Id, "R119"), (N::RoleCode, "R005")]),
    one(N::Destination, "99B", &[(N::CountryCode, "465"), (N::RegionId, "477")]),
    one(N::ExportCountry, "95B", &[(N::Id, "062")]),
    one(N::Invoice, "78A", &[(N::Id, "D016"), (N::IssueDateTime, "D015")]),
    one(N::TradeTerms, "22B", &[
        (N::ConditionCode, "090"), (N::Description, "089"), (N::LocationName, "L001"), (N::LocationId, "L002"),
    ]),
    one(N::Ucr, "35B", &[(N::TraderAssignedReferenceId, "009"), (N::Id, "016")]),
    one(N::Warehouse, "43B", &[(N::Id, "L019"), (N::TypeCode, "L112")]),
    many(N::PreviousDocument, "99A", &[
        (N::CategoryCode, "D031"), (N::Id, "D018"), (N::TypeCode, "D019"), (N::LineNumeric, "171"),
    ]),
    many(N::GovernmentAgencyGoodsItem, "68A", &[
        (N::SequenceNumeric, "006"), (N::CustomsValueAmount, "108"), (N::StatisticalValueAmount, "114"),
        (N::TransactionNatureCode, "103"),
    ]),
    one(N::Commodity, "23A", &[(N::Description, "137")]),
    many(N::Classification, "21A", &[(N::Id, "145"), (N::IdentificationTypeCode, "337")]),
    many(N::DutyTaxFee, "50A", &[
        (N::AdValoremTaxBaseAmount, "116"), (N::DutyRegimeCode, "164"), (N::SpecificTaxBaseQuantity, "129"),
        (N::TaxRateNumeric, "115"), (N::TypeCode, "113"), (N::QuotaOrderId, "401"),
    ]),
    one(N::Payment, "94A", &[
        (N::MethodCode, "107"), (N::TaxAssessedAmount, "120"), (N::PaymentAmount, "378"),
    ]),
    one(N::GoodsMeasure, "65A", &[
        (N::GrossMassMeasure, "126"), (N::NetNetWeightMeasure, "128"), (N::TariffQuantity, "130"),
    ]),
    one(N::InvoiceLine, "79A", &[(N::ItemChargeAmount, "112")]),
    one(N::CustomsValuation, "41A", &[(N::MethodCode, "122"), (N::FreightChargeAmount, "117")]),
    many(N::ChargeDeduction, "58B", &[(N::ChargesTypeCode, "371"), (N::OtherChargeDeductionAmount, "181")]),
    one(N::ValuationAdjustment, "39B", &[(N::AdditionCode, "188")]),
    many(N::GovernmentProcedure, "70A", &[(N::CurrentCode, "166"), (N::PreviousCode, "161")]),
    many(N::Origin, "92A", &[(N::CountryCode, "063"), (N::RegionId, "066"), (N::TypeCode, "501")]),
    many(N::Packaging, "93A", &[
        (N::SequenceNumeric, "006"), (N::TypeCode, "141"), (N::MarksNumbersId, "142"), (N::QuantityQuantity, "144"),
    ]),
    many(N::Pointer, "97A", &[
        (N::SequenceNumeric, "006"), (N::DocumentSectionCode, "375"), (N::TagId, "381"),
    ]),
];

/// The class that an element's name stands for; `None` where we know no such class.
#[must_use]
pub fn class(name: Name) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name)
}

/// The class with an id, for example `68A`.
#[must_use]
pub fn class_of_id(id: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.id == id)
}

impl Class {
    /// The id of an element of this class.
    #[must_use]
    pub fn element(&self, name: Name) -> Option<&'static str> {
        self.elements.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    /// The element of this class with an id.
    #[must_use]
    pub fn element_of_id(&self, id: &str) -> Option<Name> {
        self.elements.iter().find(|(_, known)| *known == id).map(|(name, _)| *name)
    }
}
