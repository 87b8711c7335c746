-- 0019: rows of open tickets are computed anew.
--
-- A wait for the customer moves the time of the next word by what it lasted, where it began that time anew before; a row of
-- before would not be what its events say. Serial 0: of no file that is known.
UPDATE ticket_row SET process = 0 WHERE over = 0;
