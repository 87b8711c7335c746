//! config.toml → [`Config`]: personal taste and where the desk is. Whatever changes an outcome is
//! policy of the desk and is not read here. An unknown key is an error that names the nearest known one.

mod fault;
mod hooks;
mod key;
mod place;
mod read;
mod taste;
mod zone;

pub use fault::Fault;
pub use key::{KNOWN, Known, Takes, example};
pub use place::Places;
pub use taste::save_taste;
pub use zone::zone_data;

use crate::domain::hook::Hook;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a value comes from, strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of this command line.
    Flag(&'static str),
    /// `HOIST_DESK` or `HOIST_CONFIG`.
    Variable(&'static str),
    /// The config file, with the line.
    File(PathBuf, usize),
    /// Chosen in the interface and remembered.
    Taste(PathBuf),
    /// Nothing said otherwise.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Flag(name) | Origin::Variable(name) => f.write_str(name),
            Origin::File(path, line) => write!(f, "{} line {line}", path.display()),
            Origin::Taste(path) => write!(f, "{} (chosen in the interface)", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// What the command line and the environment say about desk and config.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// `--desk`.
    pub desk_flag: Option<PathBuf>,
    /// `HOIST_DESK`.
    pub desk_variable: Option<PathBuf>,
    /// `--config`.
    pub config_flag: Option<PathBuf>,
    /// `HOIST_CONFIG`.
    pub config_variable: Option<PathBuf>,
}

/// Keys that a user bound to an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys as written, each a chord: `"g g"`.
    pub keys: Vec<String>,
    /// Line in the config file, for the banner about a conflict.
    pub line: usize,
}

/// Colours of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// As the terminal says.
    #[default]
    Auto,
    /// 24 bit.
    True,
    /// 256.
    Indexed,
    /// 16.
    Sixteen,
    /// None.
    None,
}

/// Everything that is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The config file that was read, or would be.
    pub file: PathBuf,
    /// The desk's file.
    pub desk: PathBuf,
    /// Where the desk's path comes from.
    pub desk_from: Origin,
    /// The name proposed when this user makes a desk.
    pub name: Option<String>,
    /// IANA time zone; `None`: the system's.
    pub zone: Option<String>,
    /// Theme by name: `auto`, `dark`, `light`, `colour_blind`, `sixteen`.
    pub theme: String,
    /// How many colours are used.
    pub colours: Colours,
    /// The mouse works.
    pub mouse: bool,
    /// Editor for long texts; `None`: `$VISUAL`, `$EDITOR`.
    pub editor: Option<String>,
    /// The view of the queue at the start.
    pub view: String,
    /// The order of the queue at the start: due, age, priority, updated.
    pub sort: String,
    /// Linear mode without boxes.
    pub plain: bool,
    /// A file for diagnostic messages; `None`: none are written.
    pub log: Option<PathBuf>,
    /// How much is written there.
    pub log_level: String,
    /// How the terminal tells of notifications: none, bell, osc9, osc777.
    pub bell: String,
    /// Programs that are given what happens by itself.
    pub hooks: Vec<Hook>,
    /// Keys by scope and action.
    pub keys: BTreeMap<String, BTreeMap<String, Binding>>,
    values: BTreeMap<&'static str, (String, Origin)>,
}

impl Config {
    /// Reads the config file and lays flags and variables over it.
    ///
    /// # Errors
    /// A [`Fault`] with every mistake in the file, each with its line; or the file that was named
    /// but cannot be read.
    pub fn load(places: &Places, asked: &Asked) -> Result<Config, Fault> {
        let (file, named) = config_file(places, asked);
        let mut found = read::file(&file, named)?;
        for (key, value) in taste::read(&places.tastes()) {
            let origin = Origin::Taste(places.tastes());
            found.values.entry(key).or_insert((value, origin));
        }
        Ok(Config::build(places, asked, file, found))
    }

    /// The defaults, as if there were no config file.
    #[must_use]
    pub fn defaults(places: &Places) -> Config {
        let file = places.config.clone();
        Config::build(places, &Asked::default(), file, read::Found::default())
    }

    /// Reads a config from text, for tests and for checking an example.
    ///
    /// # Errors
    /// A [`Fault`] with every mistake.
    pub fn from_text(places: &Places, text: &str) -> Result<Config, Fault> {
        let file = places.config.clone();
        let found = read::text(&file, text)?;
        Ok(Config::build(places, &Asked::default(), file, found))
    }

    fn build(places: &Places, asked: &Asked, file: PathBuf, found: read::Found) -> Config {
        let mut values = found.values;
        for known in KNOWN {
            let default = (known.default.to_owned(), Origin::Default);
            values.entry(known.name).or_insert(default);
        }
        let (desk, desk_from) = desk_path(places, asked, &values);
        let shown = (desk.display().to_string(), desk_from.clone());
        values.insert("desk", shown);
        let text = |key: &str| values.get(key).map(|v| v.0.clone()).unwrap_or_default();
        let some = |key: &str| Some(text(key)).filter(|t| !t.is_empty());
        Config {
            desk,
            desk_from,
            name: some("name"),
            zone: some("zone"),
            theme: text("theme"),
            colours: colours(&text("colours")),
            mouse: text("mouse") == "true",
            editor: some("editor"),
            view: text("view"),
            sort: text("sort"),
            plain: text("plain") == "true",
            log: some("log").map(|t| places.home(&t)),
            log_level: text("log_level"),
            bell: text("bell"),
            hooks: found.hooks,
            keys: found.keys,
            file,
            values,
        }
    }

    /// The desk's file itself, behind all links: what belongs to it lies there. Where there is no file yet, the path as
    /// it was named.
    #[must_use]
    pub fn desk_file(&self) -> PathBuf {
        std::fs::canonicalize(&self.desk).unwrap_or_else(|_| self.desk.clone())
    }

    /// Every value with where it comes from, in the order of the example file.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String, Origin)> {
        let known = KNOWN.iter().filter_map(|k| {
            let (value, origin) = self.values.get(k.name)?;
            Some((k.name.to_owned(), value.clone(), origin.clone()))
        });
        let bound = self.keys.iter().flat_map(|(scope, actions)| {
            actions.iter().map(move |(action, binding)| {
                (
                    format!("keys.{scope}.{action}"),
                    binding.keys.join("  "),
                    Origin::File(self.file.clone(), binding.line),
                )
            })
        });
        known.chain(bound).collect()
    }

    /// The zone in which times are read and shown, by its IANA name; empty: UTC.
    #[must_use]
    pub fn zone_name(&self) -> String {
        match &self.zone {
            Some(name) => name.clone(),
            None => zone::system(),
        }
    }

    /// What is wrong with the zone that was named: it is no zone of the tz database, and times are in UTC.
    #[must_use]
    pub fn zone_trouble(&self) -> Option<String> {
        let name = self.zone.as_ref()?;
        let from = self.values.get("zone").map(|(_, from)| from.to_string());
        crate::domain::zone::find(name).is_none().then(|| {
            format!(
                "The time zone “{name}” ({}) is not known: times are shown in UTC. Write a name like Europe/Berlin there.",
                from.unwrap_or_default()
            )
        })
    }
}

/// The config file, and whether somebody named it (then it must be there).
fn config_file(places: &Places, asked: &Asked) -> (PathBuf, bool) {
    let named = asked
        .config_flag
        .as_ref()
        .or(asked.config_variable.as_ref());
    named.map_or_else(|| (places.config.clone(), false), |p| (p.clone(), true))
}

fn desk_path(
    places: &Places,
    asked: &Asked,
    values: &BTreeMap<&'static str, (String, Origin)>,
) -> (PathBuf, Origin) {
    if let Some(path) = &asked.desk_flag {
        return (path.clone(), Origin::Flag("--desk"));
    }
    if let Some(path) = &asked.desk_variable {
        return (path.clone(), Origin::Variable("HOIST_DESK"));
    }
    match values.get("desk") {
        Some((text, origin)) if !text.is_empty() => (places.home(text), origin.clone()),
        _ => (places.desk(), Origin::Default),
    }
}

fn colours(text: &str) -> Colours {
    match text {
        "true" => Colours::True,
        "256" => Colours::Indexed,
        "16" => Colours::Sixteen,
        "none" => Colours::None,
        _ => Colours::Auto,
    }
}

/// Writes a first config file that says where the desk is; an existing one is left alone.
///
/// # Errors
/// The operating system's.
pub fn save_desk(config: &Path, desk: &Path) -> std::io::Result<bool> {
    taste::write_new(config, "desk", &desk.display().to_string())
}

#[cfg(test)]
mod tests;
