//! An article drafted from a ticket: what was answered, found and recorded there fills its fields, so
//! that nothing is typed twice. The customer's name and words stay on the ticket.

use super::Product;
use super::field::tidy;
use crate::domain::ticket::{Answer, Ticket};
use crate::domain::values::Values;

/// Resolution codes that say how one gets by, not what solves it.
const WORKAROUNDS: [&str; 3] = ["workaround", "temporary_workaround", "permanent_workaround"];

/// What a draft is made from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
}

/// The fields, as far as the ticket knows them.
#[must_use]
pub fn draft(source: Source<'_>) -> Values {
    let ticket = source.ticket;
    let mut values = Values::new();
    let mut put = |id: &str, text: String| {
        let text = tidy(&text);
        if !text.is_empty() {
            values.set(id, text);
        }
    };
    put("title", ticket.subject.clone());
    put("symptoms", symptoms(ticket));
    put("environment", environment(ticket));
    put("cause", cause(ticket));
    put("resolution", resolution(ticket));
    put("workaround", workaround(ticket));
    put("products", product(ticket));
    let tags: Vec<&str> = ticket.tags.iter().map(String::as_str).collect();
    put("tags", tags.join("\n"));
    let known = |id: &str| values.get(id).is_some();
    let is_known_error = known("cause") && known("workaround") && !known("resolution");
    values.set("known_error", if is_known_error { "yes" } else { "no" });
    values
}

fn given<'a>(ticket: &'a Ticket, field: &str) -> &'a str {
    match ticket.intake.get(field) {
        Some(Answer::Given(text)) => text.trim(),
        _ => "",
    }
}

fn symptoms(ticket: &Ticket) -> String {
    let mut parts = vec![broken(given(ticket, "symptoms"))];
    let errors = given(ticket, "errors");
    if !errors.is_empty() {
        parts.push(fenced(errors));
    }
    let steps = given(ticket, "steps");
    if !steps.is_empty() {
        parts.push(format!("**How to see it**\n\n{}", broken(steps)));
    }
    together(parts)
}

fn environment(ticket: &Ticket) -> String {
    let product = format!("{} {}", ticket.product, ticket.product_version);
    let mut parts = vec![product.trim().to_owned()];
    if let Some(record) = ticket.last_record("replication") {
        let of = |field: &str| record.values.get(field).unwrap_or_default();
        let seen = format!("{} {}", of("environment"), of("version"));
        if !seen.trim().is_empty() {
            parts.push(format!("Tried in: {}", seen.trim()));
        }
    }
    together(parts)
}

fn cause(ticket: &Ticket) -> String {
    let recorded = ticket.last_record("root_cause").and_then(|r| {
        let text = r.values.get("text")?;
        let sure = r.values.get("certainty") != Some("hypothesis");
        Some(match sure {
            true => broken(text),
            false => format!("A hypothesis: {}", broken(text)),
        })
    });
    let analysed = ticket.last_record("analysis").and_then(|r| {
        let cause = r.values.get("cause")?;
        let component = r.values.get("component").unwrap_or_default();
        Some(match component {
            "" => broken(cause),
            component => format!("{component}: {}", broken(cause)),
        })
    });
    let resolved = ticket.resolution.as_ref().map(|r| r.cause.trim());
    let resolved = resolved.filter(|c| !c.is_empty() && !c.starts_with("unknown because"));
    // What Engineering found in the code goes deeper than what was supposed before.
    analysed
        .or(recorded)
        .or(resolved.map(broken))
        .unwrap_or_default()
}

fn resolution(ticket: &Ticket) -> String {
    let resolved = ticket.resolution.as_ref();
    let solved = resolved.filter(|r| !WORKAROUNDS.contains(&r.code.as_str()));
    if let Some(resolution) = solved {
        return broken(&resolution.text);
    }
    let deployed = ticket.last_record("deployment").map(|d| {
        let of = |field: &str| d.values.get(field).unwrap_or_default();
        format!("Fixed in {}", of("version"))
    });
    let changed = ticket
        .last_record("change")
        .and_then(|c| Some(format!("Change: {}", c.values.get("reference")?)));
    together(deployed.into_iter().chain(changed).collect())
}

fn workaround(ticket: &Ticket) -> String {
    let recorded = ticket
        .last_record("workaround")
        .filter(|w| w.values.get("state") != Some("none_found"))
        .and_then(|w| w.values.get("text"));
    let resolved = ticket.resolution.as_ref();
    let resolved = resolved.filter(|r| WORKAROUNDS.contains(&r.code.as_str()));
    let text = recorded.or(resolved.map(|r| r.text.as_str()));
    broken(text.unwrap_or_default())
}

fn product(ticket: &Ticket) -> String {
    let name = ticket.product.replace('=', " ");
    let version = ticket.product_version.trim().replace(',', " ");
    if name.trim().is_empty() {
        return String::new();
    }
    Product {
        name: name.trim().to_owned(),
        versions: Some(version)
            .filter(|v| !v.is_empty())
            .into_iter()
            .collect(),
    }
    .to_string()
}

fn together(parts: Vec<String>) -> String {
    let said = parts.into_iter().filter(|p| !p.trim().is_empty());
    said.collect::<Vec<_>>().join("\n\n")
}

/// Lines stay lines: two blanks at an end break a line in Markdown.
fn broken(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let mut all = String::new();
    for (n, line) in lines.iter().enumerate() {
        all.push_str(line);
        let next = lines.get(n + 1);
        match next {
            None => {}
            Some(next) if line.is_empty() || next.is_empty() => all.push('\n'),
            Some(_) => all.push_str("  \n"),
        }
    }
    all
}

/// A fence that is longer than any run of its sign in the text: nothing in it ends it.
fn fenced(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Source, draft};
    use crate::domain::ticket::{Answer, Record, Resolution, Ticket};
    use crate::domain::values::Values;

    fn record(n: u32, kind: &str, values: &[(&str, &str)]) -> Record {
        let mut all = Values::new();
        values.iter().for_each(|(id, text)| all.set(id, *text));
        Record {
            n,
            kind: kind.to_owned(),
            values: all,
            ..Record::default()
        }
    }

    fn ticket() -> Ticket {
        let mut ticket = Ticket {
            subject: "502 from /charge".to_owned(),
            product: "Relay".to_owned(),
            product_version: "9.3".to_owned(),
            ..Ticket::default()
        };
        let answers = [
            ("symptoms", "Every call fails.\nSince 09:40."),
            ("errors", "upstream ``` timed out"),
        ];
        for (field, text) in answers {
            ticket
                .intake
                .insert(field.to_owned(), Answer::Given(text.to_owned()));
        }
        ticket
    }

    #[test]
    fn what_the_ticket_knows_fills_the_fields() {
        let mut ticket = ticket();
        ticket.records = vec![
            record(
                1,
                "root_cause",
                &[("text", "a pool"), ("certainty", "hypothesis")],
            ),
            record(
                2,
                "workaround",
                &[("text", "Restart it"), ("state", "in_place")],
            ),
        ];
        let values = draft(Source { ticket: &ticket });
        assert_eq!(values.get("title"), Some("502 from /charge"));
        assert_eq!(
            values.get("symptoms"),
            Some("Every call fails.  \nSince 09:40.\n\n````\nupstream ``` timed out\n````")
        );
        assert_eq!(values.get("environment"), Some("Relay 9.3"));
        assert_eq!(values.get("products"), Some("Relay = 9.3"));
        assert_eq!(values.get("cause"), Some("A hypothesis: a pool"));
        assert_eq!(values.get("workaround"), Some("Restart it"));
        assert_eq!(values.get("resolution"), None);
        assert_eq!(values.get("known_error"), Some("yes"));
    }

    #[test]
    fn a_resolution_that_is_a_workaround_is_one() {
        let mut ticket = ticket();
        let resolved = |code: &str| {
            Some(Resolution {
                code: code.to_owned(),
                text: "Use the other door".to_owned(),
                cause: "unknown because nobody looked".to_owned(),
                ..Resolution::default()
            })
        };
        ticket.resolution = resolved("workaround");
        let values = draft(Source { ticket: &ticket });
        assert_eq!(values.get("workaround"), Some("Use the other door"));
        assert_eq!(values.get("resolution"), None);
        assert_eq!(values.get("cause"), None);
        ticket.resolution = resolved("solved");
        let values = draft(Source { ticket: &ticket });
        assert_eq!(values.get("resolution"), Some("Use the other door"));
        assert_eq!(values.get("known_error"), Some("no"));
    }
}
