//! Figures for the review: on a lane of their own, for they read every ticket of the period.

use crate::desk::{Desk, Error};
use crate::domain::report::{Ask as Wanted, Period, span};
use crate::domain::review;
use crate::tui::review::{Ask, Reviewed, Stretch};

const DAY: i64 = 86_400_000;

/// Counts; `going` is told how many tickets were read.
///
/// # Errors
/// The desk's; it was broken off.
pub fn reviewed(desk: &Desk, ask: &Ask, going: &mut dyn FnMut(u64)) -> Result<Reviewed, Error> {
    let period = match ask.period {
        Some(period) => period,
        None => period(desk, ask.stretch)?,
    };
    let wanted = Wanted {
        period,
        by: ask.by,
        stretches: span::stretches(period, &ask.zone),
        behind: ask.behind.clone(),
        ..Wanted::default()
    };
    let report = desk.report(&wanted, &mut |n| {
        going(n);
        !ask.stop.is_over()
    })?;
    let reviews = desk.reviews()?;
    let open = review::to_follow_up(&reviews);
    let of_period = reviews.iter().rev().find(|r| r.period() == period);
    Ok(Reviewed {
        held: of_period.map(|r| r.id),
        rows: desk.rows_behind(&report.tickets.ids)?,
        due: desk.review_due()?,
        open: open
            .into_iter()
            .map(|(id, d)| (format!("{id}.{}", d.n), d.clone()))
            .collect(),
        report,
    })
}

fn period(desk: &Desk, stretch: Stretch) -> Result<Period, Error> {
    let now = desk.now();
    Ok(match stretch {
        Stretch::Usual => desk.usual_period()?,
        Stretch::Last => match desk.last_reviewed()? {
            Some(period) => period,
            None => desk.usual_period()?,
        },
        Stretch::Days(days) => Period {
            from: now.plus_ms(-days.saturating_mul(DAY)),
            to: now,
        },
        Stretch::Always => Period {
            from: desk.first_opened_at()?.unwrap_or_else(|| now.plus_ms(-DAY)),
            to: now,
        },
    })
}
