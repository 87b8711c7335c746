//! The list of all actions over each screen: what fits is offered, and Esc leads back to where one was.

use super::lively::{attach, desk, press, says, says_not, screen, session};
use super::{SMALL, USUAL};
use crate::support::desk::{Bench, received, values};
use hoist::desk::snapshot::Taking;
use hoist::domain::article::Ask;
use hoist::domain::id::TicketId;
use hoist::tui::action::{ALL, Action, Scope};
use hoist::tui::print::Session;

/// A ticket with everything that has a screen of its own.
fn full(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier1.working");
    bench.yes("abe", id, received("It says timed out\nagain"));
    attach(
        bench,
        id,
        "app.log",
        "2026-11-24 09:00:00 ERROR pool is empty\n2026-11-24 09:00:01 INFO fine\n".as_bytes(),
    );
    attach(bench, id, "letter.txt", b"Dear desk\nplease help\n");
    bench.sit("ana");
    for timeout in [5, 60] {
        let command = bench.fresh();
        let text = format!("timeout = {timeout}\n");
        let taking = Taking::pasted("app.conf".to_owned(), text);
        bench
            .desk
            .take_snapshots(id, None, vec![taking], &command)
            .unwrap();
    }
    let fields = values(&[
        ("title", "Loop"),
        ("symptoms", "It loops"),
        ("resolution", "Update"),
    ]);
    let article = bench.desk.write_article(fields, None).unwrap().article.id;
    let publish = Ask::Publish {
        remark: String::new(),
    };
    bench.desk.ask_article(article, None, &publish).unwrap();
    id
}

/// The screens: how one gets there, and a line that the list offers there.
const SCREENS: [(&str, &str); 6] = [
    ("F \"app.log\" <enter>", "The first error"),
    ("F \"letter\" <enter>", "As text, as bytes"),
    ("F \"app.log\" <enter> x", "As a log"),
    ("= <enter>", "Keep the hunk on the ticket"),
    ("h \"loop\" <enter>", "It helped on this ticket"),
    ("I", "Write from a template"),
];

fn on(bench: &Bench, id: TicketId, keys: &str, size: (u16, u16)) -> Session {
    let mut ana = session(bench, "ana", size);
    press(&mut ana, &format!("# \"{}\" <enter> {keys}", id.0));
    ana
}

#[test]
fn it_opens_over_each_screen_and_esc_leads_back_there() {
    let mut bench = desk();
    let id = full(&mut bench);
    for size in [SMALL, USUAL] {
        for (keys, offered) in SCREENS {
            for key in [":", "<c-p>"] {
                let mut ana = on(&bench, id, keys, size);
                let (before, deep) = (screen(&ana), ana.model().overlays.len());
                press(&mut ana, key);
                says(&ana, "What now?");
                press(&mut ana, &format!("\"{offered}\""));
                says(&ana, offered);
                press(&mut ana, "<esc>");
                assert_eq!(ana.model().overlays.len(), deep, "{keys}");
                assert_eq!(screen(&ana), before, "{keys}");
            }
        }
    }
}

#[test]
fn what_is_picked_is_done_where_one_is() {
    let mut bench = desk();
    let id = full(&mut bench);
    let mut ana = on(&bench, id, "F \"app.log\" <enter>", USUAL);
    let before = screen(&ana);
    // A form of the ticket lies over the log; leaving it is being in the log again.
    press(&mut ana, ": \"note\" <enter>");
    says(&ana, "internal: only the desk reads this");
    press(&mut ana, "<esc>");
    assert_eq!(screen(&ana), before);
    press(&mut ana, ": \"keep the marked\" <enter>");
    assert_eq!(bench.ticket(id).kept.len(), 1, "{}", screen(&ana));
    // What is of the panes alone is not offered over them.
    press(&mut ana, ": \"mark all\"");
    says_not(&ana, "Mark all that the queue shows");
    press(&mut ana, "<esc>");
    // Going elsewhere leaves the screen: the ticket one went to is seen.
    press(&mut ana, ": \"jump\" <enter> \"1\" <enter>");
    assert!(ana.model().overlays.is_empty(), "{}", screen(&ana));
}

#[test]
fn over_a_text_that_is_being_written_only_the_screens_own_is_offered() {
    let mut bench = desk();
    let id = full(&mut bench);
    let mut ana = on(&bench, id, "i \"typed so far\" <c-r>", USUAL);
    let deep = ana.model().overlays.len();
    assert!(
        deep > 1,
        "what is similar lies over the form: {}",
        screen(&ana)
    );
    press(&mut ana, ":");
    says(&ana, "None of these is the same");
    says_not(&ana, "Hand up to the next tier");
    press(&mut ana, "<esc>");
    assert_eq!(ana.model().overlays.len(), deep);
    press(&mut ana, "<esc>");
    says(&ana, "typed so far");
}

#[test]
fn a_colon_in_a_text_is_a_letter() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let mut ana = on(&bench, id, "n \"see: there\"", USUAL);
    says(&ana, "see: there");
    press(&mut ana, "<esc> f \"is:open\"");
    says_not(&ana, "What now?");
}

#[test]
fn every_action_is_found_by_its_name_before_all_others() {
    let bench = desk();
    let mut ana = session(&bench, "ana", USUAL);
    let listed = |a: &&Action| a.scope == Scope::Panes && a.name != "palette";
    for action in ALL.iter().filter(listed) {
        for name in [action.name.to_owned(), action.name.replace('_', " ")] {
            press(&mut ana, &format!(": \"{name}\""));
            let shown = screen(&ana);
            let mut lines = shown.lines().skip_while(|l| !l.contains("What now?"));
            let first = lines.nth(2).unwrap().to_lowercase();
            let label = format!("│> {} ", action.label.to_lowercase());
            assert!(first.contains(&label), "{name}:\n{shown}");
            press(&mut ana, "<esc>");
        }
    }
}
