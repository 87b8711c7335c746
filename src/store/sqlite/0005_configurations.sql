-- 0005: configurations.
--
-- A snapshot is an attachment; its text lies among the blobs, its secrets taken out before. Here stands
-- by what it is found: customer and product of its ticket as they are now, and its name, as folded keys.
-- serial: the order in which they were taken. All of it follows from the log.

CREATE TABLE configuration (
  serial   INTEGER PRIMARY KEY,
  ticket   INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  customer INTEGER,
  product  TEXT NOT NULL,
  name     TEXT NOT NULL,
  gone     INTEGER NOT NULL,
  UNIQUE (ticket, n)
) STRICT;
CREATE INDEX configuration_customer ON configuration (customer, name, serial) WHERE gone = 0;
CREATE INDEX configuration_product ON configuration (product, name, serial) WHERE gone = 0;

-- How a configuration of a product should be; blob: its text.
CREATE TABLE baseline (
  product TEXT NOT NULL,
  name    TEXT NOT NULL,
  blob    INTEGER NOT NULL,
  doc     TEXT NOT NULL,
  PRIMARY KEY (product, name)
) STRICT, WITHOUT ROWID;
