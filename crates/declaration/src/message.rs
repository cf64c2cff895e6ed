//! Binding: from a WCO message to the typed declaration.

mod item;
mod reading;

use basis::{Finding, Place, Pointer};
use datamodel::{Element, Message, Name};

use crate::{Adjustment, Declaration, Kind, Party, Record};
use reading::Reading;

/// What binding leaves behind beside the declaration: values that could not be read, and the way from a pointer to its
/// place in the bytes.
#[derive(Clone, Debug)]
pub struct Places<'m> {
    message: &'m Message<'m>,
    findings: Vec<Finding>,
}

impl Places<'_> {
    /// The values that could not be read as what they must be (a number, a date, an amount with a currency), each with
    /// pointer, place and the value found. Nothing is dropped silently.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Line and column of the element that a pointer names or, where it is missing, of the nearest around it.
    #[must_use]
    pub fn of(&self, pointer: &str) -> Option<Place> {
        self.message.find(&Pointer(pointer.into())).map(|element| element.place())
    }
}

/// The declaration in a message, with the places of its values. `None` for a message that is no `MetaData` with a
/// `Declaration`: `Message::describe` says what it is.
///
/// Function code 13 makes it an amendment. Names of namespaces and the order of elements are not asked about; elements
/// that the typed form has no field for are left in the message.
#[must_use]
pub fn from_message<'m>(message: &'m Message<'m>, record: Record) -> Option<(Declaration, Places<'m>)> {
    let root = message.declaration()?;
    let mut reading = Reading::default();
    let mut declaration = Declaration { record, ..Declaration::default() };
    let mut given = "";
    for child in root.children() {
        let text = child.text();
        match child.name() {
            Name::FunctionCode => declaration.function = text.into(),
            Name::FunctionalReferenceId => declaration.reference = text.into(),
            Name::Id => given = text,
            Name::TypeCode => declaration.type_code = text.into(),
            Name::AcceptanceDateTime => declaration.acceptance = reading.date(child),
            Name::DeclarationOfficeId => declaration.office = text.into(),
            Name::GoodsItemQuantity => declaration.item_count = reading.count(child),
            Name::InvoiceAmount => declaration.invoice = reading.money(child),
            Name::TotalGrossMassMeasure => declaration.gross_mass = reading.mass(child),
            Name::TotalPackageQuantity => declaration.package_count = reading.number(child),
            Name::Agent => declaration.agent = party(child),
            Name::Declarant => declaration.declarant = party(child),
            Name::Exporter => declaration.exporter = party(child),
            Name::BorderTransportMeans => declaration.mode = text_of(child, Name::ModeCode).into(),
            Name::Consignment => {
                if let Some(carrier) = child.child(Name::Carrier) {
                    declaration.carrier = party(carrier);
                }
            }
            Name::GoodsShipment => shipment(child, &mut declaration, &mut reading),
            _ => {}
        }
    }
    declaration.id = if given.is_empty() { declaration.reference.clone() } else { given.into() };
    if declaration.function == "13" {
        declaration.kind = Kind::Amendment;
    }
    Some((declaration, Places { message, findings: reading.findings }))
}

/// 67A GoodsShipment.
fn shipment(shipment: Element<'_>, declaration: &mut Declaration, reading: &mut Reading) {
    for child in shipment.children() {
        match child.name() {
            Name::Importer => declaration.importer = party(child),
            Name::Seller => declaration.seller = party(child),
            Name::Buyer => declaration.buyer = party(child),
            Name::Destination => declaration.destination_country = text_of(child, Name::CountryCode).into(),
            Name::ExportCountry => declaration.export_country = text_of(child, Name::Id).into(),
            Name::TradeTerms => {
                declaration.terms.condition = text_of(child, Name::ConditionCode).into();
                let named = text_of(child, Name::LocationName);
                let place = if named.is_empty() { text_of(child, Name::LocationId) } else { named };
                declaration.terms.place = place.into();
            }
            Name::CustomsValuation => valuation(child, &mut declaration.adjustments, reading),
            Name::GovernmentAgencyGoodsItem => {
                let item = item::item(child, reading);
                declaration.items.push(item);
            }
            _ => {}
        }
    }
}

/// 41A CustomsValuation: charges with their codes (58B), and the cost of transport to the final destination, which has
/// no code of its own and is kept under its element id, `117`: it bears on statistics and VAT and not on the customs
/// value.
fn valuation(valuation: Element<'_>, adjustments: &mut Vec<Adjustment>, reading: &mut Reading) {
    for child in valuation.children() {
        match child.name() {
            Name::FreightChargeAmount => {
                let amount = reading.money(child);
                adjustments.extend(amount.map(|amount| Adjustment { code: "117".into(), amount }));
            }
            Name::ChargeDeduction => {
                let amount = child.child(Name::OtherChargeDeductionAmount).and_then(|amount| reading.money(amount));
                let code = text_of(child, Name::ChargesTypeCode).into();
                adjustments.extend(amount.map(|amount| Adjustment { code, amount }));
            }
            _ => {}
        }
    }
}

/// A party of any role: the roles differ in their ids, not in their form.
fn party(element: Element<'_>) -> Party {
    let mut party = Party::default();
    for child in element.children() {
        match child.name() {
            Name::Id => party.id = child.text().into(),
            Name::NameElement => party.name = child.text().into(),
            Name::Address => party.country = text_of(child, Name::CountryCode).into(),
            _ => {}
        }
    }
    party
}

/// The text of the first child with a name; empty where there is none.
fn text_of(element: Element<'_>, name: Name) -> &str {
    element.child(name).map_or("", |child| child.text())
}
