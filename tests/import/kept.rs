//! What could not be imported is mended and imported again by the same mapping; what is counted and said of a file is
//! what it holds.

use crate::cli::{Home, Ran};
use std::path::{Path, PathBuf};

struct Place {
    home: Home,
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let home = Home::empty();
        home.ok("init --name ana");
        Place {
            home,
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn write(&self, name: &str, data: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, data).unwrap();
        path
    }

    fn import(&self, map: &str, format: &str, file: &Path) -> Ran {
        let map = self.write("map.toml", map.as_bytes());
        self.home.run(&format!(
            "import {} --format {format} --map {}",
            file.display(),
            map.display()
        ))
    }

    /// The reject file of an import in which so many rows were rejected, with a word of it mended.
    fn mended(&self, map: &str, file: &Path, wrong: &str, right: &str) -> PathBuf {
        let ran = self.import(map, "csv", file);
        assert_eq!(ran.code, 1, "{ran:?}");
        let rejects = PathBuf::from(format!("{}.rejects.csv", file.display()));
        let kept = std::fs::read_to_string(&rejects).unwrap();
        assert!(kept.contains(wrong), "{kept}");
        std::fs::write(&rejects, kept.replace(wrong, right)).unwrap();
        rejects
    }
}

/// Title lines, another delimiter and encoding, columns by their places.
const BY_PLACE: &str = r#"
name = "p"
skip_lines = 2
delimiter = ";"
encoding = "windows-1252"
[fields]
source = { column = 1 }
subject = { template = "{2} of {3}" }
contact = { column = 3 }
impact = { column = 4, table = { hoch = "high" } }
"#;

#[test]
fn a_reject_file_lands_in_the_same_columns() {
    let place = Place::new();
    let text = "Export \"Störungen\n23.11.2026\nNr;Titel;Wer;Wirkung\n1;Gerät; Jörg ;hoch\n2;Tür;Änne;hcoh\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let file = place.write("list.csv", &bytes);
    let rejects = place.mended(BY_PLACE, &file, "hcoh", "HOCH");
    let kept = std::fs::read_to_string(&rejects).unwrap();
    assert!(
        kept.starts_with(
            "\u{feff}Export \"Störungen\n23.11.2026\nNr;Titel;Wer;Wirkung;import_line;import_reason\n2;Tür;Änne;HOCH;5;"
        ),
        "{kept}"
    );
    // Wrong once more: line and reason stand there once.
    let again = place.mended(BY_PLACE, &rejects, "HOCH", "hoch");
    let kept = std::fs::read_to_string(&again).unwrap();
    assert!(kept.contains("\n2;Tür;Änne;hoch;4;impact: "), "{kept}");
    assert_eq!(kept.matches("import_line").count(), 1, "{kept}");
    let ran = place.import(BY_PLACE, "csv", &again);
    assert_eq!(ran.code, 0, "{ran:?}");
    let shown = place.home.json("show 2");
    assert_eq!(shown["subject"], "Tür of Änne", "{shown}");
    assert_eq!(shown["impact"], "high", "{shown}");
}

#[test]
fn a_reject_file_of_a_file_without_header_has_none() {
    let map = "name = \"n\"\nheader = false\n[fields]\nsource = { column = 1 }\nsubject = { column = 2 }\n\
               contact = { column = 3 }\nkind = { column = 4, table = { i = \"incident\" } }\n";
    let place = Place::new();
    let file = place.write("list.csv", b"1,one,kim,i\n2,two,lee,j\n");
    let rejects = place.mended(map, &file, ",j,", ",i,");
    let ran = place.import(map, "csv", &rejects);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(place.home.json("show 2")["subject"], "two");
    assert!(ran.out.contains("1 row: 1 opened"), "{ran:?}");
}

#[test]
fn lines_over_a_header_are_skipped_and_every_mistake_about_them_is_told() {
    let place = Place::new();
    let map = |lines: &str| {
        format!(
            "name = \"s\"\nskip_lines = {lines}\n[fields]\nsource = {{ column = \"id\" }}\n\
             subject = {{ column = \"title\" }}\ncontact = {{ constant = \"kim\" }}\n"
        )
    };
    let file = place.write("list.csv", b"All tickets\n\nid,title\n7,\n8,two\n");
    let ran = place.import(&map("2"), "csv", &file);
    // Lines are those of the file.
    assert!(ran.out.contains("line 4 is not imported"), "{ran:?}");
    assert!(ran.out.contains("2 rows: 1 opened"), "{ran:?}");
    for (lines, format, says) in [
        (
            "-1",
            "csv",
            "2:14: skip_lines is a number of lines from 0 to 1000",
        ),
        (
            "\"2\"",
            "csv",
            "2:14: skip_lines is a number of lines from 0 to 1000",
        ),
        (
            "1001",
            "csv",
            "2:14: skip_lines is a number of lines from 0 to 1000",
        ),
        (
            "2",
            "jsonl",
            "2:1: “skip_lines” is about the lines over a CSV header; jsonl has none",
        ),
        (
            "9",
            "csv",
            "The mapping skips 9 lines (skip_lines), and the file has 5",
        ),
        ("0", "csv", "the file has no column “title”"),
    ] {
        let ran = place.import(&map(lines), format, &file);
        assert_eq!(ran.code, 2, "{lines}: {ran:?}");
        assert!(ran.err.contains(says), "{lines}: {ran:?}");
    }
}

const LIFE: &str = r#"
name = "l"
skip = [{ column = "test", is = "yes", reason = "it is a test" }]
[fields]
source = { column = "id" }
subject = { column = ["title", "old_title"] }
contact = { constant = "kim" }
opened_at = { column = "opened" }
[[events]]
each = "steps"
when = { column = "kind", is = "moved" }
at = { column = "at" }
label = { column = "to" }
by = { column = "who" }
"#;

#[test]
fn events_are_those_that_the_file_holds() {
    let place = Place::new();
    let line = r#"{"id":1,"title":"a","opened":"2020-01-01T08:00:00Z","steps":[{"kind":"moved","at":"2020-01-02T08:00:00Z","to":"x","who":"k"},{"kind":"moved","at":"2020-01-03T08:00:00Z","to":"y","who":"k"}]}"#;
    let file = place.write("life.jsonl", line.as_bytes());
    let ran = place.import(LIFE, "jsonl", &file);
    assert!(
        ran.out.contains("1 case: 1 opened with 2 events, 0 were"),
        "{ran:?}"
    );
    // The opening is an event of the ticket all the same, and nothing is new in a second run.
    let ran = place.import(LIFE, "jsonl", &file);
    assert!(ran.out.contains("1 were here already"), "{ran:?}");
    assert!(!ran.out.contains("more events in this file"), "{ran:?}");
}

#[test]
fn what_only_rejected_and_left_out_records_have_is_not_called_missing() {
    let place = Place::new();
    let line = r#"{"id":1,"title":"a","old_title":"b","test":"no","opened":"yesterday","steps":[{"kind":"other","at":"2020-01-02T08:00:00Z","to":"x"}]}"#;
    let file = place.write("life.jsonl", line.as_bytes());
    let ran = place.import(LIFE, "jsonl", &file);
    assert!(ran.out.contains("1 rejected"), "{ran:?}");
    assert!(ran.out.contains("no record has “who”\n"), "{ran:?}");
    // Of a file in which nothing could be read, nothing is known.
    let file = place.write("none.jsonl", b"{\n");
    let ran = place.import(LIFE, "jsonl", &file);
    assert!(!ran.out.contains("no record has"), "{ran:?}");
    // A header has its columns, whatever becomes of the rows.
    let map = "name = \"h\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"title\" }\ncontact = { column = \"who\" }\n";
    let file = place.write("rows.csv", b"id,title,who\n1,a\n2,b\n");
    let ran = place.import(map, "csv", &file);
    assert!(ran.out.contains("2 rejected"), "{ran:?}");
    assert!(!ran.out.contains("no record has"), "{ran:?}");
}
