-- The texts of the search are numbered by their kind, and among those of a kind the newest comes first, as in SQLite.
UPDATE search_text SET code = 1099511627776 - 1 - code
  + CASE kind WHEN 'document' THEN 1 WHEN 'case' THEN 2 WHEN 'question' THEN 3 ELSE 4 END * 1099511627776;
