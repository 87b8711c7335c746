//! Every file in `good` passes; every file in `bad` has exactly the faults named at its top.

use hoist::domain::check;
use hoist::domain::parse::{Fault, FaultKind};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/process")
        .join(folder);
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

fn shown(faults: &[Fault], text: &str) -> String {
    let all: Vec<String> = faults.iter().map(|f| f.render(text)).collect();
    all.join("\n\n")
}

/// The lines `# expect: KIND LINE` at the top of a bad file.
fn expected(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("# expect: "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn good_files_pass() {
    for path in files("good") {
        let text = std::fs::read_to_string(&path).unwrap();
        match check::file(&text) {
            Ok((_, visited)) => {
                assert!(visited.states > 20, "{path:?} {visited:?}")
            }
            Err(faults) => panic!("{path:?}\n{}", shown(&faults, &text)),
        }
    }
}

#[test]
fn bad_files_have_exactly_their_faults() {
    let mut wrong = Vec::new();
    for path in files("bad") {
        let text = std::fs::read_to_string(&path).unwrap();
        let faults = check::file(&text).map(|_| Vec::new()).unwrap_or_else(|f| f);
        let found: Vec<String> = faults
            .iter()
            .map(|f| format!("{} {}", f.kind, f.line))
            .collect();
        let expected = expected(&text);
        if found != expected {
            let shown = shown(&faults, &text);
            wrong.push(format!(
                "{path:?}\n  expected {expected:?}\n  found    {found:?}\n{shown}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_kind_of_fault_has_its_bad_file() {
    let have: BTreeSet<String> = files("bad")
        .iter()
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let want: BTreeSet<String> = FaultKind::ALL.iter().map(|k| k.id().to_owned()).collect();
    assert_eq!(have, want);
    for path in files("bad") {
        let text = std::fs::read_to_string(&path).unwrap();
        let kind = path.file_stem().unwrap().to_string_lossy().into_owned();
        let named = expected(&text)
            .iter()
            .any(|line| line.starts_with(&format!("{kind} ")));
        assert!(named, "{path:?} does not expect {kind}");
    }
}

#[test]
fn every_fault_is_a_sentence_under_its_line() {
    for path in files("bad") {
        let text = std::fs::read_to_string(&path).unwrap();
        for fault in check::file(&text).unwrap_err() {
            let shown = fault.render(&text);
            assert!(fault.message.ends_with(['.', '?']), "{shown}");
            assert!(shown.contains('^'), "{shown}");
            assert!(!shown.contains('\u{1b}'), "{shown:?}");
        }
    }
}

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/bad/unknown_form.toml"),
    )
    .unwrap();
    let faults = check::file(&text).unwrap_err();
    assert!(faults[0].message.contains("“resolve”"), "{}", faults[0]);
}
