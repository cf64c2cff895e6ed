//! The documents of an organization: their symbols, languages, classes and how long they are kept.

mod language;
mod retention;
mod series;

pub use language::{Lack, LanguageState, Notice, Shown, Version, lacking, language_state, outdated_by, shown};
pub use retention::{Retention, Since};
pub use series::{PaperError, Series, Symbol};
