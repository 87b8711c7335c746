-- 0013: what happens by itself.
--
-- alarm: from when on a ticket has to be looked at; none for one that needs no looking at. commit sets it to the
-- first instant that the ticket's events and the process file give, whoever looked puts it off. What was told
-- once is known by its series and round in notice and not told again, so looking twice does nothing.
CREATE TABLE alarm (
  ticket INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL
) STRICT;
CREATE INDEX alarm_at ON alarm (at, ticket);

-- Every ticket of before is looked at once.
INSERT INTO alarm SELECT id, 0 FROM ticket_row WHERE phase <> 'archived';

-- What was told. Of a series every round is told once, and none after a later one. Notices of a ticket go when
-- it is archived: nothing of it can happen any more.
CREATE TABLE notice (
  n      INTEGER PRIMARY KEY AUTOINCREMENT,
  series TEXT NOT NULL,
  round  INTEGER NOT NULL,
  ticket INTEGER,
  doc    TEXT NOT NULL,
  UNIQUE (series, round)
) STRICT;
CREATE INDEX notice_ticket ON notice (ticket) WHERE ticket IS NOT NULL;

-- Whom, and when they read it.
CREATE TABLE addressed (
  agent   TEXT NOT NULL,
  n       INTEGER NOT NULL,
  read_at INTEGER,
  PRIMARY KEY (agent, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX addressed_n ON addressed (n);
CREATE INDEX addressed_unread ON addressed (agent, n) WHERE read_at IS NULL;

-- Up to which notice a configured program was given what it waits for; and what it has not taken yet, with its
-- own copy of the event, so that nothing it waits for goes with a ticket.
CREATE TABLE hook (
  name TEXT PRIMARY KEY,
  seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
  n       INTEGER PRIMARY KEY AUTOINCREMENT,
  hook    TEXT NOT NULL,
  notice  INTEGER NOT NULL,
  event   TEXT NOT NULL,
  tries   INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  trouble TEXT NOT NULL,
  UNIQUE (hook, notice)
) STRICT;
CREATE INDEX outbox_next ON outbox (hook, next_at, n);

-- Who is on duty otherwise than the schedule says.
CREATE TABLE stand_in (
  n   INTEGER PRIMARY KEY,
  doc TEXT NOT NULL
) STRICT;
