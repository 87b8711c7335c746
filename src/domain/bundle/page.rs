//! A ticket with everything the desk has of it as a page in Markdown, for people. A view: the seal is
//! over the canonical JSON.

use super::Entry;
use crate::domain::event::{Event, Fact};
use crate::domain::package;
use crate::domain::process::{Process, Verb};
use crate::domain::ticket::{BundleRef, KbDecision, Ticket};
use crate::domain::words::{headline, utc_time};

/// What stands on the page about its bundle.
#[derive(Clone, Copy, Debug)]
pub enum Seal<'a> {
    /// Nothing was rendered yet: the ticket is under way, or of before there were bundles.
    None,
    /// Rendered when the ticket was closed.
    Rendered(&'a BundleRef),
    /// Sealed when it was archived.
    Sealed(&'a BundleRef),
    /// Sealed by the first rule, over ticket and history.
    First(&'a str),
}

/// The page.
#[must_use]
pub fn page(process: &Process, ticket: &Ticket, entries: &[Entry], seal: Seal) -> String {
    let mut page = Page { out: String::new() };
    page.head(process, ticket);
    page.seal(seal);
    page.outcome(process, ticket);
    let json = package::canonical(process, ticket, &[], &[], 0, Verb::Archive);
    page.out.push_str(&package::sections(&json));
    page.conversation(entries);
    page.notes(entries);
    page.packages(ticket, entries);
    page.history(process, entries);
    page.out
}

struct Page {
    out: String,
}

fn facts(entries: &[Entry]) -> impl Iterator<Item = (&Event, &Fact)> {
    let each = entries.iter().map(|e| &e.event);
    each.flat_map(|e| e.facts.iter().map(move |f| (e, f)))
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.line(&format!("## {title}"));
        self.line("");
    }

    /// A text below its label, quoted, so that nothing in it is taken for a part of the page.
    fn quoted(&mut self, label: &str, text: &str) {
        self.line(&format!("- **{label}**:"));
        for line in text.trim_end().lines() {
            self.line(&format!("  > {line}"));
        }
    }

    fn head(&mut self, process: &Process, ticket: &Ticket) {
        self.line(&format!("# {} {}", ticket.id, ticket.subject));
        self.line("");
        let mut facts = vec![
            process.stage_label(&ticket.stage),
            package::priority(ticket),
            process.code_label("kinds", &ticket.kind).to_owned(),
            format!("opened {}", utc_time(ticket.opened_at)),
        ];
        facts.extend(ticket.over_at.map(|at| format!("over {}", utc_time(at))));
        self.line(&facts.join(" · "));
        let product = format!("{} {}", ticket.product, ticket.product_version);
        let whose = [&ticket.customer_name, &ticket.contact_text, product.trim()];
        let whose: Vec<&str> = whose.into_iter().filter(|w| !w.is_empty()).collect();
        self.line(&whose.join(" · "));
        if let Some(agent) = &ticket.customers_agent {
            self.line(&format!("The customer's agent is {agent}."));
        }
    }

    fn seal(&mut self, seal: Seal) {
        let (word, bundle) = match seal {
            Seal::None => return,
            Seal::First(hash) => {
                self.line("");
                return self.line(&format!(
                    "Sealed with `{hash}`, over the ticket and its history in words."
                ));
            }
            Seal::Rendered(bundle) => ("Rendered", bundle),
            Seal::Sealed(bundle) => ("Sealed", bundle),
        };
        self.line("");
        self.line(&format!(
            "{word} with `{}`; the audit chain then ended at record {}, `{}`.",
            bundle.hash, bundle.head.n, bundle.head.hash
        ));
    }

    fn outcome(&mut self, process: &Process, ticket: &Ticket) {
        if let Some(r) = &ticket.resolution {
            self.heading("Resolution");
            let tier = process.tier_label(&r.tier);
            let code = process.code_label("resolution", &r.code);
            let label = format!("{code} · {}, {tier}, {}", r.by, utc_time(r.at));
            self.quoted(&label, &r.text);
            if !r.cause.is_empty() {
                self.quoted("Cause", &r.cause);
            }
        }
        for s in &ticket.sign_offs {
            let result = process.code_label("sign_off", &s.result);
            let label = format!("Signed for {} by {}", process.tier_label(&s.tier), s.by);
            self.quoted(&label, &format!("{}: {result}", s.checked));
        }
        if let Some(s) = &ticket.satisfaction {
            let score = s.score.map(|n| format!(", {n} of 5")).unwrap_or_default();
            self.line(&match s.confirmed {
                true => format!("- **Satisfied**: {} by {}{score}", s.by, s.how),
                false => "- **Satisfaction**: assumed, not confirmed".to_owned(),
            });
        }
        match &ticket.kb {
            Some(KbDecision::Article(kb)) => self.line(&format!("- **Knowledge base**: {kb}")),
            Some(KbDecision::Nothing(why)) => {
                self.quoted("Knowledge base: nothing new because", why);
            }
            Some(KbDecision::OwedBy(_)) | None => {}
        }
    }

    /// Every word to and from the customer.
    fn conversation(&mut self, entries: &[Entry]) {
        if entries.iter().all(|e| !has(e, is_message)) {
            return;
        }
        self.heading("Conversation");
        for (event, fact) in facts(entries) {
            if let Fact::Message(m, text) = fact {
                let who = match m.outgoing {
                    true => format!("{} to the customer", event.by),
                    false => "From the customer".to_owned(),
                };
                self.quoted(&format!("{} {who} ({})", utc_time(m.at), m.channel), text);
            }
        }
    }

    /// Every word among the agents.
    fn notes(&mut self, entries: &[Entry]) {
        if entries.iter().all(|e| !has(e, is_note)) {
            return;
        }
        self.heading("Notes");
        for (event, fact) in facts(entries) {
            if let Fact::Noted(text) = fact {
                self.quoted(&format!("{} {}", utc_time(event.at), event.by), text);
            }
        }
    }

    fn packages(&mut self, ticket: &Ticket, entries: &[Entry]) {
        if ticket.packages.is_empty() {
            return;
        }
        self.heading("Hand-off packages");
        for (_, fact) in facts(entries) {
            if let Fact::PackageFrozen(p, json) = fact {
                let label = format!("Package {}, `{}`", p.version, p.hash);
                self.quoted(&label, &package::markdown(json));
            }
        }
    }

    fn history(&mut self, process: &Process, entries: &[Entry]) {
        self.heading("History");
        for Entry { event, .. } in entries {
            let words = headline(process, event);
            self.line(&format!("- {} {}: {words}", utc_time(event.at), event.by));
        }
    }
}

fn has(entry: &Entry, what: fn(&Fact) -> bool) -> bool {
    entry.event.facts.iter().any(what)
}

fn is_message(fact: &Fact) -> bool {
    matches!(fact, Fact::Message(..))
}

fn is_note(fact: &Fact) -> bool {
    matches!(fact, Fact::Noted(_))
}
