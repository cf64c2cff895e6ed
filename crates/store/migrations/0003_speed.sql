-- What a list of records is narrowed to before anything else: the series of a document, the procedure of a case.
ALTER TABLE record ADD COLUMN shelf TEXT;
UPDATE record SET shelf = (SELECT p.series FROM paper p WHERE p.id = record.id) WHERE kind = 'document';
UPDATE record SET shelf = (SELECT c.procedure_id FROM casework c WHERE c.id = record.id) WHERE kind = 'case';
CREATE INDEX record_by_shelf ON record (kind, shelf, moment, id);
CREATE INDEX record_by_service ON record (kind, service);
CREATE INDEX record_by_state ON record (kind, state, moment, id);
-- Who holds a role, and how many act for a body, without a look at the appointments themselves.
CREATE INDEX appointment_by_role ON appointment (role, body, person, ended_at, from_at, until_at);
CREATE INDEX appointment_counted ON appointment (body, person, ended_at, from_at, until_at, certified_at);
CREATE INDEX body_by_kind ON body (kind, code);
