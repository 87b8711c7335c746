-- 0009: reply templates.
--
-- A list of the desk, like its views: the text as the last event about it left it.

CREATE TABLE template (
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
