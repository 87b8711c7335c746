-- 0015: what reviews read, and the reviews that were held.
--
-- A report over a million tickets cannot read ten million records of the log. mark keeps of each ticket what counts,
-- some 300 bytes: the marks of its events one after the other, as the domain makes them. An event's own are appended
-- when it is committed. counts_until: a ticket that is over, with nothing owed, adds nothing to a period that begins
-- after its last event (else 2^63 - 1). restricted: only then the row is asked who may see it.

CREATE TABLE mark (
  ticket       INTEGER PRIMARY KEY,
  opened_at    INTEGER NOT NULL,
  counts_until INTEGER NOT NULL,
  restricted   INTEGER NOT NULL,
  marks        BLOB NOT NULL
) STRICT;

CREATE TABLE review (
  id  INTEGER PRIMARY KEY,
  doc TEXT NOT NULL
) STRICT;
