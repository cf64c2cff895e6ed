-- SQLite's name for the elements of a list, so that one text asks both.
CREATE FUNCTION json_each (list TEXT) RETURNS TABLE (value TEXT)
LANGUAGE sql IMMUTABLE STRICT ROWS 8 AS $$ SELECT json_array_elements_text(list::json) $$;

-- Text is compared byte by byte, as SQLite does.
ALTER TABLE record ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE record_key ALTER COLUMN term TYPE TEXT COLLATE "C";
ALTER TABLE paper ALTER COLUMN symbol TYPE TEXT COLLATE "C";
ALTER TABLE mail ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE job ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE body ALTER COLUMN code TYPE TEXT COLLATE "C";

-- The words of `search_text`, folded and without marks.
CREATE FUNCTION plain (content TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT regexp_replace(normalize(lower(content), NFKD), '[\u0300-\u036f]', '', 'g')
$$;
ALTER TABLE search_text ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('simple', plain(title)), 'A') || setweight(to_tsvector('simple', plain(content)), 'B')
) STORED;
CREATE INDEX search_text_words ON search_text USING gin (words);
