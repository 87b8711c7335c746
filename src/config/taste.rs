//! Tastes chosen in the interface (theme, sort, view) are remembered in the state directory: the
//! config file is the user's own and is never rewritten.

use super::key::KNOWN;
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Keys that the interface may remember.
const KEPT: [&str; 4] = ["theme", "sort", "view", "mouse"];

/// What is remembered. A file that cannot be read is as good as none: it holds taste only.
pub(super) fn read(path: &Path) -> BTreeMap<&'static str, String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    KNOWN
        .iter()
        .filter(|k| KEPT.contains(&k.name))
        .filter_map(|k| {
            let value = table.get(k.name)?.as_str()?.to_owned();
            allowed(k, &value).then_some((k.name, value))
        })
        .collect()
}

fn allowed(known: &super::Known, value: &str) -> bool {
    match known.takes {
        super::Takes::OneOf(words) => words.contains(&value),
        super::Takes::Flag => matches!(value, "true" | "false"),
        super::Takes::Text | super::Takes::Path => true,
    }
}

/// Remembers a taste chosen in the interface: `theme`, `sort`, `view` or `mouse`.
///
/// # Errors
/// The operating system's; nothing else depends on it, so a face may ignore it.
pub fn save_taste(places: &super::Places, key: &str, value: &str) -> std::io::Result<()> {
    let path = places.tastes();
    let mut tastes: BTreeMap<String, String> = read(&path)
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v))
        .collect();
    tastes.insert(key.to_owned(), value.to_owned());
    let text = toml::to_string(&tastes).map_err(std::io::Error::other)?;
    make_parent(&path)?;
    let fresh = path.with_extension("toml.new");
    std::fs::write(&fresh, text)?;
    std::fs::rename(fresh, path)
}

/// Writes a new file with one key; `false` when there is one already.
pub(super) fn write_new(path: &Path, key: &str, value: &str) -> std::io::Result<bool> {
    make_parent(path)?;
    let opened = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    let mut file = match opened {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Ok(false),
        other => other?,
    };
    let one = BTreeMap::from([(key, value)]);
    let text = toml::to_string(&one).map_err(std::io::Error::other)?;
    file.write_all(text.as_bytes())?;
    Ok(true)
}

fn make_parent(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}
