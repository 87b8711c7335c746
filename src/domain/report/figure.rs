//! The figures of a review: what each is called, how it is counted, and in which chapter it stands.

use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How a figure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How often it happened, and on how many tickets.
    Times,
    /// On how many tickets it is so at one moment.
    Stands,
    /// So many of so many.
    Share,
    /// How long it took: half of them at most so long, nine of ten at most so long.
    Took,
    /// How often, on how many tickets, and for how long together.
    Waited,
}

/// What the rows of a figure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// It is one number.
    One,
    /// A tier.
    Tier,
    /// A stage.
    Stage,
    /// Two tiers: from, to.
    Edge,
    /// Tiers, joined by a plus sign.
    Tiers,
    /// A criterion of a tier.
    Criterion,
    /// A tier and a code of its list of reasons to send back.
    Return,
    /// A code of this list.
    Code(&'static str),
    /// A checklist item.
    Item,
    /// A move.
    Move,
    /// A tier and a clock.
    Clock,
    /// Something owed or preset.
    Owed,
    /// Two stages.
    Step,
    /// An article.
    Article,
    /// Words as they were written.
    Words,
    /// One of a few words of hoist's own.
    Own(&'static [(&'static str, &'static str)]),
}

/// The chapters, in their order.
pub const CHAPTERS: [&str; 7] = [
    "Volume",
    "Resolution",
    "Escalation",
    "Time",
    "Care",
    "Knowledge",
    "Flow and process",
];

macro_rules! figures {
    ($($name:ident $id:literal $chapter:literal $measure:ident $rows:expr, $label:literal, $text:literal;)*) => {
        /// A figure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Figure {
            $(#[doc = $text] $name,)*
        }

        impl Figure {
            /// Every figure, in the order of the report.
            pub const ALL: &'static [Figure] = &[$(Figure::$name,)*];

            /// Its id: in JSON, and behind `--figure`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Figure::$name => $id,)* }
            }

            /// What it is called.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Figure::$name => $label,)* }
            }

            /// How it is counted, in a sentence.
            #[must_use]
            pub fn definition(self) -> &'static str {
                match self { $(Figure::$name => $text,)* }
            }

            /// Its place among [`CHAPTERS`].
            #[must_use]
            pub fn chapter(self) -> usize {
                match self { $(Figure::$name => $chapter,)* }
            }

            /// What it measures.
            #[must_use]
            pub fn measure(self) -> Measure {
                match self { $(Figure::$name => Measure::$measure,)* }
            }

            /// What its rows are.
            #[must_use]
            pub fn rows(self) -> Rows {
                match self { $(Figure::$name => $rows,)* }
            }
        }
    };
}

const ENDS: Rows = Rows::Own(&[("closed", "Closed"), ("cancelled", "Cancelled")]);
const BACK: Rows = Rows::Own(&[
    ("direct", "Direct: one other team in between"),
    ("indirect", "Indirect: several others in between"),
]);
const SAID: Rows = Rows::Own(&[
    ("confirmed", "Confirmed satisfied"),
    ("assumed", "Assumed satisfied"),
    ("dissatisfied", "Dissatisfied"),
]);
const GAINS: Rows = Rows::Own(&[
    ("article", "An article"),
    ("owed", "Owed"),
    ("nothing", "Nothing new"),
]);

figures! {
    Opened "opened" 0 Times Rows::One, "Opened",
        "Tickets that were opened.";
    CameBack "came_back" 0 Times Rows::Move, "Came back",
        "Tickets that were closed or cancelled and were taken up again: reopened or restored.";
    Ended "ended" 0 Times ENDS, "Ended",
        "Tickets that were closed or cancelled. Arrivals are what was opened and came back, departures what ended.";
    Backlog "backlog" 0 Stands Rows::Tier, "Backlog at the end",
        "Tickets that were open (neither closed nor cancelled) when the period ended, by the tier at which they stood.";

    FirstLevel "first_level" 1 Share Rows::One, "First-level resolution",
        "Of the resolutions, those that the first tier stated while no other tier had had the ticket.";
    PushToFront "push_to_front" 1 Share Rows::One, "Push to front",
        "Of the tickets that ended, those that only ever stood at the first tier.";
    Highest "highest_tier" 1 Times Rows::Tier, "Highest tier reached",
        "Tickets that ended, by the highest tier at which they ever stood.";
    ResolvedBy "resolved_by" 1 Times Rows::Tier, "Resolutions by tier",
        "Resolutions, by the tier that stated them.";
    Resolutions "resolutions" 1 Times Rows::Code("resolution"), "Resolutions by code",
        "Resolutions, by their code.";
    FixAttempts "fix_attempts" 1 Share Rows::One, "Fixes that failed",
        "Of the fixes that were deployed, those whose verification failed.";
    Reopened "reopened" 1 Share Rows::One, "Reopened",
        "For so many tickets closed in the period, so many reopened in it: also those that had been closed before.";
    Satisfaction "satisfaction" 1 Times SAID, "Satisfaction",
        "Answers to “are you satisfied?”: confirmed by a person, assumed after attempts without an answer (never counted as confirmed), or not satisfied.";

    Escalations "escalations" 2 Times Rows::Edge, "Escalations by tier",
        "Escalations, by the tier they left and the one they went to.";
    Criteria "criteria" 2 Times Rows::Criterion, "Escalations by criterion",
        "Escalations, by each criterion of the escalating tier that stood then; one escalation may have several.";
    Returns "returns" 2 Times Rows::Return, "Returns by reason",
        "Escalations that were sent back, by the tier that sent them back and its reason.";
    Missing "missing" 2 Times Rows::Words, "Most often missing",
        "What returns asked for, word for word; upper and lower case are the same.";
    BackAndForth "back_and_forth" 2 Times BACK, "Back and forth",
        "The same team again: direct with exactly one other team in between, indirect with more. Teams are those of an imported history; for tickets worked here, the tiers, and coming back to be told is not counted.";
    Overrides "overrides" 2 Times Rows::Move, "Overrides",
        "Moves that a lead forced with a reason; what was unmet is owed.";
    StoodIn "stood_in" 2 Times Rows::Tier, "Leads standing in",
        "Moves in which a lead stood in for a tier that is not theirs, by that tier.";

    FirstAnswer "first_answer" 3 Took Rows::One, "Time to the first answer",
        "From opening to the first word to the customer, every hour counted. Who calls, writes in a chat or comes to the desk is answered at once.";
    TimeToTold "time_to_told" 3 Took Rows::One, "Time until told",
        "From opening until the customer was told the resolution, every hour counted.";
    Acceptance "acceptance" 3 Took Rows::Tier, "Acceptance time",
        "From an escalation until the next tier accepted it, by that tier; every hour counted.";
    InStage "in_stage" 3 Took Rows::Stage, "Time in stage",
        "How long tickets stood in a stage which they left in the period, every hour counted.";
    ToWorkaround "to_workaround" 3 Took Rows::One, "Time to workaround",
        "From opening until a workaround was first in place.";
    WaitedForCustomer "waited_for_customer" 3 Waited Rows::One, "Waiting for the customer",
        "Waits for the customer's answer that ended in the period: how many, on how many tickets, and how long together.";
    Late "late" 3 Times Rows::Clock, "Late",
        "Clocks that ran out in the period, by the tier at which the ticket stood then; under the process file in force now, with its calendars and pauses.";

    Skipped "skipped" 4 Times Rows::Item, "Skipped items",
        "Checklist items that were skipped with a reason.";
    Repeated "repeated" 4 Times Rows::Words, "Repeated words",
        "Reasons to skip and sentences why it is escalated that were given word for word on three tickets or more, in the period or in the one before it; other words are in no sum.";
    Preset "preset" 4 Times Rows::Owed, "Answered in advance",
        "Answers and checklist items that a path answered in advance.";
    Owed "owed" 4 Times Rows::Owed, "Owed",
        "What a path or an override postponed.";
    OwedOpen "owed_open" 4 Stands Rows::Owed, "Still owed at the end",
        "Tickets on which this was owed and neither supplied nor forgiven when the period ended.";
    P1Lowered "p1_lowered" 4 Times Rows::One, "P1 later lowered",
        "Tickets confirmed as P1 or major whose priority was lowered afterwards.";
    SignedAlone "signed_alone" 4 Times Rows::One, "Signed by one person alone",
        "Sign-offs in which one person signed for both tiers of a single-seat desk.";

    KbReuse "kb_reuse" 5 Times Rows::Article, "Articles that helped",
        "Links to an article that say it helped, as they stand: one taken back, and a resolution that the customer rejected, count for nothing.";
    KbGains "kb_gains" 5 Times GAINS, "What the knowledge base gained",
        "Decisions about the knowledge base: an article, owed until a date, nothing new because.";
    KbOwed "kb_owed" 5 Stands Rows::One, "Articles owed at the end",
        "Tickets whose article was still owed when the period ended.";

    FlowTouched "flow_touched" 6 Times Rows::Tiers, "Tickets by the tiers they touched",
        "Tickets with a step in the period (a move, or a step of imported history), by the set of tiers at which their steps of the period led to.";
    FlowMoves "flow_moves" 6 Times Rows::Edge, "Moves between tiers",
        "Steps that led from one tier to another: how many, and on how many tickets.";
    FlowTimes "flow_times" 6 Took Rows::Edge, "Time until it was passed on",
        "How long tickets had been with a tier when a step led them to another one or ended them, every hour counted. An ending counts with the tier that had the ticket until then.";
    FlowEvents "flow_events" 6 Times Rows::Tier, "Steps by tier",
        "Steps, by the tier to which they led or at which they stayed. That a ticket goes to the archive is no step.";
    FlowTeams "flow_teams" 6 Times Rows::Words, "Steps by team",
        "Steps of imported history, by team; how many rows there are is the number of teams.";
    Departures "departures" 6 Times Rows::Step, "Departures from the process",
        "Steps of imported history between two stages that no move of the process connects, and histories that begin at another tier than the first, or with a ticket that was resolved, closed or cancelled already. Moves made here cannot depart; what a lead forced stands among the overrides.";
}

impl Figure {
    /// Whether it is worth a line where nothing of the kind happened.
    #[must_use]
    pub fn is_always_shown(self) -> bool {
        self.rows() == Rows::One && self.chapter() < 2 || self == Figure::Backlog
    }
}

impl Figure {
    /// Whether its rows are drawn as bars too, where a report has pictures.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        matches!(
            self,
            Figure::Criteria
                | Figure::Returns
                | Figure::Missing
                | Figure::Acceptance
                | Figure::InStage
                | Figure::Late
                | Figure::Skipped
                | Figure::Departures
        )
    }
}

impl FromStr for Figure {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.trim().replace('-', "_").to_lowercase();
        let found = Figure::ALL.iter().find(|f| f.id() == id);
        found.copied().ok_or_else(|| {
            let ids: Vec<&str> = Figure::ALL.iter().map(|f| f.id()).collect();
            format!("“{text}” is no figure. There are: {}.", ids.join(", "))
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}
