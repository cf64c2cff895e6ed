use nomenclature::Code;

/// The most prefixes that one range may stand for.
const MAX_RANGE: u64 = 2_000;

/// The prefixes of a code (`8712`, `87`, `8712.00`) or of a range of codes of one length (`0201-0210`, `72-76`), both
/// ends included. A range stands for every number between its ends, whether an edition has it or not.
pub(super) fn prefixes(written: &str) -> Result<Vec<Code>, String> {
    let Some((first, last)) = written.split_once('-') else {
        return code(written).map(|code| vec![code]);
    };
    let (first, last) = (code(first)?, code(last)?);
    if first.digits() != last.digits() {
        return Err(format!("the ends of `{written}` differ in length; a range runs over codes of one length"));
    }
    let width = usize::from(first.digits());
    let number = |code: Code| code.to_string().parse::<u64>().unwrap_or(0);
    let (from, to) = (number(first), number(last));
    if to < from {
        return Err(format!("the range `{written}` ends before it begins"));
    }
    if to - from >= MAX_RANGE {
        return Err(format!("the range `{written}` stands for more than {MAX_RANGE} codes; write a shorter prefix"));
    }
    (from..=to).map(|number| code(&format!("{number:0width$}"))).collect()
}

fn code(written: &str) -> Result<Code, String> {
    written.trim().parse::<Code>().map_err(|error| error.to_string())
}
