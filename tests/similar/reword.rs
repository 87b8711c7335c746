//! A report in other words, the same each time: as another customer would tell it.

/// How far from the words of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Synonyms, other numbers, sentences in another order, every third one left out.
    Mild,
    /// Also every second sentence left out, no code and no links, words inflected otherwise, every
    /// fifth left out, and the rest cut after eighty words.
    Strong,
}

/// Plain words of reports and others for them.
const OTHERWISE: [(&str, &str); 64] = [
    ("error", "problem"),
    ("bug", "defect"),
    ("issue", "trouble"),
    ("problem", "difficulty"),
    ("crash", "breakdown"),
    ("crashes", "dies"),
    ("fails", "breaks"),
    ("failed", "broke"),
    ("fail", "break"),
    ("cannot", "am unable to"),
    ("can't", "am not able to"),
    ("unable", "not able"),
    ("doesn't", "won't"),
    ("not", "never"),
    ("working", "functioning"),
    ("work", "function"),
    ("works", "functions"),
    ("when", "as soon as"),
    ("after", "once"),
    ("before", "ahead of"),
    ("show", "display"),
    ("shows", "displays"),
    ("shown", "visible"),
    ("open", "bring up"),
    ("opening", "bringing up"),
    ("close", "shut"),
    ("add", "put in"),
    ("adding", "putting in"),
    ("remove", "take out"),
    ("change", "modify"),
    ("changes", "modifications"),
    ("use", "employ"),
    ("using", "with"),
    ("used", "employed"),
    ("want", "would like"),
    ("need", "require"),
    ("make", "create"),
    ("get", "receive"),
    ("getting", "receiving"),
    ("try", "attempt"),
    ("tried", "attempted"),
    ("trying", "attempting"),
    ("run", "start"),
    ("running", "starting"),
    ("build", "compile"),
    ("install", "set up"),
    ("update", "upgrade"),
    ("updated", "upgraded"),
    ("version", "release"),
    ("support", "allow for"),
    ("example", "sample"),
    ("expected", "anticipated"),
    ("behavior", "behaviour"),
    ("wrong", "incorrect"),
    ("missing", "absent"),
    ("slow", "sluggish"),
    ("see", "notice"),
    ("set", "configure"),
    ("click", "press"),
    ("file", "document"),
    ("feature", "capability"),
    ("please", "kindly"),
    ("should", "ought to"),
    ("possible", "feasible"),
];

const GREETINGS: [&str; 3] = [
    "Hello support, I hope this is the right place to ask.",
    "Good morning team! First of all thank you for all you do.",
    "Dear all, a colleague told me to write to you about the following.",
];
const CLOSINGS: [&str; 3] = [
    "Any help is welcome. Kind regards, Robin",
    "Let me know what else you would like to hear. Cheers!",
    "Thank you in advance, I am on the phone until five.",
];

/// Subject and body in other words. `n` chooses greeting and closing.
pub fn reword(subject: &str, body: &str, strength: Strength, n: usize) -> (String, String) {
    let sentences = sentences(body, strength);
    let kept = sentences
        .iter()
        .enumerate()
        .filter(|(at, _)| match strength {
            Strength::Mild => at % 3 != 2,
            Strength::Strong => at % 2 == 0,
        });
    // Told from the end.
    let told: Vec<String> = kept
        .map(|(_, s)| turned(&said(s, strength, 1)))
        .rev()
        .collect();
    let mut told = told.join(". ");
    if strength == Strength::Strong {
        told = told
            .split_whitespace()
            .take(80)
            .collect::<Vec<_>>()
            .join(" ");
    }
    let body = format!("{} {told}. {}", GREETINGS[n % 3], CLOSINGS[(n / 3) % 3]);
    (turned(&said(subject, strength, 0)), body)
}

fn sentences(body: &str, strength: Strength) -> Vec<String> {
    let mut found = Vec::new();
    let mut code = false;
    for line in body.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
            continue;
        }
        if strength == Strength::Strong && (code || line.contains("http")) {
            continue;
        }
        let parts = line.split(['.', '!', '?', ';']).map(str::trim);
        found.extend(
            parts
                .filter(|p| p.split_whitespace().count() > 1)
                .map(str::to_owned),
        );
    }
    found
}

/// A sentence in other words; `from`: the first word that may be left out.
fn said(sentence: &str, strength: Strength, from: usize) -> String {
    let words = sentence.split_whitespace().enumerate();
    let kept = words.filter(|(at, _)| strength == Strength::Mild || (at + from) % 5 != 4);
    let told = kept.map(|(_, word)| {
        let other = OTHERWISE.iter().find(|(w, _)| w.eq_ignore_ascii_case(word));
        let word = numbered(other.map_or(word, |(_, other)| other));
        match strength {
            Strength::Mild => word,
            Strength::Strong => inflected(&word),
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Every digit another one.
fn numbered(word: &str) -> String {
    let other = |c: char| match c
        .to_digit(10)
        .and_then(|d| char::from_digit((d * 7 + 3) % 10, 10))
    {
        Some(digit) => digit,
        None => c,
    };
    word.chars().map(other).collect()
}

/// Every other long word in another form.
fn inflected(word: &str) -> String {
    let plain = word.len() > 6
        && word.len().is_multiple_of(2)
        && word.bytes().all(|b| b.is_ascii_lowercase());
    match (plain, word.strip_suffix("ing"), word.strip_suffix('s')) {
        (true, Some(stem), _) => format!("{stem}ed"),
        (true, None, Some(stem)) => stem.to_owned(),
        (true, None, None) => format!("{word}s"),
        (false, ..) => word.to_owned(),
    }
}

/// The second half first.
fn turned(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let (first, second) = words.split_at(words.len() / 2);
    second
        .iter()
        .chain(first)
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}
