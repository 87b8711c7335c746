//! The keys in writing: `docs/keys.md` and the keys section of the example configuration.

use super::{ALL, Action, Group, Scope};
use crate::tui::keymap::Keymap;
use crate::tui::own_keys;
use std::fmt::Write;

/// The page `docs/keys.md`.
#[must_use]
pub fn page() -> String {
    let keymap = Keymap::default();
    let mut text = String::from(
        "# Keys\n\nMade from the table of actions (`src/tui/action/table.rs`); a test keeps the two equal.\n\
         Every action is also in the palette (`:`), under its name as well. Your own keys go under `[keys.panes]` and `[keys.always]`\n\
         in the configuration file, by the names in the last column.\n",
    );
    for group in Group::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n| key | what it does | name |\n|---|---|---|\n",
            group.label()
        );
        for action in ALL.iter().filter(|a| a.group == group) {
            let keys: Vec<String> = keymap
                .keys_of(action)
                .iter()
                .map(|k| format!("`{k}`"))
                .collect();
            let scope = match action.scope {
                Scope::Always => " (everywhere)",
                Scope::Panes => "",
            };
            let _ = writeln!(
                text,
                "| {} | {}{scope} | `{}` |",
                keys.join(" "),
                action.help,
                action.name
            );
        }
    }
    text.push_str(
        "\nScreens over the panes have keys of their own, which `?` lists there; they are not changed by the\n\
         configuration. `:` lists everything that can be done there, by name, and Esc leads back. Arrows do what `j` and `k` do, `q` what `esc` does.\n",
    );
    for screen in own_keys::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n| key | what it does |\n|---|---|\n",
            screen.name
        );
        for (key, what) in screen.rows {
            let _ = writeln!(text, "| `{key}` | {what} |");
        }
    }
    text
}

/// The keys section of the example configuration, every line a comment.
#[must_use]
pub fn example() -> String {
    let mut text = String::from(
        "\n# Keys: name = [\"key\", …] replaces the default keys of an action. A conflict is shown in a\n\
         # banner and the default stays. Chords are written one after the other: \"''\", \"g g\".\n",
    );
    for scope in Scope::ALL {
        let _ = write!(text, "\n[keys.{}]\n", scope.id());
        for action in ALL.iter().filter(|a| a.scope == scope) {
            let _ = writeln!(text, "# {} = [{}]", action.name, quoted(action));
        }
    }
    text
}

fn quoted(action: &Action) -> String {
    let keys: Vec<String> = action.keys.iter().map(|k| format!("\"{k}\"")).collect();
    keys.join(", ")
}
