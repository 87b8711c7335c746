//! Where what is one agent's own lies: never in the desk's file, which others read.

use crate::domain::id::AgentName;
use std::path::{Path, PathBuf};

/// The directory of an agent on a desk, under the user's state directory.
#[must_use]
pub fn dir(state: &Path, desk: &str, agent: &AgentName) -> PathBuf {
    let desk = state.join("hoist").join(file_name(desk));
    desk.join(file_name(agent.as_str()))
}

/// A name as part of a path: letters, digits, `_`, `-` and inner dots stay, all else is spelled out,
/// so that two names never share a file and none leaves the directory.
#[must_use]
pub fn file_name(name: &str) -> String {
    let mut safe = String::new();
    for (i, byte) in name.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => safe.push(char::from(byte)),
            b'.' if i > 0 => safe.push('.'),
            _ => safe.push_str(&format!("%{byte:02x}")),
        }
    }
    match safe.is_empty() {
        true => "%".to_owned(),
        false => safe,
    }
}
