//! Where openings go: into the desk, or only before its rules.

use crate::desk::bulk::Bulk;
use crate::desk::{Desk, Error};
use crate::domain::actor::Actor;
use crate::domain::command::Command;
use crate::domain::customer::Customer;
use crate::domain::id::{At, CommandId, CustomerId};

/// Where openings go: into the desk, or only before its rules.
pub(super) trait Target {
    /// A turn begins: from here on nobody else writes.
    fn wake(&mut self) -> Result<(), Error>;
    /// Whether the turn has lasted long enough for others.
    fn is_over(&self) -> bool;
    /// The turn ends, and others may write.
    fn rest(&mut self) -> Result<(), Error>;
    /// Refuses what would not be opened; writes nothing.
    fn judge(&self, actor: &Actor, at: At, what: &Command) -> Result<(), Error>;
    /// The number of a customer of exactly this name, and whether it was added here because there was none.
    fn customer(&mut self, name: &str) -> Result<(CustomerId, bool), Error>;
    /// Opens; `true` when an earlier run had done so.
    fn open(&mut self, actor: &Actor, at: At, id: CommandId, what: &Command)
    -> Result<bool, Error>;
    /// How many events the ticket has that an earlier run opened by this command.
    fn delivered(&self, id: &CommandId) -> Result<Option<u32>, Error>;
    /// Refuses a history that would not be brought in; writes nothing.
    fn would_live(&self, actor: &Actor, life: &[(At, Command)]) -> Result<(), Error>;
    /// Brings a whole history in.
    fn live(&mut self, actor: &Actor, id: CommandId, life: &[(At, Command)]) -> Result<(), Error>;
}

impl Target for Bulk<'_> {
    fn wake(&mut self) -> Result<(), Error> {
        Bulk::wake(self)
    }

    fn is_over(&self) -> bool {
        Bulk::is_over(self)
    }

    fn rest(&mut self) -> Result<(), Error> {
        Bulk::rest(self)
    }

    fn judge(&self, actor: &Actor, at: At, what: &Command) -> Result<(), Error> {
        self.desk().would_open(actor, at, what)
    }

    /// Looked up under the write lock: another may have added it since this import began.
    fn customer(&mut self, name: &str) -> Result<(CustomerId, bool), Error> {
        let called = self.desk().store().customers_called(name)?;
        let exactly = called.iter().filter(|c| c.name == name);
        if let Some(known) = exactly.map(|c| c.id).min() {
            return Ok((known, false));
        }
        let added = self.put_customer(Customer {
            name: name.to_owned(),
            ..Customer::default()
        })?;
        Ok((added, true))
    }

    fn open(
        &mut self,
        actor: &Actor,
        at: At,
        id: CommandId,
        what: &Command,
    ) -> Result<bool, Error> {
        self.begin(id);
        self.run(actor, at, what)?;
        Ok(self.commit()?.repeated)
    }

    fn delivered(&self, id: &CommandId) -> Result<Option<u32>, Error> {
        versions(self.desk(), id)
    }

    fn would_live(&self, actor: &Actor, life: &[(At, Command)]) -> Result<(), Error> {
        self.desk().would_live(actor, life)
    }

    fn live(&mut self, actor: &Actor, id: CommandId, life: &[(At, Command)]) -> Result<(), Error> {
        self.begin(id);
        for (at, what) in life {
            self.run(actor, *at, what)?;
        }
        self.commit()?;
        Ok(())
    }
}

/// Asks the rules and the list of commands, writes nothing.
pub(super) struct Dry<'d> {
    pub(super) desk: &'d mut Desk,
}

impl Target for Dry<'_> {
    fn wake(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Nobody is held up; it can be broken off after each.
    fn is_over(&self) -> bool {
        true
    }

    fn rest(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn judge(&self, actor: &Actor, at: At, what: &Command) -> Result<(), Error> {
        self.desk.would_open(actor, at, what)
    }

    fn customer(&mut self, _: &str) -> Result<(CustomerId, bool), Error> {
        Ok((CustomerId(0), true))
    }

    fn open(
        &mut self,
        actor: &Actor,
        at: At,
        id: CommandId,
        what: &Command,
    ) -> Result<bool, Error> {
        self.desk.would_open(actor, at, what)?;
        Ok(self.desk.store().delivered(&id)?.is_some())
    }

    fn delivered(&self, id: &CommandId) -> Result<Option<u32>, Error> {
        versions(self.desk, id)
    }

    fn would_live(&self, actor: &Actor, life: &[(At, Command)]) -> Result<(), Error> {
        self.desk.would_live(actor, life)
    }

    fn live(&mut self, actor: &Actor, _: CommandId, life: &[(At, Command)]) -> Result<(), Error> {
        self.desk.would_live(actor, life)
    }
}

fn versions(desk: &Desk, id: &CommandId) -> Result<Option<u32>, Error> {
    Ok(desk.store().delivered(id)?.map(|done| done.version))
}
