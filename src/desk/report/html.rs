//! A report as one page that needs nothing else: pictures within, light or dark as its reader has it.

use super::picture;
use crate::desk::Error;
use crate::domain::process::Process;
use crate::domain::report::flow::Flow;
use crate::domain::report::page::{NOTHING, heading, label, parted};
use crate::domain::report::words::{change, legend, value};
use crate::domain::report::{CHAPTERS, Report, Shown};
use crate::domain::review::Review;
use crate::domain::safe::SafeText;
use crate::domain::words::date_time;
use std::fmt::Write;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#d5dae0;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa5b1;--line:#3a424b;--paper:#15181c}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{border-bottom:1px solid var(--line);margin-top:2.5rem}h3{margin:1.6rem 0 .2rem}
p.how{color:var(--soft);font-size:.87rem;margin:.1rem 0 .5rem}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}td{overflow-wrap:anywhere}
table.n{table-layout:fixed}.n td,.n th{text-align:right}.n td:first-child{text-align:left}
.n th:nth-child(2){width:24%}.n th:nth-child(3){width:20%}.n th:nth-child(4){width:14%}
svg{max-width:100%;height:auto}svg text{fill:var(--ink)!important}
@media print{h2,h3,p.how,svg,tr:first-child{break-after:avoid}tr,svg{break-inside:avoid}}
";

/// The page. `reviews`: what was found and decided, below the figures.
///
/// # Errors
/// A picture could not be drawn.
pub fn html(
    process: &Process,
    report: &Report,
    reviews: &[Review],
    zone: &str,
) -> Result<String, Error> {
    let mut heading = heading(report, zone).into_iter();
    let title = text(&heading.next().unwrap_or_default());
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for line in heading {
        let _ = writeln!(out, "<p class=\"how\">{}</p>", text(&line));
    }
    out.push_str(&picture::flow(&Flow::of(process, report))?);
    out.push_str("\n<p class=\"how\">Each tier with what stood there open at the end and how long half of the tickets waited and were worked on; \
                  what passed between the tiers and where tickets ended, with how long half of them had been there by then.</p>\n");
    out.push_str(&picture::course(&report.stretches, zone)?);
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        let (figures, nothing) = parted(report, n);
        let _ = writeln!(out, "\n<h2>{chapter}</h2>");
        for shown in figures {
            figure(&mut out, shown)?;
        }
        if !nothing.is_empty() {
            let _ = writeln!(out, "<h3>{NOTHING}</h3>");
        }
        for shown in nothing {
            let _ = writeln!(
                out,
                "<p class=\"how\" id=\"{}\"><b>{}</b>: {}</p>",
                shown.figure,
                text(shown.label),
                text(shown.definition)
            );
        }
    }
    for review in reviews {
        held(&mut out, review, zone);
    }
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

fn figure(out: &mut String, shown: &Shown) -> Result<(), Error> {
    let measure = shown.figure.measure();
    let _ = writeln!(
        out,
        "<h3 id=\"{id}\">{}</h3>\n<p class=\"how\">{} {}</p>",
        text(shown.label),
        text(shown.definition),
        text(legend(measure)),
        id = shown.figure
    );
    if shown.figure.is_drawn()
        && let Some(svg) = picture::bars(shown)?
    {
        out.push_str(&svg);
    }
    out.push_str(
        "\n<table class=\"n\">\n<tr><th></th><th>in the period</th><th>before</th><th>change</th></tr>\n",
    );
    for line in shown.lines() {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            text(&label(line)),
            text(&value(measure, &line.now)),
            text(&value(measure, &line.before)),
            text(&change(shown.figure, line))
        );
    }
    out.push_str("</table>\n");
    Ok(())
}

fn held(out: &mut String, review: &Review, zone: &str) {
    let _ = writeln!(
        out,
        "\n<h2>Review {}, held {} by {}</h2>\n<ul>",
        review.id,
        text(&date_time(review.at, zone)),
        text(review.by.as_str())
    );
    for finding in &review.findings {
        let _ = writeln!(out, "<li>{}</li>", text(finding));
    }
    out.push_str(
        "</ul>\n<table>\n<tr><th>decision</th><th>owner</th><th>until</th><th>became</th></tr>\n",
    );
    for decision in &review.decisions {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            text(&decision.text),
            text(decision.owner.as_str()),
            text(&date_time(decision.due, zone)),
            text(&decision.became())
        );
    }
    out.push_str("</table>\n");
}

/// Words in which no sign means anything to a browser.
fn text(raw: &str) -> String {
    let safe = SafeText::line(raw);
    let mut out = String::new();
    for c in safe.as_str().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
