-- 0023: who has not heard what a linked ticket says; articles that did not help.
--
-- A workaround that was withdrawn and a resolution that stands no more are news too: unheard is what differs from what
-- was heard, not what goes beyond it. The table is filled anew from the tickets.
DELETE FROM link;

-- A link to an article that does not say that it helped, or is taken back, is a mark of its own by now: the marks of
-- the tickets with such links are read from their events again.
DELETE FROM mark WHERE ticket IN (
  SELECT ticket FROM event WHERE ticket IS NOT NULL
    AND (record LIKE '%"article_linked"%' OR record LIKE '%"article_unlinked"%'));
