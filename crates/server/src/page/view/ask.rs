//! The form of the trade question, and the question that its fields make.

use answer::Question;
use basis::{Country, Currency, Date, Decimal, Money};

use crate::chart::escape;
use crate::language::Words;
use crate::look;
use crate::page::view::part::Choice;

/// The form's fields as a person sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The goods in words, or a code.
    pub what: String,
    /// A code chosen from the candidates.
    pub code: String,
    /// The country exported from.
    pub from: String,
    /// The country of manufacture.
    pub origin: String,
    /// The Member; there is one.
    pub to: String,
    /// The day, year-month-day.
    pub on: String,
    /// The price.
    pub value: String,
    /// Its currency.
    pub currency: String,
    /// The delivery term.
    pub terms: String,
    /// Net mass in kilograms.
    pub mass: String,
    /// A quantity.
    pub quantity: String,
    /// Its unit.
    pub unit: String,
    /// Freight to the border.
    pub freight: String,
    /// Insurance.
    pub insurance: String,
}

/// What the form offers to choose from.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The Member's code and name.
    pub member: (String, String),
    /// Partners of the demonstration: code and name.
    pub partners: Vec<(String, String)>,
    /// Countries in the order of their names: code and name.
    pub countries: Vec<(String, String)>,
    /// The same as the options of a list, in HTML, made once.
    pub country_options: String,
    /// Currencies that have a rate, the Member's own first.
    pub currencies: Vec<String>,
    /// Delivery terms, three letters each.
    pub terms: Vec<String>,
    /// Units of quantity: code and name.
    pub units: Vec<(String, String)>,
}

/// The form as a page shows it.
#[derive(Clone, Debug)]
pub struct AskForm {
    /// The goods.
    pub what: String,
    /// The code chosen, or empty.
    pub code: String,
    /// The words beside the box that keeps the code.
    pub keep: String,
    /// Countries to be exported from, before the long list.
    pub from: Vec<Choice>,
    /// Countries of manufacture, before the long list.
    pub origin: Vec<Choice>,
    /// The long list of countries, as HTML.
    pub countries: String,
    /// The Member's code.
    pub member_code: String,
    /// The Member's name.
    pub member: String,
    /// The day.
    pub on: String,
    /// The price.
    pub value: String,
    /// Its currency.
    pub currencies: Vec<Choice>,
    /// The delivery terms.
    pub terms: Vec<Choice>,
    /// Net mass.
    pub mass: String,
    /// Quantity.
    pub quantity: String,
    /// Units.
    pub units: Vec<Choice>,
    /// Whether freight and insurance are asked for.
    pub costs: bool,
    /// Freight.
    pub freight: String,
    /// Insurance.
    pub insurance: String,
}

impl AskForm {
    /// The form with what was asked before. `answered` says that it stands above an answer, where a finer question is
    /// asked.
    #[must_use]
    pub fn of(words: Words, offer: &Offer, asked: &Asked, today: Date, answered: bool) -> Self {
        let home_currency = offer.currencies.first().map(String::as_str).unwrap_or_default();
        let currency = if asked.currency.is_empty() { home_currency } else { &asked.currency };
        let plain = |value: &String| (value.clone(), value.clone());
        Self {
            what: asked.what.clone(),
            keep: words.say("ask-keep", &[("code", &look::dotted(&asked.code))]),
            code: asked.code.clone(),
            from: countries_first(words, offer, &asked.from),
            origin: countries_first(words, offer, &asked.origin),
            countries: offer.country_options.clone(),
            member_code: offer.member.0.clone(),
            member: offer.member.1.clone(),
            on: if asked.on.is_empty() { today.to_string() } else { asked.on.clone() },
            value: asked.value.clone(),
            currencies: choices(None, offer.currencies.iter().map(plain), currency),
            terms: choices(Some(words.t("ask-terms-none")), offer.terms.iter().map(plain), &asked.terms),
            mass: asked.mass.clone(),
            quantity: asked.quantity.clone(),
            units: choices(Some(words.t("ask-unit")), offer.units.iter().cloned(), &asked.unit),
            costs: answered,
            freight: asked.freight.clone(),
            insurance: asked.insurance.clone(),
        }
    }
}

/// The choices of a list, one of them chosen; `none` is the choice of nothing.
pub fn choices(none: Option<&str>, values: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    let mut out: Vec<Choice> = none
        .map(|words| Choice { value: String::new(), words: words.to_owned(), chosen: chosen.is_empty() })
        .into_iter()
        .collect();
    out.extend(values.map(|(value, words)| Choice { chosen: value == chosen, value, words }));
    out
}

/// "Not said", the partners, and the country chosen where it stands in the long list.
fn countries_first(words: Words, offer: &Offer, chosen: &str) -> Vec<Choice> {
    let mut out = choices(Some(words.t("ask-country-none")), offer.partners.iter().cloned(), chosen);
    if let Some((code, name)) = offer.countries.iter().find(|(code, _)| code == chosen) {
        out.push(Choice { value: code.clone(), words: name.clone(), chosen: true });
    }
    out
}

/// The options of a list of countries, in HTML.
#[must_use]
pub fn country_options(countries: &[(String, String)]) -> String {
    let mut out = String::with_capacity(countries.len() * 48);
    for (code, name) in countries {
        out.push_str("<option value=\"");
        out.push_str(&escape(code));
        out.push_str("\">");
        out.push_str(&escape(name));
        out.push_str("</option>");
    }
    out
}

impl Asked {
    /// The question that the fields make, with what could not be understood in words. A field that is not understood is
    /// left out of the question.
    #[must_use]
    pub fn question(&self, words: Words, home: Currency, today: Date) -> (Question, Vec<String>) {
        let mut problems = Vec::new();
        let mut refuse = |key: &str, value: &str| problems.push(words.say(key, &[("value", value)]));
        if self.what.trim().is_empty() && self.code.trim().is_empty() {
            refuse("question-what", "");
        }
        let currency = match self.currency.trim() {
            "" => home,
            text => text.parse().unwrap_or_else(|_| {
                refuse("question-currency", text);
                home
            }),
        };
        let mut amount = |text: &str, key: &str| match figure(text) {
            Ok(figure) => figure,
            Err(()) => {
                refuse(key, text);
                None
            }
        };
        let price = amount(&self.value, "question-value").map(|amount| Money::new(amount, currency));
        let freight = amount(&self.freight, "question-value").map(|amount| Money::new(amount, currency));
        let insurance = amount(&self.insurance, "question-value").map(|amount| Money::new(amount, currency));
        let net_mass = amount(&self.mass, "question-number");
        let quantity = amount(&self.quantity, "question-number");
        let mut country = |text: &str| -> Option<Country> {
            let text = text.trim();
            let read = text.parse().ok();
            if read.is_none() && !text.is_empty() {
                refuse("question-country", text);
            }
            read
        };
        let (exported_from, made_in) = (country(&self.from), country(&self.origin));
        let on = match self.on.trim() {
            "" => today,
            text => text.parse().unwrap_or_else(|_| {
                refuse("question-date", text);
                today
            }),
        };
        let question = Question {
            goods: self.what.trim().to_owned(),
            code: self.code.trim().to_owned(),
            exported_from,
            made_in,
            price,
            terms: self.terms.trim().to_owned(),
            freight,
            insurance,
            net_mass,
            quantity,
            unit: self.unit.trim().to_owned(),
            on: Some(on),
        };
        (question, problems)
    }

    /// The tail of the answer's address for this question with another code, or with none.
    #[must_use]
    pub fn link(&self, code: &str) -> String {
        let fields = [
            ("what", self.what.as_str()),
            ("code", code),
            ("from", &self.from),
            ("origin", &self.origin),
            ("on", &self.on),
            ("value", &self.value),
            ("currency", &self.currency),
            ("terms", &self.terms),
            ("mass", &self.mass),
            ("quantity", &self.quantity),
            ("unit", &self.unit),
            ("freight", &self.freight),
            ("insurance", &self.insurance),
        ];
        format!("/answer{}", query(&fields))
    }
}

/// A figure as people write it: spaces between groups, a point or a comma before the decimals. Nothing is no figure.
fn figure(text: &str) -> Result<Option<Decimal>, ()> {
    let plain: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let plain = if plain.contains('.') { plain } else { plain.replacen(',', ".", 1) };
    plain.parse::<Decimal>().map(Some).map_err(|_| ())
}

/// A query of the fields that carry something, percent-encoded; empty where none does.
#[must_use]
pub fn query(fields: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
                b' ' => out.push('+'),
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Language;
    use jiff::civil::date;

    const EN: Words = Words(Language::En);

    #[test]
    fn figures_are_read_as_people_write_them() {
        assert_eq!(figure("48 000"), Ok(Some(Decimal::from(48_000))));
        assert_eq!(figure("1\u{202f}250,50"), Ok("1250.50".parse().ok()));
        assert_eq!(figure(" "), Ok(None));
        for wrong in ["abc", "1,2,3", "NaN", "1e400"] {
            assert_eq!(figure(wrong), Err(()), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_and_left_out() {
        let asked = Asked {
            what: "x".into(),
            value: "many".into(),
            from: "Boreal".into(),
            on: "soon".into(),
            ..Asked::default()
        };
        let (question, problems) = asked.question(EN, "EUR".parse().unwrap(), date(2026, 11, 22));
        assert_eq!(problems.len(), 3);
        assert_eq!((question.price, question.exported_from, question.on), (None, None, Some(date(2026, 11, 22))));
    }

    #[test]
    fn links_encode_what_was_asked() {
        let asked = Asked { what: "a&b é".into(), ..Asked::default() };
        assert_eq!(asked.link("871200"), "/answer?what=a%26b+%C3%A9&code=871200");
        assert_eq!(query(&[("a", "")]), "");
    }
}
