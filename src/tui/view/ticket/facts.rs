//! The facts of a ticket as lines.

use crate::desk::TicketView;
use crate::domain::attachment::shown;
use crate::domain::clock::Clock;
use crate::domain::id::TicketId;
use crate::domain::kept;
use crate::domain::known_error::KnownError;
use crate::domain::process::{Field, Process};
use crate::domain::reference::Reference;
use crate::domain::reply::person;
use crate::domain::row::Due;
use crate::domain::safe::{self, SafeText};
use crate::domain::team;
use crate::domain::ticket::{Answer, Ticket};
use crate::domain::words;
use crate::tui::model::Model;
use crate::tui::model::ticket::{LINKED, OPENING, RECORDS, Spot, spots};
use crate::tui::msg::Loaded;
use crate::tui::similar::counted;
use crate::tui::theme::Role;
use crate::tui::update::lists::capital;
use crate::tui::wrap::wrap;

/// A line.
pub struct Fact {
    /// Its label, in a column of its own.
    pub label: Option<String>,
    /// Its words.
    pub parts: Vec<(String, Role)>,
    /// The spot that the cursor can stand on.
    pub spot: Option<usize>,
}

fn line(parts: Vec<(String, Role)>) -> Fact {
    Fact {
        label: None,
        parts,
        spot: None,
    }
}

/// The lines: where it stands, its clocks, then one for each spot, then the opening message.
pub fn facts(model: &Model, width: usize) -> Vec<Fact> {
    let (Some(loaded), Some(process)) = (&model.loaded, model.process()) else {
        return Vec::new();
    };
    let ticket = &loaded.view.ticket;
    let mut facts = vec![standing(model, process, ticket)];
    facts.extend(clocks(model, loaded));
    facts.extend(loaded.view.known.iter().map(known_error));
    for (i, spot) in spots(loaded).iter().enumerate() {
        let (label, parts) = words_of(model, process, loaded, spot);
        facts.push(Fact {
            label: Some(label),
            parts,
            spot: Some(i),
        });
    }
    facts.extend(rest(process, ticket));
    facts.extend(opening(model, loaded, width));
    facts
}

/// Gives long words the rows that would stay empty, from the top; what has no room ends in `…`.
pub fn spread(facts: Vec<Fact>, width: usize, height: usize) -> Vec<Fact> {
    let mut free = height.saturating_sub(facts.len());
    let mut spread = Vec::with_capacity(height);
    for fact in facts {
        let rows = if fact.label.is_some() {
            rows(fact, width, free + 1)
        } else {
            vec![fact]
        };
        free -= rows.len() - 1;
        spread.extend(rows);
    }
    spread
}

/// A fact as at most so many rows.
fn rows(mut fact: Fact, width: usize, most: usize) -> Vec<Fact> {
    let Some((text, role)) = fact.parts.pop() else {
        return vec![fact];
    };
    let before: usize = fact.parts.iter().map(|(t, _)| safe::width(t)).sum();
    let few: String = text
        .trim()
        .chars()
        .take(width.saturating_mul(most + 1))
        .collect();
    let room = width.saturating_sub(before).max(1);
    let mut lines = wrap(SafeText::block(&few), room, 0);
    lines.retain(|l| !l.trim().is_empty());
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!(
                "{} …",
                safe::truncate(last.trim_end(), room.saturating_sub(2))
            );
        }
    }
    let mut lines = lines.into_iter();
    fact.parts.push((lines.next().unwrap_or_default(), role));
    let more = lines.map(|text| Fact {
        label: Some(String::new()),
        parts: vec![(" ".repeat(before), role), (text, role)],
        spot: None,
    });
    let more: Vec<Fact> = more.collect();
    std::iter::once(fact).chain(more).collect()
}

fn standing(model: &Model, process: &Process, ticket: &Ticket) -> Fact {
    let mut parts = vec![(process.stage_label(&ticket.stage), Role::Title)];
    let mut also = |text: String, role| {
        parts.push((" · ".to_owned(), Role::Border));
        parts.push((text, role));
    };
    if let Some(who) = &ticket.assignee {
        let mine = model.me().is_some_and(|m| m.name == *who);
        also(who.0.clone(), if mine { Role::Mine } else { Role::Text });
    } else if let Some(who) = &ticket.offered_to {
        also(format!("offered to {who}"), Role::Dim);
    }
    let customer = match (ticket.contact_text.as_str(), ticket.customer_name.as_str()) {
        ("", "") => String::new(),
        ("", name) | (name, "") => format!("for {name}"),
        (contact, name) => format!("for {}, {name}", person(contact)),
    };
    if !customer.is_empty() {
        also(customer, Role::Text);
    }
    if !ticket.product.is_empty() {
        also(
            format!("{} {}", ticket.product, ticket.product_version),
            Role::Dim,
        );
    }
    line(parts)
}

/// How a known error that it is linked to is worked around.
fn known_error((id, known): &(Reference, KnownError)) -> Fact {
    Fact {
        label: Some("Workaround".to_owned()),
        parts: vec![
            (format!("{id}: "), Role::Dim),
            (words::flat(&known.workaround), Role::Good),
        ],
        spot: None,
    }
}

fn clocks(model: &Model, loaded: &Loaded) -> Option<Fact> {
    let ticket = &loaded.view.ticket;
    let mut parts = Vec::new();
    if ticket.major {
        parts.push(("major incident".to_owned(), Role::Major));
    } else if ticket.priority > 0 {
        let sure = if ticket.triaged { "" } else { "?" };
        let role = match ticket.priority {
            1 => Role::P1,
            2 => Role::P2,
            3 => Role::P3,
            _ => Role::P4,
        };
        parts.push((format!("P{}{sure}", ticket.priority), role));
    } else {
        parts.push(("P?".to_owned(), Role::Dim));
    }
    for (n, word) in [
        (ticket.returns, "sent back"),
        (ticket.reopens, "reopened"),
        (ticket.fix_attempts, "fix failed"),
    ] {
        if n > 0 {
            parts.push((format!(" · {word} {n}×"), Role::SentBack));
        }
    }
    if ticket.audience.is_some() {
        parts.push((" · restricted".to_owned(), Role::Blocked));
    }
    if let Some(path) = &ticket.path {
        parts.push((format!(" · {}", path.replace('_', " ")), Role::Dim));
    }
    // The nearest first: a narrow pane cuts off what is far away.
    let mut clocks: Vec<&Clock> = loaded.view.clocks.iter().collect();
    clocks.retain(|c| c.met.is_none());
    clocks.sort_by_key(|c| (c.is_paused(), c.due));
    for clock in clocks {
        parts.push((" · ".to_owned(), Role::Border));
        parts.push(clock_words(model, clock));
    }
    if let Some(policy) = model.process().and_then(|p| p.policy(ticket)) {
        parts.push((format!(" · {}", policy.label), Role::Dim));
    }
    (!parts.is_empty()).then(|| line(parts))
}

fn clock_words(model: &Model, clock: &Clock) -> (String, Role) {
    let what = match clock.what {
        Due::TimeInStage => "stage",
        other => words::clock_words(other),
    };
    let now = clock.hand(model.now);
    if clock.is_paused() && !clock.is_breached(now) {
        return (format!("{what} paused"), Role::Paused);
    }
    let left = clock.due.since_ms(now);
    let role = match left {
        ..=0 => Role::Late,
        1..3_600_000 => Role::DueSoon,
        _ => Role::Text,
    };
    (format!("{what} {}", words::due_words(clock.due, now)), role)
}

fn words_of(
    model: &Model,
    process: &Process,
    loaded: &Loaded,
    spot: &Spot,
) -> (String, Vec<(String, Role)>) {
    let ticket = &loaded.view.ticket;
    let plain = |label: &str, text: String, role| (label.to_owned(), vec![(text, role)]);
    match spot {
        Spot::Intake(field) => intake(ticket, field),
        Spot::Todo(n) => {
            let todo = ticket.todos.iter().find(|t| t.n == *n);
            plain(
                "To do",
                todo.map(|t| t.text.clone()).unwrap_or_default(),
                Role::SentBack,
            )
        }
        Spot::Owed(n) => {
            let owed = ticket.owed.iter().find(|o| o.n == *n);
            let text = owed
                .map(|o| format!("{}, before {}", o.text, o.before))
                .unwrap_or_default();
            plain("Owed", text, Role::Owed)
        }
        Spot::Hold(n) => {
            let hold = ticket.holds.iter().find(|h| h.n == *n);
            let text = hold.map(|h| {
                let wait = words::wait_words(h.until, model.now, &model.taste.zone);
                format!("{}, {wait}", process.code_label("hold", &h.kind))
            });
            plain("Waits", text.unwrap_or_default(), Role::Paused)
        }
        Spot::Request(n) => {
            let request = ticket.requests.iter().find(|r| r.n == *n);
            let text = request.map(|r| {
                let due = words::due_words(r.due, model.now);
                format!("{} {due}: {}", team::label(process, r), r.text)
            });
            plain("Asked", text.unwrap_or_default(), Role::Text)
        }
        Spot::Criterion(id) => {
            let found = ticket.standing_criteria().find(|c| &c.id == id);
            let text = found.map(|c| {
                let label = process
                    .code_label(&format!("criteria:{}", c.tier), &c.id)
                    .to_owned();
                if c.why.is_empty() {
                    label
                } else {
                    format!("{label}: {}", c.why)
                }
            });
            plain("Because", text.unwrap_or_default(), Role::Text)
        }
        Spot::Package(0) => plain("Bundle", "p reads it".to_owned(), Role::Dim),
        Spot::Package(version) => plain(
            "Package",
            format!("version {version}, p reads it"),
            Role::Dim,
        ),
        Spot::Kept => {
            let words = kept::counted(loaded.view.standing_kept()).unwrap_or_default();
            plain(
                "Kept",
                words.trim_end_matches(" kept").to_owned(),
                Role::Text,
            )
        }
        Spot::Unread => {
            let words = match loaded.unread.len() {
                1 => "a word of the customer, I reads it".to_owned(),
                n => format!("{n} words of the customer, I reads them"),
            };
            plain("Unread", words, Role::Reply)
        }
        Spot::Similar => similar(model, ticket),
        Spot::Files => plain("Files", files(&loaded.view), Role::Text),
        Spot::Handover => {
            let handover = ticket.handover.as_ref();
            let text = handover.map(|h| {
                let first = h.text.lines().next().unwrap_or_default();
                format!("{} → {}, not accepted yet: {first}", h.from, h.to)
            });
            plain("Handed over", text.unwrap_or_default(), Role::Blocked)
        }
        Spot::Approval => {
            let asked = ticket.approval_asked.as_ref();
            let text = asked.map(|a| {
                let first = a.text.lines().next().unwrap_or_default();
                format!("{} asks for it  {first}", a.by)
                    .trim_end()
                    .to_owned()
            });
            plain("Approval", text.unwrap_or_default(), Role::Blocked)
        }
        Spot::Article(id) => {
            let link = ticket.articles.iter().find(|a| a.article == *id);
            let text = link.map(|a| {
                let how = if a.helped { "helped: " } else { "" };
                format!("{id} {how}{}", a.title)
            });
            plain("Article", text.unwrap_or_default(), Role::Text)
        }
        Spot::Link(other, kind) => {
            let label = process.code_label("link", kind);
            plain(
                "Linked",
                format!("{label} {}", linked(process, loaded, *other)),
                Role::Text,
            )
        }
        Spot::LinkedFrom(other, kind) => {
            let label = words::linked_back(process, kind);
            plain(
                "Linked",
                format!("{label} {}", linked(process, loaded, *other)),
                Role::Text,
            )
        }
        Spot::LinkedMore => {
            let from = loaded.view.linked_here().count();
            let more = from.saturating_sub(LINKED);
            let than = if loaded.view.linked_more {
                "more than "
            } else {
                ""
            };
            let text = format!("{than}{more} more are linked here; Enter lists them");
            plain("", text, Role::Dim)
        }
    }
}

/// A linked ticket in words: what it is about, where it stands.
fn linked(process: &Process, loaded: &Loaded, id: TicketId) -> String {
    match loaded.view.linked.iter().find(|l| l.id == id) {
        Some(l) => format!("{id} {} · {}", l.subject, process.stage_label(&l.stage)),
        None => id.to_string(),
    }
}

/// What is like it, as far as that is known.
fn similar(model: &Model, ticket: &Ticket) -> (String, Vec<(String, Role)>) {
    let known = model.likes.as_ref().filter(|(id, _)| *id == ticket.id);
    let (text, role) = match known.map(|(_, likes)| counted(likes)) {
        None => ("…".to_owned(), Role::Dim),
        Some(None) => ("none found".to_owned(), Role::Dim),
        Some(Some(words)) => (words, Role::Text),
    };
    ("Similar".to_owned(), vec![(text, role)])
}

/// How many, and the name of the latest.
fn files(view: &TicketView) -> String {
    let standing = || {
        let files = view.files().map(|(_, file)| file);
        files.filter(|file| file.retracted.is_none())
    };
    let count = standing().count();
    let latest = standing().max_by_key(|file| (file.at, file.n));
    let latest = latest.map(|file| shown(&file.name)).unwrap_or_default();
    match count {
        1 => latest,
        many => format!("{many} files, the latest {latest}"),
    }
}

fn intake(ticket: &Ticket, field: &str) -> (String, Vec<(String, Role)>) {
    let parts = match ticket.intake.get(field) {
        None => vec![("not asked yet".to_owned(), Role::Open)],
        Some(Answer::Given(text)) => vec![(text.clone(), Role::Text)],
        Some(Answer::Unavailable(why)) => {
            vec![
                ("not available: ".to_owned(), Role::Dim),
                (why.clone(), Role::Text),
            ]
        }
        Some(Answer::Preset(text)) => {
            vec![
                ("preset: ".to_owned(), Role::Dim),
                (text.clone(), Role::Dim),
            ]
        }
    };
    (capital(&field.replace('_', " ")), parts)
}

/// What is known beside the spots: the resolution, the evidence.
fn rest(process: &Process, ticket: &Ticket) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, text: String, role| {
        facts.push(Fact {
            label: Some(label.to_owned()),
            parts: vec![(text, role)],
            spot: None,
        });
    };
    if let Some(resolution) = &ticket.resolution {
        let words = words::resolution(process, &resolution.code, &resolution.text);
        fact("Resolution", words, Role::Good);
    }
    for signed in &ticket.sign_offs {
        let tier = process.tier_label(&signed.tier);
        fact(
            "Signed",
            format!(
                "{} for {tier}: {}",
                signed.by,
                process.code_label("sign_off", &signed.result)
            ),
            Role::Good,
        );
    }
    for record in ticket
        .records
        .iter()
        .rev()
        .filter(|r| !r.retracted)
        .take(RECORDS)
    {
        let def = process.record(&record.kind);
        let label = def.map_or(record.kind.as_str(), |k| k.label.as_str());
        let fields = def.map_or(&[][..], |k| &k.fields);
        let said = |f: &Field| Some(process.value_label(f, record.values.get(&f.id)?).to_owned());
        let first: Vec<String> = fields.iter().filter_map(said).take(2).collect();
        fact(label, first.join(" · "), Role::Text);
    }
    facts
}

/// The opening message, wrapped.
fn opening(model: &Model, loaded: &Loaded, width: usize) -> Vec<Fact> {
    let ticket = &loaded.view.ticket;
    let wrapped = model.wraps.get((ticket.id, "opening"), width, 0, || {
        SafeText::block(loaded.opening.trim()).into_owned()
    });
    wrapped
        .window(0, OPENING)
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(i, line)| Fact {
            label: Some(if i == 0 {
                "They wrote".to_owned()
            } else {
                String::new()
            }),
            parts: vec![(line.into_owned(), Role::Dim)],
            spot: None,
        })
        .collect()
}
