//! Process files that are broken in ways nobody foresaw: never a panic, every fault has its place.

use hoist::domain::{check, parse};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

fn survives(text: &str) {
    let Err(faults) = parse::process(text) else {
        return;
    };
    assert!(!faults.is_empty());
    let lines = text.lines().count().max(1);
    for fault in &faults {
        assert!((1..=lines + 1).contains(&fault.line), "{fault:?}");
        let shown = fault.render(text);
        assert!(
            !shown.contains('\u{1b}') && !shown.contains('\r'),
            "{shown:?}"
        );
    }
}

#[test]
fn junk_is_answered_with_its_place() {
    let deep = format!("x = {}", "[".repeat(100_000));
    let wide = "a".repeat(200_000);
    for text in [
        "",
        "\n",
        "\u{feff}",
        "\0\0\0",
        "=",
        "[[machine]]",
        "[machine",
        "machine = 1\ntiers = {}\nlists = []\nforms = 3\npaths = [1, 2]",
        "[forms]\n\"\\u001b[31m\" = 1",
        deep.as_str(),
        wide.as_str(),
    ] {
        survives(text);
    }
}

#[test]
fn a_file_that_is_no_process_at_all_is_refused_quickly() {
    let log = "2026-11-23 12:00:01 ERROR upstream timed out (110)\n".repeat(20_000);
    let start = std::time::Instant::now();
    let faults = check::file(&log).unwrap_err();
    assert!(faults.len() <= 1_000, "{}", faults.len());
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    let long_keys = format!("{} = 1\n", "k".repeat(100_000)).repeat(3);
    survives(&long_keys);
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let text = parse::BUILTIN.replace('\n', "\r\n");
    assert_eq!(
        parse::process(&text).unwrap().moves.len(),
        parse::builtin().moves.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_line_lost_or_doubled_never_panics(line in any::<prop::sample::Index>(), twice in any::<bool>()) {
        let mut lines: Vec<&str> = parse::BUILTIN.lines().collect();
        let at = line.index(lines.len());
        if twice {
            lines.insert(at, lines[at]);
        } else {
            lines.remove(at);
        }
        survives(&lines.join("\n"));
    }

    #[test]
    fn a_stretch_of_junk_never_panics(
        from in any::<prop::sample::Index>(),
        length in 0_usize..40,
        junk in "[\\PC\\x00-\\x1f]{0,6}",
    ) {
        let chars: Vec<char> = parse::BUILTIN.chars().collect();
        let at = from.index(chars.len());
        let end = (at + length).min(chars.len());
        let text: String = chars[..at].iter().copied().chain(junk.chars()).chain(chars[end..].iter().copied()).collect();
        survives(&text);
    }
}

#[test]
fn hours_that_cannot_be_read_are_one_mistake_also_where_targets_count_in_them() {
    for hours in ["{ mon = \"8 to 5\" }", "{ mon = \"closed\" }", "\"always\""] {
        let calendar = format!(
            "[[calendars]]\nid = \"office\"\nlabel = \"Office\"\nzone = \"UTC\"\nhours = {hours}\n"
        );
        let text = parse::BUILTIN
            .replace("[targets]", "[targets]\ncalendar = \"office\"")
            .replace("\"5 days\"", "\"40 h\"")
            .replace("\"10 days\"", "\"80 h\"")
            .replace("\"3 days\"", "\"24 h\"");
        let faults = check::file(&format!("{text}\n{calendar}")).unwrap_err();
        assert_eq!(faults.len(), 1, "{hours}: {faults:?}");
    }
}
