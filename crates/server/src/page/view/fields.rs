//! A declaration's own fields, as declared.

use basis::{Decimal, Money};
use declaration::{Declaration, GoodsItem, Party};

use crate::language::Words;
use crate::look;

/// A group of a declaration's own fields.
#[derive(Clone, Debug)]
pub struct FieldGroup {
    /// The group's name.
    pub title: String,
    /// The fields that carry something: name and value.
    pub rows: Vec<(String, String)>,
}

/// Collects the fields that carry something.
struct Rows {
    words: Words,
    rows: Vec<(String, String)>,
}

impl Rows {
    fn text(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.rows.push((self.words.t(key).to_owned(), value.to_owned()));
        }
    }

    fn party(&mut self, key: &str, party: &Party) {
        let parts = [&party.id, &party.name, &party.country];
        let told: Vec<&str> = parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
        self.text(key, &told.join(", "));
    }

    fn money(&mut self, key: &str, money: Option<&Money>) {
        if let Some(money) = money {
            self.text(key, &self.words.money(money.amount, money.currency.as_str()));
        }
    }

    fn mass(&mut self, key: &str, mass: Option<Decimal>) {
        if let Some(mass) = mass {
            self.text(key, &format!("{}\u{a0}kg", self.words.decimal(mass.normalize())));
        }
    }

    fn close(self, title: String) -> FieldGroup {
        FieldGroup { title, rows: self.rows }
    }
}

/// The declaration's own fields as declared: first the head, then each item. `country` names a country by its code.
#[must_use]
pub fn groups(words: Words, declaration: &Declaration, country: &dyn Fn(&str) -> String) -> Vec<FieldGroup> {
    let mut groups = vec![head(words, declaration, country)];
    groups.extend(declaration.items.iter().take(50).map(|item| goods(words, item, country)));
    if !declaration.national.is_empty() {
        let mut rows = Rows { words, rows: Vec::new() };
        for national in &declaration.national {
            rows.rows.push((national.name.to_string(), national.value.to_string()));
        }
        groups.push(rows.close(words.t("fields-national").to_owned()));
    }
    groups
}

fn head(words: Words, declaration: &Declaration, country: &dyn Fn(&str) -> String) -> FieldGroup {
    let mut rows = Rows { words, rows: Vec::new() };
    rows.text("field-id", &declaration.id);
    if declaration.reference != declaration.id {
        rows.text("field-reference", &declaration.reference);
    }
    rows.text("field-type", &declaration.type_code);
    rows.text("field-function", &declaration.function);
    rows.text("field-acceptance", &declaration.acceptance.map(|day| words.date(day)).unwrap_or_default());
    rows.text("field-office", &declaration.office);
    rows.party("field-declarant", &declaration.declarant);
    rows.party("field-agent", &declaration.agent);
    rows.party("field-importer", &declaration.importer);
    rows.party("field-exporter", &declaration.exporter);
    rows.party("field-seller", &declaration.seller);
    rows.party("field-buyer", &declaration.buyer);
    rows.party("field-carrier", &declaration.carrier);
    rows.text("field-mode", &declaration.mode);
    rows.text("field-export-country", &named(country, &declaration.export_country));
    rows.text("field-destination", &named(country, &declaration.destination_country));
    rows.text("field-terms", format!("{} {}", declaration.terms.condition, declaration.terms.place).trim());
    rows.money("field-invoice", declaration.invoice.as_ref());
    for adjustment in &declaration.adjustments {
        let amount = words.money(adjustment.amount.amount, adjustment.amount.currency.as_str());
        rows.text("field-adjustment", &format!("{} {amount}", adjustment.code));
    }
    rows.mass("field-gross-mass", declaration.gross_mass);
    rows.text("field-packages", &declaration.package_count.map(|count| words.decimal(count)).unwrap_or_default());
    rows.close(words.t("fields-head").to_owned())
}

fn goods(words: Words, item: &GoodsItem, country: &dyn Fn(&str) -> String) -> FieldGroup {
    let mut rows = Rows { words, rows: Vec::new() };
    rows.text("field-code", &look::dotted(&item.code));
    rows.text("field-description", &item.description);
    rows.text("field-procedure", &procedure(item));
    rows.text("field-origin", &named(country, &item.origin.non_preferential));
    rows.text("field-preferential-origin", &named(country, &item.origin.preferential));
    rows.text("field-preference", &item.preference);
    rows.text("field-quota", &item.quota);
    rows.money("field-price", item.price.as_ref());
    rows.money("field-customs-value", item.customs_value.as_ref());
    rows.money("field-statistical-value", item.statistical_value.as_ref());
    rows.text("field-method", &item.valuation_method);
    rows.mass("field-net-mass", item.net_mass);
    rows.mass("field-gross-mass", item.gross_mass);
    if let Some(quantity) = &item.supplementary {
        rows.text("field-quantity", &format!("{} {}", words.decimal(quantity.amount.normalize()), quantity.unit));
    }
    if let Some(rate) = item.declared_rate {
        rows.text("field-declared-rate", &format!("{}\u{202f}%", words.decimal(rate.normalize())));
    }
    rows.text("field-payment", &item.payment);
    let documents: Vec<String> =
        item.documents.iter().map(|document| format!("{} {}", document.code, document.id).trim().to_owned()).collect();
    rows.text("field-documents", &words.row(&documents));
    rows.close(words.say("fields-item", &[("number", &item.sequence.to_string())]))
}

fn procedure(item: &GoodsItem) -> String {
    let mut out = item.procedure.current.to_string();
    if !item.procedure.previous.is_empty() {
        out.push_str(" / ");
        out.push_str(&item.procedure.previous);
    }
    if !item.procedure.additional.is_empty() {
        out.push_str(" + ");
        out.push_str(&item.procedure.additional.join(", "));
    }
    out
}

/// A country by code and name; empty where none is declared.
fn named(country: &dyn Fn(&str) -> String, code: &str) -> String {
    if code.is_empty() { String::new() } else { country(code) }
}
