use std::collections::BTreeMap;

use secretariat::Faults;
use secretariat::case::Procedure;
use secretariat::form::Form;
use secretariat::mail::Template;
use store::{StoreError, Viewer};

use crate::App;
use crate::error::Failure;

const FORMS: [&str; 2] = [
    include_str!("../../../../reference/forms/access-request.toml"),
    include_str!("../../../../reference/forms/contact.toml"),
];
const PROCEDURES: [&str; 2] = [
    include_str!("../../../../reference/casework/access-request.toml"),
    include_str!("../../../../reference/casework/contact.toml"),
];
const TEMPLATES: [&str; 19] = [
    include_str!("../../../../reference/mail/account-locked.toml"),
    include_str!("../../../../reference/mail/appointment-ended.toml"),
    include_str!("../../../../reference/mail/case-waiting.toml"),
    include_str!("../../../../reference/mail/contact-answered.toml"),
    include_str!("../../../../reference/mail/contact-closed.toml"),
    include_str!("../../../../reference/mail/contact-received.toml"),
    include_str!("../../../../reference/mail/contact-withdrawn.toml"),
    include_str!("../../../../reference/mail/new-log-in.toml"),
    include_str!("../../../../reference/mail/password-reset.toml"),
    include_str!("../../../../reference/mail/proofs-changed.toml"),
    include_str!("../../../../reference/mail/recertification-due.toml"),
    include_str!("../../../../reference/mail/request-appointed.toml"),
    include_str!("../../../../reference/mail/request-approved.toml"),
    include_str!("../../../../reference/mail/request-lapsed.toml"),
    include_str!("../../../../reference/mail/request-received.toml"),
    include_str!("../../../../reference/mail/request-refused.toml"),
    include_str!("../../../../reference/mail/request-to-focal-point.toml"),
    include_str!("../../../../reference/mail/request-to-secretariat.toml"),
    include_str!("../../../../reference/mail/request-withdrawn.toml"),
];

/// The forms, procedures and mail templates that travel with the program, read once.
#[derive(Clone, Debug, Default)]
pub struct Library {
    forms: BTreeMap<String, Form>,
    procedures: BTreeMap<String, Procedure>,
    templates: BTreeMap<String, Template>,
}

impl Library {
    /// All of them, each checked, and each procedure against its form and its mails.
    ///
    /// # Errors
    /// Never with the files as they are committed; a test reads them.
    pub fn shipped() -> Result<Self, Faults> {
        let mut library = Self::default();
        for source in FORMS {
            let form = Form::read(source)?;
            library.forms.insert(form.id.clone(), form);
        }
        for source in TEMPLATES {
            let template = Template::read(source)?;
            library.templates.insert(template.id.clone(), template);
        }
        let templates: Vec<Template> = library.templates.values().cloned().collect();
        for source in PROCEDURES {
            let procedure = Procedure::read(source)?;
            let faults = library.forms.get(&procedure.form).map(|form| procedure.check_with(form, &templates));
            if let Some(faults) = faults.filter(|faults| !faults.0.is_empty()) {
                return Err(faults);
            }
            library.procedures.insert(procedure.id.clone(), procedure);
        }
        Ok(library)
    }

    /// All forms.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }

    /// All procedures.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values()
    }

    /// A form by its name.
    ///
    /// # Errors
    /// `not-found`.
    pub fn form(&self, id: &str) -> Result<&Form, Failure> {
        self.forms.get(id).ok_or_else(|| unknown(id))
    }

    /// A procedure by its name.
    ///
    /// # Errors
    /// `not-found`.
    pub fn procedure(&self, id: &str) -> Result<&Procedure, Failure> {
        self.procedures.get(id).ok_or_else(|| unknown(id))
    }

    /// A mail template by its name.
    ///
    /// # Errors
    /// `not-found`.
    pub fn template(&self, id: &str) -> Result<&Template, Failure> {
        self.templates.get(id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: &str) -> Failure {
    Failure::not_found(
        format!("no form, procedure or mail is known as `{id}`"),
        format!("`{id}` ne désigne ni formulaire, ni procédure, ni courrier"),
    )
}

/// The number under which a form as it is now was published; it is published where that did not happen yet.
pub(super) async fn version(app: &App, form: &Form) -> Result<i64, Failure> {
    let program = Viewer::program();
    let content = form.to_json().map_err(|_| Failure::inner())?;
    match app.store.latest_form(&program, &form.id).await {
        Ok((version, kept)) if kept == content => Ok(version),
        Ok(_) | Err(StoreError::NotFound { .. }) => {
            Ok(app.store.publish_form(&program, &form.id, &content, app.now()).await?)
        }
        Err(error) => Err(error.into()),
    }
}
