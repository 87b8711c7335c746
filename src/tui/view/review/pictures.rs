//! Pictures of a review: the rows of the figure under the bar, and what came, went and stood in the course of the period.

use super::split;
use crate::domain::report::words::value;
use crate::domain::report::{Line, Measure, Report, Shown, Stretch, span};
use crate::domain::safe;
use crate::domain::words::length;
use crate::tui::model::Model;
use crate::tui::review::ReviewBox;
use crate::tui::theme::Role;
use crate::tui::view::pen::Pen;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Sparkline, Widget};

/// The rows of a figure that fit as bars: one line each.
const BARS: usize = 8;

/// Paints them from above: bars, the chart, what was late.
pub fn paint(
    model: &Model,
    screen: &ReviewBox,
    report: &Report,
    area: Rect,
    frame: &mut Frame<'_>,
) {
    let bars = match screen.figure() {
        Some(shown) => bars(model, shown, area, frame),
        None => 0,
    };
    let (_, rest) = split(area, bars);
    let late = if rest.height >= 12 { 4 } else { 0 };
    let (chart, below) = split(rest, rest.height - late);
    course(model, &report.stretches, chart, frame);
    sparkline(model, &report.stretches, below, frame);
}

/// Columns of the words of a bar, at most.
const WORDS: usize = 24;

/// Paints the rows of a figure: words, number, bar. How many lines that took.
fn bars(model: &Model, shown: &Shown, area: Rect, frame: &mut Frame<'_>) -> u16 {
    let measure = shown.figure.measure();
    let mut rows: Vec<&Line> = shown.each().take(BARS).collect();
    if rows.is_empty() {
        rows.extend(shown.all());
    }
    let get = |role| model.theme.get(role);
    let buf = frame.buffer_mut();
    Pen::new(buf, area, 0).text(shown.label, get(Role::Heading));
    let number = |line: &Line| match (measure, line.now.p50_ms) {
        (Measure::Took, Some(ms)) => length(ms),
        _ => value(measure, &line.now),
    };
    let numbers: Vec<String> = rows.iter().map(|line| number(line)).collect();
    let widest = numbers.iter().map(|n| safe::width(n)).max().unwrap_or(0);
    let longest = rows.iter().map(|l| l.now.size(measure)).max().unwrap_or(0);
    let words = WORDS.min(usize::from(area.width) / 3);
    let mut y = 1;
    for (line, number) in rows.iter().zip(&numbers).take(usize::from(area.height)) {
        let blanks = widest.saturating_sub(safe::width(number));
        let mut pen = Pen::new(buf, area, y);
        pen.column(&line.label, words, get(Role::Text))
            .skip(1 + blanks)
            .say(number, get(Role::Text))
            .skip(1);
        let bar = bar(line.now.size(measure), longest, pen.left());
        pen.say(&bar, get(Role::Key));
        y += 1;
    }
    y + 1
}

/// A bar, to the eighth of a column; what is more than nothing has at least a thin one.
fn bar(n: u64, longest: u64, columns: usize) -> String {
    let eighths = u128::from(n) * (columns as u128 * 8) / u128::from(longest.max(1));
    let eighths = usize::try_from(eighths).unwrap_or(0).min(columns * 8);
    let part = match eighths % 8 {
        0 if n > 0 && eighths == 0 => "▏",
        0 => "",
        1 => "▏",
        2 => "▎",
        3 => "▍",
        4 => "▌",
        5 => "▋",
        6 => "▊",
        _ => "▉",
    };
    format!("{}{part}", "█".repeat(eighths / 8))
}

/// A line of the chart: known by what it is made of, for colours may be missing or look alike.
struct Curve {
    name: &'static str,
    marker: Marker,
    /// The marker in the legend.
    sign: &'static str,
    role: Role,
    of: fn(&Stretch) -> f64,
}

// No desk has so many tickets that a line of the screen could tell.
#[allow(clippy::cast_precision_loss)]
static CURVES: [Curve; 3] = [
    Curve {
        name: "open",
        marker: Marker::Braille,
        sign: "⠒",
        role: Role::Late,
        of: |s| s.open as f64,
    },
    Curve {
        name: "arrived",
        marker: Marker::Custom('+'),
        sign: "+",
        role: Role::Reply,
        of: |s| s.arrived as f64,
    },
    Curve {
        name: "departed",
        marker: Marker::Custom('×'),
        sign: "×",
        role: Role::Good,
        of: |s| s.departed as f64,
    },
];

fn course(model: &Model, stretches: &[Stretch], area: Rect, frame: &mut Frame<'_>) {
    if area.height < 6 || stretches.is_empty() {
        return;
    }
    let get = |role| model.theme.get(role);
    let (head, place) = split(area, 1);
    let mut pen = Pen::new(frame.buffer_mut(), head, 0);
    for (n, curve) in CURVES.iter().enumerate() {
        let style = get(curve.role);
        pen.say(if n > 0 { " · " } else { "" }, get(Role::Dim))
            .say(curve.sign, style)
            .say(" ", style)
            .say(curve.name, style);
    }
    let points = CURVES.each_ref().map(|curve| -> Vec<(f64, f64)> {
        let all = stretches.iter().map(curve.of);
        (0..).zip(all).map(|(n, y)| (f64::from(n), y)).collect()
    });
    let all = points.iter().flatten();
    let highest = all.map(|p| p.1).fold(1.0, f64::max);
    let last = f64::from(u32::try_from(stretches.len()).unwrap_or(1)).max(2.0) - 1.0;
    let lines = CURVES.iter().zip(&points).map(|(curve, points)| {
        Dataset::default()
            .marker(curve.marker)
            .graph_type(GraphType::Line)
            .style(get(curve.role))
            .data(points)
    });
    let day = |s: Option<&Stretch>| {
        s.map_or_else(String::new, |s| {
            span::on_axis(s.from, stretches, &model.taste.zone)
        })
    };
    Chart::new(lines.collect())
        .legend_position(None)
        .x_axis(
            Axis::default()
                .bounds([0.0, last])
                .labels([day(stretches.first()), day(stretches.last())])
                .style(get(Role::Dim)),
        )
        .y_axis(
            Axis::default()
                .bounds([0.0, highest])
                .labels(["0".to_owned(), format!("{highest:.0}")])
                .style(get(Role::Dim)),
        )
        .render(place, frame.buffer_mut());
}

fn sparkline(model: &Model, stretches: &[Stretch], area: Rect, frame: &mut Frame<'_>) {
    if area.height < 2 {
        return;
    }
    let late: Vec<u64> = stretches.iter().map(|s| s.late).collect();
    let sum: u64 = late.iter().sum();
    let (head, place) = split(area, 1);
    Pen::new(frame.buffer_mut(), head, 0).say(
        &format!("clocks that ran out: {sum}"),
        model.theme.get(Role::Dim),
    );
    Sparkline::default()
        .data(&late)
        .style(model.theme.get(Role::Late))
        .render(place, frame.buffer_mut());
}
