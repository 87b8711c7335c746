//! What is similar: counted on the ticket, gone to and come back from, linked, or none of it; shown under the
//! forms in which an issue is told.

use super::lively::{desk, says, screen, session};
use super::{SMALL, USUAL};
use crate::support::desk::{Bench, received, record, values};
use hoist::domain::article::Ask;
use hoist::domain::id::{ArticleId, TicketId};
use hoist::domain::known_error::linking;
use hoist::domain::reference::Reference;
use hoist::domain::ticket::Answer;
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
    says(&ana, "ctrl-r shows what helped there");
    ana.press("<c-r>").unwrap();
    says(&ana, &format!("Similar to {id}"));
    ana.press("L").unwrap();
    says(&ana, "Link a ticket or an article");
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
    says(&ana, "ctrl-r shows what helped there");
    ana.press("<c-r>").unwrap();
    says(&ana, "Similar to what is typed");
    says(&ana, "restart nightly");
    ana.press("<esc>").unwrap();
    says(&ana, "New ticket");
    says(&ana, &subject);
}

#[test]
fn in_an_intake_form_one_key_takes_the_answer_over_and_another_shows_what_is_similar() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    bench.yes("ana", id, received("Only the Monday run fails."));
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.press("> <enter>").unwrap();
    says(&ana, "ctrl-t takes over: Only the Monday run fails.");
    ana.press("<c-r>").unwrap();
    says(&ana, "Similar to what is typed");
    ana.press("<esc> <c-t> <c-s>").unwrap();
    let answers = bench.ticket(id).intake;
    let taken = Answer::Given("Only the Monday run fails.".to_owned());
    assert_eq!(answers.get("symptoms"), Some(&taken));
    // Where something stands already the next answer goes below it.
    bench.yes("ana", id, received("Tuesdays too, by now."));
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.press("2 g <enter>").unwrap();
    says(&ana, "ctrl-t adds below: Tuesdays too, by now.");
    ana.press("<c-t> <c-s>").unwrap();
    let both = "Only the Monday run fails.\nTuesdays too, by now.".to_owned();
    let answers = bench.ticket(id).intake;
    assert_eq!(answers.get("symptoms"), Some(&Answer::Given(both)));
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

/// A ticket at Tier 1, and a published known error of the kind.
fn shelf() -> (Bench, TicketId, ArticleId) {
    let (mut bench, _, id) = alike();
    let subject = bench.ticket(id).subject;
    bench.sit("ana");
    let fields = values(&[
        ("title", &subject),
        ("symptoms", "502 on every charge"),
        ("cause", "the pool leaks"),
        ("workaround", "drain the pool"),
        ("known_error", "yes"),
    ]);
    let article = bench.desk.write_article(fields, None).unwrap().article.id;
    let publish = Ask::Publish {
        remark: String::new(),
    };
    bench.desk.ask_article(article, None, &publish).unwrap();
    (bench, id, article)
}

#[test]
fn an_article_is_read_from_the_list_linked_as_known_error_and_called_fixed() {
    let (bench, id, article) = shelf();
    let mut ana = session(&bench, "ana", SMALL);
    go(&mut ana, id);
    ana.press("~").unwrap();
    says(&ana, &format!("{article}     known error"));
    for _ in 0..10 {
        if screen(&ana).contains(&format!("> {article}")) {
            break;
        }
        ana.press("j").unwrap();
    }
    says(&ana, "Workaround  drain the pool");
    ana.press("<enter>").unwrap();
    says(&ana, "published · known error");
    says(&ana, "Esc back · L known error · + it helped · F fixed");
    ana.press("<esc>").unwrap();
    says(&ana, &format!("Similar to {id}"));
    ana.press("L").unwrap();
    says(&ana, "Link a ticket or an article");
    says(&ana, &article.to_string());
    ana.press("<tab> \"3d\" <c-s>").unwrap();
    let ticket = bench.ticket(id);
    assert!(ticket.articles[0].known_error, "{}", screen(&ana));
    assert_eq!(ticket.open_holds().count(), 1);
    says(&ana, &format!("{article}: drain the pool"));
    ana.press("h <enter> F").unwrap();
    says(&ana, &format!("{article} is fixed"));
    ana.press("\"Update to 9.5\" <c-s>").unwrap();
    says(&ana, "published · fixed");
    let ticket = bench.ticket(id);
    assert_eq!(
        (ticket.open_holds().count(), ticket.open_todos().count()),
        (0, 1)
    );
}

#[test]
fn a_fixed_article_is_resolved_with_and_told_in_one_form() {
    let (mut bench, id, article) = shelf();
    let commands = linking(Reference::Article(article), "known_error", None);
    bench.yes("ana", id, commands[0].clone());
    let fix = Ask::Fix {
        resolution: "Update to 9.5".into(),
        remark: String::new(),
        by: None,
    };
    bench.desk.ask_article(article, None, &fix).unwrap();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    let todo = format!("{article} is fixed: resolve with it");
    says(&ana, &todo);
    ana.press("g").unwrap();
    ana.press("<enter>").unwrap();
    says(&ana, &format!("Resolve with {article} and tell"));
    says(&ana, "Update to 9.5");
    ana.press("<c-s>").unwrap();
    bench.stands(id, "tier1.confirming");
}

#[test]
fn the_linear_mode_reads_an_article_among_what_is_similar() {
    let (bench, id, article) = shelf();
    let mut ana = session(&bench, "ana", USUAL);
    go(&mut ana, id);
    ana.press("~ j j").unwrap();
    let said = hoist::tui::plain::transcript(&ana.told());
    assert!(said.contains(&format!("{article} ")), "{said}");
    assert!(said.contains("Workaround: drain the pool"), "{said}");
}
