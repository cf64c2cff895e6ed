//! 68A GovernmentAgencyGoodsItem and what stands inside it.

use basis::CompactString;
use datamodel::{Element, Name};

use super::reading::Reading;
use super::{text_of, valuation};
use crate::{GoodsItem, Origin, Package, Procedure, Produced, Quantity};

pub(super) fn item(element: Element<'_>, reading: &mut Reading) -> GoodsItem {
    let mut item = GoodsItem::default();
    let mut procedures = Vec::new();
    for child in element.children() {
        match child.name() {
            Name::SequenceNumeric => item.sequence = reading.count(child).unwrap_or_default(),
            Name::CustomsValueAmount => item.customs_value = reading.money(child),
            Name::StatisticalValueAmount => item.statistical_value = reading.money(child),
            Name::AdditionalDocument => item.documents.push(produced(child)),
            Name::Commodity => commodity(child, &mut item, reading),
            Name::CustomsValuation => {
                item.valuation_method = text_of(child, Name::MethodCode).into();
                valuation(child, &mut item.adjustments, reading);
            }
            Name::ValuationAdjustment => item.valuation_indicators = text_of(child, Name::AdditionCode).into(),
            Name::GovernmentProcedure => {
                procedures.push((text_of(child, Name::CurrentCode), text_of(child, Name::PreviousCode)));
            }
            Name::Origin => origin(child, &mut item.origin),
            Name::Packaging => item.packages.push(package(child, reading)),
            Name::ExportCountry => item.export_country = text_of(child, Name::Id).into(),
            Name::Destination => item.destination_country = text_of(child, Name::CountryCode).into(),
            _ => {}
        }
    }
    item.procedure = procedure(&procedures);
    item
}

/// The class with a previous code is the customs procedure; all others are further codes. Where none has one, the
/// first is the procedure, and four digits hold both codes.
fn procedure(classes: &[(&str, &str)]) -> Procedure {
    let main = classes.iter().position(|(_, previous)| !previous.is_empty()).unwrap_or(0);
    let mut procedure = Procedure::default();
    for (at, (current, previous)) in classes.iter().enumerate() {
        if at != main {
            procedure.additional.push((*current).into());
        } else if previous.is_empty() && current.len() == 4 {
            let (current, previous) = current.split_at_checked(2).unwrap_or((current, ""));
            (procedure.current, procedure.previous) = (current.into(), previous.into());
        } else {
            (procedure.current, procedure.previous) = ((*current).into(), (*previous).into());
        }
    }
    procedure
}

/// 92A: type 1 is non-preferential, type 2 preferential; without a type it is non-preferential.
fn origin(element: Element<'_>, origin: &mut Origin) {
    let country = text_of(element, Name::CountryCode);
    match text_of(element, Name::TypeCode) {
        "2" => origin.preferential = country.into(),
        _ => origin.non_preferential = country.into(),
    }
}

/// 93A.
fn package(element: Element<'_>, reading: &mut Reading) -> Package {
    Package {
        count: element.child(Name::QuantityQuantity).and_then(|count| reading.number(count)),
        kind: text_of(element, Name::TypeCode).into(),
        marks: text_of(element, Name::MarksNumbersId).into(),
    }
}

/// 02A.
fn produced(element: Element<'_>) -> Produced {
    let mut produced = Produced::default();
    let mut kind = "";
    for child in element.children() {
        match child.name() {
            Name::CategoryCode => produced.code = child.text().into(),
            Name::TypeCode => kind = child.text(),
            Name::Id => produced.id = child.text().into(),
            Name::LpcoExemptionCode => produced.status = child.text().into(),
            _ => {}
        }
    }
    produced.code.push_str(kind);
    produced
}

/// 23A.
fn commodity(element: Element<'_>, item: &mut GoodsItem, reading: &mut Reading) {
    let (mut code, mut taric) = ("", "");
    for child in element.children() {
        match child.name() {
            Name::Description => item.description = child.text().into(),
            Name::Classification => match text_of(child, Name::IdentificationTypeCode) {
                "TSP" => code = text_of(child, Name::Id),
                "TRC" => taric = text_of(child, Name::Id),
                "" | "HS" if code.is_empty() => code = text_of(child, Name::Id),
                // Additional codes (GN, TRA), CUS numbers (CV) and others are no part of the commodity code.
                _ => {}
            },
            Name::DutyTaxFee => duty(child, item, reading),
            Name::GoodsMeasure => measure(child, item, reading),
            Name::InvoiceLine => {
                item.price = child.child(Name::ItemChargeAmount).and_then(|amount| reading.money(amount));
            }
            _ => {}
        }
    }
    item.code = joined(code, taric);
}

/// The commodity code: the eight digits of the combined nomenclature (TSP) and the two of TARIC (TRC) behind them.
/// Dots and spaces fall away; whatever else is no digit stays, so that a rule can name it.
fn joined(code: &str, taric: &str) -> CompactString {
    let mut joined: CompactString = code.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    if joined.len() == 8 {
        joined.push_str(taric);
    }
    joined
}

/// 65A.
fn measure(element: Element<'_>, item: &mut GoodsItem, reading: &mut Reading) {
    for child in element.children() {
        match child.name() {
            Name::GrossMassMeasure => item.gross_mass = reading.mass(child),
            Name::NetNetWeightMeasure => item.net_mass = reading.mass(child),
            Name::TariffQuantity => {
                let unit = child.attribute("unitCode").unwrap_or_default().into();
                item.supplementary = reading.number(child).map(|amount| Quantity { amount, unit });
            }
            _ => {}
        }
    }
}

/// 50A: of several taxes the first preference, quota, rate and method of payment that is declared counts.
fn duty(element: Element<'_>, item: &mut GoodsItem, reading: &mut Reading) {
    for child in element.children() {
        match child.name() {
            Name::DutyRegimeCode if item.preference.is_empty() => item.preference = child.text().into(),
            Name::QuotaOrderId if item.quota.is_empty() => item.quota = child.text().into(),
            Name::TaxRateNumeric if item.declared_rate.is_none() => item.declared_rate = reading.number(child),
            Name::Payment if item.payment.is_empty() => item.payment = text_of(child, Name::MethodCode).into(),
            _ => {}
        }
    }
}
