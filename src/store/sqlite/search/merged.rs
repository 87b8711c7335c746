//! Documents from the newest down: those that the index found, and among them those for which it is behind.

use rusqlite::Rows;
use std::collections::BTreeSet;
use std::collections::btree_set::Range;
use std::iter::{Peekable, Rev};

/// Numbers in falling order. What the index says of a document for which it is behind does not count.
pub struct Merged<'a> {
    rows: Rows<'a>,
    indexed: Option<i64>,
    late: &'a BTreeSet<i64>,
    left: Peekable<Rev<Range<'a, i64>>>,
}

impl<'a> Merged<'a> {
    /// Below this number.
    pub fn below(below: i64, rows: Rows<'a>, late: &'a BTreeSet<i64>) -> Merged<'a> {
        Merged {
            rows,
            indexed: None,
            late,
            left: late.range(..below).rev().peekable(),
        }
    }

    /// The next, and whether the index is behind for it: whether it matches has to be seen from its texts.
    pub fn next(&mut self) -> rusqlite::Result<Option<(i64, bool)>> {
        while self.indexed.is_none() {
            let Some(row) = self.rows.next()? else {
                break;
            };
            let number = row.get(0)?;
            self.indexed = Some(number).filter(|n| !self.late.contains(n));
        }
        let late = self.left.next_if(|late| self.indexed < Some(**late));
        Ok(match late {
            Some(late) => Some((*late, true)),
            None => self.indexed.take().map(|number| (number, false)),
        })
    }
}
