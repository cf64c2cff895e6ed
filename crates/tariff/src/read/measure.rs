//! From tables as written to measures.

use std::sync::Arc;

use basis::{Period, Text};
use nomenclature::Code;
use rustc_hash::FxHashSet;
use toml::Spanned;

use super::raw::{RawFile, RawMeasure, RawRate};
use super::table::{Tables, period, text};
use super::{Problem, Source, codes};
use crate::{Expression, Measure, MeasureKind, Rounding};

/// The most measures of one tariff.
const MAX_MEASURES: usize = 500_000;

/// The most prefixes that all measures of one tariff are laid down for.
const MAX_PREFIXES: usize = 5_000_000;

/// What every rate of a measure shares.
struct Frame {
    kind: MeasureKind,
    name: std::sync::Arc<Text>,
    rounding: Rounding,
    area: Option<u16>,
    scheme: Option<u16>,
    quota: Option<u16>,
}

impl Tables {
    pub fn add_measures(&mut self, source: &Source<'_>, raw: &RawFile, problems: &mut Vec<Problem>) {
        for written in &raw.measure {
            let place = written.span().start;
            let prefixes = prefixes(source, written.get_ref(), problems);
            match self.frame(written.get_ref()) {
                Ok(frame) => self.add_measure(source, written.get_ref(), &frame, &prefixes, problems),
                Err(text) => problems.push(source.problem(place, text)),
            }
        }
    }

    fn frame(&self, raw: &RawMeasure) -> Result<Frame, String> {
        let kind: MeasureKind = raw.kind.parse()?;
        let scheme = raw.scheme.as_deref().map(|id| self.scheme(id)).transpose()?;
        let quota = raw.quota.as_deref().map(|order| self.quota(order)).transpose()?;
        let own = raw.area.as_deref().map(|id| self.area(id)).transpose()?;
        let wanted = (kind == MeasureKind::Preference, kind == MeasureKind::Quota, kind == MeasureKind::AntiDumping);
        if wanted != (scheme.is_some(), quota.is_some(), own.is_some()) {
            return Err("a preference names its `scheme`, a quota rate its `quota`, an anti-dumping duty the `area` \
                        of origin, and no other kind names any of them"
                .to_owned());
        }
        let of_scheme = scheme.and_then(|number| self.schemes.get(usize::from(number)));
        let of_quota = quota.and_then(|number| self.quotas.get(usize::from(number)));
        let name = match (&raw.name, of_scheme, of_quota) {
            (Some(name), ..) => text(name),
            (None, Some(scheme), _) => with(&kind.name(), &scheme.name),
            (None, _, Some(quota)) => with(&kind.name(), &quota.name),
            _ => kind.name(),
        };
        let rounding = match raw.rounding.as_deref() {
            None | Some("half-up") => Rounding::HalfUp,
            Some("down") => Rounding::Down,
            Some(other) => return Err(format!("`{other}` is not a rounding; `half-up` or `down` is wanted")),
        };
        let area = own.or(of_scheme.map(|scheme| scheme.area)).or(of_quota.and_then(|quota| quota.area));
        Ok(Frame { kind, name: name.into(), rounding, area, scheme, quota })
    }

    fn add_measure(
        &mut self,
        source: &Source<'_>,
        raw: &RawMeasure,
        frame: &Frame,
        prefixes: &[Code],
        problems: &mut Vec<Problem>,
    ) {
        for written in &raw.rates {
            let place = written.span().start;
            let room = self.measures.len() < MAX_MEASURES && self.laid_down.len() + prefixes.len() <= MAX_PREFIXES;
            match (self.rate(source, written, frame), u32::try_from(self.measures.len()).ok().filter(|_| room)) {
                (Err(problem), _) => problems.push(problem),
                (Ok(_), None) => {
                    problems.push(source.problem(place, "the tariff has more measures or codes than are read"));
                    return;
                }
                (Ok((period, expression)), Some(number)) => {
                    self.places.push((source.name.to_owned(), source.problem(place, "").line));
                    self.laid_down.extend(prefixes.iter().map(|prefix| (*prefix, number)));
                    self.measures.push(measure(raw, written.get_ref(), frame, period, expression));
                }
            }
        }
    }

    /// The period and the expression of one rate.
    fn rate(
        &self,
        source: &Source<'_>,
        written: &Spanned<RawRate>,
        frame: &Frame,
    ) -> Result<(Period, Expression), Problem> {
        let place = written.span().start;
        let raw = written.get_ref();
        let period = period(raw.valid_from, raw.valid_to).map_err(|text| source.problem(place, text))?;
        if let Some(scheme) = frame.scheme.and_then(|number| self.schemes.get(usize::from(number))) {
            let ends_inside = match (period.valid_to, scheme.period.valid_to) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(end), Some(last)) => end <= last,
            };
            if period.valid_from < scheme.period.valid_from || !ends_inside {
                let text = format!("the preference holds on days on which the scheme `{}` does not", scheme.id);
                return Err(source.problem(place, text));
            }
        }
        let duty = raw.duty.get_ref().parse::<Expression>();
        let duty =
            duty.map_err(|error| source.problem(raw.duty.span().start, format!("`{}`: {error}", raw.duty.get_ref())));
        Ok((period, duty?))
    }
}

fn with(kind: &Text, name: &Text) -> Text {
    Text::owned(format!("{}, {}", kind.en, name.en), format!("{}, {}", kind.fr, name.fr))
}

/// The prefixes of a measure, each once.
fn prefixes(source: &Source<'_>, raw: &RawMeasure, problems: &mut Vec<Problem>) -> Vec<Code> {
    let mut seen = FxHashSet::default();
    let mut prefixes = Vec::new();
    for written in &raw.codes {
        match codes::prefixes(written.get_ref()) {
            Ok(found) => prefixes.extend(found.into_iter().filter(|prefix| seen.insert(*prefix))),
            Err(text) => problems.push(source.problem(written.span().start, text)),
        }
    }
    prefixes
}

fn measure(raw: &RawMeasure, rate: &RawRate, frame: &Frame, period: Period, expression: Expression) -> Measure {
    let source: Arc<str> = rate.source.as_deref().unwrap_or(&raw.source).into();
    Measure {
        kind: frame.kind,
        name: frame.name.clone(),
        codes: raw.codes.iter().map(|code| code.get_ref().clone()).collect(),
        printed: expression.to_string(),
        expression,
        period,
        source,
        rounding: frame.rounding,
        documents: raw.documents.clone(),
        area: frame.area,
        scheme: frame.scheme,
        quota: frame.quota,
    }
}
