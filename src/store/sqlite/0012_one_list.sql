-- 0012: an open ticket stands once where it stood three times.
--
-- Every list has an index for each of four orders, and every move wrote them for '*' (every ticket), 'o' (open)
-- and 't:TIER' (the queue of each tier). Now one whose work is over stands in 'x' and nowhere else; an open one
-- in 'o:TIERS', all the tiers whose turn it is ('o:' where there is none), and in 'q:TIER' where something is
-- asked of a tier beside its turn. "Every", "open" and "the queue of a tier" are several of these, read as one.
-- due_at only in 'o:TIERS', for counting late ones. The other lists of 0001 and 0008 stay.

CREATE TABLE entry_once (
  id           INTEGER NOT NULL,
  list         TEXT NOT NULL,
  needs_at     INTEGER NOT NULL,
  opened_at    INTEGER NOT NULL,
  priority_key INTEGER NOT NULL,
  updated_key  INTEGER NOT NULL,
  due_at       INTEGER,
  PRIMARY KEY (id, list)
) STRICT, WITHOUT ROWID;

INSERT INTO entry_once
  SELECT id,
    CASE
      WHEN list = '*' THEN 'x'
      WHEN list = 'o' THEN 'o:' || turn
      WHEN substr(list, 1, 2) = 't:' THEN 'q:' || substr(list, 3)
      ELSE list
    END,
    needs_at, opened_at, priority_key, updated_key,
    CASE WHEN list = 'o' AND turn <> '' AND due <> 9223372036854775807 THEN due END
  FROM (
    SELECT e.*, r.over, r.turn, r.due_at AS due
    FROM entry e CROSS JOIN ticket_row r ON r.id = e.id
  )
  WHERE CASE
      WHEN list = '*' THEN over
      WHEN substr(list, 1, 2) = 't:'
        THEN NOT instr(',' || turn || ',', ',' || substr(list, 3) || ',')
      ELSE 1
    END
  ORDER BY id, list;

DROP TABLE entry;
ALTER TABLE entry_once RENAME TO entry;
CREATE INDEX entry_due      ON entry (list, needs_at, id);
CREATE INDEX entry_age      ON entry (list, opened_at, id);
CREATE INDEX entry_priority ON entry (list, priority_key, needs_at, id);
CREATE INDEX entry_updated  ON entry (list, updated_key, id);
CREATE INDEX entry_clock    ON entry (list, due_at, id) WHERE due_at IS NOT NULL;
