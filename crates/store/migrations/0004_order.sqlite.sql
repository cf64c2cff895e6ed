-- The texts of the search are numbered by their kind, and among those of a kind the newest comes first: the index of
-- words is read in the order of the numbers, and no further than is shown. They lie in that order too.
DROP TABLE search_word;
CREATE TABLE search_text_4 (
  code INTEGER NOT NULL PRIMARY KEY,
  record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (record, language)
);
INSERT INTO search_text_4 SELECT 1099511627776 - 1 - code
  + CASE kind WHEN 'document' THEN 1 WHEN 'case' THEN 2 WHEN 'question' THEN 3 ELSE 4 END * 1099511627776,
  record, language, title, content, kind FROM search_text ORDER BY 1;
DROP TABLE search_text;
ALTER TABLE search_text_4 RENAME TO search_text;
CREATE VIRTUAL TABLE search_word USING fts5 (
  title, content, content = 'search_text', content_rowid = 'code', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- What is deleted leaves no word behind in the index.
INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1);
INSERT INTO search_word (search_word) VALUES ('rebuild');
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search_word (rowid, title, content) VALUES (new.code, new.title, new.content);
END;
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  INSERT INTO search_word (search_word, rowid, title, content) VALUES ('delete', old.code, old.title, old.content);
END;
CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
  INSERT INTO search_word (search_word, rowid, title, content) VALUES ('delete', old.code, old.title, old.content);
  INSERT INTO search_word (rowid, title, content) VALUES (new.code, new.title, new.content);
END;
