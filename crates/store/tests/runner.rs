//! The integration tests of `store`: one binary. Each test is one function that runs on SQLite always and on
//! PostgreSQL, on a cluster of the tests' own, where `initdb` is there.

#[cfg(test)]
#[path = "runner/appointing.rs"]
mod appointing;
#[cfg(test)]
#[path = "runner/audience.rs"]
mod audience;
#[cfg(test)]
#[path = "runner/backups.rs"]
mod backups;
#[cfg(test)]
#[path = "runner/batches.rs"]
mod batches;
#[cfg(test)]
#[path = "runner/beside.rs"]
mod beside;
#[cfg(test)]
#[path = "runner/cast.rs"]
mod cast;
#[cfg(test)]
#[path = "runner/exports.rs"]
mod exports;
#[cfg(test)]
#[path = "runner/faults.rs"]
mod faults;
#[cfg(test)]
#[path = "runner/files.rs"]
mod files;
#[cfg(test)]
#[path = "runner/filters.rs"]
mod filters;
#[cfg(test)]
#[path = "runner/ground.rs"]
mod ground;
#[cfg(test)]
#[path = "runner/jobs.rs"]
mod jobs;
#[cfg(test)]
#[path = "runner/log_ins.rs"]
mod log_ins;
#[cfg(test)]
#[path = "runner/matrix.rs"]
mod matrix;
#[cfg(test)]
#[path = "runner/model.rs"]
mod model;
#[cfg(test)]
#[path = "runner/people.rs"]
mod people;
#[cfg(test)]
#[path = "runner/raw.rs"]
mod raw;
#[cfg(test)]
#[path = "runner/schemas.rs"]
mod schemas;
#[cfg(test)]
#[path = "runner/secrets.rs"]
mod secrets;
#[cfg(test)]
#[path = "runner/separation.rs"]
mod separation;
#[cfg(test)]
#[path = "runner/speed.rs"]
mod speed;
#[cfg(test)]
#[path = "runner/symbols.rs"]
mod symbols;
#[cfg(test)]
#[path = "runner/trail.rs"]
mod trail;
#[cfg(test)]
#[path = "runner/turns.rs"]
mod turns;
#[cfg(test)]
#[path = "runner/uploads.rs"]
mod uploads;
#[cfg(test)]
#[path = "runner/words.rs"]
mod words;
