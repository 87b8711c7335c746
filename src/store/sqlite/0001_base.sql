-- 0001: the desk as it began.
--
-- The log (event) is canonical; every other table is kept beside it for speed and can be rebuilt by
-- replay. Rows are narrow and apart from the ticket's document, so that a page of a queue reads few
-- pages of the file. No rule of the process is written here.

CREATE TABLE desk (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE process (
  hash TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

-- One link of the audit chain per event; ticket and seq are null for the desk's own events.
CREATE TABLE event (
  n      INTEGER PRIMARY KEY,
  ticket INTEGER,
  seq    INTEGER,
  record TEXT NOT NULL,
  hash   BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX event_of_ticket ON event (ticket, seq) WHERE ticket IS NOT NULL;

-- A guard against accidents only: whoever can write the file can drop it.
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- The first answer of every command: the same id delivered twice counts once.
-- For the desk's own events ticket is 0 and version the number that was given.
CREATE TABLE command (
  id      TEXT PRIMARY KEY,
  ticket  INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  id  INTEGER PRIMARY KEY,
  doc TEXT NOT NULL
) STRICT;

-- What lists show. The *_key columns are ascending integers and never null ("never" is 2^63 - 1).
CREATE TABLE ticket_row (
  id              INTEGER PRIMARY KEY,
  version         INTEGER NOT NULL,
  tier            TEXT NOT NULL,
  phase           TEXT NOT NULL,
  over            INTEGER NOT NULL,
  turn            TEXT NOT NULL,
  kind            TEXT NOT NULL,
  subject         TEXT NOT NULL,
  priority        INTEGER NOT NULL,
  triaged         INTEGER NOT NULL,
  major           INTEGER NOT NULL,
  customer        INTEGER,
  customer_name   TEXT NOT NULL,
  product         TEXT NOT NULL,
  assignee        TEXT,
  customers_agent TEXT,
  offered_to      TEXT,
  due_at          INTEGER NOT NULL,
  due_what        TEXT NOT NULL,
  needs_at        INTEGER NOT NULL,
  attention       TEXT NOT NULL,
  hold            TEXT,
  hold_until      INTEGER,
  paused          INTEGER NOT NULL,
  returns         INTEGER NOT NULL,
  owed            INTEGER NOT NULL,
  opened_at       INTEGER NOT NULL,
  priority_key    INTEGER NOT NULL,
  updated_key     INTEGER NOT NULL,
  audience        TEXT
) STRICT;
CREATE INDEX row_customer ON ticket_row (customer, updated_key, id) WHERE customer IS NOT NULL;

-- Every ticket stands in the list '*'; one whose work is not over also in 'o', in 't:TIER' (each
-- queue), 'f:TIER' (unassigned there), 'b:TIER' (sent back there), 'a:AGENT' (assignee) and
-- 'c:AGENT' (customer's agent). A list is read in any order by one index. Not a rowid table: SQLite
-- does not search (key, rowid) > (?, ?) by both parts, and a million closed tickets share one key.
-- due_at only in queues, for counting late ones.
CREATE TABLE entry (
  id           INTEGER NOT NULL,
  list         TEXT NOT NULL,
  needs_at     INTEGER NOT NULL,
  opened_at    INTEGER NOT NULL,
  priority_key INTEGER NOT NULL,
  updated_key  INTEGER NOT NULL,
  due_at       INTEGER,
  PRIMARY KEY (id, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_due      ON entry (list, needs_at, id);
CREATE INDEX entry_age      ON entry (list, opened_at, id);
CREATE INDEX entry_priority ON entry (list, priority_key, needs_at, id);
CREATE INDEX entry_updated  ON entry (list, updated_key, id);
CREATE INDEX entry_clock    ON entry (list, due_at, id) WHERE due_at IS NOT NULL;

-- Exact numbers for the title bar. The turn is the whole set of tiers ('tier1,tier2'), so that a
-- ticket in two queues of one viewer is counted once.
CREATE TABLE counter (
  turn TEXT NOT NULL,
  what TEXT NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (turn, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent (
  name TEXT PRIMARY KEY,
  doc  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  doc  TEXT NOT NULL
) STRICT;
CREATE INDEX customer_name ON customer (name, id);

CREATE TABLE contact (
  id       INTEGER PRIMARY KEY,
  customer INTEGER REFERENCES customer (id),
  doc      TEXT NOT NULL
) STRICT;
CREATE INDEX contact_customer ON contact (customer, id) WHERE customer IS NOT NULL;

-- Folded words of names, organisations and addresses; kind 0 is a contact, 1 a customer.
CREATE TABLE word (
  kind INTEGER NOT NULL,
  word TEXT NOT NULL,
  id   INTEGER NOT NULL,
  PRIMARY KEY (kind, word, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
  name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE view (
  name  TEXT PRIMARY KEY,
  query TEXT NOT NULL
) STRICT, WITHOUT ROWID;
