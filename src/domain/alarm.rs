//! What is due on a ticket by itself: a pure function of the ticket, the process file and the time. Who acts on it
//! keeps what was told; here is only said what there is to tell, and from when on it is worth looking again.

use super::attempts::{Attempts, Step, next_step};
use super::clock::{Clock, clocks, unaccepted};
use super::decide::current_path;
use super::id::{At, TicketId, Tier};
use super::notice::{What, asks_customer, series, waiting};
use super::process::{Process, Verb};
use super::row::Due;
use super::stage::Phase;
use super::ticket::{Hold, PackageRef, Ticket};

/// What is due by itself on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// What people are to be told, and when it came due.
    pub tell: Vec<(What, At)>,
    /// What there is to tell whenever it comes due, told already or not, with that time. What was told and stands here no
    /// more is over.
    pub standing: Vec<(What, At)>,
    /// Its window is over: it goes to the archive.
    pub archive: bool,
    /// From when on there is more; [`At::NEVER`]: nothing more comes unless the ticket changes.
    pub next: At,
}

impl Alarms {
    /// What is due on a ticket at an instant.
    #[must_use]
    pub fn at(process: &Process, ticket: &Ticket, now: At) -> Alarms {
        let mut alarms = Alarms {
            next: At::NEVER,
            ..Alarms::default()
        };
        let phase = ticket.stage.phase;
        if phase == Phase::Archived {
            return alarms;
        }
        for owed in ticket.open_owed() {
            if let Some(due) = owed.due {
                alarms.once(now, due, What::OwedDue { n: owed.n });
            }
        }
        match phase.is_over() {
            true => alarms.window(process, ticket, now),
            false => alarms.open(process, ticket, now),
        }
        alarms
    }

    /// Before anything on a ticket is due: what will be, and from when on it has to be looked at.
    #[must_use]
    pub fn ahead(process: &Process, ticket: &Ticket) -> Alarms {
        Alarms::at(process, ticket, At(i64::MIN))
    }

    /// From when on a ticket has to be looked at.
    #[must_use]
    pub fn first(process: &Process, ticket: &Ticket) -> At {
        Alarms::ahead(process, ticket).next
    }

    /// The series of what stands on the ticket.
    #[must_use]
    pub fn series(&self, ticket: TicketId) -> Vec<String> {
        let all = self.standing.iter();
        all.map(|(what, at)| series(Some(ticket), what, *at))
            .collect()
    }

    fn once(&mut self, now: At, at: At, what: What) {
        self.standing.push((what.clone(), at));
        match at <= now {
            true => self.tell.push((what, at)),
            false => self.next = self.next.min(at),
        }
    }

    /// A closed or cancelled ticket goes to the archive when it can be reopened or restored no more.
    fn window(&mut self, process: &Process, ticket: &Ticket, now: At) {
        let window = match ticket.stage.phase {
            Phase::Cancelled => process.windows.restore_ms,
            _ => process.windows.reopen_ms,
        };
        let Some(over) = ticket.over_at else { return };
        let why = String::new();
        self.standing.push((What::Unarchived { why }, over));
        // At its last millisecond the window is open.
        let at = over.plus_ms(window).plus_ms(1);
        match at <= now {
            true => self.archive = true,
            false => self.next = self.next.min(at),
        }
    }

    fn open(&mut self, process: &Process, ticket: &Ticket, now: At) {
        for request in ticket.open_requests() {
            self.once(now, request.due, What::RequestOverdue { n: request.n });
        }
        for hold in ticket.open_holds() {
            self.held(process, ticket, hold, now);
        }
        for (what, at) in for_leads(process, ticket) {
            self.once(now, at, what);
        }
        if asks_customer(ticket) && !ticket.open_holds().any(|h| h.pauses) {
            let told = ticket.told.as_ref().map_or(ticket.stage_since, |t| t.at);
            let attempts = Attempts::since(ticket, told);
            if let Some(at) = attempts.enough_at(&process.windows) {
                self.once(now, at, What::ProposeClosing);
            }
        }
        for clock in clocks(process, ticket).iter().filter(|c| c.met.is_none()) {
            self.clock(clock, now);
        }
        self.standing.extend(waiting(ticket));
        if let Some((times, due, next)) = unaccepted(process, ticket, now) {
            self.standing.push((What::Unaccepted { times }, due));
            if times > 0 {
                self.tell.push((What::Unaccepted { times }, due));
            }
            self.next = self.next.min(next);
        }
    }

    /// A wait that was to end. For the customer's answer: the customer is reminded, then closing is proposed.
    fn held(&mut self, process: &Process, ticket: &Ticket, hold: &Hold, now: At) {
        let over = What::HoldOver { n: hold.n };
        if !hold.pauses {
            return self.once(now, hold.until, over);
        }
        let (step, at) = next_step(&process.windows, ticket, hold);
        let what = match step {
            Step::Try(n) => What::Remind { n },
            Step::Close => What::ProposeClosing,
            Step::Look => over,
        };
        self.once(now, at, what);
    }

    /// A warning while there is time, and word of it when there is none left. What waits to be accepted is told
    /// again and again, elsewhere. A clock that stands still tells nothing, and what it told stands.
    fn clock(&mut self, clock: &Clock, now: At) {
        let what = clock.what;
        let told = [
            (What::DueSoon { clock: what }, clock.warn),
            (What::Late { clock: what }, clock.due),
        ];
        self.standing.extend(told);
        if clock.is_paused() {
            return;
        }
        if now < clock.due {
            self.once(now, clock.warn, What::DueSoon { clock: what });
            self.next = self.next.min(clock.due);
        } else if what != Due::Acceptance {
            self.tell.push((What::Late { clock: what }, clock.due));
        }
    }
}

/// What leads hear of an open ticket because of what somebody did: the latest escalation of an outage, a second
/// return on one edge. What another desk did before they came here is no news.
fn for_leads(process: &Process, ticket: &Ticket) -> Vec<(What, At)> {
    let mut news = Vec::new();
    let tells = current_path(process, ticket).is_some_and(|path| path.tell_lead);
    let mut frozen = ticket.packages.iter().rev();
    let up = frozen.find(|p| tells && p.cause == Some(Verb::Escalate));
    if let Some(up) = up.filter(|p| is_own(ticket, p)) {
        let tier = up.tier.clone();
        news.push((What::OutageEscalated { tier }, up.at));
    }
    for (edge, _) in ticket.edges.iter().filter(|(_, e)| e.returns > 1) {
        let Some((to, from)) = edge.split_once('>') else {
            continue;
        };
        let (to, from) = (Tier::from(to), Tier::from(from));
        let back = |p: &&PackageRef| came_back(ticket, p, &from, &to);
        let second = ticket.packages.iter().filter(back).nth(1);
        if let Some(second) = second.filter(|p| is_own(ticket, p)) {
            let at = second.at;
            news.push((What::SentBackAgain { from, to }, at));
        }
    }
    news
}

fn is_own(ticket: &Ticket, package: &PackageRef) -> bool {
    package.seq > ticket.lived
}

/// Whether a package was frozen because the ticket was sent back over this edge. Asking what a resolution means goes up
/// to the tier that resolved it, and is a return too: the reason says from where it came.
fn came_back(ticket: &Ticket, package: &PackageRef, from: &Tier, to: &Tier) -> bool {
    let mut reasons = ticket.reasons.iter();
    let why = reasons.find(|r| r.verb == Verb::Return && r.at == package.at);
    package.cause == Some(Verb::Return)
        && package.tier == *to
        && why.is_none_or(|r| r.from.tier == *from)
}
