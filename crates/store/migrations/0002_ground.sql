-- The ground under every service, in the common subset (see 0001): people and appointments, records and who may see
-- them, the trail, documents, casework, mail, jobs. Digests and keys are hexadecimal text.

-- Bodies for which people act: Members, partners, companies, working bodies, the Secretariat.
CREATE TABLE body (
  code TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('member', 'partner', 'company', 'body', 'secretariat')),
  name_en TEXT NOT NULL,
  name_fr TEXT NOT NULL,
  region TEXT,
  joined TEXT,
  source TEXT NOT NULL,
  as_of TEXT NOT NULL
);
INSERT INTO body (code, kind, name_en, name_fr, source, as_of)
VALUES ('SECRETARIAT', 'secretariat', 'Secretariat', 'Secrétariat', 'made with the database', '2026-11-22');

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  email_folded TEXT UNIQUE,
  language TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('member', 'partner', 'trader', 'public')),
  created_at BIGINT NOT NULL,
  erased_at BIGINT,
  version BIGINT NOT NULL
);

-- How a person proves who they are. Secrets that must be read back are sealed with the key beside the database.
CREATE TABLE account (
  person TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
  password TEXT,
  password_at BIGINT,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  one_time TEXT,
  one_time_confirmed BIGINT NOT NULL CHECK (one_time_confirmed IN (0, 1)),
  one_time_step BIGINT NOT NULL,
  handle TEXT NOT NULL UNIQUE,
  subject TEXT UNIQUE,
  email_proved_at BIGINT,
  closed_at BIGINT
);

CREATE TABLE passkey (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  transports BIGINT NOT NULL,
  fixed TEXT NOT NULL,
  moving TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX passkey_by_person ON passkey (person, made_at);

CREATE TABLE recovery_code (
  digest TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  made_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX recovery_code_by_person ON recovery_code (person, made_at);

CREATE TABLE login_session (
  id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES person (id),
  way TEXT NOT NULL,
  second_factor BIGINT NOT NULL CHECK (second_factor IN (0, 1)),
  persistent BIGINT NOT NULL CHECK (persistent IN (0, 1)),
  agent TEXT NOT NULL,
  address TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  proved_at BIGINT,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX login_session_by_person ON login_session (person, begun_at);

-- Links that work once: to prove an address, to set a password, to set the system up.
CREATE TABLE link (
  digest TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  person TEXT,
  subject TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  used_at BIGINT
);

-- What a ceremony of a passkey or of another provider's log-in needs until its answer comes.
CREATE TABLE ceremony (
  challenge TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  person TEXT,
  state TEXT NOT NULL,
  ends_at BIGINT NOT NULL
);

CREATE TABLE token (
  id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  second_factor BIGINT NOT NULL CHECK (second_factor IN (0, 1)),
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  used_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX token_by_person ON token (person, made_at);

-- A person acts for a body in a role, for a time.
CREATE TABLE appointment (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  body TEXT NOT NULL REFERENCES body (code),
  role TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  appointed_by TEXT NOT NULL,
  certified_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT
);
CREATE INDEX appointment_by_person ON appointment (person, from_at);
CREATE INDEX appointment_by_body ON appointment (body, role, from_at);

-- Sensitive acts that wait for a second person.
CREATE TABLE proposal (
  id TEXT NOT NULL PRIMARY KEY,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  asked_by TEXT NOT NULL REFERENCES person (id),
  asked_session TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_by TEXT,
  decided_session TEXT,
  decided_at BIGINT,
  approved BIGINT
);
CREATE INDEX proposal_by_asked ON proposal (asked_at);

-- What the policies know of a thing. `moment` orders lists, the newest first.
CREATE TABLE record (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  service TEXT NOT NULL,
  owner TEXT,
  author TEXT,
  state TEXT NOT NULL,
  level BIGINT NOT NULL CHECK (level BETWEEN 0 AND 3),
  compartment TEXT,
  publish_from BIGINT NOT NULL,
  retain_until BIGINT NOT NULL,
  moment BIGINT NOT NULL
);
CREATE INDEX record_by_kind ON record (kind, moment, id);
CREATE INDEX record_by_author ON record (author, kind);
CREATE INDEX record_by_owner ON record (owner, kind);

-- By which keys a record is opened: as one of its audience, of those at work on it, of its queue.
CREATE TABLE record_key (
  record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  way TEXT NOT NULL CHECK (way IN ('audience', 'handler', 'queue')),
  term TEXT NOT NULL,
  PRIMARY KEY (record, way, term)
);
CREATE INDEX record_key_by_term ON record_key (term, way, record);

-- The trail: each entry carries the hash of the one before it.
CREATE TABLE audit_entry (
  number BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  session TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  allowed BIGINT NOT NULL CHECK (allowed IN (0, 1)),
  policies TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_entry_by_record ON audit_entry (record, number);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor, number);
CREATE INDEX audit_entry_by_action ON audit_entry (action, number);

CREATE TABLE audit_head (
  only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
  number BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (only_one, number, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE audit_checkpoint (
  number BIGINT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  signature TEXT NOT NULL
);

-- Content by its SHA-256: the same bytes are kept once.
CREATE TABLE blob (
  hash TEXT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  media TEXT NOT NULL,
  scan TEXT NOT NULL CHECK (scan IN ('none', 'clean', 'infected', 'failed')),
  made_at BIGINT NOT NULL
);
CREATE TABLE blob_piece (
  blob TEXT NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
  start BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (blob, start)
);

-- Symbols without gaps: a number is taken in the transaction that gives it.
CREATE TABLE series (
  code TEXT NOT NULL PRIMARY KEY,
  title_en TEXT NOT NULL,
  title_fr TEXT NOT NULL,
  pattern TEXT NOT NULL,
  latest BIGINT NOT NULL
);

CREATE TABLE paper (
  id TEXT NOT NULL PRIMARY KEY REFERENCES record (id),
  kind TEXT NOT NULL CHECK (kind IN ('publication', 'paper', 'evidence')),
  series TEXT REFERENCES series (code),
  number BIGINT,
  symbol TEXT UNIQUE,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (series, number)
);

-- Each language of a document, as it stands.
CREATE TABLE paper_language (
  paper TEXT NOT NULL REFERENCES paper (id),
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'outdated')),
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  blob TEXT REFERENCES blob (hash),
  file TEXT NOT NULL,
  edition BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  published_at BIGINT,
  PRIMARY KEY (paper, language)
);

CREATE INDEX paper_language_by_blob ON paper_language (blob);
CREATE INDEX paper_language_by_published ON paper_language (published_at, paper);

-- Each edition that was published, for ever as it was.
CREATE TABLE paper_edition (
  paper TEXT NOT NULL REFERENCES paper (id),
  language TEXT NOT NULL,
  edition BIGINT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  blob TEXT REFERENCES blob (hash),
  file TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (paper, language, edition)
);

CREATE INDEX paper_edition_by_blob ON paper_edition (blob);

CREATE TABLE download (
  id TEXT NOT NULL PRIMARY KEY,
  paper TEXT NOT NULL REFERENCES paper (id),
  language TEXT NOT NULL,
  edition BIGINT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX download_by_paper ON download (paper, at);

-- What can be found by its words, one row a record and language, with the kind of the record: what is counted by kind
-- must not look at every record that has a word.
CREATE TABLE search_text (
  code BIGINT NOT NULL PRIMARY KEY,
  record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (record, language)
);

-- Forms as data; a published version never changes.
CREATE TABLE form (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE casework (
  id TEXT NOT NULL PRIMARY KEY REFERENCES record (id),
  procedure_id TEXT NOT NULL,
  form TEXT NOT NULL,
  form_version BIGINT NOT NULL,
  state TEXT NOT NULL,
  language TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  due_at BIGINT,
  reminded_at BIGINT,
  closed_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX casework_by_state ON casework (procedure_id, state, opened_at);
CREATE INDEX casework_by_due ON casework (due_at);
-- The order of queues: what is open before what is closed, and of that what is due first.
CREATE INDEX casework_by_turn ON casework (
  (CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN due_at IS NULL THEN 1 ELSE 0 END), due_at, opened_at DESC, id
);

-- One answer a question: several people fill one form without losing each other's work.
CREATE TABLE answer (
  casework TEXT NOT NULL REFERENCES casework (id),
  question TEXT NOT NULL,
  value TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (casework, question)
);
CREATE TABLE answer_past (
  casework TEXT NOT NULL REFERENCES casework (id),
  question TEXT NOT NULL,
  version BIGINT NOT NULL,
  value TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  kept BIGINT NOT NULL CHECK (kept IN (0, 1)),
  PRIMARY KEY (casework, question, version, author, at)
);
CREATE TABLE case_step (
  casework TEXT NOT NULL REFERENCES casework (id),
  number BIGINT NOT NULL,
  step TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (casework, number)
);

-- Frequent questions, and questions from outside with their answers.
CREATE TABLE faq (
  id TEXT NOT NULL PRIMARY KEY REFERENCES record (id),
  topic TEXT NOT NULL,
  question_en TEXT NOT NULL,
  question_fr TEXT NOT NULL,
  answer_en TEXT NOT NULL,
  answer_fr TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

-- The outbox: nothing is lost without a mail server.
CREATE TABLE mail (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT,
  address TEXT NOT NULL,
  language TEXT NOT NULL,
  template TEXT NOT NULL,
  -- What it speaks of: it is sent to whom that is open when it is sent. None for what concerns its person alone.
  record TEXT,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  sent_at BIGINT,
  problem TEXT
);
CREATE INDEX mail_by_state ON mail (state, next_at, id);
CREATE INDEX mail_by_made ON mail (made_at, id);

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  once_key TEXT UNIQUE,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempts BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  holder TEXT,
  held_until BIGINT NOT NULL,
  problem TEXT,
  made_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX job_by_state ON job (state, run_at, id);

-- Who holds a lock, and until when.
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  held_until BIGINT NOT NULL
);

-- How often something was tried in a window of time.
CREATE TABLE rate (
  name TEXT NOT NULL PRIMARY KEY,
  begun_at BIGINT NOT NULL,
  count BIGINT NOT NULL
);

-- Whose an upload is; nobody's where it came in without an account. Whose a batch is, its record says.
ALTER TABLE upload ADD COLUMN person TEXT;
INSERT INTO record (id, kind, service, state, level, publish_from, retain_until, moment)
SELECT id, 'batch', 'clearance', 'closed', 0, 0, 9223372036854775807, created_at FROM batch;
-- From here on a batch that waits has a job that stands in line for it. Those of before are run again by a person.
UPDATE batch SET state = 'interrupted' WHERE state IN ('queued', 'running');
