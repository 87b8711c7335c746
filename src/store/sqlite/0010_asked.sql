-- 0010: what is asked of a tier that is not in turn.
--
-- "Tell the workaround" is Tier 1's also while the ticket is with Tier 2 or Engineering: it stands in that tier's
-- queue ('t:TIER') as well, and needs someone there since it was asked. Tiers and since when.

ALTER TABLE ticket_row ADD COLUMN asked TEXT;
ALTER TABLE ticket_row ADD COLUMN asked_at INTEGER;

-- Rows of open tickets are computed anew when the desk is next opened.
UPDATE ticket_row SET process = 0 WHERE over = 0;
