//! What is done to a desk while something fails: verbs of the real program on a desk made for them, and what
//! the desk says afterwards.

use super::bases::BASES;
use super::shim::{self, behind};
use crate::cli::Home;
use hoist::desk::witness::Witnesses;
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::{Actor, Viewer};
use hoist::domain::id::TicketId;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The desk that a verb begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// None.
    Nothing,
    /// As this program makes it.
    Desk,
    /// Of the second schema: all migrations since then are before it.
    Older,
}

/// A line of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    pub name: &'static str,
    pub line: &'static str,
    pub from: From,
    /// It writes in several transactions: what it did so far stays when it is broken off.
    pub in_parts: bool,
}

const fn verb(name: &'static str, line: &'static str) -> Verb {
    Verb {
        name,
        line,
        from: From::Desk,
        in_parts: false,
    }
}

const fn in_parts(name: &'static str, line: &'static str) -> Verb {
    Verb {
        in_parts: true,
        ..verb(name, line)
    }
}

/// Tried in turn. `@` is the home.
pub const VERBS: [Verb; 24] = [
    verb(
        "new",
        "new --as tom --subject \"It fails\" --customer Nova --product Relay --channel phone --impact high --urgency low --text \"Since nine.\"",
    ),
    verb(
        "note",
        "note 1 --as tom --text \"Seen on the second node.\"",
    ),
    verb("take", "take 2 --as tom impact=medium urgency=medium"),
    verb(
        "escalate",
        "escalate 1 --as tom --because potential_bug --why \"It fails below the API.\"",
    ),
    verb("accept", "accept 3 --as ben"),
    verb(
        "return",
        "return 4 --as ben --reason cannot-follow-steps --missing \"which card\" \"which region\"",
    ),
    verb(
        "message",
        "message 1 --as tom --channel email --text \"We look at it.\"",
    ),
    verb(
        "answer",
        "answer 1 symptoms --as tom --text \"another answer\"",
    ),
    verb("check", "check 1 logs --as tom --done \"looked again\""),
    // Linked tickets hear of it, each in a transaction of its own.
    in_parts(
        "workaround",
        "record 5 workaround --as ben state=in_place text=\"Restart it\"",
    ),
    verb("set", "set 1 --as tom urgency=high product=Portal"),
    verb("link", "link 1 2 --as related"),
    verb(
        "hold",
        "hold 1 customer --as tom --until 2031-01-02T09:00:00Z --text \"They look for the card.\"",
    ),
    verb(
        "resolve",
        "resolve 1 --as tom --code solved --text \"The pool is larger now.\"",
    ),
    verb("merge", "merge 2 6 --as tom --text \"It goes on there.\""),
    verb(
        "article",
        "kb new --as tom --title \"Pool exhausted\" symptoms=502 resolution=\"Enlarge it\"",
    ),
    verb("agent", "agents add zoe --tier tier2"),
    in_parts("attach", "attach 1 @/log.bin --as tom"),
    verb("snapshot", "snapshot add 1 @/app.conf --as tom"),
    in_parts(
        "handover",
        "handover give lea --all --as tom --text \"Take care.\"",
    ),
    in_parts(
        "import",
        "import @/tickets.csv --format csv --map @/map.toml",
    ),
    in_parts("backup", "backup @/data/hoist/copy.hoist"),
    Verb {
        from: From::Older,
        in_parts: true,
        ..verb("migration", "note 1 --text \"On the older desk.\"")
    },
    Verb {
        from: From::Nothing,
        in_parts: true,
        ..verb("init", "init --name ana")
    },
];

const MAP: &str = r#"
name = "small"
[fields]
source = { column = "id" }
subject = { column = "title" }
text = { column = "words" }
customer = { column = "who", default = "somebody" }
"#;

/// Tickets that are brought in.
pub const ROWS: usize = 40;

/// What a desk says of itself, times and ids of chance aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Per ticket: version, stage, events, facts.
    tickets: Vec<String>,
    /// Agents, customers, articles and the like.
    rest: String,
    /// Backups that are there.
    copies: Vec<String>,
}

/// A home whose desk is laid anew for each case.
pub struct Scene {
    home: Home,
    program: PathBuf,
}

impl Scene {
    pub fn new() -> Scene {
        Scene::with(Path::new(env!("CARGO_BIN_EXE_hoist")))
    }

    /// With a program of one's own, a planted one.
    pub fn with(program: &Path) -> Scene {
        let home = Home::in_memory();
        fs::write(home.path().join("map.toml"), MAP).unwrap();
        let rows = (1..=ROWS).map(|n| format!("{n},Ticket {n},It fails since {n}.,Acme\n"));
        let table = format!("id,title,words,who\n{}", rows.collect::<String>());
        fs::write(home.path().join("tickets.csv"), table).unwrap();
        let mut dice = crate::support::dice::Dice::new(9);
        // Bytes that do not shrink: they are more than one transaction's worth.
        let bytes: Vec<u8> = (0..600_000).map(|_| dice.roll(256) as u8).collect();
        fs::write(home.path().join("log.bin"), bytes).unwrap();
        fs::write(home.path().join("app.conf"), "pool = 5\npassword = x\n").unwrap();
        Scene {
            home,
            program: program.to_owned(),
        }
    }

    /// Where the shim writes what it sees.
    pub fn trace_file(&self) -> PathBuf {
        self.home.path().join("trace")
    }

    /// The directory of the desk.
    pub fn place(&self) -> PathBuf {
        self.home.path().join("data/hoist")
    }

    pub fn desk(&self) -> PathBuf {
        self.home.desk()
    }

    /// Lays the desk that a verb begins with, and what was seen of it.
    pub fn lay(&self, from: From) {
        let (place, state) = (self.place(), self.home.path().join("state"));
        let _ = fs::remove_dir_all(&place);
        let _ = fs::remove_dir_all(&state);
        fs::create_dir_all(&place).unwrap();
        let files = match from {
            From::Nothing => return,
            From::Desk => &BASES.desk,
            From::Older => &BASES.older,
        };
        for (name, bytes) in files {
            fs::write(place.join(name), bytes).unwrap();
        }
        if from == From::Desk {
            let witness = state.join("hoist/witness");
            fs::create_dir_all(&witness).unwrap();
            for (name, bytes) in &BASES.seen {
                fs::write(witness.join(name), bytes).unwrap();
            }
        }
    }

    /// The program, in this home.
    pub fn command(&self, line: &str) -> Command {
        let line = line.replace('@', &self.home.path().display().to_string());
        let usual = self.home.command(&line);
        let mut command = Command::new(&self.program);
        command.args(usual.get_args()).env_clear();
        for (name, value) in usual.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.stdin(Stdio::null());
        command
    }

    /// The program in a terminal.
    pub fn terminal(&self, line: &str) -> crate::support::pty::Pty {
        self.home.terminal(line)
    }

    /// A verb under its command id.
    pub fn verb(&self, verb: &Verb) -> Command {
        self.command(&format!("{} --command-id {COMMAND}", verb.line))
    }

    pub fn run(&self, verb: &Verb) -> Output {
        self.verb(verb).output().unwrap()
    }

    /// The verb behind the shim, with settings of it.
    pub fn shimmed(&self, verb: &Verb, settings: &[(&str, &str)]) -> Command {
        let mut command = behind(self.verb(verb), &self.place());
        command.envs(settings.iter().copied());
        command
    }

    /// What the desk says of itself, or what is wrong with it: the file, the chain, the replay, what was
    /// seen of it before.
    pub fn state(&self) -> Result<State, String> {
        if !self.desk().exists() {
            return Ok(State::default());
        }
        let desk = opened(&self.desk())?;
        let mut state = said(&desk)?;
        let known = Witnesses::under(&self.home.path().join("state/hoist"));
        let standing = known.standing(desk.store(), desk.info(), Some(&self.desk()));
        if let Some(trouble) = standing.map_err(|e| e.to_string())?.trouble() {
            return Err(trouble);
        }
        let copies = fs::read_dir(self.place())
            .unwrap()
            .map(|f| f.unwrap().path());
        for copy in copies.filter(|p| p.ends_with("copy.hoist")) {
            let kept = opened(&copy).map_err(|e| format!("the copy: {e}"))?;
            said(&kept).map_err(|e| format!("the copy: {e}"))?;
            state.copies.push("copy.hoist".to_owned());
        }
        Ok(state)
    }

    /// The desk before a verb, after it, and how many calls it makes.
    pub fn measured(&self, verb: &Verb) -> Result<Measured, String> {
        let wrong = |what: String| format!("{}: {what}", verb.name);
        self.lay(verb.from);
        let before = self.state().map_err(wrong)?;
        // Opening an older desk has brought it up to date.
        self.lay(verb.from);
        let file = self.trace_file();
        let _ = fs::remove_file(&file);
        let trace = file.display().to_string();
        let begun = std::time::Instant::now();
        let ran = self
            .shimmed(verb, &[("HOIST_SHIM_TRACE", &trace)])
            .output()
            .unwrap();
        let took = begun.elapsed();
        if !ran.status.success() || ran.stdout.is_empty() {
            return Err(wrong(format!("{ran:?}")));
        }
        let steps = shim::trace(&file);
        let after = self.state().map_err(wrong)?;
        if after == before {
            return Err(wrong("the desk says nothing of it".to_owned()));
        }
        Ok(Measured {
            before,
            after,
            calls: shim::calls(&steps),
            took,
        })
    }

    /// These verbs, each as it goes when nothing disturbs it.
    pub fn usual(&self, verbs: &[Verb]) -> Vec<(Verb, Measured)> {
        let each = verbs.iter().map(|v| self.measured(v).map(|m| (*v, m)));
        let (usual, wrong): (Vec<_>, Vec<_>) = each.partition(Result::is_ok);
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        usual.into_iter().flatten().collect()
    }
}

/// A verb that nothing disturbed.
#[derive(Clone, Debug)]
pub struct Measured {
    pub before: State,
    pub after: State,
    pub calls: usize,
    pub took: std::time::Duration,
}

/// Under which each verb is delivered, and delivered again.
pub const COMMAND: &str = "00000000-0000-7000-8000-00000000abcd";

/// A desk's file, opened as its owner does.
pub fn opened(file: &Path) -> Result<Desk, String> {
    let store = SqliteStore::open(file, Mode::Write).map_err(|e| e.to_string())?;
    let wrong = store.check_file().map_err(|e| e.to_string())?;
    if let Some(first) = wrong.first() {
        return Err(format!("SQLite's check: {first}"));
    }
    let lead = Actor {
        name: "ana".into(),
        lead: true,
        ..Actor::default()
    };
    Desk::with_actor(Box::new(store), lead, system_clock()).map_err(|e| e.to_string())
}

/// What an audited desk says of itself.
pub fn said(desk: &Desk) -> Result<State, String> {
    let audit = desk
        .audit_check(&mut |_, _| {})
        .map_err(|e| e.to_string())?;
    if let Some(bad) = audit.bad {
        return Err(bad);
    }
    let all = Viewer {
        lead: true,
        ..Viewer::default()
    };
    let of = |id: TicketId| -> Result<String, hoist::store::Error> {
        let (_, ticket) = desk.store().stored(id)?;
        let events = desk.store().events(&all, id, 0, usize::MAX)?;
        let facts: usize = events.iter().map(|e| e.facts.len()).sum();
        let (version, stage) = (ticket.version, &ticket.stage);
        Ok(format!("{id} v{version} {stage} {} {facts}", events.len()))
    };
    let ids = desk
        .store()
        .ids(TicketId(0), 1_000)
        .map_err(|e| e.to_string())?;
    let tickets = ids.into_iter().map(of).collect::<Result<_, _>>();
    let agents = desk.agents().map_err(|e| e.to_string())?.len();
    Ok(State {
        tickets: tickets.map_err(|e| e.to_string())?,
        rest: format!(
            "{agents} agents, {} rows, {} files, {} packages",
            audit.rows, audit.attachments, audit.packages
        ),
        copies: Vec::new(),
    })
}

/// The same command under the same id: the desk is as after one run that nothing disturbed.
pub fn again(scene: &Scene, verb: &Verb, after: &State, is_done: bool) -> Result<(), String> {
    let ran = scene.run(verb);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    // A file that is there is not made again, which it says.
    let is_there = is_done && said.contains("already there");
    if !ran.status.success() && !is_there {
        return Err(format!("the same command again: {said}"));
    }
    let state = scene
        .state()
        .map_err(|e| format!("after the same command again: {e}"))?;
    match state == *after {
        true => Ok(()),
        false => Err(format!(
            "after the same command again: {state:?}, not {after:?}"
        )),
    }
}
