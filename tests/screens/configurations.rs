//! Configurations by key: taken, compared hunk by hunk, kept as evidence that answers its item.

use super::lively::{desk, listener, press, says, screen, session, told};
use crate::support::desk::Bench;
use hoist::desk::snapshot::Taking;
use hoist::domain::id::TicketId;
use hoist::domain::ticket::{PieceKind, SourceKind};
use hoist::tui::input::InputEvent;
use hoist::tui::model::overlay::Overlay;
use hoist::tui::print::Session;

const SIZE: (u16, u16) = (120, 36);

fn text_of(connections: u32, timeout: u32) -> String {
    let between: String = (0..20)
        .map(|n| format!("  map $arg_{n} $x{n};\n"))
        .collect();
    format!(
        "events {{ worker_connections {connections}; }}\npassword = hunter2-planted\n{between}\
        proxy_read_timeout {timeout}s;\n"
    )
}

fn take(bench: &mut Bench, id: TicketId, text: &str) {
    bench.sit("ana");
    let command = bench.fresh();
    let taking = Taking::pasted("nginx.conf".to_owned(), text.to_owned());
    bench
        .desk
        .take_snapshots(id, None, vec![taking], &command)
        .unwrap();
}

/// A ticket with two snapshots that differ in two places, on the screen.
fn two(size: (u16, u16)) -> (Bench, Session, TicketId) {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    take(&mut bench, id, &text_of(1024, 60));
    take(&mut bench, id, &text_of(128, 5));
    let mut ana = session(&bench, "ana", size);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    (bench, ana, id)
}

#[test]
fn what_is_pasted_is_masked_compared_and_kept() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    take(&mut bench, id, &text_of(1024, 60));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> =", id.0));
    says(&ana, &format!("Configurations of {id}"));
    press(&mut ana, "\"take\" <enter>");
    says(
        &ana,
        &format!("Take a snapshot of a configuration for {id}"),
    );
    press(&mut ana, "<c-s>");
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Form(_))),
        "it asks for a text"
    );
    press(&mut ana, "<tab>");
    ana.take(InputEvent::Paste(text_of(128, 5)));
    says(&ana, "not kept as a draft");
    assert!(!screen(&ana).contains("ctrl-g"), "no editor outside");
    press(&mut ana, "<c-g> <c-s>");
    says(&ana, "What is pasted needs a name");
    press(&mut ana, "<tab> \"nginx.conf\" <c-s>");
    // What differs is shown at once.
    says(&ana, "nginx.conf (2) against");
    says(&ana, "1 of 2 · -2 +2 · 1 masked unknown");
    says(&ana, "«masked:password»");
    assert!(!screen(&ana).contains("hunter2"), "{}", screen(&ana));
    press(&mut ana, "] +");
    says(&ana, "kept 1 for Verify configurations");
    let kept = bench.ticket(id).kept[0].piece.clone();
    assert_eq!(
        (kept.kind, kept.source.kind, kept.source.n),
        (PieceKind::Hunk, SourceKind::Configuration, Some(2))
    );
    assert_eq!(kept.source.sha256, bench.ticket(id).attachments[1].sha256);
    assert!(
        kept.text
            .contains("-proxy_read_timeout 60s;\n+proxy_read_timeout 5s;"),
        "{}",
        kept.text
    );
    // The item is filled in: sending it is all that is left.
    press(&mut ana, ".");
    says(&ana, "differs");
    says(&ana, "difference in configuration 2, nginx.conf");
    press(&mut ana, "<c-s>");
    let checks = bench.ticket(id).checks;
    let check = &checks["tier1.configurations"];
    assert_eq!(check.result, "differs");
    assert!(check.evidence.contains("nginx.conf"), "{}", check.evidence);
    press(&mut ana, "<esc> <esc>");
    assert!(ana.model().overlays.is_empty(), "back where one was");
    bench.replays(id);
}

#[test]
fn the_same_and_nothing_to_compare_with_are_sentences() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    take(&mut bench, id, &text_of(1, 1));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> = <enter>", id.0));
    says(&ana, "There is no earlier snapshot “nginx.conf”");
    press(&mut ana, "+");
    says(&ana, "There is no difference to keep.");
    press(&mut ana, "<enter>");
    says(&ana, "worker_connections 1;");
    press(&mut ana, "<esc> c");
    says(&ana, "There is nothing else of this product and name yet.");
    press(&mut ana, "<esc> <esc>");
    take(&mut bench, id, &text_of(1, 1));
    press(&mut ana, "<f5> = <enter>");
    says(&ana, "The same as");
    press(&mut ana, ".");
    says(&ana, "no line differs");
}

#[test]
fn it_is_gone_through_turned_widened_and_compared_with_another() {
    let (_bench, mut ana, _) = two(SIZE);
    press(&mut ana, "= <enter>");
    says(&ana, "1 of 2");
    press(&mut ana, "]");
    says(&ana, "2 of 2");
    press(&mut ana, "[ x");
    says(&ana, "1 of 2");
    press(&mut ana, "0");
    says(&ana, "1 of 1");
    press(&mut ana, "w");
    says(&ana, "blanks do not count");
    press(&mut ana, "c <enter>");
    says(&ana, "against");
    press(&mut ana, "y");
    says(&ana, "Copied: this hunk");
    press(&mut ana, "<esc>");
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Finder(_))),
        "the list again"
    );
}

#[test]
fn how_it_looks() {
    for size in [(80, 24), (120, 36), (200, 50)] {
        let (_bench, mut ana, _) = two(size);
        press(&mut ana, "= <enter> ]");
        insta::assert_snapshot!(format!("compare_{}", size.0), screen(&ana));
        press(&mut ana, "x");
        insta::assert_snapshot!(format!("compare_other_{}", size.0), screen(&ana));
    }
}

#[test]
fn it_fits_every_size() {
    for size in [(10, 5), (20, 8), (40, 12), (79, 23), (300, 80)] {
        let (_bench, mut ana, _) = two(size);
        press(&mut ana, "= <enter>");
        for key in ["]", "j", "x", "G", "g", "x", "["] {
            press(&mut ana, key);
            let said = screen(&ana);
            assert!(!said.contains("could not be painted"), "{size:?} {said}");
        }
    }
}

#[test]
fn what_differs_is_told_without_a_screen() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    take(&mut bench, id, &text_of(512, 60));
    take(&mut bench, id, &text_of(1024, 5));
    let mut ana = listener(&bench, "ana");
    let said = told(&mut ana, &format!("# \"{}\" <enter> =", id.0));
    assert!(said.contains("nginx.conf"), "{said}");
    let said = told(&mut ana, "<enter>");
    assert!(said.contains("against"), "{said}");
    let said = told(&mut ana, "<f2>");
    for words in [
        "-events { worker_connections 512; }",
        "+events { worker_connections 1024; }",
        "«masked:password»",
    ] {
        assert!(said.contains(words), "“{words}” is not in\n{said}");
    }
    assert!(!said.contains('│'), "{said}");
    let said = told(&mut ana, "] +");
    assert!(said.contains("kept 1"), "{said}");
}

#[test]
fn the_keys_of_a_comparison_are_listed_there() {
    let (_bench, mut ana, _) = two((80, 24));
    press(&mut ana, "= <enter>");
    says(&ana, "? keys");
    press(&mut ana, "?");
    says(&ana, "The next hunk, the one before");
    press(&mut ana, "<esc>");
    assert!(matches!(
        ana.model().overlays.last(),
        Some(Overlay::Compare(_))
    ));
}

#[test]
fn over_ssh_a_configuration_is_pasted() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let mut options = super::lively::options(&bench, "ana");
    options.taste.ssh = true;
    let mut ana = Session::open(&options, SIZE).unwrap();
    press(&mut ana, &format!("# \"{}\" <enter> =", id.0));
    says(&ana, "what you paste; secrets are masked first");
    press(&mut ana, "<enter>");
    says(&ana, "Its text");
    super::lively::says_not(&ana, "Its path");
    press(
        &mut ana,
        "\"password = hunter2x\" <tab> \"nginx.conf\" <c-s>",
    );
    let files = bench.ticket(id).attachments;
    assert_eq!(files.len(), 1, "{}", super::lively::screen(&ana));
    assert_eq!(files[0].name, "nginx.conf");
    assert!(files[0].configuration.is_some());
}

#[test]
fn a_text_that_is_pasted_where_the_path_stands_is_taken_as_the_text() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        &format!("# \"{}\" <enter> = \"take\" <enter>", id.0),
    );
    says(&ana, "Take a snapshot of a configuration");
    ana.take(InputEvent::Paste(
        "password = hunter2\nport = 80\n".to_owned(),
    ));
    press(&mut ana, "<tab> \"app.conf\" <c-s>");
    assert!(!screen(&ana).contains("hunter2"), "{}", screen(&ana));
    let taken = bench.desk.snapshot_text(id, 1).unwrap();
    assert_eq!(taken, "password = «masked:password»\nport = 80");
}
