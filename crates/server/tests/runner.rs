//! The integration tests of `server`: one binary.

#[cfg(test)]
#[path = "runner/asking.rs"]
mod asking;
#[cfg(test)]
#[path = "runner/clearing.rs"]
mod clearing;
#[cfg(test)]
#[path = "runner/ground.rs"]
mod ground;
#[cfg(test)]
#[path = "runner/guard.rs"]
mod guard;
#[cfg(test)]
#[path = "runner/locale.rs"]
mod locale;
#[cfg(test)]
#[path = "runner/made.rs"]
mod made;
#[cfg(test)]
#[path = "runner/markup.rs"]
mod markup;
#[cfg(test)]
#[path = "runner/page.rs"]
mod page;
#[cfg(test)]
#[path = "runner/status.rs"]
mod status;
#[cfg(test)]
#[path = "runner/uploads.rs"]
mod uploads;
