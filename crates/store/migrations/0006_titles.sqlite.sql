-- The words of titles have an index of their own: among the many texts in which common words stand, few have them in
-- their titles, and the index of all words goes through each to find these.
CREATE VIRTUAL TABLE search_title USING fts5 (
  title, content = 'search_text', content_rowid = 'code', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3',
  columnsize = 0
);
INSERT INTO search_title (search_title, rank) VALUES ('secure-delete', 1);
INSERT INTO search_title (search_title) VALUES ('rebuild');
INSERT INTO search_title (search_title) VALUES ('optimize');
CREATE TRIGGER search_title_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search_title (rowid, title) VALUES (new.code, new.title);
END;
CREATE TRIGGER search_title_removed AFTER DELETE ON search_text BEGIN
  INSERT INTO search_title (search_title, rowid, title) VALUES ('delete', old.code, old.title);
END;
CREATE TRIGGER search_title_changed AFTER UPDATE OF code, title ON search_text BEGIN
  INSERT INTO search_title (search_title, rowid, title) VALUES ('delete', old.code, old.title);
  INSERT INTO search_title (rowid, title) VALUES (new.code, new.title);
END;
