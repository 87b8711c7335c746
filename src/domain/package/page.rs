//! A package as the page that the next tier reads, in Markdown, from the frozen JSON alone.

use crate::domain::attachment::shown;
use crate::domain::words;
use serde_json::Value;

/// The page. Text that is not a package is returned as it is.
#[must_use]
pub fn markdown(json: &str) -> String {
    let Ok(package) = serde_json::from_str::<Value>(json) else {
        return json.to_owned();
    };
    let mut page = Page::default();
    page.head(&package);
    page.why(&package);
    page.owed(&package);
    page.returns(&package);
    page.todos(&package);
    page.intake(&package);
    page.records(&package);
    page.checklist(&package);
    page.kept(&package);
    page.attachments(&package);
    page.merged(&package);
    page.around(&package);
    page.timeline(&package);
    page.out
}

/// What a package's JSON says of a ticket, from the criteria to what is around it, without the head
/// and the history: for a page that has its own.
#[must_use]
pub fn sections(json: &str) -> String {
    let ticket: Value = serde_json::from_str(json).unwrap_or_default();
    let mut page = Page::default();
    page.why(&ticket);
    page.owed(&ticket);
    page.returns(&ticket);
    page.todos(&ticket);
    page.intake(&ticket);
    page.records(&ticket);
    page.checklist(&ticket);
    page.kept(&ticket);
    page.around(&ticket);
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    /// Behind a heading: the ticket that goes on in this one, of which it is.
    of: String,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The words of what stands under its id. The first format held the words alone.
fn label<'a>(value: &'a Value, key: &str) -> &'a str {
    let words = value.get(format!("{key}_label")).and_then(Value::as_str);
    words.unwrap_or_else(|| text(value, key))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.line(&format!("## {title}{}", self.of));
        self.line("");
    }

    /// A labelled text: on one line when it is short, else quoted below, so that nothing in it is
    /// taken for a part of the page.
    fn item(&mut self, label: &str, body: &str) {
        let body = body.trim_end();
        if body.lines().count() < 2 {
            return self.line(&format!("- **{label}**: {body}"));
        }
        self.line(&format!("- **{label}**:"));
        self.quote(body);
    }

    fn quote(&mut self, body: &str) {
        for line in body.lines() {
            self.line(format!("  > {line}").trim_end());
        }
    }

    fn head(&mut self, package: &Value) {
        let number = package
            .get("ticket")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        let version = package
            .get("package")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        self.line(&format!("# #{number} {}", text(package, "subject")));
        self.line("");
        self.line(&format!(
            "Package {version} for {} · {} · {} · frozen {}",
            label(package, "for"),
            label(package, "priority"),
            label(package, "kind"),
            moment(text(package, "frozen_at")),
        ));
        let product = [text(package, "product"), text(package, "product_version")].join(" ");
        let parts: Vec<&str> = [
            text(package, "customer"),
            text(package, "contact"),
            product.trim(),
        ]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
        self.line(&parts.join(" · "));
        let agent = text(package, "customers_agent");
        if !agent.is_empty() {
            self.line(&format!("The customer's agent is {agent}."));
        }
    }

    fn why(&mut self, package: &Value) {
        let criteria = list(package, "criteria");
        if criteria.is_empty() {
            return;
        }
        self.heading(match text(package, "cause") {
            "escalate" => "Why it comes to you",
            _ => "Why it went up",
        });
        for c in criteria {
            let gone = text(c, "gone");
            let tail = if gone.is_empty() {
                String::new()
            } else {
                format!(" (no longer holds because {gone})")
            };
            let name = format!("{} ({})", text(c, "label"), label(c, "tier"));
            self.item(&name, &format!("{}{tail}", text(c, "why")));
        }
    }

    fn owed(&mut self, package: &Value) {
        if list(package, "owed").is_empty() {
            return;
        }
        self.heading("Owed");
        for o in list(package, "owed") {
            self.line(&format!(
                "- {} (before {}; {})",
                text(o, "text"),
                text(o, "before"),
                text(o, "from")
            ));
        }
    }

    fn returns(&mut self, package: &Value) {
        // That it was cancelled in between is no return: its history says so.
        let back = |r: &&Value| text(r, "move") != "cancel";
        let returns: Vec<&Value> = list(package, "returns").iter().filter(back).collect();
        if returns.is_empty() {
            return;
        }
        self.heading("Sent back so far");
        for r in returns {
            let words = [label(r, "reason"), text(r, "text")]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>();
            let label = format!(
                "{} by {}, {}",
                sent_back(text(r, "move")),
                text(r, "by"),
                moment(text(r, "at"))
            );
            self.item(&label, &words.join(": "));
        }
    }

    fn todos(&mut self, package: &Value) {
        if list(package, "todos").is_empty() {
            return;
        }
        self.heading("Asked and answered");
        for t in list(package, "todos") {
            let answer = t
                .get("answer")
                .and_then(Value::as_str)
                .unwrap_or("not answered yet");
            self.item(text(t, "text"), answer);
        }
    }

    fn intake(&mut self, package: &Value) {
        let fields = list(package, "intake");
        if fields.is_empty() {
            return;
        }
        self.heading("Intake");
        for field in fields {
            let body = match text(field, "state") {
                "given" => text(field, "text").to_owned(),
                "open" => "not asked yet".to_owned(),
                state => format!("{state}: {}", text(field, "text")),
            };
            self.item(text(field, "label"), &body);
        }
    }

    fn records(&mut self, package: &Value) {
        let records = list(package, "records");
        if records.is_empty() {
            return;
        }
        self.heading("Tried and found");
        for (i, record) in records.iter().enumerate() {
            if i > 0 {
                self.line("");
            }
            self.line(&format!(
                "### {} · {}, {}, {}",
                text(record, "label"),
                text(record, "by"),
                label(record, "tier"),
                moment(text(record, "at"))
            ));
            self.line("");
            for field in list(record, "fields") {
                self.item(text(field, "label"), label(field, "text"));
            }
        }
    }

    fn checklist(&mut self, package: &Value) {
        let items = list(package, "checklist");
        if items.is_empty() {
            return;
        }
        self.heading("Checklist");
        for item in items {
            let stale = item
                .get("stale")
                .and_then(Value::as_bool)
                .unwrap_or_default();
            let result = text(item, "result");
            let mut body = match text(item, "state") {
                "done" => result.to_owned(),
                "skipped" => format!("skipped because {result}"),
                "open" => "OPEN".to_owned(),
                state => format!("{result} ({state})"),
            };
            if !text(item, "evidence").is_empty() {
                body = format!("{body} ({})", text(item, "evidence"));
            }
            if stale {
                body.push_str(" (from before the reopening)");
            }
            let name = format!("{} · {}", label(item, "tier"), text(item, "label"));
            self.item(&name, &body);
        }
    }

    fn kept(&mut self, package: &Value) {
        let kept = list(package, "kept");
        if kept.is_empty() {
            return;
        }
        self.heading("Kept evidence");
        for piece in kept {
            let number = |key: &str| piece.get(key).and_then(Value::as_u64).unwrap_or_default();
            let item = match text(piece, "item") {
                "" => String::new(),
                _ => format!(" for {}", label(piece, "item")),
            };
            let (by, at) = (text(piece, "by"), moment(text(piece, "at")));
            let words = text(piece, "words");
            self.line(&format!("- {} {words}{item} ({by}, {at})", number("n")));
            self.quote(text(piece, "text"));
            if number("left_out") > 0 {
                let size = words::size(number("left_out"));
                self.line(&format!("  > … {size} more were not kept"));
            }
            let source = piece.get("source").unwrap_or(&Value::Null);
            if !text(source, "sha256").is_empty() {
                self.line(&format!("  sha256 {}", text(source, "sha256")));
            }
        }
    }

    fn attachments(&mut self, package: &Value) {
        let files = list(package, "attachments");
        if files.is_empty() {
            return;
        }
        self.heading("Attachments");
        for file in files {
            let number = |key: &str| file.get(key).and_then(Value::as_u64).unwrap_or_default();
            self.line(&format!(
                "- {} {} ({}), sha256 {}",
                number("n"),
                shown(text(file, "name")),
                words::size(number("size")),
                text(file, "sha256")
            ));
        }
    }

    /// What was found on the tickets that go on in this one.
    fn merged(&mut self, package: &Value) {
        for ticket in list(package, "merged") {
            let number = ticket.get("ticket").and_then(Value::as_i64);
            let number = number.unwrap_or_default();
            self.heading(&format!("Merged: #{number} {}", text(ticket, "subject")));
            self.of = format!(", #{number}");
            self.intake(ticket);
            self.records(ticket);
            self.kept(ticket);
            self.attachments(ticket);
            self.of.clear();
        }
    }

    fn around(&mut self, package: &Value) {
        let requests = list(package, "requests");
        let holds = list(package, "holds");
        let links = list(package, "links");
        let articles = list(package, "articles");
        let all = [requests, holds, links, articles];
        if all.iter().all(|part| part.is_empty()) {
            return;
        }
        self.heading("Around it");
        for r in requests {
            let answer = r
                .get("answer")
                .and_then(Value::as_str)
                .unwrap_or("no answer yet");
            self.item(
                &format!("Asked {}", label(r, "team")),
                &format!("{} → {answer}", text(r, "text")),
            );
        }
        for h in holds {
            self.line(&format!(
                "- On hold {} until {}. {}",
                label(h, "kind"),
                moment(text(h, "until")),
                text(h, "text")
            ));
        }
        for l in links {
            let other = l.get("ticket").and_then(Value::as_i64).unwrap_or_default();
            self.line(&format!("- {} #{other}", label(l, "as")));
        }
        for a in articles {
            let helped = a.get("helped").and_then(Value::as_bool) == Some(true);
            let how = if helped { "helped" } else { "linked" };
            let (id, title) = (text(a, "article"), text(a, "title"));
            self.line(&format!("- Article {id}, {how}: {title}"));
        }
    }

    fn timeline(&mut self, package: &Value) {
        if list(package, "timeline").is_empty() {
            return;
        }
        self.heading("History");
        for l in list(package, "timeline") {
            let body = text(l, "text");
            let head = format!("- {} {}", moment(text(l, "at")), text(l, "by"));
            if body.lines().count() < 2 {
                self.line(&format!("{head}: {body}"));
            } else {
                self.line(&format!("{head}:"));
                self.quote(body);
            }
        }
    }
}

/// An instant of the JSON as people read it: to the minute, still in UTC.
fn moment(stamp: &str) -> String {
    match (stamp.get(..10), stamp.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => stamp.to_owned(),
    }
}

/// A move that sent it back, in words.
fn sent_back(verb: &str) -> &str {
    match verb {
        "return" => "Sent back",
        "recall" => "Recalled",
        "dissatisfied" => "Customer not satisfied, said",
        "reopen" => "Reopened",
        "reject" => "Fix rejected",
        other => other,
    }
}
