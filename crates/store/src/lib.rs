//! The only SQL: SQLite and PostgreSQL, migrations, uploads, batches, outcomes.
