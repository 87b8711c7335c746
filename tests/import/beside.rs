//! An import holds up nobody who works at the desk, whatever its source does.

use crate::cli::{Home, ran};
use crate::support::desk::take;
use crate::support::dice::Dice;
use hoist::desk::new_command_id;
use hoist::domain::id::TicketId;
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A row a ticket.
const ROWS: &str = "name = \"rows\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"id\" }\n\
                    customer = { column = \"who\" }\n";

/// A line of JSON a case with its history.
const LISTS: &str = "name = \"lists\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"id\" }\n\
                     customer = { column = \"who\" }\n[[events]]\neach = \"log\"\nat = { column = \"at\" }\n";

/// A case of an XES log with its history.
const CASES: &str = "name = \"cases\"\n[fields]\nsource = { column = \"concept:name\" }\n\
                     subject = { column = \"concept:name\" }\ncustomer = { constant = \"Acme\" }\n[[events]]\n\
                     at = { column = \"time:timestamp\" }\n";

/// An import of what will be written into it.
fn importing(home: &Home, map: &str, format: &str) -> Child {
    let file = home.path().join("map.toml");
    fs::write(&file, map).unwrap();
    let line = format!("import - --format {format} --map {}", file.display());
    let mut command = home.command(&line);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn tickets(home: &Home) -> usize {
    let store = SqliteStore::open(&home.desk(), Mode::Read).unwrap();
    store.ids(TicketId(0), usize::MAX).unwrap().len()
}

/// Sends the first part, writes beside it once it had time to come in, and sends the rest.
fn stopped_halfway(map: &str, format: &str, first: &str, rest: &str) {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let mut import = importing(&home, map, format);
    let mut pipe = import.stdin.take().unwrap();
    pipe.write_all(first.as_bytes()).unwrap();
    pipe.flush().unwrap();
    for n in 0..6 {
        std::thread::sleep(Duration::from_millis(200));
        home.ok(&format!("note 1 --text \"note {n}\""));
    }
    pipe.write_all(rest.as_bytes()).unwrap();
    drop(pipe);
    let done = ran(import.wait_with_output().unwrap());
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(tickets(&home), 3, "{}", done.out);
    home.ok("audit check");
}

const AT: &str = "2026-11-02T10:00:00Z";

/// A case of a log.
fn case(n: u32) -> String {
    format!(
        "<trace><string key=\"concept:name\" value=\"{n}\"/><event>\
         <date key=\"time:timestamp\" value=\"{AT}\"/></event></trace>\n"
    )
}

#[test]
fn a_source_that_stops_holds_nobody_up() {
    stopped_halfway(ROWS, "csv", "id,who\n1,Acme\n", "2,Birch\n");
    let line = |n: u32| format!("{{\"id\":{n},\"who\":\"Acme\",\"log\":[{{\"at\":\"{AT}\"}}]}}\n");
    stopped_halfway(LISTS, "jsonl", &line(1), &line(2));
    let first = format!("<log>\n{}", case(1));
    stopped_halfway(CASES, "xes", &first, &format!("{}</log>\n", case(2)));
}

/// A long one gives way again and again: who writes in between need not wait for its end.
#[test]
fn who_writes_gets_in_between() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let rows: String = (0..1_200).map(|n| format!("{n},Acme\n")).collect();
    let mut seen = Vec::new();
    let mut meanwhile = |_| {
        seen.push(tickets(&home));
        home.ok("note 1 --text \"and on\"");
        true
    };
    let mut lead = super::race::lead(&home);
    let data = format!("id,who\n{rows}");
    let done = super::race::brought(&mut lead, ROWS, &data, &mut meanwhile);
    assert_eq!(done.opened, 1_200);
    assert!(seen.len() >= 3, "{seen:?}");
    assert!(seen.windows(2).all(|w| w[0] < w[1]), "{seen:?}");
    home.ok("audit check");
}

/// A command in a job of its own, as a shell begins it.
struct Job {
    child: Child,
    said: PathBuf,
}

impl Job {
    fn begin(home: &Home, mut command: Command) -> Job {
        let said = home.path().join("said");
        let file = fs::File::create(&said).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let child = command.process_group(0).spawn().unwrap();
        Job { child, said }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// As Ctrl-Z does. Whether it stands still then; `false` where it had ended.
    fn stops(&self) -> bool {
        self.signal(Signal::TSTP);
        let since = Instant::now();
        loop {
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
            match stat.rsplit_once(") ").unwrap().1.chars().next() {
                Some('T') => return true,
                Some('Z' | 'X') => return false,
                _ => sleep(Duration::from_millis(1)),
            }
            assert!(since.elapsed() < Duration::from_secs(60), "{stat}");
        }
    }

    /// As `fg` does.
    fn goes_on(&self) {
        self.signal(Signal::CONT);
    }

    /// Waits until it has ended well; what it said.
    fn end(mut self) -> String {
        let code = self.child.wait().unwrap().code();
        let said = fs::read_to_string(&self.said).unwrap();
        assert_eq!(code, Some(0), "{said}");
        said
    }
}

impl Drop for Job {
    /// One that stands still would be left behind by a test that failed.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Stops a command at many moments, and writes each time; what it said.
fn stopped_often(home: &Home, line: &str) -> String {
    let job = Job::begin(home, home.command(line));
    let (mut dice, mut stops) = (Dice::new(7), 0);
    loop {
        sleep(Duration::from_millis(20 + dice.roll(40) as u64));
        if !job.stops() {
            break;
        }
        stops += 1;
        home.ok(&format!("note 1 --text \"stop {stops}\""));
        job.goes_on();
    }
    let said = job.end();
    assert!(stops > 0, "it was over before it could be stopped: {said}");
    home.ok("audit check");
    said
}

#[test]
fn an_import_that_is_stopped_by_ctrl_z_holds_nobody_up() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let (map, data) = (home.path().join("map.toml"), home.path().join("data.csv"));
    fs::write(&map, ROWS).unwrap();
    let rows: String = (0..2_000).map(|n| format!("{n},Acme\n")).collect();
    fs::write(&data, format!("id,who\n{rows}")).unwrap();
    let (data, map) = (data.display(), map.display());
    stopped_often(&home, &format!("import {data} --format csv --map {map}"));
    assert_eq!(tickets(&home), 2_001);
    // A log is read on a thread of its own.
    let (map, data) = (home.path().join("cases.toml"), home.path().join("log.xes"));
    fs::write(&map, CASES).unwrap();
    let cases: String = (1..=400).map(case).collect();
    fs::write(&data, format!("<log>\n{cases}</log>\n")).unwrap();
    let (data, map) = (data.display(), map.display());
    stopped_often(&home, &format!("import {data} --format xes --map {map}"));
    assert_eq!(tickets(&home), 2_401);
}

#[test]
fn an_import_whose_source_stops_is_stopped_at_once() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let map = home.path().join("map.toml");
    fs::write(&map, ROWS).unwrap();
    let mut command = home.command(&format!("import - --format csv --map {}", map.display()));
    command.stdin(Stdio::piped());
    let mut job = Job::begin(&home, command);
    let mut pipe = job.child.stdin.take().unwrap();
    pipe.write_all(b"id,who\n1,Acme\n").unwrap();
    // It reads on, and nothing comes.
    sleep(Duration::from_millis(500));
    for n in 0..2 {
        assert!(job.stops());
        home.ok(&format!("note 1 --text \"stop {n}\""));
        job.goes_on();
        sleep(Duration::from_millis(50));
    }
    pipe.write_all(b"2,Birch\n").unwrap();
    drop(pipe);
    job.end();
    assert_eq!(tickets(&home), 3);
    home.ok("audit check");
}

#[test]
fn a_folder_of_articles_that_is_stopped_by_ctrl_z_holds_nobody_up() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let dir = home.path().join("kb");
    fs::create_dir(&dir).unwrap();
    for n in 0..400 {
        let text = format!("+++\ntitle = \"Case {n}\"\n+++\n# Symptoms\nIt fails with {n}.\n");
        fs::write(dir.join(format!("{n}.md")), text).unwrap();
    }
    let said = stopped_often(&home, &format!("kb import {}", dir.display()));
    assert_eq!(said, "400 new, 0 changed, 0 as they were\n");
}

#[test]
fn a_removal_that_is_stopped_by_ctrl_z_holds_nobody_up() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let mut lead = super::race::lead(&home);
    let rows: String = (0..300).map(|n| format!("{n},Acme\n")).collect();
    let data = format!("id,who\n{rows}");
    super::race::brought(&mut lead, ROWS, &data, &mut |_| true);
    drop(lead);
    let mut tom = super::race::one(&home, "tom", false);
    tom.store_mut()
        .begin_bulk(hoist::store::Writes::Many)
        .unwrap();
    for n in 2..=301 {
        tom.run(TicketId(n), None, take(), &new_command_id())
            .unwrap();
    }
    tom.store_mut().end_bulk().unwrap();
    drop(tom);
    let said = stopped_often(&home, "agents remove tom");
    let back =
        "tom is no longer an agent; the history stays; 300 tickets went back to their queues\n";
    assert_eq!(said, back);
}

/// Any command that writes: whenever it is stopped, others write.
#[test]
fn a_plain_command_that_is_stopped_by_ctrl_z_holds_nobody_up() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let (mut dice, mut stops) = (Dice::new(11), 0);
    for n in 0..60 {
        let line = match n % 3 {
            0 => format!("note 1 --text \"stopped {n}\""),
            1 => format!("new --subject \"Stopped {n}\" --customer Acme"),
            _ => format!("kb new --title \"Stopped {n}\" resolution=none"),
        };
        let job = Job::begin(&home, home.command(&line));
        sleep(Duration::from_millis(5 + dice.roll(60) as u64));
        if job.stops() {
            stops += 1;
            home.ok(&format!("note 1 --text \"meanwhile {n}\""));
            job.goes_on();
        }
        job.end();
    }
    assert!(stops > 5, "{stops}");
    home.ok("audit check");
}
