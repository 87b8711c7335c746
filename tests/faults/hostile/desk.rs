//! A desk in which every field holds a hostile string.

use super::strings::Strings;
use crate::support::desk::{
    Backend, Bench, answer, check, note, received, record, take, unavailable,
};
use hoist::desk::Desk;
use hoist::domain::command::{Command, Opening};
use hoist::domain::event::Opened;
use hoist::domain::id::{CommandId, TicketId};

/// In memory, for the screen.
pub fn filled(strings: &mut Strings, many: usize) -> Bench {
    let mut bench = Bench::new(Backend::Memory);
    bench.sit("ana");
    fill(&mut bench.desk, strings, many);
    bench
}

/// Opens tickets until so many strings are used up. What a rule refuses, blanks above all, is left out.
pub fn fill(desk: &mut Desk, strings: &mut Strings, many: usize) {
    let (mut used, mut commands) = (0, 0);
    while used < many {
        let mut next = || {
            used += 1;
            strings.next()
        };
        let opened = Opened {
            kind: "incident".to_owned(),
            subject: next(),
            channel: "phone".to_owned(),
            customer_name: next(),
            contact_text: next(),
            product: next(),
            product_version: next(),
            tags: vec![next()],
            text: next(),
            ..Opened::default()
        };
        let opening = Opening {
            opened,
            impact: "medium".to_owned(),
            urgency: "medium".to_owned(),
            ..Opening::default()
        };
        let then = [
            take(),
            answer("symptoms", &next()),
            answer("steps", &next()),
            unavailable("errors", &next()),
            check("logs", &next()),
            note(&next()),
            received(&next()),
            record("tried", &[("what", &next()), ("result", &next())]),
        ];
        commands += 1;
        let id = CommandId(format!("h{commands}"));
        if let Ok(done) = desk.open_ticket(opening, &id) {
            give(desk, done.id, then, commands);
        }
    }
}

fn give<const N: usize>(desk: &mut Desk, ticket: TicketId, then: [Command; N], n: u32) {
    for (at, command) in then.into_iter().enumerate() {
        let _ = desk.run(ticket, None, command, &CommandId(format!("h{n}-{at}")));
    }
}
