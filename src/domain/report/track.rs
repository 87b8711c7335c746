//! One ticket's marks, followed from its opening on: what of it counts, and when.

mod flow;
mod step;

use super::hit::{About, Adds, Hit, Key, Time, Which};
use super::late::Watch;
use super::mark::{Mark, Place};
use super::{Period, figure::Figure};
use crate::domain::id::At;
use crate::domain::process::Process;
use crate::domain::row::Due;
use crate::domain::stage::Phase;
use flow::Flow;

/// What is the same for every ticket of a report.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'p> {
    /// The process in force.
    pub process: &'p Process,
    /// The period asked for.
    pub now: Period,
    /// The one before it.
    pub before: Period,
}

/// A ticket, as far as its marks were read.
#[derive(Debug)]
pub struct Track<'a, 'f> {
    frame: Frame<'f>,
    watch: &'f mut Watch,
    hits: &'f mut Vec<Hit<'a>>,
    about: About<'a>,
    at: At,
    by: &'a str,
    team: &'a str,
    opened_at: Option<At>,
    imported: bool,
    stage: Option<Place<'a>>,
    /// The tier that has it: that of the stage, but where an import says another one.
    tier: &'a str,
    /// The stage is the one in which an import opens tickets, and no step of its history said better yet.
    is_provisional: bool,
    since: At,
    /// Since when this tier has it.
    with_tier_since: At,
    /// The highest tier it stood at: its place from the first contact upward.
    highest: Option<(usize, &'a str)>,
    criteria: Vec<(&'a str, &'a str)>,
    waits: Vec<(u32, At)>,
    owed: Vec<(u32, &'a str)>,
    because: &'a str,
    /// The last words of this event: under several criteria they are said once.
    said: &'a str,
    /// So many things counted when this event began.
    hits_before: usize,
    /// What this event asks for: the same twice is asked for once.
    asked_for: Vec<String>,
    was_first: bool,
    answered_by: Option<u32>,
    is_answered: bool,
    was_told: bool,
    has_workaround: bool,
    /// Articles that helped, as they are linked now.
    helped: Vec<i64>,
    flow: Flow<'a>,
    /// Ends of periods that lie ahead.
    ends: [Option<(At, Which)>; 2],
}

impl<'a, 'f> Track<'a, 'f> {
    /// A ticket of which nothing was read yet. What counts is added to `hits`.
    pub fn new(
        frame: Frame<'f>,
        watch: &'f mut Watch,
        hits: &'f mut Vec<Hit<'a>>,
    ) -> Track<'a, 'f> {
        Track {
            frame,
            watch,
            hits,
            about: About::default(),
            at: At(i64::MIN),
            by: "",
            team: "",
            opened_at: None,
            imported: false,
            stage: None,
            tier: "",
            is_provisional: false,
            since: At(0),
            with_tier_since: At(0),
            highest: None,
            criteria: Vec::new(),
            waits: Vec::new(),
            owed: Vec::new(),
            because: "",
            said: "",
            hits_before: 0,
            asked_for: Vec::new(),
            was_first: false,
            answered_by: None,
            is_answered: false,
            was_told: false,
            has_workaround: false,
            helped: Vec::new(),
            flow: Flow::default(),
            ends: [
                Some((frame.before.to, Which::Before)),
                Some((frame.now.to, Which::Now)),
            ],
        }
    }

    /// Reads its next mark.
    pub fn read(&mut self, mark: Mark<'a>) {
        match mark {
            Mark::Event { at, by } => self.event(At(at), by),
            Mark::Opened {
                kind,
                product,
                customer,
                channel,
                imported,
            } => {
                (self.about.kind, self.about.product) = (kind, product);
                self.about.customer = customer;
                self.open(channel, imported);
            }
            Mark::Moved {
                verb,
                from,
                to,
                forced,
                stood_in,
            } => self.moved(&step::Move {
                verb,
                from,
                to,
                forced,
                stood_in,
            }),
            Mark::Imported { to, tier, team, by } => self.imported(to, tier, team, by),
            Mark::Kind(_) | Mark::Product(_) | Mark::Customer(_) | Mark::Priority { .. } => {
                self.set(&mark);
            }
            Mark::Word { .. } | Mark::TakenBack(_) | Mark::Told | Mark::TellingVoid => {
                self.spoke(&mark);
            }
            Mark::Held { .. } | Mark::HoldEnded(_) | Mark::Owed { .. } | Mark::Settled(_) => {
                self.waits(&mark);
            }
            other => self.recorded(other),
        }
    }

    /// Nothing follows: counts what stands at the ends of the periods, and says what the ticket is about.
    pub fn end(mut self) -> About<'a> {
        self.pass(self.frame.now.to);
        self.stand(At(i64::MAX));
        self.flow.end(&self.frame, self.hits, self.by);
        self.about
    }

    fn event(&mut self, at: At, by: &'a str) {
        self.stand(at);
        self.pass(at.min(self.frame.now.to));
        // What an import brings in may be out of order; a ticket's time never runs back.
        self.at = self.at.max(at);
        self.by = by;
        (self.because, self.said) = ("", "");
        self.hits_before = self.hits.len();
        self.asked_for.clear();
    }

    /// Clocks that ran out before an instant.
    fn pass(&mut self, to: At) {
        if self.opened_at.is_none() || to < self.frame.before.from {
            return;
        }
        let mut late: Vec<(Due, At)> = Vec::new();
        self.watch.advance(self.frame.process, to, &mut |what, at| {
            late.push((what, at))
        });
        for (what, at) in late {
            let clock = match what {
                Due::FirstResponse => "first_response",
                Due::Update => "update",
                Due::Resolution => "resolution",
                Due::Acceptance => "acceptance",
                Due::TimeInStage => "time_in_stage",
                Due::Nothing => continue,
            };
            self.add(
                Figure::Late,
                Key::Pair(self.tier, '.', clock),
                Time::At(at),
                Adds::One,
            );
        }
    }

    /// What stands at the ends of the periods up to an instant.
    fn stand(&mut self, to: At) {
        for n in 0..self.ends.len() {
            let Some((at, which)) = self.ends[n].filter(|(at, _)| *at <= to) else {
                continue;
            };
            self.ends[n] = None;
            if self.opened_at.is_none_or(|opened| opened >= at) {
                continue;
            }
            let time = Time::EndOf(which);
            if !self.is_over() {
                let tier = self.stage.map_or(self.tier, |stage| stage.tier);
                self.add(Figure::Backlog, Key::Word(tier), time, Adds::One);
            }
            let mut owed: Vec<&'a str> = self.owed.iter().map(|o| o.1).collect();
            owed.sort_unstable();
            owed.dedup();
            for what in owed {
                self.add(Figure::OwedOpen, Key::Word(what), time, Adds::One);
                if what == "kb" {
                    self.add(Figure::KbOwed, Key::One, time, Adds::One);
                }
            }
        }
    }

    fn open(&mut self, channel: &'a str, imported: bool) {
        self.opened_at = Some(self.at);
        self.imported = imported;
        (self.since, self.with_tier_since) = (self.at, self.at);
        self.watch.open(self.at, channel, imported);
        self.name();
        self.count(Figure::Opened, Key::One);
        if self.watch.first_answer().is_some() {
            self.is_answered = true;
            self.took(Figure::FirstAnswer, Key::One, 0);
        }
    }

    fn name(&mut self) {
        let about = &self.about;
        self.watch.about(about.kind, about.product, about.customer);
    }

    fn set(&mut self, mark: &Mark<'a>) {
        match *mark {
            Mark::Kind(kind) => self.about.kind = kind,
            Mark::Product(product) => self.about.product = product,
            Mark::Customer(customer) => self.about.customer = customer,
            Mark::Priority {
                priority,
                major,
                triaged,
            } => self.priority(priority, major, triaged),
            _ => {}
        }
        self.name();
    }

    fn priority(&mut self, priority: u8, major: bool, triaged: bool) {
        let is_first = triaged && (major || priority == 1);
        if self.was_first && triaged && !is_first {
            self.count(Figure::P1Lowered, Key::One);
        }
        if triaged {
            self.was_first = is_first;
        }
        (self.about.priority, self.about.major) = (priority, major);
        self.watch.priority(priority, major);
    }

    fn spoke(&mut self, mark: &Mark<'a>) {
        match *mark {
            Mark::Word {
                n,
                outgoing: true,
                attempt,
                ..
            } => {
                self.watch.word(n, attempt, self.at);
                if !attempt && !self.is_answered {
                    (self.is_answered, self.answered_by) = (true, Some(n));
                    self.since_opening(Figure::FirstAnswer);
                }
            }
            Mark::TakenBack(n) => {
                self.watch.take_back(n);
                if self.answered_by == Some(n) {
                    // It never left: the next one is the first.
                    (self.is_answered, self.answered_by) = (false, None);
                    self.hits.retain(|h| h.figure != Figure::FirstAnswer);
                }
            }
            Mark::Told => {
                self.watch.told(Some(self.at));
                if !self.was_told {
                    self.was_told = true;
                    self.since_opening(Figure::TimeToTold);
                }
            }
            Mark::TellingVoid => self.watch.told(None),
            _ => {}
        }
    }

    fn since_opening(&mut self, figure: Figure) {
        let opened = self.opened_at.unwrap_or(self.at);
        self.took(figure, Key::One, self.at.since_ms(opened));
    }

    fn waits(&mut self, mark: &Mark<'a>) {
        match *mark {
            Mark::Held { n, pauses, .. } => {
                self.watch.hold(n, pauses, self.at);
                if pauses {
                    self.waits.push((n, self.at));
                }
            }
            Mark::HoldEnded(n) => {
                self.watch.resume(n, self.at);
                let place = self.waits.iter().position(|w| w.0 == n);
                if let Some((_, began)) = place.map(|p| self.waits.remove(p)) {
                    self.took(Figure::WaitedForCustomer, Key::One, self.at.since_ms(began));
                }
            }
            Mark::Owed { n, what } => {
                self.owed.push((n, what));
                self.count(Figure::Owed, Key::Word(what));
            }
            Mark::Settled(n) => self.owed.retain(|o| o.0 != n),
            _ => {}
        }
    }

    fn recorded(&mut self, mark: Mark<'a>) {
        match mark {
            Mark::Preset(what) => self.count(Figure::Preset, Key::Word(what)),
            Mark::Skipped { item, why } => {
                self.count(Figure::Skipped, Key::Word(item));
                self.words(why);
            }
            Mark::Criterion { tier, id, why } => {
                self.about.criterion = Some((tier, id));
                self.criteria.retain(|c| *c != (tier, id));
                self.criteria.push((tier, id));
                self.words(why);
            }
            Mark::CriterionGone { tier, id, gone } => {
                self.criteria.retain(|c| *c != (tier, id));
                if !gone {
                    self.criteria.push((tier, id));
                }
            }
            Mark::Missing(text) => self.missing(text.to_lowercase()),
            Mark::Because { code, .. } => self.because = code,
            Mark::Asked(team) => self.team = team,
            Mark::Resolved { tier, code } => self.resolved(tier, code),
            Mark::Satisfied { confirmed } => {
                let said = if confirmed { "confirmed" } else { "assumed" };
                self.count(Figure::Satisfaction, Key::Word(said));
            }
            Mark::Workaround if !self.has_workaround => {
                self.has_workaround = true;
                self.since_opening(Figure::ToWorkaround);
            }
            Mark::Deployed => self.whole(Figure::FixAttempts),
            Mark::FixFailed => self.count(Figure::FixAttempts, Key::One),
            Mark::SignedAlone => self.count(Figure::SignedAlone, Key::One),
            Mark::Kb(gains) => self.count(Figure::KbGains, Key::Word(gains)),
            Mark::Helped(article) if !self.helped.contains(&article) => {
                self.helped.push(article);
                self.count(Figure::KbReuse, Key::Number(article));
            }
            Mark::HelpedNot(article) => {
                self.helped.retain(|known| *known != article);
                let of = |h: &Hit<'a>| h.figure == Figure::KbReuse && h.key == Key::Number(article);
                self.hits.retain(|h| !of(h));
            }
            _ => {}
        }
    }

    fn missing(&mut self, text: String) {
        if !self.asked_for.contains(&text) {
            self.asked_for.push(text.clone());
            self.count(Figure::Missing, Key::Made(text));
        }
    }

    fn words(&mut self, text: &'a str) {
        if !text.is_empty() && text != self.said {
            self.said = text;
            self.count(Figure::Repeated, Key::Word(text));
        }
    }

    fn resolved(&mut self, tier: &'a str, code: &'a str) {
        self.count(Figure::ResolvedBy, Key::Word(tier));
        self.count(Figure::Resolutions, Key::Word(code));
        self.whole(Figure::FirstLevel);
        if self.rank(tier) == 0 && self.only_first() {
            self.count(Figure::FirstLevel, Key::One);
        }
    }

    /// A tier's place from the first contact upward; one that the process does not name stands above all.
    fn rank(&self, tier: &str) -> usize {
        let tiers = &self.frame.process.tiers;
        let place = tiers.iter().position(|t| t.id.as_str() == tier);
        place.unwrap_or(tiers.len())
    }

    fn only_first(&self) -> bool {
        self.highest.is_none_or(|(rank, _)| rank == 0)
    }

    fn is_over(&self) -> bool {
        self.stage.is_some_and(|s| s.phase.is_over())
    }

    fn count(&mut self, figure: Figure, key: Key<'a>) {
        self.add(figure, key, Time::At(self.at), Adds::One);
    }

    fn whole(&mut self, figure: Figure) {
        self.add(figure, Key::One, Time::At(self.at), Adds::Whole);
    }

    fn took(&mut self, figure: Figure, key: Key<'a>, ms: i64) {
        self.add(figure, key, Time::At(self.at), Adds::Took(ms.max(0)));
    }

    fn add(&mut self, figure: Figure, key: Key<'a>, time: Time, adds: Adds) {
        if let Time::At(at) = time
            && !self.frame.now.has(at)
            && !self.frame.before.has(at)
        {
            return;
        }
        self.hits.push(Hit {
            figure,
            key,
            time,
            adds,
            tier: self.tier,
            agent: self.by,
            team: self.team,
        });
    }
}

/// The id of a phase whose end is the end of the work.
fn end_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Cancelled => "cancelled",
        _ => "closed",
    }
}
