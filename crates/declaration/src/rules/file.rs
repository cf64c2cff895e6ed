//! Reads and checks a file of rules.

use std::sync::Arc;

use basis::{CompactString, Decimal, Notice, Severity};
use serde::Deserialize;
use toml::Spanned;

use super::check::{Against, Check, List, Operator};
use super::{Condition, Field, Rule, RuleBook};
use crate::Declaration;
use crate::data::{self, Days, Problem, Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    cds: Option<String>,
    severity: Severity,
    text: Words,
    source: String,
    valid_from: String,
    valid_to: Option<String>,
    #[serde(default)]
    when: When,
    check: CheckRow,
    passes: Declaration,
    fails: Declaration,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    procedures: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum CheckRow {
    Count { number: String, of: String },
    Compare { left: String, operator: Operator, right: String },
    Unique { field: String },
    Same { field: String },
    Some { field: String, above: String },
    Differ { left: String, right: String },
    Listed { fields: Vec<String>, list: List },
    Required { fields: Vec<String> },
    Digits { field: String, lengths: Vec<usize> },
    Days { field: String, after: i64, before: Option<i64> },
}

/// A problem in words of both languages; where it stands is added by whoever knows.
type Words2 = (String, String);

pub(super) fn read(source: &str) -> Result<RuleBook, Problem> {
    let file: File = data::toml(source)?;
    let mut rules: Vec<Rule> = Vec::with_capacity(file.rule.len());
    for row in file.rule {
        let start = row.span().start;
        let rule = row.into_inner().rule().map_err(|(en, fr)| Problem::at(source, start, en, fr))?;
        if rules.iter().any(|known| known.notice.code == rule.notice.code) {
            let id = &rule.notice.code;
            return Err(Problem::at(
                source,
                start,
                format!("rule `{id}` is written twice"),
                format!("la règle `{id}` figure deux fois"),
            ));
        }
        rules.push(rule);
    }
    Ok(RuleBook { rules, digest: data::digest(source) })
}

impl Row {
    fn rule(self) -> Result<Rule, Words2> {
        let id = self.id.clone();
        let days = Days { valid_from: self.valid_from, valid_to: self.valid_to };
        let period =
            days.period().map_err(|words| (format!("rule `{id}`: {words}"), format!("règle `{id}` : {words}")))?;
        let check =
            self.check.check().map_err(|(en, fr)| (format!("rule `{id}`: {en}"), format!("règle `{id}` : {fr}")))?;
        let of_item = check.fields().iter().any(|field| field.is_of_item());
        let by_item = !self.when.procedures.is_empty() || !self.when.except.is_empty();
        if by_item && !of_item {
            return Err((
                format!("rule `{id}` looks at no item, so no procedure code can be its condition"),
                format!("la règle `{id}` ne porte sur aucun article : un régime ne peut être sa condition"),
            ));
        }
        let notice = Notice { code: self.id, severity: self.severity, text: self.text.into(), source: self.source };
        let coded = |codes: Vec<String>| codes.into_iter().map(CompactString::from).collect();
        let When { types, procedures, except } = self.when;
        let condition = Condition { types: coded(types), procedures: coded(procedures), except: coded(except) };
        let (passes, fails) = (self.passes, self.fails);
        Ok(Rule { notice: Arc::new(notice), cds: self.cds, period, condition, check, passes, fails })
    }
}

impl CheckRow {
    fn check(self) -> Result<Check, Words2> {
        Ok(match self {
            Self::Count { number, of } => Check::Count {
                number: field(&number, |field| field.is_number() && !field.is_of_item())?,
                of: field(&of, Field::is_items)?,
            },
            Self::Compare { left, operator, right } => {
                let right = match right.parse::<Decimal>() {
                    Ok(number) => Against::Number(number),
                    Err(_) => Against::Field(field(&right, Field::is_number)?),
                };
                Check::Compare { left: field(&left, Field::is_number)?, operator, right }
            }
            Self::Unique { field: name } => {
                Check::Unique { field: field(&name, |field| field.is_number() && field.is_of_item())? }
            }
            Self::Same { field: name } => Check::Same { field: field(&name, Field::is_of_item)? },
            Self::Some { field: name, above } => {
                let above = above.parse().map_err(|_| not_a_number(&above))?;
                Check::Some { field: field(&name, Field::is_packages)?, above }
            }
            Self::Differ { left, right } => {
                let single = |field: Field| field.is_single() && !field.is_of_item();
                Check::Differ { left: field(&left, single)?, right: field(&right, single)? }
            }
            Self::Listed { fields, list } => Check::Listed { fields: all(&fields)?, list },
            Self::Required { fields } => Check::Required { fields: all(&fields)? },
            Self::Digits { field: name, lengths } => Check::Digits { field: field(&name, Field::is_single)?, lengths },
            Self::Days { field: name, after, before } => {
                Check::Days { field: field(&name, Field::is_acceptance)?, after, before }
            }
        })
    }
}

fn all(pointers: &[String]) -> Result<Vec<Field>, Words2> {
    if pointers.is_empty() {
        return Err(("no field is named".to_owned(), "aucun champ n'est nommé".to_owned()));
    }
    pointers.iter().map(|pointer| field(pointer, Field::is_single)).collect()
}

fn field(pointer: &str, fits: impl Fn(Field) -> bool) -> Result<Field, Words2> {
    match Field::of(pointer) {
        Some(field) if fits(field) => Ok(field),
        Some(_) => Err((
            format!("`{pointer}` is not of the kind that this check looks at"),
            format!("`{pointer}` n'est pas du genre que ce contrôle examine"),
        )),
        None => Err((
            format!("`{pointer}` is not the pointer of a value that rules know"),
            format!("`{pointer}` n'est pas le pointeur d'une valeur connue des règles"),
        )),
    }
}

fn not_a_number(text: &str) -> Words2 {
    (format!("`{text}` is not a number"), format!("`{text}` n'est pas un nombre"))
}
