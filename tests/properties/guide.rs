//! Walks that want to get somewhere: pick an edge of the table, try it, supply each thing that the
//! refusal names at the place that it names, and try again. So every refusal proves to be no dead
//! end: what it asked for and got, it does not ask for again.

use super::invariants;
use crate::support::desk::{Bench, DAY, PEOPLE, actor, answer, attempt, of_customer, tell};
use hoist::desk::Error;
use hoist::domain::approval::Approval;
use hoist::domain::blocker::{Blocker, Jump, Refusal, Why};
use hoist::domain::command::{Command, Move, Outcome};
use hoist::domain::customer::Customer;
use hoist::domain::id::TicketId;
use hoist::domain::process::{Field, FieldKind, MoveDef, Process, Target, Verb};
use hoist::domain::stage::Stage;
use hoist::domain::values::Values;
use std::collections::BTreeMap;

/// How often each edge was taken.
pub type Taken = BTreeMap<String, u32>;

/// An edge of the table in words.
pub fn edge(def: &MoveDef) -> String {
    let from = def
        .from
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    format!("{from} {} {}", def.verb, def.way)
}

/// A small generator of numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides.max(1) as u64).unwrap()
    }
}

struct Guide<'a> {
    bench: &'a mut Bench,
    dice: Dice,
    id: TicketId,
    /// A ticket that waits for Engineering, and one that is resolved, of the same customer.
    at_engineering: TicketId,
    resolved: TicketId,
}

/// One ticket on a walk of up to forty edges, the least taken first.
pub fn walk(bench: &mut Bench, seed: u64, taken: &mut Taken) {
    bench.sit("lea");
    let acme = bench
        .desk
        .put_customer(Customer {
            name: "Acme".into(),
            ..Customer::default()
        })
        .unwrap();
    let mut dice = Dice(seed);
    let at_engineering = bench.at("engineering.queued");
    let kinds = ["incident", "incident", "question", "request", "security"];
    let mut ids = Vec::new();
    for kind in ["incident", kinds[dice.roll(kinds.len())]] {
        let mut opening = of_customer(acme);
        opening.opened.kind = kind.to_owned();
        opening.major = dice.roll(6) == 0;
        bench.sit("ana");
        let command = bench.fresh();
        ids.push(bench.desk.open_ticket(opening, &command).unwrap().id);
    }
    bench.bring(ids[0], "tier1.resolved");
    let mut guide = Guide {
        bench,
        dice,
        id: ids[1],
        at_engineering,
        resolved: ids[0],
    };
    for _ in 0..40 {
        if !guide.step(taken) {
            break;
        }
        invariants::hold(guide.bench, guide.id);
    }
    let report = guide.bench.desk.audit_check(&mut |_, _| {}).unwrap();
    assert_eq!(report.bad, None);
}

/// The next edge on the shortest way to one that was taken least.
fn towards(process: &Process, here: &Stage, taken: &Taken, dice: &mut Dice) -> Option<String> {
    let times = |def: &MoveDef| taken.get(&edge(def)).copied().unwrap_or(0);
    // Stage → the first edge of the shortest way there.
    let mut ways: BTreeMap<Stage, Option<String>> = BTreeMap::from([(here.clone(), None)]);
    let mut front = vec![here.clone()];
    let mut goals: Vec<(u32, usize, usize, String)> = Vec::new();
    let mut far = 0;
    while !front.is_empty() {
        let mut next = Vec::new();
        for stage in front {
            let way = ways[&stage].clone();
            for def in process.moves_from(&stage) {
                let first = way.clone().unwrap_or_else(|| edge(def));
                goals.push((times(def), far, dice.roll(1_000), first.clone()));
                if let Target::Stage(to) = &def.to
                    && !ways.contains_key(to)
                {
                    ways.insert(to.clone(), Some(first));
                    next.push(to.clone());
                }
            }
        }
        front = next;
        far += 1;
    }
    goals.into_iter().min().map(|g| g.3)
}

impl Guide<'_> {
    /// Takes the least taken edge that leads on; `false` when none does any more.
    fn step(&mut self, taken: &mut Taken) -> bool {
        let process = self.bench.desk.process().clone();
        let here = self.bench.ticket(self.id).stage;
        let mut edges: Vec<&MoveDef> = process.moves_from(&here).collect();
        edges.sort_by_cached_key(|_| self.dice.roll(1_000));
        if let Some(first) = towards(&process, &here, taken, &mut self.dice) {
            edges.sort_by_key(|def| edge(def) != first);
        }
        for def in edges {
            if self.pursue(&process, def) {
                *taken.entry(edge(def)).or_default() += 1;
                return true;
            }
        }
        false
    }

    /// Tries an edge until it is taken, or until what is missing is a matter of time alone.
    fn pursue(&mut self, process: &Process, def: &MoveDef) -> bool {
        let mut wanted = Move {
            way: def.way.clone(),
            ..Move::new(def.verb)
        };
        let fits = |sign_offs: usize| match (def.verb, def.way.as_str()) {
            (Verb::Sign, "first") => sign_offs == 0,
            (Verb::Sign, _) => sign_offs > 0,
            _ => true,
        };
        if !fits(self.bench.ticket(self.id).sign_offs.len()) {
            return false;
        }
        let Some(mut who) = self.someone(&wanted) else {
            return false;
        };
        let mut supplied: Vec<(String, String, String)> = Vec::new();
        for _ in 0..12 {
            let refusal = match self.bench.run(&who, self.id, Command::Move(wanted.clone())) {
                Ok(_) => return true,
                Err(Error::Refused(refusal)) => refusal,
                Err(error) => panic!("{who} {}: {error}", edge(def)),
            };
            assert_eq!(
                refusal.why,
                Why::Guards,
                "{who} {}: {}",
                edge(def),
                refusal.text
            );
            assert!(!refusal.missing.is_empty());
            for blocker in refusal.missing {
                let key = (
                    blocker.what.to_owned(),
                    blocker.id.clone(),
                    blocker.text.clone(),
                );
                assert!(
                    !supplied.contains(&key),
                    "{}: {key:?} was supplied and is asked for again",
                    edge(def)
                );
                supplied.push(key);
                if !self.supply(process, def, &mut wanted, &mut who, &blocker) {
                    return false;
                }
            }
        }
        panic!("{}: no end of what is missing: {supplied:#?}", edge(def));
    }

    /// Someone whose move it is, leads last but now and then.
    fn someone(&mut self, wanted: &Move) -> Option<String> {
        let mut names: Vec<&str> = PEOPLE.iter().map(|p| p.0).collect();
        let turn = self.dice.roll(names.len());
        names.rotate_left(turn);
        if wanted.verb == Verb::Archive {
            names.insert(0, "timer");
        }
        let found = names.into_iter().find(|name| {
            self.bench.sit(name);
            let view = self.bench.desk.view(self.id);
            view.is_ok_and(|v| {
                v.offers.iter().any(|o| {
                    o.verb == wanted.verb
                        && (o.way == wanted.way)
                        && !matches!(o.readiness, hoist::domain::offer::Readiness::NotYours(_))
                })
            })
        });
        found.map(str::to_owned)
    }

    /// Someone of a tier, or a lead, who may see the ticket.
    fn of_tier(&mut self, tier: &str) -> String {
        let mut of = PEOPLE
            .iter()
            .map(|p| p.0)
            .filter(|n| actor(n).is_of(&tier.into()));
        of.find(|n| self.sees(n)).unwrap_or("lea").to_owned()
    }

    fn sees(&mut self, name: &str) -> bool {
        self.bench.sit(name);
        self.bench.desk.ticket(self.id).is_ok()
    }

    fn give(&mut self, who: &str, command: Command) {
        let said = format!("{who} {command:?}");
        let done = self.bench.run(who, self.id, command);
        if let Err(error) = done {
            let missing = match &error {
                Error::Refused(r) => format!("{:#?}", (r as &Refusal).missing),
                _ => String::new(),
            };
            panic!("{said}: {error} {missing}");
        }
    }

    /// Supplies what a blocker names, where it says; `false`: only time could.
    fn supply(
        &mut self,
        process: &Process,
        def: &MoveDef,
        wanted: &mut Move,
        who: &mut String,
        blocker: &Blocker,
    ) -> bool {
        assert!(!blocker.command.is_empty(), "{blocker:?} names no command");
        match &blocker.jump {
            Jump::Field(_) if blocker.what == "sign_off" => {
                let signed = self.bench.ticket(self.id);
                let by: Vec<&str> = signed.sign_offs.iter().map(|s| s.by.as_str()).collect();
                let tier = |t: &&str| !signed.sign_offs.iter().any(|s| s.tier == **t);
                let Some(open) = ["tier1", "tier2"].into_iter().find(tier) else {
                    return false;
                };
                let other = PEOPLE.iter().map(|p| p.0).find(|n| {
                    actor(n).is_of(&open.into())
                        && !by.contains(n)
                        && signed.deployer.as_ref().is_none_or(|d| d != *n)
                        && self.sees(n)
                });
                other.map(|n| n.clone_into(who)).is_some()
            }
            Jump::Field(field) => {
                let form = process.forms.get(&def.form);
                let known = form.and_then(|f| f.fields.iter().find(|f| &f.id == field));
                let value = self.value(process, known.unwrap_or(&Field::default()), field);
                wanted.values.set(field, value);
                true
            }
            Jump::Answer(field) => {
                self.give(who, answer(field, "As the customer says"));
                true
            }
            Jump::Check(tier, item) => {
                let stale = self
                    .bench
                    .ticket(self.id)
                    .check(tier, item)
                    .is_some_and(|c| c.stale);
                let by = self.of_tier(tier.as_str());
                let command = match stale {
                    true => Command::StillTrue {
                        item: format!("{tier}.{item}"),
                    },
                    false => Command::Check {
                        item: item.clone(),
                        tier: Some(tier.clone()),
                        outcome: Outcome::Done("looked at".into()),
                        evidence: String::new(),
                    },
                };
                self.give(&by, command);
                true
            }
            Jump::Todo(n) => {
                self.give(
                    who,
                    Command::Todo {
                        n: *n,
                        text: "Here it is".into(),
                    },
                );
                true
            }
            Jump::Approval => {
                let text = String::new();
                self.give(who, Command::Approval(Approval::Ask { text }));
                true
            }
            // It is asked for, or whoever goes on may not give it.
            Jump::Record(_) | Jump::None if blocker.what == "approval" => {
                let other = if who == "leo" { "lea" } else { "leo" };
                let values = Values::new();
                let kind = "approval".to_owned();
                self.give(other, Command::Record { kind, values });
                true
            }
            Jump::Record(kind) => {
                let def = process.record(kind).unwrap();
                let by = match def.tiers.first() {
                    Some(tier) => self.of_tier(tier.as_str()),
                    None => who.clone(),
                };
                let values = self.record(process, kind);
                self.give(
                    &by,
                    Command::Record {
                        kind: kind.clone(),
                        values,
                    },
                );
                true
            }
            Jump::Package(version) => {
                self.give(who, Command::ShowPackage { version: *version });
                true
            }
            Jump::Criterion(id) => {
                self.give(
                    who,
                    Command::CriterionGone {
                        id: id.clone(),
                        reason: "Not so".into(),
                    },
                );
                true
            }
            Jump::Owed(n) => {
                self.settle(process, *n);
                true
            }
            Jump::Request(n) => {
                self.give(
                    who,
                    Command::Answered {
                        n: *n,
                        text: "No".into(),
                    },
                );
                true
            }
            Jump::Hold(n) => {
                self.give("lea", Command::Resume { n: Some(*n) });
                true
            }
            Jump::Link(kind) => {
                let other = match kind.as_str() {
                    "parent" => self.at_engineering,
                    _ => self.resolved,
                };
                self.give(
                    who,
                    Command::Link {
                        other,
                        kind: kind.clone(),
                    },
                );
                true
            }
            Jump::Move(Verb::Tell) => {
                self.give("ana", tell());
                true
            }
            Jump::None if blocker.what == "attempts" && blocker.text.contains("attempts") => {
                for _ in 0..3 {
                    self.bench.wait(3 * DAY);
                    self.give("lea", attempt("rang, nobody there"));
                }
                self.bench.wait(DAY);
                true
            }
            Jump::Move(_) | Jump::None => false,
        }
    }

    /// Settles what is owed by what it is, or lets a lead waive it.
    fn settle(&mut self, process: &Process, n: u32) {
        let owed = self
            .bench
            .ticket(self.id)
            .owed
            .into_iter()
            .find(|o| o.n == n)
            .unwrap();
        if self.dice.roll(3) == 0 {
            let other = if owed.by == "leo" { "lea" } else { "leo" };
            return self.give(
                other,
                Command::Waive {
                    n,
                    reason: "Too late to matter".into(),
                },
            );
        }
        let values = match owed.what.split_once('.') {
            _ if owed.record(process).is_some() => {
                self.record(process, &owed.record(process).unwrap().id)
            }
            Some(("check", _)) => Values::new().with("result", "looked at"),
            _ if owed.what == "kb" => Values::new().with("kb", "KB-9"),
            _ => Values::new().with("text", "Here it is"),
        };
        self.give("lea", Command::Settle { n, values });
    }

    fn record(&mut self, process: &Process, kind: &str) -> Values {
        let mut values = Values::new();
        for field in &process.record(kind).unwrap().fields {
            let value = self.value(process, field, &field.id);
            values.set(&field.id, value);
        }
        values
    }

    fn value(&mut self, process: &Process, field: &Field, name: &str) -> String {
        let had = self.bench.ticket(self.id).tiers_had;
        match &field.kind {
            // The first says that it works; the other one leads elsewhere.
            FieldKind::Result(list) => process.list(list)[0].id.clone(),
            FieldKind::Choice(list) | FieldKind::Choices(list) => {
                let codes = process.list(list);
                codes[self.dice.roll(codes.len())].id.clone()
            }
            FieldKind::Time => hoist::domain::words::rfc3339(self.bench.now()),
            FieldKind::Agent(tier) => self.of_tier(tier),
            FieldKind::Ticket | FieldKind::Reference => self.resolved.to_string(),
            FieldKind::Number(low, _) => low.to_string(),
            FieldKind::Kb => {
                ["KB-1", "by:2027-01-01T00:00:00Z", "none:old"][self.dice.roll(3)].to_owned()
            }
            FieldKind::Tier => {
                let had: Vec<_> = had.into_iter().collect();
                had[self.dice.roll(had.len())].0.clone()
            }
            FieldKind::Flag => "no".to_owned(),
            _ => format!("the {name}"),
        }
    }
}
