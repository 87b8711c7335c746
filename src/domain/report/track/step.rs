//! What a step counts towards: a move made here, or a step of imported history.

use super::{Track, end_of};
use crate::domain::process::{Process, Target, Verb};
use crate::domain::report::figure::Figure;
use crate::domain::report::hit::{Key, Time};
use crate::domain::report::mark::Place;
use crate::domain::stage::Phase;

/// A move.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    pub verb: Verb,
    pub from: Option<Place<'a>>,
    pub to: Place<'a>,
    pub forced: bool,
    pub stood_in: bool,
}

impl<'a> Track<'a, '_> {
    pub(super) fn moved(&mut self, step: &Move<'a>) {
        if step.forced {
            self.count(Figure::Overrides, Key::Word(step.verb.id()));
        }
        if step.stood_in {
            self.count(Figure::StoodIn, Key::Word(self.tier));
        }
        if let Some(from) = step.from {
            self.handed(step.verb, from, step.to);
        }
        if step.verb == Verb::Open {
            self.tier = step.to.tier;
            self.begins();
        }
        if step.verb == Verb::Open && self.imported {
            // Where an import opens tickets; what its history says of it follows.
            (self.stage, self.is_provisional) = (Some(step.to), true);
            return;
        }
        self.is_provisional = false;
        if step.verb == Verb::Archive {
            // Putting a ticket away is nobody's work: it stays where it was over.
            self.stage = Some(step.to);
            return;
        }
        if let Some(from) = step.from {
            // A move leads on from the stage: whoever had it in an imported history is past.
            if self.tier != from.tier {
                (self.tier, self.with_tier_since) = (from.tier, self.since);
            }
        }
        self.watch
            .stands(step.to.tier, step.to.phase, self.at, Some(step.verb));
        self.enter(step.to, step.to.tier, step.verb.id());
        if step.to.phase == Phase::Resolved {
            // On the way back to be told nobody passes it on.
            self.flow.rest();
        } else if !step.to.phase.is_over() && step.to.phase != Phase::Confirming {
            self.passed_on(step.to.tier);
        }
    }

    /// What moves between tiers count towards.
    fn handed(&mut self, verb: Verb, from: Place<'a>, to: Place<'a>) {
        match verb {
            Verb::Escalate => {
                self.count(Figure::Escalations, Key::Pair(from.tier, '>', to.tier));
                let standing: Vec<&'a str> = self
                    .criteria
                    .iter()
                    .filter(|c| c.0 == from.tier)
                    .map(|c| c.1)
                    .collect();
                for id in standing {
                    self.count(Figure::Criteria, Key::Pair(from.tier, '.', id));
                }
            }
            Verb::Accept => {
                let waited = self.at.since_ms(self.since);
                self.took(Figure::Acceptance, Key::Word(from.tier), waited);
            }
            // "Unclear" gives a resolution back; nothing was escalated.
            Verb::Return if from.phase != Phase::Resolved => {
                self.count(Figure::Returns, Key::Pair(from.tier, '.', self.because));
            }
            Verb::Dissatisfied => self.count(Figure::Satisfaction, Key::Word("dissatisfied")),
            _ => {}
        }
    }

    pub(super) fn imported(&mut self, to: Place<'a>, tier: &'a str, team: &'a str, by: &'a str) {
        let begun = self.since;
        let stays = self.is_provisional && self.stage == Some(to);
        self.names(team, by);
        if self.is_provisional {
            self.left_provisional(to, tier);
        }
        if self.stage.is_none() {
            self.tier = tier;
            self.begins();
        }
        let stage = |tier: &str, phase: Phase| format!("{tier}.{}", phase.id());
        match self.stage {
            None if self.rank(tier) > 0 || !matches!(to.phase, Phase::Queued | Phase::Working) => {
                let step = format!(">{}", stage(to.tier, to.phase));
                self.count(Figure::Departures, Key::Made(step));
            }
            Some(from) if departs(self.frame.process, from, to) => {
                let (from, to) = (stage(from.tier, from.phase), stage(to.tier, to.phase));
                self.count(Figure::Departures, Key::Made(format!("{from}>{to}")));
            }
            _ => {}
        }
        self.watch.stands(to.tier, to.phase, self.at, None);
        self.enter(to, tier, Verb::Reopen.id());
        if stays {
            self.since = begun;
        }
        if !team.is_empty() {
            self.count(Figure::FlowTeams, Key::Word(team));
        }
        self.passed_on(if team.is_empty() { tier } else { team });
    }

    /// All that a step of an imported history counts towards is of the team that it names, and of who did it; one that names
    /// no team is of none.
    fn names(&mut self, team: &'a str, by: &'a str) {
        self.team = team;
        if !by.is_empty() {
            self.by = by;
        }
        for hit in self.hits.iter_mut().skip(self.hits_before) {
            (hit.team, hit.agent) = (self.team, self.by);
        }
    }

    /// What the opening counts towards is of the event that says where it was: of the move that opened the ticket, or of
    /// the first step of its history.
    fn begins(&mut self) {
        let opened = self.opened_at.map(Time::At);
        for (n, hit) in self.hits.iter_mut().enumerate() {
            if n >= self.hits_before || Some(hit.time) == opened {
                (hit.tier, hit.team, hit.agent) = (self.tier, self.team, self.by);
            }
        }
    }

    /// The first step of an imported history says where the ticket stood; where it was opened before, it had waited in the
    /// stage in which an import opens tickets until then.
    fn left_provisional(&mut self, to: Place<'a>, tier: &'a str) {
        let stood = self.at.since_ms(self.since);
        if let Some(stage) = self.stage.filter(|stage| *stage != to && stood > 0) {
            let key = Key::Pair(stage.tier, '.', stage.phase.id());
            self.took(Figure::InStage, key, stood);
        }
        if self.tier != tier {
            self.with_tier_since = self.at;
        }
        (self.stage, self.tier, self.is_provisional) = (None, "", false);
    }

    fn passed_on(&mut self, team: &'a str) {
        if let Some(how) = self.flow.pass_on(team) {
            self.count(Figure::BackAndForth, Key::Word(how));
        }
    }

    /// It stands in another stage.
    fn enter(&mut self, to: Place<'a>, tier: &'a str, verb: &'static str) {
        let from = self.stage;
        if let Some(from) = from.filter(|f| *f != to && !f.phase.is_over()) {
            let stood = self.at.since_ms(self.since);
            self.took(
                Figure::InStage,
                Key::Pair(from.tier, '.', from.phase.id()),
                stood,
            );
        }
        if from != Some(to) {
            self.since = self.at;
        }
        self.left(to, tier);
        let rank = self.rank(tier);
        if self.highest.is_none_or(|(highest, _)| rank > highest) {
            self.highest = Some((rank, tier));
        }
        let was_over = self.is_over();
        match (was_over, to.phase.is_over()) {
            (false, true) => self.ended(to.phase),
            (true, false) => {
                self.count(Figure::CameBack, Key::Word(verb));
                if from.is_some_and(|f| f.phase == Phase::Closed) && verb == Verb::Reopen.id() {
                    self.count(Figure::Reopened, Key::One);
                }
            }
            _ => {}
        }
        self.count(Figure::FlowEvents, Key::Word(tier));
        self.flow.step(self.at, tier, self.team);
        (self.stage, self.tier) = (Some(to), tier);
    }

    /// It is passed on to another tier, or ends: how long the tier that had it until now had it.
    fn left(&mut self, to: Place<'a>, tier: &'a str) {
        let had = if self.tier.is_empty() {
            tier
        } else {
            self.tier
        };
        let (was_over, is_over) = (self.is_over(), to.phase.is_over());
        if was_over {
            // While it was over nobody had it.
            self.with_tier_since = self.at;
        }
        let long = self.at.since_ms(self.with_tier_since);
        if !was_over && is_over {
            self.took(Figure::FlowTimes, Key::Pair(had, '>', ""), long);
        }
        if had != tier {
            self.count(Figure::FlowMoves, Key::Pair(had, '>', tier));
            self.took(Figure::FlowTimes, Key::Pair(had, '>', tier), long);
            self.with_tier_since = self.at;
        }
    }

    fn ended(&mut self, phase: Phase) {
        self.count(Figure::Ended, Key::Word(end_of(phase)));
        self.whole(Figure::PushToFront);
        if self.only_first() {
            self.count(Figure::PushToFront, Key::One);
        }
        if let Some((_, tier)) = self.highest {
            self.count(Figure::Highest, Key::Word(tier));
        }
        if phase != Phase::Cancelled {
            self.whole(Figure::Reopened);
        }
    }
}

/// Whether no move of the process connects two stages.
fn departs(process: &Process, from: Place<'_>, to: Place<'_>) -> bool {
    let is = |stage: &crate::domain::stage::Stage, place: Place<'_>| {
        stage.phase == place.phase && stage.tier.as_str() == place.tier
    };
    if from == to {
        return false;
    }
    let leads = |target: &Target| match target {
        Target::Stage(stage) => is(stage, to),
        // To the queue of a tier that had it.
        Target::Resolver | Target::HadTier => to.phase == Phase::Queued,
    };
    let mut moves = process.moves.iter();
    !moves.any(|m| m.from.as_ref().is_some_and(|f| is(f, from)) && leads(&m.to))
}
