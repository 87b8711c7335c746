//! The whole way by key, from the call to the archive, and what happens beside it.

use super::lively::{desk, press, says, screen, session};
use crate::support::desk::{Bench, note, values};
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;
use hoist::tui::model::overlay::Overlay;
use hoist::tui::print::Session;

const SIZE: (u16, u16) = (120, 36);

/// Someone sits down before the ticket.
fn sit(bench: &Bench, who: &str, id: TicketId) -> Session {
    let mut session = session(bench, who, SIZE);
    press(&mut session, &format!("# \"{}\" <enter>", id.0));
    session
}

#[test]
fn from_the_call_to_the_archive() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        "c \"lena\" <enter> \"Charges are booked twice\" <enter> <tab> 1 1 2 2 <c-s>",
    );
    says(&ana, "Charges are booked twice");
    let id = ana.model().target().unwrap();
    bench.stands(id, "tier1.working");
    press(
        &mut ana,
        "> <enter> \"Each charge twice\" <c-s> \"Pay with any card\" <c-s> \"none\" <c-s> \"4.2 on Sunday\" <c-s>",
    );
    press(
        &mut ana,
        "1 1 1 1 2 <tab> \"It fails below the API.\" <c-s>",
    );
    bench.stands(id, "tier2.queued");

    let mut ben = sit(&bench, "ben", id);
    press(&mut ben, "t t");
    bench.stands(id, "tier2.working");
    press(&mut ben, "> <enter> \"The retry sends twice\" <c-s>");
    says(&ben, "Root cause");
    press(&mut ben, "\"No idempotency key\" <tab> 1 <c-s>");
    press(
        &mut ben,
        "1 \"staging\" <enter> \"4.2.1\" <enter> <c-s> 1 \"Turn retries off\" <c-s>",
    );
    press(
        &mut ben,
        "1 1 1 1 <tab> \"The client lacks the key.\" <c-s>",
    );
    bench.stands(id, "engineering.queued");

    let mut eva = sit(&bench, "eva", id);
    press(&mut eva, "t t");
    bench.stands(id, "engineering.working");
    press(
        &mut eva,
        "D <enter> \"retry.rs\" <enter> \"A key is made anew\" <c-s> 1 \"4f2a91c\" <enter> <c-s>",
    );
    press(
        &mut eva,
        "\"10,000 charges\" <tab> \"none twice\" <enter> <c-s>",
    );
    press(
        &mut eva,
        "\"production\" <enter> \"4.2.2\" <enter> <tab> \"Deploy 4.2.1 again\" <c-s>",
    );
    press(&mut eva, "1 \"KB-12\" <c-s>");
    bench.stands(id, "engineering.verifying");

    for who in ["bea", "abe"] {
        let mut signer = sit(&bench, who, id);
        press(&mut signer, "S \"Charged a card\" <tab> 1 <c-s>");
    }
    bench.stands(id, "tier1.resolved");
    let mut ana = sit(&bench, "ana", id);
    press(&mut ana, "T \"It is solved.\" <c-s>");
    bench.stands(id, "tier1.confirming");
    press(&mut ana, "C <c-s>");
    bench.stands(id, "tier1.closed");
    let mut lea = sit(&bench, "lea", id);
    press(&mut lea, ": \"archive\" <enter>");
    bench.stands(id, "tier1.closed");
    press(&mut lea, "y");
    bench.stands(id, "tier1.archived");
    bench.replays(id);
}

#[test]
fn a_move_that_is_not_ones_own_says_whose_it_is() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "v \"all\" <enter> # \"webhook\" <enter> >");
    says(&ana, "Tier 2");
    assert!(ana.model().overlays.is_empty());
}

#[test]
fn a_draft_is_back_when_the_form_is_opened_again() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n \"half a sent\" <esc> j k");
    says(&ana, "Kept as a draft");
    drop(ana);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n");
    says(&ana, "half a sent");
    press(&mut ana, "\"ence\" <c-s>");
    says(&ana, "half a sentence");
    press(&mut ana, "n");
    let [Overlay::Form(opened)] = ana.model().overlays.as_slice() else {
        panic!("{}", screen(&ana));
    };
    assert!(
        !opened.form.is_touched(),
        "what was sent does not come back"
    );
}

/// Ben changes the subject of a ticket and leaves the form; then Abe sets something.
fn left_a_draft(theirs: &[(&str, &str)]) -> (Bench, Session, TicketId) {
    let mut bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j j s");
    let id = ana.model().target().unwrap();
    let [Overlay::Form(opened)] = ana.model().overlays.as_slice() else {
        panic!("{}", screen(&ana));
    };
    assert_eq!(opened.form.focused(), Some("subject"));
    press(&mut ana, "\" mine\" <esc>");
    says(&ana, "Kept as a draft");
    bench.yes("abe", id, Command::Set(values(theirs)));
    ana.notice();
    (bench, ana, id)
}

#[test]
fn a_draft_brings_back_only_what_was_typed() {
    let theirs = [
        ("impact", "high"),
        ("urgency", "high"),
        ("product", "Ledger"),
    ];
    let (bench, mut ana, id) = left_a_draft(&theirs);
    press(&mut ana, "s");
    says(&ana, "Your unfinished text is back.");
    press(&mut ana, "<c-s>");
    let ticket = bench.ticket(id);
    assert!(ticket.subject.ends_with(" mine"), "{}", ticket.subject);
    let kept = (
        ticket.impact.as_str(),
        ticket.urgency.as_str(),
        ticket.product.as_str(),
    );
    assert_eq!(kept, ("high", "high", "Ledger"));
}

#[test]
fn a_draft_over_what_someone_else_changed_is_shown_beside_theirs() {
    let (bench, mut ana, id) = left_a_draft(&[("subject", "What abe wrote")]);
    for _ in 0..2 {
        press(&mut ana, "s");
        says(&ana, "Nothing of yours was sent");
        says(&ana, "What abe wrote");
        says(&ana, " mine");
        press(&mut ana, "<c-s>");
        assert_eq!(bench.ticket(id).subject, "What abe wrote");
        // Left, it is a conflict the next time too: also for who was killed before it.
        press(&mut ana, "<esc>");
        assert!(ana.model().overlays.is_empty(), "{}", screen(&ana));
    }
    press(&mut ana, "s g");
    assert_eq!(bench.ticket(id).subject, "What abe wrote");
    press(&mut ana, "<c-s>");
    assert!(bench.ticket(id).subject.ends_with(" mine"));
}

#[test]
fn a_draft_of_an_older_program_on_a_ticket_that_went_on_is_looked_at_first() {
    let (bench, mut ana, id) = left_a_draft(&[("impact", "high")]);
    let file = drafts_of(bench.dir.path());
    let text = std::fs::read_to_string(&file).unwrap();
    let mut draft: serde_json::Value = serde_json::from_str(&text).unwrap();
    draft.as_object_mut().unwrap().remove("over");
    draft["typed"]["values"]["impact"] = "low".into();
    std::fs::write(&file, draft.to_string()).unwrap();
    press(&mut ana, "s");
    says(&ana, "Nothing of yours was sent");
    assert_eq!(bench.ticket(id).impact, "high");
}

/// The one draft that is kept.
fn drafts_of(dir: &std::path::Path) -> std::path::PathBuf {
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.to_string_lossy().ends_with("-set.json") {
                return path;
            }
        }
    }
    panic!("no draft is kept");
}

#[test]
fn what_someone_else_changed_meanwhile_is_shown_and_nothing_typed_is_lost() {
    let mut bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        "j j > <enter> \"none\" <c-s> 1 1 2 <tab> \"Below the API.\"",
    );
    let id = ana.model().target().unwrap();
    bench.yes("abe", id, note("I saw this before"));
    press(&mut ana, "<c-s>");
    says(&ana, "I saw this before");
    says(&ana, "Below the API.");
    bench.stands(id, "tier1.working");
    press(&mut ana, "g");
    says(&ana, "Below the API.");
    bench.stands(id, "tier1.working");
    press(&mut ana, "<c-s>");
    bench.stands(id, "tier2.queued");
}

#[test]
fn what_others_do_appears_and_the_bar_stays_on_its_ticket() {
    let mut bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j j");
    let id = ana.model().target().unwrap();
    let first = TicketId(3);
    bench.yes("bea", first, crate::support::desk::sign());
    bench.yes("abe", first, crate::support::desk::sign());
    ana.notice();
    assert_eq!(ana.model().target(), Some(id));
}

#[test]
fn undo_takes_the_last_step_back() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j j");
    let id = ana.model().target().unwrap();
    press(&mut ana, "t <c-s>");
    bench.stands(id, "tier1.working");
    press(&mut ana, "u");
    bench.stands(id, "tier1.queued");
}

#[test]
fn marked_tickets_each_get_their_own_verdict() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j x x x * \"take\" <enter> y");
    says(&ana, "these stay marked");
}

#[test]
fn keys_of_a_pastes_burst_never_act() {
    use hoist::tui::input::{After, InputEvent};
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j n \"text\"");
    for key in hoist::tui::keys::parse_chord("<c-s>").unwrap() {
        ana.take(InputEvent::Key(key, After::Paste));
    }
    assert_eq!(ana.model().overlays.len(), 1, "the form is still open");
    ana.take(InputEvent::Paste("\u{1b}[201~ q q".to_owned()));
    assert!(!ana.has_left());
}

#[test]
fn saved_views_come_back_for_everyone() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        "/ \"birch\" <enter> V \"Birch only\" <enter> <c-s>",
    );
    let mut abe = session(&bench, "abe", SIZE);
    press(&mut abe, "v \"birch\" <enter>");
    says(&abe, "Birch only");
    assert!(
        abe.model()
            .queue
            .rows
            .iter()
            .all(|r| r.customer_name.contains("Birch"))
    );
}

#[test]
fn acting_as_another_agent_changes_the_queue() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, ": \"act as\" <enter> \"eva\" <enter>");
    says(&ana, "eva · Engineering");
    says(&ana, "CSV export");
}

#[test]
fn a_line_cut_in_mid_sentence_is_found_again_with_two_keys() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "j j j n \"half a sent\"");
    let id = ana.model().target();
    drop(ana);
    let mut ana = session(&bench, "ana", SIZE);
    says(&ana, "1 unfinished text: d shows them.");
    press(&mut ana, "d <enter>");
    assert_eq!(ana.model().target(), id);
    says(&ana, "half a sent");
    press(&mut ana, "\"ence\" <c-s>");
    says(&ana, "half a sentence");
}

#[test]
fn the_last_form_comes_again_on_another_ticket_and_waits_to_be_sent() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "&");
    assert!(ana.model().overlays.is_empty(), "nothing to repeat yet");
    press(&mut ana, "n \"Same cause as the pool\" <c-s>");
    press(&mut ana, "j");
    let id = ana.model().target().unwrap();
    press(&mut ana, "&");
    let Some(Overlay::Form(opened)) = ana.model().overlays.last() else {
        panic!("the form of a note");
    };
    assert_eq!(opened.ticket, Some(id));
    says(&ana, "Same cause as the pool");
    press(&mut ana, "\" again\" <c-s>");
    assert!(ana.model().overlays.is_empty());
    says(&ana, "Same cause as the pool again");
}

#[test]
fn what_a_customer_reads_is_not_repeated_on_another_ticket() {
    let bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n \"Same cause\" <c-s>");
    press(&mut ana, "M \"Dear Lena\" <c-s>");
    assert!(ana.model().overlays.is_empty(), "{}", screen(&ana));
    press(&mut ana, "j &");
    let Some(Overlay::Form(opened)) = ana.model().overlays.last() else {
        panic!("the form of a note\n{}", screen(&ana));
    };
    let typed = opened.form.typed().values;
    assert!(typed.0.values().any(|v| v == "Same cause"), "{typed:?}");
}
