//! What a disk may hold after the power went: of the writes that no sync covers any are there, any are not,
//! and any are there in part; so with names that no sync of the directory covers.

use super::super::shim::Step;
use crate::support::dice::Dice;
use std::collections::{BTreeMap, HashMap};

/// A disk writes a sector wholly or not at all.
const SECTOR: usize = 512;

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

type Listing = BTreeMap<String, u64>;

/// A change of a file that may not have reached the disk.
#[derive(Clone, Debug)]
enum Pending {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

#[derive(Clone, Debug, Default)]
struct Inode {
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

/// How much of what is pending a crash leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    All,
    /// As far as some write, which may be torn.
    Begin,
    /// Any of them, in any order, whole or torn.
    Any,
}

impl Inode {
    fn sync(&mut self) {
        for each in std::mem::take(&mut self.pending) {
            apply(&mut self.durable, &each);
        }
    }

    fn crash(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let left = *dice.pick(&[Left::Nothing, Left::All, Left::Begin, Left::Any, Left::Any]);
        let until = match left {
            Left::Nothing => 0,
            Left::Begin => dice.roll(self.pending.len() + 1),
            Left::All | Left::Any => self.pending.len(),
        };
        for (n, each) in self.pending[..until].iter().enumerate() {
            let is_last = n + 1 == until;
            match left {
                Left::Any => match dice.roll(3) {
                    0 => lengthen(&mut bytes, each, dice),
                    1 => torn(&mut bytes, each, dice),
                    _ => apply(&mut bytes, each),
                },
                Left::Begin if is_last => torn(&mut bytes, each, dice),
                _ => apply(&mut bytes, each),
            }
        }
        bytes
    }
}

fn apply(file: &mut Vec<u8>, change: &Pending) {
    match change {
        Pending::Truncate(length) => file.resize(*length, 0),
        Pending::Write { at, bytes } => {
            let end = at + bytes.len();
            file.resize(file.len().max(end), 0);
            file[*at..end].copy_from_slice(bytes);
        }
    }
}

/// The bytes are lost; that the file is longer may be kept all the same.
fn lengthen(file: &mut Vec<u8>, change: &Pending, dice: &mut Dice) {
    if let Pending::Write { at, bytes } = change
        && dice.roll(3) == 0
    {
        let fill = *dice.pick(&[0, 0, 0xa5]);
        file.resize(file.len().max(at + bytes.len()), fill);
    }
}

/// Some sectors of a write, in any order.
fn torn(file: &mut Vec<u8>, change: &Pending, dice: &mut Dice) {
    let Pending::Write { at, bytes } = change else {
        return;
    };
    let (mut from, end) = (*at, at + bytes.len());
    while from < end {
        let to = ((from / SECTOR + 1) * SECTOR).min(end);
        if dice.roll(2) == 0 {
            file.resize(file.len().max(to), 0);
            file[from..to].copy_from_slice(&bytes[from - at..to - at]);
        }
        from = to;
    }
}

/// The directory of a desk as a disk holds it.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    inodes: HashMap<u64, Inode>,
    /// The names that are durable, and each change since.
    listings: Vec<Listing>,
    /// What was there before the first call.
    base: Files,
}

impl Disk {
    pub fn with(base: Files) -> Disk {
        Disk {
            base,
            ..Disk::default()
        }
    }

    /// Goes on by a call.
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Write { inode, at, bytes } => {
                let write = Pending::Write {
                    at: *at as usize,
                    bytes: bytes.clone(),
                };
                self.inodes.entry(*inode).or_default().pending.push(write);
            }
            Step::Truncate { inode, length } => {
                let inode = self.inodes.entry(*inode).or_default();
                inode.pending.push(Pending::Truncate(*length as usize));
            }
            Step::Sync { inode } => self.inodes.entry(*inode).or_default().sync(),
            Step::SyncDir => {
                self.listings.drain(..self.listings.len().saturating_sub(1));
            }
            Step::Names(names) => self.names(names),
            _ => {}
        }
    }

    fn names(&mut self, names: &[(String, u64)]) {
        let listing: Listing = names.iter().cloned().collect();
        match self.listings.last() {
            None => {
                for (name, inode) in &listing {
                    let durable = self.base.get(name).cloned().unwrap_or_default();
                    let pending = Vec::new();
                    self.inodes.insert(*inode, Inode { durable, pending });
                }
            }
            Some(before) if *before == listing => return,
            Some(before) => {
                // A number may be given to another file.
                let known: Vec<u64> = before.values().copied().collect();
                for inode in listing.values().filter(|i| !known.contains(i)) {
                    self.inodes.insert(*inode, Inode::default());
                }
            }
        }
        self.listings.push(listing);
    }

    /// What may be there if the power goes now.
    pub fn crash(&self, dice: &mut Dice) -> Files {
        let mut files = Files::new();
        for (name, inode) in self.listed(dice) {
            // Memory, not a file; a power loss leaves nothing of it, or anything.
            if name.ends_with("-shm") {
                if dice.roll(8) == 0 {
                    files.insert(name, vec![dice.roll(256) as u8; 32_768]);
                }
                continue;
            }
            let bytes = self.inodes.get(&inode).map(|i| i.crash(dice));
            files.insert(name, bytes.unwrap_or_default());
        }
        files
    }

    /// The names: as a journal keeps them, in their order; or, of each file, any it had since the last sync. A
    /// file that is given another name has one of the two.
    fn listed(&self, dice: &mut Dice) -> Listing {
        if self.listings.is_empty() {
            return Listing::new();
        }
        if dice.roll(3) > 0 {
            return dice.pick(&self.listings).clone();
        }
        let mut inodes: Vec<u64> = self
            .listings
            .iter()
            .flat_map(|l| l.values().copied())
            .collect();
        inodes.sort_unstable();
        inodes.dedup();
        let mut chosen = Listing::new();
        for inode in inodes {
            let then = dice.pick(&self.listings);
            let names = then.iter().filter(|(_, i)| **i == inode);
            chosen.extend(names.map(|(name, i)| (name.clone(), *i)));
        }
        chosen
    }
}
