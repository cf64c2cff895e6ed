-- Text is compared byte by byte, as SQLite does; sorting for people happens in the program.
ALTER TABLE outcome ALTER COLUMN folded TYPE TEXT COLLATE "C";
ALTER TABLE outcome ALTER COLUMN code TYPE TEXT COLLATE "C";
