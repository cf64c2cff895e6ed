//! Business rules as data: each a check of a small typed set with its parameters, dated, sourced, in both languages.
//! No rule is known to the program by its name.

mod check;
mod field;
mod file;

use std::sync::Arc;

use basis::{CompactString, Date, Finding, Notice, Period};

pub use self::field::Field;
pub use crate::data::Problem;
use crate::lists::CodeLists;
use crate::{Declaration, GoodsItem};
use check::Check;

/// One rule, read and checked.
#[derive(Clone, Debug)]
pub struct Rule {
    notice: Arc<Notice>,
    cds: Option<String>,
    period: Period,
    condition: Condition,
    check: Check,
    passes: Declaration,
    fails: Declaration,
}

/// When a rule is asked: for these declaration types (by prefix) and procedures, where an empty list means any; and not
/// for an item with one of these further procedure codes.
#[derive(Clone, Debug, Default)]
struct Condition {
    types: Vec<CompactString>,
    procedures: Vec<CompactString>,
    except: Vec<CompactString>,
}

impl Condition {
    fn holds(&self, declaration: &Declaration) -> bool {
        self.types.is_empty() || self.types.iter().any(|prefix| declaration.type_code.starts_with(prefix.as_str()))
    }

    fn holds_for(&self, item: &GoodsItem) -> bool {
        let asked = self.procedures.is_empty() || self.procedures.contains(&item.procedure.current);
        asked && !item.procedure.additional.iter().any(|code| self.except.contains(code))
    }
}

impl Rule {
    /// The rule's identifier, weight, words and source.
    #[must_use]
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The error code of a published implementation for the same rule, where one corresponds: `CDS11003`.
    #[must_use]
    pub fn cds(&self) -> Option<&str> {
        self.cds.as_deref()
    }

    /// The days on which the rule is asked.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// The pointers of the values that the rule looks at, the first one first.
    #[must_use]
    pub fn pointers(&self) -> Vec<&'static str> {
        self.check.fields().into_iter().map(Field::pointer).collect()
    }

    /// A declaration that keeps the rule, and one that does not: both stand in the data, and a test holds the rule to
    /// them.
    #[must_use]
    pub fn examples(&self) -> (&Declaration, &Declaration) {
        (&self.passes, &self.fails)
    }
}

/// The rules of one file.
#[derive(Clone, Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
    digest: String,
}

impl RuleBook {
    /// Reads the rules of `reference/rules.toml`.
    ///
    /// # Errors
    /// `Problem` with line and column: an identifier used twice, a check, pointer, list or day that is not known, an
    /// example that is no declaration.
    pub fn read(source: &str) -> Result<Self, Problem> {
        file::read(source)
    }

    /// What the rules find in a declaration. `on` is the day of the question: a day of acceptance behind it lies in
    /// the future. A rule whose code list is not loaded is not asked. Where nothing is found, nothing is allocated.
    #[must_use]
    pub fn check(&self, declaration: &Declaration, lists: &CodeLists, on: Date) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in &self.rules {
            if rule.period.contains(on) && rule.condition.holds(declaration) {
                check::ask(rule, declaration, lists, on, &mut findings);
            }
        }
        findings
    }

    /// The rules, in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// SHA-256 of the file, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
