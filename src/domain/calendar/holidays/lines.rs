//! The lines of an iCalendar file (RFC 5545, 3.1): unfolded, with the number of the line at which each begins.

use icalendar::parser::Property;

/// A line: `NAME;PARAMETER=VALUE:VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub n: usize,
    /// Its name, in capitals.
    pub name: String,
    /// What the parameter `VALUE` says, in capitals: the kind of the value.
    pub kind: Option<String>,
    /// Its value.
    pub value: String,
}

/// What stands between `BEGIN` and `END`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Component {
    /// Its name, in capitals.
    pub name: String,
    /// The line at which it begins, from 1.
    pub n: usize,
    /// Its own lines; not those of what stands within it.
    pub lines: Vec<Line>,
}

impl Component {
    /// The lines of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The value of the first line of a name.
    pub fn value(&self, name: &str) -> Option<&str> {
        let first = self.lines.iter().find(|line| line.name == name);
        first.map(|line| line.value.as_str())
    }
}

/// What stands in the calendars of a file, in its order.
///
/// # Errors
/// A sentence: which line is broken, what does not end.
pub(super) fn components(text: &str) -> Result<Vec<Component>, String> {
    let mut all = Vec::new();
    let mut open: Vec<Component> = Vec::new();
    for (n, text) in unfolded(text) {
        let line = line(n, &text)?;
        match (line.name.as_str(), open.last_mut()) {
            ("BEGIN", _) => open.push(Component {
                name: name(&line)?,
                n,
                lines: Vec::new(),
            }),
            ("END", Some(last)) if last.name == line.value.trim().to_ascii_uppercase() => {
                // Of what is open one is the calendar; what stands deeper is a part of an event.
                let done = open.pop();
                all.extend(done.filter(|_| open.len() == 1));
            }
            ("END", _) => return Err(broken(n, "ends what did not begin")),
            (_, Some(last)) => last.lines.push(line),
            (_, None) => return Err(broken(n, "stands outside of a calendar")),
        }
    }
    match open.last() {
        None => Ok(all),
        Some(Component { name, n, .. }) => Err(format!(
            "This iCalendar file cannot be read: it ends too early, within the {name} of line {n}."
        )),
    }
}

/// A line that begins with a blank goes on with the one before.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    for (n, line) in (1..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), all.last_mut()) {
            (Some(more), Some((_, last))) => last.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => all.push((n, line.to_owned())),
        }
    }
    all
}

fn line(n: usize, text: &str) -> Result<Line, String> {
    let halves = text.split_once(':');
    // The two that are no properties.
    for edge in ["BEGIN", "END"] {
        if let Some((_, value)) = halves.filter(|(name, _)| name.eq_ignore_ascii_case(edge)) {
            return Ok(Line {
                n,
                name: edge.to_owned(),
                kind: None,
                value: value.to_owned(),
            });
        }
    }
    let read = halves.and_then(|_| Property::try_from(text).ok());
    let Some(read) = read else {
        return Err(broken(n, "is none like NAME:VALUE"));
    };
    let mut parameters = read.params.iter();
    let kind = parameters.find(|p| p.key.as_str().eq_ignore_ascii_case("VALUE"));
    Ok(Line {
        n,
        name: read.name.as_str().to_ascii_uppercase(),
        kind: kind.and_then(|p| Some(p.val.as_ref()?.as_str().to_ascii_uppercase())),
        value: read.val.as_str().to_owned(),
    })
}

/// What begins: letters, digits and dashes.
fn name(line: &Line) -> Result<String, String> {
    let name = line.value.trim();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match is_name {
        true => Ok(name.to_ascii_uppercase()),
        false => Err(broken(line.n, "begins nothing that has a name")),
    }
}

fn broken(n: usize, why: &str) -> String {
    format!("This iCalendar file cannot be read: line {n} {why}.")
}
