//! Commands as no sane person gives them: any id, any text, any time, by anyone.

use super::invariants;
use crate::support::desk::{Backend, Bench, DAY, HOUR, PEOPLE, SECOND};
use hoist::desk::attach;
use hoist::desk::snapshot::Taking;
use hoist::desk::{Done, Error};
use hoist::domain::approval::Approval;
use hoist::domain::command::{Command, Move, Opening, Outcome, Split};
use hoist::domain::event::{Event, Opened};
use hoist::domain::id::{ArticleId, At, CommandId, TicketId};
use hoist::domain::past::{Past, Step as Lived};
use hoist::domain::process::{FieldKind, Process, Verb};
use hoist::domain::ticket::{Answer, Piece, PieceKind, Source, SourceKind, Ticket};
use hoist::domain::values::Values;

/// Numbers of which a command is made; what they mean depends on the ticket that they meet.
pub type Step = [u8; 7];

const TEXTS: [&str; 8] = [
    "It fails",
    "",
    "  \n ",
    "\u{1b}[2Jred\u{7}",
    "none:",
    "by:2026-12-24T09:00:00Z",
    "#2",
    "ünïcödé 日本 \u{202e}abc",
];

/// Runs the steps on two desks side by side, one in memory, one in a file.
pub fn run(steps: &[Step]) {
    let mut pair = [Bench::new(Backend::Memory), Bench::new(Backend::Sqlite)];
    for bench in &mut pair {
        bench.open();
        bench.open_as("question", "high", "high");
    }
    for step in steps {
        let [ours, theirs] = &mut pair;
        let (id, said) = one(ours, step);
        assert_eq!((id, said), one(theirs, step), "memory and file differ");
        for other in ours.desk.store().ids(TicketId(0), 100).unwrap() {
            assert_eq!(ours.ticket(other), theirs.ticket(other));
            ours.replays(other);
        }
        invariants::joined(ours);
        invariants::joined(theirs);
        if id.0 > 0 {
            assert_eq!(ours.ticket(id), theirs.ticket(id));
            assert_eq!(ours.events(id), theirs.events(id));
            invariants::hold(ours, id);
        }
    }
    let heads = pair.each_ref().map(|bench| {
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
        report.hash
    });
    assert_eq!(heads[0], heads[1], "the same events, the same chain");
}

/// One step on one desk: the ticket it met, and what came of it.
fn one(bench: &mut Bench, step: &Step) -> (TicketId, Result<Vec<Event>, String>) {
    let [who, what, .., wait] = *step;
    bench.wait(match wait % 16 {
        0 => 0,
        1..=9 => i64::from(wait) * SECOND,
        10..=13 => i64::from(wait) * HOUR / 8,
        _ => i64::from(wait % 9) * DAY,
    });
    let names: Vec<&str> = PEOPLE
        .iter()
        .map(|p| p.0)
        .chain(["timer", "importer"])
        .collect();
    // The timer and the import come seldom: each needs a desk of its own.
    let name = names[usize::from(who) % if who < 240 { PEOPLE.len() } else { names.len() }];
    bench.sit(name);
    let command_id = bench.fresh();
    if what % 24 == 23 {
        let done = bench.desk.open_ticket(junk_opening(step), &command_id);
        let id = done.as_ref().map_or(TicketId(0), |d| d.id);
        return (id, told(done));
    }
    let id = TicketId(1 + i64::from(step[2] % 3));
    let Ok((_, ticket)) = bench.desk.store().stored(id) else {
        return (TicketId(0), Err("no such ticket".into()));
    };
    if what % 24 == 22 {
        let done = bench.desk.undo(id, &command_id);
        return (id, told(done));
    }
    // Files come with bytes that no command has.
    if what == 0 || (96..104).contains(&what) {
        return (id, told(with_files(bench, id, step, &command_id)));
    }
    let command = command(bench.desk.process(), &ticket, step, bench.now());
    let done = bench.desk.run(id, None, command, &command_id);
    (id, told(done))
}

/// Files attached, snapshots taken, either taken back.
fn with_files(
    bench: &mut Bench,
    id: TicketId,
    step: &Step,
    command: &CommandId,
) -> Result<Done, Error> {
    let text = |n: usize| TEXTS[usize::from(step[n]) % TEXTS.len()].to_owned();
    let (name, body) = (text(3), format!("password = {}\n{}\n", text(4), step[5]));
    match step[6] % 4 {
        0 => {
            let file = attach::Source::Bytes(name, body.into_bytes());
            let files = vec![file, attach::Source::Bytes(text(5), Vec::new())];
            bench
                .desk
                .attach(id, None, files, command, &mut |_, _| true)
        }
        1 | 2 => {
            let taking = Taking::pasted(name, body);
            bench.desk.take_snapshots(id, None, vec![taking], command)
        }
        _ => {
            let (n, reason) = (u32::from(step[5] % 4), text(3));
            bench
                .desk
                .run(id, None, Command::Detach { n, reason }, command)
        }
    }
}

fn told(done: Result<Done, Error>) -> Result<Vec<Event>, String> {
    match done {
        Ok(done) => Ok(done.events),
        Err(Error::Refused(r)) => {
            assert!(!r.text.trim().is_empty());
            Err(format!("{r:?}"))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn junk_opening(step: &Step) -> Opening {
    let text = |n: usize| TEXTS[usize::from(step[n]) % TEXTS.len()].to_owned();
    let kinds = ["incident", "question", "request", "security", "", "wish"];
    Opening {
        opened: Opened {
            kind: kinds[usize::from(step[3]) % kinds.len()].to_owned(),
            subject: text(4),
            customer_name: text(5),
            text: text(3),
            channel: if step[2].is_multiple_of(2) {
                "email".into()
            } else {
                String::new()
            },
            ..Opened::default()
        },
        impact: ["high", "low", "", "huge"][usize::from(step[2]) % 4].to_owned(),
        urgency: ["high", "medium", ""][usize::from(step[5]) % 3].to_owned(),
        major: step[4].is_multiple_of(5),
        follow_up: step[5]
            .is_multiple_of(7)
            .then_some(TicketId(i64::from(step[2] % 5))),
        split: step[4].is_multiple_of(3).then(|| Split {
            from: TicketId(i64::from(step[2] % 4)),
            events: vec![u32::from(step[5] % 4), 1],
            kind: ["related", "follow_up", "parent"][usize::from(step[3]) % 3].to_owned(),
        }),
        past: None,
    }
}

/// Any command there is, as a step says.
pub fn command(process: &Process, ticket: &Ticket, step: &Step, now: At) -> Command {
    let [_, what, _, a, b, c, _] = *step;
    let text = TEXTS[usize::from(c) % TEXTS.len()].to_owned();
    let n = u32::from(a % 4);
    let agent = PEOPLE[usize::from(b) % PEOPLE.len()].0;
    let time = match b % 5 {
        0 => At::NEVER,
        1 => At(-1),
        _ => now.plus_ms(i64::from(b) * HOUR),
    };
    let pick = |list: &str| -> String {
        let codes = process.list(list);
        let at = usize::from(b) % (codes.len() + 1);
        codes
            .get(at)
            .map_or_else(|| "nonsense".to_owned(), |code| code.id.clone())
    };
    match what % 24 {
        0..=8 => random_move(process, ticket, step),
        9 => Command::Answer {
            field: ["symptoms", "steps", "errors", "changes", "weather"][usize::from(a) % 5].into(),
            answer: match b % 3 {
                0 => Answer::Given(text),
                1 => Answer::Unavailable(text),
                _ => Answer::Preset(text),
            },
        },
        10 | 11 => check(process, step, text),
        12 | 13 => {
            let kind = &process.records[usize::from(a) % process.records.len()];
            Command::Record {
                kind: kind.id.clone(),
                values: fill(process, &kind.fields, step),
            }
        }
        14 => match a % 4 {
            0 => Command::Note { text },
            1 => Command::Message {
                text,
                channel: pick("channels"),
                attempt: b.is_multiple_of(2),
                workaround: c.is_multiple_of(2),
            },
            2 => Command::Received {
                text,
                channel: String::new(),
            },
            _ => Command::TakeBack {
                n: u32::from(b % 4),
            },
        },
        15 => match a % 3 {
            0 => Command::Criterion {
                id: pick("criteria:tier1"),
                why: text,
            },
            1 => Command::Criterion {
                id: pick("criteria:tier2"),
                why: text,
            },
            _ => Command::CriterionGone {
                id: pick("criteria:tier2"),
                reason: text,
            },
        },
        16 => match a % 2 {
            0 => Command::Hold {
                kind: pick("hold"),
                until: time,
                text,
            },
            _ => Command::Resume {
                n: b.is_multiple_of(2).then_some(n),
            },
        },
        17 => match a % 3 {
            0 => Command::Ask {
                team: pick("teams"),
                due: time,
                text,
            },
            1 => Command::Answered { n, text },
            _ => Command::Todo { n, text },
        },
        18 => Command::Assign {
            to: (!b.is_multiple_of(4)).then(|| agent.into()),
            customers_agent: a.is_multiple_of(2),
        },
        19 => match a % 3 {
            0 => Command::Settle {
                n,
                values: junk_values(step),
            },
            1 => Command::Waive { n, reason: text },
            _ => Command::ShowPackage { version: n },
        },
        20 => match a % 9 {
            0 => Command::Restrict {
                agents: vec![agent.into()],
                why: text,
            },
            1 => Command::Lift { why: text },
            2 => Command::Link {
                other: TicketId(i64::from(b % 4)),
                kind: pick("link"),
            },
            3 => Command::Unlink {
                other: TicketId(i64::from(b % 4)),
                kind: pick("link"),
            },
            4 => Command::Keep {
                pieces: vec![piece(b, text); usize::from(b % 3)],
            },
            5 => Command::Unkeep { n, reason: text },
            6 => Command::LinkArticle {
                article: ArticleId(i64::from(b % 4)),
                helped: c.is_multiple_of(2),
                kind: ["", "known_error", "related", "parent"][usize::from(c / 2 % 4)].to_owned(),
            },
            7 => Command::UnlinkArticle {
                article: ArticleId(i64::from(b % 4)),
            },
            _ => Command::StillTrue { item: "*".into() },
        },
        21 => match a % 8 {
            0 | 1 => Command::Merge {
                into: TicketId(i64::from(b % 4)),
                text,
            },
            2 => Command::Unmerge { reason: text },
            3 => Command::HandOver {
                to: agent.into(),
                text,
            },
            4 => Command::AcceptHandover,
            5 => Command::Approval(Approval::Ask { text }),
            6 => Command::Approval(Approval::Deny { reason: text }),
            _ => Command::DeclineHandover { reason: text },
        },
        _ => match a % 3 {
            0 => Command::Set(junk_values(step)),
            1 => Command::Set(
                Values::new()
                    .with("impact", pick("levels"))
                    .with("urgency", pick("levels")),
            ),
            _ => Command::Import(Box::new(Lived {
                at: now,
                past: Past {
                    to: process.stages[usize::from(b) % process.stages.len()]
                        .stage
                        .clone(),
                    label: text,
                    ..Past::default()
                },
                ..Lived::default()
            })),
        },
    }
}

/// A piece of evidence of any kind from anywhere.
fn piece(b: u8, text: String) -> Piece {
    Piece {
        kind: PieceKind::ALL[usize::from(b) % PieceKind::ALL.len()],
        source: Source {
            kind: SourceKind::ALL[usize::from(b / 4) % SourceKind::ALL.len()],
            n: (!b.is_multiple_of(3)).then_some(u32::from(b % 3)),
            name: text.clone(),
            ..Source::default()
        },
        lines: b.is_multiple_of(5).then_some((1, u64::from(b % 7))),
        item: if b.is_multiple_of(11) {
            "logs".into()
        } else {
            String::new()
        },
        text,
        ..Piece::default()
    }
}

/// Mostly a move that the stage has, with a form filled more or less.
fn random_move(process: &Process, ticket: &Ticket, step: &Step) -> Command {
    let [_, _, _, a, b, c, _] = *step;
    let here: Vec<_> = process.moves_from(&ticket.stage).collect();
    if here.is_empty() || c.is_multiple_of(13) {
        return Command::Move(Move::new(Verb::ALL[usize::from(a) % Verb::ALL.len()]));
    }
    let def = here[usize::from(a) % here.len()];
    let fields = process.forms.get(&def.form).map_or(&[][..], |f| &f.fields);
    Command::Move(Move {
        verb: def.verb,
        way: if b.is_multiple_of(11) {
            "sideways".into()
        } else {
            def.way.clone()
        },
        values: fill(process, fields, step),
        force: (c % 3 == 0).then(|| "because I say so".to_owned()),
    })
}

fn check(process: &Process, step: &Step, text: String) -> Command {
    let [_, _, _, a, b, c, _] = *step;
    let tier = &process.tiers[usize::from(a) % process.tiers.len()];
    let item = &tier.checklist[usize::from(b) % tier.checklist.len()];
    Command::Check {
        item: item.id.clone(),
        tier: (!c.is_multiple_of(5)).then(|| tier.id.clone()),
        outcome: match c % 2 {
            0 => Outcome::Done("matches".into()),
            _ => Outcome::Skipped(text),
        },
        evidence: String::new(),
    }
}

/// Values that fit most of the time.
fn fill(process: &Process, fields: &[hoist::domain::process::Field], step: &Step) -> Values {
    let mut values = Values::new();
    for (field, salt) in fields.iter().zip(step[3..].iter().cycle()) {
        let salt = usize::from(*salt);
        let codes = |list: &str| {
            let codes = process.list(list);
            codes
                .get(salt % codes.len().max(1))
                .map(|c| c.id.clone())
                .unwrap_or_default()
        };
        let value = match &field.kind {
            FieldKind::Choice(list) | FieldKind::Choices(list) | FieldKind::Result(list) => {
                codes(list)
            }
            FieldKind::Time => "2026-11-24T10:00:00Z".to_owned(),
            FieldKind::Agent(_) => PEOPLE[salt % PEOPLE.len()].0.to_owned(),
            FieldKind::Ticket => format!("#{}", 1 + salt % 3),
            FieldKind::Reference => ["#1", "2", "#3", "kb:1", "kb:2", "kb:3"][salt % 6].to_owned(),
            FieldKind::Number(low, _) => low.to_string(),
            FieldKind::Kb => [
                "KB-1",
                "by:2026-12-01T00:00:00Z",
                "none:old",
                "kb:1",
                "2",
                "kb:3",
            ][salt % 6]
                .to_owned(),
            FieldKind::Tier => process.tiers[salt % process.tiers.len()].id.0.clone(),
            FieldKind::Flag => ["yes", "no"][salt % 2].to_owned(),
            FieldKind::Text | FieldKind::LongText | FieldKind::List => "It was so".to_owned(),
        };
        if salt % 7 != 6 {
            values.set(&field.id, value);
        }
    }
    values
}

fn junk_values(step: &Step) -> Values {
    let names = [
        "impact", "text", "result", "kb", "major", "kind", "subject", "skip", "moon",
    ];
    let mut values = Values::new();
    for n in 3..6 {
        let name = names[usize::from(step[n]) % names.len()];
        let text = ["high", "yes", "security", "KB-1", "", "none:x"][usize::from(step[n] / 9) % 6];
        values.set(name, text);
    }
    values
}
