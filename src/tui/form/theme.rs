//! The styles of forms and finders.

use crate::tui::theme::{Role, Theme};
use ratatui::style::{Modifier, Style};

/// Styles by meaning. Each is beside a sign or a word that says the same without it.
#[derive(Clone, Debug)]
pub struct FormTheme {
    /// What is typed.
    pub text: Style,
    /// Labels.
    pub label: Style,
    /// The label of the field in focus.
    pub label_focus: Style,
    /// Help and keys.
    pub help: Style,
    /// Less important words.
    pub dim: Style,
    /// Mistakes and what is missing.
    pub error: Style,
    /// What was understood.
    pub ok: Style,
    /// A choice that is made.
    pub chosen: Style,
    /// What has the keyboard.
    pub focus: Style,
    /// Letters that matched.
    pub hit: Style,
    /// The frame.
    pub frame: Style,
    /// The frame of what the customer reads.
    pub outgoing: Style,
    /// The frame of what only the desk reads.
    pub internal: Style,
    /// The button.
    pub button: Style,
    /// The button in focus.
    pub button_focus: Style,
}

impl Default for FormTheme {
    fn default() -> Self {
        let (plain, bold) = (Style::new(), Style::new().add_modifier(Modifier::BOLD));
        let dim = Style::new().add_modifier(Modifier::DIM);
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        FormTheme {
            text: plain,
            label: plain,
            label_focus: bold,
            help: dim,
            dim,
            error: bold,
            ok: plain,
            chosen: bold,
            focus: reversed,
            hit: Style::new().add_modifier(Modifier::UNDERLINED),
            frame: plain,
            outgoing: reversed,
            internal: dim,
            button: plain,
            button_focus: reversed,
        }
    }
}

impl From<&Theme> for FormTheme {
    fn from(theme: &Theme) -> FormTheme {
        FormTheme {
            text: theme.get(Role::Text),
            label: theme.get(Role::Heading),
            label_focus: theme.get(Role::InputFocus),
            help: theme.get(Role::Dim),
            dim: theme.get(Role::Dim),
            error: theme.get(Role::Blocked),
            ok: theme.get(Role::Good),
            chosen: theme.get(Role::Mine),
            focus: theme.get(Role::Bar),
            hit: theme.get(Role::Match),
            frame: theme.get(Role::BorderFocus),
            outgoing: theme.get(Role::Outgoing),
            internal: theme.get(Role::Internal),
            button: theme.get(Role::Key),
            button_focus: theme.get(Role::Bar),
        }
    }
}
