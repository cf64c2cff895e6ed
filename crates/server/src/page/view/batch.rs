//! One cleared file: its progress while it runs, then its lanes, charts and rows.

use basis::Decimal;
use clearance::Lane;
use store::Listed;

use crate::chart::{self, Bar};
use crate::language::Words;
use crate::look;
use crate::page::view::part::{Chip, Figure, duty_colour, lane_of};

/// What was counted when a batch finished.
#[derive(Clone, Debug, Default)]
pub struct Tallied {
    /// Records by lane, in words of the data; the empty word for those without one.
    pub lanes: Vec<(String, u64)>,
    /// Findings by identifier, with the rule's words where they are known.
    pub findings: Vec<(String, String, u64)>,
    /// Import duty by chapter: the chapter's digits, its text where loaded, the sum.
    pub chapters: Vec<(String, String, Decimal)>,
    /// Records by duty state, in words of the data.
    pub states: Vec<(String, u64)>,
}

/// One tile: a lane, how many, what share.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The lane.
    pub lane: Chip,
    /// How many records.
    pub count: String,
    /// Their share of all.
    pub share: String,
    /// What the lane means.
    pub meaning: String,
    /// The bar of the share.
    pub bar: String,
    /// The query that shows these records alone.
    pub link: String,
    /// Whether the list shows these alone now.
    pub chosen: bool,
}

/// One row of a table behind a chart.
#[derive(Clone, Debug)]
pub struct Told {
    /// The short name: a rule's identifier, a chapter.
    pub name: String,
    /// Its words.
    pub words: String,
    /// The figure.
    pub figure: String,
    /// The share of the whole, or empty.
    pub share: String,
    /// The query that shows these records alone, or empty.
    pub link: String,
}

/// A chart with its table.
#[derive(Clone, Debug)]
pub struct ChartView {
    /// What it shows.
    pub title: String,
    /// A few words beside the title.
    pub note: String,
    /// The SVG.
    pub svg: String,
    /// The table behind it.
    pub rows: Vec<Told>,
    /// The heads of the table: name, words, figure.
    pub heads: [String; 3],
}

/// One declaration in the list.
#[derive(Clone, Debug)]
pub struct OutcomeRow {
    /// Its number in the file, from 1.
    pub number: String,
    /// The tail of its page's address.
    pub link: String,
    /// Its identifier.
    pub id: String,
    /// Its lane.
    pub lane: Chip,
    /// Its score, or empty.
    pub score: String,
    /// The first line's code, with dots.
    pub code: String,
    /// Its customs value.
    pub value: String,
    /// Its duty and taxes.
    pub duty: String,
    /// Whether duty is due and known.
    pub state: Chip,
    /// The identifiers of its findings, the first two.
    pub findings: String,
    /// How many more.
    pub more: String,
}

impl OutcomeRow {
    /// A row in the reader's language; `tail` is the address of the batch, `query` the filter that its page keeps.
    #[must_use]
    pub fn of(words: Words, tail: &str, query: &str, row: &Listed) -> Self {
        let amount = |amount: Option<Decimal>| amount.map_or_else(String::new, |amount| words.amount(amount));
        let more = row.findings.len().saturating_sub(2);
        Self {
            number: words.number(row.number),
            link: format!("{tail}/{}{query}", row.number),
            id: if row.id.is_empty() { words.t("no-identifier").to_owned() } else { row.id.clone() },
            lane: Chip::lane(words, row.lane.as_deref().and_then(lane_of)),
            score: row.score.map(|score| words.score(score)).unwrap_or_default(),
            code: look::dotted(&row.code),
            value: amount(row.customs_value),
            duty: amount(row.duty),
            state: duty_chip(words, &row.duty_state),
            findings: row.findings.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(", "),
            more: if more > 0 { format!("+{more}") } else { String::new() },
        }
    }
}

fn duty_chip(words: Words, state: &str) -> Chip {
    Chip::new(if state.is_empty() { "" } else { words.word("duty", state) }, duty_colour(state))
}

/// The tiles of all lanes, with those that have no lane last where there are any.
#[must_use]
pub fn tiles(words: Words, tallied: &Tallied, chosen: &str) -> Vec<Tile> {
    let count_of = |word: &str| tallied.lanes.iter().filter(|(lane, _)| lane == word).map(|(_, n)| n).sum::<u64>();
    let all: u64 = tallied.lanes.iter().map(|(_, count)| count).sum();
    let unlaned = all - Lane::ALL.iter().map(|lane| count_of(lane.as_str())).sum::<u64>();
    let mut tiles: Vec<Tile> =
        Lane::ALL.into_iter().map(|lane| tile(words, Some(lane), count_of(lane.as_str()), all, chosen)).collect();
    tiles.push(tile(words, None, unlaned, all, chosen));
    tiles
}

fn tile(words: Words, lane: Option<Lane>, count: u64, all: u64, chosen: &str) -> Tile {
    let word = lane.map_or("none", Lane::as_str);
    let chip = Chip::lane(words, lane);
    let share = words.share(count, all);
    Tile {
        count: words.number(count),
        meaning: words.word("meaning", word).to_owned(),
        bar: chart::shares(&[(ratio(count, all), word)], &format!("{} {share}", chip.word)),
        link: if chosen == word { String::new() } else { format!("?lane={word}") },
        chosen: chosen == word,
        lane: chip,
        share,
    }
}

/// The share of a part as a length on paper.
fn ratio(part: u64, whole: u64) -> f64 {
    let exact = Decimal::from(part).checked_div(Decimal::from(whole)).unwrap_or_default();
    f64::try_from(exact).unwrap_or_default()
}

fn length(amount: Decimal) -> f64 {
    f64::try_from(amount).unwrap_or_default()
}

/// The most bars of one chart; the table behind it holds all.
const BARS: usize = 6;

/// The three charts of a finished batch: duty states, findings by rule, duty by chapter. A chart without a bar is left
/// out.
#[must_use]
pub fn charts(words: Words, tallied: &Tallied, currency: &str) -> Vec<ChartView> {
    let charts =
        [states_chart(words, tallied), findings_chart(words, tallied), chapters_chart(words, tallied, currency)];
    charts.into_iter().filter(|chart| !chart.rows.is_empty()).collect()
}

fn states_chart(words: Words, tallied: &Tallied) -> ChartView {
    let all: u64 = tallied.states.iter().map(|(_, count)| count).sum();
    let colour = |state: &str| match state {
        "due" => "",
        "not-determined" => "gold",
        "suspended" | "relieved" => "blue",
        _ => "none",
    };
    let named = |state: &str| {
        if state.is_empty() { words.t("duty-none").to_owned() } else { words.word("duty", state).to_owned() }
    };
    let bars: Vec<Bar> = tallied
        .states
        .iter()
        .map(|(state, count)| Bar {
            label: named(state),
            length: ratio(*count, all),
            figure: words.number(*count),
            colour: colour(state),
        })
        .collect();
    let told = |(state, count): &(String, u64)| Told {
        name: String::new(),
        words: named(state),
        figure: words.number(*count),
        share: words.share(*count, all),
        link: if state.is_empty() { String::new() } else { format!("?duty_state={state}") },
    };
    ChartView {
        title: words.t("chart-states").to_owned(),
        note: words.t("chart-states-note").to_owned(),
        svg: chart::bars(&bars, &alternative(words.t("chart-states"), &bars), false),
        rows: tallied.states.iter().map(told).collect(),
        heads: [String::new(), words.t("column-duty-state").to_owned(), words.t("column-records").to_owned()],
    }
}

fn findings_chart(words: Words, tallied: &Tallied) -> ChartView {
    let bars: Vec<Bar> = tallied
        .findings
        .iter()
        .take(BARS)
        .map(|(code, _, count)| Bar {
            label: code.clone(),
            length: ratio(*count, 1),
            figure: words.number(*count),
            colour: "",
        })
        .collect();
    let told = |(code, text, count): &(String, String, u64)| Told {
        name: code.clone(),
        words: text.clone(),
        figure: words.number(*count),
        share: String::new(),
        link: format!("?finding={code}"),
    };
    ChartView {
        title: words.t("chart-findings").to_owned(),
        note: shown_of(words, bars.len(), tallied.findings.len()),
        svg: chart::bars(&bars, &alternative(words.t("chart-findings"), &bars), false),
        rows: tallied.findings.iter().map(told).collect(),
        heads: [words.t("column-rule"), words.t("column-words"), words.t("column-count")].map(str::to_owned),
    }
}

fn chapters_chart(words: Words, tallied: &Tallied, currency: &str) -> ChartView {
    let mut chapters: Vec<_> = tallied.chapters.iter().collect();
    chapters.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let bars: Vec<Bar> = chapters
        .iter()
        .take(BARS)
        .map(|(chapter, _, duty)| Bar {
            label: chapter.clone(),
            length: length(*duty),
            figure: words.rounded(*duty),
            colour: "",
        })
        .collect();
    let told = |(chapter, text, duty): &&(String, String, Decimal)| Told {
        name: chapter.clone(),
        words: text.clone(),
        figure: words.amount(*duty),
        share: String::new(),
        link: format!("?chapter={chapter}"),
    };
    ChartView {
        title: words.say("chart-chapters", &[("currency", currency)]),
        note: shown_of(words, bars.len(), chapters.len()),
        svg: chart::bars(&bars, &alternative(&words.say("chart-chapters", &[("currency", currency)]), &bars), true),
        rows: chapters.iter().map(told).collect(),
        heads: [words.t("column-chapter").to_owned(), words.t("column-words").to_owned(), currency.to_owned()],
    }
}

/// "8 of 31", where not all are drawn.
fn shown_of(words: Words, shown: usize, all: usize) -> String {
    if shown >= all {
        return String::new();
    }
    words.say("shown-of", &[("shown", &shown.to_string()), ("all", &all.to_string())])
}

fn alternative(title: &str, bars: &[Bar]) -> String {
    let told: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.label, bar.figure)).collect();
    format!("{title}: {}", told.join(", "))
}

/// Where a running batch stands.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Per cent of the bytes read, from 0 to 100; `None` while nothing is known.
    pub percent: Option<u8>,
    /// Figures beneath the bar.
    pub figures: Vec<Figure>,
}

/// What is known of a running batch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    /// Bytes read of the file.
    pub bytes: u64,
    /// The file's size.
    pub size: u64,
    /// Records cleared.
    pub records: u64,
    /// Seconds since the start.
    pub seconds: u64,
}

impl Progress {
    /// The progress in words: records, pace, remaining time.
    #[must_use]
    pub fn of(words: Words, pace: Pace) -> Self {
        let percent = (pace.size > 0).then(|| pace.bytes.min(pace.size).saturating_mul(100) / pace.size);
        let rate = pace.records.checked_div(pace.seconds);
        let left = match (pace.bytes, pace.seconds) {
            (0, _) | (_, 0) => None,
            (bytes, seconds) => Some(seconds.saturating_mul(pace.size.saturating_sub(bytes)) / bytes),
        };
        Self {
            percent: percent.and_then(|percent| u8::try_from(percent).ok()),
            figures: vec![
                Figure::new(words.t("progress-records"), words.number(pace.records), ""),
                Figure::new(
                    words.t("progress-read"),
                    words.size(pace.bytes),
                    words.say("progress-of", &[("size", &words.size(pace.size))]),
                ),
                Figure::new(
                    words.t("progress-rate"),
                    rate.map_or("–".into(), |rate| words.number(rate)),
                    words.t("progress-rate-unit"),
                ),
                Figure::new(words.t("progress-left"), left.map_or("–".into(), |left| words.duration(left)), ""),
            ],
        }
    }
}
