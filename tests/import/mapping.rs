//! What can be wrong with a mapping of histories: every mistake at once, each with its line and a mark under it.

use hoist::desk::import::{self, Format};
use hoist::domain::parse::builtin;

fn shown(text: &str) -> String {
    match import::map::parse(text) {
        Err(mistakes) => import::listed(text, &mistakes),
        Ok(map) => {
            let mistakes = map.check(Format::Xes, None, builtin());
            import::listed(text, &mistakes)
        }
    }
}

const HEAD: &str = "name = \"x\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"id\" }\ncontact = { column = \"id\" }\n";

#[test]
fn every_mistake_stands_with_its_line_and_a_mark() {
    let bad = [
        "name = \"x\"",
        "encoding = \"utf-7\"",
        "skip = [{ column = \"a\", is = \"b\" }, { column = \"a\", known = true, is = \"x\", reason = \"r\" }]",
        "[fields]",
        "source = { column = [] }",
        "subject = { column = \"a\", rules = [{ matches = \"(\", is = \"x\" }, { match = \"a\", is = \"x\" }] }",
        "priority = { column = \"p\" }",
        "[[events]]",
        "labl = { column = \"a\" }",
        "at = { column = \"t\", date = [\"%Y-%m-%d\", \"%Y %!\", \"day\"], zone = \"Berlin\" }",
        "when = { colum = \"a\", is = \"b\" }",
        "[[events]]",
        "label = { column = \"a\" }",
    ]
    .join("\n");
    let said = shown(&bad);
    for words in [
        "2:12: there is no encoding “utf-7”. Did you mean “utf-8”?",
        "3:9: what is left out needs a “reason”",
        "3:37: a condition needs exactly one of is, matches, known, same_as.",
        "4:1: neither “customer” nor “contact”",
        "5:21: name at least one column.",
        "is not a regular expression: unclosed group",
        "a rule has no key “match”. Did you mean “matches”?",
        "the rule does not say “matches”.",
        "9:1: an event has no field “labl”. Did you mean “label”?",
        "“%Y %!” is not the format of a date: %! cannot be read.",
        "“day” is not the format of a date",
        "there is no time zone “Berlin”",
        "a condition has no key “colum”. Did you mean “column”?",
        "12:1: the event does not say “at”",
    ] {
        let words = words.replace("4:1: neither", "1:1: neither");
        assert!(said.contains(&words), "{words}\n{said}");
    }
    assert!(
        said.contains("9 | labl = { column = \"a\" }\n  | ^^^^"),
        "{said}"
    );
}

#[test]
fn words_that_this_desk_does_not_know_are_mistakes_of_the_mapping() {
    let events = [
        "[events]",
        "each = \"comments\"",
        "at = { column = \"t\" }",
        "tier = { column = \"g\", rules = [{ matches = \"x\", is = \"tier3\" }], default = \"tier1\" }",
        "phase = { column = \"s\", table = { a = \"workin\", b = \"archived\", c = \"\" } }",
        "hold = { column = \"s\", table = { w = \"user\" }, default = \"\" }",
        "impact = { constant = \"hi\" }",
        "priority = { column = \"p\", rules = [{ matches = '^(\\d)', is = '$1' }, { matches = \"\", is = \"5\" }] }",
        "major = { constant = \"maybe\" }",
        "direction = { constant = \"to\" }",
    ];
    let said = shown(&format!("{HEAD}{}\n", events.join("\n")));
    for words in [
        "6:1: “each” names a list within an object; xes has none.",
        "“tier3” is not a tier of this desk. Did you mean “tier1”?",
        "“workin” is not a phase of this desk. Did you mean “working”?",
        "“archived” is not a phase of this desk.",
        "“user” is not a hold of this desk.",
        "“hi” is not an impact of this desk.",
        "“5” is no priority.",
        "“maybe” is no major.",
        "“to” is no direction.",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(
        said.starts_with("The mapping has 9 mistakes; nothing was imported."),
        "{said}"
    );
}

#[test]
fn a_history_needs_its_case_and_every_shipped_mapping_is_sound() {
    let said = shown(
        "name = \"x\"\n[fields]\nsubject = { column = \"a\" }\ncontact = { column = \"a\" }\n[events]\nat = { column = \"t\" }\n",
    );
    assert!(
        said.contains("no field “source”: it says to which case an event belongs."),
        "{said}"
    );
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/import");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let map = import::map::parse(&text)
            .unwrap_or_else(|m| panic!("{path:?}\n{}", import::listed(&text, &m)));
        let format = if text.contains("--format jsonl") {
            Format::Jsonl
        } else {
            Format::Csv
        };
        let mistakes = map.check(format, None, builtin());
        assert!(
            mistakes.is_empty(),
            "{path:?}\n{}",
            import::listed(&text, &mistakes)
        );
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn a_rule_that_names_what_its_pattern_does_not_catch_is_a_mistake_with_its_place() {
    let rules =
        |rule: &str| format!("{HEAD}version = {{ column = \"v\", rules = [{{ {rule} }}] }}\n");
    for (rule, says) in [
        (
            "matches = '^v(\\d+)', is = \"$2\"",
            "6:64: “$2” is not caught by “^v(\\d+)”: it catches $1.",
        ),
        (
            "matches = '^v\\d+', is = \"x${1}\"",
            "“${1}” is not caught by “^v\\d+”: it catches nothing but the whole, $0.",
        ),
        (
            "matches = '(?<major>\\d+)', is = \"${mayor}\"",
            "“${mayor}” is not caught by “(?<major>\\d+)”: it catches $1, $major.",
        ),
        // A name goes on as long as letters, digits and underscores do.
        (
            "matches = '(\\d+)', is = \"$1st\"",
            "“$1st” is not caught by “(\\d+)”: it catches $1. Write ${1}st for $1 with “st” behind it.",
        ),
    ] {
        let said = shown(&rules(rule));
        assert!(
            said.contains("1 mistake") && said.contains(says),
            "{says}\n{said}"
        );
    }
    for fine in [
        "matches = '^v(\\d+)', is = \"$1 of $0\"",
        "matches = '(?<major>\\d+)', is = \"${major}$major.$1\"",
        "matches = '(\\d+)', is = \"costs $$2, 5 $ or $-\"",
        "matches = '(\\d+)', is = \"${1\"",
    ] {
        let map = import::map::parse(&rules(fine));
        assert!(map.is_ok(), "{fine}: {map:?}");
    }
}
