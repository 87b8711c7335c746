//! Snapshots of configurations: read whole, their secrets taken out in memory, and only what is left is
//! attached. A text that still has its secrets is never handed to the store, nor written anywhere.

mod baseline;
mod compare;

pub use baseline::NewBaseline;
pub use compare::{Comparison, Named, Rival, With};

use super::attach::{Opened, Source, open};
use super::{Desk, Done, Error};
use crate::domain::attachment::{NewConfiguration, shown};
use crate::domain::command::Command;
use crate::domain::configuration;
use crate::domain::id::{CommandId, TicketId};
use crate::domain::peek::{self, Encoding};
use crate::domain::secret::{Masked, Masks};
use crate::domain::ticket::Attachment;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;

/// A configuration of which a snapshot is to be taken.
pub struct Taking {
    source: Source,
    origin: String,
}

// What it holds may have secrets in it: never printed.
impl fmt::Debug for Taking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taking({})", self.origin)
    }
}

impl Taking {
    /// A file; under another name than its own, if one is given.
    #[must_use]
    pub fn file(path: PathBuf, name: Option<String>) -> Taking {
        let own = path.file_name().map(|n| n.to_string_lossy().into_owned());
        Taking {
            origin: format!("the file {}", shown(&own.unwrap_or_default())),
            source: Source::File(path, name),
        }
    }

    /// A stream.
    #[must_use]
    pub fn stream(name: String, input: Box<dyn Read>) -> Taking {
        Taking {
            source: Source::Stream(name, input),
            origin: "standard input".to_owned(),
        }
    }

    /// What someone pasted.
    #[must_use]
    pub fn pasted(name: String, text: String) -> Taking {
        Taking {
            source: Source::Bytes(name, text.into_bytes()),
            origin: "pasted".to_owned(),
        }
    }
}

/// A configuration without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bare {
    /// Its name.
    pub name: String,
    /// Text and what was masked.
    pub masked: Masked,
    /// How its characters were written, unless it was UTF-8.
    pub encoding: String,
}

impl Desk {
    /// Takes snapshots of configurations onto a ticket, all or none.
    ///
    /// # Errors
    /// [`Error::Input`] for what is no text or cannot be read; a refusal (stage, role, the desk's limit);
    /// the store's. In each case nothing was kept.
    pub fn take_snapshots(
        &mut self,
        ticket: TicketId,
        seen: Option<u32>,
        takings: Vec<Taking>,
        id: &CommandId,
    ) -> Result<Done, Error> {
        let asked = [Command::Attach { files: Vec::new() }];
        if let Some(done) = self.repeated(Some(ticket), &asked, id)? {
            return Ok(done);
        }
        let (sources, origins): (Vec<Source>, Vec<String>) =
            takings.into_iter().map(|t| (t.source, t.origin)).unzip();
        self.in_reach(&sources)?;
        let mut opened = open(sources).map_err(not_taken)?;
        for (file, origin) in opened.iter_mut().zip(origins) {
            file.configuration = Some(NewConfiguration {
                origin,
                ..NewConfiguration::default()
            });
        }
        self.foresee(ticket, &opened, id)?;
        let mut bare = Vec::new();
        for mut file in opened {
            let (text, origin) = (self.bared(&mut file)?, file.configuration);
            bare.push(ready(text, origin.unwrap_or_default().origin));
        }
        self.put(ticket, seen, bare, id, &mut |_, _| true)
    }

    /// The snapshot of an attachment that is there already. The attachment itself stays as it came,
    /// with its secrets.
    ///
    /// # Errors
    /// No such attachment; one that is a snapshot already, or too large.
    pub fn taking_of(
        &self,
        ticket: TicketId,
        n: u32,
        name: Option<String>,
    ) -> Result<Taking, Error> {
        let file = self.attachment(ticket, n)?;
        if file.configuration.is_some() {
            return Err(Error::Input(format!(
                "Attachment {n} of {ticket} is a snapshot already. Nothing was kept."
            )));
        }
        let limit = self.process().limits.configuration;
        if file.size > limit {
            return Err(not_taken(super::attach::too_long(&file.name, limit)));
        }
        let size = usize::try_from(file.size).unwrap_or(usize::MAX);
        let bytes = self.read_attachment(ticket, n, 0, size)?;
        Ok(Taking {
            source: Source::Bytes(name.unwrap_or(file.name), bytes),
            origin: format!("attachment {n}"),
        })
    }

    /// A configuration without its secrets, as it would be kept; nothing is.
    ///
    /// # Errors
    /// As [`Desk::take_snapshots`].
    pub fn bare(&self, taking: Taking) -> Result<Bare, Error> {
        let mut opened = open(vec![taking.source]).map_err(not_taken)?;
        match opened.first_mut() {
            Some(file) => self.bared(file),
            None => Err(Error::Input("No configuration was named.".to_owned())),
        }
    }

    fn bared(&self, file: &mut Opened) -> Result<Bare, Error> {
        let limits = &self.process().limits;
        let name = configuration::name(&file.name).map_err(nothing_kept)?;
        let bytes = file.whole(limits.configuration).map_err(not_taken)?;
        let Some((text, encoding)) = peek::whole(&bytes) else {
            return Err(Error::Input(format!(
                "“{}” is no text: a configuration is compared line by line. Nothing was kept; attach it as a file with hoist attach.",
                shown(&name)
            )));
        };
        let masks = Masks::of(&self.process().masks).map_err(nothing_kept)?;
        Ok(Bare {
            name,
            masked: masks.mask(&text, &self.info().id),
            encoding: match encoding {
                Encoding::Utf8 => String::new(),
                other => other.label().to_owned(),
            },
        })
    }

    /// A snapshot by its number among the attachments of its ticket.
    ///
    /// # Errors
    /// [`Error::Missing`] for another number, and for an attachment that is none.
    pub fn snapshot(&self, ticket: TicketId, n: u32) -> Result<Attachment, Error> {
        let all = self.ticket(ticket)?;
        let mut snapshots = all.attachments.iter().filter(|a| a.configuration.is_some());
        if let Some(found) = snapshots.find(|a| a.n == n) {
            return Ok(found.clone());
        }
        Err(Error::Missing(format!(
            "{ticket} has no snapshot {n}. hoist snapshot list {} lists them; hoist snapshot add {} takes one.",
            ticket.0, ticket.0
        )))
    }

    /// The text of a snapshot, without its secrets.
    ///
    /// # Errors
    /// No such snapshot; restricted; bytes that are not as they were written.
    pub fn snapshot_text(&self, ticket: TicketId, n: u32) -> Result<String, Error> {
        let file = self.snapshot(ticket, n)?;
        let size = usize::try_from(file.size).unwrap_or(usize::MAX);
        let bytes = self.read_attachment(ticket, n, 0, size)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// What is said of files that are attached, for those of which a snapshot was to be taken.
fn not_taken(error: Error) -> Error {
    let Error::Input(text) = error else {
        return error;
    };
    let words = [
        (
            "cannot be attached, so nothing was attached",
            "cannot be taken, so nothing was kept",
        ),
        ("Nothing was attached", "Nothing was kept"),
        ("make a copy and attach that", "make a copy and take that"),
        ("hoist attach ID", "hoist snapshot add ID"),
    ];
    let said = words
        .iter()
        .fold(text, |text, (old, new)| text.replace(old, new));
    Error::Input(said)
}

fn nothing_kept(why: String) -> Error {
    Error::Input(format!("{why} Nothing was kept."))
}

/// What is put: the text that is left.
fn ready(bare: Bare, origin: String) -> Opened {
    let configuration = NewConfiguration {
        masked: bare.masked.found,
        encoding: bare.encoding,
        origin,
    };
    let mut opened = Opened::memory(bare.name, bare.masked.text.into_bytes());
    opened.configuration = Some(configuration);
    opened
}
