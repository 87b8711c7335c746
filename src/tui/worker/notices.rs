//! What happened by itself, for the list on the screen.

use crate::desk::{Desk, Error};
use crate::domain::words;
use crate::store::notice::{Read, Wanted};
use crate::tui::msg::{NoticeLine, ReadWork};

/// So many are shown, read ones too; `hoist notifications` pages through all.
const SHOWN: usize = 300;

/// The latest of this agent's.
pub fn lines(desk: &Desk) -> Result<Vec<NoticeLine>, Error> {
    let kept = desk.notices(Wanted {
        unread: false,
        before: None,
        limit: SHOWN,
    })?;
    let viewer = desk.actor().viewer();
    let line = |kept: crate::store::notice::Kept| {
        let notice = kept.notice;
        let row = notice.ticket.map(|id| desk.store().row(&viewer, id));
        NoticeLine {
            n: notice.n,
            ticket: notice.ticket,
            at: notice.at,
            text: words::with_end(&notice.text, kept.over_at),
            subject: row
                .and_then(Result::ok)
                .map(|r| r.subject)
                .unwrap_or_default(),
            unread: kept.read_at.is_none(),
        }
    };
    Ok(kept.into_iter().map(line).collect())
}

/// They were read.
pub fn read(desk: &mut Desk, which: ReadWork) -> Result<(), Error> {
    let one = match which {
        ReadWork::One(n) => [n],
        _ => [0],
    };
    desk.read_notices(match which {
        ReadWork::Of(id) => Read::Of(id),
        ReadWork::UpTo(n) => Read::UpTo(n),
        ReadWork::One(_) => Read::These(&one),
    })?;
    Ok(())
}
