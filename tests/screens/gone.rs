//! A ticket that is hidden from its reader: the screens that belong to it close with a sentence, and nothing
//! that is pressed there falls upon the ticket that stands under the bar then.

use super::lively::{attach, desk, press, says, says_not, screen, session};
use crate::support::desk::{Bench, received};
use hoist::domain::article::Ask;
use hoist::domain::command::Command;
use hoist::domain::id::{ArticleId, TicketId};
use hoist::domain::values::Values;
use hoist::tui::print::Session;

const SIZE: (u16, u16) = (120, 36);
const WORDS: &str = "The password of Fjord is wrong again";
const SAYS: &str = "is not shown to you any more";

/// A ticket with words of its customer, a template and an article beside it.
fn scene(stage: &str) -> (Bench, TicketId) {
    let mut bench = desk();
    let id = bench.at(stage);
    bench.yes("ana", id, received(&format!("{WORDS}\nand again\n")));
    attach(
        &mut bench,
        id,
        "fjord.log",
        b"07:14 ERROR fjord exhausted\n",
    );
    attach(&mut bench, id, "fjord.bin", b"\x01\x02fjord\x03");
    bench.sit("lea");
    bench
        .desk
        .save_template("Ask back", None, "Dear {contact}")
        .unwrap();
    let values = Values::new()
        .with("title", "Pool exhausted")
        .with("symptoms", "Timeouts")
        .with("resolution", "Restart it");
    let kb = bench.desk.write_article(values, None).unwrap().article.id;
    let remark = String::new();
    bench
        .desk
        .ask_article(kb, None, &Ask::Publish { remark })
        .unwrap();
    (bench, id)
}

fn hide(bench: &mut Bench, id: TicketId) {
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names in it".into(),
    };
    bench.yes("lea", id, restrict);
}

/// The version of every ticket of the desk.
fn versions(bench: &Bench) -> Vec<u32> {
    let stored = |n| bench.desk.store().stored(TicketId(n)).ok();
    (1..).map_while(stored).map(|(_, t)| t.version).collect()
}

fn sit(bench: &Bench, id: TicketId) -> Session {
    let mut abe = session(bench, "abe", SIZE);
    press(&mut abe, &format!("# \"{}\" <enter>", id.0));
    abe
}

/// Every screen that belongs to a ticket, and the keys that lead there.
const SCREENS: [(&str, &str); 14] = [
    ("conversation", "I"),
    ("a line of it", "I <enter>"),
    ("templates over it", "I R"),
    ("its actions", "I :"),
    ("files", "F"),
    ("bytes", "F k <enter>"),
    ("a log", "F j <enter>"),
    ("configurations", "="),
    ("what is similar", "~"),
    ("the knowledge base over it", "~ <esc> e"),
    ("a message", "M"),
    ("a note", "n \"half a thought\""),
    ("all actions", ":"),
    ("records", "e"),
];

#[test]
fn every_screen_of_a_hidden_ticket_closes_and_its_keys_do_nothing_elsewhere() {
    // Its row stays in the queue of its tier, masked; in that of another one the bar goes on to the next.
    for (stage, (what, keys)) in SCREENS
        .map(|s| ("tier1.working", s))
        .into_iter()
        .chain(SCREENS.map(|s| ("tier2.queued", s)))
    {
        let (mut bench, id) = scene(stage);
        let mut abe = sit(&bench, id);
        press(&mut abe, keys);
        assert!(!abe.model().overlays.is_empty(), "{what}: {}", screen(&abe));
        hide(&mut bench, id);
        let before = versions(&bench);
        abe.notice();
        says(&abe, &format!("{id} {SAYS}"));
        for words in [WORDS, "fjord", "Fjord"] {
            says_not(&abe, words);
        }
        press(&mut abe, "3 + . M R <c-s> - 0 L y 1");
        assert_eq!(versions(&bench), before, "{what}");
        press(&mut abe, "<esc>");
        assert!(abe.model().overlays.is_empty(), "{what}: {}", screen(&abe));
        let moved_on = abe.model().target() != Some(id);
        assert_eq!(moved_on, stage == "tier2.queued", "{what}");
    }
}

#[test]
fn what_was_typed_on_a_hidden_ticket_is_kept_and_told_of() {
    let (mut bench, id) = scene("tier1.working");
    let mut abe = sit(&bench, id);
    press(&mut abe, "n \"half a thought\"");
    hide(&mut bench, id);
    abe.notice();
    says(&abe, "What you typed is kept");
    press(&mut abe, "<esc> d");
    says(&abe, "Unfinished texts");
    says(&abe, &id.to_string());
}

#[test]
fn an_article_that_was_opened_by_a_search_links_only_the_ticket_it_was_opened_over() {
    let (mut bench, id) = scene("tier2.queued");
    let mut abe = sit(&bench, id);
    press(&mut abe, "h <enter>");
    says(&abe, "kb:1 Pool exhausted");
    hide(&mut bench, id);
    abe.notice();
    press(&mut abe, "<esc>");
    says(&abe, "kb:1 Pool exhausted");
    let before = versions(&bench);
    for key in ["L", "l", "+"] {
        press(&mut abe, key);
        says_not(&abe, "helped 1 of 1");
    }
    assert_eq!(versions(&bench), before, "{}", screen(&abe));
    let article = bench.beside("lea").article(ArticleId(1)).unwrap();
    assert_eq!(article.shelved.linked, 0);
    says(&abe, "Another ticket is under the bar by now");
}

#[test]
fn a_ticket_that_is_hidden_while_its_list_is_looked_at_says_so_at_the_foot() {
    let (mut bench, id) = scene("tier2.queued");
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, &format!("# \"{}\" <enter> 2", id.0));
    hide(&mut bench, id);
    abe.notice();
    says_not(&abe, WORDS);
    says(&abe, &format!("{id} {SAYS}"));
    let before = versions(&bench);
    press(&mut abe, "M \"words for Fjord\" <c-s>");
    assert_eq!(versions(&bench), before, "{}", screen(&abe));
}

#[test]
fn the_list_of_a_search_loses_a_ticket_that_is_hidden_meanwhile_and_keeps_the_bar() {
    let (mut bench, id) = scene("tier2.queued");
    bench.sit("ana");
    let other = bench.at("tier1.working");
    bench.yes("ana", other, received("a fjord elsewhere"));
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, "f \"fjord\" <down>");
    says(&abe, WORDS);
    let on = format!("> {id}");
    says(&abe, &on);
    // What else changes leaves the bar where it was.
    let third = bench.at("tier1.working");
    bench.yes("ana", third, received("fjord again"));
    abe.notice();
    says(&abe, "fjord again");
    says(&abe, &on);
    hide(&mut bench, id);
    abe.notice();
    says_not(&abe, WORDS);
    says(&abe, "a fjord elsewhere");
    says(&abe, "fjord again");
}
