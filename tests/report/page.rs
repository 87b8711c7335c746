//! What a report looks like: text of 80 columns, Markdown, and a page that a hostile customer cannot break.

use super::figures::{ask, report};
use crate::support::desk::{Backend, Bench, START, send_back, take};
use hoist::desk::report::html;
use hoist::domain::report::page::{Layout, markdown, text};
use hoist::domain::report::{CHAPTERS, Figure};
use hoist::domain::safe::width;

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
fn markdown_and_page_keep_hostile_words_words() {
    let bench = sent_back();
    let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
    let layout = Layout {
        zone: "UTC",
        all_rows: true,
    };
    let said = markdown(&found, layout);
    assert!(!said.contains("<script>") && !said.contains("[z](http"));
    assert!(said.contains("&lt;script&gt;"));
    let row = said.lines().find(|l| l.contains("&lt;script")).unwrap();
    let bars = row.replace("\\|", "").matches('|').count();
    assert_eq!(bars, 5, "{row}");

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
