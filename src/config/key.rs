//! The keys of the config file: one table from which the reader, `config show` and the example
//! file are made.

use std::fmt::Write;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text.
    Text,
    /// A file or directory; `~/` is the home directory.
    Path,
    /// true or false.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// A key of the config file.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// A sentence of help.
    pub help: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Its default; empty: nothing.
    pub default: &'static str,
    /// What the example file shows when there is no default.
    pub example: &'static str,
}

const fn key(
    name: &'static str,
    takes: Takes,
    default: &'static str,
    example: &'static str,
    help: &'static str,
) -> Known {
    Known {
        name,
        help,
        takes,
        default,
        example,
    }
}

/// Every key.
pub const KNOWN: &[Known] = &[
    key(
        "desk",
        Takes::Path,
        "",
        "~/.local/share/hoist/desk.hoist",
        "The desk's file. HOIST_DESK and --desk are stronger.",
    ),
    key(
        "name",
        Takes::Text,
        "",
        "ana",
        "The name proposed when you make a desk; empty: your login name.",
    ),
    key(
        "zone",
        Takes::Text,
        "",
        "Europe/Berlin",
        "Time zone in which times are read and shown; empty: the system's.",
    ),
    key(
        "theme",
        Takes::Text,
        "auto",
        "",
        "Colours by meaning: auto, dark, light, colour_blind, sixteen or plain. Auto is light where COLORFGBG says so, else dark, which can be read on both.",
    ),
    key(
        "colours",
        Takes::OneOf(&["auto", "true", "256", "16", "none"]),
        "auto",
        "",
        "How many colours: auto, true, 256, 16 or none. NO_COLOR and --no-color mean none.",
    ),
    key("mouse", Takes::Flag, "true", "", "Click and wheel work."),
    key(
        "editor",
        Takes::Text,
        "",
        "vim",
        "Editor for long texts; empty: $VISUAL, then $EDITOR.",
    ),
    key(
        "view",
        Takes::Text,
        "",
        "my work",
        "The view of the queue at the start; empty: your tier's turn. Else: my work, my customers, unassigned, sent back, late this shift, owner away, all, or one you saved.",
    ),
    key(
        "sort",
        Takes::OneOf(&["due", "age", "priority", "updated"]),
        "due",
        "",
        "The order of the queue at the start: due, age, priority or updated.",
    ),
    key(
        "plain",
        Takes::Flag,
        "false",
        "",
        "Linear mode without boxes, for screen readers.",
    ),
    key(
        "bell",
        Takes::OneOf(&["none", "bell", "osc9", "osc777"]),
        "none",
        "",
        "How the terminal tells of new notifications while the interface is open: none, bell, osc9 or osc777. No text of a ticket is sent.",
    ),
    key(
        "log",
        Takes::Path,
        "",
        "~/.local/state/hoist/hoist.log",
        "A file for diagnostic messages; empty: none are written. Never contains text of tickets.",
    ),
    key(
        "log_level",
        Takes::OneOf(&["error", "warn", "info", "debug", "trace"]),
        "info",
        "",
        "How much is written there: error, warn, info, debug or trace.",
    ),
];

/// What the example file says about hooks.
const HOOKS: &str = "\n\
# Programs that are given what happens by itself, one event a call, as a line of JSON on standard input: docs/tick.md.\n\
# Run by hoist tick and by open interfaces, never over SSH. No shell reads run. This file must then be yours alone.\n\
# [[hooks]]\n\
# name = \"pager\"\n\
# run = [\"/usr/local/bin/page\", \"--desk\", \"support\"]\n\
# on = [\"late\", \"unaccepted\"]\n\
# timeout_s = 10\n";

/// The whole example file: every key with its default, and the keys section as given.
#[must_use]
pub fn example(keys: &str) -> String {
    let mut text = String::from(
        "# hoist reads this as ~/.config/hoist/config.toml; HOIST_CONFIG or --config name another file.\n\
         # Every value stands here with its default. A line that begins with # is only an example.\n\
         # hoist config show --origin   says which value holds, and where it comes from.\n",
    );
    for known in KNOWN {
        let quoted = |t: &str| match known.takes {
            Takes::Flag => t.to_owned(),
            _ => format!("\"{t}\""),
        };
        let line = match known.default {
            "" => format!("# {} = {}", known.name, quoted(known.example)),
            value => format!("{} = {}", known.name, quoted(value)),
        };
        let _ = write!(text, "\n# {}\n{line}\n", known.help);
    }
    text.push_str(HOOKS);
    text.push_str(keys);
    text
}
