-- 0017: rows of open tickets are computed anew.
--
-- What a wait does to a clock that had run out before, and from when a wait that is over needs someone, is counted
-- otherwise now; a row of before would not be what its events say. Serial 0: of no file that is known.
UPDATE ticket_row SET process = 0 WHERE over = 0;
