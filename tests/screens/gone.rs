//! A ticket that is hidden from its reader: the screens that belong to it close with a sentence, and nothing
//! that is pressed there falls upon the ticket that stands under the bar then.

use super::lively::{attach, desk, press, says, says_not, screen, session};
use crate::support::desk::{Bench, received};
use hoist::desk::snapshot::Taking;
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

/// A ticket of Tier 1 beside the one of the scene, with words alike.
fn beside(bench: &mut Bench) -> TicketId {
    let other = bench.at("tier1.working");
    bench.yes("ana", other, received(WORDS));
    other
}

/// Hides the ticket while this screen, which belongs to no ticket or to another one, has words of it.
fn loses(bench: &mut Bench, abe: &mut Session, id: TicketId, words: &str) {
    says(abe, words);
    hide(bench, id);
    abe.notice();
    says(abe, &format!("{id} {SAYS}"));
    says_not(abe, words);
}

#[test]
fn a_comparison_closes_when_the_other_ticket_of_it_is_hidden() {
    let (mut bench, id) = scene("tier2.queued");
    let other = bench.at("tier1.working");
    for (on, text) in [(id, "host = fjord"), (other, "host = harbour")] {
        bench.sit("ana");
        let command = bench.fresh();
        let taking = Taking::pasted("app.conf".to_owned(), text.to_owned());
        let takings = vec![taking];
        bench
            .desk
            .take_snapshots(on, None, takings, &command)
            .unwrap();
    }
    let mut abe = sit(&bench, other);
    press(&mut abe, "= <enter> c <enter>");
    says(&abe, "against");
    // What hangs on it goes with it.
    press(&mut abe, "?");
    hide(&mut bench, id);
    abe.notice();
    says(&abe, &format!("{id} {SAYS}"));
    says(&abe, "What was open of it is closed");
    press(&mut abe, "<esc>");
    says_not(&abe, "fjord");
    assert_eq!(abe.model().target(), Some(other));
    says(&abe, &format!("Configurations of {other}"));
    press(&mut abe, "<enter>");
    says_not(&abe, "host = fjord");
}

#[test]
fn a_list_of_what_it_can_be_compared_with_loses_a_hidden_ticket() {
    let (mut bench, id) = scene("tier2.queued");
    let other = bench.at("tier1.working");
    for on in [id, other] {
        bench.sit("ana");
        let command = bench.fresh();
        let taking = Taking::pasted("app.conf".to_owned(), "a = 1".to_owned());
        let takings = vec![taking];
        bench
            .desk
            .take_snapshots(on, None, takings, &command)
            .unwrap();
    }
    let mut abe = sit(&bench, other);
    press(&mut abe, "= <enter> c");
    loses(&mut bench, &mut abe, id, &format!("{id} app.conf"));
}

#[test]
fn the_tickets_behind_a_figure_lose_a_hidden_one_and_count_it() {
    let (mut bench, id) = scene("tier2.queued");
    let subject = bench.ticket(id).subject;
    bench.sit("ana");
    let mine = format!("{id}");
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, "Q <enter>");
    says(&abe, &subject);
    press(&mut abe, "?");
    hide(&mut bench, id);
    abe.notice();
    press(&mut abe, "<esc>");
    let list = screen(&abe);
    let row = |l: &&str| l.contains(&mine) && l.contains(&subject);
    assert_eq!(list.lines().find(row), None, "{list}");
    says(&abe, "1 restricted");
    says(&abe, &format!("{id} {SAYS}"));
    // Also where one comes back to them from one of them.
    let (mut bench, id) = scene("tier2.queued");
    let mine = format!("{id}");
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, "Q <enter>");
    let here = abe.model().overlays.last().unwrap().tickets();
    let down = here.iter().position(|n| *n != id).unwrap();
    press(&mut abe, &format!("{} <enter>", "j ".repeat(down)));
    hide(&mut bench, id);
    abe.notice();
    press(&mut abe, "<esc>");
    let list = screen(&abe);
    assert!(!list.contains(&mine), "{list}");
    says(&abe, "1 restricted");
}

#[test]
fn what_is_similar_loses_a_hidden_ticket_and_keeps_the_bar() {
    let (mut bench, id) = scene("tier2.queued");
    let other = beside(&mut bench);
    let third = beside(&mut bench);
    let mut abe = sit(&bench, other);
    press(&mut abe, "~");
    let rows = abe.model().overlays.last().unwrap().tickets();
    let place = rows.iter().skip(1).position(|n| *n == third).unwrap();
    press(&mut abe, &"j ".repeat(place));
    says(&abe, &format!("> {third}"));
    let line = format!("  {id} ");
    loses(&mut bench, &mut abe, id, &line);
    says(&abe, &format!("> {third}"));
    // Also in a list that is come back to.
    let (mut bench, id) = scene("tier2.queued");
    let other = beside(&mut bench);
    let third = beside(&mut bench);
    let mut abe = sit(&bench, other);
    press(&mut abe, "~");
    let rows = abe.model().overlays.last().unwrap().tickets();
    let place = rows.iter().skip(1).position(|n| *n == third).unwrap();
    press(&mut abe, &format!("{} <enter>", "j ".repeat(place)));
    hide(&mut bench, id);
    abe.notice();
    press(&mut abe, "<esc>");
    says(&abe, &format!("Similar to {other}"));
    says_not(&abe, &line);
}

#[test]
fn a_list_of_a_search_under_an_article_loses_a_hidden_ticket() {
    let (mut bench, id) = scene("tier2.queued");
    let known = Command::LinkArticle {
        article: ArticleId(1),
        helped: true,
        kind: String::new(),
    };
    bench.yes("lea", id, known);
    let subject = bench.ticket(id).subject;
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, "f \"pool OR fjord\"");
    says(&abe, WORDS);
    press(&mut abe, "<enter>");
    says(&abe, "kb:1 Pool exhausted");
    let line = format!("{id} helped: {subject}");
    says(&abe, &line);
    // Help lies over the article, the article over the list.
    press(&mut abe, "?");
    hide(&mut bench, id);
    abe.notice();
    press(&mut abe, "<esc>");
    says(&abe, "kb:1 Pool exhausted");
    says_not(&abe, &line);
    press(&mut abe, "<esc>");
    says(&abe, "> kb:1   Pool exhausted");
    says_not(&abe, WORDS);
}

#[test]
fn what_is_similar_to_a_new_ticket_is_looked_up_anew() {
    let (mut bench, id) = scene("tier2.queued");
    let mut abe = session(&bench, "abe", SIZE);
    let subject = bench.ticket(id).subject;
    press(&mut abe, "c <tab> <tab>");
    press(&mut abe, &format!("\"{subject}\""));
    let line = format!("{id} {subject}");
    says(&abe, &line);
    hide(&mut bench, id);
    abe.notice();
    // It rests a moment: any key brings that about here.
    press(&mut abe, "<left>");
    says_not(&abe, &line);
}

#[test]
fn a_log_of_a_merged_ticket_closes_when_that_one_is_hidden() {
    let (mut bench, id) = scene("tier1.working");
    let into = bench.at("tier1.working");
    let acme = bench.desk.customer_called("Acme").unwrap().unwrap();
    for one in [id, into] {
        let acme = Values::new()
            .with("customer", "Acme")
            .with("customer_id", acme.id.0.to_string());
        bench.yes("ana", one, Command::Set(acme));
    }
    let text = "We answer you in one place.".to_owned();
    bench.yes("ana", id, Command::Merge { into, text });
    let mut abe = sit(&bench, into);
    press(&mut abe, "F \"fjord.log\" <enter>");
    says(&abe, "ERROR fjord exhausted");
    hide(&mut bench, id);
    abe.notice();
    says(&abe, &format!("{id} {SAYS}"));
    says_not(&abe, "fjord");
}

#[test]
fn ones_own_words_on_a_hidden_ticket_are_read_copied_and_thrown_away() {
    let (mut bench, id) = scene("tier1.working");
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, &format!("# \"{}\" <enter>", id.0));
    press(&mut abe, "n \"my precious words\"");
    hide(&mut bench, id);
    abe.notice();
    says(&abe, "What you typed is kept: d shows it.");
    for keys in ["<esc> d <enter>", "d <enter>"] {
        press(&mut abe, keys);
        says(&abe, &format!("Note on {id}: only your own words"));
        says(&abe, "my precious words");
        says_not(&abe, WORDS);
        press(&mut abe, "c");
        assert_eq!(
            abe.copied.last().map(String::as_str),
            Some("my precious words")
        );
        press(&mut abe, "<esc>");
        says_not(&abe, "my precious words");
    }
    // Also later, by whoever comes back to it.
    let mut abe = session(&bench, "abe", SIZE);
    says(&abe, "1 unfinished text");
    press(&mut abe, "d <enter> x n");
    says(&abe, "my precious words");
    press(&mut abe, "x y");
    says(&abe, "thrown away");
    says_not(&abe, "my precious words");
    press(&mut abe, "d");
    says(&abe, "There is no unfinished text.");
}
