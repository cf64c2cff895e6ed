/// The most characters of an address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;

/// Whether a text is an e-mail address that a message can be sent to: `local@domain` in ASCII with a dotted domain. A
/// domain of other letters is written in its `xn--` form. Quoted local parts and addresses of numbers are refused.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= LONGEST && is_local(local) && is_domain(domain)
}

/// RFC 5322 `dot-atom`, at most 64 characters.
fn is_local(local: &str) -> bool {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
}

/// Labels of letters, digits and inner hyphens; the last one no number.
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(label)
        && last.len() >= 2
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
}
