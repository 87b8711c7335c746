//! Colours by meaning: a role is asked for, never a colour. Read from `assets/theme.toml`.

pub use crate::tui::backend::colour::Depth;
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
            .map(|role| words.get(role.id()).map_or(Ok(Style::new()), |w| style(w)))
            .collect::<Result<_, _>>()?;
        Ok(Theme { name: id, styles })
    }

    /// The name of the theme that `auto` stands for: `light` where the environment says that the
    /// terminal is (`COLORFGBG`), else `dark`, which can be read on both. The terminal is not asked.
    #[must_use]
    pub fn fitting(name: &str, colours: Option<&str>) -> String {
        let ground = colours.and_then(|c| c.rsplit(';').next()?.parse::<u8>().ok());
        let light = matches!(ground, Some(7 | 9..=15));
        match (name, light) {
            ("auto", true) => "light".to_owned(),
            ("auto", false) => "dark".to_owned(),
            (name, _) => name.to_owned(),
        }
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
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut background = false;
    for word in words.split_whitespace() {
        if word == "on" {
            background = true;
        } else if let Some(modifier) = modifier(word) {
            style = style.add_modifier(modifier);
        } else {
            let colour = word.parse::<Color>().map_err(|_| {
                format!("“{word}” is not a colour: use a name, 0 to 255, or #rrggbb.")
            })?;
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
    fn the_environment_says_whether_the_terminal_is_light() {
        for (said, theme) in [
            (None, "dark"),
            (Some("15;0"), "dark"),
            (Some("0;15"), "light"),
            (Some("0;default;7"), "light"),
            (Some("7;8"), "dark"),
            (Some("default;default"), "dark"),
        ] {
            assert_eq!(Theme::fitting("auto", said), theme, "{said:?}");
        }
        assert_eq!(Theme::fitting("colour_blind", Some("0;15")), "colour_blind");
    }

    /// How light a colour is, from 0 to 1 (relative luminance of WCAG 2).
    fn light(colour: Color) -> f64 {
        let (r, g, b) = match colour {
            Color::Rgb(r, g, b) => (r, g, b),
            Color::White => (255, 255, 255),
            other => panic!("{other} looks different in each terminal"),
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_default_theme_can_be_read_on_black_and_on_white() {
        let theme = Theme::named("dark", Depth::True).unwrap();
        for role in Role::ALL {
            let style = theme.get(*role);
            match (style.fg, style.bg) {
                (None, None) => {}
                (None, Some(_)) => panic!("{}: a background without letters", role.id()),
                (Some(ink), Some(ground)) => {
                    let found = contrast(ink, ground);
                    assert!(found >= 4.5, "{}: {found:.1}", role.id());
                }
                (Some(ink), None) => {
                    for ground in [Color::Rgb(27, 27, 27), Color::White] {
                        let found = contrast(ink, ground);
                        assert!(found >= 3.2, "{} on {ground}: {found:.1}", role.id());
                    }
                }
            }
        }
    }

    #[test]
    fn an_unknown_theme_names_the_known_ones() {
        let said = Theme::named("blue", Depth::True).unwrap_err();
        assert!(said.contains("colour-blind"), "{said}");
    }
}
