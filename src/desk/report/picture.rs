//! Pictures of a report, as SVG to stand inside a page: nothing outside is referred to, and every text is cleaned and
//! escaped. Inks are of middle brightness, to be read on light and dark paper; the words take the page's own.

use crate::desk::Error;
use crate::domain::id::Tier;
use crate::domain::process::Process;
use crate::domain::report::{Figure, Line, Measure, Report, Shown, Stretch, Value};
use crate::domain::safe::{SafeText, truncate};
use crate::domain::words::{date_time, duration};
use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::prelude::{IntoTextStyle, SVGBackend};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};
use std::fmt::Display;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const INK: RGBColor = RGBColor(128, 128, 128);
const NOW: RGBColor = RGBColor(47, 123, 196);
const BEFORE: RGBColor = RGBColor(160, 160, 160);
const GONE: RGBColor = RGBColor(44, 150, 110);
const OPEN: RGBColor = RGBColor(200, 105, 40);

const WIDE: u32 = 760;

/// The most bars of one picture.
pub const BARS: usize = 12;

fn failed(error: impl Display) -> Error {
    Error::Input(format!(
        "A picture of the report could not be drawn ({error}). Nothing was written."
    ))
}

fn shown(text: &str, columns: usize) -> String {
    let safe = SafeText::line(text).into_owned();
    truncate(safe.as_str(), columns).into_owned()
}

fn style(size: i32, h: HPos) -> TextStyle<'static> {
    let font = ("sans-serif", size).into_text_style(&(WIDE, 100));
    font.color(&INK).pos(Pos::new(h, VPos::Center))
}

fn write(area: &Area<'_>, text: &str, at: (i32, i32), style: &TextStyle<'_>) -> Result<(), Error> {
    area.draw(&Text::new(text.to_owned(), at, style.clone()))
        .map_err(failed)
}

fn fill(
    area: &Area<'_>,
    from: (i32, i32),
    to: (i32, i32),
    ink: impl Into<ShapeStyle>,
) -> Result<(), Error> {
    area.draw(&Rectangle::new([from, to], ink.into()))
        .map_err(failed)
}

/// What arrived, departed and was open in the course of the period.
pub fn course(stretches: &[Stretch], zone: &str) -> Result<String, Error> {
    let mut svg = String::new();
    let root = SVGBackend::with_string(&mut svg, (WIDE, 280)).into_drawing_area();
    let last = i32::try_from(stretches.len()).unwrap_or(i32::MAX).max(1);
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let highest = stretches
        .iter()
        .map(|s| number(s.arrived.max(s.departed)).max(s.open));
    let highest = highest.max().unwrap_or(0).max(1);
    let day = |n: &i32| {
        let stretch = usize::try_from(*n).ok().and_then(|n| stretches.get(n));
        stretch.map_or_else(String::new, |s| {
            date_time(s.from, zone).get(5..10).unwrap_or("").to_owned()
        })
    };
    let words = style(12, HPos::Center);
    let mut chart = ChartBuilder::on(&root)
        .margin(8)
        .x_label_area_size(26)
        .y_label_area_size(48)
        .build_cartesian_2d(0..last, 0..highest + highest / 10 + 1)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(INK.mix(0.1))
        .bold_line_style(INK.mix(0.3))
        .axis_style(INK)
        .x_label_formatter(&day)
        .x_labels(8)
        .label_style(words)
        .draw()
        .map_err(failed)?;
    for (ink, of) in [
        (NOW, (|s: &Stretch| s.arrived) as fn(&Stretch) -> u64),
        (GONE, |s| s.departed),
        (OPEN, |s| s.open.unsigned_abs()),
    ] {
        let points = (0..).zip(stretches.iter().map(|s| number(of(s))));
        chart
            .draw_series(LineSeries::new(points, ink.stroke_width(2)))
            .map_err(failed)?;
    }
    drop(chart);
    legend(
        &root,
        &[(NOW, "arrived"), (GONE, "departed"), (OPEN, "open")],
    )?;
    root.present().map_err(failed)?;
    drop(root);
    Ok(svg)
}

fn legend(area: &Area<'_>, lines: &[(RGBColor, &str)]) -> Result<(), Error> {
    for (n, (ink, word)) in (0..).zip(lines) {
        let left = 70 + n * 100;
        fill(area, (left, 10), (left + 18, 16), ink.filled())?;
        write(area, word, (left + 24, 13), &style(13, HPos::Left))?;
    }
    Ok(())
}

/// What a bar is as long as.
fn size(measure: Measure, value: &Value) -> u64 {
    match measure {
        Measure::Took => value.p50_ms.unwrap_or(0).unsigned_abs(),
        Measure::Share => value.percent().unwrap_or(0),
        _ => value.n,
    }
}

/// The rows of a figure as bars, each with the one of the former period below; `None`: it has none.
pub fn bars(figure: &Shown) -> Result<Option<String>, Error> {
    let measure = figure.figure.measure();
    let rows: Vec<&Line> = figure.each().take(BARS).collect();
    let sizes = |l: &&Line| size(measure, &l.now).max(size(measure, &l.before));
    let longest = rows.iter().map(sizes).max().unwrap_or(0);
    if longest == 0 {
        return Ok(None);
    }
    let mut svg = String::new();
    let high = 34 * u32::try_from(rows.len()).unwrap_or(1) + 12;
    let root = SVGBackend::with_string(&mut svg, (WIDE, high)).into_drawing_area();
    // 300 columns for words, 90 for numbers.
    let long = |n: u64| {
        let long = u128::from(n) * 360 / u128::from(longest);
        i32::try_from(long).unwrap_or(0)
    };
    for (n, row) in (0..).zip(&rows) {
        let top = 8 + n * 34;
        let label = shown(&row.label, 44);
        write(&root, &label, (300, top + 10), &style(13, HPos::Right))?;
        for (value, from, to, ink) in [
            (&row.now, top, top + 15, NOW),
            (&row.before, top + 17, top + 23, BEFORE),
        ] {
            let end = 310 + long(size(measure, value)).max(1);
            fill(&root, (310, from), (end, to), ink.filled())?;
        }
        let number = match measure {
            Measure::Took => row.now.p50_ms.map_or_else(String::new, duration),
            Measure::Share => format!("{} %", size(measure, &row.now)),
            _ => row.now.n.to_string(),
        };
        let end = 316 + long(size(measure, &row.now));
        write(&root, &number, (end, top + 8), &style(13, HPos::Left))?;
    }
    root.present().map_err(failed)?;
    drop(root);
    Ok(Some(svg))
}

/// The tiers from the first contact upward and the end, with what passed between them and how long it stood there.
pub fn flow(process: &Process, report: &Report) -> Result<String, Error> {
    let tiers: Vec<&Tier> = process.tiers.iter().map(|t| &t.id).collect();
    let boxes = i32::try_from(tiers.len() + 1).unwrap_or(2);
    let step = (i32::try_from(WIDE).unwrap_or(760) - 20) / boxes;
    let mut svg = String::new();
    let root = SVGBackend::with_string(&mut svg, (WIDE, 190)).into_drawing_area();
    let moved = |from: &Tier, to: &Tier| {
        let key = format!("{from}>{to}");
        row(report, Figure::FlowMoves, &key).map_or(0, |l| l.now.n)
    };
    for (n, tier) in (0..).zip(&tiers) {
        let left = 10 + n * step;
        let open = row(report, Figure::Backlog, tier.as_str()).map_or(0, |l| l.now.n);
        let worked = row(report, Figure::InStage, &format!("{tier}.working"));
        let stood = worked.and_then(|l| l.now.p50_ms).map(duration);
        tier_box(
            &root,
            (left, step - 60),
            &[
                shown(&process.tier_label(tier), 16),
                format!("{open} open"),
                stood.map_or_else(String::new, |s| format!("half worked in {s}")),
            ],
        )?;
        if let Some(next) = tiers.get(usize::try_from(n).unwrap_or(0) + 1) {
            arrows(
                &root,
                left + step - 58,
                (moved(tier, next), moved(next, tier)),
            )?;
        }
    }
    let left = 10 + (boxes - 1) * step;
    let ended = report.figure(Figure::Ended).and_then(Shown::all);
    let ended = ended.map_or(0, |l| l.now.n);
    arrows(&root, left - 58, (ended, 0))?;
    let told = row(report, Figure::TimeToTold, "").and_then(|l| l.now.p50_ms);
    tier_box(
        &root,
        (left, step - 60),
        &[
            "Ended".to_owned(),
            format!("{ended} in the period"),
            told.map_or_else(String::new, |ms| format!("half told in {}", duration(ms))),
        ],
    )?;
    root.present().map_err(failed)?;
    drop(root);
    Ok(svg)
}

fn row<'r>(report: &'r Report, figure: Figure, key: &str) -> Option<&'r Line> {
    let mut rows = report.figure(figure)?.rows.iter();
    rows.find(|l| l.row == key && l.group.is_empty())
}

fn tier_box(area: &Area<'_>, (left, wide): (i32, i32), words: &[String; 3]) -> Result<(), Error> {
    fill(area, (left, 50), (left + wide, 140), NOW.stroke_width(2))?;
    for (n, text) in (0..).zip(words) {
        let size = if n == 0 { 15 } else { 12 };
        let at = (left + wide / 2, 72 + n * 24);
        write(area, text, at, &style(size, HPos::Center))?;
    }
    Ok(())
}

/// Up above, back below.
fn arrows(area: &Area<'_>, left: i32, (up, back): (u64, u64)) -> Result<(), Error> {
    let line = |points: Vec<(i32, i32)>, ink: RGBColor| {
        area.draw(&PathElement::new(points, ink.stroke_width(2)))
            .map_err(failed)
    };
    let (start, end) = (left + 4, left + 52);
    line(vec![(start, 80), (end, 80)], GONE)?;
    line(vec![(end - 7, 75), (end, 80), (end - 7, 85)], GONE)?;
    let words = style(13, HPos::Center);
    write(area, &up.to_string(), (left + 28, 68), &words)?;
    if back > 0 {
        line(vec![(end, 112), (start, 112)], OPEN)?;
        line(vec![(start + 7, 107), (start, 112), (start + 7, 117)], OPEN)?;
        write(area, &back.to_string(), (left + 28, 126), &words)?;
    }
    Ok(())
}
