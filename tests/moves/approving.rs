//! An approval is asked for: it stands in the leads' lists, they are told, and so is who asked once it is given.

use crate::support::desk::*;
use hoist::domain::approval::Approval;
use hoist::domain::blocker::{Jump, Why};
use hoist::domain::command::Command;
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::row::{Attention, Matter};
use hoist::store::notice::{Kept, Wanted};

fn ask(why: &str) -> Command {
    let text = why.to_owned();
    Command::Approval(Approval::Ask { text })
}

fn deny(why: &str) -> Command {
    let reason = why.to_owned();
    Command::Approval(Approval::Deny { reason })
}

fn decline() -> Command {
    let fields = [
        ("code", "by_design"),
        ("rationale", "It would break others."),
        ("text", "We leave it as it is."),
        ("kb", "none:known"),
    ];
    with(Verb::Decline, &fields)
}

/// At Engineering, a P2: only a lead approves.
fn grave(bench: &mut Bench) -> TicketId {
    let id = bench.at("engineering.working");
    bench.yes("eva", id, Command::Set(values(&[("impact", "high")])));
    id
}

fn told(bench: &Bench, who: &str, id: TicketId) -> Vec<Kept> {
    let wanted = Wanted {
        unread: false,
        before: None,
        limit: 1_000,
    };
    let kept = bench.desk.store().notices(&who.into(), wanted).unwrap();
    let of_it = |k: &Kept| k.notice.ticket == Some(id) && k.notice.what.id().starts_with("appr");
    kept.into_iter().rev().filter(of_it).collect()
}

fn words(bench: &Bench, who: &str, id: TicketId) -> Vec<String> {
    let told = told(bench, who, id).into_iter();
    told.map(|k| k.notice.text).collect()
}

fn over(bench: &Bench, who: &str, id: TicketId) -> Vec<Option<At>> {
    let told = told(bench, who, id).into_iter();
    told.map(|k| k.over_at).collect()
}

#[test]
fn who_wants_to_decline_asks_a_lead_and_is_told_when_it_is_approved() {
    on_both(|bench| {
        let id = grave(bench);
        let no = bench.no("eva", id, decline());
        assert_eq!(no.missing[0].jump, Jump::Approval);
        assert_eq!(
            no.missing[0].command,
            format!("hoist approve {} --ask", id.0)
        );
        assert!(!bench.row(id).has(&Matter::Approval));

        bench.yes("eva", id, ask("It would break every old client."));
        let row = bench.row(id);
        assert_eq!(row.attention, Attention::Approval);
        assert!(row.needs_at <= bench.now(), "it needs someone now");
        let said = ["eva: asks for the approval to decline it"];
        assert_eq!(words(bench, "lea", id), said);
        assert_eq!(words(bench, "leo", id), said);
        assert_eq!(
            words(bench, "edo", id),
            [""; 0],
            "only a lead approves a P2"
        );
        let waits = bench.no("eva", id, decline()).missing;
        assert!(
            waits[0].text.contains("eva asked for it"),
            "{}",
            waits[0].text
        );
        assert_eq!(waits[0].jump, Jump::None);

        bench.yes("leo", id, approval());
        assert_eq!(words(bench, "eva", id), ["leo: approved it"]);
        assert_eq!(over(bench, "lea", id), [Some(bench.now())]);
        assert_eq!(bench.row(id).attention, Attention::None);
        bench.yes("eva", id, decline());
        bench.replays(id);
    });
}

#[test]
fn of_a_p3_the_other_engineers_are_told_too() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.yes("eva", id, ask(""));
        assert_eq!(
            words(bench, "edo", id),
            ["eva: asks for the approval to decline it"]
        );
        assert_eq!(words(bench, "ben", id), [""; 0]);
        bench.yes("eva", id, approval());
        assert!(
            bench.ticket(id).approval_asked.is_some(),
            "one's own approval is no answer"
        );
        bench.yes("edo", id, approval());
        assert!(bench.ticket(id).approval_asked.is_none());
        bench.yes("eva", id, decline());
    });
}

#[test]
fn a_word_of_the_customer_does_not_hide_it_from_the_leads() {
    on_both(|bench| {
        let id = grave(bench);
        bench.yes("eva", id, ask(""));
        bench.yes("ana", id, received("Any news?"));
        assert_eq!(bench.row(id).attention, Attention::Approval);
        bench.yes("lea", id, approval());
        assert_eq!(bench.row(id).attention, Attention::Reply);
        bench.replays(id);
    });
}

#[test]
fn it_is_denied_with_a_reason_or_asked_for_no_more() {
    on_both(|bench| {
        let id = grave(bench);
        bench.yes("eva", id, ask(""));
        assert_eq!(bench.no("ben", id, deny("no")).why, Why::Role);
        bench.yes("lea", id, deny("The contract says otherwise."));
        let said = "lea: the approval is not given, or not asked for any more";
        assert_eq!(words(bench, "eva", id), [said]);
        assert!(bench.ticket(id).approval_asked.is_none());
        assert_eq!(
            bench.no("eva", id, decline()).missing[0].jump,
            Jump::Approval
        );
        assert_eq!(bench.no("lea", id, deny("again")).why, Why::Stage);

        bench.yes("eva", id, ask("Please look again."));
        assert_eq!(told(bench, "leo", id).len(), 2, "asked anew, told anew");
        bench.yes("eva", id, deny("We fix it after all."));
        bench.replays(id);
    });
}

#[test]
fn it_ends_as_the_ticket_moves_and_what_is_approved_is_not_asked_for() {
    on_both(|bench| {
        let id = grave(bench);
        bench.yes("eva", id, ask(""));
        bench.yes("eva", id, mv(Verb::Release));
        assert!(bench.ticket(id).approval_asked.is_none());
        assert!(over(bench, "lea", id)[0].is_some());
        assert_eq!(
            bench.no("eva", id, ask("")).why,
            Why::Stage,
            "nothing to decline"
        );
        bench.accept("eva", id);
        bench.yes("lea", id, approval());
        assert_eq!(
            words(bench, "eva", id),
            ["lea: approved it"],
            "unasked as well"
        );
        let already = bench.no("eva", id, ask(""));
        assert!(
            already.text.contains("approved already"),
            "{}",
            already.text
        );
        assert_eq!(bench.no("ana", id, ask("")).why, Why::Role);
        bench.replays(id);
    });
}

#[test]
fn the_telling_of_a_security_ticket_is_asked_for_too() {
    on_both(|bench| {
        let id = bench.open_as("security", "low", "low");
        bench.yes("ana", id, take());
        bench.resolve_1(id);
        let no = bench.no("ana", id, tell());
        assert_eq!(no.missing[0].jump, Jump::Approval);
        bench.yes("ana", id, ask(""));
        let said = "ana: asks for the approval of what the customer is told";
        assert_eq!(words(bench, "leo", id), [said]);
        bench.yes("leo", id, approval());
        assert_eq!(words(bench, "ana", id), ["leo: approved it"]);
        bench.yes("ana", id, tell());
        bench.replays(id);
    });
}

#[test]
fn an_approval_that_is_taken_back_is_asked_for_again() {
    on_both(|bench| {
        let id = grave(bench);
        bench.yes("eva", id, ask(""));
        bench.yes("lea", id, approval());
        bench.wait(SECOND);
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        assert_eq!(bench.row(id).attention, Attention::Approval);
        assert_eq!(told(bench, "leo", id).len(), 2);
        let back = bench.no("eva", id, decline());
        assert!(back.missing[0].text.contains("eva asked for it"));
        bench.replays(id);
    });
}

#[test]
fn asking_once_more_says_that_it_was_and_takes_no_reason_away() {
    on_both(|bench| {
        let id = grave(bench);
        bench.yes("eva", id, ask("It would break every old client."));
        for words in ["", "  ", "It would break every old client."] {
            let no = bench.no("eva", id, ask(words));
            assert_eq!(no.why, Why::Stage);
            assert!(
                no.text.contains("eva asked for the approval"),
                "{}",
                no.text
            );
        }
        let asked = bench.ticket(id).approval_asked.unwrap();
        assert_eq!(asked.text, "It would break every old client.");
        assert_eq!(told(bench, "lea", id).len(), 1);
        bench.yes("eva", id, ask("Two customers depend on it."));
        let asked = bench.ticket(id).approval_asked.unwrap();
        assert_eq!(asked.text, "Two customers depend on it.");
        bench.replays(id);
    });
}
