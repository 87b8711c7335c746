//! What the desk keeps for everyone, by key: reply templates, addresses of teams, baselines, the knowledge
//! base as a folder. A lead changes it; everyone sees it.

use super::lively::{desk, press, says, says_not, screen, session};
use super::{SMALL, USUAL};
use crate::cli::Home;
use crate::support::desk::Bench;
use hoist::desk::snapshot::Taking;
use hoist::domain::id::TicketId;

#[test]
fn a_lead_adds_a_template_changes_it_uses_it_and_removes_it() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    for size in [SMALL, USUAL] {
        let mut lea = session(&bench, "lea", size);
        let before = screen(&lea);
        press(&mut lea, ": \"reply templates\" <enter>");
        says(&lea, "A new template");
        press(
            &mut lea,
            "\"A new\" <enter> \"Version\" <tab> \"Dear {contact}, which one? {agent}\" <c-s>",
        );
        says(&lea, "The template “Version” is kept.");
        press(&mut lea, "<c-u>");
        says(&lea, "Dear {contact}, which one?");
        // A place that is none is refused, and nothing typed is lost.
        press(&mut lea, "\"Version\" <enter> <enter>");
        says(&lea, "Change the template “Version”");
        press(&mut lea, "\" {colour}\" <c-s>");
        says(&lea, "{colour}");
        says(&lea, "Change the template “Version”");
        press(
            &mut lea,
            "<backspace> <backspace> <backspace> <backspace> <backspace> <backspace> <backspace> <backspace> <backspace> \" Thanks.\" <c-s>",
        );
        let kept = bench.desk.template("version").unwrap().1;
        assert_eq!(kept, "Dear {contact}, which one? {agent} Thanks.");
        press(&mut lea, "<esc> <esc>");
        let mut ana = session(&bench, "ana", size);
        press(&mut ana, &format!("# \"{}\" <enter> R <enter>", id.0));
        says(&ana, "Thanks.");
        says(&ana, "the customer reads this");
        // Removed after a question; the list of it goes with it.
        press(
            &mut lea,
            ": \"reply templates\" <enter> <enter> \"remove\" <enter>",
        );
        says(&lea, "Remove the template “Version”?");
        press(&mut lea, "n");
        assert!(bench.desk.template("version").is_ok(), "asked first");
        press(&mut lea, "<enter> y");
        says(&lea, "The template “Version” is removed.");
        says(&lea, "Reply templates");
        assert!(bench.desk.template("version").is_err());
        press(&mut lea, "<esc>");
        assert!(lea.model().overlays.is_empty());
        let now = screen(&lea);
        let foot = before.lines().count() - 2;
        let head = |text: &str| {
            text.lines()
                .take(foot)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(head(&now), head(&before));
    }
}

#[test]
fn two_leads_write_over_nothing_of_each_other() {
    let mut bench = desk();
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, ": \"reply templates\" <enter> \"A new\" <enter>");
    bench.sit("lea");
    bench.desk.save_template("Version", None, "Theirs").unwrap();
    press(&mut lea, "\"Version\" <tab> \"Mine\" <c-s>");
    says(&lea, "There is a template “Version” already");
    says(&lea, "Mine");
    assert_eq!(bench.desk.template("Version").unwrap().1, "Theirs");
    press(
        &mut lea,
        "<esc> <esc> : \"reply templates\" <enter> \"Version\" <enter> <enter>",
    );
    bench
        .desk
        .save_template("Version", Some("Theirs"), "Theirs again")
        .unwrap();
    press(&mut lea, "\" and mine\" <c-s>");
    says(&lea, "was changed by someone else meanwhile");
    assert_eq!(bench.desk.template("Version").unwrap().1, "Theirs again");
}

#[test]
fn whoever_is_no_lead_sees_it_and_is_told_who_changes_it() {
    let mut bench = desk();
    bench.sit("lea");
    bench
        .desk
        .save_template("Version", None, "Which one?")
        .unwrap();
    let mut ana = session(&bench, "ana", USUAL);
    for (list, line) in [
        ("reply templates", "A new template"),
        ("baselines", "Another one, from a file"),
    ] {
        press(
            &mut ana,
            &format!(": \"{list}\" <enter> \"{line}\" <enter>"),
        );
        says(
            &ana,
            "Only a lead changes what the desk keeps for everyone.",
        );
        press(&mut ana, "<esc>");
    }
    press(
        &mut ana,
        ": \"reply templates\" <enter> \"Version\" <enter> \"remove\" <enter>",
    );
    says(&ana, "Only a lead changes");
    assert!(bench.desk.template("Version").is_ok());
}

#[test]
fn a_team_gets_an_address_and_another_one_is_added_and_removed() {
    let bench = desk();
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, ": \"where questions\" <enter>");
    says(&lea, "Network operations  no address yet");
    press(
        &mut lea,
        "\"network\" <enter> <enter> <tab> \"noc@desk.example\" <c-s>",
    );
    says(
        &lea,
        "Questions to network_operations go to noc@desk.example.",
    );
    // One of the process file is not removed here.
    says_not(&lea, "Remove it");
    press(&mut lea, "<esc> <c-u>");
    says(&lea, "Network operations  noc@desk.example");
    press(
        &mut lea,
        "\"another\" <enter> \"Café & Payments\" <tab> \"#payments\" <c-s>",
    );
    let teams = bench.desk.teams().unwrap();
    let added = teams.iter().find(|t| t.added).unwrap();
    assert_eq!(
        (
            added.id.as_str(),
            added.label.as_str(),
            added.address.as_str()
        ),
        ("cafe_payments", "Café & Payments", "#payments")
    );
    // The name stays where it was not changed, also in the process file's words.
    let named = teams.iter().find(|t| t.id == "network_operations").unwrap();
    assert_eq!(
        (named.label.as_str(), named.added),
        ("Network operations", false)
    );
    press(
        &mut lea,
        "<c-u> \"another\" <enter> \"cafe payments\" <c-s>",
    );
    says(&lea, "There is a team cafe_payments already");
    press(
        &mut lea,
        "<esc> <c-u> \"café\" <enter> \"remove\" <enter> y",
    );
    says(&lea, "cafe_payments is asked no more.");
    assert!(bench.desk.teams().unwrap().iter().all(|t| !t.added));
}

/// A ticket of a product with a snapshot.
fn with_snapshot(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier1.working");
    bench.sit("ana");
    let command = bench.fresh();
    let text = "timeout = 5\npassword = hunter2-planted\n";
    let taking = Taking::pasted("app.conf".to_owned(), text.to_owned());
    bench
        .desk
        .take_snapshots(id, None, vec![taking], &command)
        .unwrap();
    id
}

#[test]
fn a_baseline_is_set_from_a_text_and_a_snapshot_read_and_removed() {
    let mut bench = desk();
    let id = with_snapshot(&mut bench);
    for size in [SMALL, USUAL] {
        let mut lea = session(&bench, "lea", size);
        press(
            &mut lea,
            &format!("# \"{}\" <enter> : \"baselines\" <enter>", id.0),
        );
        press(
            &mut lea,
            "\"another one\" <enter> \"Relay\" <tab> \"relay.conf\" <tab> <tab>",
        );
        press(&mut lea, "\"limit = 9 token = hunter2-planted\" <c-s>");
        says(&lea, "Relay has the baseline relay.conf");
        press(&mut lea, "<c-u> \"relay\" <enter>");
        says(&lea, "1 secret masked");
        press(&mut lea, "<enter>");
        says(&lea, "limit = 9");
        says_not(&lea, "hunter2");
        press(&mut lea, "<esc> \"remove\" <enter> \"old\" <c-s>");
        says(&lea, "Relay has no baseline relay.conf any more.");
        says(&lea, "how configurations should be");
        press(&mut lea, "<c-u> \"from snapshot 1\" <enter>");
        says(&lea, "is how it should be");
        press(&mut lea, "<c-u> \"Relay\" <c-s>");
        let set = bench.desk.baseline("Relay", "app.conf").unwrap();
        assert_eq!(set.of, Some((id, 1)));
        bench.sit("lea");
        bench.desk.remove_baseline("Relay", "app.conf", "").unwrap();
    }
}

#[test]
fn a_file_and_a_text_are_not_one_baseline_and_nothing_is_lost() {
    let bench = desk();
    let mut lea = session(&bench, "lea", USUAL);
    press(
        &mut lea,
        ": \"baselines\" <enter> \"another\" <enter> \"Relay\" <tab> \"a.conf\" <tab>",
    );
    press(&mut lea, "\"/nowhere/a.conf\" <tab> \"limit = 9\" <c-s>");
    says(&lea, "a baseline is one of them");
    press(&mut lea, "<s-tab> <c-u> <tab> <c-u> <c-s>");
    assert!(bench.desk.baselines().unwrap().is_empty());
    says(&lea, "How a configuration should be");
    press(&mut lea, "<s-tab> \"/nowhere/a.conf\" <c-s>");
    says(&lea, "/nowhere/a.conf");
    assert!(bench.desk.baselines().unwrap().is_empty());
}

#[test]
fn the_knowledge_base_goes_out_as_a_folder_and_comes_in_whole_or_not_at_all() {
    let home = Home::new();
    home.run_args(&[
        "kb",
        "new",
        "--title",
        "Loop",
        "symptoms=It loops",
        "resolution=Update",
    ]);
    home.ok("kb publish 1");
    let dir = home.path().join("shelf");
    let keys = |what: &str, how: &str| {
        format!(
            ": \"{what}\" <enter> \"{}\" <tab> {how} <c-s>",
            dir.display()
        )
    };
    let shown = |what: &str, how: &str| {
        home.run_args(&["--keys", &keys(what, how), "--print", "120x36"])
            .out
    };
    let out = shown("take articles out", "1");
    assert!(out.contains("1 file written, 0 as they were."), "{out}");
    let file = std::fs::read_dir(&dir)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = std::fs::read_to_string(&file).unwrap();
    // What is there is not written over unless that was asked for.
    std::fs::write(&file, text.replace("It loops", "It loops for ever")).unwrap();
    let out = shown("take articles out", "1");
    assert!(
        out.contains("What is wrong with the folder") && out.contains("is there already"),
        "{out}"
    );
    let out = shown("bring articles in", "2");
    assert!(
        out.contains("1 changed") && out.contains("nothing was written"),
        "{out}"
    );
    assert!(!home.ok("kb show 1").contains("for ever"));
    // All mistakes of all files are read over the form, and nothing of the folder came in.
    std::fs::write(
        dir.join("broken.md"),
        "---\nstate: lost\nowner: [\n---\n# B\n",
    )
    .unwrap();
    std::fs::write(dir.join("worse.md"), "no front matter\n").unwrap();
    let out = shown("bring articles in", "1");
    assert!(
        out.contains("broken.md") && out.contains("worse.md"),
        "{out}"
    );
    assert!(!home.ok("kb show 1").contains("for ever"));
    std::fs::remove_file(dir.join("broken.md")).unwrap();
    std::fs::remove_file(dir.join("worse.md")).unwrap();
    let out = shown("bring articles in", "1");
    assert!(out.contains("0 new articles, 1 changed"), "{out}");
    assert!(home.ok("kb show 1").contains("for ever"));
    let out = shown("take articles out", "2");
    assert!(out.contains("1 file written, 0 as they were."), "{out}");
    let out = shown("take articles out", "1");
    assert!(out.contains("0 files written, 1 as they were."), "{out}");
}

#[test]
fn the_same_change_delivered_twice_counts_once() {
    let mut bench = desk();
    bench.sit("lea");
    let command = bench.fresh();
    let address = |text: &str| Some(text.to_owned());
    bench.desk.set_command(command.clone());
    bench
        .desk
        .put_team("network_operations", None, address("a@desk.example"))
        .unwrap();
    bench
        .desk
        .put_team("network_operations", None, address("b@desk.example"))
        .unwrap();
    bench.desk.set_command(command);
    bench
        .desk
        .put_team("network_operations", None, address("a@desk.example"))
        .unwrap();
    let teams = bench.desk.teams().unwrap();
    let kept = teams.iter().find(|t| t.id == "network_operations").unwrap();
    assert_eq!(
        kept.address, "b@desk.example",
        "whatever was made of it since"
    );
}
