//! The new-ticket form: the process's fields for opening, with the caller looked up as you type.
//!
//! Enter takes a known caller, with customer, product and version, and shows their latest open
//! tickets; what is typed otherwise goes to the desk as it is (`Lena Park <lena@acme.example>, Acme`).

mod aloud;
mod caller;

use super::form::{Ask, Form, FormTheme, Ground, Hit, Lookup, Outcome, Prose, Spec, Typed};
use super::keys::{Code, Key};
use crate::domain::actor::Actor;
use crate::domain::blocker::Refusal;
use crate::domain::command::{Opening, Scene};
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::Opened;
use crate::domain::id::{At, ContactId, CustomerId};
use crate::domain::offer;
use crate::domain::process::Process;
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeMap;

/// The form of the process file that asks what opens a ticket; also the id of its draft.
pub const FORM: &str = "open";

/// A caller that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The person.
    pub contact: Option<Contact>,
    /// The organisation.
    pub customer: Option<Customer>,
    /// How many tickets of theirs are open, if that was counted.
    pub tickets: Option<u32>,
}

/// The open tickets of a customer that was picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theirs {
    /// Whose.
    pub customer: CustomerId,
    /// The latest two: number and subject, and the stage.
    pub latest: Vec<(String, String)>,
    /// How many are open.
    pub open: u32,
}

/// What a key, a click or a paste led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewOutcome {
    /// The form has no use for it.
    Ignored,
    /// Used; nothing to keep.
    Nothing,
    /// What is typed changed: keep the draft.
    Changed,
    /// Leave; the draft stays.
    Cancel,
    /// Callers are to be looked up; the draft changed as well.
    Ask(Ask),
    /// A known customer was picked: their open tickets are to be read; the draft changed as well.
    Picked(CustomerId),
    /// Open it. Customer and contact are those picked, or the words typed in their place.
    Submit(Box<Opening>),
    /// Open the text of this field in the agent's own editor.
    OpenEditor(String),
}

/// A record that was picked, and the text that stands for it: once the text differs, so does the
/// record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pick {
    id: i64,
    text: String,
}

/// The form for a new ticket.
#[derive(Clone, Debug)]
pub struct NewTicket {
    form: Form,
    title: String,
    matrix: BTreeMap<(String, String), u8>,
    products: Vec<String>,
    known: Vec<Known>,
    contact: Option<Pick>,
    customer: Option<Pick>,
    /// Open tickets of the customer that was picked last.
    theirs: Option<Theirs>,
    /// When what came back from a draft was typed, in words.
    resumed: Option<String>,
}

impl NewTicket {
    /// An empty form. `products`: names seen on this desk, for completion.
    #[must_use]
    pub fn new(process: &Process, ground: Ground, products: Vec<String>) -> NewTicket {
        let def = process.forms.get(FORM).cloned().unwrap_or_default();
        let scene = Scene {
            now: ground.now,
            ..Scene::default()
        };
        let prefill = offer::prefill(&Ticket::default(), &Actor::default(), &scene, &def.fields);
        let lookup = |field: &str, what| (field.to_owned(), what);
        let spec = Spec {
            id: FORM.to_owned(),
            title: def.title.clone(),
            fields: def.fields,
            send: "Open the ticket".to_owned(),
            lookups: BTreeMap::from([
                lookup("contact", Lookup::Customer),
                lookup("customer", Lookup::Customer),
                lookup("product", Lookup::Product),
                lookup("version", Lookup::Version(String::new())),
            ]),
            either: vec![vec!["contact".to_owned(), "customer".to_owned()]],
            ..Spec::default()
        };
        let mut form = Form::new(spec, process, ground, &prefill);
        form.focus_field("contact");
        NewTicket {
            form,
            title: def.title,
            matrix: process.matrix.clone(),
            products,
            known: Vec::new(),
            contact: None,
            customer: None,
            theirs: None,
            resumed: None,
        }
    }

    /// The open tickets of a customer; those of one who is not picked any more are dropped.
    pub fn theirs(&mut self, theirs: Theirs) {
        self.theirs = Some(theirs);
        self.show_theirs();
    }

    /// The known customer the ticket is for, as things stand.
    #[must_use]
    pub fn picked_customer(&self) -> Option<CustomerId> {
        let pick = self.standing("customer", self.customer.as_ref())?;
        Some(CustomerId(pick.id))
    }

    /// What is typed of the issue: subject and text.
    #[must_use]
    pub fn story(&self) -> (String, String) {
        let text = |field: &str| self.form.text(field).unwrap_or_default();
        (text("subject"), text("text"))
    }

    /// What is similar, under the subject.
    pub fn similar(&mut self, notes: Vec<(String, String)>) {
        self.form.set_notes("subject", notes);
    }

    fn show_theirs(&mut self) {
        let customer = self.picked_customer();
        let fits = |t: &&Theirs| Some(t.customer) == customer;
        let notes = self.theirs.as_ref().filter(fits).map(caller::notes);
        self.form.set_notes("customer", notes.unwrap_or_default());
    }

    /// Says that the text is an unfinished one of this time.
    pub fn set_resumed(&mut self, since: String) {
        self.resumed = Some(since);
        self.show_priority();
    }

    /// Whether a key asks for an empty form in place of the unfinished text that came back.
    #[must_use]
    pub fn starts_afresh(&self, key: Key) -> bool {
        let asks = key.ctrl && key.code == Code::Char('n');
        asks && self.resumed.is_some() && !self.form.is_choosing()
    }

    /// As [`Form::awaits`].
    #[must_use]
    pub fn awaits(&self, key: Key) -> bool {
        self.form.awaits(key)
    }

    /// As [`Form::not_found`].
    pub fn not_found(&mut self, field: &str) {
        self.form.not_found(field);
    }

    /// The field in focus.
    #[must_use]
    pub fn focused(&self) -> Option<&str> {
        self.form.focused()
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> NewOutcome {
        // Sent from a list of callers, who was chosen there is taken along.
        if key.ctrl
            && key.code == Code::Char('s')
            && let Some(taken) = self.form.take_chosen()
        {
            self.led_to(taken);
        }
        let outcome = self.form.key(key);
        self.led_to(outcome)
    }

    /// Handles a key that came in one burst with the end of a paste: it edits text at most.
    pub fn key_after_paste(&mut self, key: Key) -> NewOutcome {
        let outcome = self.form.key_after_paste(key);
        self.led_to(outcome)
    }

    /// Takes a paste as text.
    pub fn paste(&mut self, text: &str) -> NewOutcome {
        let outcome = self.form.paste(text);
        self.led_to(outcome)
    }

    /// Handles a click.
    pub fn click(&mut self, column: u16, row: u16) -> NewOutcome {
        let outcome = self.form.click(column, row);
        self.led_to(outcome)
    }

    /// Moves the focus by the mouse wheel.
    pub fn wheel(&mut self, down: bool) -> NewOutcome {
        let outcome = self.form.wheel(down);
        self.led_to(outcome)
    }

    /// Paints the form; returns where the cursor is.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        self.form.draw(area, buf, theme)
    }

    /// Who was found for a question; an answer to words that are gone is dropped.
    pub fn known(&mut self, ask: &Ask, known: Vec<Known>) {
        if self.form.text(&ask.field).as_deref().map(str::trim) != Some(&ask.words) {
            return;
        }
        let hits = known.iter().enumerate();
        let by_contact = ask.field == "contact";
        let hits = hits.map(|(i, k)| caller::hit(i, k, by_contact)).collect();
        self.known = known;
        self.form.found(ask, hits);
    }

    /// The desk refused.
    pub fn refused(&mut self, refusal: &Refusal) {
        self.form.refused(refusal);
    }

    /// Whether whoever nobody is called is somebody new: the desk asked before.
    #[must_use]
    pub fn insists(&self) -> bool {
        self.form.insists()
    }

    /// The desk could not do it; the text stays.
    pub fn failed(&mut self, sentence: String) {
        self.form.failed(sentence);
    }

    /// Sent, waiting for the answer.
    pub fn sending(&mut self, is_sending: bool) {
        self.form.sending(is_sending);
    }

    /// As [`Form::is_sending`].
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.form.is_sending()
    }

    /// As [`Form::since_sent`].
    #[must_use]
    pub fn since_sent(&self) -> Option<Typed> {
        self.form.since_sent()
    }

    /// As [`Form::prose`].
    #[must_use]
    pub fn prose(&self) -> Option<Prose> {
        self.form.prose()
    }

    /// Moves the present.
    pub fn tick(&mut self, now: At) {
        self.form.tick(now);
    }

    /// Sets the text of a field: what came back from the agent's own editor, or an address already
    /// known.
    pub fn set_text(&mut self, field: &str, text: &str) {
        self.form.set_text(field, text);
    }

    /// The text of a field as typed.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<String> {
        self.form.text(field)
    }

    /// Whether anything was typed.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.form.is_touched()
    }

    /// What is typed, for the draft: who was picked with it.
    #[must_use]
    pub fn typed(&self) -> Typed {
        let mut typed = self.form.typed();
        for (field, pick) in [("contact", &self.contact), ("customer", &self.customer)] {
            if let Some(pick) = self.standing(field, pick.as_ref()) {
                typed
                    .values
                    .set(&format!("{field}_id"), pick.id.to_string());
            }
        }
        typed
    }

    /// Takes a draft back.
    pub fn restore(&mut self, typed: &Typed) {
        self.form.restore(typed);
        let pick = |field: &str| {
            let id = typed.values.get(&format!("{field}_id"))?.parse().ok()?;
            let text = typed.values.get(field)?.to_owned();
            Some(Pick { id, text })
        };
        (self.contact, self.customer) = (pick("contact"), pick("customer"));
        self.show_priority();
    }

    fn led_to(&mut self, outcome: Outcome) -> NewOutcome {
        self.show_priority();
        self.show_theirs();
        match outcome {
            Outcome::Ignored => NewOutcome::Ignored,
            Outcome::Nothing | Outcome::Jump(_) => NewOutcome::Nothing,
            Outcome::Changed => NewOutcome::Changed,
            Outcome::Cancel => NewOutcome::Cancel,
            Outcome::OpenEditor(field) => NewOutcome::OpenEditor(field),
            Outcome::Ask(ask) => self.ask(ask),
            Outcome::Picked { field, id } => {
                self.picked(&field, &id);
                self.show_theirs();
                self.picked_customer()
                    .map_or(NewOutcome::Changed, NewOutcome::Picked)
            }
            Outcome::Submit(values) => NewOutcome::Submit(Box::new(self.opening(&values))),
        }
    }

    /// Versions that were found for the words in a field.
    pub fn found(&mut self, ask: &Ask, hits: Vec<Hit>) {
        self.form.found(ask, hits);
    }

    /// Products are known already; callers and versions are not.
    fn ask(&mut self, ask: Ask) -> NewOutcome {
        if let Lookup::Version(_) = ask.what {
            let product = self.form.text("product").unwrap_or_default();
            let what = Lookup::Version(product.trim().to_owned());
            return NewOutcome::Ask(Ask { what, ..ask });
        }
        if ask.what != Lookup::Product {
            return NewOutcome::Ask(ask);
        }
        let words = ask.words.to_lowercase();
        let hit = |name: &String| Hit {
            id: name.clone(),
            label: name.clone(),
            detail: String::new(),
        };
        let fitting = self
            .products
            .iter()
            .filter(|p| p.to_lowercase().contains(&words) && p.to_lowercase() != words);
        let hits = fitting.take(9).map(hit).collect();
        self.form.found(&ask, hits);
        NewOutcome::Changed
    }

    fn picked(&mut self, field: &str, id: &str) {
        // A version may be a number as well.
        if !matches!(field, "contact" | "customer") {
            return;
        }
        let place = id.parse::<usize>().ok();
        let Some(known) = place.and_then(|i| self.known.get(i)).cloned() else {
            return;
        };
        if let (Some(contact), "contact") = (&known.contact, field) {
            self.contact = Some(self.put("contact", contact.id.0, &contact.shown()));
        }
        if let Some(customer) = &known.customer {
            self.customer = Some(self.put("customer", customer.id.0, &customer.name));
            // One product needs no question; of several the person says which.
            if let [(product, version)] = customer.products.as_slice() {
                self.put_blank("product", product);
                self.put_blank("version", version);
            }
            let products = customer.products.iter().map(|(name, _)| name.clone());
            self.products.splice(0..0, products);
        }
        self.form.focus_field("subject");
    }

    fn put(&mut self, field: &str, id: i64, text: &str) -> Pick {
        self.form.set_text(field, text);
        Pick {
            id,
            text: text.to_owned(),
        }
    }

    fn put_blank(&mut self, field: &str, text: &str) {
        if self.form.text(field).is_some_and(|t| t.trim().is_empty()) {
            self.form.set_text(field, text);
        }
    }

    /// A pick counts as long as its text stands.
    fn standing<'a>(&self, field: &str, pick: Option<&'a Pick>) -> Option<&'a Pick> {
        let text = self.form.text(field)?;
        pick.filter(|p| p.text.trim() == text.trim())
    }

    /// The priority that follows from impact and urgency, marked as not yet confirmed.
    fn show_priority(&mut self) {
        let level = |field: &str| self.form.text(field).unwrap_or_default();
        let title = match self.matrix.get(&(level("impact"), level("urgency"))) {
            Some(priority) => format!("{} · P{priority}?", self.title),
            None => self.title.clone(),
        };
        let title = match &self.resumed {
            Some(since) => format!("{title} · ctrl-n starts afresh · unfinished text of {since}"),
            None => title,
        };
        self.form.set_title(title);
    }

    fn opening(&self, values: &Values) -> Opening {
        let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
        let picked = |field: &str, pick: Option<&Pick>| Some(self.standing(field, pick)?.id);
        let opened = Opened {
            kind: get("kind"),
            subject: get("subject"),
            channel: get("channel"),
            customer: picked("customer", self.customer.as_ref()).map(CustomerId),
            customer_name: get("customer"),
            contact: picked("contact", self.contact.as_ref()).map(ContactId),
            contact_text: get("contact"),
            product: get("product"),
            product_version: get("version"),
            text: values.0.get("text").cloned().unwrap_or_default(),
            ..Opened::default()
        };
        Opening {
            opened,
            impact: get("impact"),
            urgency: get("urgency"),
            ..Opening::default()
        }
    }
}

#[cfg(test)]
mod tests;
