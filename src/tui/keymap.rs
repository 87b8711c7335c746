//! Keys to actions, in each scope. User keys are laid over the defaults; a conflict is said with its
//! line and mend, and the default stays: nobody is locked out at night.

use crate::tui::action::{ALL, Action, Scope, named};
use crate::tui::keys::{Key, parse_chord};
use std::collections::BTreeMap;

/// A user's keys for an action: scope, action, chords as written, line in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserKeys {
    /// The scope's name.
    pub scope: String,
    /// The action's name.
    pub action: String,
    /// The chords as written.
    pub keys: Vec<String>,
    /// The configuration file.
    pub file: String,
    /// The line in it.
    pub line: usize,
}

/// What keys mean.
#[derive(Clone, Debug)]
pub struct Keymap {
    chords: BTreeMap<(Scope, Vec<Key>), &'static Action>,
    /// What was wrong with the user's keys, a sentence each.
    pub problems: Vec<String>,
}

/// What was found for the keys so far.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    /// An action.
    Action(&'static Action),
    /// The beginning of a longer chord.
    More,
    /// Nothing.
    Nothing,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Keymap {
            chords: BTreeMap::new(),
            problems: Vec::new(),
        };
        for action in ALL {
            for chord in action.keys.iter().filter_map(|k| parse_chord(k).ok()) {
                keymap.chords.insert((action.scope, chord), action);
            }
        }
        keymap
    }
}

impl Keymap {
    /// The defaults with a user's keys over them.
    #[must_use]
    pub fn with_user(user: &[UserKeys]) -> Keymap {
        let mut keymap = Keymap::default();
        for keys in user {
            if let Err(problem) = keymap.lay(keys) {
                keymap
                    .problems
                    .push(format!("{} line {}: {problem}", keys.file, keys.line));
            }
        }
        keymap
    }

    fn lay(&mut self, user: &UserKeys) -> Result<(), String> {
        let Some(action) = named(&user.action) else {
            return Err(format!(
                "there is no action “{}”{}. The default keys stay.",
                user.action,
                nearest(&user.action).map_or_else(String::new, |n| format!(" (did you mean {n}?)"))
            ));
        };
        if user.scope != action.scope.id() {
            return Err(format!(
                "“{}” belongs under [keys.{}], not [keys.{}]. The default keys stay.",
                action.name,
                action.scope.id(),
                user.scope
            ));
        }
        let mut chords = Vec::new();
        for written in &user.keys {
            let chord = parse_chord(written).map_err(|e| format!("{e}. The default keys stay."))?;
            self.refuse_taken(&chord, written, action, user)?;
            chords.push(chord);
        }
        self.chords
            .retain(|(scope, _), a| *scope != action.scope || a.name != action.name);
        for chord in chords {
            self.chords.insert((action.scope, chord), action);
        }
        Ok(())
    }

    /// A chord is taken when another action has it, or has a chord that begins with it or with
    /// which it begins.
    fn refuse_taken(
        &self,
        chord: &[Key],
        written: &str,
        action: &Action,
        user: &UserKeys,
    ) -> Result<(), String> {
        let clash = |(place, other): (&(Scope, Vec<Key>), &&'static Action)| {
            let (scope, theirs) = place;
            let meets =
                *scope == action.scope || Scope::Always == *scope || action.scope == Scope::Always;
            let same = theirs.starts_with(chord) || chord.starts_with(theirs);
            (meets && same && other.name != action.name).then_some(other.name)
        };
        match self.chords.iter().find_map(clash) {
            None => Ok(()),
            Some(name) => Err(format!(
                "{written} is already {name}. Give {name} another key first, or take another for {}. The default keys stay.",
                user.action
            )),
        }
    }

    /// What the keys so far mean in a scope; what works always works there too.
    #[must_use]
    pub fn find(&self, scope: Scope, keys: &[Key]) -> Found {
        let scopes: &[Scope] = match scope {
            Scope::Panes => &[Scope::Panes, Scope::Always],
            Scope::Always => &[Scope::Always],
        };
        for scope in scopes {
            if let Some(action) = self.chords.get(&(*scope, keys.to_vec())) {
                return Found::Action(action);
            }
        }
        let begins = self
            .chords
            .keys()
            .any(|(s, chord)| scopes.contains(s) && chord.starts_with(keys));
        if begins { Found::More } else { Found::Nothing }
    }

    /// The keys of an action, as printed.
    #[must_use]
    pub fn keys_of(&self, action: &Action) -> Vec<String> {
        let mut keys: Vec<String> = self
            .chords
            .iter()
            .filter(|(_, a)| a.name == action.name)
            .map(|((_, chord), _)| shown(chord))
            .collect();
        let place = |key: &String| action.keys.iter().position(|k| k == key).unwrap_or(0);
        keys.sort_by_key(|k| place(k));
        keys
    }

    /// The first key of an action, for the footer.
    #[must_use]
    pub fn key_of(&self, action: &Action) -> Option<String> {
        self.keys_of(action).into_iter().next()
    }
}

/// A chord for people: `>`, `<tab>`, `''`.
#[must_use]
pub fn shown(chord: &[Key]) -> String {
    let one = |key: &Key| match key.to_string().as_str() {
        "<lt>" => "<".to_owned(),
        other => other.to_owned(),
    };
    chord.iter().map(one).collect()
}

/// The nearest name of an action.
fn nearest(name: &str) -> Option<&'static str> {
    ALL.iter()
        .map(|a| (distance(a.name, name), a.name))
        .min()
        .filter(|(d, _)| *d <= 3)
        .map(|(_, name)| name)
}

/// How many letters differ (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (above + 1)
                .min(row[j] + 1)
                .min(corner + usize::from(x != *y));
            corner = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Found, Keymap, UserKeys};
    use crate::tui::action::Scope;
    use crate::tui::keys::parse_chord;

    fn user(action: &str, key: &str) -> UserKeys {
        UserKeys {
            scope: "panes".to_owned(),
            action: action.to_owned(),
            keys: vec![key.to_owned()],
            file: "/etc/own.toml".to_owned(),
            line: 7,
        }
    }

    fn name(keymap: &Keymap, keys: &str) -> String {
        match keymap.find(Scope::Panes, &parse_chord(keys).unwrap()) {
            Found::Action(action) => action.name.to_owned(),
            Found::More => "…".to_owned(),
            Found::Nothing => String::new(),
        }
    }

    #[test]
    fn a_chord_is_waited_for() {
        let keymap = Keymap::default();
        assert_eq!(name(&keymap, "'"), "…");
        assert_eq!(name(&keymap, "''"), "last_place");
        assert_eq!(name(&keymap, ">"), "escalate");
        assert_eq!(name(&keymap, "<c-c>"), "interrupt");
        assert_eq!(name(&keymap, "|"), "");
    }

    #[test]
    fn users_keys_replace_the_defaults_of_their_action() {
        let keymap = Keymap::with_user(&[user("note", "Y")]);
        assert_eq!(keymap.problems, Vec::<String>::new());
        assert_eq!(name(&keymap, "Y"), "note");
        assert_eq!(name(&keymap, "n"), "");
    }

    #[test]
    fn a_conflict_names_line_and_mend_and_the_default_stays() {
        let keymap = Keymap::with_user(&[user("note", "j"), user("nóte", "N"), user("note", "'")]);
        assert_eq!(name(&keymap, "j"), "down");
        assert_eq!(name(&keymap, "n"), "note");
        assert!(keymap.problems[0].starts_with("/etc/own.toml line 7: j is already down"));
        assert!(keymap.problems[1].contains("did you mean note?"));
        assert!(keymap.problems[2].contains("already last_place"));
    }
}
