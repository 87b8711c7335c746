//! The built-in process: it passes the check and has every id and every move that is promised.

use hoist::domain::id::Tier;
use hoist::domain::process::{Code, MoveDef, Process};
use hoist::domain::{check, parse};

#[test]
fn the_built_in_process_passes_the_model_check() {
    let start = std::time::Instant::now();
    match check::file(parse::BUILTIN) {
        Ok((_, visited)) => {
            assert!(visited.states > 1_000, "{visited:?}");
            assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
        }
        Err(faults) => {
            let all: Vec<String> = faults.iter().map(|f| f.render(parse::BUILTIN)).collect();
            panic!("{}", all.join("\n\n"));
        }
    }
}

#[test]
fn its_hash_is_of_its_text() {
    let hash = &parse::builtin().hash;
    assert_eq!(hash.len(), 64);
    let other = parse::process(&format!("{}\n", parse::BUILTIN)).unwrap();
    assert_ne!(&other.hash, hash);
}

/// HOIST_BLESS=1 writes it anew.
#[test]
fn what_is_kept_parsed_is_what_the_file_says() {
    let parsed = parse::parsed(parse::BUILTIN).unwrap();
    let kept = postcard::to_allocvec(&parsed).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/process.parsed");
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(file, &kept).unwrap();
    }
    assert!(
        std::fs::read(file).unwrap() == kept,
        "{file} is stale: HOIST_BLESS=1 cargo test what_is_kept_parsed"
    );
    let hashes = [parse::BUILTIN, &parse::single_seat()].map(|text| parse::hash(text) + "\n");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/process.hashes");
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(file, hashes.concat()).unwrap();
    }
    assert!(
        std::fs::read_to_string(file).unwrap() == hashes.concat(),
        "{file} is stale: HOIST_BLESS=1 cargo test what_is_kept_parsed"
    );
    let read: Process = postcard::from_bytes(&kept).unwrap();
    assert_eq!(format!("{read:?}"), format!("{parsed:?}"));
}

#[test]
fn known_texts_are_answered_as_they_are_parsed_and_others_are_parsed() {
    let single = parse::single_seat();
    assert_ne!(single, parse::BUILTIN);
    let other = parse::BUILTIN.replacen("Tier 1", "First line", 1);
    assert_ne!(other, parse::BUILTIN);
    for text in [parse::BUILTIN, &single] {
        let hash = parse::hash(text);
        assert_eq!(parse::text_of(&hash).as_deref(), Some(text));
        let (quick, parsed) = (parse::ready_of(&hash), parse::parsed(text));
        assert_eq!(
            format!("{:?}", quick.unwrap()),
            format!("{:?}", parsed.unwrap())
        );
    }
    let unknown = parse::hash(&other);
    assert!(parse::text_of(&unknown).is_none() && parse::ready_of(&unknown).is_none());
    for text in [parse::BUILTIN, &single, &other, &format!("{single}\n")] {
        let (quick, parsed) = (parse::process(text), parse::parsed(text));
        assert_eq!(
            format!("{:?}", quick.unwrap()),
            format!("{:?}", parsed.unwrap())
        );
    }
}

fn ids(codes: &[Code]) -> String {
    let all: Vec<&str> = codes.iter().map(|c| c.id.as_str()).collect();
    all.join(" ")
}

#[test]
fn it_has_every_id() {
    let p = parse::builtin();
    assert_eq!(ids(&p.kinds), "incident question request security");
    assert_eq!(ids(&p.channels), "phone email chat web walk_in cli import");
    assert_eq!(ids(&p.levels), "high medium low");
    assert_eq!(ids(&p.teams), "network_operations database_administrators");
    let intake: Vec<&str> = p.intake.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(intake, ["symptoms", "steps", "errors", "changes"]);
    let checklists = [
        ("tier1", "configurations logs known_issues updates"),
        (
            "tier2",
            "troubleshooting diagnostics root_cause replication teams workaround",
        ),
        (
            "engineering",
            "debugging development testing implementation knowledge_base",
        ),
    ];
    for (tier, items) in checklists {
        let tier = p.tier(&Tier::from(tier)).unwrap();
        let found: Vec<&str> = tier.checklist.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(found.join(" "), items);
        assert!(tier.checklist.iter().all(|i| !i.results.is_empty()));
    }
    assert_eq!(ids(p.list("criteria:tier1")), "in_depth potential_bug");
    assert_eq!(
        ids(p.list("criteria:tier2")),
        "software_bug code_changes performance security"
    );
    let records: Vec<&str> = p.records.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(
        records.join(" "),
        "tried finding root_cause replication workaround analysis change test deployment approval joint_session management handover"
    );
    let lists = [
        (
            "resolution",
            "solved workaround temporary_workaround known_error user_education no_fault_found duplicate fixed wont_fix by_design permanent_workaround risk_accepted",
        ),
        (
            "return_tier2",
            "incomplete cannot_follow_steps known_solution wrong_team customer_data_needed",
        ),
        (
            "return_engineering",
            "not_a_bug by_design cannot_reproduce incomplete environment known_error",
        ),
        (
            "cancel",
            "duplicate spam no_longer_needed not_an_issue no_answer",
        ),
        ("recall", "works_now no_longer_needed duplicate"),
        (
            "hold",
            "customer internal_team vendor change_window known_error scheduled",
        ),
        ("link", "duplicate related known_error follow_up parent"),
        (
            "decline",
            "wont_fix by_design permanent_workaround risk_accepted",
        ),
        (
            "change_kind",
            "code_change configuration system_enhancement",
        ),
        ("outcome", "reproduced not intermittent"),
    ];
    for (list, codes) in lists {
        assert_eq!(ids(p.list(list)), codes, "{list}");
    }
}

#[test]
fn its_stages_have_the_promised_labels_and_turns() {
    let rows = [
        ("tier1.queued", "New, or back at Tier 1", "tier1"),
        ("tier1.working", "Tier 1 working", "tier1"),
        ("tier2.queued", "Waiting for Tier 2", "tier2"),
        ("tier2.working", "Tier 2 working", "tier2"),
        (
            "engineering.queued",
            "Waiting for Engineering",
            "engineering",
        ),
        ("engineering.working", "Engineering working", "engineering"),
        ("engineering.verifying", "Verifying fix", "tier1 tier2"),
        ("tier1.resolved", "Tell customer", "tier1"),
        ("tier1.confirming", "Ask if satisfied", "tier1"),
        ("tier1.closed", "Closed", ""),
        ("tier1.archived", "Archived", ""),
        ("tier1.cancelled", "Cancelled", ""),
    ];
    let found: Vec<(String, &str, String)> = parse::builtin()
        .stages
        .iter()
        .map(|def| {
            let turn: Vec<&str> = def.turn.iter().map(Tier::as_str).collect();
            (def.stage.to_string(), def.label.as_str(), turn.join(" "))
        })
        .collect();
    let want: Vec<(String, &str, String)> = rows
        .iter()
        .map(|(stage, label, turn)| (stage.to_string(), *label, turn.to_string()))
        .collect();
    assert_eq!(found, want);
}

/// verb, way, from, to, who: one line for each row that is promised.
const MOVES: &str = "\
open | | - | tier1.queued | any
take | | tier1.queued | tier1.working | tier
release | | tier1.working | tier1.queued | assignee_or_lead
release | | tier2.working | tier2.queued | assignee_or_lead
release | | engineering.working | engineering.queued | assignee_or_lead
resolve | | tier1.working | tier1.resolved | tier
escalate | | tier1.working | tier2.queued | tier
accept | | tier2.queued | tier2.working | tier
return | | tier2.queued | tier1.queued | tier
return | | tier2.working | tier1.queued | tier
recall | | tier2.queued | tier1.working | customers_agent
recall | | tier2.working | tier1.working | customers_agent
recall | | engineering.queued | tier1.working | customers_agent
recall | | engineering.working | tier1.working | customers_agent
withdraw | | tier2.queued | tier1.queued | sender_tier
withdraw | | engineering.queued | tier2.queued | sender_tier
resolve | | tier2.working | tier1.resolved | tier
escalate | | tier2.working | engineering.queued | tier
accept | | engineering.queued | engineering.working | tier
return | | engineering.queued | tier2.queued | tier
return | | engineering.working | tier2.queued | tier
deploy | | engineering.working | engineering.verifying | tier
sign | first | engineering.verifying | engineering.verifying | turn_only
sign | second | engineering.verifying | tier1.resolved | turn_only
reject | | engineering.verifying | engineering.working | turn
decline | | engineering.working | tier1.resolved | tier
resolve | with | tier1.queued | tier1.resolved | tier
resolve | with | tier1.working | tier1.resolved | tier
return | unclear | tier1.resolved | resolver | tier
tell | | tier1.resolved | tier1.confirming | tier_only
close | confirmed | tier1.confirming | tier1.closed | tier_only
close | assumed | tier1.confirming | tier1.closed | tier_only
dissatisfied | | tier1.confirming | had_tier | tier
reopen | | tier1.closed | tier1.queued | tier
archive | | tier1.closed | tier1.archived | timer_or_lead
archive | | tier1.cancelled | tier1.archived | timer_or_lead
cancel | | tier1.queued | tier1.cancelled | tier
cancel | | tier1.working | tier1.cancelled | tier
restore | | tier1.cancelled | tier1.queued | tier";

#[test]
fn it_has_every_move_and_no_other() {
    let line = |row: &MoveDef| {
        let from = row
            .from
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string);
        format!(
            "{} | {} | {from} | {} | {}",
            row.verb,
            row.way,
            row.to,
            row.who.id()
        )
        .replace("|  |", "| |")
    };
    let mut found: Vec<String> = parse::builtin().moves.iter().map(line).collect();
    let mut want: Vec<String> = MOVES.lines().map(str::to_owned).collect();
    found.sort();
    want.sort();
    assert_eq!(found, want);
}

#[test]
fn its_paths_postpone_and_preset_what_is_promised() {
    let p = parse::builtin();
    let path = |id: &str| p.paths.iter().find(|path| path.id == id).unwrap();
    let outage = path("outage");
    assert!(outage.major_also && outage.tell_lead && outage.priority_at_most == 1);
    assert!(outage.owed.values().all(|point| point == "tell"));
    for thing in [
        "intake.steps",
        "intake.changes",
        "record.replication",
        "record.root_cause",
    ] {
        assert!(outage.owed.contains_key(thing), "{thing}");
    }
    assert!(!outage.owed.contains_key("intake.symptoms"));
    assert!(path("quick_answer").one_form_close);
    let security = path("security");
    assert!(security.restricted && security.lead_approves_tell);
}
