//! Pictures of a report, as SVG to stand inside a page: nothing outside is referred to, and every text is cleaned and
//! escaped. Inks are of middle brightness, to be read on light and dark paper; the words take the page's own.

use crate::desk::Error;
use crate::domain::report::{Line, Measure, Shown, Stretch, span};
use crate::domain::safe::{SafeText, truncate};
use crate::domain::words::length;
use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{DashedPathElement, PathElement, Rectangle, Text};
use plotters::prelude::{IntoTextStyle, SVGBackend};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};
use std::fmt::Display;

mod flow;

pub use flow::flow;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const INK: RGBColor = RGBColor(128, 128, 128);
const NOW: RGBColor = RGBColor(47, 123, 196);
const BEFORE: RGBColor = RGBColor(160, 160, 160);
const GONE: RGBColor = RGBColor(44, 150, 110);
const OPEN: RGBColor = RGBColor(200, 105, 40);

const WIDE: u32 = 760;

/// A line of the chart: its name, its ink, how long its dashes and the gaps between them are, and of what it is. On paper and to
/// many eyes two inks are the same.
type Curve = (
    &'static str,
    RGBColor,
    Option<(i32, i32)>,
    fn(&Stretch) -> u64,
);
const CURVES: [Curve; 3] = [
    ("arrived", NOW, None, |s| s.arrived),
    ("departed", GONE, Some((10, 5)), |s| s.departed),
    ("open", OPEN, Some((2, 4)), |s| s.open.unsigned_abs()),
];

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
    let last = i32::try_from(stretches.len()).unwrap_or(i32::MAX).max(2) - 1;
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let highest = stretches
        .iter()
        .map(|s| number(s.arrived.max(s.departed)).max(s.open));
    let highest = highest.max().unwrap_or(0).max(1);
    let day = |n: &i32| {
        let stretch = usize::try_from(*n).ok().and_then(|n| stretches.get(n));
        stretch.map_or_else(String::new, |s| span::on_axis(s.from, stretches, zone))
    };
    let words = style(12, HPos::Center);
    let mut chart = ChartBuilder::on(&root)
        .margin(8)
        .margin_top(30)
        .margin_right(40)
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
    for (_, ink, dashes, of) in CURVES {
        let points: Vec<(i32, i64)> = (0..).zip(stretches.iter().map(|s| number(of(s)))).collect();
        let stroke = ink.stroke_width(2);
        match dashes {
            None => chart
                .draw_series(LineSeries::new(points, stroke))
                .map(|_| ()),
            Some((long, gap)) => {
                let line = DashedLineSeries::new(points, long, gap, stroke);
                chart.draw_series(line).map(|_| ())
            }
        }
        .map_err(failed)?;
    }
    drop(chart);
    legend(&root)?;
    root.present().map_err(failed)?;
    drop(root);
    Ok(svg)
}

fn legend(area: &Area<'_>) -> Result<(), Error> {
    for (n, (word, ink, dashes, _)) in (0..).zip(CURVES) {
        let left = 70 + n * 120;
        let points = vec![(left, 13), (left + 36, 13)];
        let stroke = ink.stroke_width(2);
        match dashes {
            None => area.draw(&PathElement::new(points, stroke)),
            Some((long, gap)) => area.draw(&DashedPathElement::new(points, long, gap, stroke)),
        }
        .map_err(failed)?;
        write(area, word, (left + 42, 13), &style(13, HPos::Left))?;
    }
    Ok(())
}

/// The rows of a figure as bars, each with the one of the former period below; `None`: it has none.
pub fn bars(figure: &Shown) -> Result<Option<String>, Error> {
    let measure = figure.figure.measure();
    let rows: Vec<&Line> = figure.each().take(BARS).collect();
    let sizes = |l: &&Line| l.now.size(measure).max(l.before.size(measure));
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
            let end = 310 + long(value.size(measure)).max(1);
            fill(&root, (310, from), (end, to), ink.filled())?;
        }
        let number = match measure {
            Measure::Took => row.now.p50_ms.map_or_else(String::new, length),
            Measure::Share => format!("{} %", row.now.size(measure)),
            _ => row.now.n.to_string(),
        };
        let end = 316 + long(row.now.size(measure));
        write(&root, &number, (end, top + 8), &style(13, HPos::Left))?;
    }
    root.present().map_err(failed)?;
    drop(root);
    Ok(Some(svg))
}
