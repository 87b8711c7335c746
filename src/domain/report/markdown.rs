//! A report as Markdown that needs nothing else: what passes between the tiers as tables, charts as bars of letters.

use super::figure::CHAPTERS;
use super::flow::Flow;
use super::page::{Layout, NOTHING, heading, label, parted};
use super::result::{Report, Shown};
use super::tally::Stretch;
use super::words::{change, legend, value};
use crate::domain::process::Process;
use crate::domain::review::Review;
use crate::domain::safe::SafeText;
use crate::domain::words::{date_time, length};
use std::fmt::Write;

/// Letters of the longest bar.
const LONGEST: u64 = 24;

/// Two days: stretches that are shorter together are hours.
const SHORT_MS: i64 = 2 * 86_400_000;

/// The report as Markdown. `reviews`: what was found and decided, below the figures.
#[must_use]
pub fn markdown(
    process: &Process,
    report: &Report,
    reviews: &[Review],
    layout: Layout<'_>,
) -> String {
    let mut heading = heading(report, layout.zone).into_iter();
    let mut out = format!("# {}\n\n", plain(&heading.next().unwrap_or_default()));
    for line in heading {
        let _ = writeln!(out, "{}  ", plain(&line));
    }
    flow(&mut out, &Flow::of(process, report));
    course(&mut out, &report.stretches, layout.zone);
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        let (figures, nothing) = parted(report, n);
        let _ = write!(out, "\n## {chapter}\n");
        for figure in figures {
            figure_of(&mut out, figure);
        }
        if !nothing.is_empty() {
            let _ = write!(out, "\n### {NOTHING}\n\n");
        }
        for shown in nothing {
            let (label, how) = (shown.label, shown.definition);
            let _ = writeln!(out, "- **{label}**: {how} (`{}`)", shown.figure);
        }
    }
    for review in reviews {
        held(&mut out, review, layout.zone);
    }
    out
}

/// A review that was held, with its decisions.
fn held(out: &mut String, review: &Review, zone: &str) {
    let _ = write!(
        out,
        "\n## Review {}, held {} by {}\n\n",
        review.id,
        plain(&date_time(review.at, zone)),
        plain(review.by.as_str())
    );
    for finding in &review.findings {
        let _ = writeln!(out, "- {}", plain(finding));
    }
    out.push_str("\n| decision | owner | until | became |\n|---|---|---|---|\n");
    for decision in &review.decisions {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            plain(&decision.text),
            plain(decision.owner.as_str()),
            plain(&date_time(decision.due, zone)),
            plain(&decision.became())
        );
    }
}

/// The tiers, and what went from one to another or ended.
fn flow(out: &mut String, flow: &Flow) {
    out.push_str(
        "\n## What passed between the tiers\n\n| tier | open at the end | half waited | half worked |\n|---|---:|---:|---:|\n",
    );
    let half = |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), length);
    for node in &flow.nodes {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            plain(&node.label),
            node.open,
            half(node.waited_ms),
            half(node.worked_ms)
        );
    }
    out.push_str(
        "\n| from → to | | in the period | before | half after | before |\n|---|---|---:|---:|---:|---:|\n",
    );
    let longest = flow.edges.iter().map(|e| e.now.n).max().unwrap_or(0);
    for edge in &flow.edges {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            plain(&flow.name(edge)),
            bar(edge.now.n, longest),
            edge.now.n,
            edge.before.n,
            half(edge.now.p50_ms),
            half(edge.before.p50_ms)
        );
    }
    let told = flow.told_ms.map(length);
    let told = told.map_or_else(String::new, |t| {
        format!("; half of the customers were told in {t}")
    });
    let _ = writeln!(
        out,
        "\n{} ended in the period{told}. *Half after*: how long half of the tickets had been with the tier by then.",
        flow.ended
    );
}

/// What arrived, departed and stood open in the course of the period.
fn course(out: &mut String, stretches: &[Stretch], zone: &str) {
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else {
        return;
    };
    out.push_str(
        "\n## In the course of the period\n\n| from | arrived | departed | open | | late |\n|---|---:|---:|---:|---|---:|\n",
    );
    let columns = match last.from.since_ms(first.from) < SHORT_MS {
        true => 16,
        false => 10,
    };
    let open = |s: &Stretch| u64::try_from(s.open).unwrap_or(0);
    let highest = stretches.iter().map(open).max().unwrap_or(0);
    for stretch in stretches {
        let from = date_time(stretch.from, zone);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            plain(from.get(..columns).unwrap_or(&from)),
            stretch.arrived,
            stretch.departed,
            stretch.open,
            bar(open(stretch), highest),
            stretch.late
        );
    }
}

fn figure_of(out: &mut String, shown: &Shown) {
    let measure = shown.figure.measure();
    let how = format!("{} {}", shown.definition, legend(measure));
    let _ = write!(
        out,
        "\n### {}\n\n{} (`{}`)\n\n",
        shown.label,
        how.trim_end(),
        shown.figure
    );
    let is_drawn = shown.figure.is_drawn();
    out.push_str(match is_drawn {
        true => "| | | in the period | before | change |\n|---|---|---:|---:|---:|\n",
        false => "| | in the period | before | change |\n|---|---:|---:|---:|\n",
    });
    let longest = shown.each().map(|l| l.now.size(measure)).max().unwrap_or(0);
    for line in shown.lines() {
        let drawn = match (is_drawn, line.row.is_empty()) {
            (false, _) => String::new(),
            (true, true) => " |".to_owned(),
            (true, false) => format!(" {} |", bar(line.now.size(measure), longest)),
        };
        let _ = writeln!(
            out,
            "| {} |{drawn} {} | {} | {} |",
            plain(&label(line)),
            value(measure, &line.now),
            value(measure, &line.before),
            change(shown.figure, line)
        );
    }
}

/// A bar of letters; what is more than nothing has at least a thin one.
fn bar(n: u64, longest: u64) -> String {
    let long = u128::from(n) * u128::from(LONGEST) / u128::from(longest.max(1));
    match usize::try_from(long).unwrap_or(0) {
        0 if n == 0 => String::new(),
        0 => "▏".to_owned(),
        long => "█".repeat(long.min(LONGEST as usize)),
    }
}

/// Words in which no sign means anything to Markdown or HTML.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = SafeText::line(text);
    let mut out = String::new();
    for c in text.as_str().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|'
            | '~' | '@' | ':' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
