//! Exactly one measure of a kind holds for a code on a day, or the data are wrong.

use std::collections::BTreeSet;

use basis::Country;

use super::Problem;
use super::table::Tables;
use crate::MeasureKind;

/// Finds measures of which two would hold for one prefix on one day, and anti-dumping areas that share a country.
pub(super) fn check(tables: &Tables, problems: &mut Vec<Problem>) {
    let mut laid_down: Vec<_> = tables
        .laid_down
        .iter()
        .filter_map(|(prefix, number)| {
            let measure = tables.measures.get(*number as usize)?;
            let slot = (measure.scheme, measure.quota, measure.area);
            Some(((*prefix, measure.kind, slot), measure.period, *number))
        })
        .collect();
    laid_down.sort_by_key(|(place, period, number)| (*place, period.valid_from, *number));
    for ((place, period, number), (next, later, second)) in laid_down.iter().zip(laid_down.iter().skip(1)) {
        if place == next && period.overlaps(later) {
            let (prefix, kind, _) = place;
            let words = format!(
                "two measures of the kind {kind} hold for `{}` on {}; the other stands {}",
                prefix.dotted(),
                later.valid_from,
                where_is(tables, *number)
            );
            problems.push(at(tables, *second, words));
        }
    }
    anti_dumping(tables, problems);
}

/// Two anti-dumping duties for one country would leave open which of them is due.
fn anti_dumping(tables: &Tables, problems: &mut Vec<Problem>) {
    let mut areas: Vec<(u16, u32)> = Vec::new();
    for (number, measure) in (0_u32..).zip(&tables.measures) {
        if let Some(area) = measure.area.filter(|_| measure.kind == MeasureKind::AntiDumping)
            && areas.iter().all(|(known, _)| *known != area)
        {
            areas.push((area, number));
        }
    }
    let mut seen: BTreeSet<Country> = BTreeSet::new();
    for (area, number) in areas {
        let Some(area) = tables.areas.get(usize::from(area)) else { continue };
        let countries: BTreeSet<Country> = area.members.iter().map(|member| member.country).collect();
        if let Some(country) = countries.iter().find(|country| seen.contains(country)) {
            let words = format!("`{country}` belongs to two areas with anti-dumping duties");
            problems.push(at(tables, number, words));
        }
        seen.extend(countries);
    }
}

fn where_is(tables: &Tables, number: u32) -> String {
    let place = tables.places.get(number as usize);
    place.map_or_else(String::new, |(file, line)| format!("in {file}, line {line}"))
}

fn at(tables: &Tables, number: u32, text: String) -> Problem {
    let (file, line) = tables.places.get(number as usize).cloned().unwrap_or_default();
    Problem { file, line: line.max(1), text }
}
