//! What happens by itself: warnings, waits that are over, who does not accept, reminders, the archive. Looked at as
//! often as anybody likes, by as many as like to, it happens once.

use crate::support::desk::{
    Bench, DAY, HOUR, MINUTE, actor, attempt, message, mv, on_both, on_both_under, opening,
    received, send_back, with, without_time_in_stage,
};
use hoist::desk::tick::{BATCH, Ticked};
use hoist::domain::command::Command;
use hoist::domain::id::{AgentName, At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::words::wait_over;
use hoist::store::notice::{Read, Wanted};
use std::collections::BTreeMap;

/// Everything that is due by now.
fn tick(bench: &mut Bench) -> Ticked {
    let mut all = Ticked::default();
    loop {
        let done = bench.desk.tick(BATCH).unwrap();
        all.add(done);
        if all.next > bench.now() {
            assert_eq!(all.troubles, Vec::<String>::new());
            return all;
        }
    }
}

/// What an agent was told of a ticket, the earliest first; also what is over by now.
fn told(bench: &Bench, who: &str, id: TicketId) -> Vec<String> {
    let all = Wanted {
        unread: false,
        before: None,
        limit: 1_000,
    };
    let kept = bench.desk.store().notices(&who.into(), all).unwrap();
    let mine = kept.into_iter().filter(|k| k.notice.ticket == Some(id));
    let mut said: Vec<String> = mine
        .map(|k| match k.notice.what.round() {
            1 => k.notice.what.id().to_owned(),
            n => format!("{} {n}", k.notice.what.id()),
        })
        .collect();
    said.reverse();
    said
}

fn hold(kind: &str, until: At) -> Command {
    Command::Hold {
        kind: kind.into(),
        until,
        text: "for the part".into(),
    }
}

/// Whether the ticket stands under "needs you now".
fn needs(bench: &Bench, id: TicketId) -> bool {
    bench.row(id).needs_at <= bench.now()
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_clock_warns_while_there_is_time_and_tells_when_there_is_none() {
    on_both_under(&without_time_in_stage(), |bench| {
        // P3: resolution in 5 days, the next word in 24 h.
        let id = bench.at("tier1.working");
        let opened = bench.ticket(id).opened_at;
        tick(bench);
        assert_eq!(told(bench, "ana", id), none());
        let left = opened.plus_ms(18 * HOUR).since_ms(bench.now());
        bench.wait(left + MINUTE);
        tick(bench);
        assert_eq!(
            told(bench, "ana", id),
            ["due_soon"],
            "three quarters of 24 h"
        );
        bench.wait(7 * HOUR);
        tick(bench);
        assert_eq!(told(bench, "ana", id), ["due_soon", "late"]);
        assert_eq!(
            told(bench, "lea", id),
            none(),
            "an update of P3 is no matter of leads"
        );
        bench.yes("ana", id, message("We are on it."));
        bench.wait(18 * HOUR + MINUTE);
        tick(bench);
        let again = ["due_soon", "late", "due_soon"];
        assert_eq!(told(bench, "ana", id), again, "the clock runs anew");
        bench.wait(4 * DAY);
        tick(bench);
        assert!(
            told(bench, "lea", id).contains(&"late".to_owned()),
            "the resolution is"
        );
        assert_eq!(told(bench, "ben", id), none());
        bench.replays(id);
    });
}

#[test]
fn looked_at_twice_by_two_it_happens_once() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.wait(6 * DAY);
        let mut other = bench.beside("ben");
        let (mut first, mut second) = (0, 0);
        for _ in 0..5 {
            first += bench.desk.tick(BATCH).unwrap().told;
            second += other.tick(BATCH).unwrap().told;
        }
        assert_eq!(
            (first, second),
            (3, 0),
            "resolution, update and time in stage are late"
        );
        assert_eq!(told(bench, "ana", id).len(), 3);
        let version = bench.ticket(id).version;
        // Whatever is written on the ticket has it looked at again, and nothing is told again.
        bench.yes("ana", id, crate::support::desk::note("still on it"));
        assert_eq!(
            bench.desk.next_alarm().unwrap(),
            bench.now().min(bench.desk.next_alarm().unwrap())
        );
        assert_eq!(tick(bench).told, 0);
        assert_eq!(
            bench.ticket(id).version,
            version + 1,
            "no event of the ticket"
        );
        bench.replays(id);
    });
}

#[test]
fn a_clock_set_back_tells_nothing_twice() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        bench.wait(3 * DAY);
        tick(bench);
        let before = told(bench, "lea", id);
        assert!(before.contains(&"unaccepted 9".to_owned()), "{before:?}");
        bench.wait(-2 * DAY);
        assert_eq!(tick(bench).told, 0);
        bench.yes("ana", id, crate::support::desk::note("hm"));
        assert_eq!(tick(bench).told, 0, "also where the ticket changed");
        bench.wait(-365 * DAY);
        assert_eq!(tick(bench).told, 0);
        bench.wait(367 * DAY + 9 * HOUR);
        tick(bench);
        assert_eq!(told(bench, "lea", id).len(), before.len() + 1);
    });
}

#[test]
fn who_does_not_accept_is_told_then_the_lead_until_somebody_does() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        bench.wait(6 * HOUR + MINUTE);
        tick(bench);
        assert_eq!(
            told(bench, "ben", id),
            ["due_soon"],
            "three quarters of 8 h"
        );
        bench.wait(2 * HOUR);
        tick(bench);
        assert_eq!(told(bench, "ben", id), ["due_soon", "unaccepted"]);
        assert_eq!(told(bench, "bea", id), ["due_soon", "unaccepted"]);
        assert_eq!(told(bench, "ana", id), none());
        // lea and leo work at Tier 2 too; an auditor hears nothing.
        assert_eq!(told(bench, "aud", id), none());
        bench.wait(8 * HOUR);
        tick(bench);
        assert_eq!(
            told(bench, "leo", id),
            ["due_soon", "unaccepted", "unaccepted 2"]
        );
        // A week off: what was missed is told once, as it stands.
        bench.wait(7 * DAY);
        tick(bench);
        let last = told(bench, "leo", id);
        assert_eq!(
            last.iter().filter(|t| t.starts_with("unaccepted")).count(),
            3
        );
        bench.accept("ben", id);
        bench.wait(10 * DAY);
        tick(bench);
        let after = told(bench, "leo", id);
        let more = after.iter().filter(|t| t.starts_with("unaccepted")).count();
        assert_eq!(more, 3, "{after:?}");
    });
}

#[test]
fn a_wait_that_is_over_and_a_team_that_is_silent_are_told() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let until = bench.now().plus_ms(3 * HOUR);
        bench.yes("ana", id, hold("vendor", until));
        let ask = Command::Ask {
            team: "network_operations".into(),
            due: until.plus_ms(HOUR),
            text: "Is the link up?".into(),
        };
        bench.yes("ana", id, ask);
        bench.wait(3 * HOUR);
        tick(bench);
        assert_eq!(told(bench, "ana", id), ["hold_over"]);
        bench.wait(HOUR);
        tick(bench);
        assert_eq!(told(bench, "ana", id), ["hold_over", "request_overdue"]);
        bench.wait(HOUR);
        assert_eq!(tick(bench).told, 0);
    });
}

#[test]
fn the_customer_is_reminded_twice_then_closing_is_proposed() {
    on_both(|bench| {
        let id = bench.at("tier1.resolved");
        let tell = with(
            Verb::Tell,
            &[
                ("channel", "email"),
                ("text", "It works again, please try."),
                ("remind", "yes"),
            ],
        );
        bench.yes("ana", id, tell);
        bench.wait(2 * DAY);
        tick(bench);
        assert_eq!(told(bench, "ana", id), ["remind"]);
        assert!(needs(bench, id), "the wait is over");
        let over = |bench: &Bench| wait_over(&bench.row(id), bench.now());
        assert!(over(bench).is_some(), "and it says so");
        bench.wait(2 * DAY);
        assert_eq!(tick(bench).told, 0, "not again before somebody tried");
        bench.yes("ana", id, attempt("Did you see it?"));
        assert!(!needs(bench, id), "nobody can do more before the next one");
        assert_eq!(over(bench), None);
        bench.wait(2 * DAY);
        assert_eq!(tick(bench).told, 0, "the second on the fifth business day");
        bench.wait(2 * DAY);
        tick(bench);
        assert_eq!(told(bench, "ana", id), ["remind", "remind"]);
        assert!(needs(bench, id));
        let close = || {
            let mut close = hoist::domain::command::Move::new(Verb::Close);
            close.way = "assumed".into();
            Command::Move(close)
        };
        bench.no("ana", id, close());
        bench.yes("ana", id, attempt("Hello?"));
        bench.wait(MINUTE);
        tick(bench);
        assert_eq!(
            told(bench, "ana", id),
            ["remind", "remind", "propose_closing"]
        );
        assert!(needs(bench, id), "it can be closed");
        bench.replays(id);
        bench.yes("ana", id, close());
        bench.stands(id, "tier1.closed");
    });
}

#[test]
fn who_answers_is_not_reminded() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, message("Which version?"));
        let until = bench.now().plus_ms(2 * DAY);
        bench.yes("ana", id, hold("customer", until));
        bench.yes("ana", id, received("4.2"));
        bench.wait(3 * DAY);
        tick(bench);
        let said = told(bench, "ana", id);
        assert!(
            !said.iter().any(|t| t == "remind" || t == "hold_over"),
            "{said:?}"
        );
    });
}

#[test]
fn what_can_be_reopened_no_more_goes_to_the_archive_once() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        let gone = bench.at("tier1.cancelled");
        bench.wait(14 * DAY - HOUR);
        assert_eq!(tick(bench).archived, 0);
        bench.wait(HOUR + MINUTE);
        let mut other = bench.beside("ben");
        let done = tick(bench);
        assert_eq!((done.archived, other.tick(BATCH).unwrap().archived), (1, 0));
        bench.stands(id, "tier1.archived");
        let events = bench.events(id);
        let last = events.last().unwrap();
        assert_eq!(last.by, "timer");
        assert_eq!(
            last.command.as_str(),
            format!("tick-archive-{}-{}", id.0, last.seq - 1)
        );
        bench.stands(gone, "tier1.cancelled");
        bench.wait(16 * DAY);
        assert_eq!(tick(bench).archived, 1, "a cancelled one after 30 days");
        bench.replays(id);
        bench.replays(gone);
        // The person at the desk is who they were.
        assert_eq!(bench.desk.actor().name, "ana");
    });
}

#[test]
fn what_keeps_a_ticket_from_the_archive_is_told_and_tried_again_once_it_is_gone() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        let due = bench.now().plus_ms(30 * DAY);
        bench.evidence_3(id);
        let date = hoist::domain::words::rfc3339(due);
        bench.yes(
            "eva",
            id,
            with(Verb::Deploy, &[("kb", &format!("by:{date}"))]),
        );
        bench.bring(id, "tier1.closed");
        assert_eq!(
            bench.ticket(id).open_owed().count(),
            1,
            "an article is owed"
        );
        bench.wait(15 * DAY);
        let done = tick(bench);
        assert_eq!(done.archived, 0);
        assert!(told(bench, "lea", id).contains(&"unarchived".to_owned()));
        assert_eq!(tick(bench).told, 0);
        bench.wait(16 * DAY);
        tick(bench);
        let owner = bench.ticket(id).owed[0].owner.clone();
        let owner = owner.unwrap_or_else(|| bench.ticket(id).owed[0].by.clone());
        assert!(told(bench, &owner.0, id).contains(&"owed_due".to_owned()));
        let waive = Command::Waive {
            n: 1,
            reason: "nothing to say".into(),
        };
        bench.yes("leo", id, waive);
        assert_eq!(tick(bench).archived, 1);
        bench.stands(id, "tier1.archived");
        assert_eq!(told(bench, "lea", id), none(), "notices go with it");
    });
}

#[test]
fn of_a_restricted_ticket_only_its_audience_hears() {
    on_both(|bench| {
        bench.sit("ana");
        let command = bench.fresh();
        let id = bench
            .desk
            .open_ticket(opening("security", "high", "high"), &command)
            .unwrap()
            .id;
        bench.bring(id, "tier2.queued");
        bench.wait(2 * DAY);
        tick(bench);
        assert_eq!(told(bench, "ben", id), none(), "Tier 2 does not see it");
        assert!(!told(bench, "lea", id).is_empty());
    });
}

#[test]
fn who_is_away_finds_it_later_and_somebody_who_is_there_hears_of_it_now() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.sit("ana");
        let back = bench.now().plus_ms(20 * DAY);
        bench.desk.set_away(Some(back)).unwrap();
        bench.sit("abe");
        bench.wait(6 * DAY);
        tick(bench);
        assert_eq!(told(bench, "ana", id).len(), 3);
        assert_eq!(told(bench, "abe", id).len(), 3);
        assert_eq!(told(bench, "ben", id), none());
    });
}

#[test]
fn each_reads_their_own() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.wait(6 * DAY);
        tick(bench);
        bench.sit("ana");
        assert_eq!(bench.desk.unread_notices(1_000).unwrap().n, 3);
        assert_eq!(bench.desk.read_notices(Read::Of(id)).unwrap(), 3);
        assert_eq!(bench.desk.unread_notices(1_000).unwrap().n, 0);
        bench.sit("lea");
        assert_eq!(
            bench.desk.unread_notices(1_000).unwrap().n,
            1,
            "the resolution"
        );
    });
}

/// After many tickets: everyone's notices, by ticket and kind.
fn all(bench: &Bench) -> BTreeMap<(AgentName, TicketId, String), usize> {
    let mut all = BTreeMap::new();
    let wanted = Wanted {
        unread: false,
        before: None,
        limit: usize::MAX,
    };
    for (name, _, _) in crate::support::desk::PEOPLE {
        let name = AgentName::from(name);
        for kept in bench.desk.store().notices(&name, wanted).unwrap() {
            // That a review is due is about no ticket.
            let Some(ticket) = kept.notice.ticket else {
                continue;
            };
            let key = (name.clone(), ticket, kept.notice.series());
            *all.entry(key).or_default() += 1;
        }
    }
    all
}

#[test]
fn many_overdue_are_done_in_batches_and_carried_on_wherever_they_were_broken_off() {
    on_both(|bench| {
        for _ in 0..25 {
            bench.at("tier1.working");
        }
        bench.wait(7 * DAY);
        let mut whole = bench.beside("ben");
        // One batch by one, the next by another who opens the desk, and so on.
        let mut batches = 0;
        loop {
            let done = match batches % 2 {
                0 => bench.desk.tick(7).unwrap(),
                _ => whole.tick(7).unwrap(),
            };
            batches += 1;
            assert!(done.looked <= 7);
            if done.next > bench.now() {
                break;
            }
            whole = bench.beside("bea");
        }
        assert_eq!(batches, 4);
        let kept = all(bench);
        assert!(kept.values().all(|n| *n == 1), "{kept:?}");
        assert_eq!(kept.keys().filter(|k| k.0 == "ana").count(), 75);
        assert_eq!(tick(bench).told, 0);
    });
}

#[test]
fn a_timer_may_do_nothing_else() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        let refused = bench.no("timer", id, mv(Verb::Archive));
        assert!(refused.text.contains("lead"), "{}", refused.text);
        assert_eq!(actor("timer").name, "timer");
    });
}

/// What an agent was told of one kind, in words.
fn words(bench: &Bench, who: &str, id: TicketId, what: &str) -> Vec<String> {
    let all = Wanted {
        unread: true,
        before: None,
        limit: 1_000,
    };
    let kept = bench.desk.store().notices(&who.into(), all).unwrap();
    let mine = kept.into_iter().map(|k| k.notice);
    mine.filter(|n| n.ticket == Some(id) && n.what.id() == what)
        .map(|n| n.text)
        .collect()
}

#[test]
fn a_second_return_on_one_edge_is_told_to_the_leads_of_both_tiers_once() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let again = |bench: &mut Bench, n: u32, question: &str| {
            bench.yes("ben", id, send_back("incomplete", question));
            tick(bench);
            bench.yes("ana", id, mv(Verb::Take));
            let text = "Europe".into();
            bench.yes("ana", id, Command::Todo { n, text });
        };
        again(bench, 1, "Which region?");
        assert_eq!(words(bench, "lea", id, "sent_back_again"), none());
        bench.yes("ana", id, mv(Verb::Escalate));
        assert_eq!(words(bench, "lea", id, "sent_back_again"), none());
        again(bench, 2, "Which customer?");
        let said = ["sent back a second time from Tier 2 to Tier 1"];
        for lead in ["lea", "leo"] {
            assert_eq!(words(bench, lead, id, "sent_back_again"), said, "{lead}");
        }
        for other in ["ana", "abe", "ben", "eva", "aud"] {
            assert_eq!(words(bench, other, id, "sent_back_again"), none());
        }
        let session = crate::support::desk::record(
            "joint_session",
            &[("participants", "ana\nben"), ("result", "It is Tier 2's")],
        );
        bench.yes("ana", id, session);
        bench.yes("ana", id, mv(Verb::Escalate));
        again(bench, 3, "And now?");
        tick(bench);
        tick(bench);
        assert_eq!(words(bench, "lea", id, "sent_back_again"), said, "once");
        bench.replays(id);
    });
}

#[test]
fn two_returns_on_two_edges_are_no_second_one() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.yes("eva", id, send_back("cannot_reproduce", "Which version?"));
        bench.accept("ben", id);
        bench.yes("ben", id, send_back("incomplete", "Which region?"));
        tick(bench);
        assert_eq!(words(bench, "lea", id, "sent_back_again"), none());
        assert_eq!(words(bench, "leo", id, "sent_back_again"), none());
    });
}

#[test]
fn an_escalated_outage_is_told_to_the_leads_at_once_and_once() {
    on_both(|bench| {
        let id = bench.open_as("incident", "high", "high");
        let take = with(Verb::Take, &[("impact", "high"), ("urgency", "high")]);
        bench.yes("ana", id, take);
        bench.yes("ana", id, crate::support::desk::answer("symptoms", "All"));
        bench.yes("ana", id, crate::support::desk::answer("errors", "502"));
        tick(bench);
        assert_eq!(words(bench, "lea", id, "outage_escalated"), none());
        bench.yes("ana", id, crate::support::desk::escalate("potential_bug"));
        assert!(
            bench.desk.next_alarm().unwrap() <= bench.now(),
            "whoever has the desk open is woken at once"
        );
        tick(bench);
        for lead in ["lea", "leo"] {
            let told = words(bench, lead, id, "outage_escalated");
            assert_eq!(told, ["an outage was escalated to Tier 2"], "{lead}");
        }
        assert_eq!(words(bench, "ana", id, "outage_escalated"), none());
        bench.yes("ana", id, crate::support::desk::note("still down"));
        tick(bench);
        assert_eq!(words(bench, "lea", id, "outage_escalated").len(), 1);
        // Another, which is no outage, is no news for leads.
        let other = bench.at("tier2.queued");
        tick(bench);
        assert_eq!(words(bench, "lea", other, "outage_escalated"), none());
    });
}
