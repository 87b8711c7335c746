//! Who may do what where: each cell of (command × role × stage), decided and compared with the one
//! table in tests/roles.txt, of which docs/roles.md is the readable form.
//!
//! `HOIST_BLESS=1` rewrites docs/roles.md from the table. After a wanted change of the rules,
//! `HOIST_BLESS=all` rewrites the table too: then read its difference line by line.

use crate::support::desk::{
    Backend, Bench, DAY, SECOND, actor, analysis, answer, approval, cancel, check, close, deploy,
    escalate, finding, mv, note, received, resolve, send_back, sign, take, tell, tried, values,
    way, with,
};
use hoist::domain::actor::Actor;
use hoist::domain::apply::apply;
use hoist::domain::approval::Approval;
use hoist::domain::attachment::NewFile;
use hoist::domain::blocker::Why;
use hoist::domain::bundle::Entry;
use hoist::domain::command::{Command, LinkedTicket, Scene, Undo};
use hoist::domain::decide::{decide, name};
use hoist::domain::event::{Act, Event, Fact};
use hoist::domain::heed::News;
use hoist::domain::id::{AgentName, At, CustomerId, TicketId};
use hoist::domain::past::{Past, Step};
use hoist::domain::process::{Process, Verb};
use hoist::domain::ticket::{
    Attachment, Audience, Criterion, Handover, Hold, Kept, Link, MessageRef, Owed, Piece,
    PieceKind, SideRequest, Source, SourceKind, Ticket, Todo,
};
use std::fmt::Write;
use std::path::PathBuf;

/// Columns: short name, whose it is.
const ROLES: [(&str, &str); 11] = [
    ("T1", "an agent of Tier 1"),
    (
        "T1*",
        "the customer's agent, of Tier 1 (also its assignee and partner)",
    ),
    ("T2", "an agent of Tier 2"),
    ("T2*", "its assignee or partner at Tier 2"),
    ("E", "an engineer"),
    ("E*", "its assignee at Engineering, or the deployer"),
    ("L", "a lead who belongs to no tier"),
    ("L*", "a lead of all tiers"),
    ("aud", "an auditor: no tier"),
    ("time", "the desk itself (`tick`)"),
    ("imp", "an import"),
];

/// Rows of blocks: title, stage, time since.
const PLACES: [(&str, &str, i64); 13] = [
    ("tier1.queued", "tier1.queued", 0),
    ("tier1.working", "tier1.working", 0),
    ("tier2.queued", "tier2.queued", 0),
    ("tier2.working", "tier2.working", 0),
    ("engineering.queued", "engineering.queued", 0),
    ("engineering.working", "engineering.working", 0),
    ("engineering.verifying", "engineering.verifying", 0),
    ("tier1.resolved", "tier1.resolved", 0),
    ("tier1.confirming", "tier1.confirming", 0),
    ("tier1.closed", "tier1.closed", 0),
    ("tier1.closed, window over", "tier1.closed", 15 * DAY),
    ("tier1.archived", "tier1.archived", 0),
    ("tier1.cancelled", "tier1.cancelled", 0),
];

fn who(role: &str) -> Actor {
    match role {
        "T1" => actor("abe"),
        "T1*" => actor("ana"),
        "T2" => actor("bea"),
        "T2*" => actor("ben"),
        "E" => actor("edo"),
        "E*" => actor("eva"),
        "L" => Actor {
            name: "lou".into(),
            lead: true,
            ..Actor::default()
        },
        "L*" => actor("lea"),
        "aud" => actor("aud"),
        "time" => actor("timer"),
        "imp" => actor("importer"),
        other => panic!("{other}"),
    }
}

/// Commands with their forms filled; `rich` ones are tried on a ticket on which there is something
/// to answer, end, settle or take back.
fn commands(process: &Process, ticket: &Ticket, now: At) -> Vec<(&'static str, bool, Command)> {
    let later = now.plus_ms(DAY);
    let turn = process.turn(&ticket.stage);
    let colleague: AgentName = match turn.first().map(|t| t.as_str()) {
        Some("tier2") => "bea".into(),
        Some("engineering") => "edo".into(),
        _ => "abe".into(),
    };
    let first_item = |tier: &str| process.tier(&tier.into()).unwrap().checklist[0].id.clone();
    let item = first_item(ticket.stage.tier.as_str());
    let fix = with(
        Verb::Decline,
        &[
            ("code", "wont_fix"),
            ("rationale", "It would break others."),
            ("text", "We leave it as it is."),
            ("kb", "none:known"),
        ],
    );
    vec![
        ("take", false, take()),
        ("release", false, mv(Verb::Release)),
        ("escalate", false, escalate("software_bug,potential_bug")),
        ("resolve", false, resolve("solved")),
        (
            "resolve with",
            true,
            way(Verb::Resolve, "with", &[("with", "#90")]),
        ),
        ("accept", false, mv(Verb::Accept)),
        ("return", false, send_back("incomplete", "Which region?")),
        (
            "return unclear",
            false,
            way(Verb::Return, "unclear", &[("text", "Which pool?")]),
        ),
        (
            "recall",
            false,
            with(Verb::Recall, &[("reason", "works_now")]),
        ),
        (
            "withdraw",
            false,
            with(Verb::Withdraw, &[("reason", "Found it")]),
        ),
        ("deploy", false, deploy()),
        ("sign", false, sign()),
        (
            "reject",
            false,
            with(Verb::Reject, &[("text", "502 again")]),
        ),
        ("decline", false, fix),
        ("tell", false, tell()),
        ("close", false, close()),
        ("close assumed", false, way(Verb::Close, "assumed", &[])),
        (
            "dissatisfied",
            false,
            with(Verb::Dissatisfied, &[("text", "It fails again")]),
        ),
        (
            "reopen",
            false,
            with(Verb::Reopen, &[("reason", "It fails again")]),
        ),
        ("archive", false, mv(Verb::Archive)),
        ("cancel", false, cancel()),
        (
            "restore",
            false,
            with(Verb::Restore, &[("reason", "A mistake")]),
        ),
        (
            "set",
            false,
            Command::Set(values(&[("product", "Payments 5")])),
        ),
        ("answer", false, answer("steps", "1. Charge")),
        (
            "todo",
            true,
            Command::Todo {
                n: 90,
                text: "Europe".into(),
            },
        ),
        ("check", false, check(&item, "matches")),
        (
            "check still true",
            true,
            Command::StillTrue { item: "*".into() },
        ),
        ("record tried", false, tried()),
        ("record finding", false, finding()),
        ("record analysis", false, analysis()),
        ("record approval", false, approval()),
        (
            "criterion",
            false,
            Command::Criterion {
                id: "in_depth".into(),
                why: "Kernel".into(),
            },
        ),
        (
            "criterion gone",
            true,
            Command::CriterionGone {
                id: "in_depth".into(),
                reason: "Not the kernel".into(),
            },
        ),
        ("note", false, note("x")),
        ("message", false, crate::support::desk::message("x")),
        (
            "attach",
            false,
            Command::Attach {
                files: vec![NewFile {
                    name: "app.log".into(),
                    size: 12,
                    sha256: "a".repeat(64),
                    ..NewFile::default()
                }],
            },
        ),
        (
            "attachment take back",
            true,
            Command::Detach {
                n: 90,
                reason: "wrong customer".into(),
            },
        ),
        (
            "keep",
            false,
            Command::Keep {
                pieces: vec![Piece {
                    kind: PieceKind::List,
                    source: Source {
                        kind: SourceKind::Similar,
                        ..Source::default()
                    },
                    text: "#1 Login fails".into(),
                    ..Piece::default()
                }],
            },
        ),
        (
            "kept take back",
            true,
            Command::Unkeep {
                n: 90,
                reason: "wrong line".into(),
            },
        ),
        ("message take back", true, Command::TakeBack { n: 90 }),
        ("received", false, received("x")),
        (
            "hold",
            false,
            Command::Hold {
                kind: "vendor".into(),
                until: later,
                text: String::new(),
            },
        ),
        ("resume", true, Command::Resume { n: Some(90) }),
        (
            "ask",
            false,
            Command::Ask {
                team: "network_operations".into(),
                due: later,
                text: "x".into(),
            },
        ),
        (
            "answered",
            true,
            Command::Answered {
                n: 90,
                text: "x".into(),
            },
        ),
        (
            "assign",
            false,
            Command::Assign {
                to: Some(colleague),
                customers_agent: false,
            },
        ),
        (
            "assign customer's agent",
            false,
            Command::Assign {
                to: Some("abe".into()),
                customers_agent: true,
            },
        ),
        (
            "settle",
            true,
            Command::Settle {
                n: 90,
                values: values(&[("text", "done")]),
            },
        ),
        (
            "settle a record",
            true,
            Command::Settle {
                n: 91,
                values: values(&[("text", "a race"), ("certainty", "established")]),
            },
        ),
        (
            "settle a to-do",
            true,
            Command::Settle {
                n: 92,
                values: values(&[("text", "done")]),
            },
        ),
        (
            "waive",
            true,
            Command::Waive {
                n: 90,
                reason: "small".into(),
            },
        ),
        (
            "restrict",
            false,
            Command::Restrict {
                agents: vec![],
                why: "names in it".into(),
            },
        ),
        (
            "lift",
            true,
            Command::Lift {
                why: "no names left".into(),
            },
        ),
        (
            "link",
            false,
            Command::Link {
                other: TicketId(90),
                kind: "related".into(),
            },
        ),
        (
            "unlink",
            true,
            Command::Unlink {
                other: TicketId(90),
                kind: "known_error".into(),
            },
        ),
        (
            "heed",
            true,
            Command::Heed {
                other: TicketId(90),
            },
        ),
        (
            "merge",
            true,
            Command::Merge {
                into: TicketId(91),
                text: "We answer you in one place.".into(),
            },
        ),
        (
            "unmerge",
            true,
            Command::Unmerge {
                reason: "Two matters".into(),
            },
        ),
        (
            "split",
            false,
            Command::SplitOff {
                to: TicketId(92),
                events: vec![1],
            },
        ),
        (
            "hand over",
            false,
            Command::HandOver {
                to: "leo".into(),
                text: "Call at four".into(),
            },
        ),
        ("hand over accept", true, Command::AcceptHandover),
        (
            "hand over decline",
            true,
            Command::DeclineHandover {
                reason: "On the phones".into(),
            },
        ),
        (
            "ask approval",
            false,
            Command::Approval(Approval::Ask {
                text: String::new(),
            }),
        ),
        (
            "import",
            false,
            Command::Import(Box::new(Step {
                at: now,
                past: Past {
                    to: "tier1.queued".parse().unwrap(),
                    label: "open".into(),
                    ..Past::default()
                },
                ..Step::default()
            })),
        ),
    ]
}

fn event(ticket: &Ticket, by: &str, at: At, facts: Vec<Fact>) -> Event {
    Event {
        seq: ticket.version + 1,
        at,
        by: by.into(),
        identity: Default::default(),
        stands_in: None,
        command: "x".into(),
        process: String::new(),
        act: Act::Recorded,
        facts,
    }
}

fn owed(n: u32, what: &str) -> Fact {
    Fact::OwedAdded(Owed {
        n,
        what: what.into(),
        by: "leo".into(),
        ..Owed::default()
    })
}

/// The same ticket with one of each thing that can be answered, ended, settled or taken back.
fn rich(ticket: &Ticket, now: At) -> Ticket {
    let mut ticket = ticket.clone();
    let n = 90;
    let facts = vec![
        Fact::TodoAdded(Todo {
            n,
            tier: ticket.stage.tier.clone(),
            ..Todo::default()
        }),
        Fact::Held(Hold {
            n,
            kind: "vendor".into(),
            until: now.plus_ms(DAY),
            ..Hold::default()
        }),
        Fact::Asked(SideRequest {
            n,
            ..SideRequest::default()
        }),
        owed(n, "intake.steps"),
        owed(91, "record.root_cause"),
        owed(92, "guard.todo.90"),
        Fact::CriterionNoted(Criterion {
            tier: "tier1".into(),
            id: "in_depth".into(),
            ..Criterion::default()
        }),
        Fact::Linked(Link {
            other: TicketId(90),
            kind: "known_error".into(),
            ..Link::default()
        }),
        Fact::Message(
            MessageRef {
                n,
                outgoing: true,
                by: "ana".into(),
                at: now,
                leaves_at: now.plus_ms(SECOND),
                ..MessageRef::default()
            },
            String::new(),
        ),
        Fact::Attached(Attachment {
            n,
            ..Attachment::default()
        }),
        Fact::Kept(Kept {
            n,
            ..Kept::default()
        }),
        Fact::Customer {
            customer: Some(CustomerId(7)),
            name: "Acme".into(),
            contact: None,
            contact_text: String::new(),
        },
        Fact::HandedOver(Handover {
            to: "abe".into(),
            from: "ana".into(),
            by: "ana".into(),
            at: now,
            text: "Call at four".into(),
            assignee: true,
            customers_agent: true,
            instead_of: None,
        }),
        Fact::Checked("tier1.logs".into(), Some(Default::default())),
        Fact::ChecksStale,
        Fact::Audience(Some(Audience::default())),
    ];
    let next = event(&ticket, "ana", now, facts);
    apply(&mut ticket, &next);
    ticket
}

fn scene(now: At) -> Scene {
    let people = crate::support::desk::PEOPLE;
    Scene {
        now,
        agents: people.iter().map(|p| actor(p.0)).collect(),
        linked: vec![
            LinkedTicket {
                id: TicketId(90),
                stage: "tier1.closed".parse().unwrap(),
                resolution: Some(Default::default()),
                news: News {
                    workaround: 1,
                    resolution: 0,
                },
                ..LinkedTicket::default()
            },
            LinkedTicket {
                id: TicketId(91),
                stage: "tier1.queued".parse().unwrap(),
                customer: Some(CustomerId(7)),
                audience: Some(Vec::new()),
                ..LinkedTicket::default()
            },
        ],
        history: vec![Entry::of(&event(
            &Ticket::default(),
            "ana",
            now,
            vec![Fact::Noted("A word".into())],
        ))],
        ..Scene::default()
    }
}

/// `yes`, `needs` something, `no` (never by this role), `–` (not in this stage), `looks` (nothing
/// to record).
fn verdict(
    process: &Process,
    ticket: &Ticket,
    command: &Command,
    who: &Actor,
    now: At,
) -> &'static str {
    match decide(process, ticket, command, who, &scene(now)) {
        Ok(events) if events.is_empty() => "looks",
        Ok(_) => "yes",
        Err(refusal) => match refusal.why {
            Why::Guards => "needs",
            Why::Role => "no",
            Why::Stage | Why::Taken => "–",
            Why::Input | Why::Absent => {
                panic!("{} at {}: {}", name(command), ticket.stage, refusal.text)
            }
        },
    }
}

fn line(name: &str, cells: &[&str]) -> String {
    let cells: String = cells.iter().fold(String::new(), |mut line, cell| {
        let _ = write!(line, " {cell:<5}");
        line
    });
    format!("{name:<24}{}", cells.trim_end())
}

/// The whole table as it is decided now.
fn decided() -> String {
    let mut bench = Bench::new(Backend::Memory);
    let names: Vec<&str> = ROLES.iter().map(|r| r.0).collect();
    let mut out = String::new();
    for (title, stage, later) in PLACES {
        let id = bench.at(stage);
        let ticket = bench.ticket(id);
        let now = bench.now().plus_ms(SECOND + later);
        let process = bench.desk.process().clone();
        let full = rich(&ticket, now);
        let _ = writeln!(out, "{}", line(&format!("[{title}]"), &names));
        let row = |ticket: &Ticket, command: &Command| -> Vec<&'static str> {
            let cell = |role: &(&str, &str)| verdict(&process, ticket, command, &who(role.0), now);
            ROLES.iter().map(cell).collect()
        };
        for (name, on_rich, command) in commands(&process, &ticket, now) {
            let mut about = if on_rich {
                full.clone()
            } else {
                ticket.clone()
            };
            if name == "unmerge" {
                about.merged_into = Some(TicketId(91));
            }
            let cells = row(&about, &command);
            let _ = writeln!(out, "{}", line(name, &cells));
        }
        let version = ticket.packages.len() as u32;
        if version > 0 {
            let cells = row(&ticket, &Command::ShowPackage { version });
            let _ = writeln!(out, "{}", line("show package", &cells));
        }
        let _ = writeln!(
            out,
            "{}",
            line("undo (a note of ana's)", &undo(&ticket, now, row))
        );
        out.push('\n');
    }
    out
}

fn undo(
    ticket: &Ticket,
    now: At,
    row: impl Fn(&Ticket, &Command) -> Vec<&'static str>,
) -> Vec<&'static str> {
    let event = event(ticket, "ana", now, vec![Fact::Noted("x".into())]);
    let mut after = ticket.clone();
    apply(&mut after, &event);
    let before = ticket.clone();
    row(&after, &Command::Undo(Box::new(Undo { event, before })))
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table() -> String {
    std::fs::read_to_string(path("tests/roles.txt")).unwrap_or_default()
}

fn blessed(what: &str) -> bool {
    std::env::var("HOIST_BLESS").is_ok_and(|v| v == what || v == "all")
}

/// The table as a page.
fn page(table: &str) -> String {
    let mut out = String::from(
        "# Who may do what, and where\n\n\
         Generated from `tests/roles.txt`, with which every verdict of `decide` is compared:\n\
         `HOIST_BLESS=1 cargo test --test main roles` writes this page anew.\n\n\
         **yes**: at once · **needs**: allowed, something is still missing (the ticket of the table was only just \
         brought there, the form is filled) · **no**: never by this role · **looks**: may read, nothing is recorded. \
         A command that nobody can give in a stage is left out.\n\n",
    );
    for (short, long) in ROLES {
        let _ = writeln!(out, "- **{short}** {long}");
    }
    let heads: Vec<&str> = ROLES.iter().map(|r| r.0).collect();
    for block in table.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let mut lines = block.lines();
        let title = lines.next().unwrap_or_default();
        let title = title
            .split(']')
            .next()
            .unwrap_or_default()
            .trim_start_matches('[');
        let _ = write!(
            out,
            "\n## {title}\n\n| | {} |\n|---|{}\n",
            heads.join(" | "),
            "---|".repeat(heads.len())
        );
        for row in lines {
            let (name, cells) = row.split_at(24);
            let cells: Vec<&str> = cells.split_whitespace().collect();
            if cells.iter().any(|c| !matches!(*c, "–" | "no")) {
                let _ = writeln!(out, "| {} | {} |", name.trim(), cells.join(" | "));
            }
        }
    }
    out
}

#[test]
fn every_verdict_is_the_one_in_the_table() {
    let now = decided();
    if blessed("all") {
        std::fs::write(path("tests/roles.txt"), &now).unwrap();
    }
    let wanted = table();
    let mut block = "";
    let mut wrong = String::new();
    for (is, should) in now.lines().zip(wanted.lines()) {
        if is.starts_with('[') {
            block = is;
        }
        if is != should {
            let _ = writeln!(wrong, "{block}\n  table   {should}\n  decided {is}");
        }
    }
    assert_eq!(
        now.lines().count(),
        wanted.lines().count(),
        "the table has other rows"
    );
    assert!(
        wrong.is_empty(),
        "verdicts differ from tests/roles.txt:\n{wrong}"
    );
}

#[test]
fn the_page_about_roles_is_fresh() {
    let fresh = page(&table());
    if blessed("1") {
        std::fs::create_dir_all(path("docs")).unwrap();
        std::fs::write(path("docs/roles.md"), &fresh).unwrap();
    }
    let there = std::fs::read_to_string(path("docs/roles.md")).unwrap_or_default();
    assert!(
        there == fresh,
        "docs/roles.md is stale: HOIST_BLESS=1 cargo test --test main roles"
    );
}
