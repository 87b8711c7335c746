//! What is similar: counted on the ticket, gone to and come back from, linked, or none of it; shown under the
//! forms in which an issue is told.

use super::lively::{desk, says, screen, session};
use super::{SMALL, USUAL};
use crate::support::desk::{Bench, record};
use hoist::domain::id::TicketId;
use hoist::tui::print::Session;

/// A known error at Tier 2, and a ticket like it at Tier 1.
fn alike() -> (Bench, TicketId, TicketId) {
    let mut bench = desk();
    let known = bench.at("tier2.working");
    let cause = [("text", "the pool leaks"), ("certainty", "established")];
    bench.yes("ben", known, record("root_cause", &cause));
    let helps = [("state", "in_place"), ("text", "restart nightly")];
    bench.yes("ben", known, record("workaround", &helps));
    let id = bench.at("tier1.working");
    (bench, known, id)
}

fn go(session: &mut Session, id: TicketId) {
    session.press(&format!("# \"{}\" <enter>", id.0)).unwrap();
}

#[test]
fn from_a_similar_ticket_esc_leads_back_to_the_list_and_to_the_ticket() {
    let (bench, known, id) = alike();
    for size in [SMALL, USUAL] {
        let mut ana = session(&bench, "ana", size);
        go(&mut ana, id);
        let before = screen(&ana);
        ana.press("~").unwrap();
        says(&ana, &format!("Similar to {id}"));
        says(&ana, &format!("> {known}"));
        says(&ana, "known error");
        says(&ana, "Workaround  restart nightly");
        says(&ana, "Cause       the pool leaks");
        let list = screen(&ana);
        ana.press("<enter>").unwrap();
        says(&ana, &format!("2 {known}"));
        ana.press("<esc>").unwrap();
        assert_eq!(screen(&ana), list);
        ana.press("<esc>").unwrap();
        assert_eq!(screen(&ana), before);
    }
}

#[test]
fn the_checklist_item_opens_the_list_and_a_linked_known_error_answers_it() {
    let (bench, known, id) = alike();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    says(&ana, "OPEN     Check for known issues  ");
    says(&ana, "similar, 1 known error");
    ana.press("3 j j <enter>").unwrap();
    says(&ana, "1 none found");
    says(&ana, "ctrl-t shows what helped there");
    ana.press("<c-t>").unwrap();
    says(&ana, &format!("Similar to {id}"));
    ana.press("L").unwrap();
    says(&ana, "Link another ticket");
    ana.press("<c-s>").unwrap();
    says(&ana, "Workaround   ");
    says(&ana, &format!("{known}: restart nightly"));
    let ticket = bench.ticket(id);
    assert_eq!(ticket.links[0].other, known);
    assert_eq!(
        ticket.checks["tier1.known_issues"].result,
        "known issue found"
    );
}

#[test]
fn none_of_these_keeps_the_list_in_one_key_and_can_be_undone() {
    let (bench, known, id) = alike();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.press("~ 0").unwrap();
    let ticket = bench.ticket(id);
    assert_eq!(ticket.checks["tier1.known_issues"].result, "none found");
    assert!(ticket.kept[0].piece.text.contains(&known.to_string()));
    says(&ana, "none found");
}

#[test]
fn none_found_in_the_items_form_keeps_the_list_too() {
    let (bench, known, id) = alike();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.press("3 j j <enter> 1 <c-s>").unwrap();
    let ticket = bench.ticket(id);
    assert_eq!(ticket.checks["tier1.known_issues"].result, "none found");
    assert!(ticket.kept[0].piece.text.contains(&known.to_string()));
}

#[test]
fn what_is_similar_stands_under_the_form_while_one_types() {
    let (bench, known, _) = alike();
    let subject = bench.ticket(known).subject;
    let mut ana = session(&bench, "ana", USUAL);
    ana.press("c <tab> <tab>").unwrap();
    ana.press(&format!("\"{subject}\"")).unwrap();
    says(&ana, &format!("{known} {subject}"));
    says(&ana, "known error");
    says(&ana, "ctrl-t shows what helped there");
    ana.press("<c-t>").unwrap();
    says(&ana, "Similar to what is typed");
    says(&ana, "restart nightly");
    ana.press("<esc>").unwrap();
    says(&ana, "New ticket");
    says(&ana, &subject);
}

#[test]
fn the_linear_mode_reads_it_aloud() {
    let (bench, known, id) = alike();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.told();
    ana.press("~").unwrap();
    let said = hoist::tui::plain::transcript(&ana.told());
    assert!(said.contains("What is similar"), "{said}");
    let line = format!("{known} ");
    assert!(
        said.contains(&line) && said.contains("Workaround: restart nightly"),
        "{said}"
    );
}
