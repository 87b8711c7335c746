//! P12: durable moves by writers that stay open, each a process; the raw loop beside them.

use super::{MANY, spread};
use hoist::desk::{Desk, Login, make, new_command_id};
use hoist::domain::command::{Command as Ask, Move, Opening};
use hoist::domain::event::Opened;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::values::Values;
use rusqlite::Connection;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Tickets that each writer moves in turn.
const OWN: usize = 8;

/// `--writer DESK MILLISECONDS THINK`: this very program plays a writer. It says when it is ready,
/// waits for a line, moves tickets, and prints how long each move took, in microseconds.
pub fn play(args: &[String]) -> bool {
    let Some(at) = args.iter().position(|a| a == "--writer") else {
        return false;
    };
    let number = |i: usize| Duration::from_millis(args[at + i].parse().unwrap());
    let mut desk = open(Path::new(&args[at + 1]));
    let own: Vec<TicketId> = (0..OWN).map(|_| ticket(&mut desk)).collect();
    println!("ready");
    std::io::stdin()
        .lock()
        .read_line(&mut String::new())
        .unwrap();
    for took in moves(&mut desk, &own, number(2), number(3)) {
        println!("{}", took.as_micros());
    }
    true
}

fn open(desk: &Path) -> Desk {
    let login = Login {
        uid: rustix::process::getuid().as_raw(),
        name: "bench".to_owned(),
        act_as: None,
        owns_file: true,
        ssh: None,
        shared: false,
    };
    make::open(desk, &login).unwrap()
}

fn ticket(desk: &mut Desk) -> TicketId {
    let opening = Opening {
        opened: Opened {
            kind: "incident".into(),
            subject: "Bench".into(),
            customer_name: "Acme".into(),
            channel: "phone".into(),
            ..Opened::default()
        },
        impact: "low".into(),
        urgency: "low".into(),
        ..Opening::default()
    };
    desk.open_ticket(opening, &new_command_id()).unwrap().id
}

/// Takes tickets and gives them back until the time is over.
fn moves(desk: &mut Desk, own: &[TicketId], time: Duration, think: Duration) -> Vec<Duration> {
    let begun = Instant::now();
    let mut took = Vec::new();
    let turns = [Verb::Take, Verb::Release];
    let each = turns
        .iter()
        .flat_map(|v| own.iter().map(move |id| (*v, *id)));
    for (verb, id) in each.cycle() {
        if begun.elapsed() >= time {
            break;
        }
        std::thread::sleep(think);
        let values = match verb {
            Verb::Take => Values::new().with("impact", "low").with("urgency", "low"),
            _ => Values::new(),
        };
        let ask = Ask::Move(Move {
            verb,
            way: String::new(),
            values,
            force: None,
        });
        let since = Instant::now();
        desk.run(id, None, ask, &new_command_id()).unwrap();
        took.push(since.elapsed());
    }
    took
}

/// Writers that are ready and wait for [`Writers::go`].
pub struct Writers(Vec<(Child, BufReader<std::process::ChildStdout>)>);

impl Writers {
    pub fn ready(n: usize, desk: &Path, time: Duration, think: Duration) -> Writers {
        let start = |_| {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .arg("--writer")
                .arg(desk)
                .args([time, think].map(|d| d.as_millis().to_string()))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut said = BufReader::new(child.stdout.take().unwrap());
            said.read_line(&mut String::new()).unwrap();
            (child, said)
        };
        Writers((0..n).map(start).collect())
    }

    pub fn go(&mut self) {
        for (child, _) in &mut self.0 {
            child.stdin.take().unwrap().write_all(b"go\n").unwrap();
        }
    }

    /// The times of each writer's moves.
    pub fn times(self) -> Vec<Vec<Duration>> {
        let times = |(mut child, said): (Child, BufReader<_>)| {
            let lines = said.lines().map(|l| l.unwrap().parse().unwrap());
            let times = lines.map(Duration::from_micros).collect();
            assert!(child.wait().unwrap().success(), "a writer failed");
            times
        };
        self.0.into_iter().map(times).collect()
    }
}

fn run(n: usize, desk: &Path, time: Duration, think: Duration) -> Vec<Vec<Duration>> {
    let mut writers = Writers::ready(n, desk, time, think);
    writers.go();
    writers.times()
}

pub fn measure(desk: &Path, time: Duration) {
    let per_second = |n: usize| n as f64 / time.as_secs_f64();
    let raw = per_second(raw(time));
    let one = run(1, desk, time, Duration::ZERO).concat();
    let rate = per_second(one.len());
    println!(
        "P12 one writer: {rate:.0} moves a second, {}; raw loop {raw:.0}; ratio {:.2}",
        spread(&one),
        rate / raw
    );
    let tight = run(MANY, desk, time, Duration::ZERO);
    let counts: Vec<usize> = tight.iter().map(Vec::len).collect();
    let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
    println!(
        "P12 {MANY} in a tight loop: {:.0} moves a second, slowest/fastest {:.2}, {}",
        per_second(counts.iter().sum()),
        *least as f64 / *most as f64,
        spread(&tight.concat())
    );
    let thinking = run(MANY, desk, time, Duration::from_millis(10)).concat();
    println!(
        "P12 {MANY} thinking 10 ms: {:.0} moves a second, {}",
        per_second(thinking.len()),
        spread(&thinking)
    );
}

/// One INSERT and one UPDATE a transaction, prepared, on the same file system.
fn raw(time: Duration) -> usize {
    let dir = tempfile::tempdir_in(Path::new(env!("CARGO_MANIFEST_DIR")).join("target")).unwrap();
    let db = Connection::open(dir.path().join("raw.db")).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE log (n INTEGER PRIMARY KEY, record TEXT NOT NULL);
         CREATE TABLE row (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
         INSERT INTO row (id, doc) VALUES (1, '');",
    )
    .unwrap();
    let (record, begun) = ("r".repeat(400), Instant::now());
    let mut n = 0;
    while begun.elapsed() < time {
        for sql in [
            "BEGIN IMMEDIATE",
            "INSERT INTO log (record) VALUES (?1)",
            "UPDATE row SET doc = ?1 WHERE id = 1",
            "COMMIT",
        ] {
            let mut statement = db.prepare_cached(sql).unwrap();
            let count = statement.parameter_count();
            let bound: &[&dyn rusqlite::ToSql] = &[&record];
            statement.execute(&bound[..count]).unwrap();
        }
        n += 1;
    }
    n
}
