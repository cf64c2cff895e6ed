-- The cases of one state in the order of the queue: whoever asks for some does not go through all others.
DROP INDEX casework_by_state;
CREATE INDEX casework_by_state ON casework (
  state,
  (CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN due_at IS NULL THEN 1 ELSE 0 END), due_at, opened_at DESC, id,
  service
);
-- Frequent questions by their topics: a page of them ends where it is full.
CREATE INDEX faq_by_topic ON faq (topic, id);
