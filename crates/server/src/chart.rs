//! Small charts as inline SVG. Every chart has a text alternative; the page sets the table behind it beside it. Sizes
//! stand in attributes, colours in classes: the content security policy lets no style through.

use std::fmt::Write as _;

/// One bar of a chart: its label, its length and the figure printed at its end.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The label before the bar.
    pub label: String,
    /// The length, in any unit; negative lengths are drawn as nothing.
    pub length: f64,
    /// The figure after the bar, as printed.
    pub figure: String,
    /// The class of its colour (`fills` plus this word); empty for the sea blue.
    pub colour: &'static str,
}

/// Text for an attribute or an element.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// Horizontal bars under each other, each with its label and figure; `alternative` says in words what they show.
#[must_use]
pub fn bars(bars: &[Bar], alternative: &str, code_labels: bool) -> String {
    const WIDTH: f64 = 360.0;
    const ROW: f64 = 21.0;
    let longest = |text: fn(&Bar) -> &str| bars.iter().map(|bar| text(bar).chars().count()).max().unwrap_or(0);
    let label_width = (count(longest(|bar| &bar.label)) * if code_labels { 7.2 } else { 6.4 } + 8.0).min(170.0);
    let figure_width = count(longest(|bar| &bar.figure)) * 6.6 + 6.0;
    let room = (WIDTH - label_width - figure_width).max(40.0);
    let most = bars.iter().map(|bar| bar.length).fold(f64::MIN_POSITIVE, f64::max);
    let class = if code_labels { " class=\"code\"" } else { "" };
    let mut out = String::new();
    let height = count(bars.len()) * ROW;
    let _ = write!(out, "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">", escape(alternative));
    for (index, bar) in bars.iter().enumerate() {
        let top = count(index) * ROW;
        let length = (bar.length.max(0.0) / most * room).max(if bar.length > 0.0 { 1.5 } else { 0.0 });
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{:.1}\"{class}>{}</text><rect class=\"fills {}\" x=\"{label_width:.1}\" y=\"{:.1}\" \
             width=\"{length:.1}\" height=\"11\" rx=\"2\"/><text class=\"value\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            top + 14.0,
            escape(&shortened(&bar.label, 26)),
            bar.colour,
            top + 4.5,
            label_width + length + 6.0,
            top + 14.0,
            escape(&bar.figure),
        );
    }
    out.push_str("</svg>");
    out
}

/// One thin bar of parts of a whole, side by side: `(share from 0 to 1, colour)`.
#[must_use]
pub fn shares(parts: &[(f64, &str)], alternative: &str) -> String {
    let mut out = format!(
        "<svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">\
         <rect class=\"fills none\" width=\"100\" height=\"6\" opacity=\".35\"/>",
        escape(alternative)
    );
    let mut start = 0.0;
    for (share, colour) in parts {
        let width = share.clamp(0.0, 1.0) * 100.0;
        let _ = write!(out, "<rect class=\"fills {colour}\" x=\"{start:.2}\" width=\"{width:.2}\" height=\"6\"/>");
        start += width;
    }
    out.push_str("</svg>");
    out
}

/// The bar of one reason between the lowest and the highest weight of its list, from a common zero. Decorative: the
/// words and the figure stand beside it.
#[must_use]
pub fn reason(weight: f64, lowest: f64, highest: f64) -> String {
    let (low, high) = (lowest.min(0.0), highest.max(0.0));
    let span = (high - low).max(f64::MIN_POSITIVE);
    let zero = -low / span * 100.0;
    let width = (weight.abs() / span * 100.0).max(1.0);
    let (start, colour) = if weight < 0.0 { ((zero - width).max(0.0), "neg") } else { (zero.min(100.0 - width), "") };
    format!(
        "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"fills {colour}\" x=\"{start:.1}\" width=\"{width:.1}\" height=\"10\" rx=\"1\"/>\
         <line class=\"axis\" x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"0\" y2=\"10\"/></svg>"
    )
}

/// A small plot of steps over time: points `(share of the width, height)` in order, drawn between their own lowest and
/// highest, each kept until the next. The figure it explains stands beside it.
#[must_use]
pub fn course(points: &[(f64, f64)], alternative: &str) -> String {
    const WIDTH: f64 = 144.0;
    const HEIGHT: f64 = 26.0;
    const EDGE: f64 = 3.0;
    let Some((_, last)) = points.last() else { return String::new() };
    let heights = || points.iter().map(|(_, height)| *height);
    let (low, high) = (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { 1.0 };
    let middle = if high > low { 0.0 } else { 0.5 };
    let y = |height: f64| EDGE + (1.0 - middle - (height - low) / span) * (HEIGHT - 2.0 * EDGE);
    let mut path = String::new();
    for (position, (share, height)) in points.iter().enumerate() {
        let x = share.clamp(0.0, 1.0) * WIDTH;
        let _ = match position {
            0 => write!(path, "M{x:.1} {:.1}", y(*height)),
            _ => write!(path, "H{x:.1}V{:.1}", y(*height)),
        };
    }
    let end = y(*last);
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\
         <path class=\"line\" d=\"{path}H{WIDTH}\"/><circle class=\"fills\" cx=\"{:.1}\" cy=\"{end:.1}\" r=\"2.6\"/></svg>",
        escape(alternative),
        WIDTH - 2.6,
    )
}

/// A count as a length on paper; exact far beyond what a chart shows.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_escape_labels_and_keep_a_sliver_for_the_smallest() {
        let bar = |label: &str, length| Bar { label: label.into(), length, figure: "1".into(), colour: "" };
        let svg = bars(&[bar("<b>", 1e9), bar("x", 1.0)], "two \"bars\"", false);
        assert!(svg.contains("&lt;b&gt;") && svg.contains("aria-label=\"two &quot;bars&quot;\""));
        assert!(svg.contains("width=\"1.5\""));
        assert!(bars(&[], "none", true).contains("viewBox=\"0 0 360 0\""));
    }

    #[test]
    fn reasons_share_one_zero() {
        assert!(reason(1.0, -1.0, 3.0).contains("x=\"25.0\" width=\"25.0\""));
        assert!(reason(-1.0, -1.0, 3.0).contains("x=\"0.0\" width=\"25.0\""));
    }

    #[test]
    fn a_course_keeps_between_its_lowest_and_highest_and_a_flat_one_in_the_middle() {
        let svg = course(&[(0.0, 1.0), (0.5, 2.0)], "from 1 to 2");
        assert!(svg.contains("d=\"M0.0 23.0H72.0V3.0H144\""), "{svg}");
        assert!(course(&[(0.0, 7.0)], "7").contains("M0.0 13.0H144"));
        assert!(course(&[], "nothing").is_empty());
    }
}
