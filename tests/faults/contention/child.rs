//! One process of many: this test binary, started again with its part in a variable.

use super::super::seeded::Dice;
use super::{open, take};
use hoist::desk::{Desk, new_command_id};
use hoist::domain::command::Command as Step;
use hoist::domain::id::TicketId;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PART: &str = "HOIST_TEST_CONTENTION";

/// What a process does.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Claims each of so many tickets once, in an order of its own.
    Claim(usize),
    /// Writes one note after the other for so long, on this ticket.
    Write(Duration, i64),
}

/// One write of a process, as it was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub ticket: i64,
    /// 0: written.
    pub code: u8,
    pub took: Duration,
    /// The last record before it asked, and its own; or the next one that may be, where it was refused.
    pub from: i64,
    pub to: i64,
    pub said: String,
}

/// Starts one; it waits until its input is closed.
pub fn start(file: &Path, who: &str, part: Part, plant: Option<&str>) -> Child {
    let (what, much) = match part {
        Part::Claim(tickets) => ("claim".to_owned(), tickets),
        Part::Write(time, ticket) => {
            let time = usize::try_from(time.as_millis()).unwrap();
            (ticket.to_string(), time)
        }
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["faults::contention::child::one_of_many", "--exact"])
        .args(["--nocapture", "--test-threads=1"])
        .env(PART, format!("{what} {much} {who} {}", file.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    if let Some(plant) = plant {
        command.env("HOIST_PLANT", plant);
    }
    command.spawn().unwrap()
}

/// Lets all begin at once and waits for them; what each was answered.
pub fn run(mut all: Vec<Child>) -> Vec<Vec<Answer>> {
    for child in &mut all {
        let mut said = [0; 1];
        // Its first sign: the desk is open.
        while said[0] != b'>' {
            child
                .stdout
                .as_mut()
                .unwrap()
                .read_exact(&mut said)
                .unwrap();
        }
    }
    all.iter_mut().for_each(|child| drop(child.stdin.take()));
    let readers = all.into_iter().map(|child| {
        std::thread::spawn(move || {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            text.lines().filter_map(answer).collect()
        })
    });
    let readers: Vec<_> = readers.collect();
    readers.into_iter().map(|r| r.join().unwrap()).collect()
}

fn answer(line: &str) -> Option<Answer> {
    let mut words = line.strip_prefix("answer ")?.splitn(6, ' ');
    let mut number = || words.next().unwrap().parse::<i64>().unwrap();
    Some(Answer {
        ticket: number(),
        code: u8::try_from(number()).unwrap(),
        took: Duration::from_micros(u64::try_from(number()).unwrap()),
        from: number(),
        to: number(),
        said: words.next().unwrap_or_default().to_owned(),
    })
}

/// Not a test: one of the processes that the tests start.
#[test]
fn one_of_many() {
    let Ok(part) = std::env::var(PART) else {
        return;
    };
    let words: Vec<&str> = part.splitn(4, ' ').collect();
    let (much, who) = (words[1].parse::<u64>().unwrap(), words[2]);
    let mut desk = open(Path::new(words[3]), who);
    println!(">");
    std::io::stdout().flush().unwrap();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    match words[0] {
        "claim" => claim(&mut desk, who, much),
        ticket => write(
            &mut desk,
            ticket.parse().unwrap(),
            Duration::from_millis(much),
        ),
    }
}

fn claim(desk: &mut Desk, who: &str, tickets: u64) {
    let mut dice = Dice::new(who.bytes().fold(7, |sum, b| sum * 31 + u64::from(b)));
    let mut ids: Vec<i64> = (1..=i64::try_from(tickets).unwrap()).collect();
    for last in (1..ids.len()).rev() {
        ids.swap(last, dice.roll(last + 1));
    }
    ids.into_iter().for_each(|id| one(desk, id, take()));
}

fn write(desk: &mut Desk, ticket: i64, time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        let text = "still here".to_owned();
        one(desk, ticket, Step::Note { text });
    }
}

/// Gives one command and tells how it went.
fn one(desk: &mut Desk, id: i64, step: Step) {
    let (from, began) = (desk.store().head().unwrap().0, Instant::now());
    let done = desk.run(TicketId(id), None, step, &new_command_id());
    let took = began.elapsed().as_micros();
    let (code, to, said) = match done {
        Ok(done) => (0, own_record(desk, id, done.version), done.text),
        Err(error) => {
            let last = desk.store().head().unwrap().0;
            (error.exit_code(), last + 1, error.to_string())
        }
    };
    println!("answer {id} {code} {took} {from} {to} {said}");
}

fn own_record(desk: &Desk, id: i64, version: u32) -> i64 {
    let viewer = desk.actor().viewer();
    let links = desk.store().links(&viewer, TicketId(id), version - 1, 1);
    links.unwrap()[0].n
}
