//! Tickets, rows and events made up for the suite.

use crate::domain::actor::{Identity, Viewer};
use crate::domain::event::{Act, DeskEvent, DeskFact, Event, Fact};
use crate::domain::id::{AgentName, At, CommandId, TicketId, Tier};
use crate::domain::row::Row;
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::Ticket;
use crate::store::{Change, DeskInfo};

/// A desk.
#[must_use]
pub fn desk() -> DeskInfo {
    DeskInfo {
        id: "0190-desk".into(),
        name: "Sample".into(),
        process_hash: "p1".into(),
        process_text: "[process]".into(),
        made_at: At(1_000),
        demo: false,
    }
}

/// Someone who sees everything that is not restricted.
#[must_use]
pub fn viewer(name: &str, tiers: &[&str]) -> Viewer {
    Viewer {
        name: AgentName::from(name),
        tiers: tiers.iter().map(|t| Tier::from(*t)).collect(),
        lead: false,
    }
}

/// Someone who sees everything.
#[must_use]
pub fn lead() -> Viewer {
    Viewer {
        lead: true,
        ..viewer("lea", &["tier1"])
    }
}

/// An event that notes something.
#[must_use]
pub fn event(seq: u32, command: &str, text: &str) -> Event {
    Event {
        seq,
        at: At(1_000 + i64::from(seq)),
        by: AgentName::from("ana"),
        identity: Identity::default(),
        stands_in: None,
        command: CommandId::from(command),
        process: "p1".into(),
        act: Act::Recorded,
        facts: vec![Fact::Noted(text.to_owned())],
    }
}

/// An event of the desk.
#[must_use]
pub fn desk_event(command: &str, what: DeskFact) -> DeskEvent {
    DeskEvent {
        at: At(2_000),
        by: AgentName::from("ana"),
        identity: Identity::default(),
        command: CommandId::from(command),
        what,
    }
}

/// A row waiting for a tier.
#[must_use]
pub fn row(tier: &str, subject: &str) -> Row {
    Row {
        stage: Stage::new(&Tier::from(tier), Phase::Queued),
        turn: vec![Tier::from(tier)],
        kind: "incident".into(),
        subject: subject.to_owned(),
        due_at: At::NEVER,
        needs_at: At::NEVER,
        priority_key: 5,
        opened_at: At(1_001),
        updated_at: At(1_001),
        ..Row::default()
    }
}

/// A new ticket with this row.
#[must_use]
pub fn opening(command: &str, row: Row) -> Change {
    let after = Ticket {
        version: 1,
        subject: row.subject.clone(),
        stage: row.stage.clone(),
        ..Ticket::default()
    };
    Change {
        after,
        row: Row { version: 1, ..row },
        expected: 0,
        events: vec![event(1, command, "opened")],
        command: CommandId::from(command),
        alarm: At::NEVER,
        standing: Vec::new(),
        notices: Vec::new(),
    }
}

/// The next change of a ticket that stands as `row` and `ticket`.
#[must_use]
pub fn next(command: &str, mut row: Row, mut ticket: Ticket, text: &str) -> Change {
    let expected = ticket.version;
    ticket.version += 1;
    ticket.notes += 1;
    row.version = ticket.version;
    row.updated_at = At(row.updated_at.0 + 1);
    Change {
        after: ticket,
        row,
        expected,
        events: vec![event(expected + 1, command, text)],
        command: CommandId::from(command),
        alarm: At::NEVER,
        standing: Vec::new(),
        notices: Vec::new(),
    }
}

/// A number that no ticket has.
pub const NOBODY: TicketId = TicketId(999_999);
