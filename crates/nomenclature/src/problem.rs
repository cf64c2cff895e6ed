use basis::Text;
use serde::Serialize;

/// A row that was not taken, with the line on which it begins and the reason. The other rows stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The line of the file on which the row begins, from 1 (the number of the row where lines have no meaning).
    pub line: u64,
    /// The kind of problem, stable across versions, for example `code`, `level`, `parent`, `duplicate`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl RowProblem {
    pub(crate) fn new(line: u64, code: &'static str, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { line, code, text: Text::owned(en, fr) }
    }
}
