//! The screen of the first start: who you are, which tiers you work, where the desk's file is. The
//! same form, keys and colours as everywhere. Pure: events in, steps out.

use crate::desk::first::{Answers, Trouble};
use crate::domain::parse;
use crate::domain::process::{Code, Field, FieldKind};
use crate::domain::values::Values;
use crate::tui::form::{Form, FormTheme, Ground, Outcome, Spec};
use crate::tui::input::{After, InputEvent, Mouse, MouseKind};
use crate::tui::keys::{Code as KeyCode, Key};
use crate::tui::layout::SMALLEST;
use crate::tui::theme::{Role, Theme};
use crate::tui::view;
use crate::tui::view::pen::{Pen, centred};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::collections::BTreeMap;

/// What an event led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Go on.
    Stay,
    /// Leave; nothing was made.
    Leave,
    /// Make the desk.
    Make(Answers),
    /// Ctrl-Z.
    Suspend,
    /// Take the terminal back after a stop from outside.
    Resume,
    /// Paint every cell anew.
    Repaint,
}

/// Columns of the form at most.
const WIDTH: u16 = 84;
/// Said over the form.
const INTRO: [&str; 2] = [
    "No desk is set up yet: three answers make one.",
    "To look around on a full desk first: Esc, then  hoist demo",
];

/// The screen.
#[derive(Debug)]
pub struct First {
    form: Form,
    theme: Theme,
    /// The window is too small to show the questions: what is typed is text at most.
    is_unseen: Cell<bool>,
}

impl First {
    /// The questions, as proposed.
    #[must_use]
    pub fn new(proposed: &Answers, theme: Theme) -> First {
        let process = parse::builtin();
        let tiers = process.tiers.iter().map(|t| Code {
            id: t.id.0.clone(),
            label: t.label.clone(),
            help: String::new(),
        });
        let tiers: Vec<Code> = tiers.collect();
        let prefill = Values::new()
            .with("name", proposed.name.as_str())
            .with("tiers", proposed.tiers.join(","))
            .with("file", proposed.file.as_str());
        let spec = Spec {
            id: "first".to_owned(),
            title: "A new desk".to_owned(),
            fields: fields(),
            send: "Make the desk".to_owned(),
            extra: BTreeMap::from([("tiers".to_owned(), tiers)]),
            fleeting: true,
            ..Spec::default()
        };
        First {
            form: Form::new(spec, process, Ground::default(), &prefill),
            theme,
            is_unseen: Cell::new(false),
        }
    }

    /// Takes an event in.
    pub fn take(&mut self, event: InputEvent) -> Step {
        let outcome = match event {
            InputEvent::Key(key, After::Paste) => self.form.key_after_paste(key),
            InputEvent::Key(key, After::Nothing) => match self.own(key) {
                Some(step) => return step,
                None if self.is_unseen.get() => self.form.key_after_paste(key),
                None => self.form.key(key),
            },
            InputEvent::Paste(text) => self.form.paste(&text),
            InputEvent::Mouse(_) if self.is_unseen.get() => Outcome::Nothing,
            InputEvent::Mouse(mouse) => self.mouse(mouse),
            InputEvent::StopAsked => return Step::Suspend,
            InputEvent::Continued => return Step::Resume,
            InputEvent::Resize { .. } | InputEvent::PasteOpen(_) | InputEvent::Gone => {
                return Step::Stay;
            }
        };
        match outcome {
            Outcome::Submit(values) => {
                self.form.sending(true);
                Step::Make(answers(&values))
            }
            Outcome::Cancel => Step::Leave,
            _ => Step::Stay,
        }
    }

    fn own(&self, key: Key) -> Option<Step> {
        match (key.code, key.ctrl) {
            (KeyCode::Char('c'), true) => Some(Step::Leave),
            (KeyCode::Char('z'), true) => Some(Step::Suspend),
            (KeyCode::Char('l'), true) => Some(Step::Repaint),
            _ => None,
        }
    }

    fn mouse(&mut self, mouse: Mouse) -> Outcome {
        match mouse.kind {
            MouseKind::WheelUp => self.form.wheel(false),
            MouseKind::WheelDown => self.form.wheel(true),
            MouseKind::Down(_) => self.form.click(mouse.column, mouse.row),
            _ => Outcome::Nothing,
        }
    }

    /// Says what is wrong at its field; everything typed stays.
    pub fn trouble(&mut self, trouble: Trouble) {
        self.form.sending(false);
        self.form.mistaken(trouble.field, trouble.sentence);
    }

    /// Paints the screen.
    pub fn paint(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let is_unseen = area.width < SMALLEST.0 || area.height < SMALLEST.1;
        self.is_unseen.set(is_unseen);
        if is_unseen {
            view::too_small(&self.theme, frame);
            return;
        }
        let style = |role| self.theme.get(role);
        let line = |y| Rect::new(0, y, area.width, 1);
        let mut pen = Pen::new(frame.buffer_mut(), line(0), 0);
        pen.say(" hoist  ", style(Role::TitleFocus))
            .say("first start", style(Role::Dim));
        let width = WIDTH.min(area.width);
        let wanted = self.form.desired_height(width.saturating_sub(4));
        let height = wanted.min(area.height.saturating_sub(6));
        let top = 2 + area.height.saturating_sub(height + 6) / 3;
        let roles = [Role::Text, Role::Dim];
        for ((text, role), y) in INTRO.iter().zip(roles).zip(top..) {
            centred(frame.buffer_mut(), line(y), text, style(role));
        }
        let place = Rect {
            x: (area.width - width) / 2,
            y: top + 3,
            width,
            height,
        };
        let theme = FormTheme::from(&self.theme);
        if let Some(at) = self.form.draw(place, frame.buffer_mut(), &theme) {
            frame.set_cursor_position(at);
        }
    }
}

fn fields() -> Vec<Field> {
    let field = |id: &str, label: &str, kind, help: &str| Field {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        required: true,
        help: help.to_owned(),
        ..Field::default()
    };
    vec![
        field(
            "name",
            "Your name",
            FieldKind::Text,
            "As others see it on the desk: letters, digits, dots, dashes.",
        ),
        field(
            "tiers",
            "Your tiers",
            FieldKind::Choices("tiers".to_owned()),
            "The queues you work; alone you work them all.",
        ),
        field(
            "file",
            "The desk's file",
            FieldKind::Text,
            "A new file; ~ is your home. Everything of the desk is in it.",
        ),
    ]
}

fn answers(values: &Values) -> Answers {
    let get = |id: &str| values.get(id).unwrap_or_default().trim().to_owned();
    let tiers = get("tiers");
    let tiers = tiers.split(',').filter(|t| !t.is_empty());
    Answers {
        name: get("name"),
        tiers: tiers.map(str::to_owned).collect(),
        file: get("file"),
    }
}
