//! `report`: figures over a period, as text, JSON, Markdown or a page.

use super::args;
use super::error::Error;
use super::json;
use super::progress;
use super::session::Session;
use crate::desk::Desk;
use crate::desk::report::html;
use crate::domain::report::markdown::markdown;
use crate::domain::report::page::{self, Layout};
use crate::domain::report::{Ask, Behind, Figure, Period, Report, Shown, Stretch, span};
use crate::domain::review::Review;
use crate::domain::words::{self, rfc3339};
use serde_json::{Value, json};

/// `report …`.
///
/// # Errors
/// A period that is none, a file that is there already; the output's, and the store's.
pub fn run(session: &mut Session, args: &args::Report) -> Result<(), Error> {
    let desk = session.desk()?;
    let period = period(session, &desk, args)?;
    let zone = session.config.zone_name();
    let ask = Ask {
        period,
        only: args.only.clone(),
        by: args.by,
        stretches: span::stretches(period, &zone),
        behind: args.figure.filter(|_| args.tickets).map(|figure| Behind {
            figure,
            row: args.row.clone(),
            group: args.group.clone(),
            limit: args.limit as usize,
        }),
    };
    let report = counted(&desk, &ask)?;
    if args.tickets {
        return tickets(session, &desk, &report, args);
    }
    let layout = Layout {
        zone: &zone,
        all_rows: args.figure.is_some(),
    };
    match (&args.html, args.figure) {
        (Some(path), _) => {
            let reviews = held(&desk, period)?;
            let page = html(desk.process(), &report, &reviews, &zone)?;
            if path.as_os_str() == "-" {
                return session.out.document(&page);
            }
            desk.write_new(path, &page)?;
            let path = path.display();
            match session.global.json {
                true => session.out.json(&json!({ "file": path.to_string() })),
                false => session.out.line(format!("The report is in {path}")),
            }
        }
        (None, _) if session.global.json => session.out.json(&object(&report, args.figure)),
        (None, _) if args.markdown => {
            let reviews = held(&desk, period)?;
            let page = markdown(desk.process(), &report, &reviews, layout);
            session.out.document(&page)
        }
        (None, Some(figure)) => one(session, &report, figure, layout),
        (None, None) => session.out.block(&page::text(&report, layout)),
    }
}

/// The reviews that were held of just this period.
fn held(desk: &Desk, period: Period) -> Result<Vec<Review>, Error> {
    let all = desk.reviews()?.into_iter();
    Ok(all.filter(|r| r.period() == period).collect())
}

fn counted(desk: &Desk, ask: &Ask) -> Result<Report, Error> {
    let bar = progress::bar("{pos} tickets, {per_sec}");
    let done = desk.report(ask, &mut |n| {
        bar.set_position(n);
        true
    });
    bar.finish_and_clear();
    Ok(done?)
}

fn period(session: &Session, desk: &Desk, args: &args::Report) -> Result<Period, Error> {
    let now = desk.now();
    if args.all_time {
        // What was opened in this very millisecond belongs to it too.
        return Ok(Period {
            from: desk.first_opened_at()?.unwrap_or(now),
            to: now.plus_ms(1),
        });
    }
    between(session, desk, args.from.as_deref(), args.to.as_deref())
}

/// From one instant to another, as they are typed; the usual ones where they are not.
///
/// # Errors
/// A sentence when one cannot be read.
pub fn between(
    session: &Session,
    desk: &Desk,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Period, Error> {
    let now = desk.now();
    if from.is_none() && to.is_none() {
        return Ok(desk.usual_period()?);
    }
    let read = |text: Option<&str>| text.map(|t| session.past(t, now)).transpose();
    let usual = desk.since_last_review()?;
    let to = read(to)?.unwrap_or(usual.to);
    let every = desk.process().review_every_ms.max(1);
    let from = match read(from)? {
        Some(from) => from,
        None if usual.from < to => usual.from,
        None => to.plus_ms(-every),
    };
    Ok(Period { from, to })
}

fn one(
    session: &mut Session,
    report: &Report,
    figure: Figure,
    layout: Layout<'_>,
) -> Result<(), Error> {
    let mut text = page::heading_text(report, layout.zone);
    text.push('\n');
    if let Some(shown) = report.figure(figure) {
        page::figure_text(&mut text, shown, layout);
    }
    session.out.block(&text)
}

fn tickets(
    session: &mut Session,
    desk: &Desk,
    report: &Report,
    args: &args::Report,
) -> Result<(), Error> {
    let found = &report.tickets;
    let rows = desk.rows_behind(&found.ids)?;
    if session.global.json {
        for row in &rows {
            session.out.json(&json::Row::of(desk.process(), row))?;
        }
        return session.out.json(&json!({
            "tickets": found.all, "shown": rows.len(), "restricted": found.hidden,
        }));
    }
    let zone = session.config.zone_name();
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                words::date_time(row.opened_at, &zone),
                desk.process().stage_label(&row.stage),
                row.customer_name.clone(),
                row.subject.clone(),
            ]
        })
        .collect();
    session.out.table(
        &["ticket", "opened", "stands", "customer", "subject"],
        &lines,
    )?;
    let label = args.figure.map_or("", Figure::label);
    let mut said = words::counted(found.all, "ticket", "tickets");
    said.push_str(&format!(" behind “{label}”"));
    let unshown = found.all - found.hidden - rows.len() as u64;
    if unshown > 0 {
        said.push_str(&format!("; {unshown} older ones are not shown: --limit N"));
    }
    if found.hidden > 0 {
        said.push_str(&format!("; {} restricted, not yours to see", found.hidden));
    }
    for (by, word) in &report.unmet {
        said.push_str(&format!(
            "; nothing in either period has {} “{word}”",
            by.id()
        ));
    }
    let shown = args.figure.and_then(|figure| report.figure(figure));
    let rows = shown.map_or(&[][..], |f| f.rows.as_slice());
    if let Some(row) = args.row.as_deref()
        && found.all == 0
        && !rows.iter().any(|l| l.row.eq_ignore_ascii_case(row))
    {
        said.push_str(&format!("; it has no row “{row}” in either period"));
    }
    session.out.line(said)
}

/// A report as an object: instants as RFC 3339, lengths in milliseconds.
#[must_use]
pub fn object(report: &Report, figure: Option<Figure>) -> Value {
    let wanted = |s: &&Shown| figure.is_none_or(|f| s.figure == f);
    let figures: Vec<&Shown> = report.figures.iter().filter(wanted).collect();
    let stretch = |s: &Stretch| {
        json!({
            "from": rfc3339(s.from), "arrived": s.arrived, "departed": s.departed,
            "open": s.open, "late": s.late,
        })
    };
    let period = |p: Period| json!({ "from": rfc3339(p.from), "to": rfc3339(p.to) });
    let only: Vec<Value> = report
        .only
        .iter()
        .map(|only| json!({ "by": only.0, "word": only.1, "met": !report.unmet.contains(only) }))
        .collect();
    json!({
        "period": period(report.period),
        "former": period(report.former),
        "by": report.by,
        "only": only,
        "figures": figures,
        "stretches": report.stretches.iter().map(stretch).collect::<Vec<_>>(),
    })
}
