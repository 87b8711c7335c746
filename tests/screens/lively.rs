//! A small lively desk: tickets in every stage, late ones, sent back ones, paused ones.

use crate::support::desk::{
    Backend, Bench, DAY, HOUR, MINUTE, answer, check, close, escalate, finding, take, tell,
    tell_workaround,
};
use hoist::desk::attach::Source;
use hoist::domain::command::Move;
use hoist::domain::command::{Command, Opening};
use hoist::domain::customer::{Contact, Customer};
use hoist::domain::event::Opened;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::values::Values;
use hoist::tui::model::Taste;
use hoist::tui::plain::transcript;
use hoist::tui::print::{Session, text};
use hoist::tui::run::Options;

const CUSTOMERS: [(&str, &str, &str); 5] = [
    ("Acme", "Lena Park", "lena@acme.example"),
    ("Birch & Sons", "Tom Birch", "tom@birch.example"),
    ("Cole Logistics", "Maria Cole", "maria@cole.example"),
    ("Dune Media", "Jonas Dühn", "jonas@dune.example"),
    ("Ege Tekstil", "Ayşe Yılmaz", "ayse@ege.example"),
];

/// The desk.
pub fn desk() -> Bench {
    let mut bench = Bench::new(Backend::Memory);
    bench.sit("lea");
    for (name, person, address) in CUSTOMERS {
        let customer = Customer {
            name: name.to_owned(),
            products: vec![("Payments".to_owned(), "4.2".to_owned())],
            ..Customer::default()
        };
        let id = bench.desk.put_customer(customer).unwrap();
        let contact = Contact {
            customer: Some(id),
            name: person.to_owned(),
            addresses: vec![address.to_owned()],
            ..Contact::default()
        };
        bench.desk.put_contact(contact).unwrap();
    }
    fill(&mut bench);
    bench
}

fn fill(bench: &mut Bench) {
    let old = open(
        bench,
        3,
        "Invoice total is wrong after the discount",
        "incident",
        "low",
        "low",
        "The total of invoice 2291 does not match the sum of its lines.",
    );
    bench.bring(old, "tier1.working");
    bench.yes(
        "ana",
        old,
        Command::Hold {
            kind: "customer".to_owned(),
            until: bench.now().plus_ms(2 * DAY),
            text: "asked for the invoice as PDF".to_owned(),
        },
    );
    let closed = open(
        bench,
        4,
        "How do I add a second administrator?",
        "question",
        "low",
        "low",
        "Wo finde ich das?",
    );
    bench.bring(closed, "tier1.confirming");
    bench.yes("ana", closed, close());
    bench.wait(20 * HOUR);
    let fix = open(
        bench,
        1,
        "Export fails for files over 2 GB",
        "incident",
        "medium",
        "high",
        "Export to S3 stops at 2147483647 bytes.",
    );
    bench.bring(fix, "engineering.verifying");
    let eng = open(
        bench,
        2,
        "CSV export truncates the last column",
        "incident",
        "medium",
        "medium",
        "The column “notes” ends after 255 characters.",
    );
    bench.bring(eng, "engineering.queued");
    bench.yes("ana", eng, tell_workaround());
    let work2 = open(
        bench,
        0,
        "Webhook retries are sent out of order",
        "incident",
        "medium",
        "medium",
        "Order 5 arrives before order 4.",
    );
    bench.bring(work2, "tier2.working");
    bench.yes("ben", work2, finding());
    bench.wait(2 * HOUR);
    let wait2 = open(
        bench,
        4,
        "Report page needs 40 s to load",
        "incident",
        "medium",
        "low",
        "Since the update on Sunday.",
    );
    bench.bring(wait2, "tier2.queued");
    let back = open(
        bench,
        1,
        "Login loop after 4.2 update",
        "incident",
        "high",
        "low",
        "We are sent back to the login page again and again.",
    );
    bench.bring(back, "tier2.working");
    let values = Values::new()
        .with("reason", "incomplete")
        .with("missing", "browser and version\nlog of the proxy at 10:40");
    bench.yes("ben", back, Command::Move(Move::with(Verb::Return, values)));
    let told = open(
        bench,
        3,
        "Password mail never arrives",
        "incident",
        "low",
        "medium",
        "No mail after “forgot password”.",
    );
    bench.bring(told, "tier1.resolved");
    bench.yes("ana", told, tell());
    bench.wait(50 * MINUTE);
    let late = open(
        bench,
        0,
        "Payments API returns 502 since 09:40 on every call from the staging and the live environment",
        "incident",
        "high",
        "high",
        "POST /charge answers 502.\n\nEvery call, all regions.\nupstream timed out (110)",
    );
    bench.yes("ana", late, take());
    bench.yes(
        "ana",
        late,
        answer("symptoms", "502 from /charge since 09:40, every call"),
    );
    bench.yes(
        "ana",
        late,
        answer("steps", "1. POST /charge with any card 2. wait 30 s"),
    );
    bench.yes(
        "ana",
        late,
        answer(
            "errors",
            "upstream timed out (110) while reading response header",
        ),
    );
    bench.yes("ana", late, check("configurations", "matches"));
    bench.yes("ana", late, check("logs", "3 lines kept"));
    bench.yes(
        "ana",
        late,
        Command::Note {
            text: "looks like the pool again".to_owned(),
        },
    );
    bench.wait(20 * MINUTE);
    bench.yes(
        "ana",
        late,
        Command::Received {
            text: "It also happens on staging".to_owned(),
            channel: "email".to_owned(),
        },
    );
    for (i, subject) in [
        "Export to Excel drops umlauts",
        "Two-factor code is refused",
        "API key does not work in the sandbox",
        "Dashboard shows yesterday's numbers",
        "Cannot delete a user",
        "Printer labels are cut off",
        "Wrong VAT for Switzerland",
        "Search finds nothing with “ß”",
        "Timeout when importing contacts",
        "Mobile app crashes on Android 9",
        "Calendar is one hour off",
        "Invoice PDF is empty",
    ]
    .iter()
    .enumerate()
    {
        open(
            bench,
            i % 5,
            subject,
            "incident",
            "low",
            if i % 3 == 0 { "medium" } else { "low" },
            "See subject.",
        );
    }
    open(
        bench,
        2,
        "Please reset the password of m.cole",
        "request",
        "low",
        "medium",
        "She is locked out.",
    );
    bench.wait(5 * MINUTE);
    let _ = escalate;
}

pub fn open(
    bench: &mut Bench,
    who: usize,
    subject: &str,
    kind: &str,
    impact: &str,
    urgency: &str,
    text: &str,
) -> TicketId {
    let (customer, person, address) = CUSTOMERS[who];
    bench.wait(3 * MINUTE);
    bench.sit("ana");
    let id = bench.fresh();
    let found = bench.desk.lookup(person, 1).unwrap().remove(0);
    let opened = Opened {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        channel: "email".to_owned(),
        customer: found.1.as_ref().map(|c| c.id),
        customer_name: customer.to_owned(),
        contact: found.0.as_ref().map(|c| c.id),
        contact_text: format!("{person} <{address}>"),
        product: "Payments".to_owned(),
        product_version: "4.2".to_owned(),
        text: text.to_owned(),
        ..Opened::default()
    };
    let opening = Opening {
        opened,
        impact: impact.to_owned(),
        urgency: urgency.to_owned(),
        ..Opening::default()
    };
    bench.desk.open_ticket(opening, &id).unwrap().id
}

/// The interface of someone on a screen in memory.
pub fn session(bench: &Bench, who: &str, size: (u16, u16)) -> Session {
    Session::open(&options(bench, who), size).unwrap()
}

pub fn options(bench: &Bench, who: &str) -> Options {
    Options {
        make_desk: bench.maker(who),
        clock: bench.clock(),
        state: bench.dir.path().to_owned(),
        file: None,
        taste: Taste::default(),
        theme: "dark".to_owned(),
        remember: None,
        hooks: vec![],
        keys: Vec::new(),
        editor: None,
        mouse: true,
        greeting: String::new(),
        warnings: Vec::new(),
    }
}

/// Types keys.
#[track_caller]
pub fn press(session: &mut Session, keys: &str) {
    session.press(keys).unwrap();
}

/// What is on the screen.
pub fn screen(session: &Session) -> String {
    text(&session.cells().unwrap())
}

/// The screen has these words.
#[track_caller]
pub fn says(session: &Session, words: &str) {
    let said = screen(session);
    assert!(said.contains(words), "“{words}” is not on\n{said}");
}

/// The screen has not.
#[track_caller]
pub fn says_not(session: &Session, words: &str) {
    let said = screen(session);
    assert!(!said.contains(words), "“{words}” is on\n{said}");
}

/// Attaches a file.
pub fn attach(bench: &mut Bench, id: TicketId, name: &str, bytes: &[u8]) {
    bench.sit("ana");
    let command = bench.fresh();
    let bytes = std::io::Cursor::new(bytes.to_vec());
    let source = Source::Stream(name.to_owned(), Box::new(bytes));
    let done = bench
        .desk
        .attach(id, None, vec![source], &command, &mut |_, _| true);
    done.unwrap();
}

/// Someone who has the interface told line by line.
pub fn listener(bench: &Bench, who: &str) -> Session {
    let mut options = options(bench, who);
    options.taste.plain = true;
    Session::open(&options, (120, 36)).unwrap()
}

/// What the linear mode tells of the keys.
pub fn told(session: &mut Session, keys: &str) -> String {
    let _ = session.told();
    press(session, keys);
    transcript(&session.told())
}
