use super::{Diff, Side, Way};

fn text(lines: std::ops::Range<u32>) -> String {
    lines.map(|n| format!("line {n}\n")).collect()
}

#[test]
fn a_hunk_is_what_diff_prints() {
    let old = text(1..21);
    let new = old.replace("line 10\n", "line ten\nline 10b\n");
    let diff = Diff::of(&old, &new, Way::default());
    assert_eq!(
        diff.unified("a", "b"),
        "--- a\n+++ b\n@@ -7,7 +7,8 @@\n line 7\n line 8\n line 9\n-line 10\n+line ten\n+line 10b\n line 11\n line 12\n line 13\n"
    );
    assert_eq!(diff.words(), "1 line removed, 2 added");
}

#[test]
fn near_changes_share_a_hunk_and_far_ones_do_not() {
    let old = text(1..41);
    let near = old.replace("line 10\n", "x\n").replace("line 16\n", "y\n");
    assert_eq!(Diff::of(&old, &near, Way::default()).hunks.len(), 1);
    let far = old.replace("line 10\n", "x\n").replace("line 18\n", "y\n");
    let diff = Diff::of(&old, &far, Way::default());
    assert_eq!(diff.hunks.len(), 2);
    assert_eq!(diff.hunks[1].head(), "@@ -15,7 +15,7 @@");
    let all = Way {
        context: u32::MAX,
        blanks: false,
    };
    assert_eq!(Diff::of(&old, &far, all).hunks.len(), 1);
}

#[test]
fn nothing_against_something_and_back() {
    let diff = Diff::of("", "a\nb\n", Way::default());
    assert_eq!(diff.hunks[0].head(), "@@ -0,0 +1,2 @@");
    let diff = Diff::of("a\nb\n", "", Way::default());
    assert_eq!(diff.hunks[0].head(), "@@ -1,2 +0,0 @@");
    assert!(Diff::of("", "", Way::default()).is_same());
    assert!(Diff::of("a\n", "a\n", Way::default()).is_same());
}

#[test]
fn ends_of_lines_are_said_and_are_no_hunk() {
    let diff = Diff::of("a\r\nb\r\n", "a\nb\n", Way::default());
    assert!(diff.hunks.is_empty() && !diff.is_same());
    assert!(diff.words().contains("CRLF"), "{}", diff.words());
    let diff = Diff::of("a\nb", "a\nb\n", Way::default());
    assert!(diff.words().contains("has an end now"), "{}", diff.words());
}

#[test]
fn blanks_count_unless_they_are_told_not_to() {
    let (old, new) = ("a  b\nc\n", " a b \nc\n");
    assert_eq!(Diff::of(old, new, Way::default()).hunks.len(), 1);
    let blind = Way {
        blanks: true,
        ..Way::default()
    };
    assert!(Diff::of(old, new, blind).is_same());
}

#[test]
fn changed_words_are_marked() {
    let diff = Diff::of(
        "worker_connections 1024;\n",
        "worker_connections 4096;\n",
        Way::default(),
    );
    let marks: Vec<&str> = diff.hunks[0]
        .lines
        .iter()
        .flat_map(|l| l.marks.iter().map(|m| &l.text[m.clone()]))
        .collect();
    assert_eq!(marks, ["1024", "4096"]);
}

#[test]
fn beside_each_other_stands_what_belongs_together() {
    let diff = Diff::of("a\nb\nc\n", "a\nB\nB2\nc\n", Way::default());
    let rows: Vec<(String, String)> = diff.hunks[0]
        .beside()
        .into_iter()
        .map(|(l, r)| {
            let side = |l: Option<&super::Line>| l.map_or(String::new(), |l| l.text.clone());
            (side(l), side(r))
        })
        .collect();
    let wanted = [("a", "a"), ("b", "B"), ("", "B2"), ("c", "c")];
    assert_eq!(rows, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn what_was_masked_without_a_mark_is_not_called_the_same() {
    let old = "password = «masked:password»\ntoken = «masked:token 12345678»\nx = 1\n";
    let diff = Diff::of(old, &old.replace("x = 1", "x = 2"), Way::default());
    assert_eq!(diff.unknown, 1);
    assert!(diff.words().ends_with("1 masked value cannot be compared"));
    let gone = Diff::of(old, "x = 1\n", Way::default());
    assert_eq!(gone.unknown, 0, "what is gone differs for sure");
}

#[test]
fn two_large_texts_that_share_nothing_are_done_soon() {
    let old: String = (0..60_000).map(|n| format!("a{n}\n")).collect();
    let new: String = (0..60_000).map(|n| format!("b{n}\n")).collect();
    let diff = Diff::of(&old, &new, Way::default());
    assert_eq!((diff.removed, diff.added), (60_000, 60_000));
    assert_eq!(diff.hunks[0].lines[0].side, Side::Removed);
}
