//! `sql`: questions that no other command answers, for reading alone.

use super::args::Sql;
use super::error::Error;
use super::session::Session;
use super::text;
use crate::desk::make;
use crate::store::sqlite::Cell;
use serde_json::{Map, Value};
use std::path::Path;

/// Rows of a table for people; columns are as wide as these need.
const PAGE: usize = 500;

/// `sql --readonly`.
///
/// # Errors
/// Whoever may not read everything; what SQLite says of the statement.
pub fn run(session: &mut Session, args: &Sql) -> Result<(), Error> {
    session
        .desk()?
        .may_read_all("Reading the tables of the desk")?;
    let sql = match args.sql.as_deref() {
        None | Some("-") => text::file(Path::new("-"))?,
        Some(typed) => typed.to_owned(),
    };
    let mut store = make::open_store(&session.config.desk)?;
    let mut page = Page::default();
    let mut failed = None;
    let asked = store.ask(&sql, &mut |columns, row| {
        let printed = match session.global.json {
            true => session.out.json(&object(columns, row)),
            false => page.take(session, columns, row),
        };
        printed.map_err(|e| failed = Some(e)).is_ok()
    });
    if let Some(error) = failed {
        return Err(error);
    }
    page.print(session)?;
    Ok(asked?)
}

fn object(columns: &[String], row: Vec<Cell>) -> Value {
    let value = |cell| match cell {
        Cell::Null => Value::Null,
        Cell::Integer(n) => n.into(),
        Cell::Real(n) => n.into(),
        Cell::Text(text) | Cell::Bytes(text) => text.into(),
    };
    let each = columns.iter().cloned().zip(row.into_iter().map(value));
    Value::Object(each.collect::<Map<_, _>>())
}

/// Rows that wait to be printed together.
#[derive(Default)]
struct Page {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    fn take(
        &mut self,
        session: &mut Session,
        columns: &[String],
        row: Vec<Cell>,
    ) -> Result<(), Error> {
        if self.columns != columns || self.rows.len() >= PAGE {
            self.print(session)?;
            self.columns = columns.to_vec();
        }
        self.rows.push(row.into_iter().map(shown).collect());
        Ok(())
    }

    fn print(&mut self, session: &mut Session) -> Result<(), Error> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let head: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        session.out.table(&head, &self.rows)?;
        self.rows.clear();
        Ok(())
    }
}

fn shown(cell: Cell) -> String {
    match cell {
        Cell::Null => "–".to_owned(),
        Cell::Integer(n) => n.to_string(),
        Cell::Real(n) => n.to_string(),
        Cell::Text(text) => text,
        Cell::Bytes(hex) => format!("x{hex}"),
    }
}
