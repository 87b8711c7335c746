use super::figure::{CHAPTERS, Figure, Rows};
use super::hit::{Adds, Hit, Key, Time, Which};
use super::mark::{self, Mark, Place};
use super::{Ask, Behind, By, Period, Report, Tally, span};
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{At, TicketId};
use crate::domain::parse::builtin;
use crate::domain::past::Past;
use crate::domain::process::Verb;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Check, CheckHow};

fn marks(all: &[Mark<'_>]) -> Vec<u8> {
    all.iter()
        .flat_map(|m| postcard::to_allocvec(m).unwrap())
        .collect()
}

fn at(tier: &str, phase: Phase) -> Place<'_> {
    Place { tier, phase }
}

fn event(at: i64) -> Mark<'static> {
    Mark::Event { at, by: "ana" }
}

fn opened(imported: bool) -> Mark<'static> {
    Mark::Opened {
        kind: "incident",
        product: "Mail",
        customer: "Acme",
        channel: "email",
        imported,
    }
}

fn step<'a>(tier: &'a str, team: &'a str) -> Mark<'a> {
    Mark::Imported {
        to: at(tier, Phase::Working),
        tier,
        team,
        by: "",
    }
}

fn ask(from: i64, to: i64) -> Ask {
    Ask {
        period: Period {
            from: At(from),
            to: At(to),
        },
        ..Ask::default()
    }
}

fn counted(ask: &Ask, tickets: &[Vec<u8>]) -> Report {
    let mut tally = Tally::new(builtin(), ask);
    for (n, marks) in (1..).zip(tickets) {
        tally.add(TicketId(n), marks, false).unwrap();
    }
    Report::of(builtin(), ask, tally)
}

fn row(report: &Report, figure: Figure, row: &str) -> (u64, u64) {
    let shown = report.figure(figure).unwrap();
    let line = shown
        .rows
        .iter()
        .find(|l| l.row == row && l.group.is_empty());
    line.map_or((0, 0), |l| (l.now.n, l.now.tickets))
}

/// What is kept in desks must stay readable: new variants stand last, none changes its place or its fields.
#[test]
fn marks_are_kept_as_these_bytes() {
    let all = [
        (Mark::Event { at: 1, by: "a" }, "00020161"),
        (
            Mark::Moved {
                verb: Verb::Restore,
                from: Some(at("t", Phase::Cancelled)),
                to: at("t", Phase::Queued),
                forced: false,
                stood_in: true,
            },
            "0213010174070174000001",
        ),
        (
            Mark::Imported {
                to: at("t", Phase::Working),
                tier: "u",
                team: "v",
                by: "w",
            },
            "03017401017501760177",
        ),
        (Mark::Kind("k"), "04016b"),
        (Mark::Preset("p"), "080170"),
        (
            Mark::Held {
                n: 1,
                kind: "k",
                pauses: true,
            },
            "0c01016b01",
        ),
        (Mark::Missing("m"), "0e016d"),
        (Mark::Told, "16"),
        (Mark::SignedAlone, "1c"),
        (Mark::Helped(2), "1e04"),
        (Mark::HelpedNot(2), "1f04"),
    ];
    for (mark, hex) in all {
        let bytes = postcard::to_allocvec(&mark).unwrap();
        let said: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(said, hex, "{mark:?}");
    }
}

#[test]
fn an_event_without_anything_that_counts_leaves_no_mark() {
    let quiet = Event {
        seq: 2,
        at: At(5),
        by: "ana".into(),
        identity: crate::domain::actor::Identity::default(),
        stands_in: None,
        command: crate::domain::id::CommandId::default(),
        process: String::new(),
        act: Act::Recorded,
        facts: vec![Fact::Noted("x".to_owned())],
    };
    let skipped = Event {
        facts: vec![Fact::Checked(
            "tier1.logs".to_owned(),
            Some(Check {
                how: CheckHow::Skipped,
                result: format!("{}ö", "x".repeat(119)),
                ..Check::default()
            }),
        )],
        ..quiet.clone()
    };
    assert!(mark::of([&quiet]).is_empty());
    let kept = mark::of([&quiet, &skipped]);
    let read: Vec<Mark<'_>> = mark::read(&kept).map(Result::unwrap).collect();
    assert_eq!(read.len(), 2);
    assert!(matches!(&read[1], Mark::Skipped { why, .. } if why.ends_with('ö')));
    let long = Past {
        team: "V30".to_owned(),
        owner: "Frederic".to_owned(),
        ..Past::default()
    };
    let past = Event {
        act: Act::Imported(Box::new(long)),
        facts: vec![],
        ..quiet
    };
    let kept = mark::of([&past]);
    let last = mark::read(&kept).last().unwrap().unwrap();
    assert!(matches!(
        last,
        Mark::Imported {
            team: "V30",
            by: "Frederic",
            ..
        }
    ));
}

#[test]
fn bytes_that_are_no_marks_are_an_error_and_no_panic() {
    let ask = ask(0, 10);
    let mut tally = Tally::new(builtin(), &ask);
    assert!(tally.add(TicketId(1), &[0xff, 0xff], false).is_err());
    let whole = marks(&[event(1), opened(false)]);
    assert!(
        tally
            .add(TicketId(2), &whole[..whole.len() - 1], false)
            .is_err()
    );
}

/// A move made here, or the opening of an import.
fn moved<'a>(verb: Verb, from: Option<Place<'a>>, to: Place<'a>) -> Mark<'a> {
    Mark::Moved {
        verb,
        from,
        to,
        forced: false,
        stood_in: false,
    }
}

/// A step of an imported history, by a tier that the stage may not name.
fn past<'a>(to: Place<'a>, tier: &'a str) -> Mark<'a> {
    Mark::Imported {
        to,
        tier,
        team: "",
        by: "",
    }
}

#[test]
fn what_is_put_away_or_told_leads_on_from_its_stage() {
    let closed = at("tier1", Phase::Closed);
    let away = moved(Verb::Archive, Some(closed), at("tier1", Phase::Archived));
    let history = [
        event(1),
        opened(true),
        moved(Verb::Open, None, at("tier1", Phase::Queued)),
        past(at("tier2", Phase::Working), "tier2"),
        event(5),
        past(closed, "tier2"),
    ];
    let archived = [&history[..], &[event(9), away]].concat();
    let (resolved, told) = (at("tier1", Phase::Resolved), at("tier1", Phase::Confirming));
    let mut spoken = history.to_vec();
    spoken[5] = past(resolved, "tier2");
    spoken.extend([event(9), moved(Verb::Tell, Some(resolved), told)]);
    for (all, steps) in [(archived, (0, 0)), (spoken, (1, 1))] {
        let report = counted(&ask(0, 100), &[marks(&all)]);
        assert_eq!(row(&report, Figure::FlowMoves, "tier2>tier1"), (0, 0));
        assert_eq!(row(&report, Figure::FlowEvents, "tier2"), (2, 1));
        assert_eq!(row(&report, Figure::FlowEvents, "tier1"), steps);
    }
}

#[test]
fn a_history_that_was_closed_and_went_on_was_reopened_and_stands_where_its_stage_is() {
    let closed = at("tier1", Phase::Closed);
    let all = [
        event(1),
        opened(true),
        past(closed, "tier2"),
        event(5),
        past(at("tier1", Phase::Resolved), "tier2"),
    ];
    let report = counted(&ask(0, 100), &[marks(&all)]);
    assert_eq!(row(&report, Figure::Reopened, ""), (1, 1));
    assert_eq!(row(&report, Figure::Backlog, "tier1"), (1, 1));
    assert_eq!(row(&report, Figure::Backlog, "tier2"), (0, 0));
}

#[test]
fn what_was_opened_before_its_first_event_had_waited_in_its_first_stage() {
    let queued = at("tier1", Phase::Queued);
    let of = |first: Place<'static>| {
        let all = [
            event(1_000),
            opened(true),
            moved(Verb::Open, None, queued),
            event(11_000),
            past(first, "tier1"),
            event(31_000),
            past(at("tier1", Phase::Closed), "tier1"),
        ];
        let report = counted(&ask(0, 100_000), &[marks(&all)]);
        let shown = report.figure(Figure::InStage).unwrap();
        let rows = shown.rows.iter().filter(|l| !l.row.is_empty());
        rows.map(|l| (l.row.to_string(), l.now.p50_ms))
            .collect::<Vec<_>>()
    };
    let said = |rows: &[(&str, i64)]| -> Vec<_> {
        let owned = rows.iter().map(|(row, ms)| ((*row).to_owned(), Some(*ms)));
        owned.collect()
    };
    let working = of(at("tier1", Phase::Working));
    assert_eq!(
        working,
        said(&[("tier1.queued", 10_000), ("tier1.working", 20_000)])
    );
    assert_eq!(of(queued), said(&[("tier1.queued", 30_000)]));
}

#[test]
fn the_same_team_again_is_direct_with_one_other_in_between() {
    let teams = |names: &[&'static str]| {
        let mut all = vec![event(1), opened(true)];
        for (n, team) in (2..).zip(names) {
            all.extend([event(n), step("tier1", team)]);
        }
        let report = counted(&ask(0, 100), &[marks(&all)]);
        let of = |key| row(&report, Figure::BackAndForth, key).0;
        (of("direct"), of("indirect"))
    };
    assert_eq!(teams(&["A", "A", "B"]), (0, 0));
    assert_eq!(teams(&["A", "B", "B", "A"]), (1, 0));
    assert_eq!(teams(&["A", "B", "A", "B"]), (2, 0));
    assert_eq!(teams(&["A", "B", "C", "A"]), (0, 1));
    assert_eq!(teams(&["A", "B", "C", "B", "A"]), (1, 1));
}

#[test]
fn a_history_shows_its_flow_and_where_it_departs() {
    let first = marks(&[
        event(1),
        opened(true),
        step("tier1", "A"),
        event(2),
        step("engineering", "B"),
        event(3),
        step("tier1", "A"),
    ]);
    let above = marks(&[event(4), opened(true), step("tier2", "C")]);
    let report = counted(&ask(0, 100), &[first, above]);
    assert_eq!(row(&report, Figure::FlowMoves, "tier1>engineering"), (1, 1));
    assert_eq!(row(&report, Figure::FlowMoves, "engineering>tier1"), (1, 1));
    assert_eq!(row(&report, Figure::FlowMoves, ""), (2, 1));
    assert_eq!(row(&report, Figure::FlowEvents, "tier1"), (2, 1));
    assert_eq!(
        row(&report, Figure::FlowTouched, "tier1+engineering"),
        (1, 1)
    );
    assert_eq!(row(&report, Figure::FlowTouched, "tier2"), (1, 1));
    assert_eq!(report.figure(Figure::FlowTeams).unwrap().each().count(), 3);
    let departs = Figure::Departures;
    assert_eq!(
        row(&report, departs, "tier1.working>engineering.working"),
        (1, 1)
    );
    assert_eq!(row(&report, departs, ">tier2.working"), (1, 1));
    // A recall leads from Engineering to Tier 1.
    assert_eq!(
        row(&report, departs, "engineering.working>tier1.working"),
        (0, 0)
    );
    assert_eq!(row(&report, Figure::Backlog, ""), (2, 2));
}

#[test]
fn every_pair_of_tiers_and_every_ending_is_in_the_flow() {
    let stands = |tier, phase| past(at(tier, phase), tier);
    let first = marks(&[
        event(1_000),
        opened(true),
        stands("tier1", Phase::Working),
        event(4_000),
        stands("engineering", Phase::Working),
        event(9_000),
        stands("tier1", Phase::Working),
        event(11_000),
        stands("tier2", Phase::Working),
        event(12_000),
        past(at("tier1", Phase::Closed), "tier2"),
    ]);
    // Straight to Engineering, and ended by Tier 1 in the step that brought it there.
    let second = marks(&[
        event(1_000),
        opened(true),
        stands("engineering", Phase::Working),
        event(3_000),
        stands("tier1", Phase::Cancelled),
    ]);
    let report = counted(&ask(0, 100_000), &[first, second]);
    let flow = super::flow::Flow::of(builtin(), &report);
    let said = |e: &super::flow::Edge| format!("{}: {}", flow.name(e), e.said());
    let all: Vec<String> = flow.passing().map(said).collect();
    assert_eq!(
        all,
        [
            "Tier 1 → Tier 2: 1, half after 2s",
            "Tier 1 → Engineering: 1, half after 3s",
            "Tier 2 → ended: 1, half after 1s",
            "Engineering → Tier 1: 2, half after 2s",
            "Engineering → ended: 1, half after 2s",
        ]
    );
    assert_eq!(flow.ended, 2);
}

#[test]
fn an_import_without_history_stands_where_imports_are_opened() {
    let open = Mark::Moved {
        verb: Verb::Open,
        from: None,
        to: at("tier1", Phase::Queued),
        forced: false,
        stood_in: false,
    };
    let take = Mark::Moved {
        verb: Verb::Take,
        from: Some(at("tier1", Phase::Queued)),
        to: at("tier1", Phase::Working),
        forced: false,
        stood_in: false,
    };
    let report = counted(
        &ask(0, 100_000),
        &[marks(&[event(1), opened(true), open, event(50_001), take])],
    );
    assert_eq!(row(&report, Figure::Backlog, "tier1"), (1, 1));
    assert_eq!(row(&report, Figure::FlowEvents, ""), (1, 1));
    let stood = report.figure(Figure::InStage).unwrap();
    let stood = stood.each().next().unwrap();
    assert_eq!(
        (stood.row.as_str(), stood.now.p50_ms),
        ("tier1.queued", Some(50_000))
    );
}

#[test]
fn a_ticket_that_the_viewer_may_not_see_counts_and_says_nothing() {
    let ask = Ask {
        by: Some(By::Customer),
        behind: Some(Behind {
            figure: Figure::Opened,
            row: None,
            group: None,
            limit: 10,
        }),
        ..ask(0, 100)
    };
    let mut tally = Tally::new(builtin(), &ask);
    let words = marks(&[event(1), opened(false), Mark::Missing("the secret")]);
    tally.add(TicketId(1), &words, true).unwrap();
    tally.add(TicketId(2), &words, false).unwrap();
    let report = Report::of(builtin(), &ask, tally);
    assert_eq!(report.tickets.ids, [TicketId(2)]);
    assert_eq!((report.tickets.all, report.tickets.hidden), (2, 1));
    let groups = &report.figure(Figure::Opened).unwrap().rows;
    let said: Vec<(&str, u64)> = groups.iter().map(|l| (l.group.as_str(), l.now.n)).collect();
    assert_eq!(said, [("", 2), ("(restricted)", 1), ("Acme", 1)]);
    assert_eq!(row(&report, Figure::Missing, "the secret"), (1, 1));
    assert_eq!(row(&report, Figure::Missing, "(restricted)"), (1, 1));
    // Nor does a filter tell whose it is.
    let only = Ask {
        only: vec![(By::Customer, "acme".to_owned())],
        ..ask
    };
    let mut tally = Tally::new(builtin(), &only);
    tally.add(TicketId(1), &words, true).unwrap();
    let report = Report::of(builtin(), &only, tally);
    assert_eq!(row(&report, Figure::Opened, ""), (0, 0));
}

#[test]
fn lengths_are_those_of_the_nearest_rank() {
    let waited = |s: i64| {
        let to = |phase| Mark::Imported {
            to: at("tier1", phase),
            tier: "tier1",
            team: "",
            by: "",
        };
        marks(&[
            event(0),
            opened(true),
            to(Phase::Queued),
            event(s * 1_000),
            to(Phase::Working),
        ])
    };
    let tickets: Vec<Vec<u8>> = (1..=10).map(waited).collect();
    let report = counted(&ask(0, 100_000), &tickets);
    let line = report
        .figure(Figure::InStage)
        .unwrap()
        .each()
        .next()
        .unwrap();
    assert_eq!(line.now.p50_ms, Some(5_000));
    assert_eq!(line.now.p90_ms, Some(9_000));
    assert_eq!(line.now.n, 10);
}

#[test]
fn every_figure_is_told_apart_and_stands_in_a_chapter() {
    let mut ids: Vec<&str> = Figure::ALL.iter().map(|f| f.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Figure::ALL.len());
    for figure in Figure::ALL {
        assert!(figure.chapter() < CHAPTERS.len());
        assert!(figure.definition().ends_with('.'), "{figure}");
        assert_eq!(figure.id().parse::<Figure>(), Ok(*figure));
    }
    assert_eq!("push-to-front".parse::<Figure>(), Ok(Figure::PushToFront));
    assert!("x".parse::<Figure>().unwrap_err().contains("backlog"));
    assert_eq!(Figure::Missing.rows(), Rows::Words);
}

#[test]
fn the_stretches_of_a_period_follow_the_wall_clock() {
    let day = 86_400_000;
    // 2026-10-24 00:00 to 2026-10-27 00:00 in Berlin: the 25th has 25 hours.
    let from = At(1_792_792_800_000);
    let period = Period {
        from,
        to: from.plus_ms(3 * day + 3_600_000),
    };
    let begins = span::stretches(period, "Europe/Berlin");
    let lengths: Vec<i64> = begins.windows(2).map(|w| w[1].since_ms(w[0])).collect();
    assert_eq!(lengths, [day, day + 3_600_000]);
    let years = Period {
        from: At(0),
        to: At(20_000 * day),
    };
    assert!(span::stretches(years, "UTC").len() <= 62);
}

#[test]
fn a_key_is_written_as_it_is_asked_for() {
    let mut text = String::from("x");
    Key::Pair("tier1", '>', "tier2").write(&mut text);
    assert_eq!(text, "tier1>tier2");
    Key::Number(7).write(&mut text);
    assert_eq!(text, "7");
    let hit = Hit {
        figure: Figure::Opened,
        key: Key::One,
        time: Time::EndOf(Which::Now),
        adds: Adds::One,
        tier: "",
        agent: "",
        team: "",
    };
    hit.key.write(&mut text);
    assert_eq!(text, "");
}
