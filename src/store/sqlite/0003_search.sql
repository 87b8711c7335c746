-- 0003: what is searched.
--
-- search_doc keeps the texts of a ticket by where they stand, so that a snippet and the next commit
-- need not read its history. search_index holds their words and the ticket's properties as marks; the
-- words come folded and cut, so its tokenizer has nothing to decide. Both have the number
-- 4 * ticket + kind (0: a ticket), so that "newest first" is the order of the index itself and other
-- kinds of documents can stand beside. Content is not kept a second time (contentless_delete).
-- Prefix indexes of 1 to 3 letters: without them the first letters typed cost 1.5 µs per ticket.

CREATE TABLE search_doc (
  id    INTEGER PRIMARY KEY,
  marks TEXT NOT NULL,
  head  TEXT NOT NULL,
  body  TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  prefix = '1 2 3',
  tokenize = "ascii tokenchars ':_'"
);
