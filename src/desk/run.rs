//! Running commands: load, decide, apply on a copy, commit. What may be repeated after a conflict
//! is; a move never is, the person first sees what changed.

use super::again::{same_command, same_ticket};
use super::articles::may_mend;
use super::caller::makes_customer;
use super::heeding::may_end;
use super::joining::joins;
use super::linked::{collides, needs_history, renders_bundle};
use super::{Desk, Error};
use crate::domain::actor::Viewer;
use crate::domain::alarm::Alarms;
use crate::domain::apply::apply;
use crate::domain::bundle::Entry;
use crate::domain::command::{Command, Opening, Scene, Undo};
use crate::domain::decide::decide;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::notice::Before;
use crate::domain::offer::quick;
use crate::domain::process::Verb;
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::domain::words;
use crate::store::{self, Change, Committed};

/// How often a ticket is opened anew when the process was changed meanwhile.
const TRIES: u32 = 20;

/// How often a command that can be repeated is decided anew after a conflict before it takes the write
/// lock first.
const RACES: u32 = 5;

/// What the person who gives a command knew of the ticket.
struct Sight {
    /// The version that was looked at; of who saw nothing, the one that was first decided on.
    seen: Option<u32>,
    nothing_seen: bool,
}

/// What a command did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The ticket.
    pub id: TicketId,
    /// Its version now.
    pub version: u32,
    /// One sentence: "#1042 is with Tier 2".
    pub text: String,
    /// The events it wrote.
    pub events: Vec<Event>,
    /// It had been applied before; nothing was written this time.
    pub repeated: bool,
}

impl Desk {
    /// Opens a ticket.
    ///
    /// # Errors
    /// A refusal with everything that is missing, or the store's.
    pub fn open_ticket(&mut self, opening: Opening, id: &CommandId) -> Result<Done, Error> {
        self.open_and(opening, Vec::new(), id)
    }

    /// Opens a ticket and runs commands on it in the same transaction (take, answers …).
    ///
    /// # Errors
    /// As [`Desk::open_ticket`].
    pub fn open_and(
        &mut self,
        opening: Opening,
        then: Vec<Command>,
        id: &CommandId,
    ) -> Result<Done, Error> {
        let mut commands = vec![Command::Open(Box::new(opening))];
        commands.extend(then);
        if let Some(done) = self.repeated(None, &commands, id)? {
            return Ok(done);
        }
        for _ in 0..TRIES {
            match self.write(Ticket::default(), &commands, id) {
                // Nobody saw anything of a ticket that is not there yet.
                Err(Error::Store(store::Error::ProcessChanged | store::Error::AgentGone(_)))
                    if commands.len() == 1 => {}
                other => return other,
            }
        }
        Err(store::Error::ProcessChanged.into())
    }

    /// Runs one command on a ticket. `seen`: the version the person looked at; anything newer is a
    /// conflict unless the command can be repeated on the fresh ticket.
    ///
    /// # Errors
    /// [`Error::Refused`], [`store::Error::Changed`] with theirs, or
    /// [`store::Error::ProcessChanged`].
    pub fn run(
        &mut self,
        ticket: TicketId,
        seen: Option<u32>,
        command: Command,
        id: &CommandId,
    ) -> Result<Done, Error> {
        self.run_all(ticket, seen, vec![command], id)
    }

    /// Runs several commands on a ticket in one transaction: all or none.
    ///
    /// # Errors
    /// As [`Desk::run`].
    pub fn run_all(
        &mut self,
        ticket: TicketId,
        seen: Option<u32>,
        commands: Vec<Command>,
        id: &CommandId,
    ) -> Result<Done, Error> {
        if let Some(done) = self.repeated(Some(ticket), &commands, id)? {
            return Ok(done);
        }
        if commands.iter().any(makes_customer) && !self.store.in_bulk() {
            // Somebody new is there with what names them, or not at all.
            return self.locked(|desk| desk.run_all(ticket, seen, commands, id));
        }
        let commands = self.called(ticket, commands)?;
        let mut sight = Sight {
            seen,
            nothing_seen: seen.is_none(),
        };
        for _ in 0..RACES {
            if let Some(done) = self.race(ticket, &mut sight, &commands, id)? {
                return Ok(done);
            }
        }
        // Others were quicker each time: now nobody writes in between.
        match self.locked(|desk| desk.race(ticket, &mut sight, &commands, id))? {
            Some(done) => Ok(done),
            None => Err(store::Error::Changed(Box::new(self.ticket(ticket)?)).into()),
        }
    }

    /// Decides on the ticket as it stands and writes; `None` when somebody wrote in between and it may be
    /// decided anew.
    fn race(
        &mut self,
        ticket: TicketId,
        sight: &mut Sight,
        commands: &[Command],
        id: &CommandId,
    ) -> Result<Option<Done>, Error> {
        let strict = self.strict && !sight.nothing_seen;
        let current = self.ticket(ticket)?;
        if sight.seen.is_some_and(|v| v != current.version)
            && (strict || !self.repeatable(commands, &current, sight.seen)?)
        {
            // Who saw nothing is best told why it cannot be any more, and who was quicker.
            if sight.nothing_seen {
                self.decided(current.clone(), &expanded(commands, &current), id)?;
            }
            return Err(store::Error::Changed(Box::new(current)).into());
        }
        let version = current.version;
        self.quick_filled(commands, &current)?;
        let commands = expanded(commands, &current);
        match self.write(current, &commands, id) {
            Err(Error::Store(store::Error::Changed(_))) => {
                sight.seen = sight.seen.or(Some(version));
                Ok(None)
            }
            Err(Error::Store(store::Error::ProcessChanged | store::Error::AgentGone(_)))
                if commands.iter().all(kind_repeats) =>
            {
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// Undoes the agent's last step on a ticket.
    ///
    /// # Errors
    /// A refusal when it is not the last, not this agent's, too old, or cannot be undone.
    pub fn undo(&mut self, ticket: TicketId, id: &CommandId) -> Result<Done, Error> {
        let current = self.ticket(ticket)?;
        let events = self.written(ticket, 0, usize::MAX)?;
        let Some((last, earlier)) = events.split_last() else {
            return Err(Error::Input(format!(
                "Ticket {ticket} has no history to undo."
            )));
        };
        let mut before = Ticket {
            id: ticket,
            ..Ticket::default()
        };
        earlier.iter().for_each(|e| apply(&mut before, e));
        let undo = Command::Undo(Box::new(Undo {
            event: last.clone(),
            before,
        }));
        self.run(ticket, Some(current.version), undo, id)
    }

    /// The first answer of a command delivered before: nothing is written again. `ticket`: which it is
    /// for, unless it opens one; of a move among `commands` only the verb counts here.
    ///
    /// # Errors
    /// [`Error::Input`] when the id stands for something else that was done.
    pub fn repeated(
        &self,
        ticket: Option<TicketId>,
        commands: &[Command],
        id: &CommandId,
    ) -> Result<Option<Done>, Error> {
        let Some(first) = self.store.delivered(id)? else {
            return Ok(None);
        };
        same_ticket(first.id, ticket, id)?;
        let history = self.delivered_by_me(&first, id)?;
        let (mut then, mut written) = (Ticket::default(), Vec::new());
        then.id = first.id;
        for event in history {
            apply(&mut then, &event);
            if event.command == *id {
                written.push(event);
            }
        }
        if !written.is_empty() {
            same_command(&written, commands, first.id, id)?;
        }
        Ok(Some(Done {
            id: first.id,
            version: first.version,
            text: words::done(&self.process, &then, &written, &self.zone),
            events: Vec::new(),
            repeated: true,
        }))
    }

    /// The history of a ticket up to one's own step, also where that step hid the ticket from whoever made it: of it no
    /// more is told than was told then.
    fn delivered_by_me(&self, first: &Committed, id: &CommandId) -> Result<Vec<Event>, Error> {
        let most = first.version as usize;
        match self.written(first.id, 0, most) {
            Err(Error::Store(hidden @ store::Error::Restricted(_))) => {
                let all = self.store.events(&Viewer::all(), first.id, 0, most)?;
                let mut own = all.iter().filter(|e| e.command == *id);
                match own.any(|e| e.by == self.actor.name) {
                    true => Ok(all),
                    false => Err(hidden.into()),
                }
            }
            other => other,
        }
    }

    /// Notes, messages in and attachments are decided again on the fresh ticket; answers and checks
    /// only if their field did not change; moves never.
    fn repeatable(
        &self,
        commands: &[Command],
        current: &Ticket,
        seen: Option<u32>,
    ) -> Result<bool, Error> {
        if !commands.iter().all(kind_repeats) {
            return Ok(false);
        }
        let theirs = self.written(current.id, seen.unwrap_or(0), usize::MAX)?;
        let touched = theirs
            .iter()
            .flat_map(|e| &e.facts)
            .any(|f| commands.iter().any(|c| collides(c, f)));
        Ok(!touched)
    }

    /// What the one form of the quick answer lacks is named as its own, not as its three moves'.
    fn quick_filled(&self, commands: &[Command], current: &Ticket) -> Result<(), Error> {
        for command in commands {
            let Command::Move(wanted) = command else {
                continue;
            };
            if wanted.way != quick::WAY || !quick::fits(&self.process, current) {
                continue;
            }
            let scene = self.scene(current, Some(command), current.id)?;
            let values = &wanted.values;
            if let Some(refusal) =
                quick::refusal(&self.process, current, &self.actor, &scene, values)
            {
                return Err(Error::Refused(Box::new(refusal)));
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        before: Ticket,
        commands: &[Command],
        id: &CommandId,
    ) -> Result<Done, Error> {
        let done = match commands.iter().any(|c| may_mend(c) || may_end(c)) {
            // What the fix mends says so in the same transaction, and so does whoever waited in vain.
            true => self.locked(|desk| {
                let done = desk.write_alone(before, commands, id)?;
                desk.mend(done.id, &done.events)?;
                desk.end_waits(done.id, &done.events)?;
                Ok(done)
            })?,
            false => self.write_alone(before, commands, id)?,
        };
        self.pass_on();
        Ok(done)
    }

    fn write_alone(
        &mut self,
        before: Ticket,
        commands: &[Command],
        id: &CommandId,
    ) -> Result<Done, Error> {
        if commands.iter().any(joins) {
            return self.write_joined((before.id, before.version), commands, id);
        }
        self.refresh()?;
        let known = Before::of(&before);
        let (after, events) = self.decided(before, commands, id)?;
        // Who has the write lock already looked before: others wait for it, and bytes take long.
        if !self.store.in_bulk() && events.iter().flat_map(|e| &e.facts).any(is_seal) {
            self.whole_evidence(&after)?;
        }
        self.commit(&known, after, events, id)
    }

    /// What the commands would make of the ticket.
    pub(super) fn decided(
        &self,
        before: Ticket,
        commands: &[Command],
        id: &CommandId,
    ) -> Result<(Ticket, Vec<Event>), Error> {
        let expected = before.version;
        let mut after = before;
        let mut events = Vec::new();
        for command in commands {
            let mut scene = self.scene_for(&after, command, expected, &events)?;
            scene.command = id.clone();
            let next = decide(&self.process, &after, command, &self.actor, &scene)
                .map_err(|refusal| Error::Refused(Box::new(refusal)))?;
            next.iter().for_each(|e| apply(&mut after, e));
            events.extend(next);
        }
        Ok((after, events))
    }

    /// The scene of a command; what the same transaction did before it is not stored yet.
    fn scene_for(
        &self,
        ticket: &Ticket,
        command: &Command,
        stored: u32,
        pending: &[Event],
    ) -> Result<Scene, Error> {
        let known = if stored > 0 { ticket.id } else { TicketId(0) };
        let mut scene = self.scene(ticket, Some(command), known)?;
        if needs_history(command) {
            let lines = pending.iter().flat_map(|e| words::story(&self.process, e));
            scene.timeline.extend(lines);
        }
        if renders_bundle(command) {
            scene.history.extend(pending.iter().map(Entry::of));
        }
        if let Some(json) = pending.iter().rev().find_map(frozen) {
            scene.package = Some(json);
        }
        Ok(scene)
    }

    pub(super) fn commit(
        &mut self,
        before: &Before,
        after: Ticket,
        events: Vec<Event>,
        id: &CommandId,
    ) -> Result<Done, Error> {
        if events.is_empty() {
            // Nothing was left to do: the first answer stands.
            let text = words::standing(&self.process, &after);
            return Ok(Done {
                id: after.id,
                version: after.version,
                text,
                events,
                repeated: true,
            });
        }
        let row = Row::of(&self.process, &after);
        let alarms = Alarms::ahead(&self.process, &after);
        let notices = self.steps_told(before, &after, &events)?;
        let expected = before.version;
        let mut shown = after.clone();
        let command = id.clone();
        let change = Change {
            after,
            row,
            expected,
            events: events.clone(),
            command: id.clone(),
            alarm: alarms.next,
            standing: alarms.series(shown.id),
            notices,
        };
        let Committed {
            id,
            version,
            repeated,
        } = self.store.commit(change)?;
        self.bear_witness();
        if repeated && expected > 0 {
            same_ticket(id, Some(shown.id), &command)?;
        }
        shown.id = id;
        if events.iter().flat_map(|e| &e.facts).any(is_seal) {
            self.read_back(id)?;
        }
        let text = words::done(&self.process, &shown, &events, &self.zone);
        Ok(Done {
            id,
            version,
            text,
            events: if repeated { Vec::new() } else { events },
            repeated,
        })
    }
}

/// The quick answer is one form and several moves.
fn expanded(commands: &[Command], ticket: &Ticket) -> Vec<Command> {
    let each = |command: &Command| match command {
        Command::Move(m) if m.verb == Verb::Close && m.way == quick::WAY => {
            quick::moves(ticket, &m.values)
        }
        other => vec![other.clone()],
    };
    commands.iter().flat_map(each).collect()
}

fn is_seal(fact: &Fact) -> bool {
    matches!(fact, Fact::Sealed(_))
}

/// The JSON of a package that an event froze.
fn frozen(event: &Event) -> Option<String> {
    event.facts.iter().find_map(|fact| match fact {
        Fact::PackageFrozen(_, json) => Some(json.clone()),
        _ => None,
    })
}

fn kind_repeats(command: &Command) -> bool {
    matches!(
        command,
        Command::Note { .. }
            | Command::Received { .. }
            | Command::Attach { .. }
            | Command::Keep { .. }
            | Command::Answer { .. }
            | Command::Check { .. }
            | Command::ShowPackage { .. }
            | Command::Link { .. }
            | Command::LinkArticle { .. }
    )
}
