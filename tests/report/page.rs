//! What a report looks like: text of 80 columns, Markdown, and a page that a hostile customer cannot break.

use super::figures::{ask, report};
use crate::support::desk::{Backend, Bench, DAY, HOUR, MINUTE, START, send_back, take};
use hoist::desk::Desk;
use hoist::desk::demo::{self, Plan, TICKETS};
use hoist::desk::report::html;
use hoist::domain::actor::Actor;
use hoist::domain::id::At;
use hoist::domain::report::markdown::markdown;
use hoist::domain::report::page::{Layout, text};
use hoist::domain::report::{Ask, CHAPTERS, Figure, Value};
use hoist::domain::safe::width;
use hoist::store::memory::MemoryStore;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::sync::Arc;

const HOSTILE: &str =
    "</td><script>alert(1)</script> & \"x\" | `y` [z](http://e) \u{202e}txt \u{1b}[31m";

fn sent_back() -> Bench {
    let mut bench = Bench::new(Backend::Memory);
    for _ in 0..3 {
        let id = bench.at("tier2.queued");
        bench.yes("ben", id, send_back("incomplete", HOSTILE));
        bench.yes("ana", id, take());
    }
    bench
}

#[test]
fn every_line_fits_eighty_columns_and_every_figure_says_how_it_is_counted() {
    let bench = sent_back();
    let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
    let page = text(
        &found,
        Layout {
            zone: "UTC",
            all_rows: false,
        },
    );
    for line in page.lines() {
        assert!(width(line) <= 80, "{line}");
    }
    assert!(page.contains("What returns asked for, word for word"));
    assert!(page.contains("  Opened"));
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'));
}

#[test]
fn a_figure_of_which_nothing_was_counted_says_so_and_how_it_is_counted() {
    let bench = sent_back();
    let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
    let layout = Layout {
        zone: "UTC",
        all_rows: false,
    };
    let process = bench.desk.process();
    let squeezed = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
    let pages = [
        squeezed(&text(&found, layout)),
        markdown(process, &found, &[], layout),
        html(process, &found, &[], "UTC")
            .unwrap()
            .replace("&#39;", "'"),
    ];
    for page in &pages {
        for figure in Figure::ALL {
            assert!(page.contains(figure.definition()), "{figure}: {page}");
        }
        assert!(page.contains("Nothing in either period"));
    }
    assert!(pages[0].contains("Overrides: Moves that a lead forced with a reason"));
}

#[test]
fn no_value_touches_another_and_times_explain_their_change() {
    let bench = sent_back();
    let mut found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
    let mut set = |figure: Figure, now: Value, before: Value| {
        let mut shown = found.figures.iter_mut().filter(|f| f.figure == figure);
        let line = &mut shown.next().unwrap().rows[0];
        (line.now, line.before) = (now, before);
    };
    let share = |n, of| Value {
        n,
        of: Some(of),
        ..Value::default()
    };
    let took = |half| Value {
        n: 3,
        p50_ms: Some(half),
        p90_ms: Some(5 * HOUR),
        ..Value::default()
    };
    set(Figure::FirstLevel, share(710, 891), share(721, 893));
    let (now, before) = (182 * MINUTE + 40_000, 169 * MINUTE + 5_000);
    set(Figure::TimeToTold, took(now), took(before));
    let layout = Layout {
        zone: "UTC",
        all_rows: false,
    };
    let page = text(&found, layout);
    let cells = |label: &str| -> Vec<String> {
        let line = page.lines().find(|l| l.trim().starts_with(label));
        let line = line.unwrap_or_else(|| panic!("{label}: {page}"));
        assert!(width(line) <= 80, "{line}");
        let cells = line.split("  ").map(str::trim).filter(|c| !c.is_empty());
        cells.map(str::to_owned).collect()
    };
    assert_eq!(
        cells("First-level resolution")[1..],
        ["80 % (710 of 891)", "81 % (721 of 893)", "-1 pt"]
    );
    assert_eq!(
        cells("Time until told")[1..],
        ["3h2m / 5h (3)", "2h49m / 5h (3)", "+13m"]
    );
}

#[test]
fn the_lines_of_the_chart_are_known_without_colour() {
    let page = lively_page();
    let drawn = |ink: &str| page.matches(&format!("stroke=\"{ink}\"")).count();
    // Of one piece, of dashes, of dots.
    let (arrived, departed, open) = (drawn("#2F7BC4"), drawn("#2C966E"), drawn("#C86928"));
    assert!(departed > 30 && open > 2 * departed, "{departed} {open}");
    assert!(arrived < 12, "{arrived}");
}

#[test]
fn markdown_and_page_keep_hostile_words_words() {
    let bench = sent_back();
    let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
    let layout = Layout {
        zone: "UTC",
        all_rows: true,
    };
    let said = markdown(bench.desk.process(), &found, &[], layout);
    assert!(!said.contains("<script>") && !said.contains("[z](http"));
    assert!(said.contains("&lt;script&gt;"));
    let row = said.lines().find(|l| l.contains("&lt;script")).unwrap();
    let bars = row.replace("\\|", "").matches('|').count();
    assert_eq!(bars, 6, "{row}");

    let page = html(bench.desk.process(), &found, &[], "UTC").unwrap();
    assert!(page.starts_with("<!doctype html>"));
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'));
    assert!(page.matches("<svg").count() >= 4, "pictures");
    // Nothing is fetched: the only addresses are names of namespaces.
    let addresses: Vec<&str> = page
        .match_indices("http")
        .map(|(at, _)| &page[at..(at + 40).min(page.len())])
        .filter(|a| !a.starts_with("http://www.w3.org/") && !a.starts_with("http-equiv"))
        .collect();
    assert!(
        addresses.iter().all(|a| a.starts_with("http://e")),
        "{addresses:?}"
    );
    for word in ["src=", "href=", "url(", "@import", "<link", "<img"] {
        assert!(!page.contains(word), "{word}");
    }
}

/// The page of a lively desk with a review that was held, in words that mean harm.
fn lively_page() -> String {
    let (desk, asked) = lively();
    let mut reviews = desk.reviews().unwrap();
    reviews[0].findings.push(HOSTILE.to_owned());
    html(desk.process(), &report(&desk, &asked), &reviews, "UTC").unwrap()
}

/// A desk full of life, and the question about its last ninety days.
fn lively() -> (Desk, Ask) {
    let plan = Plan {
        tickets: TICKETS,
        seed: 1,
        at: START,
    };
    let (info, events) = demo::begin(&plan).unwrap();
    let store = MemoryStore::create(&info, events).unwrap();
    demo::fill(Box::new(store.clone()), &plan, &mut |_, _| {}).unwrap();
    let lead = Actor {
        name: "you".into(),
        lead: true,
        ..Actor::default()
    };
    let desk = Desk::with_actor(Box::new(store), lead, Arc::new(|| START)).unwrap();
    (desk, ask(At(START.0 - 90 * DAY), START))
}

#[test]
fn markdown_draws_the_flow_and_the_charts_in_letters() {
    let (desk, asked) = lively();
    let layout = Layout {
        zone: "UTC",
        all_rows: true,
    };
    let found = report(&desk, &asked);
    let reviews = desk.reviews().unwrap();
    let said = markdown(desk.process(), &found, &reviews, layout);
    assert!(said.contains("## Review 1, held"), "{said}");
    assert!(said.contains("| done\\: The list of products"), "{said}");
    let row = |begins: &str| {
        let found = said.lines().find(|l| l.starts_with(begins));
        found
            .unwrap_or_else(|| panic!("{begins}\n{said}"))
            .to_owned()
    };
    let moves = found.figure(Figure::FlowMoves).unwrap();
    for edge in moves.each().filter(|l| l.now.n > 0) {
        let cells = row(&format!("| {} | ", edge.label));
        assert!(cells.contains(&format!("| {} |", edge.now.n)), "{cells}");
        assert!(cells.contains(['█', '▏']), "{cells}");
    }
    assert!(row("| Tier 1 → ended | ").contains('█'));
    let course = said.split("## In the course of the period").nth(1).unwrap();
    let course = course.split("\n## ").next().unwrap();
    assert_eq!(course.matches("\n| 20").count(), found.stretches.len());
    // Every table has as many cells in each of its rows.
    let mut cells = 0;
    for line in said.lines() {
        let bars = line.replace("\\|", "").matches('|').count();
        match line.starts_with('|') {
            true if cells > 0 => assert_eq!(bars, cells, "{line}"),
            _ => {}
        }
        cells = if line.starts_with('|') { bars } else { 0 };
    }
}

/// A page as XML: without its document type, and what HTML never closes closed.
fn as_xml(page: &str) -> String {
    let mut xml = String::new();
    for part in page.replacen("<!doctype html>", "", 1).split_inclusive('>') {
        match part.trim_start().starts_with("<meta") {
            true => xml.push_str(&part.replacen('>', "/>", 1)),
            false => xml.push_str(part),
        }
    }
    xml
}

#[test]
fn the_page_is_well_formed_and_its_pictures_keep_within_their_frames() {
    let xml = as_xml(&lively_page());
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut pictures, mut shapes, mut frame) = (0, 0, (0.0, 0.0));
    loop {
        let tag = match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => tag,
            Ok(Event::Eof) => break,
            Ok(_) => continue,
            Err(why) => panic!("{why} at {}", reader.error_position()),
        };
        let said: BTreeMap<String, String> = tag
            .attributes()
            .map(|a| a.map(|a| (a.key.as_ref().to_owned(), a.value.as_ref().to_owned())))
            .collect::<Result<_, _>>()
            .unwrap_or_else(|why| panic!("{why} in <{}>", &*tag));
        let number = |name: &str| -> f64 {
            let text = said.get(name).map_or("0", String::as_str);
            let number = text.parse::<f64>();
            number.unwrap_or_else(|_| panic!("{name}={text} in <{}>", &*tag))
        };
        match tag.name().as_ref() {
            "svg" => {
                pictures += 1;
                frame = (number("width"), number("height"));
                assert!(frame.0 > 0.0 && frame.1 > 0.0);
            }
            "rect" => {
                shapes += 1;
                let (x, y) = (number("x"), number("y"));
                let (right, low) = (x + number("width"), y + number("height"));
                assert!(x >= 0.0 && y >= 0.0, "<{}>", &*tag);
                assert!(
                    right <= frame.0 + 1.0 && low <= frame.1 + 1.0,
                    "<{}>",
                    &*tag
                );
            }
            "polyline" | "polygon" => {
                shapes += 1;
                let points = said["points"].split_whitespace();
                for point in points.filter(|p| !p.is_empty()) {
                    let (x, y) = point.split_once(',').unwrap();
                    let (x, y) = (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap());
                    let inside =
                        (0.0..=frame.0 + 1.0).contains(&x) && (0.0..=frame.1 + 1.0).contains(&y);
                    assert!(inside, "<{}>", &*tag);
                }
            }
            _ => {}
        }
    }
    assert!(
        pictures >= 6 && shapes >= 40,
        "{pictures} pictures, {shapes} shapes"
    );
}

/// Every figure with its definition, as `docs/report.md` lists it.
fn listed() -> String {
    let mut out = String::new();
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        out.push_str(&format!(
            "\n### {chapter}\n\n| id | figure | how it is counted |\n|---|---|---|\n"
        ));
        for figure in Figure::ALL.iter().filter(|f| f.chapter() == n) {
            out.push_str(&format!(
                "| `{figure}` | {} | {} |\n",
                figure.label(),
                figure.definition()
            ));
        }
    }
    out
}

#[test]
fn the_document_has_every_definition_as_it_is_printed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- figures -->", "<!-- /figures -->");
    let from = text.find(begin).unwrap() + begin.len();
    let to = text.find(end).unwrap();
    let wanted = format!("{}{}\n{}", &text[..from], listed(), &text[to..]);
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
        return;
    }
    assert_eq!(
        text, wanted,
        "HOIST_BLESS=1 cargo test report writes it anew"
    );
}
