//! The integration tests of `server`: one binary.

#[cfg(test)]
#[path = "runner/asking.rs"]
mod asking;
#[cfg(test)]
#[path = "runner/clearance_pages.rs"]
mod clearance_pages;
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
#[path = "runner/paper.rs"]
mod paper;
#[cfg(test)]
#[path = "runner/reference_pages.rs"]
mod reference_pages;
#[cfg(test)]
#[path = "runner/status.rs"]
mod status;
#[cfg(test)]
#[path = "runner/trade_pages.rs"]
mod trade_pages;
#[cfg(test)]
#[path = "runner/uploads.rs"]
mod uploads;
