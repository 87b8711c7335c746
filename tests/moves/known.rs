//! Known issues: a linked hit answers the checklist item, or none of what is similar does, and the list is
//! kept; a known error shows its workaround where it is linked.

use crate::support::desk::{Bench, check, on_both, record};
use hoist::domain::command::Command;
use hoist::domain::id::{At, TicketId};
use hoist::domain::known_error;
use hoist::domain::reference::Reference;
use hoist::domain::similar::looked;
use hoist::domain::ticket::{CheckHow, PieceKind};
use hoist::store::search::Stop;

/// A ticket at Tier 2 whose cause and workaround are known.
fn known(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier2.working");
    bench.yes(
        "ben",
        id,
        record(
            "root_cause",
            &[("text", "the pool leaks"), ("certainty", "established")],
        ),
    );
    bench.yes(
        "ben",
        id,
        record(
            "workaround",
            &[("state", "in_place"), ("text", "restart nightly")],
        ),
    );
    id
}

fn link(bench: &mut Bench, id: TicketId, other: TicketId, kind: &str) {
    let commands = known_error::linking(Reference::Ticket(other), kind, None);
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.run_all(id, None, commands, &command).unwrap();
}

#[test]
fn a_known_error_shows_its_workaround_where_it_is_linked() {
    on_both(|bench| {
        let other = known(bench);
        let id = bench.at("tier1.working");
        link(bench, id, other, "known_error");
        let view = bench.desk.view(id).unwrap();
        let [(from, what)] = view.known.as_slice() else {
            panic!("{:?}", view.known)
        };
        assert_eq!(
            (*from, what.workaround.as_str(), what.cause.as_str()),
            (
                Reference::Ticket(other),
                "restart nightly",
                "the pool leaks"
            )
        );
        let done = &view.ticket.checks["tier1.known_issues"];
        assert_eq!(
            (done.how, done.result.as_str()),
            (CheckHow::Done, "known issue found")
        );
        let subject = bench.ticket(other).subject;
        assert_eq!(done.evidence, format!("Known error {other}, {subject}"));
        bench.replays(id);
    });
}

#[test]
fn what_was_linked_as_a_suspicion_answers_the_item_once_it_is_known() {
    on_both(|bench| {
        let other = bench.at("tier2.working");
        let id = bench.at("tier1.working");
        link(bench, id, other, "known_error");
        assert!(!bench.ticket(id).checks.contains_key("tier1.known_issues"));
        let cause = [("text", "the pool leaks"), ("certainty", "established")];
        bench.yes("ben", other, record("root_cause", &cause));
        let helps = [("state", "in_place"), ("text", "restart nightly")];
        bench.yes("ben", other, record("workaround", &helps));
        let ticket = bench.ticket(id);
        let done = &ticket.checks["tier1.known_issues"];
        assert_eq!(done.result, "known issue found");
        assert_eq!(done.by, "ana", "who linked it said so");
        let subject = bench.ticket(other).subject;
        assert_eq!(done.evidence, format!("Known error {other}, {subject}"));
        bench.replays(id);
    });
}

#[test]
fn a_hypothesis_or_no_workaround_is_no_known_error() {
    on_both(|bench| {
        let other = bench.at("tier2.working");
        let cause = |how| {
            record(
                "root_cause",
                &[("text", "perhaps the pool"), ("certainty", how)],
            )
        };
        bench.yes("ben", other, cause("hypothesis"));
        bench.yes(
            "ben",
            other,
            record("workaround", &[("state", "proposed"), ("text", "restart")]),
        );
        assert_eq!(known_error::of(&bench.ticket(other)), None);
        bench.yes("ben", other, cause("established"));
        assert!(known_error::of(&bench.ticket(other)).is_some());
        bench.yes(
            "ben",
            other,
            record("workaround", &[("state", "none_found")]),
        );
        assert_eq!(known_error::of(&bench.ticket(other)), None);
    });
}

#[test]
fn a_link_answers_an_open_item_only_and_an_undone_one_opens_it_again() {
    on_both(|bench| {
        let other = known(bench);
        let id = bench.at("tier1.working");
        bench.yes("ana", id, check("known_issues", "none found"));
        link(bench, id, other, "related");
        assert_eq!(
            bench.ticket(id).checks["tier1.known_issues"].result,
            "none found"
        );
        let fresh = bench.at("tier1.working");
        link(bench, fresh, other, "related");
        assert_eq!(
            bench.ticket(fresh).checks["tier1.known_issues"].result,
            "similar, not the same"
        );
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.undo(fresh, &command).unwrap();
        assert!(
            !bench
                .ticket(fresh)
                .checks
                .contains_key("tier1.known_issues")
        );
        bench.replays(fresh);
        // A link that no item asks for answers none.
        link(bench, fresh, other, "follow_up");
        assert!(bench.ticket(fresh).checks.is_empty());
    });
}

#[test]
fn linking_can_place_the_hold_in_the_same_step() {
    on_both(|bench| {
        let other = known(bench);
        let id = bench.at("tier1.working");
        let until = At(bench.now().0 + 86_400_000);
        bench.sit("ana");
        let command = bench.fresh();
        let commands = known_error::linking(Reference::Ticket(other), "known_error", Some(until));
        bench.desk.run_all(id, None, commands, &command).unwrap();
        let ticket = bench.ticket(id);
        let hold = ticket.open_holds().next().unwrap();
        assert_eq!((hold.kind.as_str(), hold.until), ("known_error", until));
        // All or none: a hold in the past leaves no link behind.
        let late = bench.at("tier1.working");
        let commands = known_error::linking(Reference::Ticket(other), "known_error", Some(At(1)));
        let command = bench.fresh();
        bench.sit("ana");
        assert!(bench.desk.run_all(late, None, commands, &command).is_err());
        assert!(bench.ticket(late).links.is_empty());
    });
}

#[test]
fn none_of_what_is_similar_is_kept_with_the_list() {
    on_both(|bench| {
        let other = bench.at("tier1.queued");
        let id = bench.at("tier1.working");
        bench.sit("ana");
        let likes = bench.desk.similar(id, 10, Stop::default()).unwrap().likes;
        assert_eq!(likes.len(), 1, "they are alike");
        let ranked: Vec<_> = likes.into_iter().map(|l| l.ranked).collect();
        let commands = looked::none_of(bench.desk.process(), &bench.ticket(id), &ranked);
        let command = bench.fresh();
        bench.desk.run_all(id, None, commands, &command).unwrap();
        let ticket = bench.ticket(id);
        let kept = &ticket.kept[0].piece;
        assert_eq!(
            (kept.kind, kept.item.as_str()),
            (PieceKind::List, "tier1.known_issues")
        );
        assert!(
            kept.text.starts_with(&format!("{other}  ")),
            "{}",
            kept.text
        );
        assert!(kept.text.contains("in common: "), "{}", kept.text);
        let done = &ticket.checks["tier1.known_issues"];
        assert_eq!(done.result, "none found");
        assert_eq!(
            done.evidence,
            "similar tickets: 1 looked at, it is not the same"
        );
        bench.replays(id);
        // The kept list does not make tickets alike.
        let third = bench.at("tier1.working");
        let likes = bench
            .desk
            .similar(third, 10, Stop::default())
            .unwrap()
            .likes;
        let words = &likes
            .iter()
            .find(|l| l.ranked.hit.id().ticket() == Some(id))
            .unwrap()
            .ranked
            .because
            .words;
        assert!(!words.iter().any(|w| w == "common"), "{words:?}");
    });
}

#[test]
fn nothing_similar_is_an_answer_too() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let commands = looked::none_of(bench.desk.process(), &bench.ticket(id), &[]);
        let Some(Command::Keep { pieces }) = commands.first() else {
            panic!("{commands:?}")
        };
        assert_eq!(pieces[0].text, "Nothing similar was found.");
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.run_all(id, None, commands, &command).unwrap();
        assert_eq!(
            bench.ticket(id).checks["tier1.known_issues"].evidence,
            "similar tickets: nothing was found"
        );
    });
}

#[test]
fn a_restricted_ticket_is_similar_to_none_and_known_to_none() {
    on_both(|bench| {
        let other = known(bench);
        let id = bench.at("tier1.working");
        link(bench, id, other, "known_error");
        let restrict = Command::Restrict {
            agents: Vec::new(),
            why: "secret".into(),
        };
        bench.yes("ben", other, restrict);
        let outsider = bench.beside("abe");
        assert!(outsider.view(id).unwrap().known.is_empty());
        let likes = outsider.similar(id, 10, Stop::default()).unwrap().likes;
        assert!(
            likes
                .iter()
                .all(|l| l.ranked.hit.id().ticket() != Some(other))
        );
    });
}
