//! Where things are counted: by figure, row and group. A report of a large desk counts tens of millions of times, so that
//! a place is looked up once and a row of all together is at a known one.

use super::figure::Figure;
use super::hit::Which;
use super::tally::{Cell, Counted};
use hashbrown::HashMap;

/// A row's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row(u32);

/// A group's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group(u32);

/// What was counted in a row, in both periods.
#[derive(Debug, Default)]
struct Pair {
    now: Cell,
    before: Cell,
}

impl Pair {
    fn join(&mut self, other: Pair) {
        self.now.join(other.now);
        self.before.join(other.before);
    }

    fn of(&mut self, which: Which) -> &mut Cell {
        match which {
            Which::Now => &mut self.now,
            Which::Before => &mut self.before,
        }
    }
}

/// Every place.
#[derive(Debug)]
pub struct Spots {
    /// Of each figure its rows by their texts.
    numbers: Vec<HashMap<Box<str>, Row>>,
    /// By number. The first ones are those of all rows together, one of each figure in its order.
    rows: Vec<(Figure, Box<str>, Pair)>,
    groups: HashMap<Box<str>, Group>,
    grouped: HashMap<(Row, Group), Pair>,
}

impl Default for Spots {
    fn default() -> Spots {
        // A figure's place in the list of all is its number.
        let row = |f: &Figure| (*f, Box::default(), Pair::default());
        Spots {
            numbers: Figure::ALL.iter().map(|_| HashMap::new()).collect(),
            rows: Figure::ALL.iter().map(row).collect(),
            groups: HashMap::new(),
            grouped: HashMap::new(),
        }
    }
}

impl Spots {
    /// All rows of a figure together, or its only one.
    pub fn all(figure: Figure) -> Row {
        Row(figure as u32)
    }

    /// The row of this text.
    pub fn row(&mut self, figure: Figure, text: &str) -> Row {
        if text.is_empty() {
            return Spots::all(figure);
        }
        let numbers = &mut self.numbers[figure as usize];
        if let Some(row) = numbers.get(text) {
            return *row;
        }
        let row = Row(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        numbers.insert(text.into(), row);
        self.rows.push((figure, text.into(), Pair::default()));
        row
    }

    /// The group of this text.
    pub fn group(&mut self, text: &str) -> Group {
        if let Some(group) = self.groups.get(text) {
            return *group;
        }
        let group = Group(u32::try_from(self.groups.len()).unwrap_or(u32::MAX));
        self.groups.insert(text.into(), group);
        group
    }

    /// What is counted in a row.
    pub fn cell(&mut self, row: Row, which: Which) -> &mut Cell {
        self.rows[row.0 as usize].2.of(which)
    }

    /// What is counted of a group in a row.
    pub fn grouped(&mut self, row: Row, group: Group, which: Which) -> &mut Cell {
        self.grouped.entry((row, group)).or_default().of(which)
    }

    /// Takes in what was counted of other tickets.
    pub fn join(&mut self, other: Spots) {
        let mut groups: Vec<(Box<str>, Group)> = other.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(_, group)| group.0);
        let groups: Vec<Group> = groups.iter().map(|(text, _)| self.group(text)).collect();
        let mut rows = Vec::with_capacity(other.rows.len());
        for (figure, text, pair) in other.rows {
            let row = self.row(figure, &text);
            self.rows[row.0 as usize].2.join(pair);
            rows.push(row);
        }
        for ((row, group), pair) in other.grouped {
            let place = (rows[row.0 as usize], groups[group.0 as usize]);
            self.grouped.entry(place).or_default().join(pair);
        }
    }

    /// Every row in which something was counted, in no order.
    pub fn into_rows(self) -> Vec<(Figure, Counted)> {
        let mut groups: Vec<(Box<str>, Group)> = self.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(_, group)| group.0);
        let mut counted: Vec<(Figure, Counted)> = Vec::new();
        for ((row, group), pair) in self.grouped {
            let (figure, text, _) = &self.rows[row.0 as usize];
            let group = groups[group.0 as usize].0.clone();
            counted.push((*figure, pair.into_counted(text.clone(), group)));
        }
        let plain = self.rows.into_iter();
        counted.extend(plain.map(|(f, text, pair)| (f, pair.into_counted(text, Box::default()))));
        counted.retain(|(_, c)| !(c.now.is_empty() && c.before.is_empty()));
        counted
    }
}

impl Pair {
    fn into_counted(self, row: Box<str>, group: Box<str>) -> Counted {
        Counted {
            row,
            group,
            now: self.now,
            before: self.before,
        }
    }
}
