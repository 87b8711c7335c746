//! What is typed of an article: its file, its parts below headings, single fields.

use crate::cli::args::{Field, Text};
use crate::cli::error::Error;
use crate::cli::session::Session;
use crate::domain::article::{self, file};
use crate::domain::process::FieldKind;
use crate::domain::safe::is_blank;
use crate::domain::values::Values;

/// What is given as text: an article's file, or its parts.
pub enum Given {
    /// No text.
    Nothing,
    /// The file of an article.
    File(Box<file::Parsed>),
    /// Texts below headings, or what solves it.
    Parts(Values),
}

/// Reads it.
///
/// # Errors
/// A file that cannot be read; an empty text; every mistake in it.
pub fn given(session: &Session, text: &Text) -> Result<Given, Error> {
    let Some(text) = session.text(text)? else {
        return Ok(Given::Nothing);
    };
    if is_blank(&text) {
        return Err(Error::Usage(
            "The text is empty. Nothing was written; to empty a part say so: resolution= and the like.".to_owned(),
        ));
    }
    if file::is_file(&text) {
        let parsed = file::parse(&text).map_err(|mistakes| mistaken(&mistakes))?;
        return Ok(Given::File(Box::new(parsed)));
    }
    match file::body(&text) {
        (values, mistakes) if mistakes.is_empty() => Ok(Given::Parts(values)),
        (_, mistakes) => Err(mistaken(&mistakes)),
    }
}

fn mistaken(mistakes: &[file::Mistake]) -> Error {
    let each = mistakes.iter();
    Error::Usage(match mistakes {
        [one] => format!("The text has a mistake in line {}: {}", one.line, one.text),
        many => {
            let all = each.map(|m| format!("\n  line {}: {}", m.line, m.text));
            format!(
                "The text has {} mistakes:{}",
                many.len(),
                all.collect::<String>()
            )
        }
    })
}

/// The fields that were typed, over those of a text; of a list each is one more line.
///
/// # Errors
/// A field that is given twice.
pub fn values(
    mut values: Values,
    title: Option<&String>,
    typed: &[Field],
) -> Result<Values, Error> {
    if let Some(title) = title {
        values.set("title", title.clone());
    }
    let fields = article::fields();
    let mut seen: Vec<&str> = Vec::new();
    for Field { name, value } in typed {
        let is_list = fields
            .iter()
            .any(|f| f.id == *name && f.kind == FieldKind::List);
        let again = seen.contains(&name.as_str());
        if again && !is_list || (name == "title" && title.is_some()) {
            return Err(Error::Usage(format!("{name} is given twice.")));
        }
        let before = values.0.get(name).filter(|_| again);
        let joined = before.map_or_else(|| value.clone(), |b| format!("{b}\n{value}"));
        values.set(name, joined);
        seen.push(name);
    }
    Ok(values)
}
