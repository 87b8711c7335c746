//! One desk for all the lanes: each opens its own connection when it is first needed, and by then another
//! desk may stand under the name. What was typed for this one must not go into that one.

use crate::desk::{self, Desk};
use crate::store::{self, FileId};
use crate::tui::worker::MakeDesk;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Which desk the session began with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Same {
    id: String,
    file: Option<FileId>,
}

impl Same {
    fn of(desk: &Desk) -> Same {
        Same {
            id: desk.info().id.clone(),
            file: desk.store().file(),
        }
    }
}

/// Hands out the desk that is open already, then further connections to it and to no other.
pub fn keep(make: &MakeDesk, file: Option<&Path>, opened: Desk) -> MakeDesk {
    let same = Same::of(&opened);
    let name = file.map_or_else(String::new, |f| f.display().to_string());
    let (make, first) = (Arc::clone(make), Mutex::new(Some(opened)));
    Arc::new(move || {
        let kept = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(desk) = kept {
            return Ok(desk);
        }
        let desk = make().map_err(lost)?;
        match Same::of(&desk) == same {
            true => Ok(desk),
            false => Err(store::Error::Moved(name.clone()).into()),
        }
    })
}

/// Where a desk was, none is to be made: its file is lost, not yet to come.
fn lost(error: desk::Error) -> desk::Error {
    match error {
        desk::Error::Store(store::Error::NoDesk(file)) => store::Error::Gone(file).into(),
        other => other,
    }
}
