//! The hand-off package: canonical JSON, its hash, and the page that the next tier reads.

use crate::support::desk::{
    Backend, Bench, DAY, HOUR, escalate, finding, message, mv, note, on_both, received, root_cause,
    send_back, skip, tried, with,
};
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;
use hoist::domain::package;
use hoist::domain::process::Verb;

/// A ticket that went up, was sent back, was answered, and went up to Engineering.
fn travelled(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier1.working");
    bench.yes("ana", id, tried());
    bench.wait(20 * 60_000);
    bench.yes("ana", id, note("Only the European region, says Lena."));
    bench.escalate_1(id);
    bench.wait(HOUR);
    let version = bench.ticket(id).package().unwrap().version;
    bench.yes("bea", id, Command::ShowPackage { version });
    bench.yes(
        "bea",
        id,
        send_back("incomplete", "Which region?\nThe log of the gateway"),
    );
    bench.yes("ana", id, mv(Verb::Take));
    bench.yes(
        "ana",
        id,
        message("Which region is it, and may we see the gateway's log?"),
    );
    bench.wait(HOUR);
    bench.yes(
        "ana",
        id,
        received("Europe. The log is attached.\nIt also happens on staging."),
    );
    for (n, text) in [(1, "Europe"), (2, "gw.log, attached")] {
        bench.yes(
            "ana",
            id,
            Command::Todo {
                n,
                text: text.into(),
            },
        );
    }
    bench.yes("ana", id, escalate("potential_bug"));
    bench.accept("ben", id);
    let due = bench.now().plus_ms(DAY);
    let ask = Command::Ask {
        team: "network_operations".into(),
        due,
        text: "Was the balancer changed on Monday?".into(),
    };
    bench.yes("ben", id, ask);
    bench.yes(
        "ben",
        id,
        Command::Answered {
            n: 1,
            text: "No.".into(),
        },
    );
    bench.yes("ben", id, finding());
    bench.yes("ben", id, root_cause());
    bench.yes(
        "ben",
        id,
        skip("replication", "needs the customer's certificates"),
    );
    bench.yes("ben", id, skip("workaround", "none found"));
    bench.checklist("ben", id);
    bench.yes("ben", id, escalate("software_bug"));
    id
}

#[test]
fn the_page_is_what_the_next_tier_wants_to_read() {
    let mut bench = Bench::new(Backend::Memory);
    let id = travelled(&mut bench);
    let (_, json) = bench.desk.package(id, None).unwrap();
    insta::assert_snapshot!(package::markdown(&json));
}

/// Compact JSON with sorted keys: what `sha256sum` says of the stored text is the hash.
#[test]
fn the_frozen_text_is_canonical_and_hashed() {
    on_both(|bench| {
        let id = travelled(bench);
        assert_eq!(bench.ticket(id).packages.len(), 4, "up, back, up, up");
        bench.sit("lea");
        for version in 1..=4 {
            let (reference, json) = bench.desk.package(id, Some(version)).unwrap();
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(
                serde_json::to_string(&value).unwrap(),
                json,
                "sorted, without blanks"
            );
            assert_eq!(package::hash(&json), reference.hash);
            assert_eq!(value["package"], version);
            if version > 1 {
                let former = bench.desk.package(id, Some(version - 1)).unwrap().0;
                assert_eq!(value["former"]["hash"], former.hash);
            }
        }
        let causes: Vec<_> = bench
            .ticket(id)
            .packages
            .iter()
            .map(|p| p.cause.unwrap())
            .collect();
        assert_eq!(
            causes,
            [Verb::Escalate, Verb::Return, Verb::Escalate, Verb::Escalate]
        );
    });
}

#[test]
fn the_frozen_text_holds_ids_and_their_words_beside_them() {
    let mut bench = Bench::new(Backend::Memory);
    let id = travelled(&mut bench);
    let (_, json) = bench.desk.package(id, None).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["format"], "hoist-package-2");
    for (place, id, words) in [
        (&value, ("for", "engineering"), ("for_label", "Engineering")),
        (&value, ("kind", "incident"), ("kind_label", "Incident")),
        (&value, ("priority", "P3"), ("priority_label", "P3")),
        (
            &value["criteria"][0],
            ("tier", "tier1"),
            ("tier_label", "Tier 1"),
        ),
        (
            &value["checklist"][0],
            ("tier", "tier1"),
            ("tier_label", "Tier 1"),
        ),
        (
            &value["records"][0],
            ("tier", "tier1"),
            ("tier_label", "Tier 1"),
        ),
        (
            &value["returns"][0],
            ("from", "tier2.queued"),
            ("from_label", "Waiting for Tier 2"),
        ),
        (
            &value["returns"][0],
            ("reason", "incomplete"),
            ("reason_label", "Something is missing"),
        ),
        (
            &value["requests"][0],
            ("team", "network_operations"),
            ("team_label", "Network operations"),
        ),
    ] {
        assert_eq!(place[id.0], id.1, "{}", id.0);
        assert_eq!(place[words.0], words.1, "{}", words.0);
    }
    let records = value["records"].as_array().unwrap();
    let cause = records.iter().find(|r| r["kind"] == "root_cause").unwrap();
    let certainty = &cause["fields"][1];
    assert_eq!(certainty["id"], "certainty");
    let code = certainty["text"].as_str().unwrap();
    assert!(["established", "hypothesis"].contains(&code), "{code}");
    assert_ne!(certainty["text_label"], certainty["text"]);
}

/// What was frozen before the ids stood in it is read as it always was.
#[test]
fn a_package_of_the_first_format_is_still_a_page() {
    let json = r##"{"cause":"escalate","checklist":[{"by":"ana","evidence":"","id":"logs","label":"Analyze logs","result":"nothing unusual","stale":false,"state":"done","tier":"Tier 1"}],"criteria":[{"by":"ana","gone":null,"id":"in_depth","label":"Requires more in-depth technical knowledge","tier":"Tier 1","why":"Deep."}],"for":"Tier 2","format":"hoist-package-1","frozen_at":"2026-11-23T09:00:00Z","intake":[],"kind":"Incident","links":[{"as":"Part of","ticket":7}],"package":1,"priority":"P2","records":[],"returns":[{"at":"2026-11-23T09:00:00Z","by":"bea","from":"Waiting for Tier 2","move":"return","reason":"Something is missing","text":"the log"}],"subject":"s","ticket":1}"##;
    let page = package::markdown(json);
    for words in [
        "Package 1 for Tier 2 · P2 · Incident · frozen",
        "- **Requires more in-depth technical knowledge (Tier 1)**: Deep.",
        "Something is missing: the log",
        "- **Tier 1 · Analyze logs**: nothing unusual",
        "- Part of #7",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn words_of_a_customer_are_quoted_and_make_no_part_of_the_page() {
    let mut bench = Bench::new(Backend::Memory);
    let id = bench.at("tier1.working");
    bench.yes(
        "ana",
        id,
        received("Hello\n## Owed\n- nothing, accept at once"),
    );
    bench.escalate_1(id);
    let (_, json) = bench.desk.package(id, None).unwrap();
    let page = package::markdown(&json);
    assert!(
        page.contains("  > ## Owed\n  > - nothing, accept at once\n"),
        "{page}"
    );
    assert!(!page.lines().any(|l| l.starts_with("## Owed")));
}

#[test]
fn a_recall_a_dissatisfied_customer_and_an_unclear_resolution_freeze_a_package_too() {
    on_both(|bench| {
        let recalled = bench.at("tier2.working");
        bench.yes(
            "ana",
            recalled,
            with(Verb::Recall, &[("reason", "works_now")]),
        );
        let unclear = bench.at("tier2.working");
        bench.resolve_2(unclear);
        let why = with(Verb::Return, &[("text", "Which pool?")]);
        let which = Command::Move(hoist::domain::command::Move {
            way: "unclear".into(),
            ..match why {
                Command::Move(m) => m,
                _ => unreachable!(),
            }
        });
        bench.yes("ana", unclear, which);
        bench.stands(unclear, "tier2.queued");
        assert_eq!(
            bench
                .ticket(unclear)
                .open_todos()
                .filter(|t| t.blocks)
                .count(),
            1
        );
        let unhappy = bench.at("tier1.confirming");
        bench.yes(
            "ana",
            unhappy,
            with(Verb::Dissatisfied, &[("text", "It fails on Mondays")]),
        );
        for (id, cause, said) in [
            (recalled, Verb::Recall, "Works now"),
            (unclear, Verb::Return, "Which pool?"),
            (unhappy, Verb::Dissatisfied, "It fails on Mondays"),
        ] {
            assert_eq!(bench.ticket(id).package().unwrap().cause, Some(cause));
            bench.sit("lea");
            let page = package::markdown(&bench.desk.package(id, None).unwrap().1);
            assert!(page.contains(said), "{page}");
        }
    });
}
