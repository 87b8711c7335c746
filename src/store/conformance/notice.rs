//! What happens by itself: from when on a ticket is looked at, and what was told once.

use super::sample::{desk_event, next, opening, row};
use super::{Connect, Outcome, holds, same};
use crate::domain::agent::Agent;
use crate::domain::duty::StandIn;
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::notice::{Notice, What};
use crate::domain::row::Due;
use crate::domain::stage::Phase;
use crate::store::notice::{Kept, Look, Read, Wanted};
use crate::store::{Change, Error, Store};

/// Puts agents of these names on the desk: who is told something was an agent once.
fn people(store: &mut dyn Store, names: &[&str]) -> Result<(), Error> {
    for name in names {
        let agent = Agent {
            name: AgentName::from(*name),
            ..Agent::default()
        };
        store.commit_desk(desk_event(name, DeskFact::Agent(agent)))?;
    }
    Ok(())
}

fn opened(store: &mut dyn Store, command: &str, alarm: At) -> Result<TicketId, Error> {
    let change = Change {
        alarm,
        ..opening(command, row("tier1", "it hums"))
    };
    Ok(store.commit(change)?.id)
}

fn notice(ticket: TicketId, what: What, due: At, to: &[&str]) -> Notice {
    Notice {
        n: 0,
        what,
        due,
        ticket: Some(ticket),
        text: "told".to_owned(),
        at: At(9_000),
        to: to.iter().map(|name| AgentName::from(*name)).collect(),
    }
}

fn late(ticket: TicketId, to: &[&str]) -> Notice {
    let clock = Due::Resolution;
    notice(ticket, What::Late { clock }, At(5_000), to)
}

fn look(ticket: TicketId, version: u32, notices: Vec<Notice>, next: At) -> Look {
    Look {
        ticket: Some(ticket),
        version: Some(version),
        notices,
        standing: None,
        at: At(9_000),
        next,
    }
}

const ALL: Wanted = Wanted {
    unread: false,
    before: None,
    limit: 99,
};

fn numbers(kept: &[Kept]) -> Vec<(i64, bool)> {
    let of = |k: &Kept| (k.notice.n, k.read_at.is_some());
    kept.iter().map(of).collect()
}

pub fn alarms(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    same("nothing yet", store.next_alarm()?, At::NEVER)?;
    let a = opened(store.as_mut(), "1", At(3_000))?;
    let b = opened(store.as_mut(), "2", At(2_000))?;
    let c = opened(store.as_mut(), "3", At::NEVER)?;
    same("the earliest", store.next_alarm()?, At(2_000))?;
    same("not before", store.alarmed(At(1_999), 9)?, vec![])?;
    same("in order", store.alarmed(At(9_999), 9)?, vec![b, a])?;
    same("at most", store.alarmed(At(9_999), 1)?, vec![b])?;
    store.tell(&[look(b, 1, vec![], At(4_000))])?;
    same("put off", store.alarmed(At(9_999), 9)?, vec![a, b])?;
    store.tell(&[look(a, 1, vec![], At::NEVER)])?;
    same("no more", store.alarmed(At(9_999), 9)?, vec![b])?;
    // A change of the ticket sets it anew, for better or worse.
    let (row, ticket) = store.stored(a)?;
    store.commit(Change {
        alarm: At(1_000),
        ..next("4", row, ticket, "x")
    })?;
    same("set anew", store.next_alarm()?, At(1_000))?;
    store.tell(&[look(a, 1, vec![late(a, &["ana"])], At::NEVER)])?;
    same(
        "an old look counts for nothing",
        store.next_alarm()?,
        At(1_000),
    )?;
    let none = store.notices(&"ana".into(), ALL)?;
    same("nor is it told", none.len(), 0)?;
    let whatever = Look {
        version: None,
        ..look(a, 1, vec![], At(8_000))
    };
    store.tell(&[whatever])?;
    same(
        "unless nobody could read it",
        store.next_alarm()?,
        At(4_000),
    )?;
    let hash = store.desk()?.process_hash;
    let (row, _) = store.stored(c)?;
    store.rewrite_rows(&hash, &[row])?;
    same(
        "under another process file it is looked at",
        store.alarmed(At(1), 9)?,
        vec![c],
    )
}

pub fn once(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let a = opened(store.as_mut(), "1", At(3_000))?;
    let both = [look(a, 1, vec![late(a, &["ana", "ben"])], At(9_000))];
    same("new", store.tell(&both)?, 1)?;
    same("known", other.tell(&both)?, 0)?;
    let again = |times: u32| {
        let what = What::Unaccepted { times };
        [look(
            a,
            1,
            vec![notice(a, what, At(7), &["ben"])],
            At(9_000),
        )]
    };
    same("the third time", store.tell(&again(3))?, 1)?;
    same("not the second after it", store.tell(&again(2))?, 0)?;
    same("nor the third again", store.tell(&again(3))?, 0)?;
    same("the fourth", other.tell(&again(4))?, 1)?;
    let series = again(4)[0].notices[0].series();
    same("which is known", store.told_round(&series)?, Some(4))?;
    let of_none = store.told_round("0:review_due::7")?;
    same("of what nobody was told", of_none, None)?;
    let ben = store.notices(&"ben".into(), ALL)?;
    let unread = [(3, false), (2, false), (1, false)];
    same("the latest first", numbers(&ben), unread.to_vec())?;
    let ana = store.notices(&"ana".into(), ALL)?;
    same("each their own", numbers(&ana), vec![(1, false)])?;
    let words = ana.first().map(|k| k.notice.clone());
    let wanted = Notice {
        n: 1,
        ..late(a, &["ana", "ben"])
    };
    same("as it was told", words, Some(wanted))
}

pub fn read(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let a = opened(store.as_mut(), "1", At(3_000))?;
    let b = opened(store.as_mut(), "2", At(3_000))?;
    let owed = |n: u32| notice(a, What::OwedDue { n }, At(6), &["ben"]);
    let all = vec![late(a, &["ana", "ben"]), owed(1), owed(2)];
    store.tell(&[look(a, 1, all, At::NEVER)])?;
    store.tell(&[look(b, 1, vec![late(b, &["ben"])], At::NEVER)])?;
    let ben = AgentName::from("ben");
    let count = |cap| other.unread_notices(&ben, cap).map(|c| (c.n, c.more));
    same("four", count(9)?, (4, false))?;
    same("capped", count(3)?, (3, true))?;
    let before = store.data_version()?;
    let done = store.read_notices(&ben, Read::These(&[2, 99]), At(50))?;
    same("one of them", done, 1)?;
    same(
        "not again",
        store.read_notices(&ben, Read::These(&[2]), At(60))?,
        0,
    )?;
    holds(
        "its own writes do not count",
        store.data_version()? == before,
    )?;
    let kept = store.notices(&ben, ALL)?;
    let at = kept
        .iter()
        .find(|k| k.notice.n == 2)
        .and_then(|k| k.read_at);
    same("when", at, Some(At(50)))?;
    let unread = Wanted {
        unread: true,
        before: Some(4),
        limit: 1,
    };
    let page = store.notices(&ben, unread)?;
    same("a page", numbers(&page), vec![(3, false)])?;
    same(
        "of a ticket",
        store.read_notices(&ben, Read::Of(b), At(60))?,
        1,
    )?;
    same("up to", store.read_notices(&ben, Read::UpTo(1), At(60))?, 1)?;
    same("one left", count(9)?, (1, false))?;
    let ana = store.unread_notices(&"ana".into(), 9)?;
    same("another's stay", ana.n, 1)
}

pub fn archived(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let a = opened(store.as_mut(), "1", At(3_000))?;
    store.tell(&[look(a, 1, vec![late(a, &["ana"])], At(4_000))])?;
    store.begin_bulk(crate::store::Writes::Many)?;
    let put = |store: &mut dyn Store, phase: Phase| -> Result<(), Error> {
        let (row, ticket) = store.stored(a)?;
        let mut change = next(phase.id(), row, ticket, "x");
        change.after.stage.phase = phase;
        change.row.stage.phase = phase;
        store.commit(change).map(|_| ())
    };
    put(store.as_mut(), Phase::Archived)?;
    same("gone", store.notices(&"ana".into(), ALL)?.len(), 0)?;
    same("nothing to look at", store.next_alarm()?, At::NEVER)?;
    store.abort_bulk()?;
    let ana = AgentName::from("ana");
    same("back with the bulk", store.notices(&ana, ALL)?.len(), 1)?;
    same("and the alarm", store.next_alarm()?, At(4_000))?;
    put(store.as_mut(), Phase::Closed)?;
    same("closed it stays", store.notices(&ana, ALL)?.len(), 1)?;
    put(store.as_mut(), Phase::Archived)?;
    same("archived it goes", store.unread_notices(&ana, 9)?.n, 0)?;
    same("nothing is miscounted", store.miscount()?, None)
}

pub fn over(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    people(store.as_mut(), &["ana", "ben"])?;
    let a = opened(store.as_mut(), "1", At(3_000))?;
    let outage = What::OutageEscalated {
        tier: "tier2".into(),
    };
    let told = vec![
        late(a, &["ana", "ben"]),
        notice(a, What::OwedDue { n: 1 }, At(6), &["ana"]),
        notice(a, outage, At(7), &["ana"]),
    ];
    let late_series = late(a, &[]).series();
    store.tell(&[look(a, 1, told, At(9_000))])?;
    store.read_notices(&"ben".into(), Read::Of(a), At(9_500))?;
    let looked = |standing: &[String], notices: Vec<Notice>, version: u32| Look {
        standing: Some(standing.to_vec()),
        at: At(10_000),
        ..look(a, version, notices, At(9_000))
    };
    store.tell(&[looked(std::slice::from_ref(&late_series), vec![], 1)])?;
    let ana = AgentName::from("ana");
    let state = |store: &dyn Store, who: &AgentName| -> Result<Vec<_>, Error> {
        let kept = store.notices(who, ALL)?;
        let of = |k: &Kept| (k.notice.n, k.read_at, k.over_at);
        Ok(kept.iter().map(of).collect())
    };
    let at = Some(At(10_000));
    let wanted = vec![(3, None, None), (2, at, at), (1, None, None)];
    same(
        "what was owed is over",
        state(other.as_ref(), &ana)?,
        wanted,
    )?;
    same("and is not new", other.unread_notices(&ana, 9)?.n, 2)?;
    // The ticket changes, and nothing stands any more: news stays.
    let (row, ticket) = store.stored(a)?;
    store.commit(next("2", row, ticket, "x"))?;
    same("news stays", other.unread_notices(&ana, 9)?.n, 1)?;
    let ben = store.notices(&"ben".into(), ALL)?;
    let read = ben.first().map(|k| (k.read_at, k.over_at.is_some()));
    same("who had read it had", read, Some((Some(At(9_500)), true)))?;
    // It is so once more.
    let again = vec![late(a, &["ana", "ben"])];
    let told = store.tell(&[looked(&[late_series], again, 2)])?;
    same("it is not told again", told, 0)?;
    same("but is unread again", other.unread_notices(&ana, 9)?.n, 2)?;
    let ben = store.unread_notices(&"ben".into(), 9)?;
    same("not for who had read it", ben.n, 0)?;
    same("nothing is miscounted", store.miscount()?, None)
}

pub fn with_change(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let outage = || What::OutageEscalated {
        tier: "tier2".into(),
    };
    let change = Change {
        notices: vec![notice(TicketId(0), outage(), At(6), &["ana"])],
        ..opening("1", row("tier1", "it hums"))
    };
    let a = store.commit(change)?.id;
    let ana = AgentName::from("ana");
    let of = |store: &dyn Store| -> Result<Vec<_>, Error> {
        let kept = store.notices(&ana, ALL)?;
        Ok(kept.iter().map(|k| k.notice.ticket).collect())
    };
    same("under its number", of(store.as_ref())?, vec![Some(a)])?;
    let (row, ticket) = store.stored(a)?;
    let stale = row.clone();
    let with = |command: &str, due: i64, row, ticket| Change {
        notices: vec![notice(a, outage(), At(due), &["ana"])],
        ..next(command, row, ticket, "x")
    };
    let change = with("2", 8, row, ticket.clone());
    store.commit(change.clone())?;
    store.commit(change)?;
    same("delivered twice, once", of(store.as_ref())?.len(), 2)?;
    let refused = store.commit(with("3", 9, stale, ticket));
    holds("of what was not written", refused.is_err())?;
    same("nothing is told", of(store.as_ref())?.len(), 2)
}

pub fn stand_ins(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let said = |n: i64, gone: bool| StandIn {
        n,
        tier: "tier2".into(),
        agents: vec!["ben".into()],
        from: At(5),
        until: At(9),
        gone,
        ..StandIn::default()
    };
    let mut put = |command: &str, said: StandIn| {
        store.commit_desk(desk_event(command, DeskFact::StandIn(said)))
    };
    same("the first", put("1", said(0, false))?, 1)?;
    same("the second", put("2", said(0, false))?, 2)?;
    same("the same command", put("2", said(0, false))?, 2)?;
    same("taken back", put("3", said(1, true))?, 1)?;
    let wanted = vec![said(1, true), said(2, false)];
    same("in order", other.stand_ins()?, wanted)
}
