//! The rows of a file by case, however far apart they stand: sorted in pieces that memory holds, the
//! pieces laid down in a temporary file and merged. Cases come in the order of their first rows.

use super::bytes::unreadable;
use super::case::{Case, Record};
use super::cells::{Cells, Names};
use crate::desk::logs::unnamed;
use crate::desk::{Error, room};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::rc::Rc;
use std::sync::Arc;

/// Bytes of rows that are held before they are laid down.
const HELD: usize = 48 << 20;
/// Bytes read ahead of each piece that was laid down.
const AHEAD: usize = 64 << 10;
/// What a row takes besides its text, in bytes.
const ROW: usize = 96;

/// A row on its way to its case.
struct Entry {
    /// The number of the case, and of the row.
    place: (u64, u64),
    line: u64,
    fault: Option<String>,
    cells: Vec<String>,
}

/// Takes rows in and gives cases out.
pub struct Gather {
    names: Option<Arc<Names>>,
    cases: HashMap<[u8; 16], u64>,
    rows: u64,
    held: Vec<Entry>,
    bytes: usize,
    most: usize,
    laid_down: Option<File>,
    end: u64,
    pieces: Vec<(u64, u64)>,
}

impl Gather {
    /// Of CSV rows with these names; of objects where there are none.
    pub fn new(names: Option<Arc<Names>>) -> Gather {
        Gather {
            names,
            cases: HashMap::new(),
            rows: 0,
            held: Vec::new(),
            bytes: 0,
            most: HELD,
            laid_down: None,
            end: 0,
            pieces: Vec::new(),
        }
    }

    /// Takes a row in; `case` is what its case is known by.
    ///
    /// # Errors
    /// When there is no room for what has to be laid down.
    pub fn take(
        &mut self,
        case: [u8; 16],
        line: u64,
        cells: Cells,
        fault: Option<String>,
    ) -> Result<(), Error> {
        let cells = match cells {
            Cells::Csv(cells, _) => cells,
            Cells::Json(object) => vec![object.to_string()],
            Cells::Pairs(_) => Vec::new(),
        };
        self.rows += 1;
        let next = self.cases.len() as u64;
        let number = *self.cases.entry(case).or_insert(next);
        self.bytes += ROW + cells.iter().map(|c| c.len() + 24).sum::<usize>();
        self.held.push(Entry {
            place: (number, self.rows),
            line,
            fault,
            cells,
        });
        match self.bytes > self.most {
            true => self.lay_down(),
            false => Ok(()),
        }
    }

    fn lay_down(&mut self) -> Result<(), Error> {
        self.held.sort_unstable_by_key(|e| e.place);
        let file = match self.laid_down.take() {
            Some(file) => file,
            None => unnamed().map_err(no_room)?,
        };
        let mut out = BufWriter::with_capacity(1 << 20, &file);
        let from = self.end;
        for entry in self.held.drain(..) {
            let bytes = entry.packed();
            self.end += bytes.len() as u64;
            out.write_all(&bytes).map_err(no_room)?;
        }
        out.flush().map_err(no_room)?;
        drop(out);
        self.bytes = 0;
        self.pieces.push((from, self.end));
        self.laid_down = Some(file);
        Ok(())
    }

    /// All rows were taken in.
    ///
    /// # Errors
    /// When what was laid down cannot be read.
    pub fn cases(mut self) -> Result<Cases, Error> {
        self.cases = HashMap::new();
        self.held.sort_unstable_by_key(|e| e.place);
        let mut pieces: Vec<Piece> = Vec::new();
        if let Some(file) = self.laid_down.take() {
            let file = Rc::new(file);
            pieces.extend(self.pieces.iter().map(|(from, to)| Piece {
                file: Some(Rc::clone(&file)),
                at: *from,
                to: *to,
                ahead: Vec::new(),
                used: 0,
                held: Vec::new().into_iter(),
            }));
        }
        pieces.push(Piece {
            file: None,
            at: 0,
            to: 0,
            ahead: Vec::new(),
            used: 0,
            held: self.held.into_iter(),
        });
        let mut cases = Cases {
            names: self.names,
            heads: BinaryHeap::new(),
            waiting: pieces.iter().map(|_| None).collect(),
            pieces,
        };
        for n in 0..cases.pieces.len() {
            cases.pull(n)?;
        }
        Ok(cases)
    }
}

fn no_room(error: std::io::Error) -> Error {
    Error::Input(format!(
        "Rows of one case stand apart and are laid down in a temporary file until all are there; that failed: {}. Set TMPDIR to a directory with room.",
        room::why(&std::env::temp_dir(), &error)
    ))
}

/// The cases, one after the other.
pub struct Cases {
    names: Option<Arc<Names>>,
    heads: BinaryHeap<Reverse<((u64, u64), usize)>>,
    waiting: Vec<Option<Entry>>,
    pieces: Vec<Piece>,
}

impl Cases {
    /// Whether all are told.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The next case.
    ///
    /// # Errors
    /// When what was laid down cannot be read.
    pub fn next(&mut self) -> Result<Option<Case>, Error> {
        let Some(Reverse(((number, _), _))) = self.heads.peek() else {
            return Ok(None);
        };
        let number = *number;
        let mut case = Case::default();
        while let Some(Reverse((place, n))) =
            self.heads.peek().copied().filter(|h| h.0.0.0 == number)
        {
            debug_assert_eq!(place.0, number);
            self.heads.pop();
            let entry = self.waiting.get_mut(n).and_then(Option::take);
            self.pull(n)?;
            let Some(entry) = entry else { continue };
            case.records.push(Record {
                line: entry.line,
                cells: self.cells(entry.cells),
                fault: entry.fault,
            });
        }
        case.line = case.records.first().map_or(0, |r| r.line);
        Ok(Some(case))
    }

    fn cells(&self, cells: Vec<String>) -> Cells {
        match &self.names {
            Some(names) => Cells::Csv(cells, Arc::clone(names)),
            None => {
                let object = cells.first().map(|text| serde_json::from_str(text));
                Cells::Json(object.and_then(Result::ok).unwrap_or_default())
            }
        }
    }

    fn pull(&mut self, n: usize) -> Result<(), Error> {
        let Some(piece) = self.pieces.get_mut(n) else {
            return Ok(());
        };
        if let Some(entry) = piece.next()? {
            self.heads.push(Reverse((entry.place, n)));
            self.waiting[n] = Some(entry);
        }
        Ok(())
    }
}

/// Rows in their order: laid down, or held.
struct Piece {
    file: Option<Rc<File>>,
    at: u64,
    to: u64,
    ahead: Vec<u8>,
    used: usize,
    held: std::vec::IntoIter<Entry>,
}

impl Piece {
    fn next(&mut self) -> Result<Option<Entry>, Error> {
        if self.file.is_none() {
            return Ok(self.held.next());
        }
        if self.used == self.ahead.len() && self.at == self.to {
            return Ok(None);
        }
        let size = u32::from_le_bytes(self.bytes::<4>()?) as usize;
        let body = self.some(size)?;
        Entry::unpacked(&body)
            .map(Some)
            .ok_or_else(|| unreadable("what was laid down of it is damaged"))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let some = self.some(N)?;
        some.try_into()
            .map_err(|_| unreadable("what was laid down of it is cut off"))
    }

    fn some(&mut self, n: usize) -> Result<Vec<u8>, Error> {
        while self.ahead.len() - self.used < n {
            self.ahead.drain(..self.used);
            self.used = 0;
            let have = self.ahead.len();
            let rest = usize::try_from(self.to - self.at).unwrap_or(usize::MAX);
            let want = AHEAD.max(n - have).min(rest);
            let Some(file) = self.file.as_ref().filter(|_| want > 0) else {
                return Err(unreadable("what was laid down of it is cut off"));
            };
            self.ahead.resize(have + want, 0);
            file.read_exact_at(&mut self.ahead[have..], self.at)
                .map_err(unreadable)?;
            self.at += want as u64;
        }
        let some = self.ahead[self.used..self.used + n].to_vec();
        self.used += n;
        Ok(some)
    }
}

impl Entry {
    fn packed(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for n in [self.place.0, self.place.1, self.line] {
            body.extend(n.to_le_bytes());
        }
        let fault = self.fault.as_deref();
        body.push(u8::from(fault.is_some()));
        let texts = fault
            .into_iter()
            .chain(self.cells.iter().map(String::as_str));
        for text in texts {
            body.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            body.extend(text.as_bytes());
        }
        let mut out = u32::try_from(body.len())
            .unwrap_or(u32::MAX)
            .to_le_bytes()
            .to_vec();
        out.extend(body);
        out
    }

    fn unpacked(body: &[u8]) -> Option<Entry> {
        let number = |n: usize| -> Option<u64> {
            let bytes = body.get(n * 8..n * 8 + 8)?;
            Some(u64::from_le_bytes(bytes.try_into().ok()?))
        };
        let has_fault = *body.get(24)? == 1;
        let mut rest = body.get(25..)?;
        let mut texts = Vec::new();
        while !rest.is_empty() {
            let (size, behind) = rest.split_at_checked(4)?;
            let size = u32::from_le_bytes(size.try_into().ok()?) as usize;
            let (text, behind) = behind.split_at_checked(size)?;
            texts.push(String::from_utf8(text.to_vec()).ok()?);
            rest = behind;
        }
        let fault = (has_fault && !texts.is_empty()).then(|| texts.remove(0));
        Some(Entry {
            place: (number(0)?, number(1)?),
            line: number(2)?,
            fault,
            cells: texts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Gather;
    use crate::desk::import::cells::{Cells, Names};
    use std::sync::Arc;

    fn cases(most: usize) -> Vec<(u64, Vec<String>)> {
        let header = ["id", "n"].map(str::to_owned);
        let mut gather = Gather::new(Some(Arc::new(Names::of(&header))));
        gather.most = most;
        for n in 0..1_000_u64 {
            let case = [u8::try_from(n * 7 % 13).unwrap(); 16];
            let fault = (n == 500).then(|| "no".to_owned());
            let cells = vec![format!("{}", n * 7 % 13), n.to_string()];
            let cells = Cells::Csv(cells, Arc::new(Names::of(&header)));
            gather.take(case, n + 2, cells, fault).unwrap();
        }
        let mut cases = gather.cases().unwrap();
        let mut all = Vec::new();
        while let Some(case) = cases.next().unwrap() {
            assert!(
                case.records
                    .iter()
                    .all(|r| r.fault.is_none() == (r.line != 502))
            );
            let words = case.records.iter().map(|r| match &r.cells {
                Cells::Csv(cells, _) => cells.join(":"),
                _ => String::new(),
            });
            all.push((case.line, words.collect()));
        }
        all
    }

    #[test]
    fn what_was_laid_down_comes_back_as_what_was_held() {
        let held = cases(usize::MAX);
        assert_eq!(held.len(), 13);
        assert_eq!(held[0].1[..3], ["0:0", "0:13", "0:26"]);
        assert_eq!(held[1].1[0], "7:1");
        assert_eq!(cases(10_000), held);
        assert_eq!(cases(0), held);
    }
}
