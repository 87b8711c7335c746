-- 0011: articles as known errors.
--
-- A ticket that is linked to an article as its known error hears when the fix comes. listens: it still
-- does; heard: of how many fixes it has heard; unheard: not of the last. It follows from ticket and
-- article, as for links between tickets (0008). The index of what is unheard is nearly always empty.
-- What is similar to a ticket leaves out the article that was drafted from it: found by its origin.

ALTER TABLE article_use ADD COLUMN heard   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article_use ADD COLUMN listens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article_use ADD COLUMN unheard INTEGER NOT NULL DEFAULT 0;
CREATE INDEX article_use_unheard ON article_use (ticket, article) WHERE unheard = 1;
CREATE INDEX article_by_origin ON article (json_extract(doc, '$.origin'));
