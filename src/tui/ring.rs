//! Telling the person at the terminal that something came, outside the screen: the bell, or a notification of the
//! terminal's own (OSC 9, OSC 777). Off unless the config asks for it. The words are ours and hold nothing of a ticket.

use super::osc52::{Carrier, carried};

/// How the terminal tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ring {
    /// Not at all.
    #[default]
    Silent,
    /// The bell.
    Bell,
    /// A notification as iTerm2, kitty and Windows Terminal show it.
    Osc9,
    /// A notification as urxvt, foot and VTE show it.
    Osc777,
}

impl Ring {
    /// As the config names it.
    #[must_use]
    pub fn named(word: &str) -> Ring {
        match word {
            "bell" => Ring::Bell,
            "osc9" => Ring::Osc9,
            "osc777" => Ring::Osc777,
            _ => Ring::Silent,
        }
    }

    /// The bytes that tell so many new notifications; none where the terminal is to be silent.
    #[must_use]
    pub fn bytes(self, new: u32, carrier: Carrier) -> Vec<u8> {
        let words = match new {
            1 => "1 new notification".to_owned(),
            n => format!("{n} new notifications"),
        };
        match self {
            Ring::Silent => Vec::new(),
            Ring::Bell => b"\x07".to_vec(),
            Ring::Osc9 => carried(format!("\x1b]9;hoist: {words}\x07").as_bytes(), carrier),
            Ring::Osc777 => carried(
                format!("\x1b]777;notify;hoist;{words}\x07").as_bytes(),
                carrier,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;
    use crate::tui::osc52::Carrier;

    #[test]
    fn nothing_is_sent_unless_asked_for_and_then_our_words_alone() {
        assert!(Ring::default().bytes(3, Carrier::Direct).is_empty());
        assert!(Ring::named("loud").bytes(3, Carrier::Direct).is_empty());
        let said =
            |name: &str, n| String::from_utf8(Ring::named(name).bytes(n, Carrier::Direct)).unwrap();
        assert_eq!(said("bell", 2), "\x07");
        assert_eq!(said("osc9", 1), "\x1b]9;hoist: 1 new notification\x07");
        assert_eq!(
            said("osc777", 2),
            "\x1b]777;notify;hoist;2 new notifications\x07"
        );
        let wrapped = Ring::Osc9.bytes(1, Carrier::Tmux);
        assert!(wrapped.starts_with(b"\x1bPtmux;\x1b\x1b]9;"), "{wrapped:?}");
    }
}
