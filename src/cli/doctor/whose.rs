//! Whose it is to mend something: a command mends only where it is given by somebody who can.

use super::quoted;
use crate::identity;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Who can give a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Whoever owns what is changed.
    Owner(u32),
    /// Only root.
    Root,
}

/// A command, and who can give it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    whose: Whose,
    command: String,
}

/// A command for the owner of a file.
pub(super) fn by_owner(of: &Metadata, command: String) -> Step {
    Step {
        whose: Whose::Owner(of.uid()),
        command,
    }
}

/// A command that gives something of its owner to a group, or lets what is made in it be the group's: an owner who is not in that
/// group cannot do it.
pub(super) fn by_member(of: &Metadata, gid: u32, command: String) -> Step {
    let (owner, me) = (of.uid(), nix::unistd::geteuid().as_raw());
    let is_member = match owner {
        0 => true,
        owner if owner == me => identity::has_group(gid),
        owner => identity::outside(owner, gid).is_none(),
    };
    Step {
        whose: match is_member {
            true => Whose::Owner(owner),
            false => Whose::Root,
        },
        command,
    }
}

/// A command for root alone.
pub(super) fn by_root(command: String) -> Step {
    Step {
        whose: Whose::Root,
        command,
    }
}

/// What lets a directory be the group's that has it.
pub(super) fn share(directory: &Path, of: &Metadata) -> Step {
    let command = format!("chmod 2770 {}", quoted(directory));
    by_member(of, of.gid(), command)
}

/// What puts this user into a group; a login keeps the groups that it began with.
pub(super) fn join(gid: u32) -> Step {
    let me = nix::unistd::getuid().as_raw();
    match identity::is_in(me, gid) {
        true => Step {
            whose: Whose::Owner(nix::unistd::geteuid().as_raw()),
            command: format!("newgrp {}", identity::group_name(gid)),
        },
        false => by_root(identity::joining(me, gid)),
    }
}

/// Commands as one: as they are for whoever can give them all, and for root; others have to ask.
pub(super) fn mend(steps: &[Step]) -> String {
    let commands: Vec<&str> = steps.iter().map(|s| s.command.as_str()).collect();
    let command = commands.join(" && ");
    let me = nix::unistd::geteuid();
    let first = steps.first().map_or(Whose::Root, |s| s.whose);
    let whose = match steps.iter().all(|s| s.whose == first) {
        true => first,
        false => Whose::Root,
    };
    match whose {
        _ if me.is_root() => command,
        Whose::Owner(uid) if uid == me.as_raw() => command,
        Whose::Owner(uid) => format!(
            "ask {}, who owns it, for: {command}",
            identity::name_of(uid)
        ),
        Whose::Root => format!("ask root for: {command}"),
    }
}
