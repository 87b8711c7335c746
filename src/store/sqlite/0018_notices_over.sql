-- 0018: notices that are over.
--
-- settled_at: when what a notice asked for was done, or was asked for no more; it counts as read from then on. Only
-- those of a ticket that are not are looked at, at each of its changes.
ALTER TABLE notice ADD COLUMN settled_at INTEGER;
CREATE INDEX notice_desk ON notice (n) WHERE ticket IS NULL AND settled_at IS NULL;

-- What was told before is looked at once, so that what is over by now goes too.
INSERT INTO alarm (ticket, at) SELECT DISTINCT ticket, 0 FROM notice WHERE ticket IS NOT NULL
  ON CONFLICT (ticket) DO UPDATE SET at = 0;
