-- The words of `search_text`, folded and without marks, kept in step by triggers.
CREATE VIRTUAL TABLE search_word USING fts5 (
  title, content, kind, content = 'search_text', content_rowid = 'code', tokenize = 'unicode61 remove_diacritics 2',
  prefix = '2 3'
);
-- What is deleted leaves no word behind in the index.
INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search_word (rowid, title, content, kind) VALUES (new.code, new.title, new.content, new.kind);
END;
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  INSERT INTO search_word (search_word, rowid, title, content, kind)
  VALUES ('delete', old.code, old.title, old.content, old.kind);
END;
CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
  INSERT INTO search_word (search_word, rowid, title, content, kind)
  VALUES ('delete', old.code, old.title, old.content, old.kind);
  INSERT INTO search_word (rowid, title, content, kind) VALUES (new.code, new.title, new.content, new.kind);
END;
