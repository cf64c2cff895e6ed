//! The mails that this part of the server writes itself: their words are data, their values are filled in here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use basis::Language;
use secretariat::mail::Template;
use store::{NewMail, Person};

use crate::App;

macro_rules! source {
    ($name:literal) => {
        include_str!(concat!("../../../reference/mail/", $name, ".toml"))
    };
}

static TEMPLATES: LazyLock<BTreeMap<String, Template>> = LazyLock::new(|| {
    let sources = [
        source!("password-reset"),
        source!("account-locked"),
        source!("account-made"),
        source!("appointment-ended"),
        source!("new-log-in"),
        source!("proofs-changed"),
    ];
    // A test of the reference files refuses a fault; a template that cannot be read sends no mail.
    let read = sources.iter().filter_map(|source| Template::read(source).ok());
    read.map(|template| (template.id.clone(), template)).collect()
});

/// The address of the site for links in mails: its own, or this machine's.
#[must_use]
pub fn site(app: &App) -> String {
    app.site.base()
}

/// An address of the site in a language, for links in mails.
#[must_use]
pub fn address(app: &App, language: Language, tail: &str) -> String {
    format!("{}/{}{tail}", site(app), language.code())
}

/// A mail to a person by a template, in their language; none where the person has no address, or the words are missing.
#[must_use]
pub fn to(person: &Person, template: &str, values: &[(&str, &str)]) -> Option<NewMail> {
    let mail = addressed(person.email.clone()?, person.language, template, values)?;
    Some(NewMail { person: Some(person.id.clone()), ..mail })
}

/// A mail to an address by a template; none where the words are missing.
#[must_use]
pub fn addressed(address: String, language: Language, template: &str, values: &[(&str, &str)]) -> Option<NewMail> {
    let values: BTreeMap<String, String> =
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let letter = TEMPLATES.get(template)?.fill(language, &values).ok()?;
    Some(NewMail {
        person: None,
        address,
        language,
        template: template.to_owned(),
        record: None,
        subject: letter.subject,
        content: letter.body,
    })
}
