//! What a recipe yields of a record.

use super::cells::Look;
use super::map::{Column, Condition, From, Map, Piece, Recipe, Test};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;

/// What is wrong with a record, all of it: whoever mends the one mends the others as well.
#[derive(Default)]
pub struct Faults(RefCell<Vec<String>>);

impl Faults {
    /// What was read; a fault is noted, and reading goes on with nothing.
    pub fn noted<T: Default>(&self, read: Result<T, String>) -> T {
        read.unwrap_or_else(|why| {
            self.0.borrow_mut().push(why);
            T::default()
        })
    }

    /// All of them, each once; none: nothing is wrong.
    pub fn told(self) -> Option<String> {
        let mut all = self.0.into_inner();
        let mut seen = HashSet::new();
        all.retain(|why| seen.insert(why.clone()));
        (!all.is_empty()).then(|| all.join("; "))
    }
}

/// What a recipe yields; none where nothing is known.
///
/// # Errors
/// A sentence: which field, what is wrong.
pub fn value(
    map: &Map,
    recipe: &Recipe,
    look: &dyn Look,
    field: &str,
) -> Result<Option<String>, String> {
    let Some(found) = read(map, &recipe.from, look) else {
        return Ok(recipe.default.clone().filter(|d| !d.is_empty()));
    };
    // Words of people stay as they are, blanks and all.
    let text = match field {
        "text" | "note" | "message" => found.as_ref(),
        _ => found.trim(),
    };
    if recipe.table.is_empty() && recipe.rules.is_empty() {
        return Ok(Some(cut(text, recipe.cut)).filter(|t| !t.is_empty()));
    }
    let ours = recipe.table.get(text).cloned();
    let ours = ours.or_else(|| ruled(recipe, text));
    match ours.or_else(|| recipe.default.clone()) {
        Some(ours) => Ok(Some(cut(&ours, recipe.cut)).filter(|t| !t.is_empty())),
        None => Err(format!(
            "{field}: “{}” is not in the mapping's {}",
            cut(text, Some(60)),
            if recipe.rules.is_empty() {
                "table"
            } else {
                "table or rules"
            },
        )),
    }
}

/// By the first rule that matches.
fn ruled(recipe: &Recipe, text: &str) -> Option<String> {
    recipe.rules.iter().find_map(|rule| {
        if !rule.is.contains('$') {
            return rule.matches.is_match(text).then(|| rule.is.clone());
        }
        let caught = rule.matches.captures(text)?;
        let mut said = String::new();
        caught.expand(&rule.is, &mut said);
        Some(said)
    })
}

/// The words themselves; none where they mean "not known".
pub fn read<'a>(map: &Map, from: &'a From, look: &'a dyn Look) -> Option<Cow<'a, str>> {
    let known = |column: &Column| {
        let text = look.find(&column.place)?;
        column.note_seen();
        Some(text).filter(|t| !map.is_unknown(t))
    };
    match from {
        From::Columns(columns) => columns.iter().find_map(known),
        From::Constant(text) => Some(Cow::Borrowed(text.as_str())).filter(|t| !map.is_unknown(t)),
        From::Template(pieces) => filled(pieces, &known).map(Cow::Owned),
    }
}

/// Notes which of these columns a record has, whether or not they are read: it may be rejected or left out before.
pub fn note<'c>(columns: impl Iterator<Item = &'c Column>, look: &dyn Look) {
    for column in columns.filter(|c| !c.was_seen()) {
        if look.find(&column.place).is_some() {
            column.note_seen();
        }
    }
}

/// A template; unknown where every column in it is.
fn filled<'a>(pieces: &[Piece], known: &dyn Fn(&Column) -> Option<Cow<'a, str>>) -> Option<String> {
    let mut out = String::new();
    let (mut columns, mut said) = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Column(column) => {
                columns += 1;
                if let Some(text) = known(column) {
                    said += 1;
                    out.push_str(&text);
                }
            }
        }
    }
    (columns == 0 || said > 0).then_some(out)
}

/// Whether a condition holds.
pub fn holds(map: &Map, condition: &Condition, look: &dyn Look) -> bool {
    let said = read(map, &condition.from, look);
    let said = said.as_deref().map(str::trim);
    let it_is = match &condition.test {
        Test::Known(known) => said.is_some() == *known,
        Test::Is(words) => said.is_some_and(|text| words.iter().any(|w| w == text)),
        Test::Matches(pattern) => said.is_some_and(|text| pattern.is_match(text)),
        Test::SameAs(other) => {
            let other_says = look.find(&other.place);
            if other_says.is_some() {
                other.note_seen();
            }
            said.is_some() && said == other_says.as_deref().map(str::trim)
        }
    };
    it_is != condition.not
}

/// At most so many characters, with `…`.
pub fn cut(text: &str, most: Option<usize>) -> String {
    let Some(most) = most else {
        return text.to_owned();
    };
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let end = text
                .char_indices()
                .nth(most.saturating_sub(1))
                .map_or(0, |(at, _)| at);
            format!("{}…", &text[..end])
        }
    }
}
