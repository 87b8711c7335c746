//! One run of the command line: what was asked, the config, the output, and the desk once it is
//! needed. Nothing is opened before.

use super::args::{Cli, Text};
use super::error::Error;
use super::out::Out;
use super::text;
use crate::config::{Asked, Config, Places};
use crate::desk::witness::{Witnesses, Witnessing};
use crate::desk::{Desk, Login, keep_parsed_in, make, new_command_id};
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::safe::SafeText;
use crate::domain::when;
use crate::identity;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// One run of the command line.
#[derive(Debug)]
pub struct Session {
    /// What holds for every command.
    pub global: super::args::Global,
    /// Where things lie.
    pub places: Places,
    /// The user's config.
    pub config: Config,
    /// Standard output.
    pub out: Out,
}

/// The config of this command line: flags over variables over the file over defaults.
///
/// # Errors
/// Mistakes in the config file; no home directory.
pub fn config(cli: &Cli) -> Result<(Places, Config), Error> {
    let ssh = cli.global.ssh.as_ref();
    let places = ssh.map(|seat| seat.places.clone());
    let places = places.or_else(Places::of_user).ok_or_else(|| {
        Error::Usage(
            "There is no home directory; name the desk's file with --desk and set HOME.".to_owned(),
        )
    })?;
    let variable = |name: &str| {
        // Over SSH a client may have set it.
        let said = match ssh {
            Some(_) => None,
            None => std::env::var_os(name),
        };
        said.filter(|v| !v.is_empty()).map(PathBuf::from)
    };
    let asked = Asked {
        desk_flag: cli.global.desk.clone(),
        desk_variable: variable("HOIST_DESK"),
        config_flag: cli.global.config.clone(),
        config_variable: variable("HOIST_CONFIG"),
    };
    let config = Config::load(&places, &asked)?;
    keep_parsed_in(&places.state.join("process"));
    Ok((places, config))
}

/// Who gives this command line, as the desk's file sees them.
#[must_use]
pub fn login(global: &super::args::Global, config: &Config) -> Login {
    Login {
        ssh: global.ssh.as_ref().map(|seat| seat.login.clone()),
        ..identity::login(&config.desk, global.act_as.as_deref())
    }
}

impl Session {
    /// Reads the config; nothing else yet.
    ///
    /// # Errors
    /// Mistakes in the config file.
    pub fn start(cli: &Cli) -> Result<Session, Error> {
        let (places, config) = config(cli)?;
        Ok(Session {
            global: cli.global.clone(),
            places,
            config,
            out: Out::standard(),
        })
    }

    /// Who runs this, as the desk's file sees them.
    #[must_use]
    pub fn login(&self) -> Login {
        login(&self.global, &self.config)
    }

    /// The desk, opened.
    ///
    /// # Errors
    /// No desk, no agent of this login, a file that is something else.
    pub fn desk(&self) -> Result<Desk, Error> {
        let mut desk = self.unwitnessed_desk()?;
        if let Some(trouble) = desk.witnessed_by(self.witnessing())?.trouble() {
            complain(&trouble);
        }
        Ok(desk)
    }

    /// Where this user's witnesses of desks lie, and this desk.
    #[must_use]
    pub fn witnessing(&self) -> Witnessing {
        Witnessing {
            witnesses: Witnesses::under(&self.places.state),
            place: self.config.desk.clone(),
        }
    }

    /// The desk, opened, and not compared with what was seen of it before.
    ///
    /// # Errors
    /// As [`Session::desk`].
    pub fn unwitnessed_desk(&self) -> Result<Desk, Error> {
        self.seated(make::open(&self.config.desk, &self.login())?)
    }

    /// The same as it is: whoever else opens a desk puts in order what is left to be put in order.
    ///
    /// # Errors
    /// As [`Session::desk`].
    pub fn desk_to_audit(&self) -> Result<Desk, Error> {
        self.seated(make::open_to_audit(&self.config.desk, &self.login())?)
    }

    fn seated(&self, mut desk: Desk) -> Result<Desk, Error> {
        desk.reads_in(&self.config.zone_name());
        // The program ends with the desk: taking the process apart would only take time.
        std::mem::forget(Arc::clone(desk.process()));
        if self.global.seen.is_some() {
            desk.set_strict();
        }
        Ok(desk)
    }

    /// The id of this command: as given, or a fresh one.
    #[must_use]
    pub fn command_id(&self) -> CommandId {
        match &self.global.command_id {
            Some(id) => CommandId(id.clone()),
            None => new_command_id(),
        }
    }

    /// The desk for changing agents, customers or the process: under the command id that was given.
    ///
    /// # Errors
    /// As [`Session::desk`].
    pub fn desk_to_change(&self) -> Result<Desk, Error> {
        let mut desk = self.desk()?;
        if self.global.command_id.is_some() {
            desk.set_command(self.command_id());
        }
        Ok(desk)
    }

    /// An instant as people type it, in the agent's zone.
    ///
    /// # Errors
    /// A sentence when it cannot be read, or is two instants.
    pub fn time(&self, text: &str, now: At) -> Result<At, Error> {
        when::parse(text, now, &self.config.zone_name()).map_err(Error::Usage)
    }

    /// An instant that lies behind, as people type it: `3d` is that long ago.
    ///
    /// # Errors
    /// As [`Session::time`].
    pub fn past(&self, text: &str, now: At) -> Result<At, Error> {
        when::past(text, now, &self.config.zone_name()).map_err(Error::Usage)
    }

    /// A long text, if one was given.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn text(&self, text: &Text) -> Result<Option<String>, Error> {
        text::read(text)
    }

    /// A long text that must be given.
    ///
    /// # Errors
    /// None was given, or the file cannot be read.
    pub fn needed(&self, text: &Text) -> Result<String, Error> {
        text::read(text)?.ok_or_else(|| {
            Error::Usage(
                "A text is needed: --text T, or --text-file FILE (- is standard input).".to_owned(),
            )
        })
    }

    /// Says what a command did: the ticket's row in JSON, one sentence for people.
    ///
    /// # Errors
    /// The output's.
    pub fn done(&mut self, desk: &Desk, done: &crate::desk::Done) -> Result<(), Error> {
        if self.global.json {
            return self.row(desk, done.id, done);
        }
        self.out.line(&done.text)
    }

    fn row(&mut self, desk: &Desk, id: TicketId, done: &crate::desk::Done) -> Result<(), Error> {
        let viewer = desk.actor().viewer();
        match desk.store().row(&viewer, id) {
            Ok(row) => self
                .out
                .json(&super::json::Done::of(desk.process(), &row, done)),
            // Who restricted a ticket need not be in its audience.
            Err(_) => self.out.json(&serde_json::json!({
                "id": id.0, "version": done.version, "text": done.text, "repeated": done.repeated,
            })),
        }
    }
}

/// Says what is wrong with the desk beside what was asked for, and goes on.
pub fn complain(trouble: &str) {
    let safe = SafeText::line(trouble);
    let _ = writeln!(std::io::stderr(), "hoist: {safe}");
}
