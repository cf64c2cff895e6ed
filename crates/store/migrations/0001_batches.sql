-- Uploads, batches and outcomes, in the common subset of SQLite and PostgreSQL:
-- BIGINT, TEXT, DOUBLE PRECISION, BYTEA (SQLite keeps a blob as it is under any declared type); instants are BIGINT
-- microseconds UTC, dates ISO TEXT, amounts TEXT decimals, JSON is TEXT and never asked in SQL.

CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- A file on its way in. Nothing may use its content before its state is `complete`.
CREATE TABLE upload (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  map TEXT NOT NULL,
  size BIGINT,
  received BIGINT NOT NULL CHECK (received >= 0),
  state TEXT NOT NULL CHECK (state IN ('receiving', 'complete', 'discarded')),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- The only table with blobs: the file's content in pieces, keyed by the offset at which a piece begins.
CREATE TABLE upload_chunk (
  upload TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  start BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (upload, start)
);

-- One cleared file. `code` is the small key that outcomes carry; `id` is what the world sees.
CREATE TABLE batch (
  code BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  upload TEXT REFERENCES upload (id),
  name TEXT NOT NULL,
  map TEXT NOT NULL,
  on_date TEXT NOT NULL,
  books_digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'interrupted', 'failed', 'cancelled', 'finished')),
  problem TEXT,
  outcome_count BIGINT NOT NULL,
  unread_count BIGINT NOT NULL,
  summary TEXT,
  tallies TEXT,
  created_at BIGINT NOT NULL,
  beat_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX batch_by_state ON batch (state, code);

-- What lists and filters need of an outcome: narrow, so that a page of results reads little.
CREATE TABLE outcome (
  batch BIGINT NOT NULL REFERENCES batch (code) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  line BIGINT NOT NULL,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  folded TEXT NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL,
  score DOUBLE PRECISION,
  code TEXT NOT NULL,
  chapter TEXT NOT NULL,
  customs_value TEXT,
  duty TEXT,
  duty_state TEXT NOT NULL,
  findings TEXT NOT NULL,
  PRIMARY KEY (batch, number)
);
CREATE INDEX outcome_by_lane ON outcome (batch, lane, number);
CREATE INDEX outcome_by_duty_state ON outcome (batch, duty_state, number);
CREATE INDEX outcome_by_chapter ON outcome (batch, chapter, number);
CREATE INDEX outcome_by_id ON outcome (batch, folded, number);
CREATE INDEX outcome_by_code ON outcome (batch, code, number);

-- Which outcomes carry a finding; one row for each code of an outcome.
CREATE TABLE outcome_finding (
  batch BIGINT NOT NULL REFERENCES batch (code) ON DELETE CASCADE,
  code TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (batch, code, number)
);

-- The declaration as read and its outcome, both as JSON, beside the narrow row.
CREATE TABLE outcome_document (
  batch BIGINT NOT NULL REFERENCES batch (code) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  declaration TEXT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (batch, number)
);

-- Records that could not be read, or were no declarations: none is dropped silently.
CREATE TABLE unread (
  batch BIGINT NOT NULL REFERENCES batch (code) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unread', 'skipped')),
  source TEXT NOT NULL,
  line BIGINT NOT NULL,
  code TEXT NOT NULL,
  text_en TEXT NOT NULL,
  text_fr TEXT NOT NULL,
  PRIMARY KEY (batch, number)
);
