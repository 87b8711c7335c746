//! A package as the page that the next tier reads, in Markdown, from the frozen JSON alone.

use serde_json::Value;

/// The page. Text that is not a package is returned as it is.
#[must_use]
pub fn markdown(json: &str) -> String {
    let Ok(package) = serde_json::from_str::<Value>(json) else {
        return json.to_owned();
    };
    let mut page = Page { out: String::new() };
    page.head(&package);
    page.why(&package);
    page.owed(&package);
    page.returns(&package);
    page.todos(&package);
    page.intake(&package);
    page.records(&package);
    page.checklist(&package);
    page.around(&package);
    page.timeline(&package);
    page.out
}

struct Page {
    out: String,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
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
        self.line(&format!("## {title}"));
        self.line("");
    }

    /// A labelled text: on one line when it is short, else indented below.
    fn item(&mut self, label: &str, body: &str) {
        let mut lines = body.lines();
        let first = lines.next().unwrap_or_default();
        self.line(&format!("- **{label}**: {first}"));
        for line in lines {
            self.line(&format!("  {line}"));
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
            text(package, "for"),
            text(package, "priority"),
            text(package, "kind"),
            text(package, "frozen_at"),
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
        self.heading("Why it comes to you");
        for c in criteria {
            let gone = text(c, "gone");
            let tail = if gone.is_empty() {
                String::new()
            } else {
                format!(" (no longer holds because {gone})")
            };
            self.item(text(c, "label"), &format!("{}{tail}", text(c, "why")));
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
        if list(package, "returns").is_empty() {
            return;
        }
        self.heading("Sent back so far");
        for r in list(package, "returns") {
            let words = [text(r, "reason"), text(r, "text")]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>();
            self.item(
                &format!(
                    "{} by {}, {}",
                    text(r, "move"),
                    text(r, "by"),
                    text(r, "at")
                ),
                &words.join(": "),
            );
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
        self.heading("Intake");
        for field in list(package, "intake") {
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
        for record in records {
            self.line(&format!(
                "### {} · {}, {}",
                text(record, "label"),
                text(record, "by"),
                text(record, "tier")
            ));
            self.line("");
            for field in list(record, "fields") {
                self.item(text(field, "label"), text(field, "text"));
            }
            self.line("");
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
            let mut body = format!("{}: {}", text(item, "state"), text(item, "result"));
            if !text(item, "evidence").is_empty() {
                body = format!("{body} ({})", text(item, "evidence"));
            }
            if stale {
                body.push_str(" (from before the reopening)");
            }
            let body = body.trim_end_matches([':', ' ']).to_owned();
            self.item(
                &format!("{} · {}", text(item, "tier"), text(item, "label")),
                &body,
            );
        }
    }

    fn around(&mut self, package: &Value) {
        let requests = list(package, "requests");
        let holds = list(package, "holds");
        let links = list(package, "links");
        if requests.is_empty() && holds.is_empty() && links.is_empty() {
            return;
        }
        self.heading("Around it");
        for r in requests {
            let answer = r
                .get("answer")
                .and_then(Value::as_str)
                .unwrap_or("no answer yet");
            self.item(
                &format!("Asked {}", text(r, "team")),
                &format!("{} → {answer}", text(r, "text")),
            );
        }
        for h in holds {
            self.line(&format!(
                "- {} until {}. {}",
                text(h, "kind"),
                text(h, "until"),
                text(h, "text")
            ));
        }
        for l in links {
            let other = l.get("ticket").and_then(Value::as_i64).unwrap_or_default();
            self.line(&format!("- Linked to #{other} as {}", text(l, "as")));
        }
    }

    fn timeline(&mut self, package: &Value) {
        if list(package, "timeline").is_empty() {
            return;
        }
        self.heading("History");
        for l in list(package, "timeline") {
            let first = text(l, "text").lines().next().unwrap_or_default();
            self.line(&format!("- {} {}: {first}", text(l, "at"), text(l, "by")));
        }
    }
}
