//! Wrapping against hostile strings at every narrow width.

use crate::support::hostile::{config, hostile};
use hoist::domain::safe::{SafeText, graphemes, width};
use hoist::tui::wrap::{Wrapped, wrap};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '\n')).collect()
}

proptest! {
    #![proptest_config(config(3_000))]

    #[test]
    fn no_line_is_too_wide_and_no_letter_is_lost(raw in hostile(), columns in 1_usize..40, hanging in 0_usize..6) {
        let text = SafeText::block(&raw);
        for columns in [1, 2, 3, columns] {
            let lines = wrap(text.clone(), columns, hanging);
            for line in &lines {
                let single = graphemes(line.trim_start_matches(' ')).count() == 1;
                prop_assert!(width(line) <= columns || single, "{:?} in {}", line, columns);
            }
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(text.as_str()));
        }
    }

    #[test]
    fn a_window_is_a_slice_of_the_whole(raw in hostile(), top in 0_usize..30, rows in 0_usize..10) {
        let wrapped = Wrapped::new(SafeText::block(&raw), 5, 1);
        let all: Vec<_> = wrapped.window(0, wrapped.len()).collect();
        let seen: Vec<_> = wrapped.window(top, rows).collect();
        prop_assert_eq!(&seen[..], &all[top.min(all.len())..(top + rows).min(all.len())]);
        for line in 0..wrapped.len() {
            prop_assert_eq!(wrapped.window(wrapped.line_of_byte(wrapped.byte_of_line(line)), 1).count(), 1);
        }
    }
}

#[test]
fn a_megabyte_on_one_line_wraps_and_its_end_is_at_hand() {
    let text = "word ".repeat(210_000) + "the end";
    let wrapped = Wrapped::new(SafeText::line(&text), 50, 0);
    let last: Vec<_> = wrapped.window(wrapped.len() - 1, 5).collect();
    assert!(last.len() == 1 && last[0].ends_with("the end"));
}
