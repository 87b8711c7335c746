//! A row a ticket: RFC 4180, and no cell that a spreadsheet takes for a formula.

use super::{Failed, Item, Report, Sink};
use crate::desk::Desk;
use crate::domain::id::At;
use crate::domain::package::priority;
use crate::domain::words::rfc3339;
use std::io::Write;

const HEAD: [&str; 26] = [
    "id",
    "subject",
    "stage",
    "label",
    "kind",
    "priority",
    "customer",
    "contact",
    "product",
    "product_version",
    "channel",
    "assignee",
    "customers_agent",
    "opened_at",
    "updated_at",
    "first_response_at",
    "over_at",
    "resolution_code",
    "resolution",
    "satisfied",
    "score",
    "returns",
    "reopens",
    "packages",
    "tags",
    "sealed",
];

/// Writes rows.
pub struct Table<'w> {
    out: &'w mut dyn Write,
}

impl<'w> Table<'w> {
    /// Over an output.
    pub fn new(out: &'w mut dyn Write) -> Table<'w> {
        Table { out }
    }

    fn row(&mut self, cells: &[String]) -> Result<(), Failed> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer
            .write_record(cells.iter().map(|c| harmless(c)))
            .map_err(std::io::Error::other)?;
        let line = writer
            .into_inner()
            .map_err(|e| std::io::Error::other(e.to_string()))?;
        Ok(self.out.write_all(&line)?)
    }
}

/// What a spreadsheet would compute is made text by an apostrophe (OWASP, "CSV Injection"): also
/// behind blanks, and in the full-width letters that some take for the same.
fn harmless(cell: &str) -> String {
    let first = cell.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell.to_owned(),
    }
}

impl Sink for Table<'_> {
    fn begin(&mut self, _: &Desk, _: bool, _: &(i64, String)) -> Result<(), Failed> {
        self.row(&HEAD.map(str::to_owned))
    }

    fn ticket(&mut self, desk: &Desk, item: &Item) -> Result<(), Failed> {
        let t = &item.ticket;
        let at = |at: Option<At>| at.map(rfc3339).unwrap_or_default();
        let name = |n: &Option<crate::domain::id::AgentName>| {
            n.as_ref().map(|n| n.0.clone()).unwrap_or_default()
        };
        let resolution = t.resolution.as_ref();
        let satisfied = t.satisfaction.as_ref();
        let tags: Vec<&str> = t.tags.iter().map(String::as_str).collect();
        self.row(&[
            item.id.0.to_string(),
            t.subject.clone(),
            t.stage.to_string(),
            desk.process().stage_label(&t.stage),
            t.kind.clone(),
            priority(t),
            t.customer_name.clone(),
            t.contact_text.clone(),
            t.product.clone(),
            t.product_version.clone(),
            t.channel.clone(),
            name(&t.assignee),
            name(&t.customers_agent),
            rfc3339(t.opened_at),
            rfc3339(t.updated_at),
            at(t.first_response_at),
            at(t.over_at),
            resolution.map(|r| r.code.clone()).unwrap_or_default(),
            resolution.map(|r| r.text.clone()).unwrap_or_default(),
            satisfied.map_or("", said).to_owned(),
            satisfied
                .and_then(|s| s.score)
                .map(|n| n.to_string())
                .unwrap_or_default(),
            t.returns.to_string(),
            t.reopens.to_string(),
            t.packages.len().to_string(),
            tags.join(" "),
            t.sealed.clone(),
        ])
    }

    fn end(&mut self, _: &Report) -> Result<(), Failed> {
        Ok(self.out.flush()?)
    }
}

fn said(satisfaction: &crate::domain::ticket::Satisfaction) -> &'static str {
    match satisfaction.confirmed {
        true => "confirmed",
        false => "assumed",
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, harmless};

    #[test]
    fn what_a_spreadsheet_would_compute_becomes_text() {
        for cell in [
            "=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "a=1", "1-2", " plain", "'=1"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn rows_read_back_as_rfc_4180_says() {
        let mut out = Vec::new();
        let cells = [
            "a,b",
            "say \"no\"",
            "two\nlines",
            "=cmd|' /C calc'!A0",
            "料金",
        ];
        let cells = cells.map(str::to_owned);
        Table::new(&mut out).row(&cells).unwrap();
        assert!(out.ends_with(b"\r\n"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&out[..]);
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(&row[0], "a,b");
        assert_eq!(&row[1], "say \"no\"");
        assert_eq!(&row[2], "two\nlines");
        assert_eq!(&row[3], "'=cmd|' /C calc'!A0");
        assert_eq!(&row[4], "料金");
    }
}
