-- 0004: the bytes of attachments.
--
-- What a ticket says of an attachment (name, size, hash) stands in its events; here lie the bytes,
-- once for each hash, in chunks. They are written before the event that refers to them, in short
-- transactions, as a draft that has a name and no hash: a program killed between leaves a draft that
-- nothing refers to, and whoever attaches next sweeps it when it is a day old.

CREATE TABLE blob (
  serial   INTEGER PRIMARY KEY,
  sha256   BLOB UNIQUE CHECK (length(sha256) = 32),
  draft    TEXT UNIQUE,
  size     INTEGER,
  begun_at INTEGER NOT NULL,
  used     INTEGER NOT NULL DEFAULT 0,
  CHECK ((sha256 IS NULL) <> (draft IS NULL))
) STRICT;
CREATE INDEX blob_unused ON blob (begun_at) WHERE used = 0;

-- raw: length before it was deflated; hash: SHA-256 of it then, so that damage is seen wherever one
-- begins to read. A chunk that would not shrink is stored as it is (packed 0).
CREATE TABLE chunk (
  blob   INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  raw    INTEGER NOT NULL,
  packed INTEGER NOT NULL,
  hash   BLOB NOT NULL CHECK (length(hash) = 32),
  bytes  BLOB NOT NULL,
  PRIMARY KEY (blob, n)
) STRICT;

-- Which blob the attachment n of a ticket is; follows from the log.
CREATE TABLE attachment (
  ticket INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  blob   INTEGER NOT NULL,
  PRIMARY KEY (ticket, n)
) STRICT, WITHOUT ROWID;
