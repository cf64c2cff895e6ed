use std::sync::Arc;

use basis::{CompactString, Date, Decimal, Money};
use serde::{Deserialize, Serialize};

/// What a message is to the clearance: an original declaration, or a request to change one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A declaration to be cleared.
    #[default]
    Declaration,
    /// A request to amend or cancel a declaration lodged before (function code 13): no lane and no duty of its own.
    Amendment,
}

/// Where a declaration was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The file's name as it was given, or `-` for standard input.
    pub name: Arc<str>,
    /// The line on which the record begins, from 1; 0 where lines have no meaning (Arrow, Parquet: the row instead).
    pub line: u64,
}

/// A person or firm by identifier, name and country; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// The identification number.
    pub id: CompactString,
    /// The name.
    pub name: CompactString,
    /// The country of the address.
    pub country: CompactString,
}

/// Delivery terms (22B TradeTerms).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TradeTerms {
    /// The Incoterms rule (22B:090), three letters.
    pub condition: CompactString,
    /// The place (22B:L001 or L002).
    pub place: CompactString,
}

/// The customs procedure of an item (70A GovernmentProcedure).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Procedure {
    /// The procedure asked for (70A:166 of the first class that carries a previous code).
    pub current: CompactString,
    /// The procedure before it (70A:161).
    pub previous: CompactString,
    /// Further procedure codes (70A:166 alone).
    pub additional: Vec<CompactString>,
}

/// The origins of an item, kept apart by their meaning (92A Origin).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// Non-preferential origin (type 1): anti-dumping, quotas, marking.
    pub non_preferential: CompactString,
    /// Preferential origin (type 2): claimed under an agreement.
    pub preferential: CompactString,
}

/// A quantity in a unit (UNECE Recommendation 20 or the Member's own code).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// How many.
    pub amount: Decimal,
    /// Of which unit; empty where the message names none.
    #[serde(default)]
    pub unit: CompactString,
}

/// A document, certificate or authorisation produced (02A AdditionalDocument).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Produced {
    /// Category and type together, for example `N935`.
    pub code: CompactString,
    /// The reference.
    pub id: CompactString,
    /// The status (02A:360).
    pub status: CompactString,
}

/// Packages of an item (93A Packaging).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Package {
    /// How many (93A:144).
    pub count: Option<Decimal>,
    /// The kind of package (93A:141).
    pub kind: CompactString,
    /// Marks and numbers (93A:142).
    pub marks: CompactString,
}

/// An addition to or deduction from the price (58B ChargeDeduction, 39B ValuationAdjustment).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The kind of charge: two letters (`AK` transport, `BA` after importation, and so on), or `117` for the cost of
    /// transport to the final destination (41A:117), which bears on statistics and VAT alone.
    pub code: CompactString,
    /// The amount.
    pub amount: Money,
}

/// A value that only one Member's declarations carry, by the name its mapping file gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct National {
    /// The name in the mapping file, for example `import_use`.
    pub name: Arc<str>,
    /// The value as declared.
    pub value: CompactString,
}

/// One goods item (68A GovernmentAgencyGoodsItem).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoodsItem {
    /// The item's number (68A:006).
    pub sequence: u32,
    /// The description of the goods (23A:137).
    pub description: CompactString,
    /// The commodity code as declared: digits only, all parts joined (21A:145); empty where none is declared.
    pub code: CompactString,
    /// The customs procedure.
    pub procedure: Procedure,
    /// The origins.
    pub origin: Origin,
    /// The preference claimed (50A:164 DutyRegimeCode).
    pub preference: CompactString,
    /// The quota claimed (50A:401).
    pub quota: CompactString,
    /// The price of the item (79A:112).
    pub price: Option<Money>,
    /// The customs value where it is declared outright (68A:108).
    pub customs_value: Option<Money>,
    /// The statistical value (68A:114).
    pub statistical_value: Option<Money>,
    /// The valuation method declared (41A:122); empty where none.
    pub valuation_method: CompactString,
    /// The valuation indicators (39B:188): digits about relationship, restrictions, conditions and proceeds that
    /// Article 1.1 of the Valuation Agreement asks about; empty where none.
    pub valuation_indicators: CompactString,
    /// Additions and deductions at the item.
    pub adjustments: Vec<Adjustment>,
    /// Net mass in kilograms (65A:128).
    pub net_mass: Option<Decimal>,
    /// Gross mass in kilograms (65A:126).
    pub gross_mass: Option<Decimal>,
    /// The quantity in the tariff's supplementary unit (65A:130).
    pub supplementary: Option<Quantity>,
    /// The rate of duty as the declarant states it, in per cent (50A:115).
    pub declared_rate: Option<Decimal>,
    /// The method of payment (94A:107).
    pub payment: CompactString,
    /// Documents produced for the item.
    pub documents: Vec<Produced>,
    /// Packages.
    pub packages: Vec<Package>,
    /// The country of export where it differs by item; empty where the header's holds.
    pub export_country: CompactString,
    /// The country of destination where it differs by item; empty where the header's holds.
    pub destination_country: CompactString,
}

/// A declaration in its typed form. Codes stay text as declared: whether a code exists on a day is asked later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Declaration {
    /// Where it was read from.
    pub record: Record,
    /// Original or amendment.
    pub kind: Kind,
    /// The identifier under which it is known: the declaration's id (42A:D014) or, before one is given, the
    /// declarant's reference (42A:D026). The random draw hashes it.
    pub id: CompactString,
    /// The declarant's own reference (42A:D026).
    pub reference: CompactString,
    /// The function code (42A:017).
    pub function: CompactString,
    /// The type of declaration (42A:D013), for example `IMA`.
    pub type_code: CompactString,
    /// The day of acceptance where the record carries one (42A:023); it wins over the day asked about.
    pub acceptance: Option<Date>,
    /// The office of declaration (42A:065).
    pub office: CompactString,
    /// The declarant (57B).
    pub declarant: Party,
    /// The agent (05A).
    pub agent: Party,
    /// The importer (74A).
    pub importer: Party,
    /// The exporter (57A).
    pub exporter: Party,
    /// The seller (09B).
    pub seller: Party,
    /// The buyer (16A).
    pub buyer: Party,
    /// The carrier or courier (18A).
    pub carrier: Party,
    /// The mode of transport at the border (15A:T022).
    pub mode: CompactString,
    /// The country exported from (95B).
    pub export_country: CompactString,
    /// The country of destination (99B).
    pub destination_country: CompactString,
    /// Delivery terms.
    pub terms: TradeTerms,
    /// The invoice's amount (42A:109).
    pub invoice: Option<Money>,
    /// Additions and deductions for the whole declaration.
    pub adjustments: Vec<Adjustment>,
    /// Number of goods items as declared (42A:228).
    pub item_count: Option<u32>,
    /// Number of packages as declared (42A:146).
    pub package_count: Option<Decimal>,
    /// Total gross mass in kilograms as declared (42A:131).
    pub gross_mass: Option<Decimal>,
    /// The goods items, in the order of the message.
    pub items: Vec<GoodsItem>,
    /// What only this Member's declarations carry.
    pub national: Vec<National>,
}
