//! Import: real issues word for word, hostile files, and a second run that changes nothing.

mod at_once;
mod beside;
mod hostile;
mod kept;
mod lives;
mod mapping;
mod race;
mod told;
mod turn;
pub mod volvo;

use flate2::Compression;
use flate2::write::GzEncoder;
use hoist::desk::import::{self, Format, Map, Order, Report};
use hoist::desk::{Desk, Error};
use hoist::domain::actor::{Actor, Viewer};
use hoist::domain::agent::Agent;
use hoist::domain::apply::apply;
use hoist::domain::chain::Verifier;
use hoist::domain::event::{DeskEvent, DeskFact, Fact};
use hoist::domain::id::{At, CommandId, TicketId};
use hoist::domain::parse;
use hoist::domain::row::Row;
use hoist::domain::stage::Stage;
use hoist::domain::ticket::Ticket;
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::SqliteStore;
use hoist::store::{Anchor, DeskInfo, Query, Store, check_chain};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const NOW: At = At(1_795_392_000_000);
const GITHUB: &str = include_str!("../assets/import/github-issues.toml");

fn info() -> (DeskInfo, Vec<DeskEvent>) {
    let process = parse::builtin();
    let info = DeskInfo {
        id: "0190-import".into(),
        name: "import".into(),
        process_hash: process.hash.clone(),
        process_text: parse::BUILTIN.into(),
        made_at: NOW,
        demo: false,
    };
    let event = |n: usize, what| DeskEvent {
        at: NOW,
        by: "ana".into(),
        identity: Default::default(),
        command: CommandId(format!("d{n}")),
        what,
    };
    let ana = Agent {
        name: "ana".into(),
        tiers: process.tiers.iter().map(|t| t.id.clone()).collect(),
        lead: true,
        ..Agent::default()
    };
    let made = DeskFact::Made {
        desk: info.id.clone(),
        name: info.name.clone(),
        demo: None,
    };
    let events = vec![event(1, made), event(2, DeskFact::Agent(ana))];
    (info, events)
}

fn desk_on(store: Box<dyn Store>) -> Desk {
    let ana = Actor {
        name: "ana".into(),
        tiers: parse::builtin()
            .tiers
            .iter()
            .map(|t| t.id.clone())
            .collect(),
        lead: true,
        ..Actor::default()
    };
    Desk::with_actor(store, ana, Arc::new(|| NOW)).unwrap()
}

fn desk() -> Desk {
    let (info, events) = info();
    desk_on(Box::new(MemoryStore::create(&info, events).unwrap()))
}

fn import(desk: &mut Desk, map: &str, format: Format, data: &[u8]) -> Result<Report, Error> {
    let map = import::map::parse(map).unwrap();
    let order = Order {
        map: &map,
        format,
        beside: None,
        dry_run: false,
    };
    import::run(
        desk,
        Box::new(Cursor::new(data.to_vec())),
        &order,
        &mut |_| true,
    )
}

const SMALL: &str = r#"
name = "small"
unknown = ["?"]
[fields]
source = { column = "id" }
subject = { column = "title" }
text = { column = "words" }
customer = { column = "who", default = "somebody" }
"#;

fn csv(desk: &mut Desk, data: impl AsRef<[u8]>) -> Report {
    import(desk, SMALL, Format::Csv, data.as_ref()).unwrap()
}

fn ticket(desk: &Desk, n: i64) -> (Ticket, String) {
    let events = desk.events(TicketId(n), 0, 10).unwrap();
    let text = events[0].facts.iter().find_map(|f| match f {
        Fact::Message(_, text) => Some(text.clone()),
        _ => None,
    });
    (desk.ticket(TicketId(n)).unwrap(), text.unwrap_or_default())
}

fn all(desk: &Desk) -> Vec<(Row, Ticket)> {
    let ids = desk.store().ids(TicketId(0), usize::MAX).unwrap();
    ids.iter()
        .map(|id| desk.store().stored(*id).unwrap())
        .collect()
}

#[test]
fn quoted_line_breaks_marks_and_unknown_words() {
    let mut desk = desk();
    let data = "\u{feff}id,title,words,who\r\n1,\"A \"\"b\"\" c\",\"one\r\ntwo\n\u{0}\u{1b}[31m\",?\r\n2,日本 🎉,\"  kept \",Acme\r\n";
    let done = csv(&mut desk, data);
    assert_eq!((done.rows, done.opened, done.rejected), (2, 2, 0));
    let (one, text) = ticket(&desk, 1);
    assert_eq!(one.subject, "A \"b\" c");
    assert_eq!(text, "one\r\ntwo\n\u{0}\u{1b}[31m");
    assert_eq!(one.customer_name, "somebody");
    assert!(one.intake.is_empty() && one.imported && one.channel == "import");
    let (two, text) = ticket(&desk, 2);
    assert_eq!(
        (two.subject.as_str(), text.as_str()),
        ("日本 🎉", "  kept ")
    );
    let acme = desk.store().customer(two.customer.unwrap()).unwrap();
    assert_eq!(acme.unwrap().name, "Acme");
}

#[test]
fn a_customer_whose_rows_are_all_rejected_is_not_added() {
    let mut desk = desk();
    let done = csv(&mut desk, "id,title,words,who\n1, ,x,Nobody\n2,b,y,Acme\n");
    assert_eq!((done.opened, done.rejected, done.customers), (1, 1, 1));
    assert!(desk.store().customers_called("Nobody").unwrap().is_empty());
    assert_eq!(desk.store().customers_called("Acme").unwrap().len(), 1);
}

#[test]
fn a_second_run_imports_only_what_is_missing() {
    let mut desk = desk();
    let first = csv(&mut desk, "id,title,words,who\n1,a,x,A\n2,b,y,A\n");
    assert_eq!((first.opened, first.already, first.customers), (2, 0, 1));
    let again = csv(&mut desk, "id,title,words,who\n1,a,x,A\n3,c,z,A\n2,b,y,A\n");
    assert_eq!((again.opened, again.already, again.customers), (1, 2, 0));
    assert_eq!(all(&desk).len(), 3);
    // Another source's ids are others.
    let other = SMALL.replace("\"small\"", "\"other\"");
    let done = import(
        &mut desk,
        &other,
        Format::Csv,
        b"id,title,words,who\n1,a,x,A\n",
    )
    .unwrap();
    assert_eq!(done.opened, 1);
}

#[test]
fn without_an_id_a_row_is_known_by_what_it_says() {
    let mut desk = desk();
    let map = SMALL.replace("source = { column = \"id\" }", "");
    let data = b"id,title,words,who\n1,a,x,A\n2,a,x,A\n3,a,y,A\n";
    let done = import(&mut desk, &map, Format::Csv, data).unwrap();
    assert_eq!((done.opened, done.rejected), (2, 1));
    assert!(done.reasons[0].1.contains("equal to an earlier row"));
    let again = import(&mut desk, &map, Format::Csv, data).unwrap();
    assert_eq!((again.opened, again.already), (0, 2));
}

#[test]
fn bad_rows_go_beside_with_line_and_reason_and_never_over_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("data.csv");
    let data =
        "id,title,words,who\n1,a,x,A\n2,too,few\n3,,no subject,A\n1,again,x,A\n4,\"x\ny\",fine,A\n";
    std::fs::write(&file, data).unwrap();
    let map = import::map::parse(SMALL).unwrap();
    let run = |desk: &mut Desk| {
        let order = Order {
            map: &map,
            format: Format::Csv,
            beside: Some(&file),
            dry_run: false,
        };
        let input = std::fs::File::open(&file).unwrap();
        import::run(desk, Box::new(input), &order, &mut |_| true).unwrap()
    };
    let done = run(&mut desk());
    assert_eq!((done.rows, done.opened, done.rejected), (5, 2, 3));
    let lines: Vec<u64> = done.reasons.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5]);
    let path = done.rejects.unwrap();
    assert_eq!(path, dir.path().join("data.csv.rejects.csv"));
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept.starts_with("id,title,words,who,import_line,import_reason\n2,too,few,3,"),
        "{kept}"
    );
    assert!(kept.contains("2,too,few") && kept.contains("The subject is empty"));
    let second = run(&mut desk()).rejects.unwrap();
    assert_eq!(second, dir.path().join("data.csv.rejects-1.csv"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), kept);
}

#[test]
fn hostile_files_are_refused_row_by_row_or_in_a_sentence() {
    let rejected = |data: &[u8]| {
        let done = csv(&mut desk(), data);
        (done.opened, done.rejected)
    };
    assert_eq!(rejected(b""), (0, 0));
    assert_eq!(rejected(b"id,title,words,who\n"), (0, 0));
    // A quote that is never closed swallows the rest; it is one bad row, not silence.
    assert_eq!(
        rejected(b"id,title,words,who\n1,\"open,x,A\n2,b,y,A\n"),
        (0, 1)
    );
    assert_eq!(rejected(b"id,title,words,who\n1,a\"b,x,A\n"), (1, 0));
    let huge = format!(
        "id,title,words,who\n1,a,{},A\n2,b,y,A\n",
        "x".repeat(9 << 20)
    );
    assert_eq!(rejected(huge.as_bytes()), (1, 1));
    let long = format!(
        "id,title,words,who\n1,a,{},A\n",
        "é\n".repeat(150_000).replace('\n', " ")
    );
    assert_eq!(rejected(long.as_bytes()), (1, 0));
    let wide = format!("id,title,words,who\n1,{},x,A\n", "x".repeat(501));
    assert_eq!(rejected(wide.as_bytes()), (0, 1));
    let text = "\u{feff}id,title,words,who\n1,日本,x,A\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rejected(&utf16), (1, 0));
    let cut = &gzip(b"id,title,words,who\n1,a,x,A\n")[..20];
    assert!(import(&mut desk(), SMALL, Format::Csv, cut).is_err());
}

#[test]
fn latin_1_is_read_and_said() {
    let mut desk = desk();
    let done = csv(
        &mut desk,
        b"id,title,words,who\n1,M\xfcller,gr\xfc\xdfe,A\n2,ok,x,A\n",
    );
    assert_eq!((done.opened, done.latin1), (2, 1));
    let (one, text) = ticket(&desk, 1);
    assert_eq!((one.subject.as_str(), text.as_str()), ("Müller", "grüße"));
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(data).unwrap();
    out.finish().unwrap()
}

#[test]
fn json_lines_reach_inside_and_gzip_shows_by_its_bytes() {
    let map = r#"
name = "j"
[fields]
source = { column = "id" }
subject = { template = "{title} ({user.login})" }
text = { column = "body" }
contact = { column = "user.login" }
tags = { column = "labels" }
opened_at = { column = "at", date = "unix" }
kind = { column = "type", table = { Bug = "incident" }, default = "question" }
"#;
    let data = concat!(
        r#"{"id":7,"title":"T","user":{"login":"kim"},"body":"a\u0000\nb","labels":["x","y"],"at":1700000000,"type":"Bug"}"#,
        "\n\n[1]\n{broken\n",
        r#"{"id":8,"title":"U","user":{"login":"lee"},"body":null,"labels":[],"at":99999999999,"type":"?"}"#,
        "\n",
        r#"{"id":9,"title":"V","user":{"login":"lee"},"type":"other"}"#,
        "\n"
    );
    let mut desk = desk();
    let done = import(&mut desk, map, Format::Jsonl, &gzip(data.as_bytes())).unwrap();
    assert_eq!((done.rows, done.opened, done.rejected), (5, 2, 3));
    let reasons: Vec<u64> = done.reasons.iter().map(|r| r.0).collect();
    assert_eq!(reasons, [3, 4, 5]);
    let (seven, text) = ticket(&desk, 1);
    assert_eq!(
        (seven.subject.as_str(), text.as_str()),
        ("T (kim)", "a\u{0}\nb")
    );
    assert_eq!(
        (seven.kind.as_str(), seven.opened_at),
        ("incident", At(1_700_000_000_000))
    );
    assert!(seven.tags.contains("x") && seven.tags.contains("y"));
    assert_eq!(ticket(&desk, 2).0.kind, "question");
}

#[test]
fn every_mistake_of_a_mapping_is_listed_with_its_line() {
    let bad = "nam = \"x\"\n[fields]\nsubjct = { column = \"title\" }\ntext = { colum = \"body\" }\nkind = { column = 0 }\nopened_at = { column = \"a\", zone = \"Mars/Base\" }\n";
    let mistakes = import::map::parse(bad).unwrap_err();
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let has = |line: &str, words: &str| {
        let found = said
            .iter()
            .any(|s| s.starts_with(line) && s.contains(words));
        assert!(found, "{line} {words}: {said:#?}");
    };
    has("line 1", "“name”?");
    has("line 3", "“subject”?");
    has("line 4", "“column”?");
    has("line 5", "number from 1");
    has("line 6", "Mars/Base");
    has("line 1", "customer");
    // What only shows beside the file: nothing is written.
    let mut desk = desk();
    let map = SMALL.replace("\"title\"", "\"titel\"") + "kind = { constant = \"incidnt\" }\n";
    let error = import(
        &mut desk,
        &map,
        Format::Csv,
        b"id,title,words,who\n1,a,x,A\n",
    )
    .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("“title”?") && text.contains("“incident”?"),
        "{text}"
    );
    assert!(all(&desk).is_empty());
}

#[test]
fn columns_by_place_without_header_and_another_delimiter() {
    let map = "name = \"p\"\nheader = false\ndelimiter = \";\"\n[fields]\nsubject = { column = 2 }\ncontact = { column = 1 }\nimpact = { column = 3, table = { A = \"high\" } }\nurgency = { constant = \"low\" }\n";
    let mut desk = desk();
    let done = import(&mut desk, map, Format::Csv, b"kim;first;A\nlee;second;B\n").unwrap();
    assert_eq!((done.rows, done.opened, done.rejected), (2, 1, 1));
    let (one, _) = ticket(&desk, 1);
    assert_eq!(
        (one.subject.as_str(), one.priority, one.triaged),
        ("first", 3, false)
    );
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_would_happen() {
    let mut desk = desk();
    csv(&mut desk, "id,title,words,who\n1,a,x,A\n");
    let head = desk.store().head().unwrap();
    let map = import::map::parse(SMALL).unwrap();
    let order = Order {
        map: &map,
        format: Format::Csv,
        beside: Some(Path::new("/nonexistent/data.csv")),
        dry_run: true,
    };
    let data = "id,title,words,who\n1,a,x,A\n2,b,y,B\n3,,z,B\n";
    let input = Box::new(Cursor::new(data.as_bytes().to_vec()));
    let done = import::run(&mut desk, input, &order, &mut |_| true).unwrap();
    assert_eq!((done.opened, done.already, done.rejected), (1, 1, 1));
    assert_eq!(done.first[0].subject, "b");
    assert!(done.dry_run && done.rejects.is_none());
    assert_eq!(desk.store().head().unwrap(), head);
}

#[test]
fn an_import_is_for_a_lead() {
    let (info, events) = info();
    let store = MemoryStore::create(&info, events).unwrap();
    let ben = Actor {
        name: "ben".into(),
        tiers: vec!["tier1".into()],
        ..Actor::default()
    };
    let mut desk = Desk::with_actor(Box::new(store), ben, Arc::new(|| NOW)).unwrap();
    let error = import(&mut desk, SMALL, Format::Csv, b"id,title,words,who\n").unwrap_err();
    assert_eq!(error.exit_code(), 6);
}

#[test]
fn old_tickets_do_not_drown_what_needs_someone_now() {
    let mut desk = desk();
    let map = SMALL.to_owned() + "opened_at = { column = \"at\" }\n";
    let data = b"id,title,words,who,at\n1,a,x,A,2020-01-01\n";
    import(&mut desk, &map, Format::Csv, data).unwrap();
    let (row, ticket) = desk.store().stored(TicketId(1)).unwrap();
    assert_eq!(ticket.opened_at, At(1_577_836_800_000));
    // Nothing is known of impact and urgency, and nothing is suggested.
    assert_eq!((row.priority, row.triaged), (0, false));
    assert_eq!((ticket.impact.as_str(), ticket.urgency.as_str()), ("", ""));
    assert_eq!((row.needs_at, row.due_at), (At::NEVER, At::NEVER));
    let late = Query {
        breached: true,
        ..Query::default()
    };
    assert!(
        desk.page(&late, &Anchor::First, 10)
            .unwrap()
            .rows
            .is_empty()
    );
}

fn data() -> Option<PathBuf> {
    let named = std::env::var_os("HOIST_TEST_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let file = named
        .unwrap_or_else(beside)
        .join("issues/nlbse2024_train.csv.gz");
    file.is_file().then_some(file)
}

/// An issue: its number here, subject and body.
pub type Issue = (TicketId, String, String);

/// A desk with the real issues, in a directory that goes with it.
pub fn issues() -> Option<(Desk, Vec<Issue>, tempfile::TempDir)> {
    let file = data()?;
    let dir = tempfile::tempdir().unwrap();
    let (info, events) = info();
    let store = SqliteStore::create(&dir.path().join("desk.hoist"), &info, events).unwrap();
    let mut desk = desk_on(Box::new(store));
    let map: Map = import::map::parse(GITHUB).unwrap();
    let order = Order {
        map: &map,
        format: Format::Csv,
        beside: None,
        dry_run: false,
    };
    let input = Box::new(std::fs::File::open(&file).unwrap());
    import::run(&mut desk, input, &order, &mut |_| true).unwrap();
    let input = flate2::read::GzDecoder::new(std::fs::File::open(&file).unwrap());
    let mut reader = csv::Reader::from_reader(input);
    let records = reader.records().map(Result::unwrap).enumerate();
    let issue = |(n, r): (usize, csv::StringRecord)| {
        (TicketId(n as i64 + 1), r[3].to_owned(), r[4].to_owned())
    };
    Some((desk, records.map(issue).collect(), dir))
}

#[test]
fn fifteen_hundred_real_issues_word_for_word() {
    let Some(file) = data() else {
        println!("The real issues are not here (HOIST_TEST_DATA or ../shared/data): not tested.");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (info, mut events) = info();
    let store = SqliteStore::create(
        &dir.path().join("desk.hoist"),
        &info,
        std::mem::take(&mut events),
    );
    let mut desk = desk_on(Box::new(store.unwrap()));
    let map: Map = import::map::parse(GITHUB).unwrap();
    let order = Order {
        map: &map,
        format: Format::Csv,
        beside: None,
        dry_run: false,
    };
    let run = |desk: &mut Desk| {
        let input = Box::new(std::fs::File::open(&file).unwrap());
        import::run(desk, input, &order, &mut |_| true).unwrap()
    };
    let done = run(&mut desk);
    assert_eq!((done.rows, done.opened, done.rejected), (1_500, 1_500, 0));
    assert_eq!(done.customers, 5);
    let again = run(&mut desk);
    assert_eq!((again.opened, again.already), (0, 1_500));
    let input = flate2::read::GzDecoder::new(std::fs::File::open(&file).unwrap());
    let mut reader = csv::Reader::from_reader(input);
    let queued: Stage = "tier1.queued".parse().unwrap();
    let lead = Viewer {
        lead: true,
        ..Viewer::default()
    };
    for (n, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let id = TicketId(n as i64 + 1);
        let (row, stored) = desk.store().stored(id).unwrap();
        let mut replayed = Ticket {
            id,
            ..Ticket::default()
        };
        let events = desk.store().events(&lead, id, 0, 10).unwrap();
        events.iter().for_each(|e| apply(&mut replayed, e));
        assert_eq!(replayed, stored);
        assert_eq!(row.stage, queued);
        assert!(stored.intake.is_empty() && stored.checks.values().all(|c| c.by == "ana"));
        let (_, text) = ticket(&desk, id.0);
        assert_eq!(text, &record[4]);
        assert_eq!(stored.subject, record[3].trim().replace(['\n', '\r'], " "));
    }
    check_chain(desk.store(), Verifier::default())
        .unwrap()
        .unwrap();
    let needs = desk.page(&Query::default(), &Anchor::First, 1).unwrap();
    assert_eq!(needs.rows[0].needs_at, At::NEVER);
}
