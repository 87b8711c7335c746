//! Gathers masked messages into templates, in the manner of Drain (He et al., ICWS 2017): messages of
//! the same number of words belong together when they differ only where they vary.
//!
//! Drain decides line by line by a similarity that must be set for each system. Here all distinct
//! masked messages are looked at together: a place of a message varies when a masked part was seen
//! there, or when enough different words were, everything else being equal. The longer the message the
//! fewer words suffice; the value of a `key=value` is often one of a few that matter (`user=root`),
//! and takes more. One set of constants holds for every log.

use super::mask::WILD;
use std::collections::HashMap;

/// Different values behind a key that make them a variable.
const VALUES: usize = 4;
/// Different first words that make them a variable: the first word says most.
const FIRST: usize = 12;
/// Different pairs of words at two places that make both a variable.
const PAIRS: usize = 8;
/// Words of a message that are looked at; longer ones vary too much to gain.
const WORDS: usize = 64;
/// Rounds of gathering; each finds what became equal in the one before.
const ROUNDS: usize = 8;

/// Which template each message went to, and the templates' texts.
#[derive(Debug, Default)]
pub struct Gathered {
    /// For each message the index of its template.
    pub of: Vec<usize>,
    /// The templates, in the order of their first message.
    pub templates: Vec<String>,
}

/// Gathers masked messages (distinct ones, as [`super::mask::mask`] makes them).
#[must_use]
pub fn gather(messages: &[&str]) -> Gathered {
    let mut words = Words::default();
    let mut sets: Vec<Set> = messages
        .iter()
        .enumerate()
        .map(|(i, message)| Set {
            words: message
                .split(' ')
                .take(WORDS)
                .map(|w| words.id(w))
                .collect(),
            whole: message.split(' ').nth(WORDS).is_none(),
            members: vec![i],
        })
        .collect();
    for _ in 0..ROUNDS {
        let before = sets.len();
        sets = same(sets);
        sets = vary(sets, &mut words, singles, one_varies);
        if sets.len() == before {
            sets = vary(sets, &mut words, pairs, two_vary);
        }
        if sets.len() == before {
            break;
        }
    }
    told(sets, &words, messages.len())
}

/// Messages that are one, as far as is known.
struct Set {
    words: Vec<u32>,
    /// The message has no more words than these.
    whole: bool,
    members: Vec<usize>,
}

/// Words by number, with what each leaves when its value is taken out.
#[derive(Default)]
struct Words {
    ids: HashMap<String, u32>,
    texts: Vec<String>,
    holes: Vec<Option<u32>>,
}

impl Words {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.to_owned(), id);
        self.texts.push(word.to_owned());
        self.holes.push(None);
        id
    }

    fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// `root,` leaves `<*>,`; `user=root` leaves `user=<*>`; `()` leaves `(<*>)`.
    fn hole(&mut self, id: u32) -> u32 {
        if let Some(Some(hole)) = self.holes.get(id as usize) {
            return *hole;
        }
        let made = hollow(self.text(id));
        let hole = self.id(&made);
        if let Some(slot) = self.holes.get_mut(id as usize) {
            *slot = Some(hole);
        }
        hole
    }
}

/// A word with its value taken out, the key and the marks around it kept.
pub(super) fn hollow(word: &str) -> String {
    let (key, value) = match word.rfind('=') {
        Some(at) => word.split_at(at + 1),
        None => ("", word),
    };
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let inner = value.replace(WILD, "\u{1}");
    let holds = |c: char| letter(c) || c == '\u{1}';
    let (Some(from), Some(to)) = (inner.find(holds), inner.rfind(holds)) else {
        // Nothing between the marks: `()`, `[]`, `key=`.
        let half = inner.len() / 2;
        return match inner.is_char_boundary(half) {
            true => format!("{key}{}{WILD}{}", &inner[..half], &inner[half..]),
            false => format!("{key}{inner}"),
        };
    };
    let end = closed(
        &inner,
        from,
        to + inner[to..].chars().next().map_or(0, char::len_utf8),
    );
    format!("{key}{}{WILD}{}", &inner[..from], &inner[end..])
}

/// The end of a value, with the brackets that close what was opened in it.
fn closed(inner: &str, from: usize, end: usize) -> usize {
    let opened = |open: char| inner[from..end].contains(open);
    let closes = |c: &char| match c {
        ')' => opened('('),
        ']' => opened('['),
        '}' => opened('{'),
        '>' => opened('<'),
        _ => false,
    };
    end + inner[end..].chars().take_while(closes).count()
}

/// Sets whose words became the same are one.
fn same(sets: Vec<Set>) -> Vec<Set> {
    let mut place: HashMap<(Vec<u32>, bool), usize> = HashMap::new();
    let mut kept: Vec<Set> = Vec::new();
    for set in sets {
        let key = (set.words.clone(), set.whole);
        match place.get(&key) {
            Some(at) => kept[*at].members.extend(set.members),
            None => {
                place.insert(key, kept.len());
                kept.push(set);
            }
        }
    }
    kept
}

/// Sets that agree but for some places.
struct Bucket {
    places: [usize; 2],
    sets: Vec<usize>,
}

type Finder = fn(&[Set], &mut Words) -> Vec<Bucket>;
type Judge = fn(&Bucket, &[Set], &mut Words) -> bool;

/// One round: what varies is taken out, the largest agreement first; a set changes once a round.
fn vary(mut sets: Vec<Set>, words: &mut Words, find: Finder, judge: Judge) -> Vec<Set> {
    let mut buckets = find(&sets, words);
    buckets.retain(|b| b.sets.len() > 1 && judge(b, &sets, words));
    buckets.sort_by_key(|b| (std::cmp::Reverse(b.sets.len()), b.places, b.sets[0]));
    let mut changed = vec![false; sets.len()];
    for bucket in buckets {
        if bucket.sets.iter().any(|s| changed[*s]) {
            continue;
        }
        for s in bucket.sets {
            changed[s] = true;
            for place in bucket.places {
                sets[s].words[place] = words.hole(sets[s].words[place]);
            }
        }
    }
    same(sets)
}

/// A number that stands for a word at a place; sums of them stand for messages.
fn mixed(place: usize, word: u32) -> u64 {
    let x = ((place as u64) << 32 | u64::from(word)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn sum(set: &Set) -> u64 {
    let words = set.words.iter().enumerate();
    words.fold(set.words.len() as u64, |sum, (i, w)| {
        sum.wrapping_add(mixed(i, *w))
    })
}

/// For each place of each message: who agrees everywhere else.
fn singles(sets: &[Set], words: &mut Words) -> Vec<Bucket> {
    let mut found: HashMap<(u64, usize), Vec<usize>> = HashMap::new();
    for (s, set) in sets
        .iter()
        .enumerate()
        .filter(|(_, s)| s.whole && s.words.len() > 1)
    {
        let whole = sum(set);
        for (place, word) in set.words.iter().enumerate() {
            let hole = words.hole(*word);
            let rest = whole
                .wrapping_sub(mixed(place, *word))
                .wrapping_add(mixed(place, hole));
            found.entry((rest, place)).or_default().push(s);
        }
    }
    let all = found.into_iter().filter(|(_, s)| s.len() > 1);
    all.map(|((_, place), sets)| Bucket {
        places: [place, place],
        sets,
    })
    .collect()
}

/// For each two places of each message: who agrees everywhere else. There are millions of them, and hardly any
/// agree: they are counted roughly first, and only those that may be enough are looked at.
fn pairs(sets: &[Set], words: &mut Words) -> Vec<Bucket> {
    let mut rough = vec![0_u8; ROUGH];
    each_pair(sets, words, |_, (rest, first, second)| {
        if let Some(count) = rough.get_mut(slot(rest, first, second)) {
            *count = count.saturating_add(1);
        }
    });
    let mut found: HashMap<(u64, usize, usize), Vec<usize>> = HashMap::new();
    each_pair(sets, words, |s, (rest, first, second)| {
        let count = rough.get(slot(rest, first, second));
        if count.is_some_and(|n| usize::from(*n) >= PAIRS) {
            found.entry((rest, first, second)).or_default().push(s);
        }
    });
    let all = found.into_iter().filter(|(_, s)| s.len() >= PAIRS);
    all.map(|((_, a, b), sets)| Bucket {
        places: [a, b],
        sets,
    })
    .collect()
}

/// Counters of pairs; a power of two.
const ROUGH: usize = 1 << 22;

/// Where a pair is counted.
fn slot(rest: u64, first: usize, second: usize) -> usize {
    let place = u32::try_from(first << 8 | second).unwrap_or(u32::MAX);
    let x = mixed(0, place) ^ rest;
    usize::try_from((x ^ (x >> 32)) & (ROUGH as u64 - 1)).unwrap_or(0)
}

/// Each two places of each message, with what the message is without them.
fn each_pair(sets: &[Set], words: &mut Words, mut visit: impl FnMut(usize, (u64, usize, usize))) {
    let pairable = |s: &Set| s.whole && (4..=24).contains(&s.words.len());
    for (s, set) in sets.iter().enumerate().filter(|(_, s)| pairable(s)) {
        let whole = sum(set);
        let part = |(place, word): (usize, &u32)| {
            let hole = words.hole(*word);
            mixed(place, hole).wrapping_sub(mixed(place, *word))
        };
        let parts: Vec<u64> = set.words.iter().enumerate().map(part).collect();
        for (first, one) in parts.iter().enumerate().skip(1) {
            let one = whole.wrapping_add(*one);
            for (second, two) in parts.iter().enumerate().skip(first + 1) {
                visit(s, (one.wrapping_add(*two), first, second));
            }
        }
    }
}

/// How many different words stand at a place, and whether a value was taken out there already.
fn seen(bucket: &Bucket, place: usize, sets: &[Set], words: &mut Words) -> (usize, bool) {
    let mut at: Vec<u32> = bucket.sets.iter().map(|s| sets[*s].words[place]).collect();
    at.sort_unstable();
    at.dedup();
    let open = at.iter().any(|w| words.hole(*w) == *w);
    (at.len(), open)
}

fn one_varies(bucket: &Bucket, sets: &[Set], words: &mut Words) -> bool {
    let place = bucket.places[0];
    let Some(first) = bucket.sets.first().map(|s| &sets[*s]) else {
        return false;
    };
    let length = first.words.len();
    let others = first.words.iter().enumerate().filter(|(i, _)| *i != place);
    let said = others.filter(|(_, w)| spoken(words.text(**w))).count();
    if said == 0 {
        return false;
    }
    let keyed = words.text(first.words[place]).contains('=');
    let (different, open) = seen(bucket, place, sets, words);
    let words = &*words;
    let enough = match place {
        0 => FIRST,
        _ if keyed => VALUES,
        _ => 2 + 4_usize.div_ceil(length - 1),
    };
    let flags = || {
        keyed
            && bucket
                .sets
                .iter()
                .all(|s| flag(words.text(sets[*s].words[place])))
    };
    (open && place > 0) || different >= enough || flags()
}

fn two_vary(bucket: &Bucket, sets: &[Set], words: &mut Words) -> bool {
    let Some(first) = bucket.sets.first().map(|s| &sets[*s]) else {
        return false;
    };
    let others = first
        .words
        .iter()
        .enumerate()
        .filter(|(i, _)| !bucket.places.contains(i));
    let said = others.filter(|(_, w)| spoken(words.text(**w))).count();
    let half = said * 2 >= first.words.len().saturating_sub(2);
    let many = |place| seen(bucket, place, sets, words).0 * 2 >= PAIRS;
    half && bucket.places.into_iter().all(many)
}

/// `key=true`, `key=false,`, `key=null`: never one of a few that matter.
fn flag(word: &str) -> bool {
    let value = word.rsplit('=').next().unwrap_or_default();
    let value = value.trim_matches(|c: char| !c.is_ascii_alphabetic());
    ["true", "false", "null", "none", "yes", "no"]
        .iter()
        .any(|f| f.eq_ignore_ascii_case(value))
}

/// A word that says something: letters in it.
fn spoken(word: &str) -> bool {
    word.bytes().filter(u8::is_ascii_alphabetic).count() >= 2 || !word.is_ascii()
}

/// The sets in the order of their first message, as texts.
fn told(mut sets: Vec<Set>, words: &Words, messages: usize) -> Gathered {
    sets.sort_by_key(|s| s.members.iter().min().copied());
    let mut of = vec![0; messages];
    for (t, set) in sets.iter().enumerate() {
        for member in &set.members {
            of[*member] = t;
        }
    }
    let text = |set: &Set| {
        let mut text = set
            .words
            .iter()
            .map(|w| words.text(*w))
            .collect::<Vec<_>>()
            .join(" ");
        if !set.whole {
            text.push_str(" …");
        }
        text
    };
    Gathered {
        of,
        templates: sets.iter().map(text).collect(),
    }
}
