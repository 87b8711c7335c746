-- 0002: under which process file a row was computed.
--
-- Due times and turns are a function of events and process file. When another file comes into force
-- the rows of open tickets are computed anew in short transactions: a row that says its file lets
-- whoever comes next go on where that was broken off, and is audited under that very file.

CREATE TABLE process_file (
  serial INTEGER PRIMARY KEY,
  hash   TEXT NOT NULL UNIQUE,
  text   TEXT NOT NULL
) STRICT;
INSERT INTO process_file (hash, text) SELECT hash, text FROM process;
DROP TABLE process;
ALTER TABLE process_file RENAME TO process;

-- 0: the file of the ticket's last event. Where there was only ever one file, that is it; elsewhere
-- open rows are computed anew when the desk is next opened.
ALTER TABLE ticket_row ADD COLUMN process INTEGER NOT NULL DEFAULT 0;
UPDATE ticket_row SET process = (SELECT min(serial) FROM process)
  WHERE over = 0 AND (SELECT count(*) FROM process) = 1;

-- Which open rows are of another file is two searches, however large the desk.
CREATE INDEX row_process ON ticket_row (process, id) WHERE over = 0;
