-- 0024: the clocks of a row that run beside the next one.
--
-- What runs out within a shift is listed also where another clock of the ticket ran out before: 'first_response
-- 1793199600000,resolution 1793286000000', the earliest first, without that of due_what. NULL: no other runs.

ALTER TABLE ticket_row ADD COLUMN later TEXT;

-- Rows of open tickets are computed anew when the desk is next opened.
UPDATE ticket_row SET process = 0 WHERE over = 0;
