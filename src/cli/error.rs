//! Why a command line did not do it: a sentence for people, an object for programs, an exit code.

use super::out::Out;
use crate::config;
use crate::desk;
use crate::domain::blocker::{Refusal, Why};
use crate::store;
use crate::store::sqlite::plant::{self, Plant};
use serde::Serialize;

/// Why a command line did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The desk refuses or could not.
    #[error(transparent)]
    Desk(#[from] desk::Error),
    /// What was typed does not make sense.
    #[error("{0}")]
    Usage(String),
    /// Over SSH this is not possible.
    #[error("{0}")]
    NotHere(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// Something was looked at and is not as it should be; it was said already.
    #[error("{0}")]
    Failed(String),
    /// Whoever read the output has gone: nobody is left to tell.
    #[error("the output was closed")]
    Closed,
    /// A signal broke it off; the exit code that says which.
    #[error("Broken off. Nothing of it is kept, and the desk is as it was.")]
    Broken(u8),
    /// The output could not be written.
    #[error("The output could not be written: {0}. What was changed on the desk stays changed.")]
    Output(std::io::Error),
    /// The config file has mistakes.
    #[error(transparent)]
    Config(#[from] config::Fault),
}

/// An error as an object; of a conflict also which ticket, and its version now.
#[derive(Serialize)]
struct Object {
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
}

/// A refusal as an object, with the one command that supplies most of it.
#[derive(Serialize)]
struct Refused<'a> {
    #[serde(flatten)]
    refusal: &'a Refusal,
    #[serde(skip_serializing_if = "Option::is_none")]
    together: Option<String>,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        Error::Desk(error.into())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Error::Closed,
            _ => Error::Output(error),
        }
    }
}

impl Error {
    /// The exit code; `hoist --help` lists them.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Desk(desk::Error::Store(_)) if plant::is(Plant::FullIsDone) => 0,
            Error::Desk(error) => error.exit_code(),
            Error::Usage(_) | Error::Config(_) => 2,
            Error::NotHere(_) => 6,
            Error::NotFound(_) => 3,
            Error::Failed(_) | Error::Output(_) => 1,
            Error::Broken(code) => *code,
            Error::Closed => 0,
        }
    }

    /// Prints it as the one object that `--json` promises.
    ///
    /// # Errors
    /// The output's.
    pub fn print(&self, out: &mut Out) -> Result<(), Error> {
        if let Some(refusal) = self.refusal() {
            return out.json(&Refused {
                refusal,
                together: refusal.together(),
            });
        }
        let theirs = match self {
            Error::Desk(desk::Error::Store(store::Error::Changed(theirs))) => Some(theirs),
            _ => None,
        };
        out.json(&Object {
            error: self.id(),
            message: self.to_string(),
            id: theirs.map(|t| t.id.0),
            version: theirs.map(|t| t.version),
        })
    }

    /// The refusal behind it, unless the input itself makes no sense or someone else was quicker.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Desk(desk::Error::Refused(refusal)) => match refusal.why {
                Why::Input | Why::Taken => None,
                // What is not there may be made, or named otherwise.
                Why::Absent if refusal.missing.is_empty() => None,
                _ => Some(refusal),
            },
            _ => None,
        }
    }

    fn id(&self) -> &'static str {
        if let Error::Desk(desk::Error::Store(store::Error::Unreachable(_))) = self {
            return "unreachable";
        }
        match self.exit_code() {
            2 => "usage",
            3 => "not_found",
            4 => "refused",
            5 => "changed",
            6 => "forbidden",
            7 => "busy",
            _ => "error",
        }
    }
}
