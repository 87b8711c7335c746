-- 0016: words that are not in the index yet.
--
-- Every write took the old words of its ticket out of search_index and put the new ones in: five pages of the
-- log and more, and the statements FTS5 prepares for itself in every program that is started anew. Now it only
-- says here that the index is behind for this document; who makes the list full brings the index up to date for
-- all of them at once. A search looks through the texts of those that stand here and takes their word alone.
-- A document may stand here more than once. n grows by how much there is to look through, and the list is emptied
-- whole: the number a write got says how full it is, without being asked.
CREATE TABLE unindexed (
  n  INTEGER PRIMARY KEY,
  id INTEGER NOT NULL
) STRICT;
