//! Setting up: a desk's file with the right owner and modes, the configuration, help for shells.

use super::args::{self, Configs, Init};
use super::error::Error;
use super::form::id as snake;
use super::session::Session;
use crate::desk::make::{Beginning, make};
use crate::desk::system_clock;
use crate::domain::id::{AgentName, Tier};
use crate::identity;
use crate::store::Store;
use crate::store::sqlite::directory;
use nix::unistd::{Gid, chown};
use serde_json::json;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Mode of the directory of one person's desk.
const LOCAL: u32 = 0o700;

/// Mode of the directory of a desk that a group shares: what is made in it belongs to the group.
const SHARED: u32 = 0o2770;

/// `init`.
///
/// # Errors
/// A file that is already there, an unknown group or tier, a directory that cannot be made.
pub fn init(session: &mut Session, args: &Init) -> Result<(), Error> {
    let (path, beginning, group) = make_desk(session, args)?;
    report(session, &path, &beginning, group.as_ref())
}

/// Where the desk was made, with what, for which group.
type Made = (PathBuf, Beginning, Option<(u32, String)>);

/// Makes the desk, and says nothing.
///
/// # Errors
/// As [`init`].
pub fn make_desk(session: &Session, args: &Init) -> Result<Made, Error> {
    let path = &session.config.desk;
    if path.to_string_lossy().contains("://") {
        return Err(Error::Usage(format!(
            "{} is an address, and a desk is a file: nothing was made. Name a file with --desk; for a desk on another host see docs/ssh.md.",
            path.display()
        )));
    }
    let path = std::path::absolute(path).map_err(|e| Error::Failed(e.to_string()))?;
    let group = match &args.shared {
        Some(text) => Some(identity::group(text).map_err(Error::Usage)?),
        None => None,
    };
    let login = session.login();
    let name = args.name.clone().or_else(|| session.config.name.clone());
    let beginning = Beginning {
        desk: desk_name(&path),
        agent: AgentName(name.unwrap_or_else(|| login.name.clone())),
        tiers: args.tier.iter().map(|t| Tier(snake(t))).collect(),
        login,
        single_seat: args.single_seat,
        demo: false,
        use_empty: args.use_empty,
        group: group.as_ref().map(|(gid, _)| *gid),
    };
    let made = make_directory(&path, group.as_ref())?;
    let store = make(&path, &beginning, &system_clock());
    if store.is_err()
        && let Some(directory) = &made
    {
        let _ = std::fs::remove_dir(directory);
    }
    begin_to_witness(session, &path, &store?)?;
    Ok((path, beginning, group))
}

/// Whoever made a desk in a place expects it there, whatever was there before.
fn begin_to_witness(session: &Session, path: &Path, store: &dyn Store) -> Result<(), Error> {
    let witnesses = session.witnessing().witnesses;
    // Without a state directory there is no witness; the desk is made all the same.
    let id = store.desk()?.id;
    let _ = witnesses.keep(&id, &store.head()?);
    let _ = witnesses.keep_place(path, &id);
    Ok(())
}

/// The desk's name: its file's, without the ending.
fn desk_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Makes the directory when there is none; one that is there keeps its modes. Says which was made.
fn make_directory(path: &Path, group: Option<&(u32, String)>) -> Result<Option<PathBuf>, Error> {
    let directory = directory(path);
    let failed = |e: std::io::Error| not_ready(directory, &e);
    if let Some(group) = group {
        may_give(directory, group)?;
    }
    let names: Vec<&Path> = directory.ancestors().take_while(|d| !d.exists()).collect();
    let fresh = !names.is_empty();
    if fresh {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(LOCAL);
        builder.create(directory).map_err(failed)?;
        keep_names(&names);
    }
    let given = match group {
        Some(group) => give(path, group, fresh),
        None => Ok(()),
    };
    if given.is_err() {
        // Only what was made here, the innermost first; what something lies in by now stays.
        for made in names {
            let _ = std::fs::remove_dir(made);
        }
    }
    given.map(|()| fresh.then(|| directory.to_owned()))
}

/// Only root gives a directory to a group that its owner does not have.
fn may_give(directory: &Path, (gid, name): &(u32, String)) -> Result<(), Error> {
    let may = nix::unistd::geteuid().is_root() || identity::has_group(*gid);
    if may || is_shared(directory, *gid) {
        return Ok(());
    }
    let me = nix::unistd::getuid().as_raw();
    Err(Error::Failed(format!(
        "You are not in the group {name}, or were put into it after this login began, so {} cannot be given to it. Nothing was made; name a group of yours (id -Gn lists them), or begin a new login after root's: {}",
        directory.display(),
        identity::joining(me, *gid)
    )))
}

/// Gives the directory to the group. It must be empty, or be the group's already: a home or a system directory is
/// never opened to a group.
fn give(path: &Path, (gid, name): &(u32, String), fresh: bool) -> Result<(), Error> {
    let directory = directory(path);
    let failed = |e: std::io::Error| not_ready(directory, &e);
    if !fresh {
        let mode = std::fs::metadata(directory).map_err(failed)?.mode() & 0o7777;
        // As /tmp is: made for everyone, and not to be taken from them; who may write there puts other files in place.
        if mode & 0o1002 != 0 {
            return Err(Error::Failed(format!(
                "The directory {} is everyone's (mode {mode:o}), and a shared desk opens its own to the group alone. Nothing was made; name one in it: --desk {}",
                directory.display(),
                directory
                    .join("NAME")
                    .join(path.file_name().unwrap_or_default())
                    .display()
            )));
        }
    }
    if !is_shared(directory, *gid) {
        let mut inside = std::fs::read_dir(directory).map_err(failed)?;
        if inside.next().is_some() {
            return Err(Error::Failed(format!(
                "The directory {} holds other things, and a shared desk opens its directory to the whole group {name}. Nothing was made; name one of its own: --desk {}",
                directory.display(),
                directory
                    .join("NAME")
                    .join(path.file_name().unwrap_or_default())
                    .display()
            )));
        }
        chown(directory, None, Some(Gid::from_raw(*gid))).map_err(|e| failed(e.into()))?;
        let mode = std::fs::Permissions::from_mode(SHARED);
        std::fs::set_permissions(directory, mode).map_err(failed)?;
    }
    Ok(())
}

fn not_ready(directory: &Path, error: &std::io::Error) -> Error {
    Error::Failed(format!(
        "The directory {} could not be made ready: {error}. Nothing was made; name another with --desk.",
        directory.display()
    ))
}

/// New directories must survive a power loss, or the desk in them is lost with them. Where the one
/// above cannot be synced there is no more to do.
fn keep_names(made: &[&Path]) {
    for above in made.iter().filter_map(|d| d.parent()) {
        let above = if above.as_os_str().is_empty() {
            Path::new(".")
        } else {
            above
        };
        let _ = std::fs::File::open(above).and_then(|d| d.sync_all());
    }
}

/// Whether a directory is the group's already, as a shared desk needs it.
fn is_shared(directory: &Path, gid: u32) -> bool {
    std::fs::metadata(directory).is_ok_and(|m| m.gid() == gid && m.mode() & SHARED == SHARED)
}

/// A file that SQLite keeps beside the desk's.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn report(
    session: &mut Session,
    path: &Path,
    beginning: &Beginning,
    group: Option<&(u32, String)>,
) -> Result<(), Error> {
    let agent = &beginning.agent;
    if session.global.json {
        return session.out.json(&json!({
            "desk": path.display().to_string(), "agent": agent, "shared": group.map(|(_, name)| name),
        }));
    }
    session.out.line(format!("made {}", path.display()))?;
    let tiers = match beginning.tiers.as_slice() {
        [] => "all tiers".to_owned(),
        some => some.iter().map(Tier::as_str).collect::<Vec<_>>().join(", "),
    };
    session
        .out
        .line(format!("you are {agent}, lead, of {tiers}"))?;
    if let Some((_, name)) = group {
        session.out.line(format!(
            "shared with the group {name}: in a shared file, roles prevent mistakes, not misuse"
        ))?;
        session
            .out
            .line("next: hoist agents add NAME --tier tier1 --login USER")?;
    }
    if session.config.desk_from == crate::config::Origin::Flag("--desk") {
        session.out.line(format!(
            "to open it without --desk, write   desk = \"{}\"   into {}",
            path.display(),
            session.config.file.display()
        ))?;
    }
    Ok(())
}

/// `config show`.
///
/// # Errors
/// The output's.
pub fn config(session: &mut Session, verb: &Configs) -> Result<(), Error> {
    let Configs::Show { origin } = verb;
    let shown = session.config.shown();
    if session.global.json {
        return shown.iter().try_for_each(|(key, value, from)| {
            session
                .out
                .json(&json!({ "key": key, "value": value, "origin": from.to_string() }))
        });
    }
    let widest = shown.iter().map(|(key, ..)| key.chars().count()).max();
    let width = widest.unwrap_or(0).max(10) + 2;
    for (key, value, from) in shown {
        let value = if value.is_empty() { "–" } else { &value };
        let from = if *origin {
            format!("  ({from})")
        } else {
            String::new()
        };
        session.out.line(format!("{key:<width$}{value}{from}"))?;
    }
    Ok(())
}

/// `completions`.
///
/// # Errors
/// The output's.
pub fn completions(shell: clap_complete::Shell) -> Result<(), Error> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "hoist", &mut text);
    print(&text)
}

/// `man`: the page of the program, then one for every command.
///
/// # Errors
/// The output's.
pub fn man() -> Result<(), Error> {
    let mut text = Vec::new();
    let mut root = args::command();
    root.build();
    pages(&root, "hoist", &mut text)?;
    print(&text)
}

fn pages(command: &clap::Command, name: &str, text: &mut Vec<u8>) -> Result<(), Error> {
    let title = name.replace(' ', "-");
    clap_mangen::Man::new(command.clone())
        .title(title)
        .render(text)?;
    for sub in command
        .get_subcommands()
        .filter(|s| s.get_name() != "help" && !s.is_hide_set())
    {
        pages(sub, &format!("{name} {}", sub.get_name()), text)?;
    }
    Ok(())
}

fn print(bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write;
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes)?;
    Ok(stdout.flush()?)
}
