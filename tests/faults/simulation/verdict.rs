//! Whether what an agent was told is true.

use super::sent::Sent;
use super::world::World;
use hoist::desk::{Done, Error};
use hoist::store::Error as Refused;

impl World {
    /// Whether an answer is true. `crowded`: two wrote at once, so one may have been told to wait.
    pub(super) fn judge(
        &mut self,
        seat: usize,
        sent: Sent,
        before: bool,
        answer: Result<Done, Error>,
        crowded: bool,
    ) -> Result<(), String> {
        self.follow()?;
        let written = self.is_there(&sent);
        match answer {
            Ok(done) => {
                let said = (done.id, done.version);
                self.tally.done += u32::from(!done.repeated);
                self.tally.repeated += u32::from(before);
                if before && !done.repeated {
                    return Err(format!("{:?} was applied twice", sent.id));
                }
                if !written && !done.events.is_empty() {
                    return Err(format!("{:?} was acknowledged and is not there", sent.id));
                }
                let earlier = self.seats[seat].told.iter().find(|t| t.0.id == sent.id);
                if earlier.is_some_and(|t| (t.1, t.2) != said) {
                    return Err(format!("{:?} got another answer again", sent.id));
                }
                // What found nothing left to do leaves nothing behind that could be known again.
                if earlier.is_none() && written {
                    self.seats[seat].told.push((sent, said.0, said.1));
                }
                Ok(())
            }
            Err(error) => {
                self.refused(&sent, before, written, &error, crowded)?;
                // Who was told what changed looks, and may send the same words again.
                let stale = matches!(error, Error::Store(Refused::Changed(_) | Refused::Busy(_)));
                if let Some(ticket) = sent.ticket.filter(|_| stale) {
                    self.look(seat, ticket);
                    let seen = self.seats[seat].screen.get(&ticket).map(|t| t.version);
                    self.seats[seat].pending.push(Sent { seen, ..sent });
                }
                Ok(())
            }
        }
    }

    fn refused(
        &mut self,
        sent: &Sent,
        before: bool,
        written: bool,
        error: &Error,
        crowded: bool,
    ) -> Result<(), String> {
        let restricted = matches!(error, Error::Store(Refused::Restricted(_)));
        if written && !restricted {
            return Err(format!("{:?} is there, and was answered: {error}", sent.id));
        }
        if before && !restricted {
            return Err(format!("{:?} again: {error}", sent.id));
        }
        match error {
            Error::Refused(refusal) if refusal.text.trim().is_empty() => {
                Err("a refusal without a word".to_owned())
            }
            Error::Refused(_) | Error::Input(_) | Error::Missing(_) => {
                self.tally.refused += 1;
                Ok(())
            }
            Error::Store(Refused::Changed(theirs)) => {
                self.tally.stale += 1;
                let here = self.ledger.tickets.get(&theirs.id).map_or(0, Vec::len);
                let theirs_version = theirs.version as usize;
                // Of two at once, the one who was told may have been told before the other had written.
                let true_then = theirs_version == here || (crowded && theirs_version < here);
                match true_then && sent.seen != Some(theirs.version) {
                    true => Ok(()),
                    false => Err(format!("told {} of {here}: {error}", theirs.version)),
                }
            }
            Error::Store(Refused::Busy(_)) if crowded => Ok(()),
            Error::Store(Refused::NotFound(_) | Refused::Restricted(_)) => Ok(()),
            other => Err(format!("{:?}: {other:?}", sent.what)),
        }
    }
}
