//! What each character is to somebody who only sees the screen.

use unicode_width::UnicodeWidthChar;

/// How a character is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Shown as it is.
    Base,
    /// Takes no column of its own and sits on the character before it.
    Mark,
    /// Joins emoji, and letters of some scripts; elsewhere it hides.
    Joiner,
    /// Chooses between two looks of the character before it; elsewhere it hides.
    Selector,
    /// A control character with a picture.
    Control,
    /// Anything that moves, hides or means nothing to other people: spelled out.
    Hidden,
}

/// Sorts one character.
pub(super) fn class(character: char) -> Class {
    match character {
        '\u{200d}' => Class::Joiner,
        '\u{fe0e}' | '\u{fe0f}' => Class::Selector,
        '\0'..='\u{1f}' | '\u{7f}' => Class::Control,
        _ if hides(character) => Class::Hidden,
        // Terminals give these two a column, though Unicode calls them extending.
        '\u{ff9e}' | '\u{ff9f}' => Class::Base,
        _ => match character.width() {
            Some(0) => Class::Mark,
            Some(_) => Class::Base,
            None => Class::Hidden,
        },
    }
}

/// True for characters without a look of their own, or whose look only its sender knows.
fn hides(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        
        // Private use; tags and selectors; the planes behind them.
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}'
        // Never characters.
        | '\u{fdd0}'..='\u{fdef}')
        || (character as u32) & 0xfffe == 0xfffe
}

/// True for characters of which nobody sees anything. What is private has a look, though only its sender knows it.
pub(super) fn is_unseen(character: char) -> bool {
    match character {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => false,
        _ if character.is_whitespace() => true,
        _ => matches!(
            class(character),
            Class::Joiner | Class::Selector | Class::Control | Class::Hidden
        ),
    }
}

/// True for characters that need no look at their neighbours: the quick way for ordinary text.
pub(super) fn is_ordinary(character: char) -> bool {
    matches!(character,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{377}'
        | '\u{37a}'..='\u{37f}' | '\u{384}'..='\u{38a}' | '\u{38e}'..='\u{3a1}'
        | '\u{3a3}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{21ff}'
        | '\u{2400}'..='\u{2426}' | '\u{2500}'..='\u{25cb}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// True for characters that take a column each whatever stands beside them.
pub(super) fn is_single(character: char) -> bool {
    matches!(character,
        ' '..='~' | '\u{a0}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{af}'..='\u{24f}'
        | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{2193}' | '\u{2500}'..='\u{259f}')
}

#[cfg(test)]
mod tests {
    use super::is_single;
    use unicode_segmentation::UnicodeSegmentation as _;
    use unicode_width::UnicodeWidthChar as _;

    #[test]
    fn what_is_single_takes_a_column_and_joins_nothing() {
        let single = ('\0'..=char::MAX).filter(|c| is_single(*c));
        for c in single {
            assert_eq!(c.width(), Some(1), "{c:?}");
            let beside = format!("a{c}{c}–{c}é");
            assert_eq!(
                beside.graphemes(true).count(),
                beside.chars().count(),
                "{c:?}"
            );
        }
    }
}
