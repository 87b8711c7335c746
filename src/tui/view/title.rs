//! The first line: who, the numbers, the time; and banners under it.

use super::pen::Pen;
use crate::domain::actor::Source;
use crate::domain::agent::standing;
use crate::domain::safe::{self, SafeText};
use crate::domain::words;
use crate::store::Count;
use crate::tui::model::Model;
use crate::tui::msg::Setup;
use crate::tui::theme::Role;
use crate::tui::wrap::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Paints the first line.
pub fn paint(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = |role| model.theme.get(role);
    let time = words::until_words(model.now, model.now, &model.taste.zone);
    let busy = if model.is_busy() { "… " } else { "" };
    let end = format!("{busy}{time} ");
    let room = Rect {
        width: area.width.saturating_sub(8),
        ..area
    };
    let mut pen = Pen::new(buf, room, 0);
    pen.say(" hoist  ", theme(Role::TitleFocus));
    match &model.setup {
        None => {
            pen.say("opening the desk …", theme(Role::Dim));
        }
        Some(setup) => {
            pen.text(setup.me.name.as_str(), theme(Role::Title));
            pen.say(" · ", theme(Role::Dim))
                .text(&tiers(model), theme(Role::Dim));
            let mode = mode(setup);
            if mode != LOCAL || area.width >= ROOMY {
                pen.say(" · ", theme(Role::Dim)).say(mode, theme(Role::Dim));
            }
            pen.say("    ", theme(Role::Text));
            numbers(model, &mut pen);
        }
    }
    Pen::new(buf, area, 0).right(&end, theme(Role::Dim));
}

/// One's own desk: said where there is room, for there is nothing to watch out for.
const LOCAL: &str = "local";

/// From so many columns on there is room.
const ROOMY: u16 = 100;

/// What vouches for who one is.
fn mode(setup: &Setup) -> &'static str {
    let identity = &setup.me.identity;
    match setup.info.demo {
        true => "demo",
        false if identity.source == Source::Ssh => "ssh",
        false if identity.shared => "shared",
        false => LOCAL,
    }
}

fn tiers(model: &Model) -> String {
    let (Some(me), Some(process)) = (model.me(), model.process()) else {
        return String::new();
    };
    let all = me.tiers.len() == process.tiers.len() && me.tiers.len() > 1;
    let tiers = if all {
        "all tiers".to_owned()
    } else {
        let labels: Vec<String> = me.tiers.iter().map(|t| process.tier_label(t)).collect();
        labels.join(", ")
    };
    let setup = model.setup.iter();
    let mut known = setup.flat_map(|s| &s.agents);
    let audits = known.any(|a| a.name == me.name && a.auditor);
    standing(&tiers, me.lead, audits).join(", ")
}

/// Who is at the desk, in words.
pub fn said(model: &Model) -> String {
    let Some(setup) = &model.setup else {
        return "hoist, opening the desk …".to_owned();
    };
    format!(
        "hoist, {}, {}, {}",
        setup.me.name,
        tiers(model),
        mode(setup)
    )
}

/// The numbers in words.
pub fn numbers_said(model: &Model) -> String {
    let each: Vec<String> = shown(model)
        .map(|(label, count, _)| format!("{label} {}", number(count)))
        .collect();
    each.join(", ")
}

/// The numbers that say something now; what matters most first, for a narrow window has no room for all.
fn shown(model: &Model) -> impl Iterator<Item = (&'static str, Count, Role)> {
    let counts = &model.counts;
    let all = [
        ("late", counts.late, Role::Late),
        ("due in 1h", counts.due_soon, Role::DueSoon),
        ("sent back", counts.sent_back, Role::SentBack),
        ("replies", counts.replies, Role::Reply),
        ("news", counts.notices, Role::Reply),
        ("to tell", counts.to_tell, Role::Outgoing),
        ("mine", counts.mine, Role::Mine),
        ("my customers", counts.my_customers, Role::Text),
        ("open", counts.open, Role::Text),
    ];
    let says = |(label, count, _): &(&str, Count, Role)| count.n > 0 || *label == "open";
    all.into_iter().filter(says)
}

fn numbers(model: &Model, pen: &mut Pen<'_>) {
    let mut first = true;
    for (label, count, role) in shown(model) {
        let number = number(count);
        if label.len() + number.len() + 4 > pen.left() {
            break;
        }
        if !first {
            pen.say(" · ", model.theme.get(Role::Border));
        }
        first = false;
        pen.say(label, model.theme.get(Role::Dim))
            .say(" ", model.theme.get(Role::Dim))
            .say(&number, model.theme.get(role));
    }
}

/// A number, with `+` where counting was broken off.
fn number(count: Count) -> String {
    let digits = count.n.to_string();
    let mut said = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    if count.more {
        said.push('+');
    }
    said
}

/// How the banner is put away, and how many stand behind it.
fn banner_note(model: &Model) -> String {
    match model.banners.len() {
        0 | 1 => "  z puts away ".to_owned(),
        n => format!("  1 of {n} · z puts away "),
    }
}

/// The first banner in lines: what went wrong outside. The others come when it is put away.
pub fn banner_lines(model: &Model, width: u16) -> Vec<String> {
    let room = usize::from(width).saturating_sub(1 + safe::width(&banner_note(model)));
    let first = model.banners.first();
    first.map_or_else(Vec::new, |text| wrap(SafeText::line(text), room.max(1), 0))
}

/// Paints the banner, and how it is put away.
pub fn banners(model: &Model, area: Rect, buf: &mut Buffer) {
    let style = model.theme.get(Role::Banner);
    let lines = banner_lines(model, area.width);
    for (line, text) in (0..area.height).zip(&lines) {
        let row = Rect {
            y: area.y + line,
            height: 1,
            ..area
        };
        buf.set_style(row, style);
        Pen::new(buf, row, 0).say(" ", style).say(text, style);
        if line == 0 {
            Pen::new(buf, row, 0).right(&banner_note(model), style);
        }
    }
}
