//! Colours by meaning: a role is asked for, never a colour. Read from `assets/theme.toml`.

use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeMap;

/// The built-in themes.
const BUILT_IN: &str = include_str!("../../assets/theme.toml");

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// What something on the screen means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Role] = &[$(Role::$name,)*];

            /// Its name in the theme file.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Role::$name => $id,)* }
            }
        }
    };
}

roles! {
    /// Ordinary words.
    Text = "text",
    /// Words that may be read later.
    Dim = "dim",
    /// A label over a section.
    Heading = "heading",
    /// Frames of panes.
    Border = "border",
    /// The frame of the pane in focus.
    BorderFocus = "border_focus",
    /// Titles of panes.
    Title = "title",
    /// The title of the pane in focus.
    TitleFocus = "title_focus",
    /// The line the cursor is on.
    Bar = "bar",
    /// The same in a pane without focus.
    BarOff = "bar_off",
    /// A key that can be pressed.
    Key = "key",
    /// A key that cannot be pressed now.
    KeyOff = "key_off",
    /// A clock ran out.
    Late = "late",
    /// A clock runs out within the hour.
    DueSoon = "due_soon",
    /// Sent back by another tier.
    SentBack = "sent_back",
    /// The customer replied.
    Reply = "reply",
    /// On hold.
    Paused = "paused",
    /// Belongs to the agent at the keyboard.
    Mine = "mine",
    /// Something is missing.
    Blocked = "blocked",
    /// Can run now.
    Ready = "ready",
    /// A checklist item that is done.
    Done = "done",
    /// A checklist item that is open.
    Open = "open",
    /// A checklist item that was skipped.
    Skipped = "skipped",
    /// Postponed, not forgotten.
    Owed = "owed",
    /// Text only the desk reads.
    Internal = "internal",
    /// Text the customer reads.
    Outgoing = "outgoing",
    /// Something failed.
    Error = "error",
    /// Something worked.
    Good = "good",
    /// A banner across the screen.
    Banner = "banner",
    /// The letters that a search matched.
    Match = "match",
    /// A marked row.
    Mark = "mark",
    /// A field that can be typed into.
    Input = "input",
    /// The field the cursor is in.
    InputFocus = "input_focus",
    /// A major incident.
    Major = "major",
    /// Priority 1.
    P1 = "p1",
    /// Priority 2.
    P2 = "p2",
    /// Priority 3.
    P3 = "p3",
    /// Priority 4.
    P4 = "p4",
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: `NO_COLOR`.
    None,
    /// The sixteen names.
    Sixteen,
    /// The 256 of xterm.
    #[default]
    Indexed,
    /// Any.
    True,
}

impl Depth {
    /// The depth that the environment's `NO_COLOR`, `COLORTERM` and `TERM` speak of; the terminal
    /// itself is never asked.
    #[must_use]
    pub fn of(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Depth {
        let term = term.unwrap_or_default();
        if no_color.is_some_and(|v| !v.is_empty()) || term == "dumb" {
            return Depth::None;
        }
        if matches!(colorterm, Some("truecolor" | "24bit")) {
            return Depth::True;
        }
        let rich = ["256", "kitty", "alacritty", "foot", "ghostty", "wezterm"];
        if rich.iter().any(|name| term.contains(name)) {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }
}

/// Styles by role.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The name asked for.
    pub name: String,
    styles: Vec<Style>,
}

impl Default for Theme {
    fn default() -> Self {
        Theme::named("dark", Depth::Indexed).unwrap_or(Theme {
            name: String::new(),
            styles: Vec::new(),
        })
    }
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn get(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// A built-in theme, fitted to what the terminal can show.
    ///
    /// # Errors
    /// A sentence that names the themes there are.
    pub fn named(name: &str, depth: Depth) -> Result<Theme, String> {
        let id = name.replace('-', "_");
        let fitted = match depth {
            Depth::None => "plain",
            Depth::Sixteen if id != "plain" => "sixteen",
            _ => id.as_str(),
        };
        let all = read(BUILT_IN)?;
        if !all.contains_key(&id) {
            let known: Vec<_> = all.keys().map(|k| k.replace('_', "-")).collect();
            return Err(format!(
                "There is no theme “{name}”. Known themes: {}.",
                known.join(", ")
            ));
        }
        let words = all.get(fitted).cloned().unwrap_or_default();
        let styles = Role::ALL
            .iter()
            .map(|role| {
                words
                    .get(role.id())
                    .map_or(Ok(Style::new()), |w| style(w, depth))
            })
            .collect::<Result<_, _>>()?;
        Ok(Theme { name: id, styles })
    }

    /// The names of the built-in themes.
    #[must_use]
    pub fn names() -> Vec<String> {
        read(BUILT_IN)
            .map(|all| all.into_keys().collect())
            .unwrap_or_default()
    }
}

type Words = BTreeMap<String, BTreeMap<String, String>>;

fn read(text: &str) -> Result<Words, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}

/// A style from words: `bold #ff7b72 on black`.
fn style(words: &str, depth: Depth) -> Result<Style, String> {
    let mut style = Style::new();
    let mut background = false;
    for word in words.split_whitespace() {
        if word == "on" {
            background = true;
        } else if let Some(modifier) = modifier(word) {
            style = style.add_modifier(modifier);
        } else {
            let colour = fit(
                word.parse::<Color>().map_err(|_| {
                    format!("“{word}” is not a colour: use a name, 0 to 255, or #rrggbb.")
                })?,
                depth,
            );
            style = if background {
                style.bg(colour)
            } else {
                style.fg(colour)
            };
        }
    }
    Ok(style)
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        _ => return None,
    })
}

/// The nearest colour of xterm's 256 where true colour is not to be had.
fn fit(colour: Color, depth: Depth) -> Color {
    let (Color::Rgb(r, g, b), Depth::Indexed | Depth::Sixteen) = (colour, depth) else {
        return colour;
    };
    let level = |v: u8| -> u8 {
        match v {
            0..=47 => 0,
            48..=114 => 1,
            _ => (v - 35) / 40,
        }
    };
    let value = |l: u8| -> i32 { if l == 0 { 0 } else { 55 + 40 * i32::from(l) } };
    let (lr, lg, lb) = (level(r), level(g), level(b));
    let distance = |x: i32, y: i32, z: i32| {
        (x - i32::from(r)).pow(2) + (y - i32::from(g)).pow(2) + (z - i32::from(b)).pow(2)
    };
    let cube = distance(value(lr), value(lg), value(lb));
    let mean = (i32::from(r) + i32::from(g) + i32::from(b)) / 3;
    let step = u8::try_from(((mean - 3) / 10).clamp(0, 23)).unwrap_or(0);
    let grey = 8 + 10 * i32::from(step);
    if distance(grey, grey, grey) < cube {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * lr + 6 * lg + lb)
    }
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Depth, Role, Theme, read};
    use ratatui::style::Color;

    #[test]
    fn every_theme_reads_at_every_depth_and_names_only_known_roles() {
        for name in Theme::names() {
            for depth in [Depth::None, Depth::Sixteen, Depth::Indexed, Depth::True] {
                Theme::named(&name, depth).unwrap();
            }
        }
        for (theme, words) in read(BUILT_IN).unwrap() {
            for role in words.keys() {
                assert!(Role::ALL.iter().any(|r| r.id() == role), "{theme}: {role}");
            }
        }
    }

    #[test]
    fn without_colour_no_colour_is_sent() {
        let theme = Theme::named("dark", Depth::None).unwrap();
        for role in Role::ALL {
            let style = theme.get(*role);
            assert_eq!((style.fg, style.bg), (None, None), "{}", role.id());
        }
    }

    #[test]
    fn indexed_terminals_get_no_true_colour() {
        let theme = Theme::named("light", Depth::Indexed).unwrap();
        for role in Role::ALL {
            assert!(!matches!(theme.get(*role).fg, Some(Color::Rgb(..))));
        }
    }

    #[test]
    fn an_unknown_theme_names_the_known_ones() {
        let said = Theme::named("blue", Depth::True).unwrap_err();
        assert!(said.contains("colour-blind"), "{said}");
    }

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        assert_eq!(Depth::of(Some("1"), Some("truecolor"), None), Depth::None);
        assert_eq!(Depth::of(None, Some("truecolor"), None), Depth::True);
        assert_eq!(
            Depth::of(None, None, Some("xterm-256color")),
            Depth::Indexed
        );
        assert_eq!(Depth::of(None, None, Some("vt100")), Depth::Sixteen);
    }
}
