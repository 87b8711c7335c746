use super::customer_sought;
use super::doc::{LARGEST, decode, encode};
use super::token::words;
use super::{Doc, Known, Place, Search, Section, Times, Want, complete, parse, snippet};
use crate::domain::id::{AgentName, At};
use crate::domain::process::{Code, Process, RecordKind, TierDef};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

fn process() -> Process {
    let tier = |id: &str| TierDef {
        id: id.into(),
        ..TierDef::default()
    };
    let kind = |id: &str| Code {
        id: id.to_owned(),
        ..Code::default()
    };
    Process {
        tiers: vec![tier("tier1"), tier("tier2"), tier("engineering")],
        kinds: vec![kind("incident"), kind("question")],
        records: vec![RecordKind {
            id: "workaround".to_owned(),
            ..RecordKind::default()
        }],
        ..Process::default()
    }
}

fn with<T>(work: impl FnOnce(&Known<'_>) -> T) -> T {
    let process = process();
    let agents = [AgentName::from("ana"), AgentName::from("Bob")];
    work(&Known {
        process: &process,
        me: &agents[0],
        agents: &agents,
        products: &["Pulse Monitor".to_owned()],
        customers: &["Acme".to_owned(), "Birch & \"Sons\"".to_owned()],
        now: At(1_772_366_400_000),
        zone: "UTC",
    })
}

fn read(typed: &str) -> Search {
    with(|known| parse(typed, known))
}

/// A search in short: groups by blanks, clauses by |, ! for not.
fn short(search: &Search) -> String {
    let want = |want: &Want| match want {
        Want::Text {
            tokens,
            open,
            number,
        } => {
            let star = if *open { "*" } else { "" };
            let number = if number.is_some() { "#" } else { "" };
            format!("{}{star}{number}", tokens.join("+"))
        }
        Want::Number(n) => format!("#{n}"),
        Want::Mark(mark) => mark.clone(),
        Want::Name { key, tokens } => format!("{key}={}", tokens.join("+")),
        Want::Opened { from, until } => match (from.0, until.0) {
            (i64::MIN, at) => format!("<{at}"),
            (at, _) => format!(">{at}"),
        },
        Want::Late => "late".to_owned(),
    };
    let group = |clauses: &Vec<super::Clause>| {
        let one = |c: &super::Clause| format!("{}{}", if c.not { "!" } else { "" }, want(&c.want));
        clauses.iter().map(one).collect::<Vec<_>>().join("|")
    };
    let groups: Vec<String> = search.groups.iter().map(group).collect();
    groups.join(" ")
}

#[test]
fn what_is_typed_is_read() {
    for (typed, wanted) in [
        ("", ""),
        ("printer", "printer*"),
        ("printer ", "printer"),
        ("Printer Fi", "printer fi*"),
        ("a", "a*"),
        ("\"out of paper\"", "out+of+paper"),
        ("\"out of", "out+of"),
        ("vpn OR wlan late", "vpn|wlan late*"),
        ("OR", "or*"),
        ("vpn OR", "vpn or*"),
        ("OR vpn", "or vpn*"),
        ("-printer", "!printer*"),
        ("- printer", "printer*"),
        ("-\"a b\" c", "!a+b c*"),
        ("tier:2", ":ttier2"),
        ("TIER:engineering x", ":tengineering x*"),
        ("-tier:tier1", "!:ttier1"),
        ("tier:1 OR tier:2", ":ttier1|:ttier2"),
        ("phase:closed kind:incident", ":fclosed :kincident"),
        ("assignee:BOB assignee:none assignee:me", ":a_42ob :a :aana"),
        ("customer:\"Müller AG\"", "c=muller+ag"),
        ("product:pulse", "p=pulse"),
        ("priority:p1 priority:major", ":u1 :u0"),
        ("is:late has:workaround", "late :rworkaround"),
        (
            "is:mine is:unassigned is:held is:open",
            ":aana :a :h :sopen",
        ),
        ("before:2026-03-01", "<1772323200000"),
        ("after:3d", ">1772107200000"),
        ("#1042", "1042#"),
        ("\"#1042\"", "1042"),
        ("1042", "1042*#"),
        ("00:1b:44:11:3a:b7", "00+1b+44+11+3a+b7*"),
        ("10.0.0.1 ", "10+0+0+1"),
        ("lena@acme.example", "lena+acme+example*"),
        ("ORA-00942: table", "ora+00942 table*"),
        ("0x80070005", "0x80070005*"),
        ("http://acme/x", "http+acme+x*"),
        ("NEAR(a b) col:x ^y a*", "near+a b col+x y a"),
        ("日本語", "日+本+語*"),
        ("AND NOT", "and not*"),
    ] {
        assert_eq!(short(&read(typed)), wanted, "{typed}");
    }
}

#[test]
fn what_is_not_understood_is_said_at_its_place_and_the_rest_is_searched() {
    for (typed, at, says) in [
        ("x tier:9 y", 2..8, "tier1, tier2, engineering"),
        ("phase:gone", 0..10, "archived"),
        ("kind: x", 0..5, "needs a value"),
        ("is:green", 0..8, "late, open"),
        ("has:luck", 0..8, "workaround"),
        ("priority:p9", 0..11, "major, p1"),
        ("before:soon", 0..11, "is not a date"),
        ("x %%%", 2..5, "The words are searched; signs alone"),
        ("'; drop table", 0..2, "The words are searched; signs alone"),
        ("%%%", 0..3, "Letters and digits are searched"),
        ("customer:%", 0..10, "letters or digits"),
    ] {
        let search = read(typed);
        let problem = search.problems.first().unwrap_or_else(|| panic!("{typed}"));
        assert_eq!(problem.at, at, "{typed}");
        assert!(problem.text.contains(says), "{typed}: {}", problem.text);
        let rest = typed
            .split(' ')
            .any(|word| matches!(word, "x" | "y" | "drop"));
        assert_eq!(search.is_empty(), !rest, "{typed}");
    }
}

#[test]
fn a_thousand_words_are_cut_and_said() {
    let search = read(&"word ".repeat(1_000));
    assert_eq!(search.groups.len(), super::MOST);
    assert_eq!(search.problems.len(), 1);
}

#[test]
fn words_are_folded_runs_and_single_signs_of_cjk() {
    assert_eq!(words("Zürich, 10.0.0.1!"), ["zurich", "10", "0", "0", "1"]);
    assert_eq!(
        words("e\u{301}tude 東京tower"),
        ["etude", "東", "京", "tower"]
    );
    assert_eq!(
        words("snake_case \u{1b}[31mred"),
        ["snake", "case", "31mred"]
    );
    assert_eq!(words(&"x".repeat(900))[0].len(), 64);
    assert!(words("").is_empty() && words(" \u{301}%_- ").is_empty());
}

#[test]
fn filters_are_completed() {
    let choices = |typed: &str| -> Vec<String> {
        let found = with(|known| complete(typed, typed.len(), known));
        found.choices.into_iter().map(|c| c.0).collect()
    };
    assert_eq!(choices("printer pr"), ["product:", "priority:"]);
    assert_eq!(choices("-ti"), ["tier:"]);
    assert_eq!(choices("tier:e"), ["tier:engineering "]);
    assert_eq!(choices("assignee:b"), ["assignee:Bob "]);
    assert_eq!(choices("product:p"), ["product:\"Pulse Monitor\" "]);
    assert!(choices("zzz").is_empty() && choices("").is_empty() && choices("x ").is_empty());
    assert!(choices("tier:x").is_empty() && choices("is:open").is_empty());
    let found = with(|known| complete("a -is:la b", 8, known));
    assert_eq!((found.at, found.choices[0].0.as_str()), (3..8, "is:late "));
}

fn section(place: Place, text: &str) -> Section {
    Section {
        place,
        at: At(5),
        text: text.to_owned(),
    }
}

#[test]
fn a_snippet_is_cut_around_what_was_found() {
    let doc = Doc {
        head: vec![section(Place::Subject, "vpn tunnel")],
        body: vec![
            section(Place::Opening, "hello, vpn here"),
            section(
                Place::Note,
                &format!("{} the\ntunnel of VPN fails", "far ".repeat(200)),
            ),
        ],
        ..Doc::default()
    };
    let found = snippet(&read("vpn tunnel"), &doc);
    assert_eq!(found.place, Some(Place::Note));
    assert!(
        found.text.starts_with("… far") && found.text.ends_with("fails"),
        "{}",
        found.text
    );
    let hits: Vec<&str> = found.hits.iter().map(|r| &found.text[r.clone()]).collect();
    assert_eq!(hits, ["tunnel", "VPN"]);
    let none = snippet(&read("is:open"), &doc);
    assert_eq!((none.place, none.hits.len()), (Some(Place::Opening), 0));
}

#[test]
fn of_a_very_long_history_the_latest_is_kept() {
    use crate::domain::actor::Identity;
    use crate::domain::event::{Act, Event, Fact};
    use crate::domain::id::CommandId;
    let note = |text: String| Event {
        seq: 1,
        at: At(1),
        by: AgentName::default(),
        identity: Identity::default(),
        stands_in: None,
        command: CommandId::default(),
        process: String::new(),
        act: Act::Recorded,
        facts: vec![Fact::Noted(text)],
    };
    let mut doc = Doc::default();
    for n in 0..10 {
        doc.add(&[note(format!("n{n} {}", "x".repeat(LARGEST / 4)))]);
    }
    let size: usize = doc.body.iter().map(|s| s.text.len()).sum();
    assert!(size <= LARGEST && doc.body.len() == 3 && doc.cut, "{size}");
    assert!(doc.body[2].text.starts_with("n9"));
    doc.add(&[note("y".repeat(LARGEST * 2))]);
    assert_eq!(doc.body.len(), 1);
}

proptest! {
    #[test]
    fn nothing_typed_is_an_error(typed in ".{0,80}", cursor in 0..90_usize) {
        let search = read(&typed);
        for problem in &search.problems {
            prop_assert!(typed.get(problem.at.clone()).is_some());
        }
        let cursor = (0..=cursor.min(typed.len())).rev().find(|c| typed.is_char_boundary(*c)).unwrap_or(0);
        let done = with(|known| complete(&typed, cursor, known));
        prop_assert!(typed.get(done.at).is_some());
    }

    #[test]
    fn filters_and_quotes_are_no_error(parts in prop::collection::vec(prop::sample::select(
        vec!["tier:", "-", "\"", "OR", " ", "is:late", "é", "日", "#", "1", "before:", ":", "*", "a\u{301}"]), 0..20)) {
        let typed = parts.concat();
        let search = read(&typed);
        for group in &search.groups {
            prop_assert!(!group.is_empty());
        }
    }

    #[test]
    fn sections_read_back(texts in prop::collection::vec(any::<String>(), 0..6)) {
        let sections: Vec<Section> = texts
            .iter()
            .map(|t| section(Place::Message, &t.replace(['\u{1e}', '\u{1f}'], " ")))
            .collect();
        prop_assert_eq!(decode(&encode(&sections)), sections);
    }

    #[test]
    fn a_snippet_is_of_whole_characters(text in any::<String>(), typed in "\\PC{1,12}") {
        let doc = Doc { body: vec![section(Place::Note, &text)], ..Doc::default() };
        let found = snippet(&read(&typed), &doc);
        for range in found.hits {
            prop_assert!(found.text.get(range).is_some());
        }
    }
}

#[test]
fn customers_are_completed_as_they_were_looked_up_and_quoted_where_they_need_it() {
    let typed = "-customer:so is:open";
    let cursor = "-customer:so".len();
    assert_eq!(customer_sought(typed, cursor), Some("so".to_owned()));
    assert_eq!(customer_sought(typed, typed.len()), None);
    assert_eq!(
        customer_sought("customer:\"birch & s", 19),
        Some("birch & s".to_owned())
    );
    let offered = with(|known| complete(typed, cursor, known));
    let words: Vec<&str> = offered.choices.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(words, ["customer:Acme ", "customer:\"Birch & Sons\" "]);
    assert_eq!(&typed[offered.at], "customer:so");
}

#[test]
fn a_word_is_found_in_every_script_and_within_what_is_written_without_blanks() {
    for (typed, text) in [
        ("σίσυφος", "Ο ΣΊΣΥΦΟΣ ανεβαίνει"),
        ("ελληνικος", "Ελληνικός εκτυπωτής"),
        ("елка", "Ёлка упала"),
        ("العربية", "اللغة العَرَبِيَّة هنا"),
        ("1234", "Konto １２３４ gesperrt"),
        ("1.2.3", "seit v1.2.3-rc.4 kaputt"),
        ("v1.2.3", "seit V1.2.3-rc.4 kaputt"),
        ("v1", "seit v1.2.3-rc.4 kaputt"),
        ("ไทย", "คู่มือภาษาไทยใหม่"),
        ("นำ", "ห้องน้ำชั้นสอง"),
        ("ខ្មែរ", "ភាសាខ្មែរថ្មី"),
        ("ລາວ", "ພາສາລາວໃໝ່"),
        ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}어"),
        ("ガス", "ｶﾞｽ漏れ"),
        ("vertrag", "Ver\u{ad}trag"),
    ] {
        let doc = Doc {
            body: vec![section(Place::Note, text)],
            ..Doc::default()
        };
        let search = read(typed);
        let found = search.matches(&doc, &[], Times::default(), At(0));
        assert!(
            found,
            "{typed} in {text}: {:?} {:?}",
            words(typed),
            words(text)
        );
        let hits = snippet(&search, &doc);
        assert!(!hits.hits.is_empty(), "{typed} is marked in {text}");
    }
    for (typed, text) in [("1.2.3", "seit v1.23"), ("мои", "мой"), ("ทาง", "ภาษาไทย")]
    {
        assert_ne!(words(typed), words(text));
        let doc = Doc {
            body: vec![section(Place::Note, text)],
            ..Doc::default()
        };
        assert!(
            !read(typed).matches(&doc, &[], Times::default(), At(0)),
            "{typed} in {text}"
        );
    }
}
