//! One place of the nomenclature: what stands above and below it, and its duty on a day.

use axum::extract::{Path, State};
use axum::response::Response;
use basis::Date;
use clearance::Books;
use nomenclature::{Code, Entry};
use serde::Deserialize;
use tariff::{Charge, Condition, Question, Requirement};

use crate::App;
use crate::api::take;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::Service;
use crate::page::sheet::Hs;
use crate::page::view::ask::query;
use crate::page::view::part::Chip;
use crate::page::view::reference::{ChildView, HsView, MeasureView};
use crate::page::visit::{Visit, page};
use crate::upload::day;

/// On which day.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OnDay {
    /// The day, year-month-day; empty for today.
    pub on: String,
}

/// One place of the nomenclature.
///
/// # Errors
/// `not-found` for a code that is not loaded, `date` for a day that cannot be read, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, text)): Path<(String, String)>,
    take::Asked(asked): take::Asked<OnDay>,
) -> Result<Response, Failure> {
    let words = visit.words;
    let on = day(asked.on.trim())?.unwrap_or_else(|| app.today());
    let books = &app.books;
    let unknown = || {
        let say = |words: Words| words.say("hs-unknown", &[("code", &text)]);
        Failure::not_found(say(Words(basis::Language::En)), say(Words(basis::Language::Fr)))
    };
    let entry = text.parse::<Code>().ok().and_then(|code| books.nomenclature.get(code)).ok_or_else(unknown)?;
    let h = view(words, books, &entry, on);
    page(&Hs { f: visit.frame(&app, format!("{} {}", h.code, h.text), Service::Reference), h })
}

fn view(words: Words, books: &Books, entry: &Entry<'_>, on: Date) -> HsView {
    let path = books.nomenclature.path(entry.code);
    let day = on.to_string();
    let link = |code: Code| format!("/reference/hs/{code}{}", query(&[("on", &day)]));
    let children: Vec<ChildView> = books
        .nomenclature
        .children(entry.code)
        .map(|child| ChildView {
            code: child.code.dotted(),
            link: link(child.code),
            text: child.text.to_owned(),
            duty: duty(words, books, child.code, on),
        })
        .collect();
    let under = if entry.code.digits() == 2 { "hs-headings" } else { "hs-subheadings" };
    HsView {
        code: entry.code.dotted(),
        text: entry.text.to_owned(),
        crumbs: path.iter().map(|above| (above.code.dotted(), link(above.code))).collect(),
        path: path.iter().map(|above| (above.code.dotted(), above.text.to_owned())).collect(),
        under: words.t(under).to_owned(),
        on_note: words.say("hs-on", &[("date", &words.date(on))]),
        measures: if entry.code.digits() >= 6 { measures(words, books, entry.code, on) } else { Vec::new() },
        children,
        source: books.nomenclature.edition().source().to_owned(),
        ask: if entry.leaf {
            format!("/answer{}", query(&[("what", &entry.code.dotted()), ("on", &day)]))
        } else {
            String::new()
        },
        on: day,
    }
}

/// The third-country duty of a code, or of the codes below it: one rate, or how many.
fn duty(words: Words, books: &Books, code: Code, on: Date) -> String {
    let below = books.nomenclature.within(code).filter(|entry| entry.leaf);
    let mut rates: Vec<&str> = Vec::new();
    for entry in below {
        let rate = books.tariff.payable(&Question::new(entry.code, on)).duty.expression();
        if !rates.contains(&rate) {
            rates.push(rate);
        }
    }
    match rates.as_slice() {
        [] | [""] => words.t("measure-none").to_owned(),
        [one] => words.expression(one),
        many => words.count("measure-rates", many.len() as u64),
    }
}

/// Every way of paying duty on the code, then what comes on top.
fn measures(words: Words, books: &Books, code: Code, on: Date) -> Vec<MeasureView> {
    let question = Question::new(code, on);
    let assessment = books.tariff.assess(&question);
    let mut rows: Vec<MeasureView> =
        assessment.options.iter().map(|option| row(words, books, option.duty(), &option.conditions)).collect();
    for addition in &assessment.additions {
        rows.push(row(words, books, &addition.charge, std::slice::from_ref(&addition.condition)));
    }
    let taxes = [assessment.payable.excise, assessment.payable.vat];
    rows.extend(taxes.iter().flatten().map(|charge| row(words, books, charge, &[])));
    rows
}

fn row(words: Words, books: &Books, charge: &Charge<'_>, conditions: &[Condition]) -> MeasureView {
    let area = area(words, books, charge);
    let mut needs: Vec<Chip> =
        conditions.iter().map(|condition| Chip::new(requirement(words, condition, &area), "")).collect();
    if needs.is_empty() {
        needs.push(Chip::new(words.t("measure-nothing"), "green"));
    }
    let period = charge.measure.map(|measure| measure.period);
    let name = charge.name();
    MeasureView {
        name: words.sentence(words.of(&name)),
        expression: match charge.expression() {
            "" => words.t("measure-none").to_owned(),
            printed => words.expression(printed),
        },
        needs,
        period: period.map(|period| words.period(period.valid_from, period.valid_to)).unwrap_or_default(),
        source: charge.source().to_owned(),
    }
}

/// The area that a measure is for, by name; empty for one that is for all.
fn area(words: Words, books: &Books, charge: &Charge<'_>) -> String {
    let of_scheme = |measure: &tariff::Measure| Some(books.tariff.scheme(measure.scheme?)?.area);
    let number = charge.measure.and_then(|measure| measure.area.or_else(|| of_scheme(measure)));
    let area = number.and_then(|number| books.tariff.area(number));
    area.map(|area| words.of(&area.name).to_owned()).unwrap_or_default()
}

/// What an option asks for, in words that speak of no shipment.
fn requirement(words: Words, condition: &Condition, area: &str) -> String {
    match &condition.requirement {
        Requirement::PreferentialOrigin => words.say("requirement-preferential", &[("area", area)]),
        Requirement::Origin => words.say("requirement-origin", &[("area", area)]),
        Requirement::DirectConsignment => words.t("requirement-direct").to_owned(),
        Requirement::Proof(_) => words.t("requirement-proof").to_owned(),
        Requirement::Document(codes) => words.say("requirement-document", &[("codes", &codes.join(", "))]),
        Requirement::OpenQuota(_) => words.t("requirement-quota").to_owned(),
    }
}
