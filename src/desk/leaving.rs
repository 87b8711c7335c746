//! What goes back when an agent leaves the desk or a tier: nobody's ticket stands where nobody can move it.

use super::{Desk, Error, new_command_id};
use crate::domain::agent::Agent;
use crate::domain::command::{Command, Move};
use crate::domain::id::{AgentName, TicketId};
use crate::domain::process::Verb;
use crate::domain::row::Row;
use crate::domain::values::Values;
use crate::store::{self, Query};

impl Desk {
    /// All that an agent had who left the desk: what they work on goes back to the queues, their customers are
    /// nobody's, and what was offered to or by them stays where it is. Which tickets went back.
    pub(super) fn left(&mut self, name: &AgentName) -> Result<Vec<TicketId>, Error> {
        let reason = format!("{name} left the desk");
        let customers = self.customers_of(name)?;
        let tickets = self.all_of(&worked_on_by(name))?;
        let back = self.give_back(tickets, &reason)?;
        self.free_customers(customers)?;
        self.end_handovers(name, &reason)?;
        Ok(back)
    }

    /// What an agent works on in a tier that is theirs no longer; a lead stands in everywhere. Which tickets went
    /// back.
    pub(super) fn left_tiers(&mut self, agent: &Agent) -> Result<Vec<TicketId>, Error> {
        if agent.lead {
            return Ok(Vec::new());
        }
        let process = self.process.clone();
        let stays = |row: &Row| {
            let turn = process.turn(&row.stage);
            turn.is_empty() || turn.iter().any(|t| agent.tiers.contains(t))
        };
        let mut tickets = Vec::new();
        for row in self.rows_of(&worked_on_by(&agent.name))? {
            if !stays(&row) {
                tickets.push(row.id);
            }
        }
        let labels: Vec<_> = agent.tiers.iter().map(|t| process.tier_label(t)).collect();
        let reason = match labels.is_empty() {
            true => format!("{} works in no tier now", agent.name),
            false => format!("{} works in {} now", agent.name, labels.join(", ")),
        };
        let back = self.give_back(tickets, &reason)?;
        if !agent.tiers.contains(&process.first_tier()) {
            let customers = self.customers_of(&agent.name)?;
            self.free_customers(customers)?;
        }
        Ok(back)
    }

    /// Gives tickets back to their queues; what cannot be given back is at least nobody's.
    fn give_back(&mut self, tickets: Vec<TicketId>, reason: &str) -> Result<Vec<TicketId>, Error> {
        let mut back = Vec::new();
        for id in tickets {
            let why = Values::new().with("reason", reason.to_owned());
            let release = Command::Move(Move::with(Verb::Release, why));
            let free = Command::Assign {
                to: None,
                customers_agent: false,
            };
            for way in [release, free] {
                if self.where_it_can(id, way)? {
                    back.push(id);
                    break;
                }
            }
        }
        Ok(back)
    }

    /// The next agent of the first tier who takes or resolves one of these tickets has its customer.
    fn free_customers(&mut self, customers: Vec<TicketId>) -> Result<(), Error> {
        for id in customers {
            let free = Command::Assign {
                to: None,
                customers_agent: true,
            };
            self.where_it_can(id, free)?;
        }
        Ok(())
    }

    /// What was offered to or by someone who leaves stays where it is.
    fn end_handovers(&mut self, name: &AgentName, reason: &str) -> Result<(), Error> {
        let to = Query {
            handed_to: Some(name.clone()),
            ..Query::default()
        };
        let by = Query {
            handed_by: Some(name.clone()),
            ..Query::default()
        };
        for query in [to, by] {
            for id in self.all_of(&query)? {
                let reason = reason.to_owned();
                self.where_it_can(id, Command::DeclineHandover { reason })?;
            }
        }
        Ok(())
    }

    /// Whether it was done: a stage may have no way back, and a lead who may not see a ticket cannot move it.
    fn where_it_can(&mut self, id: TicketId, command: Command) -> Result<bool, Error> {
        match self.run(id, None, command, &new_command_id()) {
            Ok(_) => Ok(true),
            Err(Error::Refused(_) | Error::Store(store::Error::Restricted(_))) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn customers_of(&self, name: &AgentName) -> Result<Vec<TicketId>, Error> {
        self.all_of(&Query {
            customers_agent: Some(name.clone()),
            ..Query::default()
        })
    }
}

fn worked_on_by(name: &AgentName) -> Query {
    Query {
        assignee: Some(name.clone()),
        ..Query::default()
    }
}
