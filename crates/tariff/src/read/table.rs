//! From tables as written to areas, schemes, quotas, claims and rates of exchange.

use std::collections::BTreeMap;

use basis::{Country, Currency, Decimal, ExchangeRates, Period, Rate, Text};
use nomenclature::Code;

use super::raw::{Day, RawArea, RawFile, RawMember, RawQuota, RawQuotaPeriod, RawScheme, RawText};
use super::{Problem, Source};
use crate::tariff::Claim;
use crate::{Area, Measure, Membership, Quota, QuotaPeriod, Scheme, Unit};

/// The Member as named by one of the files.
pub(super) struct Member {
    pub country: Country,
    pub name: Text,
    pub notice: Text,
    pub currency: Currency,
    pub demonstration: bool,
    pub counts_transport: bool,
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Tables {
    pub member: Option<Member>,
    pub rates: Option<ExchangeRates>,
    pub areas: Vec<Area>,
    pub schemes: Vec<Scheme>,
    pub quotas: Vec<Quota>,
    pub claims: BTreeMap<String, Claim>,
    pub measures: Vec<Measure>,
    /// Where each measure stands, for problems found between measures: the file and the line.
    pub places: Vec<(String, usize)>,
    /// Every prefix with the number of a measure laid down for it.
    pub laid_down: Vec<(Code, u32)>,
}

pub(super) fn text(raw: &RawText) -> Text {
    Text::owned(raw.en.clone(), raw.fr.clone())
}

pub(super) fn period(from: Day, to: Option<Day>) -> Result<Period, String> {
    Period::new(from.0, to.map(|day| day.0)).map_err(|error| error.to_string())
}

/// The number of the element with an identifier, in the order of reading.
fn number<T>(known: &[T], is_it: impl Fn(&T) -> bool) -> Option<u16> {
    known.iter().position(is_it).and_then(|number| u16::try_from(number).ok())
}

impl Tables {
    pub fn area(&self, id: &str) -> Result<u16, String> {
        number(&self.areas, |area| area.id == id).ok_or_else(|| format!("no area is called `{id}`"))
    }

    pub fn scheme(&self, id: &str) -> Result<u16, String> {
        number(&self.schemes, |scheme| scheme.id == id).ok_or_else(|| format!("no preference scheme is called `{id}`"))
    }

    pub fn quota(&self, order: &str) -> Result<u16, String> {
        number(&self.quotas, |quota| quota.order == order)
            .ok_or_else(|| format!("no quota has the order number `{order}`"))
    }

    pub fn add_areas(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        if let Some(member) = &raw.member {
            if self.member.is_some() {
                problems.push(source.problem(member.span().start, "the Member is named twice"));
            }
            self.member = Some(named(member.get_ref()));
        }
        for written in &raw.area {
            let place = written.span().start;
            match self.read_area(written.get_ref()) {
                Ok(area) => self.areas.push(area),
                Err(text) => problems.push(source.problem(place, text)),
            }
        }
    }

    fn read_area(&self, raw: &RawArea) -> Result<Area, String> {
        if self.area(&raw.id).is_ok() {
            return Err(format!("the area `{}` is defined twice", raw.id));
        }
        let member = |written: &super::raw::RawMembership| {
            let period = period(written.valid_from, written.valid_to)
                .map_err(|text| format!("member `{}` of `{}`: {text}", written.country, raw.id))?;
            let source = written.source.clone().unwrap_or_else(|| raw.source.clone());
            Ok(Membership { country: written.country, period, source })
        };
        let mut members = raw.members.iter().map(member).collect::<Result<Vec<_>, String>>()?;
        members.sort_by_key(|member| (member.country, member.period.valid_from));
        Ok(Area { id: raw.id.clone(), name: text(&raw.name), members })
    }

    pub fn add_schemes(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        for written in &raw.scheme {
            let place = written.span().start;
            match self.read_scheme(written.get_ref()) {
                Ok(scheme) => self.schemes.push(scheme),
                Err(text) => problems.push(source.problem(place, text)),
            }
        }
    }

    fn read_scheme(&self, raw: &RawScheme) -> Result<Scheme, String> {
        if self.scheme(&raw.id).is_ok() {
            return Err(format!("the scheme `{}` is defined twice", raw.id));
        }
        Ok(Scheme {
            id: raw.id.clone(),
            name: text(&raw.name),
            period: period(raw.valid_from, raw.valid_to)?,
            area: self.area(&raw.area)?,
            direct: raw.direct_consignment,
            proofs: raw.proofs.clone(),
            source: raw.source.clone(),
        })
    }

    pub fn add_quotas(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        for written in &raw.quota {
            let place = written.span().start;
            match self.read_quota(written.get_ref()) {
                Ok(quota) => self.quotas.push(quota),
                Err(text) => problems.push(source.problem(place, text)),
            }
        }
    }

    fn read_quota(&self, raw: &RawQuota) -> Result<Quota, String> {
        if self.quota(&raw.order).is_ok() {
            return Err(format!("the quota `{}` is defined twice", raw.order));
        }
        let read = |written: &RawQuotaPeriod| quota_period(written, &raw.source);
        let mut periods = raw.periods.iter().map(read).collect::<Result<Vec<_>, String>>()?;
        periods.sort_by_key(|period| period.period.valid_from);
        let neighbours = periods.iter().zip(periods.iter().skip(1));
        if let Some((_, second)) = neighbours.into_iter().find(|(a, b)| a.period.overlaps(&b.period)) {
            return Err(format!("two periods of quota `{}` hold on {}", raw.order, second.period.valid_from));
        }
        let area = raw.area.as_deref().map(|id| self.area(id)).transpose()?;
        Ok(Quota { order: raw.order.clone(), name: text(&raw.name), area, periods })
    }

    pub fn add_claims(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        for written in &raw.claim {
            let place = written.span().start;
            let raw = written.get_ref();
            let schemes = raw.schemes.iter().map(|id| self.scheme(id)).collect::<Result<Vec<_>, _>>();
            let claim = schemes.and_then(|schemes| match raw.option.as_str() {
                "third-country" => Ok(Claim::ThirdCountry),
                "preference" if schemes.is_empty() => Err("a claim of a preference names its schemes".to_owned()),
                "preference" => Ok(Claim::Preference(schemes)),
                "suspension" => Ok(Claim::Suspension),
                "quota" => Ok(Claim::Quota),
                other => Err(format!(
                    "`{other}` is not an option; one of third-country, preference, suspension, quota is wanted"
                )),
            });
            match claim {
                Ok(claim) => {
                    if self.claims.insert(raw.code.clone(), claim).is_some() {
                        problems.push(source.problem(place, format!("the claim `{}` is defined twice", raw.code)));
                    }
                }
                Err(text) => problems.push(source.problem(place, text)),
            }
        }
    }

    pub fn add_rates(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        let Some(home) = self.member.as_ref().map(|member| member.currency) else { return };
        let rates = self.rates.get_or_insert_with(|| ExchangeRates::new(home));
        for written in &raw.exchange {
            let place = written.span().start;
            let raw = written.get_ref();
            let period = match period(raw.valid_from, Some(raw.valid_to)) {
                Ok(period) => period,
                Err(text) => {
                    problems.push(source.problem(place, text));
                    continue;
                }
            };
            for (currency, amount) in &raw.rates {
                let added = decimal(amount)
                    .and_then(|rate| rates.add(*currency, Rate { period, rate, source: raw.source.clone() }));
                if let Err(text) = added {
                    problems.push(source.problem(place, text));
                }
            }
        }
    }
}

fn named(raw: &RawMember) -> Member {
    Member {
        country: raw.code,
        name: text(&raw.name),
        notice: text(&raw.notice),
        currency: raw.currency,
        demonstration: raw.demonstration,
        counts_transport: raw.counts_transport,
    }
}

fn decimal(written: &str) -> Result<Decimal, String> {
    Decimal::from_str_exact(written).map_err(|_| format!("`{written}` is not a decimal number, as in `1.0855`"))
}

fn quota_period(raw: &RawQuotaPeriod, source: &str) -> Result<QuotaPeriod, String> {
    let period = period(raw.valid_from, Some(raw.valid_to))?;
    let (exhausted, known_to) = (raw.exhausted.map(|day| day.0), raw.known_to.map(|day| day.0));
    if let Some(day) = exhausted.into_iter().chain(known_to).find(|day| !period.contains(*day)) {
        return Err(format!("{day} is outside the quota's period from {}", period.valid_from));
    }
    let unit = Unit::of_spelling(&raw.unit).ok_or_else(|| format!("`{}` is not a unit", raw.unit))?;
    let source = raw.source.clone().unwrap_or_else(|| source.to_owned());
    Ok(QuotaPeriod { period, volume: decimal(&raw.volume)?, unit, exhausted, known_to, source })
}
