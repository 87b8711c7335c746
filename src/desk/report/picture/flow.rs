//! The picture of the flow: tiers side by side, what went to the next one and back between them, what went past a tier over
//! them, and from where tickets ended below.

use super::{Area, GONE, INK, NOW, OPEN, WIDE, failed, fill, shown, style, write};
use crate::desk::Error;
use crate::domain::report::flow::{Edge, Flow};
use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

/// Of a tier's box, and of the room between two of them.
const BOX: i32 = 160;
const GAP: i32 = 110;
const HIGH: i32 = 104;

/// Of a way over the boxes.
const LANE: i32 = 30;

/// Between the boxes and the bar of what ended.
const FALL: i32 = 62;

/// Where everything stands.
struct Place {
    /// Of the first box.
    left: i32,
    /// Of all boxes.
    top: i32,
    boxes: i32,
}

impl Place {
    fn left(&self, n: usize) -> i32 {
        self.left + number(n) * (BOX + GAP)
    }

    fn bottom(&self) -> i32 {
        self.top + HIGH
    }

    fn right(&self) -> i32 {
        self.left + self.boxes * (BOX + GAP) - GAP
    }
}

fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(0)
}

/// Draws it.
pub fn flow(flow: &Flow) -> Result<String, Error> {
    let over = over(flow);
    let boxes = number(flow.nodes.len());
    let own = boxes * (BOX + GAP) - GAP + 20;
    let wide = u32::try_from(own).unwrap_or(WIDE).max(WIDE);
    let place = Place {
        left: (number(wide as usize) - own) / 2 + 10,
        top: 14 + number(over.len()) * LANE,
        boxes,
    };
    let high = place.bottom() + FALL + 44;
    let mut svg = String::new();
    let root = SVGBackend::with_string(&mut svg, (wide, u32::try_from(high).unwrap_or(0)))
        .into_drawing_area();
    for (n, node) in flow.nodes.iter().enumerate() {
        tier_box(&root, place.left(n), place.top, &node.label, &node.lines())?;
    }
    for edge in flow.passing().filter(|e| e.is_next()) {
        between(&root, &place, edge)?;
    }
    for (lane, (edge, ports)) in over.iter().enumerate() {
        above(&root, &place, edge, *ports, number(lane))?;
    }
    for edge in flow.passing().filter(|e| e.to.is_none()) {
        ended(&root, &place, edge)?;
    }
    let top = place.bottom() + FALL;
    fill(
        &root,
        (place.left, top),
        (place.right(), top + 34),
        GONE.stroke_width(2),
    )?;
    let middle = (place.left + place.right()) / 2;
    write(
        &root,
        &flow.sum(),
        (middle, top + 18),
        &style(14, HPos::Center),
    )?;
    root.present().map_err(failed)?;
    drop(root);
    Ok(svg)
}

/// What goes past a tier, the longest way on top, each with the columns at which it leaves and arrives: of the ways at one
/// box none stands where another does, and none crosses another there.
fn over(flow: &Flow) -> Vec<(&Edge, (i32, i32))> {
    let mut edges: Vec<&Edge> = flow
        .passing()
        .filter(|e| e.to.is_some() && !e.is_next())
        .collect();
    let span = |e: &Edge| e.to.map_or(0, |to| to.abs_diff(e.from));
    // The lowest lane is the last one.
    edges.sort_by_key(|e| std::cmp::Reverse((span(e), e.from)));
    // From the left: those that lead to the left, the lowest first, then those to the right, the lowest last.
    let port = |of: usize, n: usize| {
        let all = edges.iter().enumerate();
        let here = all.filter(|(_, e)| e.from == n || e.to == Some(n));
        let mut here: Vec<(bool, i32, usize)> = here
            .map(|(lane, e)| match e.from.min(e.to.unwrap_or(e.from)) < n {
                true => (false, -number(lane), lane),
                false => (true, number(lane), lane),
            })
            .collect();
        here.sort_unstable();
        let place = here.iter().position(|h| h.2 == of).unwrap_or(0);
        BOX * number(place + 1) / number(here.len() + 1)
    };
    let ports = |n: usize, e: &Edge| (port(n, e.from), port(n, e.to.unwrap_or(e.from)));
    let all = edges.iter().enumerate();
    all.map(|(n, e)| (*e, ports(n, e))).collect()
}

fn tier_box(
    area: &Area<'_>,
    left: i32,
    top: i32,
    name: &str,
    lines: &[String; 3],
) -> Result<(), Error> {
    let ink = NOW.stroke_width(2);
    fill(area, (left, top), (left + BOX, top + HIGH), ink)?;
    let middle = left + BOX / 2;
    write(
        area,
        &shown(name, 18),
        (middle, top + 20),
        &style(15, HPos::Center),
    )?;
    for (n, text) in (0..).zip(lines) {
        let at = (middle, top + 44 + n * 20);
        write(area, text, at, &style(12, HPos::Center))?;
    }
    Ok(())
}

/// To the next tier above, back below.
fn between(area: &Area<'_>, place: &Place, edge: &Edge) -> Result<(), Error> {
    let Some(to) = edge.to else { return Ok(()) };
    let left = place.left(edge.from.min(to)) + BOX;
    let (start, end) = (left + 6, left + GAP - 6);
    let words = style(13, HPos::Center);
    let middle = left + GAP / 2;
    if to > edge.from {
        let y = place.top + 36;
        line(area, &[(start, y), (end, y)], GONE)?;
        line(area, &[(end - 7, y - 5), (end, y), (end - 7, y + 5)], GONE)?;
        return write(area, &edge.short(), (middle, y - 13), &words);
    }
    let y = place.top + 70;
    line(area, &[(end, y), (start, y)], OPEN)?;
    let head = [(start + 7, y - 5), (start, y), (start + 7, y + 5)];
    line(area, &head, OPEN)?;
    write(area, &edge.short(), (middle, y + 14), &words)
}

/// Past a tier, over the boxes.
fn above(
    area: &Area<'_>,
    place: &Place,
    edge: &Edge,
    (leaves, arrives): (i32, i32),
    lane: i32,
) -> Result<(), Error> {
    let Some(to) = edge.to else { return Ok(()) };
    let ink = if to > edge.from { GONE } else { OPEN };
    let y = 20 + lane * LANE;
    let (start, end) = (place.left(edge.from) + leaves, place.left(to) + arrives);
    let foot = place.top - 3;
    line(
        area,
        &[(start, foot), (start, y), (end, y), (end, foot)],
        ink,
    )?;
    line(
        area,
        &[(end - 5, foot - 7), (end, foot), (end + 5, foot - 7)],
        ink,
    )?;
    let at = ((start + end) / 2, y - 9);
    write(area, &edge.said(), at, &style(13, HPos::Center))
}

/// Down to what ended.
fn ended(area: &Area<'_>, place: &Place, edge: &Edge) -> Result<(), Error> {
    let x = place.left(edge.from) + BOX / 2;
    let (start, end) = (place.bottom() + 4, place.bottom() + FALL - 4);
    line(area, &[(x, start), (x, end)], INK)?;
    line(area, &[(x - 5, end - 7), (x, end), (x + 5, end - 7)], INK)?;
    // Beside the last box there is no room.
    let is_last = number(edge.from) + 1 == place.boxes && place.boxes > 1;
    let (at, side) = match is_last {
        true => (x - 10, HPos::Right),
        false => (x + 10, HPos::Left),
    };
    write(
        area,
        &edge.said(),
        (at, (start + end) / 2),
        &style(13, side),
    )
}

fn line(area: &Area<'_>, points: &[(i32, i32)], ink: RGBColor) -> Result<(), Error> {
    area.draw(&PathElement::new(points.to_vec(), ink.stroke_width(2)))
        .map_err(failed)
}
