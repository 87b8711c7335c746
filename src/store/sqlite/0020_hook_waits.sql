-- 0020: how long a program that fails is left alone.
--
-- Counted for the program, not for each event that waits for it: with many events it was run again and again. failures: how
-- often it failed since it last took an event. next_at: not before.
ALTER TABLE hook ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hook ADD COLUMN next_at INTEGER NOT NULL DEFAULT 0;
