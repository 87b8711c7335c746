//! The process as data: what `assets/process.toml` says, parsed and checked.
//! Nothing here decides anything; see `decide` and `guard`.

mod duty;
mod guard;
mod pairs;
mod policy;
mod role;
mod stay;
mod target;
mod verb;

pub use duty::{Notify, OnCall, Turns};
pub use guard::Guard;
pub use policy::{Policy, folded};
pub use role::Role;
pub use stay::{PRIORITIES, StageTarget};
pub use target::Target;
pub use verb::Verb;

use super::calendar::Calendar;
use super::id::Tier;
use super::secret::Mask;
use super::stage::Stage;
use super::ticket::PieceKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most tiers a process may have.
pub const MAX_TIERS: usize = 8;

/// A desk's whole process. Made by `parse::process`; as JSON only for the built-in one, kept parsed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Process {
    /// Name of the process, for people.
    pub name: String,
    /// SHA-256 of the file's text, lower-case hex; every event carries it.
    pub hash: String,
    /// One person may sign for both tiers (each such event is marked).
    pub single_seat: bool,
    /// Tiers from the first contact upward.
    pub tiers: Vec<TierDef>,
    /// Stages with their labels and whose turn it is.
    pub stages: Vec<StageDef>,
    /// Kinds of ticket: incident, question, request, security.
    pub kinds: Vec<Code>,
    /// How a ticket reaches the desk.
    pub channels: Vec<Code>,
    /// Impact and urgency levels, highest first.
    pub levels: Vec<Code>,
    /// `(impact, urgency)` → priority 1…4.
    #[serde(with = "pairs")]
    pub matrix: BTreeMap<(String, String), u8>,
    /// The intake answers, in the order they are asked.
    pub intake: Vec<Field>,
    /// Record kinds with their fields.
    pub records: Vec<RecordKind>,
    /// Named lists of codes that fields choose from: `resolution`, `cancel`, `recall`, `hold`, `link`,
    /// `return_tier2`, `return_engineering`, `change_kind`, `outcome`, …
    pub lists: BTreeMap<String, Vec<Code>>,
    /// Forms of the moves by id.
    pub forms: BTreeMap<String, FormDef>,
    /// The table of moves.
    pub moves: Vec<MoveDef>,
    /// Lighter or quicker ways; the first match wins, none means the seed in full.
    pub paths: Vec<PathDef>,
    /// Windows and waits, in milliseconds.
    pub windows: Windows,
    /// Targets by priority.
    pub targets: Vec<Targets>,
    /// How long a ticket may stand in a stage; one that is not named: as long as it takes.
    #[serde(default)]
    pub time_in_stage: Vec<StageTarget>,
    /// The calendar in which these count; empty: every hour does.
    pub calendar: String,
    /// Other targets for some tickets, the first that fits counts.
    pub policies: Vec<Policy>,
    /// When the desk works.
    pub calendars: Vec<Calendar>,
    /// Internal teams that can be asked: id and label (network operations, database administrators).
    pub teams: Vec<Code>,
    /// What a desk takes at most.
    pub limits: Limits,
    /// What is taken out of configurations and kept lines of logs before they are stored.
    pub masks: Vec<Mask>,
    /// How often a review is due, in milliseconds.
    pub review_every_ms: i64,
    /// When people are warned.
    #[serde(default)]
    pub notify: Notify,
    /// Who is on duty; a tier without a line here: all its agents.
    #[serde(default)]
    pub on_call: Vec<OnCall>,
}

/// An id with its label and an optional longer help.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// `snake_case` id used in files, JSON, events and on the command line.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// A sentence more, or empty.
    pub help: String,
}

/// One tier.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TierDef {
    /// The id.
    pub id: Tier,
    /// `Tier 1`.
    pub label: String,
    /// What the tier is for.
    pub help: String,
    /// The checklist that must be closed before the tier hands up or resolves.
    pub checklist: Vec<Item>,
    /// Escalation criteria of the tier; empty for the highest.
    pub criteria: Vec<Code>,
}

/// An item of a checklist.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Item {
    /// The id.
    pub id: String,
    /// `Verify configurations`.
    pub label: String,
    /// A sentence of help.
    pub help: String,
    /// Prepared results, offered as `1 matches  2 differs  3 cannot be checked`.
    pub results: Vec<String>,
    /// The kinds of evidence that are kept for it, each with the prepared result it proposes.
    #[serde(default)]
    pub keeps: BTreeMap<PieceKind, String>,
    /// The kinds of link that answer it, each with its result.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    /// How the version in use stands to the newest known one, each standing with the prepared result it
    /// proposes: by [`super::product::Standing::id`].
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
}

/// A stage as the file describes it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StageDef {
    /// The stage.
    pub stage: Stage,
    /// Label for people: `Waiting for Tier 2`.
    pub label: String,
    /// Whose turn it is: the queues it stands in. Empty when work is over.
    pub turn: Vec<Tier>,
}

/// What a field takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// One of a named list (`Process::lists`), or of `kinds`, `channels`, `levels`, `teams`, `products`, `criteria:TIER`.
    Choice(String),
    /// Several of a named list.
    Choices(String),
    /// One of a named list in forms; on the command line other words too, kept as they are.
    Result(String),
    /// A list, one item a line.
    List,
    /// An instant.
    Time,
    /// An agent of the tier named (or any, when empty).
    Agent(String),
    /// Another ticket.
    Ticket,
    /// Another ticket, or an article of the knowledge base.
    Reference,
    /// A number between two bounds.
    Number(i64, i64),
    /// A KB decision: a reference, `by:DATE`, or `none:WHY`.
    Kb,
    /// A tier.
    Tier,
    /// Yes or no.
    Flag,
}

/// A field of a form, of a record or of the intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// What to write here.
    pub help: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Must be filled before the form is sent.
    pub required: bool,
    /// Required only while another field has one of these values: `code=temporary_workaround|known_error`.
    pub when: Option<(String, Vec<String>)>,
    /// Where the value comes from before the person types: `ticket.impact`, `resolution.text`,
    /// `record.root_cause.text` (the latest of its kind), `customers_agent`, `last_escalator`, `contact`, `reached`, `me`, `now`,
    /// `const:…`; empty for none. After `ticket.` stands a field of the ticket, an intake field, `article`
    /// (the published one that was linked last), or `criteria` or `why` (the standing criteria of the tier in turn and their last sentence).
    pub prefill: String,
    /// Somebody has to say it: what `prefill` proposes is shown in a form, where a person sends it, and never taken
    /// by a command line that leaves it out.
    pub said: bool,
    /// The checklist item that a value in this field closes: the KB decision closes `engineering.knowledge_base`.
    pub closes: Option<(Tier, String)>,
}

/// A form of a move.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDef {
    /// The id.
    pub id: String,
    /// Title over the form.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A kind of record (evidence).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordKind {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// A sentence of help.
    pub help: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The checklist items that it closes while the ticket is at their tier: `tier2.replication`.
    pub closes: Vec<(Tier, String)>,
    /// Tiers whose agents may write it; empty: any.
    pub tiers: Vec<Tier>,
}

/// One row of the table of moves. One row has one `from`; the file may list several, which the
/// parser spreads into rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MoveDef {
    /// What it is called.
    pub verb: Verb,
    /// Which of several ways (`confirmed`, `assumed`, `with`, `unclear`, `first`, `second`); empty for the only one.
    pub way: String,
    /// From where; `None` for `open`.
    pub from: Option<Stage>,
    /// To where.
    pub to: Target,
    /// Who may.
    pub who: Role,
    /// What must hold.
    pub guards: Vec<Guard>,
    /// The id of its form, or empty.
    pub form: String,
    /// Words on the escalation pane: `Escalate to Tier 2`.
    pub label: String,
    /// The seed's sentence it comes from, or `ext.`
    pub seed: String,
}

/// When a path applies and what it answers, postpones or adds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PathDef {
    /// `outage`, `quick_answer`, `security`.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Kinds to which it applies (empty: all).
    pub kinds: Vec<String>,
    /// Highest priority number it applies to (1 = P1 only); 4 = all.
    pub priority_at_most: u8,
    /// Applies to major incidents too, whatever their priority.
    pub major_also: bool,
    /// Preset intake answers: field → text.
    pub preset_intake: BTreeMap<String, String>,
    /// Preset checklist results: `tier1.updates` → text.
    pub preset_checks: BTreeMap<String, String>,
    /// What is postponed: ids of `intake.steps`, `check.tier1.logs`, `record.replication`, … → the point before which it must be there (`tell`, `close`).
    pub owed: BTreeMap<String, String>,
    /// Restricted from the start.
    pub restricted: bool,
    /// A lead must approve `tell`.
    pub lead_approves_tell: bool,
    /// The lead is told at once when it is escalated.
    pub tell_lead: bool,
    /// Resolve, tell and close may be sent in one form (three events).
    pub one_form_close: bool,
}

/// Windows and waits, milliseconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Windows {
    /// How long a closed ticket may be reopened.
    pub reopen_ms: i64,
    /// How long a cancelled ticket may be restored.
    pub restore_ms: i64,
    /// How long a message waits in the outbox.
    pub outbox_ms: i64,
    /// How long `undo` works.
    pub undo_ms: i64,
    /// Further attempts before *assumed* (two).
    pub attempts: u32,
    /// Business days that the attempts span (five).
    pub attempt_days: u32,
    /// Returns on one edge after which a joint session is needed for the next escalation (two).
    pub joint_session_after: u32,
    /// How long an article stands before it wants to be looked at again.
    pub article_review_ms: i64,
}

/// Half a year: for files that say nothing about it.
pub const ARTICLE_REVIEW_MS: i64 = 180 * 86_400_000;

/// What a desk takes at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The largest file that may be attached, in bytes.
    pub attachment: u64,
    /// The largest configuration that is kept, in bytes.
    pub configuration: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            attachment: super::attachment::DEFAULT_LIMIT,
            configuration: super::attachment::DEFAULT_CONFIGURATION,
        }
    }
}

/// Clock targets of one priority, in milliseconds: of open time where a calendar counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Targets {
    /// 0 = major incident, 1…4 = P1…P4.
    pub priority: u8,
    /// First answer to the customer after opening.
    pub first_response_ms: i64,
    /// Next word to the customer after the last.
    pub update_ms: i64,
    /// Resolution = told.
    pub resolution_ms: i64,
    /// Acceptance by the next tier after an escalation.
    pub acceptance_ms: i64,
}

impl Process {
    /// The tier with this id.
    #[must_use]
    pub fn tier(&self, id: &Tier) -> Option<&TierDef> {
        self.tiers.iter().find(|t| &t.id == id)
    }

    /// Position of a tier from the first contact upward.
    #[must_use]
    pub fn tier_rank(&self, id: &Tier) -> Option<usize> {
        self.tiers.iter().position(|t| &t.id == id)
    }

    /// The first tier: the one that talks to the customer.
    #[must_use]
    pub fn first_tier(&self) -> Tier {
        self.tiers.first().map(|t| t.id.clone()).unwrap_or_default()
    }

    /// The label of a tier, or its id when unknown.
    #[must_use]
    pub fn tier_label(&self, id: &Tier) -> String {
        self.tier(id)
            .map_or_else(|| id.0.clone(), |t| t.label.clone())
    }

    /// The label of a checklist item by its key `tier.item`, or the key when unknown.
    #[must_use]
    pub fn item_label<'a>(&'a self, key: &'a str) -> &'a str {
        let found = key.split_once('.').and_then(|(tier, item)| {
            let items = &self.tier(&tier.into())?.checklist;
            items.iter().find(|i| i.id == item)
        });
        found.map_or(key, |item| item.label.as_str())
    }

    /// The label of a stage, or its id when unknown (imported history).
    #[must_use]
    pub fn stage_label(&self, stage: &Stage) -> String {
        self.stage(stage)
            .map_or_else(|| stage.to_string(), |s| s.label.clone())
    }

    /// The stage's definition.
    #[must_use]
    pub fn stage(&self, stage: &Stage) -> Option<&StageDef> {
        self.stages.iter().find(|s| &s.stage == stage)
    }

    /// Whose turn it is in a stage.
    #[must_use]
    pub fn turn(&self, stage: &Stage) -> &[Tier] {
        self.stage(stage).map_or(&[], |s| &s.turn)
    }

    /// The record kind with this id.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<&RecordKind> {
        self.records.iter().find(|r| r.id == id)
    }

    /// Label and fields of a record: of its kind, or of the form whose further answers it keeps.
    #[must_use]
    pub fn record_shape<'a>(&'a self, kind: &'a str) -> (&'a str, &'a [Field]) {
        let form = || {
            self.forms
                .get(kind)
                .map(|f| (f.title.as_str(), f.fields.as_slice()))
        };
        let known = self
            .record(kind)
            .map(|r| (r.label.as_str(), r.fields.as_slice()));
        known.or_else(form).unwrap_or((kind, &[]))
    }

    /// The intake field with this id.
    #[must_use]
    pub fn intake_field(&self, id: &str) -> Option<&Field> {
        self.intake.iter().find(|f| f.id == id)
    }

    /// The codes a field of kind `Choice(list)` chooses from. `criteria:TIER` names a tier's criteria.
    #[must_use]
    pub fn list(&self, list: &str) -> &[Code] {
        if let Some(tier) = list.strip_prefix("criteria:") {
            return self.tier(&Tier::from(tier)).map_or(&[], |t| &t.criteria);
        }
        match list {
            "kinds" => &self.kinds,
            "channels" => &self.channels,
            "levels" => &self.levels,
            "teams" => &self.teams,
            _ => self.lists.get(list).map_or(&[], Vec::as_slice),
        }
    }

    /// The label of a code in a list, or the code itself.
    #[must_use]
    pub fn code_label<'a>(&'a self, list: &str, id: &'a str) -> &'a str {
        self.list(list)
            .iter()
            .find(|c| c.id == id)
            .map_or(id, |c| c.label.as_str())
    }

    /// The code of a list that is meant by its id or, whatever its case, by its label.
    #[must_use]
    pub fn code_meant(&self, list: &str, said: &str) -> Option<&Code> {
        let (said, lower) = (said.trim(), said.trim().to_lowercase());
        let mut codes = self.list(list).iter();
        codes.find(|c| c.id == said || c.label.to_lowercase() == lower)
    }

    /// A field's value in words: the label of a code, any other text as it is.
    pub fn value_label<'a>(&'a self, field: &Field, value: &'a str) -> &'a str {
        match &field.kind {
            FieldKind::Choice(list) | FieldKind::Result(list) => self.code_label(list, value),
            _ => value,
        }
    }

    /// The moves that leave a stage.
    pub fn moves_from<'a>(&'a self, stage: &'a Stage) -> impl Iterator<Item = &'a MoveDef> {
        self.moves
            .iter()
            .filter(move |m| m.from.as_ref() == Some(stage))
    }
}
