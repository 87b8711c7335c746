//! The bundle of a closed ticket on the page, and tickets into a file.

use super::lively::{desk, screen, session};
use super::{SMALL, USUAL};
use hoist::domain::command::Command;
use hoist::domain::stage::Phase;

#[test]
fn a_closed_ticket_shows_its_bundle_and_an_archived_one_its_seal() {
    let mut bench = desk();
    let ids = bench
        .desk
        .store()
        .ids(hoist::domain::id::TicketId(0), 100)
        .unwrap();
    let closed = |id: &hoist::domain::id::TicketId| bench.ticket(*id).stage.phase == Phase::Closed;
    let id = ids.into_iter().find(closed).unwrap();
    let keys = format!("# \"{}\" <enter> p", id.0);
    for size in [SMALL, USUAL] {
        let mut session = session(&bench, "ana", size);
        session.press(&keys).unwrap();
        let page = screen(&session);
        assert!(page.contains("Rendered with"), "{page}");
        assert!(page.contains("bundle"), "{page}");
    }
    bench.bring(id, "tier1.archived");
    let mut session = session(&bench, "ana", USUAL);
    session.press(&keys).unwrap();
    let page = screen(&session);
    let seal = bench.ticket(id).sealed;
    assert!(page.contains("Sealed with"), "{page}");
    assert!(page.contains(&seal[..30]), "{page}");
    session.press("<esc>").unwrap();
    assert!(!screen(&session).contains("Sealed with"));
}

#[test]
fn the_ticket_under_the_bar_or_the_marked_ones_go_to_a_new_file() {
    let bench = desk();
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let mut session = session(&bench, "ana", USUAL);
    session.press(": \"export\" <enter>").unwrap();
    let form = screen(&session);
    assert!(
        form.contains("Export #") && form.contains("a page each"),
        "{form}"
    );
    let file = at("one");
    let keys = format!("<tab> <c-u> \"{}\" <c-s>", file.display());
    session.press(&keys).unwrap();
    let said = screen(&session);
    assert!(said.contains("1 ticket is in"), "{said}");
    let page = std::fs::read_to_string(at("one.md")).unwrap();
    assert!(page.starts_with("# #"), "{page}");
    // Never over a file: the form stays, and says why.
    session.press(": \"export\" <enter>").unwrap();
    session.press(&keys).unwrap();
    let said = screen(&session);
    assert!(said.contains("is already there"), "{said}");
    assert_eq!(std::fs::read_to_string(at("one.md")).unwrap(), page);
    session.press("<esc> x x x").unwrap();
    session.press(": \"export\" <enter>").unwrap();
    assert!(screen(&session).contains("Export 3 marked"));
    let keys = format!("1 <c-u> \"{}\" <c-s>", at("three").display());
    session.press(&keys).unwrap();
    let lines = std::fs::read_to_string(at("three.jsonl"));
    let lines = lines.unwrap_or_else(|e| panic!("{e}\n{}", screen(&session)));
    assert_eq!(lines.matches("\n{\"events\":").count(), 3);
}

#[test]
fn what_an_export_leaves_out_is_said_and_counted() {
    let mut bench = desk();
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names in it".into(),
    };
    let hidden = bench.at("tier1.working");
    let seen = bench.at("tier1.working");
    let mut abe = session(&bench, "abe", USUAL);
    for id in [hidden, seen] {
        abe.press(&format!("# \"{}\" <enter> x", id.0)).unwrap();
    }
    abe.press(": \"export\" <enter>").unwrap();
    assert!(screen(&abe).contains("Export 2 marked tickets"));
    bench.yes("lea", hidden, restrict);
    let keys = format!("<tab> <c-u> \"{}\" <c-s>", at("two").display());
    abe.press(&keys).unwrap();
    let said = screen(&abe);
    assert!(said.contains("1 of 2 tickets is in"), "{said}");
    assert!(said.contains("1 restricted left out"), "{said}");
    // Of what is restricted alone there is no file.
    let mut abe = session(&bench, "abe", USUAL);
    abe.press(&format!("# \"{}\" <enter>", hidden.0)).unwrap();
    abe.press(": \"export\" <enter>").unwrap();
    let keys = format!("<tab> <c-u> \"{}\" <c-s>", at("none").display());
    abe.press(&keys).unwrap();
    let said = screen(&abe);
    assert!(said.contains("is restricted"), "{said}");
    assert!(!at("none.md").exists());
}
