//! The values of a declaration that rules look at, named by their WCO pointers.

use basis::{CompactString, Currency, Decimal};

use crate::{Declaration, GoodsItem};

/// A value of a declaration by its pointer without sequence numbers, for example `42A/67A/68A/23A/65A:128`. `@` names
/// an attribute, braces tell one of several alike by an element of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field(&'static Known);

/// How a value is reached.
#[derive(Clone, Copy)]
enum Access {
    Text(fn(&Declaration) -> &str),
    ItemText(fn(&GoodsItem) -> &str),
    Number(fn(&Declaration) -> Option<Decimal>),
    ItemNumber(fn(&GoodsItem) -> Option<Decimal>),
    Currency(fn(&Declaration) -> Option<Currency>),
    ItemCurrency(fn(&GoodsItem) -> Option<Currency>),
    /// 42A:023.
    Acceptance,
    /// 42A/67A/68A itself: how many there are.
    Items,
    /// 93A:144 of every package.
    Packages,
}

struct Known {
    pointer: &'static str,
    access: Access,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.pointer)
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.pointer == other.pointer
    }
}

impl Eq for Known {}

const fn known(pointer: &'static str, access: Access) -> Known {
    Known { pointer, access }
}

static FIELDS: &[Known] = &[
    known("42A:D013", Access::Text(|d| &d.type_code)),
    known("42A:D014", Access::Text(|d| &d.id)),
    known("42A:D026", Access::Text(|d| &d.reference)),
    known("42A:065", Access::Text(|d| &d.office)),
    known("42A:023", Access::Acceptance),
    known("42A:228", Access::Number(|d| d.item_count.map(Decimal::from))),
    known("42A:146", Access::Number(|d| d.package_count)),
    known("42A:131", Access::Number(|d| d.gross_mass)),
    known("42A:109", Access::Number(|d| d.invoice.map(|money| money.amount))),
    known("42A:109@currencyID", Access::Currency(|d| d.invoice.map(|money| money.currency))),
    known("42A/05A:R004", Access::Text(|d| &d.agent.id)),
    known("42A/57B:R123", Access::Text(|d| &d.declarant.id)),
    known("42A/57A:R032", Access::Text(|d| &d.exporter.id)),
    known("42A/57A:R031", Access::Text(|d| &d.exporter.name)),
    known("42A/28A/18A:R012", Access::Text(|d| &d.carrier.id)),
    known("42A/15A:T022", Access::Text(|d| &d.mode)),
    known("42A/67A/74A:R038", Access::Text(|d| &d.importer.id)),
    known("42A/67A/74A:R037", Access::Text(|d| &d.importer.name)),
    known("42A/67A/09B:R051", Access::Text(|d| &d.seller.id)),
    known("42A/67A/16A:R010", Access::Text(|d| &d.buyer.id)),
    known("42A/67A/95B:062", Access::Text(|d| &d.export_country)),
    known("42A/67A/99B:465", Access::Text(|d| &d.destination_country)),
    known("42A/67A/22B:090", Access::Text(|d| &d.terms.condition)),
    known("42A/67A/68A", Access::Items),
    known("42A/67A/68A:006", Access::ItemNumber(|i| Some(Decimal::from(i.sequence)))),
    known("42A/67A/68A:108", Access::ItemNumber(|i| i.customs_value.map(|money| money.amount))),
    known("42A/67A/68A:114", Access::ItemNumber(|i| i.statistical_value.map(|money| money.amount))),
    known("42A/67A/68A/23A:137", Access::ItemText(|i| &i.description)),
    known("42A/67A/68A/23A/21A:145", Access::ItemText(|i| &i.code)),
    known("42A/67A/68A/23A/50A:115", Access::ItemNumber(|i| i.declared_rate)),
    known("42A/67A/68A/23A/50A:164", Access::ItemText(|i| &i.preference)),
    known("42A/67A/68A/23A/50A:401", Access::ItemText(|i| &i.quota)),
    known("42A/67A/68A/23A/50A/94A:107", Access::ItemText(|i| &i.payment)),
    known("42A/67A/68A/23A/65A:126", Access::ItemNumber(|i| i.gross_mass)),
    known("42A/67A/68A/23A/65A:128", Access::ItemNumber(|i| i.net_mass)),
    known("42A/67A/68A/23A/65A:130", Access::ItemNumber(|i| i.supplementary.as_ref().map(|q| q.amount))),
    known("42A/67A/68A/23A/79A:112", Access::ItemNumber(|i| i.price.map(|money| money.amount))),
    known("42A/67A/68A/23A/79A:112@currencyID", Access::ItemCurrency(|i| i.price.map(|money| money.currency))),
    known("42A/67A/68A/41A:122", Access::ItemText(|i| &i.valuation_method)),
    known("42A/67A/68A/70A:161", Access::ItemText(|i| &i.procedure.previous)),
    known("42A/67A/68A/70A:166", Access::ItemText(|i| &i.procedure.current)),
    known("42A/67A/68A/92A{501=1}:063", Access::ItemText(|i| &i.origin.non_preferential)),
    known("42A/67A/68A/92A{501=2}:063", Access::ItemText(|i| &i.origin.preferential)),
    known("42A/67A/68A/93A:144", Access::Packages),
    known("42A/67A/68A/95B:062", Access::ItemText(|i| &i.export_country)),
    known("42A/67A/68A/99B:465", Access::ItemText(|i| &i.destination_country)),
];

/// A value as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held<'d> {
    /// Nothing is declared.
    Nothing,
    Text(&'d str),
    Number(Decimal),
    Currency(Currency),
}

impl Held<'_> {
    pub(super) fn written(&self) -> CompactString {
        match self {
            Self::Nothing => CompactString::default(),
            Self::Text(text) => text.chars().take(60).collect(),
            Self::Number(number) => number.to_string().into(),
            Self::Currency(currency) => currency.as_str().into(),
        }
    }
}

impl Field {
    /// The field with a pointer, if rules know one.
    #[must_use]
    pub fn of(pointer: &str) -> Option<Self> {
        FIELDS.iter().find(|known| known.pointer == pointer).map(Self)
    }

    /// Every field, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(Self)
    }

    /// The pointer by which rules name the field.
    #[must_use]
    pub fn pointer(self) -> &'static str {
        self.0.pointer
    }

    /// The pointer of a finding: with the item's number, without what only rules write.
    pub(super) fn pointer_at(self, number: Option<u32>) -> CompactString {
        let plain = self.0.pointer.split('@').next().unwrap_or_default();
        let (before, after) = match plain.split_once('{') {
            Some((before, rest)) => (before, rest.split_once('}').map_or("", |(_, after)| after)),
            None => (plain, ""),
        };
        let mut pointer = CompactString::default();
        for (at, step) in before.split('/').enumerate() {
            if at > 0 {
                pointer.push('/');
            }
            match (number, step.strip_prefix("68A")) {
                (Some(number), Some(rest)) => pointer.push_str(&format!("68A[{number}]{rest}")),
                _ => pointer.push_str(step),
            }
        }
        pointer.push_str(after);
        pointer
    }

    pub(super) fn is_of_item(self) -> bool {
        matches!(self.0.access, Access::ItemText(_) | Access::ItemNumber(_) | Access::ItemCurrency(_))
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self.0.access, Access::Number(_) | Access::ItemNumber(_))
    }

    pub(super) fn is_items(self) -> bool {
        matches!(self.0.access, Access::Items)
    }

    pub(super) fn is_packages(self) -> bool {
        matches!(self.0.access, Access::Packages)
    }

    pub(super) fn is_acceptance(self) -> bool {
        matches!(self.0.access, Access::Acceptance)
    }

    /// Whether the field has one value in a declaration or in an item.
    pub(super) fn is_single(self) -> bool {
        !matches!(self.0.access, Access::Acceptance | Access::Items | Access::Packages)
    }

    /// The value in a declaration and, for a field of items, in one of them.
    pub(super) fn held<'d>(self, declaration: &'d Declaration, item: Option<&'d GoodsItem>) -> Held<'d> {
        match (self.0.access, item) {
            (Access::Text(text), _) => Held::of_text(text(declaration)),
            (Access::ItemText(text), Some(item)) => Held::of_text(text(item)),
            (Access::Number(number), _) => number(declaration).map_or(Held::Nothing, Held::Number),
            (Access::ItemNumber(number), Some(item)) => number(item).map_or(Held::Nothing, Held::Number),
            (Access::Currency(currency), _) => currency(declaration).map_or(Held::Nothing, Held::Currency),
            (Access::ItemCurrency(currency), Some(item)) => currency(item).map_or(Held::Nothing, Held::Currency),
            _ => Held::Nothing,
        }
    }

    pub(super) fn number(self, declaration: &Declaration, item: Option<&GoodsItem>) -> Option<Decimal> {
        match self.held(declaration, item) {
            Held::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl<'d> Held<'d> {
    fn of_text(text: &'d str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}
