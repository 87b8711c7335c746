-- 0008: links from their other end, teams, offers at a change of shift.
--
-- A link stands on the ticket that says it; from the other end it is found here. listens: the ticket
-- still hears what the other one says over this link; workaround, resolution: how far it has heard;
-- unheard: not far enough. It all follows from the two tickets, so that news are passed on by whoever
-- looks next, also after a kill in between. The index of what is unheard is nearly always empty.

CREATE TABLE link (
  ticket     INTEGER NOT NULL,
  other      INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  by         TEXT NOT NULL,
  at         INTEGER NOT NULL,
  workaround INTEGER NOT NULL,
  resolution INTEGER NOT NULL,
  listens    INTEGER NOT NULL,
  unheard    INTEGER NOT NULL,
  PRIMARY KEY (ticket, other, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_other ON link (other, ticket, kind);
CREATE INDEX link_unheard ON link (ticket, other) WHERE unheard = 1;

-- Teams that may be asked, with the address to which a question goes.
CREATE TABLE team (
  id  TEXT PRIMARY KEY,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- To whom a ticket is offered at a change of shift, and by whom; also lists 'h:AGENT' and 'g:AGENT'.
ALTER TABLE ticket_row ADD COLUMN handed_to TEXT;
ALTER TABLE ticket_row ADD COLUMN handed_by TEXT;

-- An overdue answer of a team and a to-do that came from elsewhere need someone since: the rows of
-- open tickets are computed anew when the desk is next opened.
UPDATE ticket_row SET process = 0 WHERE over = 0;
