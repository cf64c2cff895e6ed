//! The integration tests of `store`: one binary. Each test is one function that runs on SQLite always and on
//! PostgreSQL, on a cluster of the tests' own, where `initdb` is there.

#[cfg(test)]
#[path = "runner/batches.rs"]
mod batches;
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
#[path = "runner/model.rs"]
mod model;
#[cfg(test)]
#[path = "runner/schemas.rs"]
mod schemas;
#[cfg(test)]
#[path = "runner/speed.rs"]
mod speed;
#[cfg(test)]
#[path = "runner/uploads.rs"]
mod uploads;
