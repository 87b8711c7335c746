//! SafeText against hostile strings.

use crate::support::hostile::{config, data_file, hostile};
use hoist::domain::safe::{SafeText, graphemes, pad, truncate, width};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthChar as _;

/// Written apart from the code under test: what must never reach a screen.
fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{10ffff}' | '\u{fff9}'..='\u{fffb}')
}

/// Why a line is not safe to show, or nothing.
fn fault(line: &str) -> Option<String> {
    if let Some(bad) = line.chars().find(|c| is_dangerous(*c)) {
        return Some(format!("{bad:?} got through"));
    }
    let zero = |c: char| c.width() == Some(0) && !('\u{ff9e}'..='\u{ff9f}').contains(&c);
    if line.chars().next().is_some_and(zero) {
        return Some("starts with a mark".to_owned());
    }
    let mut run = 0;
    for character in line.chars() {
        run = if zero(character) { run + 1 } else { 0 };
        if run > 5 {
            return Some("a tower of marks".to_owned());
        }
    }
    None
}

fn painted_columns(line: &str) -> usize {
    let room = Rect::new(0, 0, 4000, 1);
    let mut buffer = Buffer::empty(room);
    usize::from(buffer.set_stringn(0, 0, line, 4000, Style::new()).0)
}

fn check(raw: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let line = SafeText::line(raw);
    prop_assert_eq!(fault(line.as_str()), None, "in {:?}", line);
    prop_assert_eq!(&SafeText::line(line.as_str()), &line, "cleaned twice");
    prop_assert_eq!(
        line.width(),
        painted_columns(line.as_str()),
        "columns of {:?}",
        line
    );
    let block = SafeText::block(raw);
    for part in block.lines() {
        prop_assert_eq!(fault(part), None, "in {:?}", part);
    }
    prop_assert_eq!(&SafeText::block(block.as_str()), &block, "cleaned twice");
    for columns in [0, 1, 2, 3, 7, 20] {
        let short = truncate(line.as_str(), columns);
        prop_assert!(width(&short) <= columns, "{:?} in {}", short, columns);
        prop_assert_eq!(fault(&short), None, "cut to {:?}", short);
        prop_assert_eq!(width(&pad(line.as_str(), columns)), columns);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(4_000))]

    #[test]
    fn hostile_strings_become_harmless(raw in hostile()) {
        check(&raw)?;
    }

    #[test]
    fn any_bytes_become_harmless(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
        let line = SafeText::line_bytes(&raw);
        prop_assert_eq!(fault(line.as_str()), None, "in {:?}", line);
    }
}

#[test]
fn every_character_there_is_becomes_harmless_after_a_letter_and_alone() {
    // Nothing is assigned between these two ranges.
    for character in ('\0'..='\u{33fff}').chain('\u{e0000}'..='\u{e1000}') {
        if let Err(found) = check_quickly(&format!("{character}a{character}🌞{character}")) {
            panic!("U+{:04X}: {found}", character as u32);
        }
    }
}

fn check_quickly(raw: &str) -> Result<(), String> {
    let line = SafeText::line(raw);
    match fault(line.as_str()) {
        Some(found) => Err(found),
        None if SafeText::line(line.as_str()) != line => Err("cleaned twice differs".to_owned()),
        None => Ok(()),
    }
}

#[test]
fn the_big_list_of_naughty_strings_becomes_harmless() {
    let Some(path) = data_file("hostile/blns.txt") else {
        return;
    };
    let list = std::fs::read(path).unwrap();
    for raw in list.split(|byte| *byte == b'\n') {
        let line = SafeText::line_bytes(raw);
        assert_eq!(fault(line.as_str()), None, "in {line:?}");
        check(line.as_str()).unwrap();
    }
}

#[test]
fn a_megabyte_is_cleaned_in_the_time_of_a_blink() {
    let texts = [
        "a plain line\n".repeat(80_000),
        "\t".repeat(1 << 20),
        "e\u{301}".repeat(300_000),
        "\u{301}".repeat(500_000),
    ];
    for text in &texts {
        let began = std::time::Instant::now();
        let block = SafeText::block(text);
        assert!(
            began.elapsed().as_millis() < 4_000,
            "{:?} for {:?}…",
            began.elapsed(),
            truncate(block.as_str(), 20)
        );
        assert!(graphemes(block.as_str()).count() > 0);
    }
}
