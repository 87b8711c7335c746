//! Which clocks of a ticket ran out, and when: the clocks of `domain/clock.rs`, asked before each event what came due
//! since the one before.

use crate::domain::apply;
use crate::domain::clock;
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::process::{Process, Verb};
use crate::domain::row::Due;
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Hold, LastMove, MessageRef, Ticket, Told};

/// As much of a ticket as its clocks need.
#[derive(Debug, Default)]
pub struct Watch {
    ticket: Ticket,
    /// Clocks that ran out and were not set anew since.
    out: Vec<Due>,
    until: At,
    first_tier: Tier,
}

impl Watch {
    /// For tickets under this process file.
    #[must_use]
    pub fn new(process: &Process) -> Watch {
        Watch {
            first_tier: process.first_tier(),
            ..Watch::default()
        }
    }

    /// A new ticket.
    pub fn open(&mut self, at: At, channel: &str, imported: bool) {
        self.ticket = Ticket {
            opened_at: at,
            stage_since: at,
            imported,
            stage: Stage::new(&self.first_tier, Phase::Queued),
            ..Ticket::default()
        };
        self.out.clear();
        self.until = at;
        if apply::is_live(channel) {
            self.ticket.first_response_at = Some(at);
        }
    }

    /// What it is about, as policies ask for it.
    pub fn about(&mut self, kind: &str, product: &str, customer: &str) {
        set(&mut self.ticket.kind, kind);
        set(&mut self.ticket.product, product);
        set(&mut self.ticket.customer_name, customer);
    }

    /// Its priority.
    pub fn priority(&mut self, priority: u8, major: bool) {
        (self.ticket.priority, self.ticket.major) = (priority, major);
    }

    /// It stands there from now on: by a move made here, or by a step of imported history.
    pub fn stands(&mut self, tier: &str, phase: Phase, at: At, by: Option<Verb>) {
        let ticket = &mut self.ticket;
        match by {
            Some(verb) => {
                ticket.last_move = Some(LastMove {
                    verb,
                    from: Stage::default(),
                    by: AgentName::default(),
                    at,
                });
            }
            // Words up to here promised nothing at this desk.
            None => ticket.lived += 1,
        }
        if ticket.stage.phase == phase && ticket.stage.tier.as_str() == tier {
            return;
        }
        self.out
            .retain(|d| !matches!(d, Due::Acceptance | Due::TimeInStage));
        set(&mut ticket.stage.tier.0, tier);
        ticket.stage.phase = phase;
        ticket.stage_since = at;
        ticket.over_at = phase.is_over().then_some(at);
    }

    /// A hold begins.
    pub fn hold(&mut self, n: u32, pauses: bool, at: At) {
        let hold = Hold {
            n,
            pauses,
            at,
            ..Hold::default()
        };
        apply::hold_begins(&mut self.ticket, &hold);
    }

    /// It ends.
    pub fn resume(&mut self, n: u32, at: At) {
        apply::hold_ends(&mut self.ticket, n, at);
    }

    /// Words to the customer.
    pub fn word(&mut self, n: u32, attempt: bool, at: At) {
        self.out.retain(|d| *d != Due::Update || attempt);
        let message = MessageRef {
            n,
            outgoing: true,
            attempt,
            at,
            seq: self.ticket.lived + 1,
            ..MessageRef::default()
        };
        apply::message_added(&mut self.ticket, &message);
    }

    /// They were taken back.
    pub fn take_back(&mut self, n: u32) {
        apply::message_taken_back(&mut self.ticket, n);
    }

    /// The customer was told, or that belongs to an earlier resolution.
    pub fn told(&mut self, told: Option<At>) {
        self.ticket.told = told.map(|at| Told {
            at,
            ..Told::default()
        });
    }

    /// When the customer was first spoken to.
    #[must_use]
    pub fn first_answer(&self) -> Option<At> {
        self.ticket.first_response_at
    }

    /// Says which clocks ran out up to an instant, and when.
    pub fn advance(&mut self, process: &Process, to: At, late: &mut dyn FnMut(Due, At)) {
        if !self.ticket.stage.phase.is_over() {
            for clock in clock::clocks(process, &self.ticket) {
                if clock.runs() && clock.due <= to && !self.out.contains(&clock.what) {
                    self.out.push(clock.what);
                    late(clock.what, clock.due.max(self.until));
                }
            }
        }
        self.until = self.until.max(to);
    }
}

fn set(field: &mut String, value: &str) {
    if field != value {
        field.clear();
        field.push_str(value);
    }
}
