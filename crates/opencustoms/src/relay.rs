//! The mail server of a site, by its settings.

use std::path::PathBuf;

use server::smtp::Relay;
use server::work::Mailer;

use crate::failure::Failure;

/// The mail server that takes the mails of the outbox.
#[derive(clap::Args)]
pub(crate) struct MailServer {
    /// A mail server that takes the mails of the outbox: smtps://USER@HOST, smtp://USER@HOST?tls=required for STARTTLS,
    /// or smtp://localhost
    #[arg(long, value_name = "URL", env = "OPENCUSTOMS_SMTP", requires = "smtp_from")]
    smtp: Option<String>,
    /// From whom the mails are: `office@customs.example` or `Office <office@customs.example>`
    #[arg(long, value_name = "ADDRESS", env = "OPENCUSTOMS_SMTP_FROM", requires = "smtp")]
    smtp_from: Option<String>,
    /// A file whose first line is the password for the mail server
    #[arg(long, value_name = "FILE", env = "OPENCUSTOMS_SMTP_PASSWORD_FILE", requires = "smtp")]
    smtp_password_file: Option<PathBuf>,
}

impl MailServer {
    /// What hands mails to it; none where none is named.
    pub(crate) fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let (Some(address), Some(from)) = (&self.smtp, &self.smtp_from) else { return Ok(None) };
        let password = self.smtp_password_file.as_ref().map(|path| {
            let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
            let first = text.lines().next().filter(|line| !line.is_empty()).map(ToOwned::to_owned);
            first.ok_or_else(|| Failure::content(path, "the first line is to be the password for the mail server"))
        });
        let relay = Relay::new(address, from, password.transpose()?.as_deref()).map_err(Failure::Misuse)?;
        Ok(Some(relay.mailer()))
    }
}
