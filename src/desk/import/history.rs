//! Cases with their histories: each becomes a ticket whose events stand as they were, whole or not at all.

use super::ahead::Ahead;
use super::bytes::unpacked;
use super::case::Case;
use super::cells::Within;
use super::date::Times;
use super::events::Drawn;
use super::gather::{self, Gather};
use super::map::Map;
use super::row::Ready;
use super::said::{Lived, Said, Told, told};
use super::source::{self, Rows};
use super::target::Target;
use super::turns::{AtHand, Supply, brought_in};
use super::value::{holds, note, value};
use super::{Format, Order, Progress, Report, SHOWN, Work, command_id, going_on, key, preview};
use crate::desk::{Desk, Error};
use crate::domain::command::{Command, Opening};
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::past::Step;
use crate::domain::process::Process;
use crate::domain::stage::{Phase, Stage};
use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::rc::Rc;

/// Where cases come from.
enum Cases {
    Xes(Ahead),
    Json(AtHand),
    Rows(gather::Cases),
}

impl Cases {
    /// Waits until there is a case; `false` at the end.
    fn fill(&mut self) -> Result<bool, Error> {
        match self {
            Cases::Xes(log) => log.fill(),
            Cases::Json(rows) => rows.fill(),
            Cases::Rows(cases) => Ok(!cases.is_empty()),
        }
    }

    /// The next case that was read, with what it says by the mapping; an XES log is read and asked ahead.
    fn next(&mut self, map: &Map, times: Times) -> Result<Option<Told>, Error> {
        let case = match self {
            Cases::Xes(log) => return Ok(log.next()),
            Cases::Rows(cases) => cases.next()?,
            Cases::Json(rows) => rows.next().map(|row| Case {
                line: row.line,
                own: Some(row.cells),
                fault: row.fault,
                latin1: u64::from(row.latin1),
                ..Case::default()
            }),
        };
        let mut times = times;
        Ok(case.map(|case| told(map, case, &mut times)))
    }
}

/// Imports cases.
///
/// # Errors
/// As [`super::run`].
pub(super) fn run(
    desk: &mut Desk,
    input: Box<dyn Read + Send>,
    order: &Order<'_>,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Report, Error> {
    let replaced = Rc::new(Cell::new(0));
    if order.format == Format::Xes {
        let log = Ahead::open(input, order.map)?;
        super::checked(desk, order, None)?;
        let work = Work::new(desk, order, None)?;
        return all(desk, work, Cases::Xes(log), progress, &replaced);
    }
    let bytes = unpacked(input, order.map.encoding, &replaced)?;
    let rows = source::open(bytes, order.format, order.map)?;
    super::checked(desk, order, Some(&rows))?;
    let mut work = Work::new(desk, order, Some(&rows))?;
    // A line is a case where its events stand in lists within it.
    let lists = order.map.sections.iter().any(|s| !s.each.is_empty());
    let cases = match lists {
        true => Cases::Json(AtHand::of(rows)),
        false => match gathered(&mut work, rows, progress) {
            Ok(cases) => Cases::Rows(cases),
            Err(broken) => return work.ended(Err(broken), "rows"),
        },
    };
    all(desk, work, cases, progress, &replaced)
}

/// The rows of a file by case.
fn gathered(
    work: &mut Work<'_>,
    mut rows: Rows,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<gather::Cases, Error> {
    let map = work.order.map;
    let source = map.fields.get("source");
    let mut gather = Gather::new(rows.names().cloned());
    while let Some(row) = rows.next()? {
        work.report.rows += 1;
        going_on(progress(Progress::Rows(work.report.rows)))?;
        work.report.latin1 += u64::from(row.latin1);
        work.any_read |= row.fault.is_none();
        let within = Within {
            own: &row.cells,
            case: &row.cells,
        };
        note(map.columns(), &within);
        if let Some(skip) = map
            .skip
            .iter()
            .find(|s| holds(map, &s.condition, &row.cells))
        {
            work.skipped(&skip.reason);
            continue;
        }
        let case = source.map(|recipe| value(map, recipe, &row.cells, "source"));
        let case = match case {
            Some(Ok(Some(case))) => case,
            Some(Err(why)) => {
                work.report.cases += 1;
                work.reject(row.line, &row.cells, row.fault.unwrap_or(why))?;
                continue;
            }
            _ => {
                // It is counted as what it is rejected as: a case of which nothing else is known.
                work.report.cases += 1;
                let why = "source: it does not say to which case it belongs".to_owned();
                work.reject(row.line, &row.cells, row.fault.unwrap_or(why))?;
                continue;
            }
        };
        gather.take(key(&map.name, &case), row.line, row.cells, row.fault)?;
    }
    gather.cases()
}

fn all(
    desk: &mut Desk,
    mut work: Work<'_>,
    cases: Cases,
    progress: &mut dyn FnMut(Progress) -> bool,
    replaced: &Rc<Cell<u64>>,
) -> Result<Report, Error> {
    work.report.by_case = true;
    let stages = Stages::of(desk);
    let agents: BTreeSet<AgentName> = desk.actors()?.into_iter().map(|a| a.name).collect();
    let dry_run = work.order.dry_run;
    let mut supply = Lives {
        work: &mut work,
        cases,
        stages,
        agents,
    };
    let done = brought_in(desk, &mut supply, dry_run, progress)?;
    let cases = supply.cases;
    work.report.replaced = match &cases {
        Cases::Xes(log) => log.replaced(),
        _ => replaced.get(),
    };
    work.ended(done, "cases")
}

/// Cases that are a ticket with its history each.
struct Lives<'w, 'o> {
    work: &'w mut Work<'o>,
    cases: Cases,
    stages: Stages,
    agents: BTreeSet<AgentName>,
}

impl Supply for Lives<'_, '_> {
    fn fill(&mut self) -> Result<bool, Error> {
        self.cases.fill()
    }

    fn one(&mut self, target: &mut dyn Target) -> Result<bool, Error> {
        let (map, times) = (self.work.order.map, self.work.report.times);
        let Some(told) = self.cases.next(map, times)? else {
            return Ok(false);
        };
        self.work.report.cases += 1;
        if !matches!(self.cases, Cases::Rows(_)) {
            self.work.report.rows += 1;
            self.work.report.latin1 += told.case.latin1;
        }
        one(self.work, target, told, &self.stages, &self.agents)?;
        Ok(true)
    }

    fn progress(&self) -> Progress {
        Progress::Cases(self.work.report.cases)
    }
}

fn one(
    work: &mut Work<'_>,
    target: &mut dyn Target,
    told: Told,
    stages: &Stages,
    agents: &BTreeSet<AgentName>,
) -> Result<(), Error> {
    let Told {
        case,
        said,
        skipped,
        times,
    } = told;
    work.any_read |= case.fault.is_none();
    work.report.times = times;
    for (reason, n) in skipped {
        *work.report.skipped.entry(reason).or_default() += n;
    }
    let lived = match said {
        Said::LeftOut(reason) => {
            work.skipped(&reason);
            return Ok(());
        }
        Said::Wrong(faults) => return work.reject_case(&case, &faults),
        Said::Lived(lived) => lived,
    };
    match life(work, *lived, stages, agents) {
        Ok(Some(life)) => bring(work, target, &case, life),
        Ok(None) => {
            work.skipped("no event of the case is left");
            Ok(())
        }
        Err(why) => work.reject_case(&case, &[(case.line, 0, why)]),
    }
}

/// A ticket with its history, ready to be brought in.
struct Life {
    ready: Ready,
    /// It was opened before the first event of which something is known.
    opened: Option<At>,
    steps: Vec<Step>,
}

fn life(
    work: &Work<'_>,
    lived: Lived,
    stages: &Stages,
    agents: &BTreeSet<AgentName>,
) -> Result<Option<Life>, String> {
    let Lived {
        ready,
        events,
        ranks,
        is_bare,
    } = lived;
    let ready = ready?;
    if ready.opening.opened.source.is_empty() {
        return Err("source: it does not say which case it is".to_owned());
    }
    let first = events.first().map(|d| d.step.at);
    let opened = ready.at.filter(|at| first.is_none_or(|first| *at < first));
    if opened.is_none() && first.is_none() {
        // Everything was left out, or there was nothing.
        return match is_bare {
            true => Err("it has no event, and nothing says when it was opened".to_owned()),
            false => Ok(None),
        };
    }
    let last = events.last().map(|d| d.step.at).or(opened);
    if last.is_some_and(|at| at > work.now) {
        return Err("a time lies in the future".to_owned());
    }
    let mut steps = stages.steps(events, agents, opened.is_some())?;
    let (priority, major) = ranks?;
    // What the case says of priority holds from its first step on, unless that says something else.
    if let Some(first) = steps.first_mut() {
        first.priority = first.priority.or(priority);
        first.major = first.major.or(major);
    }
    Ok(Some(Life {
        ready,
        opened,
        steps,
    }))
}

fn bring(
    work: &mut Work<'_>,
    target: &mut dyn Target,
    case: &Case,
    life: Life,
) -> Result<(), Error> {
    let digest = key(&work.order.map.name, &life.ready.key);
    if !work.seen.insert(digest) {
        let why = "its source id is that of an earlier case; nothing was added to that one";
        return work.reject_case(case, &[(case.line, 0, why.to_owned())]);
    }
    let id = command_id(digest);
    // What the file held; an opening before them is made up of what it says of the case.
    let events = life.steps.len() as u64;
    let opening = u64::from(life.opened.is_some());
    if let Some(here) = target.delivered(&id)? {
        work.report.already += 1;
        work.report.grown += u64::from(u64::from(here) < events + opening);
        return Ok(());
    }
    let Life {
        ready,
        opened,
        steps,
    } = life;
    let begun = opened
        .or_else(|| steps.first().map(|s| s.at))
        .unwrap_or(work.now);
    let preview = preview(case.line, &ready.opening, Some(begun), steps.len());
    let name = ready.opening.opened.customer_name.clone();
    let mut opening = ready.opening;
    opening.opened.customer = work.customers.get(&name).copied();
    let customer_is_new = opening.opened.customer.is_none() && !name.is_empty();
    let mut commands = commands(opening, opened, steps);
    let mut done = Ok(());
    if customer_is_new {
        // A new customer is added only for a ticket that is then opened.
        done = target.would_live(&work.actor, &commands);
        if done.is_ok() {
            let id = work.added(target, &name)?;
            if let Some((_, Command::Open(opening))) = commands.first_mut() {
                opening.opened.customer = Some(id);
            }
        }
    }
    match done.and_then(|()| target.live(&work.actor, id, &commands)) {
        Ok(()) => {
            work.report.opened += 1;
            work.report.events += events;
            if work.report.first.len() < SHOWN {
                work.report.first.push(preview);
            }
            Ok(())
        }
        Err(Error::Refused(refusal)) => {
            let why = super::why(&refusal);
            work.reject_case(case, &[(case.line, 0, why)])
        }
        Err(other) => Err(other),
    }
}

/// The opening, then every step. Without an earlier opening the first step is the opening.
fn commands(mut opening: Opening, opened: Option<At>, steps: Vec<Step>) -> Vec<(At, Command)> {
    let mut steps = steps.into_iter();
    let at = match opened {
        Some(at) => at,
        None => {
            opening.past = steps.next().map(Box::new);
            opening.past.as_ref().map_or(At(0), |s| s.at)
        }
    };
    let first = (at, Command::Open(Box::new(opening)));
    let rest = steps.map(|step| (step.at, Command::Import(Box::new(step))));
    std::iter::once(first).chain(rest).collect()
}

/// Which stages the process has.
struct Stages {
    first: Tier,
    known: HashMap<Stage, ()>,
    /// Phases that stand with one tier alone.
    alone: HashMap<Phase, Stage>,
}

impl Stages {
    fn of(desk: &Desk) -> Stages {
        let process: &Process = desk.process();
        let mut alone: HashMap<Phase, Stage> = HashMap::new();
        for def in &process.stages {
            alone
                .entry(def.stage.phase)
                .or_insert_with(|| def.stage.clone());
        }
        Stages {
            first: process.first_tier(),
            known: process
                .stages
                .iter()
                .map(|d| (d.stage.clone(), ()))
                .collect(),
            alone,
        }
    }

    /// Where the work stands: with the tier, or where alone this phase is.
    fn stage(&self, tier: &Tier, phase: Phase) -> Result<Stage, String> {
        let stage = Stage::new(tier, phase);
        if self.known.contains_key(&stage) {
            return Ok(stage);
        }
        let alone = self.alone.get(&phase).cloned();
        alone.ok_or_else(|| format!("phase: this desk has no stage {stage}"))
    }

    /// Each step with the stage it led to.
    fn steps(
        &self,
        drawn: Vec<Drawn>,
        agents: &BTreeSet<AgentName>,
        is_open: bool,
    ) -> Result<Vec<Step>, String> {
        let (mut tier, mut phase) = (self.first.clone(), Phase::Queued);
        let mut stage = self.stage(&tier, phase)?;
        let mut assignee = None;
        let mut steps = Vec::with_capacity(drawn.len());
        for (n, drawn) in drawn.into_iter().enumerate() {
            let mut step = drawn.step;
            let said = drawn.phase.is_some() || step.past.tier.is_some();
            if said || (n == 0 && !is_open) {
                tier = step.past.tier.clone().unwrap_or(tier);
                phase = drawn.phase.unwrap_or(phase);
                stage = self.stage(&tier, phase)?;
            }
            if let Some(name) = drawn.agent {
                assignee = Some(AgentName(name)).filter(|name| agents.contains(name));
            }
            step.assignee.clone_from(&assignee);
            step.past.to = stage.clone();
            steps.push(step);
        }
        Ok(steps)
    }
}
