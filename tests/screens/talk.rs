//! The conversation by key: unread words, into the intake, kept, and answered from a template.

use super::lively::{desk, press, says, says_not, session};
use crate::support::desk::{Bench, message, of_customer, received, unavailable};
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::{NumberOn, TicketId};
use hoist::domain::ticket::{Answer, SourceKind};
use hoist::tui::model::overlay::Overlay;

const SIZE: (u16, u16) = (120, 36);
const MAIL: &str = "Hello,\n\nit says \u{1b}[31mtimed out\u{202e}\nafter 30 s.\n\nLena";

fn heard(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier1.working");
    bench.yes("ana", id, message("Which version is it?"));
    bench.wait(60_000);
    bench.yes("abe", id, received(MAIL));
    id
}

#[test]
fn what_was_not_read_is_marked_and_reading_clears_it() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    says(&ana, "Unread       a word of the customer, I reads it");
    press(&mut ana, "U");
    says(&ana, &format!("Conversation on {id}"));
    says(&ana, "1 new to you");
    says(&ana, "it says ␛[31mtimed out<U+202E>");
    says(&ana, "ana → customer");
    press(&mut ana, "<esc>");
    assert!(ana.model().overlays.is_empty());
    says_not(&ana, "Unread ");
    let before = bench.ticket(id).version;
    let mut again = session(&bench, "ana", SIZE);
    press(&mut again, &format!("# \"{}\" <enter>", id.0));
    says_not(&again, "Unread ");
    press(&mut again, "I");
    says_not(&again, "new to you");
    assert_eq!(
        bench.ticket(id).version,
        before,
        "reading is no event of the ticket"
    );
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, &format!("# \"{}\" <enter>", id.0));
    says(&abe, "Unread       a word of the customer");
}

#[test]
fn marked_lines_go_into_the_intake_and_onto_the_ticket() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> I j j v j", id.0));
    says(
        &ana,
        "into the intake: 1 Symptoms · 2 Steps · 3 Errors · 4 Changes",
    );
    press(&mut ana, "3");
    let errors = |bench: &Bench| bench.ticket(id).intake["errors"].text().to_owned();
    let n = bench.ticket(id).messages.last().unwrap().n;
    let said =
        format!("it says \u{1b}[31mtimed out\u{202e}\nafter 30 s.\n(message {n}, lines 3–4)");
    assert_eq!(errors(&bench), said);
    press(&mut ana, "+");
    let kept = &bench.ticket(id).kept[0].piece;
    assert_eq!(
        (kept.source.kind, kept.source.n),
        (SourceKind::Message, Some(n))
    );
    assert_eq!(kept.text, "after 30 s.");
    press(&mut ana, "v G 3");
    assert!(errors(&bench).starts_with(&said), "below what is there");
    assert!(errors(&bench).ends_with("lines 4–6)"), "{}", errors(&bench));
    bench.yes("ana", id, unavailable("steps", "cannot be said"));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> I 2", id.0));
    says(&ana, "replace “not available: cannot be said”?");
    press(&mut ana, "n");
    assert_eq!(
        bench.ticket(id).intake["steps"],
        Answer::Unavailable("cannot be said".into())
    );
    press(&mut ana, "2 y");
    assert!(
        bench.ticket(id).intake["steps"]
            .text()
            .starts_with("Hello,")
    );
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Talk(_))),
        "one is where one was"
    );
    bench.replays(id);
}

#[test]
fn the_next_unread_word_is_found_along_the_list() {
    let mut bench = desk();
    let first = heard(&mut bench);
    let second = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> 1", first.0));
    press(&mut ana, "U");
    says(&ana, &format!("Conversation on {first}"));
    press(&mut ana, "<esc> U");
    says(&ana, "Conversation on #");
    says_not(&ana, &format!("Conversation on {first}"));
    assert!(bench.ticket(second).version > 0);
}

#[test]
fn a_template_is_filled_in_seen_and_sent() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> R", id.0));
    says(&ana, "There are no templates on this desk");
    bench.sit("lea");
    let text = "Dear {contact},\nabout {ticket} and {workaround}:\n{agent}";
    bench.desk.save_template("Ask back", None, text).unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> I R", id.0));
    says(&ana, "Ask back");
    says(&ana, "Dear Lena Park,");
    press(&mut ana, "<enter>");
    says(&ana, &format!("about {id} and {{workaround}}:"));
    says(&ana, "Nothing is known for {workaround}: write it.");
    says(&ana, "the customer reads this");
    let before = bench.ticket(id).version;
    press(&mut ana, "<c-s>");
    says(&ana, "Still to be filled in: {workaround}.");
    press(&mut ana, "<c-s> n");
    assert_eq!(bench.ticket(id).version, before, "nothing is sent unasked");
    says(&ana, "the customer reads this");
    // A draft that is taken up again is no way around it.
    press(&mut ana, "\"!\" <esc> M");
    says(&ana, "{workaround}:");
    press(&mut ana, "<c-s>");
    says(&ana, "Still to be filled in: {workaround}.");
    press(&mut ana, "y");
    says(&ana, "to the customer");
    let said = bench.desk.messages(id).unwrap();
    assert_eq!(
        said.last().unwrap().text,
        format!("Dear Lena Park,\nabout {id} and {{workaround}}:\nana!")
    );
    assert!(matches!(
        ana.model().overlays.last(),
        Some(Overlay::Talk(_))
    ));
    says(&ana, "ana → customer");
}

#[test]
fn a_conversation_fits_every_size_and_is_read_out() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let long = format!("{}\n{}", "料🌞 word ".repeat(3_000), "line\n".repeat(5_000));
    bench.yes("abe", id, received(&long));
    for size in [(60, 15), (80, 24), (200, 50)] {
        let mut ana = session(&bench, "ana", size);
        press(&mut ana, &format!("# \"{}\" <enter> I", id.0));
        for keys in ["j", "G", "g", "] ] [", "<space> <pgup> v j", "<esc>"] {
            press(&mut ana, keys);
            says_not(&ana, "could not be painted");
            says(&ana, "Conversation on");
        }
    }
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    ana.told();
    press(&mut ana, "I g j");
    let told = format!("{:?}", ana.told());
    assert!(told.contains("Conversation on"), "{told}");
}

#[test]
fn a_ticket_without_a_word_says_so() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let none = bench.desk.messages(id).unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> I", id.0));
    if none.is_empty() {
        says(&ana, "Nobody wrote yet. M writes to the customer");
    }
    press(&mut ana, "v + 1 j k <esc>");
    bench.yes("ana", id, Command::Note { text: "x".into() });
}

#[test]
fn a_note_can_say_that_nothing_is_to_be_answered() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> n", id.0));
    says(&ana, "No answer needed");
    press(&mut ana, "\"Only thanks\" <tab> 1 <c-s>");
    assert_eq!(bench.ticket(id).unanswered(), None);
    assert_eq!(bench.ticket(id).notes, 1);
    press(&mut ana, "n");
    says_not(&ana, "No answer needed");
}

#[test]
fn what_was_kept_on_a_merged_ticket_is_read_from_here() {
    let mut bench = desk();
    bench.sit("lea");
    let customer = Customer {
        name: "Fjord Lines".into(),
        ..Customer::default()
    };
    let customer = bench.desk.put_customer(customer).unwrap();
    bench.sit("ana");
    let mut open = || {
        let command = bench.fresh();
        let opening = of_customer(customer);
        bench.desk.open_ticket(opening, &command).unwrap().id
    };
    let (a, b) = (open(), open());
    let own = NumberOn { ticket: None, n: 1 };
    let piece = bench.desk.message(a, own).unwrap().piece(None).unwrap();
    let text = piece.text.clone();
    let pieces = vec![piece];
    bench.yes("ana", a, Command::Keep { pieces });
    let merge = Command::Merge {
        into: b,
        text: "See there".into(),
    };
    bench.yes("ana", a, merge);
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        &format!("# \"{}\" <enter> : \"kept evidence\" <enter>", b.0),
    );
    says(&ana, &format!("Kept on {b}"));
    says(&ana, &format!("{}.1 ", a.0));
    press(&mut ana, "<enter>");
    says(&ana, text.lines().next().unwrap());
}

#[test]
fn the_keys_of_the_conversation_are_listed_there() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", (80, 24));
    press(&mut ana, &format!("# \"{}\" <enter> I", id.0));
    says(&ana, "? keys");
    press(&mut ana, "?");
    says(&ana, "Write from a template");
    press(&mut ana, "<esc>");
    says(&ana, "Conversation on");
}

#[test]
fn the_same_lines_are_kept_once_and_the_item_opens_all_the_same() {
    let mut bench = desk();
    let id = heard(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> I j j .", id.0));
    says(&ana, "Analyze logs");
    press(&mut ana, "<esc> .");
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Form(_))),
        "the item is open again"
    );
    assert_eq!(bench.ticket(id).kept.len(), 1);
}
