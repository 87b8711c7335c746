-- 0006: the knowledge base.
--
-- article keeps each article as its last revision left it; article_revision says which records of the
-- audit chain are its revisions, so that its history need not be searched for. article_use says which
-- tickets are linked to it, so that its reuse is counted without reading tickets. article_index holds
-- its words and marks as search_index does those of tickets, in a table of its own: a search among
-- tickets does not pass articles, and the other way round. title is folded, to find a second one.

CREATE TABLE article (
  id    INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  doc   TEXT NOT NULL
) STRICT;
CREATE INDEX article_by_state ON article (state, id);
CREATE INDEX article_by_title ON article (title);

CREATE TABLE article_revision (
  article INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (article, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_use (
  article INTEGER NOT NULL,
  ticket  INTEGER NOT NULL,
  helped  INTEGER NOT NULL,
  PRIMARY KEY (article, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_use_by_ticket ON article_use (ticket);

CREATE VIRTUAL TABLE article_index USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  prefix = '1 2 3',
  tokenize = "ascii tokenchars ':_'"
);
