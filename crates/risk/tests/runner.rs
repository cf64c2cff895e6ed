//! The integration tests of `risk`: one binary.

#[cfg(test)]
#[path = "runner/evaluation.rs"]
mod evaluation;
#[cfg(test)]
#[path = "runner/invented.rs"]
mod invented;
#[cfg(test)]
#[path = "runner/laws.rs"]
mod laws;
#[cfg(test)]
#[path = "runner/model_file.rs"]
mod model_file;
#[cfg(test)]
#[path = "runner/quality.rs"]
mod quality;
#[cfg(test)]
#[path = "runner/refusals.rs"]
mod refusals;
#[cfg(test)]
#[path = "runner/words.rs"]
mod words;
#[cfg(test)]
#[path = "runner/yardstick.rs"]
mod yardstick;
