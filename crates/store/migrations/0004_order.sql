-- Whose cases they are stands beside their order: whoever keeps some passes over the others without opening them.
ALTER TABLE casework ADD COLUMN service TEXT;
UPDATE casework SET service = (SELECT r.service FROM record r WHERE r.id = casework.id);
DROP INDEX casework_by_turn;
CREATE INDEX casework_by_turn ON casework (
  (CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN due_at IS NULL THEN 1 ELSE 0 END), due_at, opened_at DESC, id,
  service
);
