-- What a file comes in for. Those of documents were sent in one piece with their forms and wait for nothing.
ALTER TABLE upload ADD COLUMN purpose TEXT NOT NULL DEFAULT 'declarations' CHECK (purpose IN ('declarations', 'document'));
CREATE INDEX upload_by_person ON upload (person, state, created_at);
