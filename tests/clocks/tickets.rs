//! The clocks of a ticket: waits, answers, another priority, another promise.

use super::{MINUTE, at, said};
use crate::support::desk::{
    Backend, Bench, HOUR, message, note, opening, received, take, values, with,
    without_time_in_stage,
};
use hoist::domain::clock::{Clock, clocks};
use hoist::domain::command::Command;
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::row::Due;

/// What happens on a ticket.
#[derive(Clone, Copy)]
enum Do {
    /// The customer is waited for.
    Wait,
    /// A vendor is.
    Vendor,
    /// No more.
    Resume,
    /// The customer writes.
    In,
    /// The customer is written to.
    Out,
    Note,
    /// It becomes a P1.
    Raise,
    Cancel,
    Restore,
    /// Twice as much time is promised from now on.
    Promise,
}

/// What is to be found of a clock.
enum Find {
    /// It runs out then.
    Due(&'static str),
    /// It was met then.
    Met(&'static str),
    Paused,
    /// It is the next to run out.
    Next,
}

struct Case {
    product: &'static str,
    fact: &'static str,
    channel: &'static str,
    /// Times of a Tuesday in June, in UTC, from the opening at 09:00 on.
    life: &'static [(&'static str, Do)],
    clock: Due,
    find: Find,
    /// When it runs out with them, where that is another time; “–” where no such clock runs.
    departs: Option<&'static str>,
}

const DAY: &str = "2027-06-01";

/// The desk of these cases: nine to six in Berlin, 120 minutes for the first answer, 180 for the next word, 250 until it
/// is resolved; half of that for a P1.
fn text(times: i64) -> String {
    let row = |part: i64| {
        let ms = |minutes: i64| minutes * times / part;
        format!(
            "{{ first_response = \"{} min\", update = \"{} min\", resolution = \"{} min\", acceptance = \"1 h\" }}",
            ms(120),
            ms(180),
            ms(250)
        )
    };
    let (half, whole) = (row(2), row(1));
    format!(
        "{}\n[[calendars]]\nid = \"nine\"\nlabel = \"Nine to six\"\nzone = \"Europe/Berlin\"\n\
         hours = {{ \"mon-sun\" = \"09:00-18:00\" }}\n\
         [[policies]]\nid = \"all\"\nlabel = \"All\"\ncalendar = \"nine\"\n[policies.targets]\n\
         major = {half}\nP1 = {half}\nP2 = {whole}\nP3 = {whole}\nP4 = {whole}\n",
        without_time_in_stage()
    )
}

fn time(clock: &str) -> At {
    at(&format!("{DAY}T{clock}:00Z"))
}

fn hold(kind: &str) -> Command {
    Command::Hold {
        kind: kind.into(),
        until: time("23:00").plus_ms(500 * HOUR),
        text: "the serial number".into(),
    }
}

fn step(bench: &mut Bench, id: TicketId, what: Do) {
    let command = match what {
        Do::Wait => hold("customer"),
        Do::Vendor => hold("vendor"),
        Do::Resume => Command::Resume { n: None },
        Do::In => received("any news?"),
        Do::Out => message("We are on it"),
        Do::Note => note("looks like the pool"),
        Do::Raise => Command::Set(values(&[("impact", "high"), ("urgency", "high")])),
        Do::Cancel => with(Verb::Cancel, &[("reason", "spam")]),
        Do::Restore => with(Verb::Restore, &[("reason", "a mistake")]),
        Do::Promise => {
            bench.sit("lea");
            bench.desk.use_process(&text(2), "twice").unwrap();
            return;
        }
    };
    bench.yes("ana", id, command);
}

fn lived(case: &Case) -> (Bench, TicketId) {
    let mut bench = Bench::with_process(Backend::Memory, &text(1));
    bench.wait(time("09:00").since_ms(bench.now()));
    let mut opening = opening("incident", "medium", "medium");
    opening.opened.channel = case.channel.into();
    bench.sit("ana");
    let command = bench.fresh();
    let id = bench.desk.open_ticket(opening, &command).unwrap().id;
    bench.yes("ana", id, take());
    for (clock, what) in case.life {
        // A command of the bench takes a second.
        let left = time(clock).since_ms(bench.now()) - 1_000;
        bench.wait(left.max(0));
        step(&mut bench, id, *what);
    }
    bench.replays(id);
    (bench, id)
}

fn of(
    product: &'static str,
    fact: &'static str,
    life: &'static [(&'static str, Do)],
    clock: Due,
    find: Find,
) -> Case {
    Case {
        product,
        fact,
        channel: "email",
        life,
        clock,
        find,
        departs: None,
    }
}

impl Case {
    fn departs(mut self, theirs: &'static str) -> Case {
        self.departs = Some(theirs);
        self
    }

    fn by_phone(mut self) -> Case {
        self.channel = "phone";
        self
    }
}

fn zammad() -> Vec<Case> {
    use Do::{Cancel, In, Note, Out, Promise, Raise, Restore, Resume, Wait};
    use Due::{FirstResponse, Resolution, Update};
    use Find::{Due as DueAt, Met, Next, Paused};
    const TWICE: [(&str, Do); 4] = [
        ("09:00", Wait),
        ("10:30", Resume),
        ("11:00", Wait),
        ("12:00", Cancel),
    ];
    let of = |fact, life, clock, find| of("Zammad", fact, life, clock, find);
    vec![
        of(
            "a pending quarter of an hour moves the first answer by it",
            &[("09:30", Wait), ("09:45", Resume)],
            FirstResponse,
            DueAt("11:15"),
        ),
        of(
            "so does the time that it was closed",
            &[
                ("09:30", Wait),
                ("09:45", Resume),
                ("10:00", Cancel),
                ("10:30", Restore),
            ],
            FirstResponse,
            DueAt("11:15"),
        )
        .departs("11:45"),
        of(
            "pending for five hours: due with the last open minute",
            &[("10:00", Wait), ("15:00", Resume)],
            FirstResponse,
            DueAt("16:00"),
        ),
        of(
            "half an hour pending, first answer",
            &[("10:00", Wait), ("10:30", Resume)],
            FirstResponse,
            DueAt("11:30"),
        ),
        of(
            "half an hour pending, resolution",
            &[("10:00", Wait), ("10:30", Resume)],
            Resolution,
            DueAt("13:40"),
        ),
        of(
            "answered while pending: the next word counts from the end of that",
            &[("10:00", Wait), ("10:15", Out), ("10:30", Resume)],
            Update,
            DueAt("13:30"),
        ),
        of(
            "pending from the first minute and closed so",
            &[("09:00", Wait), ("12:00", Cancel)],
            FirstResponse,
            DueAt("14:00"),
        ),
        of("pending twice", &TWICE, FirstResponse, DueAt("13:30")),
        of(
            "pending twice and open in the end",
            &[
                ("09:00", Wait),
                ("10:30", Resume),
                ("11:00", Wait),
                ("11:30", Resume),
                ("12:00", Cancel),
            ],
            FirstResponse,
            DueAt("13:00"),
        ),
        of(
            "while pending nothing runs out",
            &[("09:30", Wait)],
            Resolution,
            Paused,
        ),
        of(
            "a note is no answer",
            &[("09:10", Note)],
            FirstResponse,
            DueAt("11:00"),
        ),
        of(
            "a message out is the first answer",
            &[("09:10", Note), ("09:55", Out)],
            FirstResponse,
            Met("09:55"),
        ),
        of(
            "the next to run out is the first of all",
            &[],
            FirstResponse,
            Next,
        ),
        of(
            "what was met is not the next",
            &[("09:10", Out)],
            Update,
            Next,
        ),
        of(
            "another agreement computes anew from the opening",
            &[("09:10", Promise)],
            FirstResponse,
            DueAt("13:00"),
        ),
        of(
            "another priority does",
            &[("09:10", Raise)],
            FirstResponse,
            DueAt("10:00"),
        ),
        of(
            "and keeps what was pending",
            &[("09:30", Wait), ("09:45", Resume), ("09:50", Raise)],
            FirstResponse,
            DueAt("10:15"),
        ),
        of(
            "who writes again does not get more time",
            &[("09:10", Out), ("09:20", In), ("09:40", In)],
            Update,
            DueAt("12:10"),
        )
        .departs("12:20"),
        of(
            "an answer ends the wait for the next word",
            &[("09:20", In), ("09:50", Out)],
            Update,
            DueAt("12:50"),
        )
        .departs("–"),
    ]
}

fn request_tracker() -> Vec<Case> {
    use Do::{In, Out, Promise, Resume, Vendor, Wait};
    use Due::{FirstResponse, Resolution, Update};
    use Find::{Due as DueAt, Met, Next, Paused};
    let of = |fact, life, clock, find| of("Request Tracker", fact, life, clock, find);
    vec![
        of(
            "an answer ends the time for it",
            &[("09:30", Out)],
            FirstResponse,
            Met("09:30"),
        ),
        of(
            "a second answer changes nothing of that",
            &[("09:30", Out), ("10:30", Out)],
            FirstResponse,
            Met("09:30"),
        ),
        of(
            "who writes again is to be answered in time again",
            &[("09:30", Out), ("10:00", In)],
            FirstResponse,
            Met("09:30"),
        )
        .departs("12:00"),
        of(
            "kept in the loop: from each word on",
            &[("09:10", Out)],
            Update,
            DueAt("12:10"),
        ),
        of(
            "and from the next one again",
            &[("09:10", Out), ("10:10", Out)],
            Update,
            DueAt("13:10"),
        ),
        of(
            "words do not move the resolution",
            &[("09:10", Out), ("10:00", In)],
            Resolution,
            DueAt("13:10"),
        ),
        of(
            "another level moves it by the difference",
            &[("09:10", Promise)],
            Resolution,
            DueAt("2027-06-02T08:20"),
        ),
        of(
            "stalled, it is not due where that is ignored",
            &[("10:00", Wait)],
            Resolution,
            Paused,
        ),
        of(
            "open again, the time is excluded where that is said",
            &[("10:00", Wait), ("11:00", Resume)],
            Resolution,
            DueAt("14:10"),
        ),
        of(
            "and else it is not",
            &[("10:00", Wait), ("11:00", Resume)],
            FirstResponse,
            DueAt("12:00"),
        )
        .departs("11:00"),
        of(
            "another stall ignores nothing",
            &[("10:00", Vendor), ("11:00", Resume)],
            FirstResponse,
            DueAt("11:00"),
        ),
        of(
            "nor while it lasts",
            &[("10:00", Vendor)],
            FirstResponse,
            Next,
        ),
        of(
            "of answer and resolution the earlier is what is due",
            &[],
            FirstResponse,
            Next,
        ),
        of(
            "who opens it for somebody on the phone has answered",
            &[],
            FirstResponse,
            Met("09:00"),
        )
        .by_phone(),
    ]
}

/// What `docs/clocks.md` promises of the next word and of waits.
fn ours() -> Vec<Case> {
    use Do::{Cancel, Out, Promise, Raise, Restore, Resume, Wait};
    use Due::Update;
    use Find::{Due as DueAt, Paused};
    let of = |fact, life, clock, find| of("hoist", fact, life, clock, find);
    vec![
        of(
            "a wait moves the next word by what it lasted, and begins no new time",
            &[("09:10", Out), ("10:10", Wait), ("10:40", Resume)],
            Update,
            DueAt("12:40"),
        ),
        of(
            "so do two",
            &[
                ("09:10", Out),
                ("09:20", Wait),
                ("09:30", Resume),
                ("10:00", Wait),
                ("10:20", Resume),
            ],
            Update,
            DueAt("12:40"),
        ),
        of(
            "one before the last word moves nothing",
            &[("09:10", Wait), ("09:30", Resume), ("09:40", Out)],
            Update,
            DueAt("12:40"),
        ),
        of(
            "one from evening to morning moves nothing",
            &[("15:00", Out), ("16:00", Wait), ("17:00", Resume)],
            Update,
            DueAt("2027-06-02T09:00"),
        ),
        of(
            "one that begins when the time has run out excuses nothing",
            &[("09:10", Out), ("12:30", Wait), ("14:00", Resume)],
            Update,
            DueAt("12:10"),
        ),
        of(
            "while the customer is waited for nothing runs",
            &[("09:10", Out), ("10:00", Wait)],
            Update,
            Paused,
        ),
        of(
            "another priority keeps the wait",
            &[
                ("09:10", Out),
                ("09:20", Wait),
                ("09:40", Resume),
                ("09:50", Raise),
            ],
            Update,
            DueAt("11:00"),
        ),
        of(
            "so does another promise",
            &[
                ("09:10", Out),
                ("09:20", Wait),
                ("09:40", Resume),
                ("09:50", Promise),
            ],
            Update,
            DueAt("15:30"),
        ),
        of(
            "and a cancellation that was taken back",
            &[
                ("09:10", Out),
                ("09:20", Wait),
                ("09:40", Resume),
                ("09:50", Cancel),
                ("10:00", Restore),
            ],
            Update,
            DueAt("12:30"),
        ),
        of(
            "spoken to as it was opened, that is the word",
            &[("10:00", Wait), ("10:30", Resume)],
            Update,
            DueAt("12:30"),
        )
        .by_phone(),
    ]
}

fn find(bench: &Bench, id: TicketId, case: &Case) -> Result<(), String> {
    let ticket = bench.ticket(id);
    let all: Vec<Clock> = clocks(bench.desk.process(), &ticket);
    let Some(clock) = all.iter().find(|c| c.what == case.clock) else {
        return Err(format!("no such clock among {all:?}"));
    };
    let near = |found: At, wanted: &str| {
        let wanted = match wanted.len() {
            5 => time(wanted),
            _ => at(&format!("{wanted}:00Z")),
        };
        match found.since_ms(wanted).abs() < MINUTE / 10 {
            true => Ok(()),
            false => Err(format!("{}, not {}", said(found), said(wanted))),
        }
    };
    match &case.find {
        Find::Due(wanted) => near(clock.due, wanted),
        Find::Met(wanted) => near(clock.met.ok_or("not met")?, wanted),
        Find::Paused if clock.is_paused() && bench.row(id).due_what == Due::Nothing => Ok(()),
        Find::Next if bench.row(id).due_what == case.clock => Ok(()),
        _ => Err(format!("{clock:?}, next {:?}", bench.row(id).due_what)),
    }
}

#[test]
fn the_clocks_of_a_ticket_run_as_others_promise_it() {
    let cases: Vec<Case> = zammad()
        .into_iter()
        .chain(request_tracker())
        .chain(ours())
        .collect();
    let mut wrong = Vec::new();
    for case in &cases {
        let (bench, id) = lived(case);
        if let Err(why) = find(&bench, id, case) {
            wrong.push(format!("{}, {}: {why}", case.product, case.fact));
        }
        if let (Some(theirs), Find::Due(ours)) = (case.departs, &case.find) {
            assert_ne!(theirs, *ours, "{}: departs no more", case.fact);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases.iter().filter(|c| c.departs.is_some()).count(), 5);
}
