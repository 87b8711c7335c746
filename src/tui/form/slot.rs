//! One field of a form: what it shows, holds and means.

use super::paint::columns;
use super::{Ground, Hit, Lookup, Spec};
use crate::domain::id::{At, TicketId};
use crate::domain::process::{Code, Field, FieldKind, Process};
use crate::domain::reference::Reference;
use crate::domain::safe::SafeText;
use crate::domain::values::Values;
use crate::domain::{when, words};
use crate::tui::editor::Editor;
use crate::tui::wrap::wrap;

/// More choices than number keys are searched, not listed.
pub(super) const LISTED_AT_MOST: usize = 9;
/// The list of a form that stands in for all tiers.
pub(super) const TIERS: &str = "tiers";

/// A field with what is in it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub field: Field,
    pub input: Input,
    pub prefilled: String,
    pub suggest: Vec<String>,
    pub lookup: Option<Lookup>,
    pub hits: Hits,
    /// Words under the field for its reader.
    pub notes: Vec<(String, String)>,
    /// A mistake that was there when the form was last sent.
    pub error: Option<String>,
}

/// What is found for the words in a field.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    pub found: Vec<Hit>,
    pub bar: usize,
    pub is_open: bool,
    /// The person moved the bar: the one under it is meant, however the field is left.
    pub is_chosen: bool,
    /// The answer to the words that stand there has not come.
    pub is_awaited: bool,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Line(Editor),
    Block(Editor),
    One {
        codes: Vec<Code>,
        at: Option<usize>,
    },
    Many {
        codes: Vec<Code>,
        on: Vec<bool>,
        bar: usize,
    },
    Kb {
        way: Option<KbWay>,
        text: Editor,
        /// The keyboard is in the text, not on the three ways.
        in_text: bool,
    },
}

/// The decision about the knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KbWay {
    Article,
    OwedBy,
    Nothing,
}

impl KbWay {
    pub const ALL: [(KbWay, &'static str); 3] = [
        (KbWay::Article, "article"),
        (KbWay::OwedBy, "by a date"),
        (KbWay::Nothing, "nothing new"),
    ];
}

impl Slot {
    pub fn new(
        field: &Field,
        spec: &Spec,
        process: &Process,
        ground: &Ground,
        prefill: &Values,
    ) -> Slot {
        let lookup = match &field.kind {
            FieldKind::Agent(tier) => Some(Lookup::Agent(tier.clone())),
            FieldKind::Ticket => Some(Lookup::Ticket),
            FieldKind::Reference => Some(Lookup::Reference),
            FieldKind::Kb => Some(Lookup::Article),
            _ => spec.lookups.get(&field.id).cloned(),
        };
        let mut slot = Slot {
            field: field.clone(),
            input: input(field, spec, process),
            prefilled: String::new(),
            suggest: spec.suggest.get(&field.id).cloned().unwrap_or_default(),
            lookup,
            hits: Hits::default(),
            notes: Vec::new(),
            error: None,
        };
        if let Some(text) = prefill.0.get(&field.id) {
            slot.set_raw(&shown_time(field, text, ground));
        }
        slot.prefilled = slot.raw();
        slot
    }

    /// The content as typed: what a draft keeps.
    pub fn raw(&self) -> String {
        match &self.input {
            Input::Line(editor) | Input::Block(editor) => editor.text().to_owned(),
            Input::One { codes, at } => at
                .and_then(|i| codes.get(i))
                .map(|c| c.id.clone())
                .unwrap_or_default(),
            Input::Many { codes, on, .. } => {
                let chosen = codes.iter().zip(on).filter(|(_, on)| **on);
                let ids: Vec<_> = chosen.map(|(c, _)| c.id.as_str()).collect();
                ids.join(",")
            }
            Input::Kb { way, text, .. } => match way {
                None => String::new(),
                Some(KbWay::Article) => text.text().to_owned(),
                Some(KbWay::OwedBy) => format!("by:{}", text.text()),
                Some(KbWay::Nothing) => format!("none:{}", text.text()),
            },
        }
    }

    /// The content as people read it: the labels of what was chosen.
    pub fn words(&self) -> String {
        match &self.input {
            Input::Line(_) | Input::Block(_) => self.raw(),
            Input::One { codes, at } => at
                .and_then(|i| codes.get(i))
                .map(|c| c.label.clone())
                .unwrap_or_default(),
            Input::Many { codes, on, .. } => {
                let chosen = codes.iter().zip(on).filter(|(_, on)| **on);
                let labels: Vec<_> = chosen.map(|(c, _)| c.label.as_str()).collect();
                labels.join(", ")
            }
            Input::Kb { way, text, .. } => {
                let way = KbWay::ALL.iter().find(|(w, _)| Some(*w) == *way);
                way.map_or_else(String::new, |(_, label)| format!("{label} {}", text.text()))
            }
        }
    }

    pub fn set_raw(&mut self, raw: &str) {
        self.error = None;
        match &mut self.input {
            Input::Line(editor) | Input::Block(editor) => {
                if editor.text() != raw {
                    editor.set(raw);
                }
            }
            Input::One { codes, at } => *at = codes.iter().position(|c| c.id == raw.trim()),
            Input::Many { codes, on, .. } => {
                let chosen: Vec<_> = raw.split(',').map(str::trim).collect();
                *on = codes
                    .iter()
                    .map(|c| chosen.contains(&c.id.as_str()))
                    .collect();
            }
            Input::Kb { way, text, .. } => {
                let (found, rest) = kb_parts(raw);
                *way = found;
                text.set(rest);
            }
        }
    }

    pub fn is_blank(&self) -> bool {
        match &self.input {
            Input::Line(editor) | Input::Block(editor) => editor.is_blank(),
            Input::One { at, .. } => at.is_none(),
            Input::Many { on, .. } => !on.contains(&true),
            Input::Kb { way, text, .. } => way.is_none() || text.is_blank(),
        }
    }

    pub fn cursor(&self) -> usize {
        match &self.input {
            Input::Line(editor) | Input::Block(editor) | Input::Kb { text: editor, .. } => {
                editor.cursor()
            }
            Input::One { .. } => 0,
            Input::Many { bar, .. } => *bar,
        }
    }

    pub fn set_cursor(&mut self, cursor: usize) {
        match &mut self.input {
            Input::Line(editor) | Input::Block(editor) | Input::Kb { text: editor, .. } => {
                editor.set_cursor(cursor);
            }
            Input::One { .. } => {}
            Input::Many { codes, bar, .. } => *bar = cursor.min(codes.len().saturating_sub(1)),
        }
    }

    /// The prepared texts that can be taken; none where the first stands in a long text already.
    pub fn offered(&self) -> &[String] {
        match (&self.input, self.suggest.first()) {
            (Input::Block(editor), Some(first)) if editor.text().contains(first.trim()) => &[],
            _ => &self.suggest,
        }
    }

    /// How the prepared text of a long text is taken.
    pub fn taking(&self) -> &'static str {
        match self.is_blank() {
            true => "ctrl-t takes over: ",
            false => "ctrl-t adds below: ",
        }
    }

    /// What the desk gets; empty when nothing is filled in.
    pub fn canonical(&self, ground: &Ground) -> Result<String, String> {
        let raw = self.raw();
        if self.is_blank() {
            // A way that is chosen but not filled in is a mistake, not an empty field.
            return match &self.input {
                Input::Kb { way: Some(way), .. } => Err(kb_wants(*way)),
                _ => Ok(String::new()),
            };
        }
        match &self.field.kind {
            FieldKind::Time => read_time(&raw, ground),
            FieldKind::Number(low, high) => read_number(&raw, *low, *high),
            FieldKind::Ticket => raw.parse::<TicketId>().map(|id| id.0.to_string()),
            FieldKind::Reference => raw.parse::<Reference>().map(|one| match one {
                Reference::Ticket(id) => id.0.to_string(),
                Reference::Article(id) => id.to_string(),
            }),
            FieldKind::Kb => match kb_parts(&raw) {
                (Some(KbWay::OwedBy), date) => Ok(format!("by:{}", read_time(date, ground)?)),
                _ => Ok(raw),
            },
            FieldKind::Agent(_) => Ok(raw.trim().to_owned()),
            _ => Ok(raw),
        }
    }

    /// How the content was understood, in words beside it; `Err` while it is not.
    pub fn reading(&self, ground: &Ground) -> Option<Result<String, String>> {
        let time = |text: &str| {
            let at = when::parse(text, ground.now, &ground.zone)?;
            Ok(when::say(at, ground.now, &ground.zone))
        };
        match (&self.field.kind, &self.input) {
            (FieldKind::Time, Input::Line(editor)) if !editor.is_blank() => {
                Some(time(editor.text()))
            }
            (
                FieldKind::Kb,
                Input::Kb {
                    way: Some(KbWay::OwedBy),
                    text,
                    ..
                },
            ) if !text.is_blank() => Some(time(text.text())),
            _ => None,
        }
    }

    /// The mistake as lines of this width, each behind a sign or under it.
    pub fn error_lines(&self, width: u16) -> Vec<String> {
        let Some(error) = &self.error else {
            return Vec::new();
        };
        let room = usize::from(width.saturating_sub(2)).max(10);
        let lines = wrap(SafeText::line(error), room, 0).into_iter();
        let sign = |i| if i == 0 { "! " } else { "  " };
        lines
            .enumerate()
            .map(|(i, line)| format!("{}{line}", sign(i)))
            .collect()
    }

    /// Where each choice stands in a value of this width, as column and row, and how many rows that
    /// takes: one choice after the other, of which several may be made one a line.
    pub fn places(&self, width: u16) -> (Vec<(u16, u16)>, u16) {
        let (mut places, mut column, mut row) = (Vec::new(), 0, 0);
        match &self.input {
            Input::One { codes, .. } => {
                for code in codes {
                    // The number, and the blanks or brackets around number and label.
                    let wide = columns(SafeText::line(&code.label).width() + 4);
                    if column > 0 && column + wide > width {
                        (column, row) = (0, row + 1);
                    }
                    places.push((column, row));
                    column = column.saturating_add(wide + 1);
                }
            }
            Input::Many { codes, .. } => {
                places.extend((0..codes.len()).map(|i| (0, columns(i))));
                row = columns(codes.len().saturating_sub(1));
            }
            _ => {}
        }
        (places, row + 1)
    }

    /// The choice at a column and row of a value of this width.
    pub fn pointed(&self, width: u16, column: u16, row: u16) -> Option<usize> {
        let (places, _) = self.places(width);
        places.iter().rposition(|(x, y)| *y == row && *x <= column)
    }

    /// Whether its choices are searched instead of listed.
    pub fn is_searched(&self) -> bool {
        match &self.input {
            Input::One { codes, .. } | Input::Many { codes, .. } => codes.len() > LISTED_AT_MOST,
            _ => false,
        }
    }
}

fn input(field: &Field, spec: &Spec, process: &Process) -> Input {
    let codes = |list: &str| {
        let extra = spec.extra.get(list);
        extra.map_or_else(|| process.list(list).to_vec(), Clone::clone)
    };
    let one = |codes: Vec<Code>| Input::One { codes, at: None };
    match &field.kind {
        FieldKind::Choice(list) | FieldKind::Result(list) => one(codes(list)),
        FieldKind::Choices(list) => {
            let codes = codes(list);
            Input::Many {
                on: vec![false; codes.len()],
                codes,
                bar: 0,
            }
        }
        FieldKind::Tier => {
            let all = || process.tiers.iter().map(|t| code(&t.id.0, &t.label));
            one(spec
                .extra
                .get(TIERS)
                .map_or_else(|| all().collect(), Clone::clone))
        }
        FieldKind::Flag => one(vec![code("yes", "yes"), code("no", "no")]),
        FieldKind::LongText | FieldKind::List => Input::Block(Editor::block("")),
        FieldKind::Kb => Input::Kb {
            way: None,
            text: Editor::line(""),
            in_text: false,
        },
        FieldKind::Text
        | FieldKind::Time
        | FieldKind::Agent(_)
        | FieldKind::Ticket
        | FieldKind::Reference
        | FieldKind::Number(..) => Input::Line(Editor::line("")),
    }
}

fn code(id: &str, label: &str) -> Code {
    Code {
        id: id.to_owned(),
        label: label.to_owned(),
        help: String::new(),
    }
}

/// A prefilled instant as it would be typed.
fn shown_time(field: &Field, text: &str, ground: &Ground) -> String {
    match (&field.kind, when::parse(text, ground.now, &ground.zone)) {
        (FieldKind::Time, Ok(at)) => when::typed(minute(at), &ground.zone),
        _ => text.to_owned(),
    }
}

/// Seconds say nothing in a form.
fn minute(at: At) -> At {
    At(at.0 - at.0.rem_euclid(60_000))
}

fn read_time(text: &str, ground: &Ground) -> Result<String, String> {
    when::parse(text, ground.now, &ground.zone).map(words::rfc3339)
}

fn read_number(text: &str, low: i64, high: i64) -> Result<String, String> {
    match text.trim().parse::<i64>() {
        Ok(n) if (low..=high).contains(&n) => Ok(n.to_string()),
        _ => Err(format!("Write a number from {low} to {high}.")),
    }
}

fn kb_parts(raw: &str) -> (Option<KbWay>, &str) {
    if raw.is_empty() {
        (None, "")
    } else if let Some(date) = raw.strip_prefix("by:") {
        (Some(KbWay::OwedBy), date)
    } else if let Some(why) = raw.strip_prefix("none:") {
        (Some(KbWay::Nothing), why)
    } else {
        (Some(KbWay::Article), raw)
    }
}

fn kb_wants(way: KbWay) -> String {
    match way {
        KbWay::Article => "Pick an article, or write a reference or address.",
        KbWay::OwedBy => "Write until when the article is written, like 3d.",
        KbWay::Nothing => "Write why there is nothing new.",
    }
    .to_owned()
}
