//! Who is at the keyboard: the operating system's user, never a variable.

pub mod alone;
pub mod ssh;

use crate::desk::Login;
use crate::domain::id::AgentName;
use nix::unistd::{Gid, Group, Uid, User};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The login of the user who runs the program, as seen by a desk's file.
#[must_use]
pub fn login(desk: &Path, act_as: Option<&str>) -> Login {
    let uid = Uid::current();
    Login {
        uid: uid.as_raw(),
        name: name_of(uid.as_raw()),
        act_as: act_as.map(AgentName::from),
        owns_file: owns(desk, uid),
        ssh: None,
        shared: Mode::of(desk, false) == Mode::Shared,
    }
}

/// The login name of a uid; the number itself when nobody is listed under it.
#[must_use]
pub fn name_of(uid: u32) -> String {
    match User::from_uid(Uid::from_raw(uid)) {
        Ok(Some(user)) => user.name,
        _ => uid.to_string(),
    }
}

fn owns(desk: &Path, uid: Uid) -> bool {
    std::fs::metadata(desk).is_ok_and(|meta| meta.uid() == uid.as_raw())
}

/// The number that the system means nobody with.
const NOBODY: u32 = u32::MAX;

/// The uid and login name behind what a person typed: a number or a name.
///
/// # Errors
/// A sentence when this host knows no such user.
pub fn user(text: &str) -> Result<(u32, String), String> {
    if let Ok(number) = text.parse::<u32>() {
        if number == NOBODY {
            return Err(format!(
                "No user has the uid {NOBODY}: the system says “none” with it. Write the login name or the uid."
            ));
        }
        return Ok((number, name_of(number)));
    }
    match User::from_name(text) {
        Ok(Some(user)) => Ok((user.uid.as_raw(), user.name)),
        _ => Err(format!(
            "This host knows no user “{text}”. Write the login name or the uid."
        )),
    }
}

/// A group of this host by name or number.
///
/// # Errors
/// A sentence when this host knows no such group.
pub fn group(text: &str) -> Result<(u32, String), String> {
    let found = match text.parse::<u32>() {
        Ok(number) => Group::from_gid(Gid::from_raw(number)),
        Err(_) => Group::from_name(text),
    };
    match found {
        Ok(Some(group)) => Ok((group.gid.as_raw(), group.name)),
        _ => Err(format!(
            "This host has no group “{text}”. getent group lists them."
        )),
    }
}

/// Login and group by name, if the user is not in the group.
#[must_use]
pub fn outside(uid: u32, gid: u32) -> Option<(String, String)> {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten()?;
    let gid = Gid::from_raw(gid);
    let name = std::ffi::CString::new(user.name.clone()).ok()?;
    let groups = nix::unistd::getgrouplist(&name, user.gid).ok()?;
    let group = group_name(gid.as_raw());
    (!groups.contains(&gid)).then_some((user.name, group))
}

/// The name of a group; the number where it has none on this host.
#[must_use]
pub fn group_name(gid: u32) -> String {
    match Group::from_gid(Gid::from_raw(gid)) {
        Ok(Some(group)) => group.name,
        _ => gid.to_string(),
    }
}

/// Whether a user of this host is in a group, from the next login on at the latest.
#[must_use]
pub fn is_in(uid: u32, gid: u32) -> bool {
    let is_known = matches!(User::from_uid(Uid::from_raw(uid)), Ok(Some(_)));
    is_known && outside(uid, gid).is_none()
}

/// Whether this process has a group: a login has those that it began with.
#[must_use]
pub fn has_group(gid: u32) -> bool {
    let groups = nix::unistd::getgroups().unwrap_or_default();
    let own = std::iter::once(nix::unistd::getegid());
    own.chain(groups).any(|group| group.as_raw() == gid)
}

/// The command that puts a user into a group; a group without a name on this host is given one.
#[must_use]
pub fn joining(uid: u32, gid: u32) -> String {
    let login = name_of(uid);
    match Group::from_gid(Gid::from_raw(gid)) {
        Ok(Some(group)) => format!("usermod -aG {} {login}", group.name),
        _ => format!("groupadd -g {gid} hoist{gid} && usermod -aG hoist{gid} {login}"),
    }
}

/// How a desk knows its agents, and what that is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One person, local file.
    Local,
    /// Shared file on a host, one group.
    Shared,
    /// An account of its own, under which OpenSSH runs hoist for agents.
    Ssh,
    /// A throw-away desk.
    Demo,
}

impl Mode {
    /// The mode of a desk's file: shared when its group may write.
    #[must_use]
    pub fn of(desk: &Path, demo: bool) -> Mode {
        if demo {
            return Mode::Demo;
        }
        match std::fs::metadata(desk) {
            Ok(meta) if meta.mode() & 0o020 != 0 => Mode::Shared,
            _ => Mode::Local,
        }
    }

    /// The id in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Mode::Local => "local",
            Mode::Shared => "shared",
            Mode::Ssh => "ssh",
            Mode::Demo => "demo",
        }
    }

    /// Who you are in this mode.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Mode::Local => "one person, local file: the OS user",
            Mode::Shared => "shared file on a host, one group: the OS user",
            Mode::Ssh => "service account over SSH: the key that OpenSSH let in",
            Mode::Demo => "demo desk: its owner may act as any agent",
        }
    }

    /// What that is worth.
    #[must_use]
    pub fn worth(self) -> &'static str {
        match self {
            Mode::Local => "own machine",
            Mode::Shared => {
                "advisory: stops mistakes; anyone with the file can edit it with other tools"
            }
            Mode::Ssh => "enforced by hoist: whoever comes in this way has no shell",
            Mode::Demo => "nothing: a desk to learn on",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, group, login, user};

    #[test]
    fn the_user_is_the_systems_not_a_variables() {
        let here = tempfile::NamedTempFile::new().unwrap();
        let who = login(here.path(), None);
        assert_eq!(who.uid, nix::unistd::getuid().as_raw());
        assert!(who.owns_file);
        assert!(!login(std::path::Path::new("/nowhere"), None).owns_file);
    }

    #[test]
    fn users_and_groups_by_name_or_number() {
        assert_eq!(user("0").unwrap(), (0, "root".to_owned()));
        assert_eq!(user("root").unwrap().0, 0);
        assert!(user("no such user").is_err());
        assert!(user("4294967295").is_err());
        assert_eq!(group("0").unwrap().0, 0);
        assert!(group("no such group").is_err());
    }

    #[test]
    fn a_file_its_group_may_write_is_shared() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(Mode::of(file.path(), false), Mode::Local);
        let mode = std::fs::Permissions::from_mode(0o660);
        std::fs::set_permissions(file.path(), mode).unwrap();
        assert_eq!(Mode::of(file.path(), false), Mode::Shared);
        assert_eq!(Mode::of(file.path(), true), Mode::Demo);
    }
}
