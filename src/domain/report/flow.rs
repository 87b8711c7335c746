//! What passes between the tiers, for pictures of it: each tier with what stands there, every pair of tiers between which
//! something went, in both directions, and from where tickets ended.

use super::figure::Figure;
use super::result::{Line, Report, Shown, Value};
use crate::domain::id::Tier;
use crate::domain::process::Process;
use crate::domain::words::length;

/// A tier in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub label: String,
    /// Tickets that stood there open when the period ended.
    pub open: u64,
    /// How long at most half of them waited there, in milliseconds.
    pub waited_ms: Option<i64>,
    /// How long at most half of them were worked on there, in milliseconds.
    pub worked_ms: Option<i64>,
}

/// Tickets that went from one tier to another, or ended at one.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// From this one of the nodes.
    pub from: usize,
    /// To this one; `None`: they ended.
    pub to: Option<usize>,
    /// In the period: how often, and how long the tier had had them by then.
    pub now: Value,
    /// In the one before.
    pub before: Value,
}

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The tiers from the first contact upward; behind them those that only the tickets know.
    pub nodes: Vec<Node>,
    /// What went between them: in the order of the tiers, endings last of each.
    pub edges: Vec<Edge>,
    /// Tickets that ended in the period.
    pub ended: u64,
    /// How long after the opening at most half of the customers were told, in milliseconds.
    pub told_ms: Option<i64>,
}

impl Flow {
    /// Of a report.
    #[must_use]
    pub fn of(process: &Process, report: &Report) -> Flow {
        let mut tiers: Vec<&str> = process.tiers.iter().map(|t| t.id.as_str()).collect();
        let pairs = passed(report);
        for (from, to, _) in &pairs {
            for tier in [from, to] {
                if !tier.is_empty() && !tiers.contains(tier) {
                    tiers.push(tier);
                }
            }
        }
        let place = |tier: &str| tiers.iter().position(|t| *t == tier);
        let edges = pairs.iter().filter_map(|(from, to, line)| {
            Some(Edge {
                from: place(from)?,
                to: place(to),
                now: line.now.clone(),
                before: line.before.clone(),
            })
        });
        let mut edges: Vec<Edge> = edges.collect();
        edges.sort_by_key(|e| (e.from, e.to.unwrap_or(usize::MAX)));
        Flow {
            nodes: tiers.iter().map(|t| node(process, report, t)).collect(),
            edges,
            ended: row(report, Figure::Ended, "").map_or(0, |l| l.now.n),
            told_ms: row(report, Figure::TimeToTold, "").and_then(|l| l.now.p50_ms),
        }
    }

    /// What went in the period, without what only went before.
    pub fn passing(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|e| e.now.n > 0)
    }

    /// How many ended, and after how long half of the customers were told.
    #[must_use]
    pub fn sum(&self) -> String {
        let told = self.told_ms.map(length);
        let told = told.map_or_else(String::new, |t| format!(", half told in {t}"));
        format!("{} ended in the period{told}", self.ended)
    }

    /// An edge by the names of its ends: `Tier 1 → Engineering`, `Tier 1 → ended`.
    #[must_use]
    pub fn name(&self, edge: &Edge) -> String {
        let label = |n: usize| self.nodes.get(n).map_or("", |node| node.label.as_str());
        let to = edge.to.map_or("ended", label);
        format!("{} → {to}", label(edge.from))
    }
}

impl Edge {
    /// How many, and how long half of them had been there at most: `12, half after 3h`.
    #[must_use]
    pub fn said(&self) -> String {
        match self.now.p50_ms {
            Some(ms) => format!("{}, half after {}", self.now.n, length(ms)),
            None => self.now.n.to_string(),
        }
    }

    /// The same where room is narrow: `12 · 3h`.
    #[must_use]
    pub fn short(&self) -> String {
        match self.now.p50_ms {
            Some(ms) => format!("{} · {}", self.now.n, length(ms)),
            None => self.now.n.to_string(),
        }
    }

    /// Whether it leads to the next tier, or back to the one before.
    #[must_use]
    pub fn is_next(&self) -> bool {
        self.to.is_some_and(|to| to.abs_diff(self.from) == 1)
    }
}

impl Node {
    /// How many stand there, and how long half of them waited and were worked on.
    #[must_use]
    pub fn lines(&self) -> [String; 3] {
        let half = |what: &str, ms: Option<i64>| {
            ms.map_or_else(String::new, |ms| format!("half {what} {}", length(ms)))
        };
        [
            format!("{} open", self.open),
            half("waited", self.waited_ms),
            half("worked", self.worked_ms),
        ]
    }
}

fn node(process: &Process, report: &Report, tier: &str) -> Node {
    let half = |phase: &str| {
        let line = row(report, Figure::InStage, &format!("{tier}.{phase}"));
        line.and_then(|l| l.now.p50_ms)
    };
    Node {
        label: process.tier_label(&Tier::from(tier)),
        open: row(report, Figure::Backlog, tier).map_or(0, |l| l.now.n),
        waited_ms: half("queued"),
        worked_ms: half("working"),
    }
}

/// From, to (empty: ended), and what was counted.
fn passed(report: &Report) -> Vec<(&str, &str, &Line)> {
    let rows = report.figure(Figure::FlowTimes).into_iter();
    let pair = |line| {
        let line: &Line = line;
        let (from, to) = line.row.split_once('>')?;
        Some((from, to, line))
    };
    rows.flat_map(Shown::each).filter_map(pair).collect()
}

fn row<'r>(report: &'r Report, figure: Figure, key: &str) -> Option<&'r Line> {
    let mut rows = report.figure(figure)?.rows.iter();
    rows.find(|l| l.row == key && l.group.is_empty())
}
