//! A single command ends with the key that it came in with, also one that waits for its client.

use super::super::args::Cli;
use super::super::session::{config, login};
use super::Journal;
use crate::desk::{Desk, Error, make, system_clock};
use std::thread;
use std::time::Duration;

/// How often it is looked whether others wrote.
const LOOK: Duration = Duration::from_millis(400);

/// Ends the program once the key that it came in with is taken away. Most commands are over before the first look.
pub fn end_with_the_key(line: &Cli, journal: &Journal) {
    let (line, journal) = (line.clone(), journal.clone());
    thread::spawn(move || {
        thread::sleep(LOOK);
        if let Some(error) = shut_out(&line) {
            super::super::tell(&error.into(), line.global.json);
            journal.ends("the key was taken away");
            // What was written is whole, and what is not acknowledged may be repeated.
            std::process::exit(6);
        }
    });
}

/// Waits until whoever came in may no longer be here. Nothing: the desk cannot be asked.
fn shut_out(line: &Cli) -> Option<Error> {
    let (_, config) = config(line).ok()?;
    let login = login(&line.global, &config);
    let open = || -> Result<Desk, Error> {
        let store = make::open_store(&config.desk)?;
        Desk::open(Box::new(store), &login, system_clock())
    };
    loop {
        match open().and_then(|mut desk| stays(&mut desk)) {
            Err(error @ (Error::ShutOut(_) | Error::UnknownLogin { .. } | Error::Missing(_))) => {
                return Some(error);
            }
            // Busy, or opened as unchanging and written meanwhile: asked anew.
            Err(_) => thread::sleep(LOOK),
            Ok(()) => {}
        }
    }
}

/// Looks for as long as one may be here.
fn stays(desk: &mut Desk) -> Result<(), Error> {
    loop {
        thread::sleep(LOOK);
        desk.follow()?;
    }
}
