//! A mapping bound to the header of a table, and rows made into declarations.

use std::borrow::Cow;
use std::sync::Arc;

use basis::{CompactString, Currency, Date, Decimal, Money, Text};

use super::target::{Form as Kind, Target};
use super::{DateForm, Form, Mapping, MissingColumns, Options, Taken};
use crate::{Adjustment, Declaration, GoodsItem, Kind as DeclarationKind, National, Package, Quantity, Record, number};

/// A mapping bound to the columns of one table.
#[derive(Clone, Debug)]
pub struct Binder {
    steps: Vec<Step>,
    form: Form,
    nationals: usize,
    id: Option<usize>,
}

#[derive(Clone, Debug)]
struct Step {
    target: Target,
    from: Taken<usize>,
    beside: Option<usize>,
    option: Arc<Options>,
}

/// Why a row cannot be read as a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// `field-missing`, `field-empty`, `value-not-a-number`, `value-not-a-count`, `value-not-a-date`,
    /// `currency-unreadable`, `code-not-translated` or `field-too-long`.
    pub code: &'static str,
    /// The column's name; `constant` for a value that the mapping file gives.
    pub column: String,
    /// What is wrong and what would be right, naming the column.
    pub text: Text,
}

pub(super) fn bind(mapping: &Mapping, headers: &[&str]) -> Result<Binder, MissingColumns> {
    let mut missing: Vec<String> = Vec::new();
    let mut find = |name: &str| {
        let found = headers.iter().position(|header| header.trim() == name);
        if found.is_none() && !missing.iter().any(|known| known == name) {
            missing.push(name.to_owned());
        }
        found.unwrap_or_default()
    };
    let mut steps = Vec::with_capacity(mapping.values.len());
    for value in &mapping.values {
        let from = match &value.from {
            Taken::Column(name) => Taken::Column(find(name)),
            Taken::Constant(constant) => Taken::Constant(constant.clone()),
        };
        let beside = value.beside.as_deref().map(&mut find);
        steps.push(Step { target: value.target.clone(), from, beside, option: Arc::clone(&value.option) });
    }
    if !missing.is_empty() {
        let present = headers.iter().map(|header| (*header).to_owned()).collect();
        return Err(MissingColumns { missing, present });
    }
    let nationals = steps.iter().filter(|step| matches!(step.target, Target::National(_))).count();
    let id = steps.iter().find_map(|step| match (&step.target, &step.from) {
        (Target::Id, Taken::Column(column)) => Some(*column),
        _ => None,
    });
    Ok(Binder { steps, form: mapping.form, nationals, id })
}

impl Binder {
    /// The declaration of a row, by its fields in the order of the header. Amounts below zero are read: a rule speaks
    /// of them. An empty field is a value that is not declared.
    ///
    /// # Errors
    /// `RowProblem` naming the column: a field that is missing or too long, a number (`NaN` and infinity among them),
    /// count, day, currency or code that cannot be read.
    pub fn declaration(&self, fields: &[&str], record: Record) -> Result<Declaration, RowProblem> {
        let mut declaration = Declaration { record, ..Declaration::default() };
        declaration.national.reserve_exact(self.nationals);
        declaration.items.reserve_exact(1);
        let mut item = GoodsItem { sequence: 1, ..GoodsItem::default() };
        for step in &self.steps {
            let text = step.text(fields)?;
            if text.is_empty() && !matches!(step.target, Target::National(_)) {
                continue;
            }
            step.set(text, fields, self.form, &mut declaration, &mut item)?;
        }
        if declaration.function == "13" {
            declaration.kind = DeclarationKind::Amendment;
        }
        if declaration.id.is_empty() {
            declaration.id = declaration.reference.clone();
        }
        declaration.items.push(item);
        Ok(declaration)
    }

    /// The number of the column that holds the declaration's identifier, from 0; `None` where none is mapped.
    #[must_use]
    pub fn column_of_id(&self) -> Option<usize> {
        self.id
    }
}

impl Step {
    fn text<'f>(&'f self, fields: &[&'f str]) -> Result<&'f str, RowProblem> {
        let text = match &self.from {
            Taken::Constant(constant) => return Ok(constant),
            Taken::Column(column) => match fields.get(*column) {
                Some(field) => field.trim(),
                None => return Err(self.missing(fields.len())),
            },
        };
        if text.is_empty() && self.option.required {
            return Err(self.problem(
                "field-empty",
                "",
                "is empty; a value is required",
                "est vide ; une valeur est exigée",
            ));
        }
        if text.len() > self.target.longest() {
            let most = self.target.longest();
            return Err(self.problem(
                "field-too-long",
                "",
                &format!("is longer than {most} bytes"),
                &format!("dépasse {most} octets"),
            ));
        }
        Ok(text)
    }

    fn set(
        &self,
        text: &str,
        fields: &[&str],
        form: Form,
        declaration: &mut Declaration,
        item: &mut GoodsItem,
    ) -> Result<(), RowProblem> {
        match self.target.form() {
            Kind::Text | Kind::Code => {
                let value = self.coded(text)?;
                if let Some(field) = self.target.text(declaration, item) {
                    *field = value;
                }
            }
            Kind::National => {
                if let Target::National(name) = &self.target {
                    declaration.national.push(National { name: Arc::clone(name), value: self.coded(text)? });
                }
            }
            Kind::Date => declaration.acceptance = Some(self.date(text, form.date)?),
            Kind::Count => {
                let count = self.count(text)?;
                match self.target {
                    Target::ItemSequence => item.sequence = count,
                    _ => declaration.item_count = Some(count),
                }
            }
            Kind::Number | Kind::Mass => self.set_number(self.number(text, form)?, declaration, item),
            Kind::Money => {
                let amount = Money::new(self.number(text, form)?, self.currency(fields)?);
                self.set_money(amount, declaration, item);
            }
            Kind::Quantity => {
                let unit = match self.beside.and_then(|column| fields.get(column)) {
                    Some(unit) => unit.trim().into(),
                    None => self.option.unit.clone(),
                };
                item.supplementary = Some(Quantity { amount: self.number(text, form)?, unit });
            }
        }
        Ok(())
    }

    fn set_number(&self, number: Decimal, declaration: &mut Declaration, item: &mut GoodsItem) {
        match self.target {
            Target::PackageCount => declaration.package_count = Some(number),
            Target::GrossMass => declaration.gross_mass = Some(number),
            Target::ItemNetMass => item.net_mass = Some(number),
            Target::ItemGrossMass => item.gross_mass = Some(number),
            Target::DeclaredRate => item.declared_rate = Some(number),
            _ => item.packages.push(Package { count: Some(number), ..Package::default() }),
        }
    }

    fn set_money(&self, amount: Money, declaration: &mut Declaration, item: &mut GoodsItem) {
        let adjustment = |amount| Adjustment { code: self.option.charge.clone(), amount };
        match self.target {
            Target::Invoice => declaration.invoice = Some(amount),
            Target::Adjustment => declaration.adjustments.push(adjustment(amount)),
            Target::CustomsValue => item.customs_value = Some(amount),
            Target::StatisticalValue => item.statistical_value = Some(amount),
            Target::ItemAdjustment => item.adjustments.push(adjustment(amount)),
            _ => item.price = Some(amount),
        }
    }

    /// A code: translated, filled up with zeros, and for a commodity code without dots and spaces.
    fn coded(&self, text: &str) -> Result<CompactString, RowProblem> {
        if text.is_empty() {
            return Ok(CompactString::default());
        }
        let codes = &self.option.codes;
        if !codes.is_empty() {
            match codes.binary_search_by(|(known, _)| known.as_str().cmp(text)) {
                Ok(at) => return Ok(codes.get(at).map(|(_, to)| to.clone()).unwrap_or_default()),
                Err(_) if self.option.strict => {
                    return Err(self.problem(
                        "code-not-translated",
                        text,
                        "is not among the codes of the mapping file",
                        "ne figure pas parmi les codes du fichier de correspondance",
                    ));
                }
                Err(_) => {}
            }
        }
        if self.target.form() == Kind::Text && text.len() >= self.option.width {
            return Ok(text.into());
        }
        let parts = text.split(['.', ' ']);
        let whole = if self.target.form() == Kind::Code { parts.clone().map(str::len).sum() } else { text.len() };
        let mut code = CompactString::with_capacity(self.option.width.max(whole));
        for _ in whole..self.option.width {
            code.push('0');
        }
        if whole == text.len() {
            code.push_str(text);
        } else {
            parts.for_each(|part| code.push_str(part));
        }
        Ok(code)
    }

    fn number(&self, text: &str, form: Form) -> Result<Decimal, RowProblem> {
        let plain: Cow<'_, str> = match form.comma {
            // With a decimal comma a point can only group digits, and grouping is not read.
            true if text.contains('.') => Cow::Borrowed(""),
            true => Cow::Owned(text.replacen(',', ".", 1)),
            false => Cow::Borrowed(text),
        };
        let read = number::decimal(&plain).and_then(|number| match self.option.factor {
            Some(factor) => number.checked_mul(factor),
            None => Some(number),
        });
        read.ok_or_else(|| {
            let (en, fr) = match form.comma {
                false => ("is not a number with a decimal point", "n'est pas un nombre à point décimal"),
                true => ("is not a number with a decimal comma", "n'est pas un nombre à virgule décimale"),
            };
            self.problem("value-not-a-number", text, en, fr)
        })
    }

    fn count(&self, text: &str) -> Result<u32, RowProblem> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(|| {
            self.problem(
                "value-not-a-count",
                text,
                "is not a whole number from 0",
                "n'est pas un nombre entier à partir de 0",
            )
        })
    }

    fn date(&self, text: &str, form: DateForm) -> Result<Date, RowProblem> {
        let read = match (form, text.as_bytes()) {
            (DateForm::YearMonthDay, [_, _, _, _, b'-', ..]) | (DateForm::Compact, [_, _, _, _, b'0'..=b'9', ..]) => {
                number::date(text)
            }
            (DateForm::DayMonthYear, [d1, d2, b'/' | b'.' | b'-', m1, m2, b'/' | b'.' | b'-', year @ ..])
            | (DateForm::MonthDayYear, [m1, m2, b'/' | b'-', d1, d2, b'/' | b'-', year @ ..])
                if year.len() == 4 =>
            {
                number::day_of(year, &[*m1, *m2], &[*d1, *d2])
            }
            _ => None,
        };
        let written = match form {
            DateForm::YearMonthDay => "CCYY-MM-DD",
            DateForm::Compact => "CCYYMMDD",
            DateForm::DayMonthYear => "DD/MM/CCYY",
            DateForm::MonthDayYear => "MM/DD/CCYY",
        };
        read.ok_or_else(|| {
            self.problem(
                "value-not-a-date",
                text,
                &format!("is not a day of the form {written}"),
                &format!("n'est pas un jour de la forme {written}"),
            )
        })
    }

    fn currency(&self, fields: &[&str]) -> Result<Currency, RowProblem> {
        let Some(column) = self.beside else {
            return self.option.currency.ok_or_else(|| self.missing(fields.len()));
        };
        let text = fields.get(column).map(|field| field.trim()).ok_or_else(|| self.missing(fields.len()))?;
        match (text, self.option.currency) {
            ("", Some(currency)) => Ok(currency),
            _ => text.parse().map_err(|_| {
                self.problem(
                    "currency-unreadable",
                    text,
                    "is not a three-letter currency code for the amount",
                    "n'est pas un code de devise à trois lettres pour le montant",
                )
            }),
        }
    }

    fn missing(&self, fields: usize) -> RowProblem {
        self.problem(
            "field-missing",
            "",
            &format!("is missing: the row has only {fields} fields"),
            &format!("manque : la ligne n'a que {fields} champs"),
        )
    }

    fn problem(&self, code: &'static str, value: &str, en: &str, fr: &str) -> RowProblem {
        let column = &self.option.label;
        let value: String = value.chars().take(60).collect();
        let shown = if value.is_empty() { String::new() } else { format!(" `{value}`") };
        RowProblem {
            code,
            column: column.clone(),
            text: Text::owned(format!("column `{column}`:{shown} {en}"), format!("colonne `{column}` :{shown} {fr}")),
        }
    }
}
