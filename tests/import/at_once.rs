//! Whoever mends a file or a mapping is told all that is wrong with it in one run, and the dry run tells the same
//! as the real one.

use crate::cli::Home;

const MAP: &str = r#"
name = "all"
[fields]
source = { column = "id" }
subject = { column = "title" }
kind = { column = "kind", table = { Bug = "incident" } }
product = { column = "product" }
contact = { column = "who" }
opened_at = { column = "at", date = "%Y-%m-%d", zone = "UTC" }
"#;

fn written(home: &Home, name: &str, text: &str) -> String {
    let path = home.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// What is said of the lines that are not imported.
fn told(said: &str) -> Vec<&str> {
    let lines = said.lines();
    lines.filter(|l| l.contains("is not imported")).collect()
}

#[test]
fn every_bad_row_is_listed_with_all_that_is_wrong_with_it() {
    let home = Home::new();
    let long = "x".repeat(600);
    let rows = [
        "id,title,kind,product,who,at",
        "1,sound,Bug,p,lena,2026-11-01",
        "2,too few,Bug",
        "3,a word that no table has,Wish,p,lena,2026-11-01",
        "4,no date,Bug,p,lena,soon",
        "5,in the future,Bug,p,lena,2999-01-01",
        "1,the same id,Bug,p,lena,2026-11-01",
        "6,,Bug,p,lena,2026-11-01",
        "7,for nobody,Bug,p,,2026-11-01",
        &format!("8,too long,Bug,{long},lena,2026-11-01"),
        &format!("9,,Wish,{long},,soon"),
        "1,the same id and in the future,Bug,p,lena,2999-01-01",
    ];
    let file = written(&home, "rows.csv", &rows.join("\n"));
    let map = written(&home, "map.toml", MAP);
    let line = format!("import {file} --format csv --map {map}");
    let dry = home.run(&format!("{line} --dry-run"));
    let dry_told = told(&dry.out);
    for (n, words) in [
        (3, "it has 3 columns, the file begins with 6"),
        (4, "kind: “Wish” is not in the mapping's table"),
        (5, "opened_at: "),
        (6, "opened_at lies in the future"),
        (7, "its source id is that of an earlier row"),
        (8, "The subject is empty"),
        (9, "Who is it for?"),
        (10, "The product"),
        (11, "kind: “Wish” is not in the mapping's table"),
        (11, "opened_at: "),
        (11, "The subject is empty"),
        (11, "The product"),
        (11, "Who is it for?"),
        (
            12,
            "opened_at lies in the future; its source id is that of an earlier row",
        ),
    ] {
        let begins = format!("line {n} is not imported: ");
        let line = dry_told.iter().find(|l| l.starts_with(&begins));
        let line = line.unwrap_or_else(|| panic!("{n}\n{}", dry.out));
        assert!(line.contains(words), "{words}\n{line}");
    }
    assert_eq!(dry_told.len(), 10);
    let real = home.run(&line);
    assert_eq!(told(&real.out), dry_told);
    assert_eq!((dry.code, real.code), (1, 1));
    let kept = std::fs::read_to_string(format!("{file}.rejects.csv")).unwrap();
    assert_eq!(kept.lines().count(), 11);
}

#[test]
fn every_bad_line_and_every_bad_record_of_a_case_is_listed() {
    let home = Home::new();
    let map = format!(
        "{MAP}[events]\nat = {{ column = \"then\" }}\npriority = {{ column = \"rank\" }}\nmajor = {{ column = \"major\" }}\n"
    );
    let map = written(&home, "map.toml", &map);
    let line = |id: &str, rest: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"t\",\"kind\":\"Bug\",\"who\":\"l\",{rest}}}")
    };
    let rows = [
        line("1", "\"then\":\"2026-11-01 09:00\""),
        "no json".to_owned(),
        "[1]".to_owned(),
        line(
            "2",
            "\"then\":\"soon\",\"rank\":\"9\",\"major\":\"perhaps\"",
        ),
        line("2", "\"then\":\"later\""),
        line("3", "\"rank\":\"1\""),
    ];
    let file = written(&home, "cases.jsonl", &rows.join("\n"));
    let import = format!("import {file} --format jsonl --map {map}");
    let dry = home.run(&format!("{import} --dry-run"));
    let dry_told = told(&dry.out);
    for (n, words) in [
        (2, "it is not JSON"),
        (3, "it is not a JSON object"),
        (4, "at: "),
        (4, "priority: “9” is not 1, 2, 3 or 4"),
        (4, "major: “perhaps” is neither yes nor no"),
        (5, "at: "),
        (6, "at: there is no time"),
    ] {
        let begins = format!("line {n} is not imported: ");
        let line = dry_told.iter().find(|l| l.starts_with(&begins));
        let line = line.unwrap_or_else(|| panic!("{n}\n{}", dry.out));
        assert!(line.contains(words), "{words}\n{line}");
    }
    assert_eq!(told(&home.run(&import).out), dry_told);
}

#[test]
fn every_mistake_of_a_mapping_is_listed_whatever_it_shows_beside() {
    let home = Home::new();
    let file = written(&home, "rows.csv", "id,title,who,who\n1,a,b,c\n");
    let map = [
        "nam = \"x\"",
        "header = 1",
        "delimiter = \"ab\"",
        "encoding = \"utf-7\"",
        "skip = { known = true, is = \"x\" }",
        "[fields]",
        "subject = { column = \"titel\" }",
        "source = { column = \"who\" }",
        "text = { column = 9 }",
        "kind = { constant = \"incidnt\" }",
        "impact = { column = \"id\", rules = [{}, { matches = \"(\", is = \"x\" }] }",
        "urgency = { template = \"{id\" }",
        "tags = { column = \"id\", constant = \"x\", splt = \";\" }",
        "opened_at = { column = \"id\", date = \"%!\", zone = \"Berlin\", cut = 0 }",
        "colour = { column = \"id\" }",
        "[[events]]",
        "each = \"list\"",
        "tier = { constant = \"tier9\" }",
    ];
    let path = written(&home, "map.toml", &map.join("\n"));
    let said = [
        "there is no key “nam”",
        "“name” is missing",
        "neither “customer” nor “contact”",
        "true or false is expected",
        "the delimiter is one plain character",
        "there is no encoding “utf-7”",
        "what is left out needs a “reason”",
        "a condition needs exactly one of is, matches, known, same_as",
        "a condition needs exactly one of column, template",
        "the file has no column “titel”. Did you mean “title”?",
        "the file has 2 columns “who”",
        "there is no column 9; the file has 4",
        "“incidnt” is not a kind of this desk",
        "the rule does not say “matches”",
        "the rule does not say “is”",
        "is not a regular expression",
        "a “{” is not closed",
        "tags needs exactly one of column, constant, template",
        "tags has no key “splt”",
        "“%!” is not the format of a date",
        "there is no time zone “Berlin”",
        "a number from 1 is expected here",
        "a ticket has no field “colour”",
        "the event does not say “at”",
        "“each” names a list within an object",
        "“tier9” is not a tier of this desk",
    ];
    for dry in ["", " --dry-run"] {
        let line = format!("import {file} --format csv --map {path}{dry}");
        let ran = home.run(&line);
        assert_eq!(ran.code, 2, "{ran:?}");
        for words in said {
            assert!(ran.err.contains(words), "{words}\n{}", ran.err);
        }
    }
    // A broken line hides nothing that stands elsewhere.
    let broken = map.join("\n").replace("header = 1", "header = = 1");
    let path = written(&home, "broken.toml", &broken);
    let ran = home.run(&format!("import {file} --format csv --map {path}"));
    assert!(ran.err.contains("This is not TOML"), "{}", ran.err);
    for words in ["“titel”", "“utf-7”", "“incidnt”", "“colour”"] {
        assert!(ran.err.contains(words), "{words}\n{}", ran.err);
    }
}
