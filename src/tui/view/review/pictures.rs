//! Pictures of a review: the rows of the figure under the bar, and what came, went and stood in the course of the period.

use super::split;
use crate::domain::report::words::value;
use crate::domain::report::{Measure, Report, Shown, Stretch, span};
use crate::domain::safe::SafeText;
use crate::domain::words::duration;
use crate::tui::model::Model;
use crate::tui::review::ReviewBox;
use crate::tui::theme::Role;
use crate::tui::view::pen::Pen;
use ratatui::Frame;
use ratatui::layout::{Direction, Rect};
use ratatui::symbols::Marker;
use ratatui::text::Line as Words;
use ratatui::widgets::{
    Axis, Bar, BarChart, BarGroup, Chart, Dataset, GraphType, Sparkline, Widget,
};

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

/// What a bar is as long as: times in minutes.
fn size(shown: &Shown, line: &crate::domain::report::Line) -> u64 {
    match shown.figure.measure() {
        Measure::Took => line.now.p50_ms.unwrap_or(0).unsigned_abs() / 60_000,
        Measure::Share => line.now.percent().unwrap_or(0),
        Measure::Times | Measure::Stands | Measure::Waited => line.now.n,
    }
}

/// Paints the rows of a figure; how many lines that took.
fn bars(model: &Model, shown: &Shown, area: Rect, frame: &mut Frame<'_>) -> u16 {
    let measure = shown.figure.measure();
    let mut rows: Vec<_> = shown.each().take(BARS).collect();
    if rows.is_empty() {
        rows.extend(shown.all());
    }
    let get = |role| model.theme.get(role);
    Pen::new(frame.buffer_mut(), area, 0).text(shown.label, get(Role::Heading));
    let (_, place) = split(area, 1);
    let height = u16::try_from(rows.len()).unwrap_or(0).min(place.height);
    let words: Vec<String> = rows
        .iter()
        .map(|l| {
            let cut = SafeText::line(&l.label).truncate(24);
            format!("{:<24}", cut.as_str())
        })
        .collect();
    let bars: Vec<Bar<'_>> = rows
        .iter()
        .zip(&words)
        .map(|(line, words)| {
            let said = match (measure, line.now.p50_ms) {
                (Measure::Took, Some(ms)) => duration(ms),
                _ => value(measure, &line.now),
            };
            Bar::default()
                .value(size(shown, line))
                .text_value(said)
                .label(Words::from(words.as_str()))
        })
        .collect();
    let chart = BarChart::default()
        .direction(Direction::Horizontal)
        .data(BarGroup::default().bars(&bars))
        .bar_width(1)
        .bar_gap(0)
        .bar_style(get(Role::Key))
        .value_style(get(Role::Key).add_modifier(ratatui::style::Modifier::REVERSED))
        .label_style(get(Role::Text));
    chart.render(Rect { height, ..place }, frame.buffer_mut());
    height + 2
}

fn course(model: &Model, stretches: &[Stretch], area: Rect, frame: &mut Frame<'_>) {
    if area.height < 6 || stretches.is_empty() {
        return;
    }
    let get = |role| model.theme.get(role);
    let points = |of: fn(&Stretch) -> f64| -> Vec<(f64, f64)> {
        let all = stretches.iter().map(of);
        (0..).zip(all).map(|(n, y)| (f64::from(n), y)).collect()
    };
    // No desk has so many tickets that a line of the screen could tell.
    #[allow(clippy::cast_precision_loss)]
    let (arrived, departed, open) = (
        points(|s| s.arrived as f64),
        points(|s| s.departed as f64),
        points(|s| s.open as f64),
    );
    let all = [&arrived, &departed, &open];
    let highest = all.into_iter().flatten().map(|p| p.1).fold(1.0, f64::max);
    let last = f64::from(u32::try_from(stretches.len()).unwrap_or(1)).max(2.0) - 1.0;
    let line = |name: &'static str, data, role| {
        Dataset::default()
            .name(name)
            .marker(Marker::Braille)
            .graph_type(GraphType::Line)
            .style(get(role))
            .data(data)
    };
    let (head, place) = split(area, 1);
    Pen::new(frame.buffer_mut(), head, 0)
        .say("arrived", get(Role::Reply))
        .say(" · ", get(Role::Dim))
        .say("departed", get(Role::Good))
        .say(" · ", get(Role::Dim))
        .say("open", get(Role::Late));
    let day = |s: Option<&Stretch>| {
        s.map_or_else(String::new, |s| {
            span::on_axis(s.from, stretches, &model.taste.zone)
        })
    };
    Chart::new(vec![
        line("", &open, Role::Late),
        line("", &arrived, Role::Reply),
        line("", &departed, Role::Good),
    ])
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
